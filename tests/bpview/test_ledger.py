"""The ledger of the worked example, and the parts its film brought along."""

from __future__ import annotations

import numpy as np
import pytest

from bpcore import load_experiment
from bpview import lines, style
from bpview.diagram import Diagram, Shape
from bpview.film import NETWORKS
from bpview.formula import Formula, part
from bpview.ledger import Ledger, Sheet, step_sheet
from bpview.nudging import LossNudge
from bpview.numeral import Numeral
from bpview.one_delta import OneDelta
from bpview.one_sum import OneSum
from bpview.one_weight import OneWeight
from bpview.phi_plot import PhiPlot
from bpview.reading import Reading
from bpview.routes import Routes
from bpview.ways import Ways
from bpview.worked import Worked


@pytest.fixture(scope="module")
def worked():
    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


def test_every_cell_of_the_ledger_holds_its_entries(worked):
    ledger = Ledger(worked)
    assert set(ledger.grids) == {
        ("a", 0),
        ("loss", 2),
        *((q, n) for q in ("W", "b", "z", "a", "phi_prime", "delta", "dW") for n in (1, 2)),
    }
    for (quantity, layer), grid in ledger.grids.items():
        shown = np.array([n.entry.value for n in grid.numbers.flat])
        wanted = worked.array(quantity, None if quantity == "loss" else layer)
        np.testing.assert_array_equal(shown, wanted.ravel())


def test_columns_of_the_ledger_keep_their_decimal_points_in_line(worked):
    ledger = Ledger(worked)
    for quantity in ledger.heads:
        column = [g for (q, _), g in ledger.grids.items() if q == quantity]
        rights = [g.numbers.flat[-1].get_right()[0] for g in column]
        assert max(rights) - min(rights) < 1e-9, quantity


def test_the_ledger_fits_into_the_frame(worked):
    ledger = Ledger(worked, worked.descended(2.5))
    assert ledger.width < 14.2 - 0.5
    assert ledger.height < 4


def test_a_sheet_takes_the_numbers_of_a_later_reading_within_its_brackets(worked):
    after = worked.descended(4.0)
    sheet = Sheet(worked, "Wb", (1, 2), decimals=2, later=after)
    sheet.take(after)
    number = sheet.grids["b", 2].entry(1)
    assert number.entry.value == after.array("b", 2)[1] < 0 < worked.array("b", 2)[1]
    ink = number.points[12:, 0]
    brackets = sheet.grids["b", 2].brackets
    assert brackets.left.get_right()[0] < ink.min()
    assert ink.max() < brackets.right.get_left()[0] + 0.13


def test_the_rate_by_hand_checks_with_the_numbers_shown(worked):
    eta = lines.rate_by_hand(worked)
    after = worked.descended(eta.value)
    assert 0 < eta.value <= worked.rate().value
    for layer in (1, 2):
        for quantity in ("W", "b"):
            old = worked.array(quantity, layer)
            slopes = np.round(worked.array(f"d{quantity}", layer), 3)
            by_hand = np.round(old - eta.value * slopes, 2)
            np.testing.assert_allclose(by_hand, np.round(after.array(quantity, layer), 2))


def test_edges_take_other_weights_and_their_signs(worked):
    net = Diagram(worked, Shape(4, 2, edge_width=6.0))
    edge = net.edges[2].edge(1, 1)  # 0.9, that a long step makes negative
    wide, whole = edge.get_stroke_width(), len(edge.points)
    start, end = edge.points[0].copy(), edge.points[-1].copy()
    net.weigh(worked.descended(16.0))
    assert edge.get_stroke_width() < wide
    assert edge.get_stroke_color() == style.colour("weight_neg")
    assert len(edge.points) > whole  # dashed
    net.weigh(worked)
    assert edge.get_stroke_width() == pytest.approx(wide)
    assert edge.get_stroke_color() == style.colour("weight_pos")
    np.testing.assert_allclose(edge.points[[0, -1]], [start, end], atol=1e-9)


