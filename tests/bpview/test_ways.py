"""What stands beside the ledger: δ at the neurons, one step on two plots, what is looked up."""

from __future__ import annotations

import numpy as np
import pytest
from manim import VGroup
from manim.animation.animation import prepare_animation

from bpcore import load_experiment
from bpview import lines, style
from bpview.chained_loss import ChainedLoss
from bpview.diagram import Diagram, Shape
from bpview.film import NETWORKS
from bpview.ledger import Ledger, fetch
from bpview.one_delta import OneDelta
from bpview.one_weight import OneWeight
from bpview.reading import Reading
from bpview.ways import NeuronWays, SlopeKey, way_legend


@pytest.fixture(scope="module")
def worked():
    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


@pytest.mark.parametrize("layer", [1, 2])
def test_delta_at_a_neuron_says_which_way_its_z_lowers_the_loss(worked, layer):
    net = Diagram(worked, Shape(4, 2.3, radius=0.46))
    ways = NeuronWays(worked, layer, net.neurons[layer])
    for neuron, arrow, name in zip(net.neurons[layer], ways.arrows, ways.names, strict=True):
        slope = worked.entry("delta", layer, neuron.index).value
        assert np.sign(arrow.get_end()[1] - arrow.get_start()[1]) == -np.sign(slope)
        # A nudge of b is one of z.
        step = 0.01 * np.sign(arrow.get_end()[1] - arrow.get_start()[1])
        nudged = worked.nudged("b", layer, (neuron.index,), step)
        assert nudged.entry("loss").value < worked.entry("loss").value
        assert name[0].get_fill_color() == style.signed("delta", slope)
        assert arrow.get_color() == style.signed("delta", slope)
        assert len(name) == 5  # δ, its index, and its layer in parentheses


def test_delta_at_a_neuron_stands_off_the_edges_on_its_outer_side(worked):
    net = Diagram(worked, Shape(4, 2.3, radius=0.46))
    first, second = (NeuronWays(worked, 1, net.neurons[1]).at(k) for k in (0, 1))
    upper, lower = (neuron.ring for neuron in net.neurons[1])
    assert first.get_bottom()[1] > upper.get_y() + 0.15
    assert second.get_top()[1] < lower.get_y() - 0.15
    # Not on the line of the names above the neurons, nor far below them.
    assert first.get_top()[1] < upper.get_top()[1] + 0.15
    assert second.get_bottom()[1] > lower.get_bottom()[1] - 0.18
    for mark, ring in ((first, upper), (second, lower)):
        nearest = mark.get_corner(np.sign(ring.get_center() - mark.get_center()))
        assert 0.04 < np.linalg.norm(nearest - ring.get_center()) - ring.width / 2 < 0.2


def test_the_key_of_signs_points_against_the_slope_in_its_colour():
    name, positive, negative = way_legend("{{ delta : delta }}")
    for (told, arrow), role, way in ((positive, "delta", -1), (negative, "delta_neg", 1)):
        assert np.sign(arrow.get_end()[1] - arrow.get_start()[1]) == way
        assert told[0].get_fill_color() == arrow.get_color() == style.colour(role)
    assert name.get_right()[0] < positive.get_left()[0] < negative.get_left()[0]


def test_the_key_names_each_kind_of_slope_when_it_is_met():
    key = SlopeKey()
    left, right = key.get_left()[0], key.get_right()[0]
    g, delta, weights, positive, _ = key.submobjects
    gap = positive.get_left()[0] - weights.get_right()[0]
    assert g[0].get_fill_color() == style.colour("g")
    assert delta[-1].get_fill_color() == style.colour("delta")
    assert delta[-1].get_bottom()[1] == pytest.approx(key.floor)
    key.only_g()
    there, coming = [g], [delta, weights]
    while True:
        shown = {id(m) for m in key.get_family()}
        assert not shown & {id(m) for m in coming}
        assert shown >= {id(m) for m in there}
        assert positive.get_left()[0] - there[-1].get_right()[0] == pytest.approx(gap)
        assert key.get_right()[0] == pytest.approx(right)
        if not coming:
            break
        *room, comes = key.more()
        for move in map(prepare_animation, room):
            move.begin()
            move.finish()
        there.append(coming.pop(0))
        assert comes.mobject is there[-1]
    assert key.get_left()[0] == pytest.approx(left)


def test_signs_of_a_key_stand_on_the_line_of_its_delta():
    name, positive, negative = way_legend("{{ g : g }}, {{ delta : delta }}")
    floor = name.part("delta").get_bottom()[1]
    assert name.get_bottom()[1] < floor  # the g reaches below it
    for told, arrow in (positive, negative):
        assert (told.get_bottom()[1], arrow.get_bottom()[1]) == pytest.approx((floor, floor))


