"""Decks of the tiny film, presented in a real browser: red is its first step, blue its second."""

from __future__ import annotations

import re

import pytest
from browsing import Visit, chromium, until
from packing import STEPS, small_film

from bpdeck import stills
from bpdeck.deck import write_deck, write_lecture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("deck")]

END = {1: STEPS[0][2], 2: STEPS[1][2]}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deck")
    films = [small_film(folder, "small"), small_film(folder, "other")]
    shown = {}
    for film in films:
        shown[film.film] = [folder / f"{film.film}-{s.number}.png" for s in film.steps]
        stills.stills(film, film.video, shown[film.film])
    return films, shown, folder


@pytest.fixture(scope="module")
def deck(pack):
    films, shown, folder = pack
    return write_deck(films[0], folder, stills=shown["small"])


@pytest.fixture(scope="module")
def lecture(pack):
    films, shown, folder = pack
    return write_lecture(films, folder, stills=shown, videos={"other": "Other.mp4"})


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def visit(browser, request):
    """Open a page; when the test is over, see that it complained of nothing and called nobody."""
    opened = []

    def go(path, **settings):
        opened.append(Visit(browser, path, **settings))
        return opened[-1]

    yield go
    for each in opened:
        each.leave()


def time(page):
    return page.evaluate("video.currentTime")


def where(page):
    return page.evaluate("location.hash")


def rests(page, number):
    """Wait until step `number` rests, on its last frame."""
    until(page, f"location.hash.endsWith('-{number}') && state === 'rest'")
    end = END[number]
    until(page, f"video.paused && !video.seeking && video.currentTime > {end} - 0.1")
    page.wait_for_timeout(50)
    assert end - 0.1 < time(page) < end


def runs(page, number):
    until(page, f"location.hash.endsWith('-{number}') && state === 'run'")
    until(page, "!video.paused && video.currentTime > 0.1")


def test_it_is_one_file_that_says_what_it_is(deck):
    text = deck.read_text("utf-8")
    assert deck.name == "small.html"
    assert '<html lang="en"' in text
    assert "<title>A &lt;small&gt; film: small</title>" in text
    assert "user-scalable" not in text
    assert "maximum-scale" not in text
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)
    assert text.count("<video") == 1


def test_every_step_plays_and_stops_at_its_end(deck, visit):
    page = visit(deck).page
    assert where(page) == "#small"
    page.keyboard.press("ArrowRight")
    runs(page, 1)
    rests(page, 1)
    page.keyboard.press("PageDown")
    runs(page, 2)
    assert time(page) > END[1] - 0.1  # it went on from where it rested
    rests(page, 2)
    page.wait_for_timeout(300)
    assert time(page) < END[2]  # and stays there


def test_next_during_a_step_shows_its_end_and_back_goes_back(deck, visit):
    page = visit(deck).page
    for key in (" ", "Enter"):
        page.keyboard.press(key)
    rests(page, 1)
    for key in ("n", "ArrowDown"):
        page.keyboard.press(key)
    rests(page, 2)
    page.keyboard.press("PageUp")
    rests(page, 1)
    page.keyboard.press("ArrowLeft")
    assert where(page) == "#small"
    assert page.locator("#card-small").is_visible()
    page.keyboard.press("ArrowLeft")
    assert where(page) == "#small"  # there is nothing before
    page.keyboard.press("End")
    assert "A book (1986)" in page.locator("#card-references").inner_text()
    page.keyboard.press("Shift+Space")
    rests(page, 2)
    page.keyboard.press("Home")
    assert where(page) == "#small"


def test_many_quick_keys_end_where_they_lead(deck, visit):
    page = visit(deck).page
    page.evaluate(
        "for (const way of ['next', 'next', 'next', 'back', 'next', 'back']) perform(way)"
    )
    rests(page, 1)