def test_a_small_nudge_of_a_weight_ends_at_its_gradient(worked):
    entry = worked.largest("dW", 1)
    assert entry.index == (1, 1)
    nudge = LossNudge(worked, "W", 1, entry.index, symbol="w", role="weight_neg", width=3, height=2)
    size, rise, quotient = (n.text.replace("−", "-") for n in nudge.numerals(40))
    assert quotient == f"{entry.value:.3f}"
    assert float(rise) / float(size) == pytest.approx(float(quotient), abs=1e-9)


def test_the_columns_of_a_is_phi_of_z_stand_under_their_symbols(worked):
    line = lines.activation(worked, 1)
    for term in line.terms:
        assert term.symbol.get_x() == pytest.approx(term.grid.get_x(), abs=1e-9)
    assert line.signs[0][0].get_x() == pytest.approx(line.signs[0][1].get_x(), abs=1e-9)


def shown(line):
    """The numbers of a line of single numbers, as a viewer reads them."""
    return [float(term.grid.values()[0, 0]) for term in line.terms]


@pytest.mark.parametrize("j", [0, 1])
def test_delta_of_one_output_checks_with_the_numbers_shown(worked, j):
    one = OneDelta(worked, j)
    g, a, y = shown(one.by_a)
    slope, once, again = shown(one.by_z)
    delta, *factors = shown(one.delta)
    assert (g, slope, delta) == tuple(
        round(worked.entry(q, 2, j).value, 3) for q in ("g", "phi_prime", "delta")
    )
    assert y == worked.y[j]
    assert round(a - y, 3) == g
    assert once == again == a
    assert round(a * (1 - a), 3) == slope
    assert factors == [slope, g]
    assert round(slope * g, 3) == delta
    assert [row[1].entry for row in one.known] == [
        worked.entry("g", 2, j),
        worked.entry("phi_prime", 2, j),
    ]


def test_a_slope_that_is_not_the_sigmoids_is_read_off_the_curve():
    tanh = Reading("jacobian", load_experiment(NETWORKS / "jacobian.toml"))
    line = OneDelta(tanh).by_z
    assert len(line.terms) == 1
    assert "1 -" not in line.terms[0].source


def test_what_is_told_of_one_weight_follows_its_nudge(worked):
    one = OneWeight(worked, 1, 0, 1, width=3, height=2)
    rows = [*one.told(), one.slope]
    before = [row[1].text for row in rows]
    one.by = 1.6
    one.follow()
    size, _, quotient, slope = (row[1] for row in rows)
    assert size.text == "1.60000" != before[0]
    assert quotient.text != before[2]
    assert slope.text == before[3] == f"{worked.entry('dW', 1, 0, 1).value:.5f}"


def test_numbers_at_two_dots_stand_apart_however_close_the_dots_are(worked):
    curve = PhiPlot(worked, 2, width=2.4, height=1.3, numbered=True)
    left, right = curve.dots
    assert 0 < right.get_y() - left.get_y() < 0.15
    first, second = curve.numbers
    assert first.get_right()[0] < left.get_x() < right.get_x() < second.get_left()[0]
    assert first.get_bottom()[1] > left.get_y()  # above the curve, which rises
    assert second.get_top()[1] < right.get_y()


def test_a_neuron_that_steps_back_stays_hollow(worked):
    stage = Worked(worked)
    stage.net.activate(0, number=True)
    hollow = stage.net.neuron(0, 1)
    assert hollow.hollow.get_fill_opacity() == 1  # its a is negative
    step = stage.focus(stage.net.neuron(1, 0))
    step.begin()
    step.interpolate(1)
    assert hollow.hollow.get_fill_opacity() == 1
    assert hollow.fill.get_fill_opacity() < 0.3
    assert hollow.ring.get_stroke_opacity() < 0.3


def test_each_slope_flies_out_of_its_own_letter(worked):
    one = OneSum(worked, 2)
    w, b, a = (one.sum.part(name) for name in ("weight_pos_1", "b", "a_1"))
    assert one.sum.part("weight_neg_2")[0].get_fill_color() == style.colour("weight_neg")
    for k, (letter, beside) in enumerate(((w, a), (b, b), (a, w))):
        fly, *lit = one.differentiated(k)
        assert fly.mobject is one.slopes[k]
        start = fly.mobject.get_center() + fly.shift_vector
        np.testing.assert_allclose(start, letter.get_center())
        assert [m.mobject[0].get_x() for m in lit] == ([] if k == 1 else [beside[0].get_x()])
    assert len(OneSum(worked, 2, "wb").slopes) == 2


