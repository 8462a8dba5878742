"""The page of a pack, read in a real browser: what is offered is there, what is copied works."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from browsing import Visit, chromium, until
from packing import small_film

from bpdeck import stills, words
from bpdeck.embeds import HERE, SERVER, embeds
from bpdeck.page import write_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]
WHERE = ["HTML", "Markdown", "Quarto", "Jupyter", "reveal.js", "Beamer", "Moodle, Canvas"]


def pack_of(folder: Path, *names: str):
    """Two films as `bp lecture` lays them out; the files that others make are empty."""
    films = []
    for name in names:
        made = folder / "films" / name
        film = small_film(made, name)
        film.video.rename(made / f"{name}.mp4")
        shown = [made / "stills" / f"{step.number:02}.png" for step in film.steps]
        (made / "stills").mkdir()
        stills.stills(film, made / f"{name}.mp4", shown)
        stills.poster(shown[-1], made / "poster.png")
        (made / f"{name}.vtt").write_text(words.captions_vtt(film), "utf-8")
        (folder / f"{name}.html").write_text("a deck", "utf-8")
        films.append(film)
    (folder / "lecture.html").write_text("a lecture", "utf-8")
    (folder / "handout.pdf").write_bytes(b"x" * 1_500_000)
    (folder / "networks").mkdir()
    (folder / "networks" / "chain.toml").write_text("", "utf-8")
    return films


def held(folder: Path) -> dict[str, int]:
    found = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.stat().st_size for p in found}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    films = pack_of(folder, "small", "other")
    write_page(films, folder, files=held(folder))
    return films, folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def visit(browser, pack):
    opened = []

    def go(**settings):
        opened.append(Visit(browser, pack[1] / "index.html", **settings))
        return opened[-1]

    yield go
    for each in opened:
        each.leave()


def test_it_says_what_there_is_and_every_link_leads_to_a_file(pack, visit):
    films, folder = pack
    page = visit().page
    assert page.title() == "Backpropagation on film"
    assert "2 films, 0:08 in all" in page.locator("header").inner_text()
    assert page.locator("h2 a").all_inner_texts() == [film.title for film in films]
    assert page.locator(".teaches").first.inner_text() == films[0].teaches
    assert page.locator(".length").first.inner_text() == "0:04, 2 steps"
    links = page.eval_on_selector_all("a", "(found) => found.map((a) => a.getAttribute('href'))")
    assert {"lecture.html", "handout.pdf", "small.html", "films/other/other.mp4"} <= set(links)
    assert "small.html#small-2" in links
    for link in links:
        assert (folder / link.split("#")[0]).is_file(), link
    assert "1.5 MB" in page.get_by_role("link", name="Hand-out").inner_text()
    assert page.get_by_role("link", name="PowerPoint").count() == 0  # the pack has none
    for summary in page.locator("summary").all():
        summary.click()
    page.keyboard.press("End")
    until(page, "[...document.images].every((image) => image.complete)")
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visit, size, scheme):
    seen = visit(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    assert seen.violations() == []
    for summary in seen.page.locator("summary").all():
        summary.click()
    assert seen.violations() == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pieces_are_copied_with_the_address_before_every_path(visit):
    seen = visit(permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    article = page.locator("article").first
    article.locator("summary").nth(1).click()
    assert article.locator("h3").all_inner_texts() == WHERE

    def copied(where: str) -> str:
        article.get_by_role("button", name=f"Copy for {where}").click()
        until(page, "document.getElementById('status').textContent === 'Copied'")
        page.evaluate("document.getElementById('status').textContent = ''")
        return page.evaluate("navigator.clipboard.readText()")

    assert 'src="films/small/small.mp4"' in copied("HTML")
    assert 'src="https://example.org/pack/small.html"' in copied("Moodle, Canvas")
    page.get_by_label("Folder or address").fill("media/backprop")
    assert 'src="media/backprop/films/small/small.mp4"' in copied("HTML")
    assert 'src="media/backprop/small.html"' in copied("Moodle, Canvas")


def test_the_html_piece_plays_and_loads_its_captions(pack, browser):
    """Over http, where captions may be fetched; the page itself never needs that."""
    films, folder = pack
    piece = embeds(films[0], held(folder).__contains__)[0].code.replace(HERE, "")
    context = browser.new_context()

    def serve(route):
        path = folder / route.request.url.removeprefix("http://pack.test/")
        if path.name == "paste.html":
            route.fulfill(body=f"<!doctype html><title>x</title>{piece}", content_type="text/html")
        else:
            kind = {".mp4": "video/mp4", ".vtt": "text/vtt", ".png": "image/png"}[path.suffix]
            route.fulfill(body=path.read_bytes(), content_type=kind)

    context.route("http://pack.test/**", serve)
    page = context.new_page()
    page.goto("http://pack.test/paste.html")
    until(page, "document.querySelector('video').readyState >= 2")
    until(page, "document.querySelector('video').textTracks[0].cues?.length === 2")
    context.close()


def test_pieces_are_well_formed_and_name_files_of_the_pack(pack):
    films, folder = pack
    files = held(folder)
    for film in films:
        pieces = {e.where: e.code for e in embeds(film, files.__contains__)}
        assert list(pieces) == WHERE
        for where, code in pieces.items():
            paths = re.findall(f"[{HERE}{SERVER}]" + r'([^"\')}\s]+)', code)
            assert paths, where
            assert set(paths) <= set(files), where
        ET.fromstring(pieces["reveal.js"].replace("data-autoplay muted playsinline", ""))
        compile(pieces["Jupyter"], "cell", "exec")
        assert pieces["Beamer"].count("{") == pieces["Beamer"].count("}")


def test_greek_and_special_signs_survive_in_tex(pack):
    from dataclasses import replace

    film = replace(pack[0][0], title="δ & 100 % of a_1")
    piece = next(e.code for e in embeds(film, lambda _: True) if e.where == "Beamer")
    assert "{$\\delta$ \\& 100 \\% of a\\_1}" in piece


def test_with_a_clip_a_step_reveal_gets_a_slide_a_step(pack):
    piece = next(e.code for e in embeds(pack[0][0], lambda _: True) if e.where == "reveal.js")
    assert piece.count("<section>") == 2
    assert "slides/files/small/02.mp4" in piece


def test_a_pack_of_videos_alone_offers_no_more(tmp_path):
    film = pack_of(tmp_path, "small")[0]
    text = write_page([film], tmp_path, files={"films/small/small.mp4": 10}).read_text("utf-8")
    assert "One film, 0:04" in text
    assert "small.html" not in text
    assert "poster.png" not in text.split("<details>")[0]
    assert 'href="films/small/small.mp4"' in text