def test_what_was_begun_for_another_slide_gives_up(deck, visit):
    page = visit(deck).page
    page.evaluate("show(1)")
    rests(page, 1)
    page.evaluate("show(1, { play: true }); setTimeout(() => show(0), 0)")  # amid its seek
    page.wait_for_timeout(400)
    assert page.locator("#card-small").is_visible()
    assert page.evaluate("video.paused && state === 'rest'")


def test_pointer_buttons_and_links(deck, visit):
    page = visit(deck).page
    page.mouse.click(30, 30)
    runs(page, 1)
    page.get_by_role("button", name="Play or pause").click()
    until(page, "state === 'pause' && video.paused")
    held = time(page)
    page.wait_for_timeout(200)
    assert time(page) == held
    page.keyboard.press(" ")  # goes on, although the button was clicked last
    rests(page, 1)
    page.get_by_role("button", name="Captions").click()
    page.keyboard.press(" ")  # next, and not captions again
    runs(page, 2)
    page.get_by_role("button", name="Back").click()
    rests(page, 1)
    page.get_by_role("button", name="Next").click()
    runs(page, 2)
    page.get_by_role("link", name="Step 2: Two").click()
    runs(page, 2)
    page.keyboard.press("r")
    rests(page, 2)


def test_touch_taps_and_swipes(deck, visit):
    seen = visit(deck, viewport={"width": 390, "height": 844}, has_touch=True)
    page = seen.page
    page.touchscreen.tap(200, 60)
    runs(page, 1)
    page.touchscreen.tap(200, 60)
    rests(page, 1)
    hand = seen.context.new_cdp_session(page)

    def swipe(start, stop):
        at = {"y": 100}
        for kind, x in (("touchStart", start), ("touchMove", (start + stop) / 2)):
            points = [{**at, "x": x}]
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        points = [{**at, "x": stop}]
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(300, 100)
    runs(page, 2)
    swipe(100, 300)
    rests(page, 1)
    swipe(100, 300)
    assert where(page) == "#small"


def test_captions_are_a_track_and_stand_below_the_picture(deck, visit):
    page = visit(deck).page
    page.evaluate("show(1)")
    until(page, "video.textTracks[0]?.cues?.length === 2")
    caption = page.locator("#caption")
    until(page, "caption.textContent.includes('said')")
    assert caption.inner_text() == "This is said: One & first."
    assert page.evaluate("video.textTracks[0].mode") == "hidden"  # not on the picture as well
    picture, line = page.locator("video").bounding_box(), caption.bounding_box()
    assert picture["y"] + picture["height"] <= line["y"] + 1
    page.evaluate("show(1, { play: true })")
    until(page, "state === 'run' && video.currentTime < 1")
    page.evaluate("show(2, { play: true })")  # a jump to the very instant where one cue ends
    until(page, "state === 'run' && video.currentTime > 2.3")
    assert caption.inner_text() == "This is said: Two."  # and no longer what was said before
    page.keyboard.press("c")
    assert not caption.is_visible()
    page.reload()
    assert not caption.is_visible()  # remembered
    page.get_by_role("button", name="Captions").click()
    until(page, "caption.textContent.includes('said')")
    assert caption.is_visible()


def test_reduced_motion_shows_last_frames(deck, visit):
    page = visit(deck, reduced_motion="reduce").page
    page.evaluate("plays = 0; video.addEventListener('playing', () => { plays += 1 })")
    for number in (1, 2):
        page.keyboard.press("ArrowRight")
        rests(page, number)
    assert page.evaluate("plays") == 0


def test_a_reload_goes_on_where_it_was(deck, visit):
    page = visit(deck).page
    page.evaluate("show(2)")
    rests(page, 2)
    page.reload()
    rests(page, 2)
    page.evaluate("show(1, { play: true })")
    runs(page, 1)
    page.reload()
    until(page, "state === 'pause' && !video.seeking && video.currentTime > 0.1")
    assert 0.1 < time(page) < END[1] - 0.1
    page.keyboard.press("ArrowRight")
    rests(page, 1)
    page.evaluate("location.hash = '#small-2'")
    rests(page, 2)