def test_the_slope_of_the_sum_by_a_is_the_weight_that_its_route_has(worked):
    one = OneSum(worked, 2, "za")
    first, second = one.slopes
    for k in (0, 1):
        fly, *_ = one.differentiated(k)
        start = fly.mobject.get_center() + fly.shift_vector
        np.testing.assert_allclose(start, one.sum.part("a_1").get_center())
    assert set(first.names) == {"z", "a", "eq", one.w}
    assert one.w in second.names
    assert second.get_left()[0] > first.get_right()[0] + 0.4


def test_the_slope_of_the_sum_by_a_weight_is_the_a_beside_it(worked):
    one = OneSum(worked, 2, ("zw", "w", "b"))
    assert len(one.slopes) == 3
    by_w, by_loss, _ = one.slopes
    for k in (0, 1):
        fly, lit = one.differentiated(k)
        start = fly.mobject.get_center() + fly.shift_vector
        np.testing.assert_allclose(start, one.sum.part("weight_pos_1").get_center())
        assert lit.mobject[0].get_x() == one.sum.part("a_1")[0].get_x()
    assert set(by_w.names) == {"z", "W", "eq", "a"}
    assert {"W", "a", one.d} <= set(by_loss.names)


def test_the_new_weights_take_the_cells_of_the_old_within_their_columns(worked):
    after = worked.descended(2.5)
    ledger = Ledger(worked, after)
    ledger.shift(2 * np.array([1.0, -1.0, 0.0]))
    _, *moves = ledger.renewed(step_sheet(worked, after))
    goals = {move.mobject.entry(0).entry.name: move.mobject for move in moves}
    for quantity, layer in (("W", 1), ("b", 2)):
        goal = goals[after.entries(quantity, layer).flat[0].name]
        cell = ledger.grids[quantity, layer]
        assert goal.get_right()[0] == pytest.approx(cell.get_right()[0])
        assert goal.get_y() == pytest.approx(cell.get_y())
        assert [n.decimals for n in goal.numbers.flat] == [2] * goal.numbers.size
    W, b = (goals[after.entries(q, 1).flat[0].name] for q in ("W", "b"))
    assert W.get_left()[0] > ledger.layers[1].get_right()[0] + 0.2
    assert b.get_left()[0] > W.get_right()[0] + 0.2


def test_an_arrow_points_where_the_step_moves_its_number(worked):
    after = worked.descended(0.5)
    ways = Ways(step_sheet(worked, after), worked)
    for (slope, layer), arrows in ways.cells.items():
        quantity = slope.removeprefix("d")
        moved = after.array(quantity, layer) - worked.array(quantity, layer)
        pointed = [arrow.get_end()[1] - arrow.get_start()[1] for arrow in arrows]
        np.testing.assert_array_equal(np.sign(pointed), np.sign(moved.ravel()))


def test_a_negative_factor_stands_in_parentheses_and_a_positive_one_does_not(worked):
    for j, count in ((0, 2), (1, 0)):  # g of the first output is negative
        line = OneDelta(worked, j).delta
        g = line.terms[2]
        assert len(g.parens) == count
        assert len(line.terms[1].parens) == 0
        for paren, side in zip(g.parens, (-1, 1), strict=False):
            assert side * (paren.get_x() - g.grid.get_x()) > g.grid.width / 2