@pytest.mark.parametrize("j", [0, 1])
def test_a_step_of_one_in_z_is_a_step_of_phi_prime_in_a_and_of_delta_in_the_loss(worked, j):
    plot = ChainedLoss(worked, width=3, height=1.65, j=j)
    unit = plot.at(1, 1) - plot.at(0, 0)
    (run, slope), (rise, delta) = plot.run, plot.rise
    assert slope.entry == worked.entry("phi_prime", 2, j)
    assert delta.entry == worked.entry("delta", 2, j)
    assert (run.get_end() - run.get_start())[0] / unit[0] == pytest.approx(slope.entry.value)
    assert (rise.get_end() - rise.get_start())[1] / unit[1] == pytest.approx(delta.entry.value)
    np.testing.assert_allclose(run.get_start(), plot.dot.get_center())
    np.testing.assert_allclose(rise.get_end(), plot.tangent.get_end())
    assert plot.x_axis.get_end()[0] > rise.get_x()
    shown = {id(m) for m in plot.plain().get_family()}
    assert not shown & {id(m) for m in (run, rise, slope, delta)}


def test_the_plot_of_one_weight_tells_where_it_is_without_a_nudge(worked):
    one = OneWeight(worked, 1, 0, 1, width=3, height=2)
    _, w, _, loss = one.plot.submobjects[-1]
    assert w.entry == worked.entry("W", 1, 0, 1)
    assert w.text == "0.8"
    assert loss.entry == worked.entry("loss")
    x, y, _ = one.plot.at(w.entry.value, loss.entry.value)
    assert w.get_x() == pytest.approx(x)
    assert w.get_top()[1] < one.plot.x_axis.get_y()
    assert loss.get_y() == pytest.approx(y)
    assert loss.get_right()[0] < one.plot.y_axis.get_x()


def test_the_axes_of_one_weight_tell_where_they_start(worked):
    plot = OneWeight(worked, 1, 0, 1, width=3, height=2).plot
    corner = plot.at(*plot.start)
    np.testing.assert_allclose(corner, plot.y_axis.get_start(), atol=1e-9)
    below, left = (number for _, number in plot.submobjects[-2])
    assert (below.entry.value, left.entry.value) == plot.start
    for number in (below, left):
        assert float(number.text.replace("−", "-")) == number.entry.value
    assert plot.start[1] < worked.entry("loss").value
    assert plot.curve.get_bottom()[1] > corner[1]
    assert below.get_top()[1] < corner[1] < left.get_top()[1]
    assert left.get_right()[0] < corner[0]


@pytest.mark.parametrize("j", [0, 1])
def test_the_slope_by_a_stands_at_its_tangent_not_at_a_leg(worked, j):
    plot = OneDelta(worked, j).parabola
    number = plot.submobjects[-1]
    assert number.entry == worked.entry("g", 2, j)
    assert number.get_fill_color() == plot.tangent.get_color() == style.colour("g")
    shown = {id(m) for m in plot.get_family()}
    assert id(plot.tangent) in shown
    assert not shown & {id(m) for m in plot.legs}
    ends = number.get_left(), number.get_right()
    assert min(abs(end[0] - plot.dot.get_x()) for end in ends) < 0.3
    assert 0 < number.get_bottom()[1] - plot.dot.get_y() < 0.3
    for line in (plot.tangent, plot.curve):  # both below the number
        points = line.get_all_points()
        near = (points[:, 0] > ends[0][0]) & (points[:, 0] < ends[1][0])
        assert (points[near, 1] < number.get_bottom()[1]).all()


def test_a_dot_stands_half_way_between_the_factors_of_delta(worked):
    line = OneDelta(worked).delta
    _, first, last = line.terms
    factors = (first.symbol, last.symbol), (first.grid, VGroup(last.grid, last.parens))
    for dot, (left, right) in zip(line.signs[1], factors, strict=True):
        assert dot.get_x() == pytest.approx((left.get_right()[0] + right.get_left()[0]) / 2)


def test_a_number_that_is_looked_up_is_small_and_unseen_as_it_leaves_its_cell(worked):
    ledger, term = Ledger(worked), lines.affine(worked, 1).terms[1]
    goal, cell = term.grid.get_center(), ledger.grids["W", 1]
    comes, _ = fetch(ledger, "W", 1, term)
    comes.begin()
    assert term.grid.entry(0).get_fill_opacity() == 0
    np.testing.assert_allclose(term.grid.get_center(), cell.get_center())
    assert term.grid.height < 0.5 * cell.height
    comes.interpolate(1)
    assert term.grid.entry(0).get_fill_opacity() == 1
    np.testing.assert_allclose(term.grid.get_center(), goal)
