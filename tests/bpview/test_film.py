"""The base of every film: its times are the same at every rate of frames."""

import pytest
from manim import LEFT, RIGHT, FadeIn, Square, VGroup, tempconfig

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.film import Film
from bpview.formula import Words
from bpview.graph import axis


class Waiting(Film):
    """Holds for every length that a film holds for."""

    network = "worked_example"

    def construct(self):
        self.step("Only", say="Wait.", describe="Nothing.")
        for tenths in (6, 12, 14, 24, 82):
            self.wait(tenths / 10)


@pytest.mark.parametrize("rate", [5, 15, 30, 60])
def test_a_hold_loses_no_frame(rate, monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    settings = {"dry_run": True, "pixel_width": 16, "pixel_height": 16, "frame_rate": rate}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = Waiting()
        film.render()
    holds = [length for _, length in film.steps[0].plays]
    assert holds == pytest.approx([0.6, 1.2, 1.4, 2.4, 8.2, 1.0], abs=1e-3)


class Cornered(Film):
    """A network that fills the stage, and words in a corner."""

    network = "worked_example"

    def construct(self):
        self.step("Corner", say="Look.", describe="A network.")
        net = Diagram(self.reading, Shape(13.5, 6.4))
        for layer in net.columns:
            net.activate(layer, number=True)
        self.add(net, Square(7.9))


def picture(width, height, monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    settings = {"dry_run": True, "pixel_width": width, "pixel_height": height, "frame_rate": 5}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = Cornered()
        film.render()
        film.camera.reset()
        film.camera.capture_mobjects(film.mobjects)
        return film.camera.pixel_array[:, :, :3].astype(int)


def test_any_shape_of_screen_shows_the_whole_stage(monkeypatch):
    wide = picture(640, 360, monkeypatch)
    assert wide[0].max() == wide[:, 0].max() == 0  # nothing touches the edge
    four_to_three = picture(640, 480, monkeypatch)
    assert four_to_three[60:420] == pytest.approx(wide, abs=2)
    assert four_to_three[:60].max() == four_to_three[420:].max() == 0
    cinema = picture(840, 360, monkeypatch)
    assert cinema[:, 100:740] == pytest.approx(wide, abs=2)
    assert cinema[:, :100].max() == cinema[:, 740:].max() == 0


class Carded(Film):
    """One step between two cards."""

    network = "worked_example"
    title = "A title_with #signs* of [markup]"
    teaches = "What one knows after it, which takes more than a line of this card to be said."

    def construct(self):
        self.step("Middle", say="Look.", describe="A network.")
        self.add(Diagram(self.reading, Shape(8, 4)))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_cards_open_and_close_a_film_that_is_shown_by_itself(theme, monkeypatch, tmp_path):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    monkeypatch.setenv("BP_CARDS", "1")
    monkeypatch.setenv("BP_THEME", theme)
    monkeypatch.setenv("BP_AUDIT", str(tmp_path / "audit.json"))
    settings = {"dry_run": True, "pixel_width": 64, "pixel_height": 36, "frame_rate": 5}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = Carded(skip_animations=True)
        film.render()
    assert [step.title for step in film.steps] == ["Title", "Middle", "To read on"]
    assert film.steps[0].say == Carded.teaches
    assert "Werbos" in film.steps[-1].describe
    assert film.steps[0].end == film.steps[1].start  # every step is closed once
    assert film.auditor.problems == []
    said = " ".join(caption.content for caption in film.renderer.file_writer.subcaptions)
    assert said == " ".join(step.say for step in film.steps)


def test_without_being_asked_a_film_has_no_cards(monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    monkeypatch.delenv("BP_CARDS", raising=False)
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}):
        film = Carded(skip_animations=True)
        film.render()
    assert [step.title for step in film.steps] == ["Middle"]


@pytest.mark.parametrize(
    ("name", "value", "expected"), [("BP_CARDS", "yes", "1"), ("BP_THEME", "blue", "one of: dark")]
)
def test_what_nobody_knows_is_refused_in_one_message(name, value, expected, monkeypatch):
    monkeypatch.setenv(name, value)
    with (
        tempconfig({"dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}),
        pytest.raises(
            SystemExit, match=f"Carded was not filmed.\n{name} is '{value}'; expected {expected}"
        ),
    ):
        Carded().render()


class Completed(Film):
    """An axis and words, some of them twice in what is to be completed."""

    network = "worked_example"

    def construct(self):
        self.step("Only", say="Look.", describe="An axis.")
        self.axis, self.words = axis(LEFT, RIGHT, style.colour("ink")), Words("twice")
        self.complete(self.axis, self.words, VGroup(self.words))


def test_what_is_completed_is_seen_whole_tips_and_all(monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    settings = {"dry_run": True, "pixel_width": 64, "pixel_height": 36, "frame_rate": 5}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = Completed()
        film.render()
    assert film.axis.tip.get_fill_opacity() == 1
    assert film.axis.get_stroke_opacity() == 1
    assert [glyph.get_fill_opacity() for glyph in film.words] == [1] * len("twice")


class Titled(Film):
    """Two steps; notes which of their titles stand after the first play of each."""

    network = "worked_example"

    def construct(self):
        self.heads = []
        for title in ("First", "Second"):
            self.step(title, say="Look.", describe="A square.")
            self.heads.append(self.heading)
            self.play(FadeIn(Square()), run_time=1.6)
            self.seen = [any(m is h for m in self.mobjects) for h in self.heads]


def test_a_title_changes_within_the_first_play_of_its_step(monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    settings = {"dry_run": True, "pixel_width": 16, "pixel_height": 16, "frame_rate": 5}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = Titled()
        film.render()
    assert [length for _, length in film.steps[1].plays] == [1.6, 1.0]
    assert film.seen == [False, True]
    film.step("Third", say="Look.", describe="Nothing.")
    before, after = film._turn(1.6)
    at = {after: [0, 0, 1, 1], before: [0, 1, 1, 1]}  # after 0, 0.2, 0.4 and 1.6 s
    for fade, ends in at.items():
        found = [fade.rate_func(t / 1.6) for t in (0, 0.2, 0.4, 1.6)]
        assert found == pytest.approx(ends)
