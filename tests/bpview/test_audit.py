"""Plant a fault of every kind in a small film, and see it reported by step and name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from manim import RIGHT, UP, Line, Square, tempconfig

from bpview import style
from bpview.audit.colours import palette_findings, seen_distance
from bpview.colours import contrast
from bpview.film import Film
from bpview.formula import Formula, Words
from bpview.matrix import Grid
from bpview.numeral import Numeral


class Planted(Film):
    """Shows δ of the worked example, and whatever a test plants."""

    network = "worked_example"

    def construct(self):
        self.step("First", say="Nothing yet.", describe="A vector.")
        self.grid = Grid(self.reading.entries("delta", 2), "delta")
        self.add(self.grid)
        self.step("Second", say="The fault.", describe="Something is planted.")
        self.plant(self)


def problems(plant, monkeypatch, tmp_path):
    monkeypatch.setenv("BP_AUDIT", str(tmp_path / "audit.json"))
    monkeypatch.delenv("BP_NETWORK", raising=False)
    settings = {"dry_run": True, "pixel_width": 854, "pixel_height": 480, "frame_rate": 5}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = type("Planted", (Planted,), {"plant": staticmethod(plant)})(skip_animations=True)
        film.render()
    return film.auditor.problems


def wrong_number(film):
    entry = replace(film.reading.entry("delta", 2, 0), value=0.25)
    film.add(Numeral(entry).shift(UP * 2))


def stale_number(film):
    number = Numeral(film.reading.entry("delta", 2, 0)).shift(UP * 2)
    number.entry = film.reading.entry("delta", 2, 1)  # without redrawing
    film.add(number)


def nudged_number(film):
    nudged = film.reading.nudged("b", 2, (0,), 0.5)
    film.add(Numeral(nudged.entry("z", 2, 0)).shift(UP * 2))


def typed_decimal(film):
    film.add(Formula("z = 0.140").shift(UP * 2))


def off_frame(film):
    film.add(Words("outside").shift(RIGHT * 7))


def near_the_edge(film):
    words = Words("close")
    film.add(words.shift(RIGHT * (7.11 - 0.1 - words.get_right()[0])))


def overlap(film):
    film.add(Words("over").move_to(film.grid.entry(0, 0)))


def crossed_text(film):
    number = film.grid.entry(0, 0)
    film.add(Line(number.get_left(), number.get_right()))


def tiny_text(film):
    film.add(Words("small", size=20).shift(UP * 2))


def low_contrast(film):
    film.add(Words("grey on black", role="faint").shift(UP * 2))


def dark_on_dark(film):
    square = Square(2, fill_opacity=1, stroke_width=0, fill_color=style.colour("ink"))
    film.add(square.shift(UP * 2), Words("white on white").move_to(square))


FAULTS = {
    wrong_number: ("wrong number", "worked_example:delta[2][0]"),
    stale_number: ("stale number", "worked_example:delta[2][1]"),
    nudged_number: ("stale number", "z[2][0]"),
    typed_decimal: ("typed decimal", "z = 0.140"),
    off_frame: ("off frame", "outside"),
    near_the_edge: ("near the edge", "close"),
    overlap: ("overlap", "worked_example:delta[2][0]"),
    crossed_text: ("crossed text", "worked_example:delta[2][0]"),
    tiny_text: ("tiny text", "small"),
    low_contrast: ("low contrast", "grey on black"),
    dark_on_dark: ("low contrast", "white on white"),
}


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_reported_in_its_step_by_name(plant, monkeypatch, tmp_path):
    kind, name = FAULTS[plant]
    found = problems(plant, monkeypatch, tmp_path)
    assert [p for p in found if p.kind == kind and name in p.mobject], found
    assert {p.step for p in found} == {"Second"}
    assert {p.film for p in found} == {"Planted"}


def test_a_clean_film_has_no_problem(monkeypatch, tmp_path):
    assert problems(lambda film: None, monkeypatch, tmp_path) == []


def test_context_that_stepped_back_may_be_crossed(monkeypatch, tmp_path):
    def plant(film):
        crossed_text(film)
        film.grid.set_opacity(0.2)

    assert problems(plant, monkeypatch, tmp_path) == []


def test_roles_that_clash_for_some_eyes_are_reported(monkeypatch):
    theme = style.Theme("t", {**style.DARK.roles, "z": "#83C167", "loss": "#83C16F"})
    assert list(palette_findings(theme, ["z", "loss"])) == []  # both have a symbol
    monkeypatch.delitem(style.CUES, "loss")
    ((which, what),) = palette_findings(theme, ["z", "loss"])
    assert which == "loss and z"
    assert "apart" in what


@pytest.mark.parametrize("theme", [style.DARK, style.LIGHT], ids=lambda t: t.name)
def test_our_themes_hold_together_for_all_eyes(theme):
    assert list(palette_findings(theme, theme.roles)) == []
    pair = [
        [int(theme.roles[role][i : i + 2], 16) / 255 for i in (1, 3, 5)]
        for role in ("delta", "delta_neg")
    ]
    assert min(seen_distance(*pair).values()) >= 10  # heat-maps print no sign


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == 1
