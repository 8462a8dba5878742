"""Plant a fault of every kind in a small film, and see it reported by step and name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    DecimalNumber,
    Dot,
    Line,
    MathTypst,
    Square,
    Typst,
    VGroup,
    tempconfig,
)

from bpview import style
from bpview.audit import colours
from bpview.audit.colours import palette_findings, seen_distance
from bpview.colours import contrast
from bpview.diagram import Diagram, Shape
from bpview.edge_labels import on_edges
from bpview.entry import Entry
from bpview.film import Film
from bpview.formula import Formula, Words
from bpview.heatmap import Heatmap
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


def over_context(film):
    film.grid.set_opacity(0.2)
    film.add(Words("over").move_to(film.grid.entry(0, 0)))


def over_its_copy(film):
    words = Words("twice").shift(UP * 2)
    film.add(words, words.copy().shift(RIGHT * 0.1))


def covered(film):
    plate = Square(1, fill_opacity=1, stroke_width=0, fill_color=style.colour("neutral"))
    film.add(plate.move_to(film.grid.entry(1, 0)))


def on_a_picture(film):
    picture = Heatmap(np.ones((4, 4)), "delta", width=2).shift(UP * 2)
    film.add(picture, Words("yellow on yellow", role="delta", size=30).move_to(picture))


def faint_mark(film):
    film.add(Line(LEFT, RIGHT, color=style.colour("faint")).shift(UP * 2))


def foreign_number(film):
    film.add(DecimalNumber(0.25, mob_class=MathTypst).shift(UP * 2))


def foreign_text(film):
    film.add(Typst("about 0.3").shift(UP * 2))


def unknown_entry(film):
    film.add(Numeral(Entry("worked_example", "made_up", 1, (0,), 0.5)).shift(UP * 2))


def unknown_network(film):
    film.add(Numeral(Entry("elsewhere", "z", 1, (0,), 0.5)).shift(UP * 2))


def foreign_colour(film):
    film.add(Line(LEFT, RIGHT, color="#12AB34").shift(UP * 2))


def clashing_roles(film):
    for k, role in enumerate(("b", "g")):
        film.add(Dot(color=style.colour(role)).shift(UP * 2 + RIGHT * k))


def overlap_on_the_way(film):
    words = Words("early").move_to(film.grid.entry(0, 0))
    film.add(words)
    film.wait(1)
    film.remove(words)


FAULTS = {
    over_context: ("overlap", "over"),
    over_its_copy: ("overlap", "twice"),
    covered: ("covered text", "grid.numbers[1, 0] (Numeral worked_example:delta[2][1])"),
    on_a_picture: ("low contrast", "yellow on yellow"),
    faint_mark: ("low contrast", "Line"),
    foreign_number: ("typed decimal", "0.25"),
    foreign_text: ("typed decimal", "about 0.3"),
    unknown_entry: ("wrong number", "worked_example:made_up[1][0]"),
    unknown_network: ("wrong number", "elsewhere:z[1][0]"),
    foreign_colour: ("colour", "Line"),
    clashing_roles: ("clashing roles", "b and g"),
    overlap_on_the_way: ("overlap", "early"),
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


@pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")  # manim draws images so
@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_reported_in_its_step_by_name(plant, monkeypatch, tmp_path):
    kind, name = FAULTS[plant]
    if plant is clashing_roles:  # else another cue may be declared for them
        monkeypatch.setattr(colours, "CUES", {})
    found = problems(plant, monkeypatch, tmp_path)
    assert [p for p in found if p.kind == kind and name in p.mobject + p.what], found
    assert {p.step for p in found} == {"Second"}
    assert {p.film for p in found} == {"Planted"}


def test_a_clean_film_has_no_problem(monkeypatch, tmp_path):
    assert problems(lambda film: None, monkeypatch, tmp_path) == []


def test_context_that_stepped_back_may_be_crossed(monkeypatch, tmp_path):
    def plant(film):
        crossed_text(film)
        film.grid.set_opacity(0.2)

    assert problems(plant, monkeypatch, tmp_path) == []


def test_what_is_meant_is_no_problem(monkeypatch, tmp_path):
    def plant(film):
        net = Diagram(film.reading, Shape(6, 2, radius=0.48)).to_edge(UP, buff=1)
        net.activate(1, number=True)  # numbers in their rings
        net.activate(0)  # a negative a near 0: a hollow in a disc nobody sees
        for neuron in net.neurons[0]:
            neuron.fill.set_fill(opacity=0.01)
        film.add(net)
        below = film.reading.entry("z", 2, 0)
        plate = Square(1.2, fill_opacity=1, stroke_width=0, fill_color=style.colour("background"))
        line = Line(LEFT * 2, RIGHT * 2, color=style.colour("neutral"))  # goes below the plate
        film.add(VGroup(line, plate, Numeral(below)).to_edge(DOWN, buff=0.5))

    assert problems(plant, monkeypatch, tmp_path) == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_number_on_its_edge_is_not_crossed_behind_its_plate(kept, monkeypatch, tmp_path):
    def plant(film):
        net = Diagram(film.reading, Shape(6, 2, radius=0.48)).to_edge(UP, buff=1)
        edges = [net.edges[1].edge(j, 0) for j in (0, 1)]
        plates, numbers = on_edges(edges, film.reading.entries("W", 1)[:, 0], "weight")
        film.add(net, *([plates] if kept else []), numbers)

    found = {p.kind for p in problems(plant, monkeypatch, tmp_path)}
    assert found == (set() if kept else {"crossed text"})


def test_a_nudge_may_be_shown_on_the_way(monkeypatch, tmp_path):
    def plant(film, by=0.5):
        nudged = film.reading.nudged("b", 2, (0,), by)
        number = Numeral(replace(nudged.entry("z", 2, 0), value=value(nudged))).shift(UP * 2)
        film.add(number)
        film.wait(1)
        film.remove(number)

    value = lambda nudged: nudged.entry("z", 2, 0).value  # noqa: E731
    assert problems(plant, monkeypatch, tmp_path) == []
    value = lambda nudged: nudged.entry("z", 2, 0).value + 0.01  # noqa: E731
    assert [p.kind for p in problems(plant, monkeypatch, tmp_path)] == ["wrong number"]


def test_roles_clash_only_where_marks_have_one_form():
    theme = style.Theme("t", {**style.DARK.roles, "z": "#83C167", "loss": "#83C16F"})
    ((pair, what),) = palette_findings(theme, [("z", "line"), ("loss", "line")])
    assert pair == ("loss", "z")
    assert "apart with" in what
    assert list(palette_findings(theme, [("z", "filling"), ("loss", "line")])) == []


@pytest.mark.parametrize("pair", style.CUES)
def test_a_declared_cue_is_needed_in_some_theme(pair):
    distances = [
        min(seen_distance(*(rgb(theme.roles[role]) for role in pair)).values())
        for theme in (style.DARK, style.LIGHT)
    ]
    assert min(distances) < 10


@pytest.mark.parametrize("theme", [style.DARK, style.LIGHT], ids=lambda t: t.name)
def test_every_role_of_a_theme_stands_out(theme):
    back = rgb(theme.roles["background"])
    for role in theme.roles.keys() - {"background", "faint"}:
        assert contrast(rgb(theme.roles[role]), back) >= 4.5, role
    # heat-maps print no sign
    pair = [rgb(theme.roles[role]) for role in ("delta", "delta_neg")]
    assert min(seen_distance(*pair).values()) >= 10


def rgb(code):
    return [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == 1
