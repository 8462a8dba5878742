"""Parts of the film on Jacobians: what they show is computed, and can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from manim import LEFT

from bpcore import load_experiment
from bpview import style
from bpview.audit.again import Again
from bpview.audit.counting import multiplications
from bpview.diagram import Diagram, Shape
from bpview.edge_labels import on_edges
from bpview.falk import Falk
from bpview.falk_film import FalkFilm
from bpview.film import NETWORKS
from bpview.formula import EQUALS, Formula, part
from bpview.jacobian import Jacobian, affine_slope, jacobian_name
from bpview.jacobian_film import JacobianFilm
from bpview.layout import two_layers
from bpview.nudging import SMALLEST
from bpview.numeral import Numeral
from bpview.parts_film import PartsFilm
from bpview.reading import Reading
from bpview.responses import Arrows, Responses
from bpview.tally import Tally, countable, factors, products
from bpview.worked import Worked


def read(name: str) -> Reading:
    return Reading(name, load_experiment(NETWORKS / f"{name}.toml"))


@pytest.fixture(scope="module")
def small() -> Reading:
    return read("jacobian")


def test_boxes_that_multiply_chain_and_give_the_result(small):
    tally = Tally(small, row=False, widest=0.75)
    for run, from_left in ((tally.left, True), (tally.right, False)):
        for (last, factor), result in zip(run.multiplied, run.results, strict=True):
            left, right = (last, factor) if from_left else (factor, last)
            assert left[0].width == pytest.approx(right[0].height)
            assert result[0].height == pytest.approx(left[0].height)
            assert result[0].width == pytest.approx(right[0].width)
        assert run.multiplied[0][0] is tally.heads[0 if from_left else -1][1]
        assert [box for box, _ in run.multiplied[1:]] == [box for box, _ in run.results[:-1]]


def test_the_first_entry_is_worked_out_where_one_term_is_not_zero(small):
    kinds = ("J_a_z", 1, "phi_prime"), ("J_z_a", 1, "weight"), ("J_a_a", 1, "ink")
    falk = Falk(small, *kinds)
    term, zeros = falk.first_by_hand()
    first, second, result = (m for m in term.get_family() if isinstance(m, Numeral))
    slope, w = small.entry("phi_prime", 1, 0), small.entry("W", 1, 0, 0)
    assert (first.entry.value, second.entry.value) == (slope.value, w.value)
    assert result.entry.value == pytest.approx(slope.value * w.value)
    assert len(zeros) == 2
    for k, row in enumerate((term, *zeros)):  # each beside its row, signs below each other
        assert row[2].get_y() == pytest.approx(falk.right.entry(k, 0).get_y(), abs=0.01)
        assert row[3].get_x() == pytest.approx(term[3].get_x())
        assert row.get_right()[0] < falk.right.get_left()[0] - 0.2
    for k, row in enumerate(zeros, start=1):
        nothing, w = (m for m in row.get_family() if isinstance(m, Numeral))
        assert nothing.entry.value == 0
        assert w.entry is falk.right.entry(k, 0).entry
        assert all(m.get_fill_opacity() < 0.7 for m in row.family_members_with_points())
    full = ("J_a_a", 2, "ink"), ("J_a_a", 1, "ink"), ("J_a_x", 2, "ink")
    assert not Falk(small, *full).first_by_hand().submobjects


@pytest.mark.parametrize("name", ["jacobian", "three_classes", "digits", "chain"])
@pytest.mark.parametrize("row", [False, True])
@pytest.mark.parametrize("order", ["backward", "forward"])
def test_products_are_counted_alike_by_shapes_by_the_engine_and_one_by_one(name, row, order):
    reading = read(name)
    again = Again(reading.experiment)
    found = [p.count for p in products(reading, order, row=row)]
    assert sum(e.value for e in found) == reading.cost(order, row=row).value
    for entry in (*found, reading.cost(order, row=row)):
        assert again.value(entry.quantity, entry.index) == entry.value


def test_multiplications_leave_zeros_out():
    diagonal = {(k, k) for k in range(3)}
    full = {(i, k) for i in range(3) for k in range(2)}
    assert multiplications([diagonal, full], from_left=True) == [6]
    assert multiplications([full, {(0, 0), (1, 0)}], from_left=False) == [6]


def test_with_a_row_in_front_the_left_is_cheap(small):
    digits = read("digits")
    assert countable(digits)
    assert not countable(read("chain"))
    left, right = (digits.cost(order, row=True).value for order in ("backward", "forward"))
    assert 20 * left < right
    assert [f.shape for f in factors(small, row=True)] == [(1, 2), (2, 2), (2, 3), (3, 3), (3, 2)]


def test_a_tally_fits_the_frame_and_numbers_its_results():
    tally = Tally(read("digits"), row=True, widest=1.5, gap=0.38)
    assert tally.width < 14.2 - 0.5
    for run in (tally.left, tally.right):
        assert len(run.results) == len(run.counts) == len(tally.heads) - 1 == 6
        assert len({round(pair[-1].baseline, 6) for pair in run.counts}) == 1
        for result, count in zip(run.results, run.counts, strict=True):
            assert result.get_x() == pytest.approx(count[-1].get_x(), abs=1e-6)


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [(("J_a_z", 1), ("J_z_a", 1), ("J_a_a", 1)), (("J_a_a", 2), ("J_a_a", 1), ("J_a_x", 2))],
)
def test_products_of_the_film_can_be_worked_out_from_the_decimals_shown(
    small, left, right, product
):
    falk = Falk(small, (*left, "ink"), (*right, "ink"), (*product, "ink"))
    assert falk.exact
    by_hand = np.round(falk.left.values() @ falk.right.values(), 2)
    np.testing.assert_allclose(by_hand, falk.product.values(), atol=1e-9)


def test_the_products_of_the_routes_add_up_below_a_line_where_there_is_room(small):
    kinds = ("J_a_a", 2, "ink"), ("J_a_a", 1, "ink"), ("J_a_x", 2, "ink")
    falk = Falk(small, *kinds, added=True)
    i, j = falk.checked()
    routes = falk.routes(i, j)
    assert len({round(route[1].get_x(), 6) for route in routes}) == 1  # dots below each other
    for first, dot, second, equals, _ in routes:
        assert first.get_right()[0] < dot.get_left()[0] < second.get_left()[0]
        assert second.get_right()[0] < equals.get_left()[0]
    _, sign, total = falk.total(i, j, routes)
    terms = [float(route[-1].text.replace("−", "-")) for route in routes]
    assert float(total.text.replace("−", "-")) == pytest.approx(sum(terms))
    assert sign.typst_code == Formula("=").typst_code
    assert routes.get_bottom()[1] > total.get_top()[1] > total.get_bottom()[1]
    assert total.get_bottom()[1] > falk.left.get_top()[1]
    assert not Falk(small, *kinds).total(i, j, routes).submobjects


def test_an_entry_of_the_product_stands_where_row_and_column_meet(small):
    falk = Falk(small, ("J_a_a", 2, "ink"), ("J_a_a", 1, "ink"), ("J_a_x", 2, "ink"))
    for i, j in np.ndindex(falk.product.shape):
        place = falk.product.entry(i, j).get_center()
        assert place[0] == pytest.approx(falk.right.entry(0, j).get_center()[0], abs=0.08)
        assert place[1] == pytest.approx(falk.left.entry(i, 0).get_center()[1], abs=0.01)


@pytest.mark.parametrize(
    ("cause", "effect", "quantity"),
    [
        (("a", 0), ("a", 2), "J_a_x"),
        (("a", 0), ("z", 1), "J_z_a"),
        (("z", 1), ("a", 1), "J_a_z"),
    ],
)
def test_the_smallest_nudge_ends_at_a_column_of_the_jacobian(small, cause, effect, quantity):
    J = Jacobian(small, quantity, effect, cause)
    for i in range(J.grid.shape[1]):
        nudge, answers, ratios = Responses(small, cause, effect, i).equation.terms
        shown = ratios.grid.values()[:, 0]
        np.testing.assert_allclose(shown, J.grid.values()[:, i], atol=1e-9)
        assert nudge.grid.entry(0).entry.value == SMALLEST
        by_hand = answers.grid.values()[:, 0] / SMALLEST
        np.testing.assert_allclose(by_hand, shown, atol=0.0101)


def test_columns_of_softmax_add_up_to_0_as_shown():
    reading = read("three_classes")
    J = Jacobian(reading, "J_a_z", ("a", 1), ("z", 1))
    np.testing.assert_allclose(J.grid.values().sum(axis=0), 0, atol=1e-9)
    assert {n.text for n in J.column_sums(reading, 1)[2]} == {"0.00"}


def test_an_input_that_is_nudged_moves_what_it_feeds(small):
    now = small.nudged("x", 0, (1,), 0.25)
    assert now.array("a", 0)[1] == small.array("a", 0)[1] + 0.25
    change = small.moved(now, "z", 1, 2)
    assert change.value == pytest.approx(0.25 * small.array("W", 1)[2, 1])
    assert change.name == "jacobian+0.25@x[1]:z_change[1][2]"
    found = Again(small.experiment).nudged(change.name).value("z", [1, 2])
    assert found == pytest.approx(now.array("z", 1)[2], rel=1e-13)


def test_an_arrow_is_as_long_as_its_change_and_points_its_way(small):
    net = Diagram(small, Shape(4, 4))
    arrows = Arrows(net.neurons[2], LEFT, "a")
    arrows.take([0.5, -0.25])
    up, down = arrows
    assert up.height == pytest.approx(2 * down.height)
    first, second = (n.ring for n in net.neurons[2])
    assert up.get_bottom()[1] == pytest.approx(first.get_bottom()[1])
    assert down.get_top()[1] == pytest.approx(second.get_top()[1])  # both beside their neurons
    arrows.take([0.0, 0.5])
    assert up[0].get_stroke_opacity() == up[1].get_fill_opacity() == 0
    assert down.get_bottom()[1] == pytest.approx(second.get_bottom()[1])


def test_numbers_stand_on_the_middle_of_their_edges_and_hide_it(small):
    net = Diagram(small, Shape(4, 4))
    edges = [net.edges[1].edge(j, 0) for j in range(3)]
    plates, numbers = on_edges(edges, small.entries("W", 1)[:, 0], "weight")
    for edge, plate, number, value in zip(
        edges, plates, numbers, small.array("W", 1)[:, 0], strict=True
    ):
        assert number.entry.value == value
        assert number.get_fill_color() == style.signed("weight", value)
        np.testing.assert_allclose(number.get_center()[:2], edge.get_center()[:2], atol=0.02)
        assert plate.width > number.width
        assert plate.height > number.height
        assert plate.get_fill_opacity() == 1
    tops = sorted(plate.get_top()[1] for plate in plates)
    bottoms = sorted(plate.get_bottom()[1] for plate in plates)
    assert all(low > high for high, low in zip(tops[:-1], bottoms[1:], strict=True))


def test_the_names_of_another_network_tell_no_layer(small):
    for layered in (True, False):
        J = Jacobian(small, "J_a_z", ("a", 1), ("z", 1), layered=layered)
        line = Responses(small, ("z", 1), ("a", 1), 0, layered=layered).equation
        names = (*J.tops, *J.sides, *(term.symbol for term in line.terms))
        told = [name.family_members_with_points()[0].text_source for name in names]
        assert all(("^((1))" in text) == layered for text in told)


def test_what_a_jacobian_answers_has_its_own_colour_in_the_name():
    J = Formula(jacobian_name("z", "a", 0, "W"))
    colours = [m.get_fill_color() for m in J.family_members_with_points()]
    assert colours[:2] == [style.colour("W"), style.colour("z")]
    assert jacobian_name("a", "z", None, "phi_prime").count("((") == 0


def test_below_an_affine_map_every_part_stands_under_its_own_and_b_is_zero():
    a, z, w = part("a", "a", 0), part("z", "z", 1), part("W", "W", 1)
    source = Formula(f"{z} {EQUALS} {w} {a} {{{{ + : plus }}}} {part('b', 'b', 1)}")
    slope = affine_slope(source, ("z", 1), ("a", 0))
    for name in ("eq", "W", "plus", "b"):
        assert slope.part(name).get_x() == pytest.approx(source.part(name).get_x())
    assert slope.part("slope").get_right()[0] < slope.part("eq").get_left()[0]
    assert "a" not in slope.names
    assert "{{ 0 : b }}" in slope.part("b")[0].text_source


@pytest.mark.parametrize(("name", "row"), [("jacobian", False), ("digits", True)])
def test_every_count_of_a_tally_stands_below_its_factors(name, row):
    tally = Tally(read(name), row=row, widest=1.0)
    for run in (tally.left, tally.right):
        for result, count in zip(run.results, run.counts, strict=True):
            told = result[1][1]
            sides = told.family_members_with_points()[0].text_source.strip("$").split(" dot ")
            assert math.prod(map(int, sides)) == count[-1].entry.value
            assert told.get_bottom()[1] > count[-1].get_top()[1]


def test_only_two_narrow_layers_are_worked_through(small):
    assert two_layers(small)
    assert two_layers(read("worked_example"))
    for name in ("digits", "chain", "three_classes"):
        assert not two_layers(read(name))


def test_outputs_that_have_stepped_back_follow_a_nudge_and_stay_faint(small):
    film = JacobianFilm.__new__(JacobianFilm)
    film.worked = stage = Worked(small)
    for layer in stage.net.columns:
        stage.net.activate(layer, number=True)
    focus = stage.focus(*stage.net.columns[1])
    focus.begin()
    focus.finish()
    outputs = stage.net.neurons[2]

    def seen():
        return [
            (n.number.entry.value, n.number.get_fill_opacity(), n.fill.get_fill_opacity())
            for n in outputs
        ]

    before, now = seen(), small.nudged("x", 0, (0,), 0.5)
    film.show(now)
    assert [value for value, *_ in seen()] == [entry.value for entry in now.entries("a", 2)]
    assert all(number < 0.3 and disc < 0.3 for _, number, disc in seen())
    film.show(small)
    np.testing.assert_allclose(seen(), before)


@pytest.mark.parametrize("layers", ["one", "two"])
def test_a_factor_has_one_name_in_the_line_and_beside_its_matrix(small, layers):
    class Laid(FalkFilm):
        def lay(self, line, falk):
            return line, falk

    film = Laid.__new__(Laid)
    film.small = small
    line, falk = getattr(film, f"product_of_{layers}_layer{'s' if layers == 'two' else ''}")()
    product, _, *factors = line.pieces
    for piece, shape in zip((*factors, product), falk.shapes, strict=True):
        *_, name = shape
        assert len(name.family_members_with_points()) == len(piece[0].family_members_with_points())
        colours = (
            [m.get_fill_color() for m in one.family_members_with_points()]
            for one in (name, piece[0])
        )
        assert next(colours) == next(colours)


def test_a_given_number_has_as_many_decimals_as_those_computed(small):
    film, soft = JacobianFilm.__new__(JacobianFilm), read("three_classes")
    film.small = small
    net = film.staged(soft, 1).net
    for layer in net.columns:
        net.activate(layer, number=True)
        assert {len(n.number.text.partition(".")[2]) for n in net.neurons[layer]} == {2}


def test_the_rise_of_a_tangent_has_its_number_where_there_is_room(small):
    D = Jacobian(small, "J_a_z", ("a", 1), ("z", 1), role="phi_prime")
    film = PartsFilm.__new__(PartsFilm)
    film.small = small
    curve = film.curve_beside(D)
    for i, slope in enumerate(small.entries("phi_prime", 1)):
        (number,) = film.risen(D, curve, i)
        _, rise, _ = curve.legs(i)
        assert number.entry.value == slope.value
        assert 0 < number.get_left()[0] - rise.get_right()[0] < 0.2
        assert number.get_bottom()[1] == pytest.approx(rise.get_bottom()[1])
        assert number.get_right()[0] < D.get_left()[0] - 0.2
    D.shift(LEFT * 0.5)
    assert not film.risen(D, curve, 1).submobjects
