"""The film of linked lines: what its links, its longer chain and its rules hold."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from manim import FadeIn, FadeOut
from manim.animation.animation import prepare_animation
from manim.mobject.mobject import _AnimationBuilder

from bpcore import load_experiment
from bpview import style
from bpview.asides import loss_aside
from bpview.chain import Chain, slopes
from bpview.film import NETWORKS
from bpview.formula import Formula, Words
from bpview.last_layer import LastLayer
from bpview.link_rows import slope_row
from bpview.linked_film import LinkedFilm
from bpview.linked_lines import LinkedLines
from bpview.longer_chain import LongerChain
from bpview.measuring import measured_slope
from bpview.nudged_film import NudgedFilm
from bpview.nudging import SMALLEST
from bpview.numeral import Numeral
from bpview.product_film import ProductFilm
from bpview.reading import Reading
from bpview.words import WordsOf, words_file

W, Z, A, LOSS = ("W", 3, 0, 0), ("z", 3, 0), ("a", 3, 0), ("loss",)
PLACES = [W, Z, A, LOSS]


@pytest.fixture(scope="module")
def chain():
    return Reading("chain", load_experiment(NETWORKS / "chain.toml"))


def test_a_large_nudge_is_one_whose_numbers_add_up_as_they_are_shown(chain):
    film = LinkedFilm()
    film.small, film.w = chain, ("W", 3, 0, 0)
    film.z, film.a, film.loss = Z, ("a", 3, 0), ("loss",)
    by = film.checked_nudge(0.8)
    assert by == 0.75  # at 0.8 the loss shown is off by one
    now = chain.nudged("W", 3, (0, 0), by)
    for place in film.places(film.w):
        before, after = (round(r.entry(*place).value, 3) for r in (chain, now))
        assert round(before + round(chain.moved(now, *place).value, 3), 3) == after
    assert film.checked_nudge(0.04) == 0.04  # none is that small


def test_of_one_link_only_its_own_changes_stay_in_front(chain):
    film = LinkedFilm()
    film.lines = LinkedLines(chain, W, PLACES, by=0.5)
    film.changes = film.lines.changes(3, -1)
    film.rows = [slope_row("a", chain.entry("a", layer, 0), "a") for layer in (1, 2)]
    film.add(film.lines, *film.changes, film.rows[0])

    def shown(*rows):
        return [[m.get_fill_opacity() for m in row.family_members_with_points()] for row in rows]

    for k, changes, row in ((1, (False, True, True, False), False), (None, (True,) * 4, True)):
        moves = [prepare_animation(move) for move in film.attend(k)]
        for move in moves:
            move.begin()
            move.finish()
        moved = {id(m) for move in moves for m in move.mobject.get_family()}
        assert not moved & {id(m) for m in film.rows[1].get_family()}  # it is not on screen
        for found, front in zip(shown(*film.changes, film.rows[0]), (*changes, row), strict=True):
            assert all((opacity == 1) == front for opacity in found)


def test_the_longer_chain_multiplies_to_the_gradient_of_the_layer_before(chain):
    longer = LongerChain(chain, top=1, middle=0)
    links = [row[1].entry.value for row in longer.rows]
    assert math.prod(links) == pytest.approx(chain.entry("dW", 2, 0, 0).value)
    known = longer.known[1][1].entry
    assert known.value == pytest.approx(math.prod(links[2:]))
    assert known.value == chain.entry("g", 2, 0).value
    assert [line.value.entry.value for line in longer.lines.lines] == [
        chain.entry(*place).value
        for place in (("W", 2, 0, 0), ("z", 2, 0), ("a", 2, 0), *PLACES[1:])
    ]


def test_what_the_first_of_six_lines_measures_checks_as_it_is_shown(chain):
    longer = LongerChain(chain, top=1, middle=0)
    by_w, by_loss, quotient, _ = longer.measured
    run, rise, slope = (float(row[1].text.replace("−", "-")) for row in (by_w, by_loss, quotient))
    assert run == longer.by == 0.0001  # at a thousandth the last decimal is off by one
    assert rise / run == pytest.approx(slope)
    assert slope == round(chain.entry("dW", 2, 0, 0).value, 3)
    longer.lines.follow(longer.by)
    now = [longer.lines.reading.moved(longer.lines.now, *p) for p in (("W", 2, 0, 0), LOSS)]
    assert [row[1].entry for row in (by_w, by_loss)] == now  # the nudge that the lines show
    assert longer.lines.tick().text == "0.0001"


def test_link_by_link_the_longer_product_is_there_but_for_its_result(chain):
    longer = LongerChain(chain, top=1, middle=0)
    shown = set()
    for k, row in enumerate(longer.rows):
        moved = (move.mobject.family_members_with_points() for move in longer.met(k))
        found = {id(m) for family in moved for m in family}
        assert id(row[1]) in found
        assert id(longer.product.terms[k + 1].grid.entry(0)) in found
        assert not shown & found
        shown |= found
    left, result = longer.product.terms[0].symbol, longer.product.terms[0].grid
    rest = {id(m) for m in longer.product.family_members_with_points()} - shown
    last = longer.product.signs[0][1]
    assert rest == {id(m) for g in (left, result, last) for m in g.family_members_with_points()}


def test_the_two_comes_down_and_cancels_the_half(chain):
    _, square = loss_aside(chain, 3, Chain(chain, width=7.8).rings)
    rule, slope = square.rule, square.slope
    assert slope.part("eq").get_y() == pytest.approx(rule.part("eq").get_y())
    assert slope.get_left()[0] > rule.get_right()[0] + 0.3
    for beat in square.differentiated():
        for move in map(prepare_animation, beat):
            move.begin()
            move.finish()
    faint = {
        name: {
            round(m.get_fill_opacity(), 2) for m in slope.part(name).family_members_with_points()
        }
        for name in ("square", "half", "inner", "g")
    }
    assert faint["inner"] == faint["g"] == {1.0}
    assert faint["square"] == faint["half"] == {0.35}
    assert square.numbers[-1].entry == chain.entry("g", 3, 0)


def test_a_slope_has_the_colour_of_its_number(chain):
    found = Formula(slopes(chain, 3)[2])
    assert {m.get_fill_color() for m in found.part("g")} == {style.colour("g")}


def _glyphs(formula):
    return formula.family_members_with_points()


def test_for_any_layer_the_names_are_general_and_the_numbers_leave(chain):
    picture = Chain(chain, width=7.8)
    for layer in range(4):
        picture.net.activate(layer, number=True)
    old = {k: n.get_center() for k, n in picture.weights.items()}
    moves = [prepare_animation(move) for move in picture.any_layer()]
    sources = [m[0].text_source for m in map(_glyphs, (picture.weights[3], picture.weights[2]))]
    assert sources == ["{{ w^((ell)) : W }}", "{{ w^((ell-1)) : W }}"]
    # Whatever the sign of the weight was, its letter has the colour of all weights.
    assert {m.get_fill_color() for m in picture.weights[2].family_members_with_points()} == {
        style.colour("W")
    }
    for k, place in old.items():
        assert picture.weights[k].get_center() == pytest.approx(place)
    # Other layers may follow: dots stand where this network's target was.
    arrived = [m.mobject for m in moves if isinstance(m, FadeIn)]
    dots = next(m for m in arrived if getattr(_glyphs(m)[0], "text_source", "") == "dots.c")
    assert dots.get_center() == pytest.approx(picture.rings.get_center(), abs=1e-6)
    gone = {id(m) for a in moves if isinstance(a, FadeOut) for m in a.mobject.get_family()}
    assert {id(m) for m in (*picture.rings, picture.y_name)} <= gone
    numbers = [m for m in picture.get_family() if isinstance(m, Numeral)]
    assert len(numbers) == 6
    assert all(id(m) in gone for m in numbers)


def test_of_the_matrices_of_a_chain_single_numbers_remain(chain):
    class Played:
        def play(self, *moves, **_):
            for move in map(prepare_animation, moves):
                move.begin()
                move.finish()

        def complete(self, *_, **__): ...

        def wait(self, *_): ...

    layer = LastLayer(Chain(chain, width=7.8))
    line = layer.rows[0]
    before = {id(m) for term in line.terms for m in term.grid.brackets.get_family()}
    layer.single_numbers(Played())
    left = line.get_family()
    assert not before & {id(m) for m in left}
    told = [m.entry.quantity for m in left if isinstance(m, Numeral)]
    assert told == ["z", "W", "a", "b"]
    texts = {m.text_source for m in left if getattr(m, "text_kind", "") == "Formula"}
    assert {"dot", "paren.l", "paren.r", "{{ w^((3)) : weight_pos }}"} <= texts  # b is negative


def test_what_b_and_the_a_before_are_worth_is_measured_as_it_is_calculated(chain):
    b, a, w = ("b", 3, 0), ("a", 2, 0), ("W", 2, 0, 0)
    for knob, by, place, exact, share in (
        (w, 0.002, a, chain.entry("g", 2, 0), 0.1),
        (b, 0.001, b, chain.entry("db", 3, 0), 0.01),
    ):
        nudge, found = measured_slope(chain, knob, by, place, exact.value)
        assert nudge == by * share  # at ten times that the last decimal is off by one
        assert round(found.value, 3) == round(exact.value, 3)
        moved = chain.nudged(knob[0], knob[1], knob[2:], nudge)
        assert found.value == chain.moved(moved, "loss").value / chain.moved(moved, *place).value
    film = ProductFilm()
    film.small, film.loss = chain, LOSS
    film.ticks, film.before = Words("x"), Words("before")
    word, row = film.measured_row(b, found)
    assert row[1].entry == found
    assert word.get_right()[0] < row.get_left()[0]


def test_the_slope_of_phi_in_the_layer_before_is_worked_out(chain):
    longer = LongerChain(chain, top=1, middle=0)
    told = [m.entry for m in longer.worked.get_family() if isinstance(m, Numeral)]
    a, slope = chain.entry("a", 2, 0), chain.entry("phi_prime", 2, 0)
    assert told == [a, a, slope]
    assert longer.worked.get_top()[1] < longer.rows[1].get_bottom()[1]
    assert longer.worked.get_right()[0] == pytest.approx(longer.rows[1].get_right()[0])
    assert slope == longer.rows[1][1].entry


def test_while_the_nudge_shrinks_the_changes_shown_divide_to_the_quotient_shown(chain):
    film = NudgedFilm()
    film.small, film.L, film.w, film.loss = chain, 3, W, LOSS
    nudge, _ = film.loss_nudge()
    for by in (0.75, 0.3, 0.0148, 0.005, SMALLEST):
        nudge.by = by
        nudge.follow()
        run, rise, quotient = (float(n.text.replace("−", "-")) for n in nudge._numerals)
        assert rise / run == pytest.approx(quotient, abs=6e-4), by


def test_half_the_square_is_said_of_half_the_square_only(chain):
    film = NudgedFilm()
    film.small = chain
    assert film.half_square
    network = replace(chain.experiment.network, loss="squared_error")
    film.small = Reading("other", replace(chain.experiment, network=network))
    assert not film.half_square
    words = WordsOf.read(words_file(Path("scenes/sensitivity.py")))
    for beat, variant in (
        ("run_forward", "another_loss"),
        ("from_a_to_the_loss", "crossed_another_loss"),
    ):
        said = words.of(beat, variant)["say"]
        assert "half" not in said
        assert "minus" not in said


def test_what_was_spelled_out_steps_back_for_the_next(chain):
    class Played:
        def __init__(self):
            self.moves = []

        def wait(self, *_): ...

        def play(self, *moves, **_):
            self.moves += [m for m in moves if isinstance(m, _AnimationBuilder)]

    layer, film = LastLayer(Chain(chain, width=7.8)), Played()
    layer.bend(film)
    layer.compare(film)
    assert [m.mobject for m in film.moves] == layer.rows[:2]


def test_what_runs_back_to_find_a_slope_of_the_loss_has_its_colour(chain):
    net = Chain(chain, width=7.8).net
    for layer in (3, 2):  # one weight is positive, one negative
        lights = net.run_back(layer, role="loss").mobject
        assert {stroke.get_stroke_color() for stroke in lights} == {style.colour("loss")}