def test_letters_with_an_index_have_the_colours_of_their_signs(worked):
    assert worked.entry("delta", 2, 0).value < 0 < worked.entry("delta", 2, 1).value
    for route, j in zip(Routes(worked, 1, 0).routes, (0, 1), strict=True):
        for (symbol, number), entry, role in (
            (route.weight, worked.entry("W", 2, j, 0), "weight"),
            (route.delta, worked.entry("delta", 2, j), "delta"),
        ):
            colour = style.signed(role, entry.value)
            assert {m.get_fill_color() for m in symbol[0]} == {colour}
            assert number[len(number) // 2].get_fill_color() == colour
    letter = OneDelta(worked).delta.terms[0].symbol[0]
    assert letter.get_fill_color() == style.colour("delta_neg")


def test_signs_of_routes_stand_half_way_between_their_neighbours(worked):
    routes = Routes(worked, 1, 0)
    for route in routes.routes:
        for weight, dot, delta in zip(route.weight, route.dot, route.delta, strict=True):
            left, right = weight.get_right()[0], delta.get_left()[0]
            assert dot.get_x() == pytest.approx((left + right) / 2)


def test_the_legs_at_the_curve_are_a_run_of_one_and_its_rise(worked):
    curve = OneDelta(worked).curve
    run, rise, one, slope = curve.submobjects[-1]
    assert slope.entry == worked.entry("phi_prime", 2, 0)
    assert slope.get_left()[0] > rise.get_x()
    assert one.get_top()[1] < run.get_y()
    unit = curve.at(1, 1) - curve.at(0, 0)
    assert run.width / unit[0] == pytest.approx(1)
    assert rise.height / unit[1] == pytest.approx(worked.entry("phi_prime", 2, 0).value)
    np.testing.assert_allclose(run.get_start(), curve.dots[0].get_center())


@pytest.mark.parametrize("j", [0, 1])
def test_the_axes_at_the_slope_of_one_neuron_are_its_own_z_and_a(worked, j):
    def glyphs(*labels):
        return [[len(glyph.points) for glyph in label] for label in labels]

    def named(curve):
        a = [m for m in curve if isinstance(m, Formula) and m.names == ["a"]]
        return glyphs(curve.x_label, *a)

    def told(index):
        return glyphs(*(Formula(part(q, q, 2, index)) for q in "za"))

    assert named(OneDelta(worked, j).curve) == told(j + 1)
    assert named(PhiPlot(worked, 2, width=2, height=1, slope=True)) == told(None)


def test_the_new_run_comes_from_the_network_into_the_cells_of_the_old(worked):
    after = worked.descended(2.5)
    ledger, net = Ledger(worked, after), Diagram(after, Shape(4, 2))
    ledger.shift(np.array([1.0, -2.0, 0.0]))
    loss = Numeral(after.entry("loss"))
    found = []
    for come in ledger.run_again(net.columns, loss):
        entry = come.mobject.entry(0).entry
        key = entry.quantity, entry.layer or 2
        assert come.mobject.get_right()[0] == pytest.approx(ledger.grids[key].get_right()[0])
        assert come.mobject.get_y() == pytest.approx(ledger.grids[key].get_y())
        source = loss if key[0] == "loss" else net.columns[key[1]]
        start = come.mobject.get_center() + come.shift_vector
        np.testing.assert_allclose(start, source.get_center(), atol=1e-9)
        found.append(key)
    assert sorted(found) == [("a", 1), ("a", 2), ("loss", 2), ("z", 1), ("z", 2)]


def test_the_new_run_checks_with_the_numbers_shown(worked):
    after = worked.descended(lines.rate_by_hand(worked).value)
    ledger, loss = Ledger(worked, after), Numeral(after.entry("loss"))
    net = Diagram(after, Shape(4, 2))
    moves = *ledger.renewed(step_sheet(worked, after))[1:], *ledger.run_again(net.columns, loss)
    shown = {}
    for grid in (move.mobject for move in moves):
        entry = grid.entry(0).entry
        shown[entry.quantity, entry.layer] = np.vectorize(
            lambda n: float(n.text.replace("−", "-"))
        )(grid.numbers)
    a = worked.x
    for layer in (1, 2):
        z = shown["W", layer] @ a + shown["b", layer].ravel()
        np.testing.assert_allclose(shown["z", layer].ravel(), z, atol=0.0101)
        a = shown["a", layer].ravel()
        np.testing.assert_allclose(a, 1 / (1 + np.exp(-shown["z", layer].ravel())), atol=0.0015)
    found = shown["loss", None].item()
    assert found == pytest.approx(((a - worked.y) ** 2).sum() / 2, abs=0.001)