def test_notes_show_what_to_say_and_what_comes_next(deck, visit):
    page = visit(deck).page
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value
    assert notes.locator("#note-next").inner_text() == "Next: One & first"
    notes.keyboard.press("PageDown")
    runs(page, 1)
    assert notes.locator("#note-say").inner_text() == "This is said: One & first."
    assert notes.locator("#note-describe").inner_text() == "One colour fills One & first."
    picture = notes.locator("#note-still")
    assert picture.get_attribute("alt") == "One colour fills Two."
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 320
    notes.get_by_role("button", name="Next").click()
    rests(page, 1)
    until(notes, "document.getElementById('note-clock').textContent !== '0:00'")
    page.reload()
    notes.wait_for_event("close") if not notes.is_closed() else None


def test_help_full_screen_and_black(deck, visit):
    page = visit(deck).page
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("ArrowRight")
    assert where(page) == "#small"
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("f")
    until(page, "document.fullscreenElement !== null")
    page.keyboard.press("f")
    until(page, "document.fullscreenElement === null")
    page.keyboard.press("b")
    assert page.locator("#black").is_visible()
    page.keyboard.press("ArrowRight")
    assert not page.locator("#black").is_visible()
    runs(page, 1)


def test_screen_readers_are_told_the_step(deck, visit):
    page = visit(deck).page
    page.keyboard.press("ArrowRight")
    told = page.locator("[aria-live=polite]")
    assert told.locator("h1").inner_text() == "One & first"
    assert told.locator("p").inner_text() == "One colour fills One & first."


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
@pytest.mark.parametrize("slide", [0, 1, 3])
def test_axe_finds_nothing(deck, visit, size, slide):
    seen = visit(deck, viewport={"width": size[0], "height": size[1]})
    seen.page.evaluate(f"show({slide})")
    until(seen.page, "!video.seeking")
    seen.page.wait_for_timeout(100)
    assert seen.violations() == []
    if slide == 1:
        seen.page.keyboard.press("?")
        assert seen.violations() == []


def test_stills_stand_in_where_the_video_cannot_be_decoded(pack, visit, tmp_path):
    films, shown, _ = pack
    page = write_deck(films[0], tmp_path, stills=shown["small"])
    text = re.sub(r"(?<=data-type=.video/mp4.>)[^<]*", "bm90IGEgdmlkZW8=", page.read_text("utf-8"))
    page.write_text(text, "utf-8")
    seen = visit(page)
    seen.page.keyboard.press("ArrowRight")
    picture = seen.page.locator("#still")
    picture.wait_for(state="visible")
    assert picture.get_attribute("alt") == "One colour fills One & first."
    seen.page.keyboard.press("ArrowRight")
    until(seen.page, "still.alt.includes('Two')")


def test_a_lecture_goes_through_all_films_and_back(lecture, visit):
    seen = visit(lecture)
    page = seen.page
    assert where(page) == "#contents"
    assert seen.violations() == []
    page.get_by_role("link", name="A <small> film: other").click()
    assert where(page) == "#other"
    page.keyboard.press("ArrowRight")
    runs(page, 1)
    assert page.evaluate("video.src").startswith("file:")  # beside the page, as was asked
    page.evaluate("show(slides.findIndex((s) => s.id === 'other'))")
    page.keyboard.press("ArrowLeft")
    rests(page, 2)
    assert where(page) == "#small-2"
    assert page.evaluate("video.src").startswith("blob:")  # part of it
    page.keyboard.press("End")
    assert page.locator("#card-references li").count() == 2  # each once, though both films say it


def test_what_cannot_be_a_deck_is_refused(pack, tmp_path):
    films, shown, _ = pack
    with pytest.raises(ValueError, match="small has 2 steps, but 1 stills"):
        write_deck(films[0], tmp_path, stills=shown["small"][:1])
    with pytest.raises(ValueError, match="at least one film"):
        write_lecture([], tmp_path, stills={})
