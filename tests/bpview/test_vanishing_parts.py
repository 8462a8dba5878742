"""Parts that show how values shrink from layer to layer, and what they stand on."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from manim import Scene
from manim.animation.animation import prepare_animation

from bpcore import Experiment, Layer, Network, load_experiment
from bpcore.init import draw
from bpview import style
from bpview.audit import Auditor
from bpview.audit.again import again
from bpview.audit.entry_names import split
from bpview.bars import Bars
from bpview.deep import DeepNet
from bpview.deep_lines import ShapedRecursion
from bpview.depth_plot import DepthPlot
from bpview.diagram import Diagram, Shape
from bpview.factor_bars import FactorBars
from bpview.film import NETWORKS
from bpview.handed_on import HandedOn
from bpview.levels import Levels
from bpview.logplot import LogPlot
from bpview.meeting import Meeting
from bpview.numeral import Numeral
from bpview.reading import Reading
from bpview.slopes import Ripple, SlopeCard, SlopeMeter
from bpview.swept import GRID, Swept
from bpview.trained import Trained, vanishes
from bpview.training_bars import TrainingBars
from bpview.vanishing_film import VanishingFilm
from bpview.verdict import Verdict

PHIS = ("tanh", "relu", "sigmoid")


@pytest.fixture(scope="module")
def deep():
    return Reading("deep", load_experiment(NETWORKS / "deep.toml"))


@pytest.fixture(scope="module")
def chain():
    return Reading("deep_chain", load_experiment(NETWORKS / "deep_chain.toml"))


@pytest.fixture(scope="module")
def swept():
    return Swept(PHIS, 50, 32, 16)


def stack(width: int, depth: int, phi: str = "sigmoid", gain: float = 1.0) -> Reading:
    rng = np.random.default_rng(0)
    layers = [
        Layer(draw("orthogonal", width, width, rng, gain), np.zeros(width), phi)
        for _ in range(depth)
    ]
    network = Network(layers, "half_squared_error")
    x, y = rng.normal(size=width), rng.normal(size=width)
    return Reading("stack", Experiment(network, x, y, "", "", NETWORKS))


def second(entry):
    source, rate, _, quantity, index = split(entry.name)
    other = again(source, rate, lambda name: load_experiment(NETWORKS / f"{name}.toml"))
    return other.value(quantity, index)


# ---------------------------------------------------------------- numbers by a second route


@pytest.mark.parametrize("phi", PHIS)
def test_a_sweep_is_found_again_by_plain_loops(swept, phi):
    for entry in (
        swept.size(phi, 1),
        swept.size(phi, 27),
        swept.factor(phi),
        swept.steepest(phi),
        swept.count("seeds"),
        swept.count("steps"),
    ):
        assert second(entry) == pytest.approx(entry.value, rel=1e-10, abs=0), entry.name


def test_in_a_sweep_of_fifty_layers_the_sigmoid_loses_thirty_powers_of_ten(swept):
    assert swept.size("sigmoid", 1).value < 1e-30
    assert swept.steepest("sigmoid").value == 0.25
    assert swept.factor("sigmoid").value ** 49 == pytest.approx(swept.size("sigmoid", 1).value)
    assert swept.size("sigmoid", 50).value == 1
    assert swept.factor("sigmoid").value < 0.25


def test_training_is_found_again_by_complex_steps(deep):
    trained = Trained(deep, 3)
    for entry in (trained.moved(1), trained.moved(30, 2), trained.loss(3), trained.loss(0)):
        assert second(entry) == pytest.approx(entry.value, rel=1e-10, abs=0), entry.name


def test_the_last_layer_moves_by_what_its_weights_differ_and_the_first_stands_still(deep):
    trained = Trained(deep, 3)
    W, after = deep.array("W", 30), trained.after(3).array("W", 30)
    share = np.linalg.norm(after - W) / np.linalg.norm(W)
    assert trained.moved(30).value == pytest.approx(share)
    np.testing.assert_array_equal(trained.after(3).array("W", 1), deep.array("W", 1))
    assert 0 < trained.moved(1).value < 1e-16 < 0.1 < trained.moved(30).value
    assert trained.loss(3).value < trained.loss(0).value


def test_norms_and_factors_are_found_again(deep, chain):
    for entry in (deep.norm("delta", 1), deep.norm("delta", 30), chain.factor(3)):
        assert second(entry) == pytest.approx(entry.value, rel=1e-12, abs=0), entry.name
    assert deep.log_norm("delta", 1) == pytest.approx(math.log10(deep.norm("delta", 1).value))


def test_the_audit_notices_a_wrong_number_however_small(deep):
    entry = deep.norm("delta", 1)
    for value, problems in ((entry.value, 0), (entry.value * 1.001, 1)):
        scene = Scene()
        scene.add(Numeral(replace(entry, value=value), significant=2))
        auditor = Auditor(scene, {"deep": deep.experiment})
        auditor.look("a step")
        assert sum(p.kind == "wrong number" for p in auditor.problems) == problems


def test_only_a_deep_network_whose_delta_shrinks_is_filmed_itself(deep, chain):
    assert vanishes(deep)
    assert not vanishes(chain)
    assert not vanishes(stack(3, 5))
    assert not vanishes(stack(3, 12, "identity"))
    assert not vanishes(stack(1, 61))


def test_the_phi_of_a_given_network_joins_the_sweep(deep):
    assert Swept.with_hidden(deep, depth=2, width=2, seeds=1).phis == PHIS
    other = Swept.with_hidden(stack(2, 2, "silu"), depth=2, width=2, seeds=1)
    assert other.phis == ("silu", *PHIS)


def test_what_a_neuron_sends_back_is_found_again_and_adds_up(deep):
    sent = [deep.sent_back(30, j, 3) for j in range(4)]
    for entry in sent:
        assert second(entry) == pytest.approx(entry.value, rel=1e-12, abs=0), entry.name
    total = sum(entry.value for entry in sent)
    assert total == pytest.approx(deep.entry("g", 29, 3).value)
    slope = deep.entry("phi_prime", 29, 3).value
    assert slope * total == pytest.approx(deep.entry("delta", 29, 3).value)


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize(("width", "depth"), [(4, 30), (100, 30), (1, 8), (7, 50), (2, 60)])
def test_a_deep_network_is_drawn_in_few_paths(width, depth):
    net = DeepNet(stack(width, depth, "tanh"), 11.4, 1.7)
    assert sum(m.has_points() for m in net.get_family()) < 400
    assert net.width < 12
    assert net.height < 2
    gaps = np.diff([net.x(layer) for layer in range(depth + 1)])
    assert gaps.min() > 2 * 0.05


def test_neurons_of_a_deep_network_are_filled_by_a_and_hollow_where_it_is_negative():
    reading = stack(3, 9, "tanh")
    net = DeepNet(reading, 11, 1.7)
    a = reading.array("a", 4)
    fills = [disc.get_fill_opacity() for disc in net.columns[4][:3]]
    np.testing.assert_allclose(fills, np.abs(a))
    rounds = len(net.columns[4][3].points) / len(net.columns[4][0].points)
    assert rounds == (a < 0).sum()


def test_a_deep_network_walks_into_a_chain_and_back(deep, chain):
    net = DeepNet(deep, 11, 1.7)
    before = net.columns[7].get_center()
    small = Diagram(chain, Shape(11, 1))
    scene = Scene()
    scene.add(net)
    gathered = net.gathered(small)
    gathered.begin()
    gathered.finish()
    assert not np.allclose(net.columns[7].get_center(), before)
    back = net.spread(small)
    back.begin()
    back.finish()
    np.testing.assert_allclose(net.columns[7].get_center(), before, atol=1e-6)


def plot_of(lowest: float, layers: int = 50) -> LogPlot:
    places = {n: 0.2 * n for n in range(1, layers + 1)}
    return LogPlot(places, top=3, bottom=-3, lowest=lowest)


def test_on_a_logarithmic_axis_equal_factors_are_equal_distances():
    plot = plot_of(-33).shift([1, 2, 0])
    drops = [plot.at(1, k)[1] - plot.at(1, k - 1)[1] for k in (0, -10, -31)]
    np.testing.assert_allclose(drops, drops[0])
    for tick, y in zip(plot.ticks, plot.grid.points[::4, 1], strict=True):
        assert tick[0].get_y() == pytest.approx(y)
    np.testing.assert_allclose(plot.at(1, plot.exponents[-1])[1], plot.grid.points[-1, 1])


@pytest.mark.parametrize("lowest", [-1.2, -4.9, -19, -33, -310])
def test_the_ticks_reach_below_the_lowest_value_and_stay_few(lowest):
    exponents = plot_of(lowest).exponents
    assert exponents[0] == 0
    assert exponents[-1] <= lowest
    assert 2 <= len(exponents) <= 9


def test_a_curve_is_revealed_from_the_last_layer_and_ends_where_a_value_is_zero():
    plot = plot_of(-10)
    logs = {n: -(50 - n) / 5 for n in range(1, 51)} | {n: -math.inf for n in range(1, 11)}
    curve = plot.curve(logs)
    np.testing.assert_allclose(curve.tip, plot.at(11, logs[11]))
    curve.upto(0)
    np.testing.assert_allclose(curve.tip, plot.at(50, 0))
    curve.upto(0.5)
    middle = (plot.at(30, logs[30]) + plot.at(31, logs[31])) / 2
    np.testing.assert_allclose(curve.tip, middle)


def test_dashes_keep_their_places_while_a_curve_grows():
    plot = plot_of(-10)
    logs = {n: -(50 - n) / 5 for n in range(1, 51)}
    curve = plot.curve(logs, dash=0.2)
    whole = curve.line.points.copy()
    curve.upto(0.4)
    part = curve.line.points
    np.testing.assert_allclose(part[:40], whole[:40])
    assert len(part) < len(whole)


def test_a_band_lies_between_its_ends():
    plot = plot_of(-10)
    low = {n: -9.0 for n in range(1, 51)}
    high = {n: -2.0 for n in range(1, 51)}
    band = plot.band(low, high, "delta")
    assert band.get_bottom()[1] == pytest.approx(plot.at(1, -9)[1])
    assert band.get_top()[1] == pytest.approx(plot.at(1, -2)[1])
    band.upto(0.5)
    assert band.width == pytest.approx(0.5 * 0.2 * 49)


def test_bars_are_as_high_as_their_entries_on_one_floor(chain):
    entries = [chain.factor(n) for n in range(1, 7)]
    bars = Bars(entries, range(6), floor=-1, unit=2, width=0.5, role="phi_prime")
    np.testing.assert_allclose([b.height for b in bars], [2 * abs(e.value) for e in entries])
    np.testing.assert_allclose([b.get_bottom()[1] for b in bars], -1)


def test_a_nudge_of_the_first_z_is_less_in_every_later_layer(chain):
    net = Diagram(chain, Shape(12, 1, radius=0.38))
    ripple = Ripple(chain, net, most=0.5, floor=-2, height=1.8)
    moved = ripple.to(0.5, lambda _: None)
    moved.begin()
    moved.interpolate(1)
    sizes = [abs(n.entry.value) for n in ripple.numbers]
    assert all(b < 0.5 * a for a, b in pairwise(sizes))
    assert ripple.bars[0].height == pytest.approx(1.8)
    rise, slope, run = (term.grid.entry(0).entry.value for term in ripple.law().terms)
    assert run == ripple.numbers[0].entry.value
    assert rise == pytest.approx(slope * run, rel=0.05)


def test_the_rise_of_the_tangent_is_the_bar(chain, swept):
    meter = SlopeMeter(chain, width=5, height=3, most=swept.steepest("sigmoid"))
    for z in (0.0, -3.0):
        slide = meter.to(z, lambda _: None)
        slide.begin()
        slide.interpolate(1)
        rise = meter.moving[2]
        assert rise.height == pytest.approx(meter.bar[0].height)
        assert meter.numbers[0].entry.value == pytest.approx(z)
    assert meter.most[0].get_y() > meter.bar[0].get_top()[1]


def test_the_light_goes_out_where_delta_vanishes(deep):
    net = DeepNet(deep, 11, 1.7)
    pulse = net.pulse(lambda _: None)
    pulse.begin()
    widths = []
    for share in (0.05, 0.15, 0.3, 0.7):
        pulse.interpolate(share)
        lit = pulse.mobject
        widths.append(max(m.get_stroke_width() * m.get_stroke_opacity() for m in lit))
    assert widths[0] > widths[1] > widths[2] > widths[3] == 0


def test_each_light_has_the_colour_of_the_delta_it_comes_from(deep):
    net, last = DeepNet(deep, 11, 1.7), deep.experiment.network.L
    delta = deep.array("delta", last)
    assert (delta > 0).any()
    assert (delta < 0).any()
    pulse = net.pulse(lambda _: None)
    pulse.begin()
    pulse.interpolate(0.02)
    heights = np.array([net.place(last, j)[1] for j in range(len(delta))])
    for strokes, meant in zip(pulse.mobject, (delta > 0, delta < 0), strict=True):
        points = strokes.points
        ends = points[points[:, 0] > points[:, 0].max() - 0.1, 1]  # they stop short of the neurons
        rows = {int(np.abs(heights - y).argmin()) for y in ends}
        assert rows == set(np.flatnonzero(meant))
    colours = [strokes.get_stroke_color() for strokes in pulse.mobject]
    assert colours == [style.colour("delta"), style.colour("delta_neg")]


def test_the_numbers_of_the_chain_check_with_the_decimals_shown(chain):
    for n in range(1, chain.experiment.network.L):
        w = float(chain.array("W", n + 1)[0, 0])
        shown = round(float(chain.array("phi_prime", n)[0]), 3) * abs(w)
        assert round(shown, 3) == round(chain.factor(n).value, 3)


def test_slopes_are_looked_up_on_the_grid_they_are_told_again_on():
    assert GRID[0] == -6
    assert GRID[120] == 0
    assert GRID[240] == 6


def test_a_factor_takes_each_bar_of_delta_to_the_one_before(chain):
    net = Diagram(chain, Shape(12.2, 1, radius=0.38))
    shown = FactorBars(chain, net)
    heights = [bar.height for bar in shown.sizes]
    for factor, (before, after) in zip(shown.factors, pairwise(heights), strict=True):
        assert before == pytest.approx(factor.value * after, abs=2e-3)
    assert len(shown.deltas) == len(shown.sizes) == net.last
    for row in (shown.factor_numbers, shown.slope_numbers, shown.deltas):
        for number, column in zip(row, list(net.columns.values())[1:], strict=False):
            assert number.get_x() == pytest.approx(column.get_x(), abs=0.01)
        assert np.ptp([number.baseline for number in row]) < 1e-6


def test_a_weight_can_let_everything_through_and_returns(chain):
    net = Diagram(chain, Shape(12.2, 1, radius=0.38))
    shown = FactorBars(chain, net)
    seen = []
    w = shown.all_passes()
    for goal in (w, shown.own):
        slide = shown.weigh(goal, seen.append)
        slide.begin()
        slide.interpolate(1)
        assert shown.weights[0].entry.value == pytest.approx(goal)
        assert shown.slopes[0].height == pytest.approx(
            shown.slopes._unit * abs(goal) * chain.entry("phi_prime", 1, 0).value
        )
    assert abs(w) == 4
    assert seen[1].entry("W", 2, 0, 0).value == w
    assert shown.factor_numbers[0].entry == chain.factor(1)


def test_the_numbers_of_factors_go_to_their_edges(chain):
    net = Diagram(chain, Shape(12.2, 1, radius=0.38))
    shown = FactorBars(chain, net)
    for move in shown.beside_edges():
        move = prepare_animation(move)
        move.begin()
        move.interpolate(1)
    for n, number in enumerate(shown.factor_numbers, start=1):
        assert net.columns[n].get_x() < number.get_x() < net.columns[n + 1].get_x()
        assert number.get_bottom()[1] > net.columns[n].get_top()[1]


def test_one_plot_of_depth_holds_delta_and_the_steps_of_the_weights(deep):
    net, trained = DeepNet(deep, 11.4, 1.7), Trained(deep, 5)
    shown = DepthPlot(deep, trained, net)
    L = deep.experiment.network.L
    numbers = (shown.first, shown.last, *shown.moves)
    assert [m.entry.name for m in numbers[:2]] == [f"deep:norm_delta[{n}]" for n in (1, L)]
    assert [m.entry.name for m in numbers[2:]] == [trained.moved(n).name for n in (1, L)]
    for number, n in zip(numbers, (1, L, 1, L), strict=True):  # beside the end it belongs to
        end = shown.plot.at(n, deep.log_norm("delta", n))
        assert abs(number.get_left()[0] - end[0]) < 0.4
        assert abs(number.get_y() - end[1]) < 0.7
    for curve in (shown.delta, shown.moved):  # the lines pass between the numbers of their low end
        for n in range(1, L + 1):
            x, y, _ = curve.places[L - n]
            if x <= shown.moves[0].get_right()[0]:
                assert shown.first.get_top()[1] < y < shown.moves[0].get_bottom()[1]
    assert shown.moves[1].get_bottom()[1] > shown.last.get_top()[1]


def test_bars_grow_with_the_steps_and_the_loss_falls(deep):
    net, trained = DeepNet(deep, 11.4, 1.7), Trained(deep, 3)
    shown = TrainingBars(trained, net)
    losses = [shown.loss.value.entry.value]
    for animation in shown.steps():
        animation.begin()
        animation.interpolate(1)
        losses.append(shown.loss.value.entry.value)
    assert len(losses) == 4
    assert all(after < before for before, after in pairwise(losses))
    assert shown.bars[-1].height == pytest.approx(2.0, abs=0.02)
    assert shown.bars[0].height < 0.02
    first, last = shown.ends()
    assert first.entry.name == trained.moved(1).name
    assert last.get_bottom()[1] > shown.bars[-1].get_top()[1]


# ---------------------------------------------------------------- where routes meet


def read(number: Numeral) -> float:
    return float(number.text.replace("−", "-").replace("·10^", "e"))


def test_where_routes_meet_the_numbers_shown_add_up_and_multiply_out(deep):
    meeting = Meeting(deep, 29, 3)
    left, equals, slope, _, total = (pair[1] for pair in meeting.rule)
    shown = [read(number) for _, number in meeting.products]
    for (w, _, d), product in zip(meeting.factors, shown, strict=True):
        delta = next(m for m in d if isinstance(m, Numeral))
        assert round(read(w) * read(delta), 3) == product
    assert [read(number) for number in meeting.sum] == shown
    assert [number.text[0] for number in meeting.sum[1:]] == ["−", "−", "+"]
    assert round(sum(shown), 3) == read(meeting.total[1]) == read(total[0])
    assert round(read(slope) * read(total[0]), 3) == read(left)
    assert left.entry == deep.entry("delta", 29, 3)
    for sign in (meeting.total[0], equals):
        assert sign.family_members_with_points()[0].text_source == "="


def test_each_product_stands_on_its_edge_and_all_edges_meet(deep):
    meeting = Meeting(deep, 29, 3)
    ends = {tuple(np.round(edge.points[-1], 6)) for edge in meeting.edges}
    assert ends == {tuple(np.round(meeting.rings[1].get_center(), 6))}
    for edge, (_, number) in zip(meeting.edges, meeting.products, strict=True):
        way = edge.points[-1] - edge.points[0]
        off = np.cross(way, number.get_center() - edge.points[0])
        assert abs(off[2]) / np.linalg.norm(way) < 0.02
    boxes = [plate for plate, _ in meeting.products]
    assert all(a.get_bottom()[1] > b.get_top()[1] for a, b in pairwise(boxes))


def test_of_many_edges_those_are_drawn_that_bring_most_and_the_sum_says_that_there_are_more():
    reading = stack(9, 8)
    meeting = Meeting(reading, 7, 3)
    brought = sorted(abs(reading.sent_back(8, j, 3).value) for j in range(9))
    shown = sorted(abs(number.entry.value) for _, number in meeting.products)
    assert shown == brought[-4:]
    assert len(meeting.edges) == len(meeting.products) == 4
    assert len(meeting.sum) == 5
    assert meeting.width < 13.6
    assert len(Meeting(stack(1, 8), 7, 0).sum) == 0


def test_a_small_delta_is_shown_by_its_power_of_ten():
    meeting = Meeting(stack(3, 9, gain=1e-4), 8, 1)
    for number in (meeting.rule[0][1], *meeting.sum):
        assert read(number) == pytest.approx(number.entry.value, rel=0.05)
    signs = ["−" if number.entry.value < 0 else "+" for number in meeting.sum[1:]]
    assert [number.text[0] for number in meeting.sum[1:]] == signs
    assert "+" in signs


def test_lines_at_powers_of_ten_go_from_the_scale_of_bars_to_even_distances(chain):
    layers = range(1, 8)
    sizes = [chain.norm("delta", n) for n in layers]
    bars = Bars(sizes, layers, floor=-2.85, unit=2.1 / sizes[-1].value, width=0.5, role="delta")
    logs = {n: chain.log_norm("delta", n) for n in layers}
    plot = LogPlot({n: float(n) for n in layers}, top=-1, bottom=-3.2, lowest=-4.9)
    even = plot.grid.points[::4, 1].copy()
    levels, points = Levels(plot, bars), plot.curve(logs, dots=True)
    for bar, dot in zip(reversed(bars), points.dots, strict=True):
        dot.move_to(bar.get_top())
    linear = [-2.85 + 2.1 * 10.0**k / sizes[-1].value for k in (-1, -2, -3, -4, -5)]
    np.testing.assert_allclose(levels.lines.points[::4, 1], linear)
    spread = levels.spread(points)
    spread.begin()
    for share in (0.0, 0.4, 1.0):  # a point is always between the lines it belongs between
        spread.interpolate(share)
        ys = levels.lines.points[::4, 1]
        for dot, n in zip(points.dots, reversed(layers), strict=True):
            assert (dot.get_y() > ys).sum() == (logs[n] > np.arange(-1, -6, -1)).sum()
    np.testing.assert_allclose(levels.lines.points[::4, 1], even[1:])
    for dot, place in zip(points.dots, points.places, strict=True):
        np.testing.assert_allclose(dot.get_center(), place)
    assert levels.told[0][0].get_y() == pytest.approx(even[1])


def test_where_a_slope_jumps_nothing_is_drawn(swept):
    z = np.array(GRID)
    jumps = SlopeCard(z, swept.slopes("relu"), width=1.6, height=1).curve
    assert len(jumps.get_subpaths()) == 2
    assert {round(y, 9) for y in np.ptp(jumps.points[:, 1].reshape(-1, 4), axis=1)} == {0.0}
    assert len(SlopeCard(z, swept.slopes("tanh"), width=1.6, height=1).curve.get_subpaths()) == 1


def test_only_of_relu_it_is_said_that_half_are_off(swept):
    rows = Verdict(swept).rows
    assert [len(row.why) > 0 for row in rows] == [phi == "relu" for phi in PHIS]


def test_at_the_end_of_a_curve_stands_what_its_factor_leaves_when_taken_so_often(swept):
    for row in Verdict(swept).rows:
        factor, steps, left = (
            m for m in (*row.factor, *row.label.get_family()) if isinstance(m, Numeral)
        )
        assert read(steps) == swept.depth - 1
        assert f"{read(factor) ** read(steps):.1e}" == f"{read(left):.1e}"


def test_the_rule_is_set_alike_with_its_shapes_and_at_the_end(deep, swept):
    sources = {
        m.family_members_with_points()[0].text_source
        for m in (ShapedRecursion(deep, 29)[0], Verdict(swept).rule)
    }
    assert len(sources) == 1


def test_two_routes_meet_in_the_neuron_whose_edges_are_drawn_large(deep):
    net = DeepNet(deep, 11.4, 1.7)
    crossing = 29, 3
    fan, meeting = net.fan(*crossing), Meeting(deep, *crossing)
    edges = {tuple(np.round(start, 6)) for start in fan[0].points[::4]}
    place = net.place(*crossing)
    for rows in ([0, 2, 1], [3, 1, 2, 0]):
        corners = net.route(rows, crossing)[0].get_anchors()
        met = [k for k, corner in enumerate(corners) if np.allclose(corner, place)]
        assert met
        assert tuple(np.round(corners[met[0] - 1], 6)) in edges  # it comes along one of them
    np.testing.assert_allclose(fan[1].get_center(), place, atol=1e-6)
    assert meeting.rule[0][1].entry == deep.entry("delta", *crossing)


def test_in_a_sum_signs_stand_between_the_terms(deep):
    first, *others = Meeting(deep, 29, 3).sum

    def digits(number: Numeral) -> float:
        """From the left end of what is drawn to that of the first digit, in ems."""
        xs = np.sort(number.points[12:, 0])
        return float(np.diff(xs).max() / number.em)

    assert digits(first) < 0.2
    assert all(digits(term) > 0.25 for term in others)


def test_delta_of_the_last_layer_is_told_with_its_sign_before_its_size_is(chain):
    shown = FactorBars(chain, Diagram(chain, Shape(12.2, 1, radius=0.38)))
    name, number = shown.last_delta
    assert number.entry == chain.entry("delta", 7, 0)
    assert number.text == "−0.121"
    violet = style.colour("delta_neg")
    assert number.get_fill_color() == name.part("delta_neg")[0].get_fill_color() == violet
    assert shown.deltas[-1].text == "0.121"


def test_how_an_index_is_read_stands_below_the_edges_and_clear_of_the_numbers(deep):
    meeting = Meeting(deep, 29, 3)
    assert "{{ w_(j 4)^((30)) : W }}" in meeting.indices.family_members_with_points()[0].text_source
    low = meeting.indices.get_top()[1]
    for edge in meeting.edges:
        ends = edge.points[0], edge.points[-1]
        (x, y), (x_there, y_there) = sorted((end[0], end[1]) for end in ends)
        share = (meeting.indices.get_right()[0] - x) / (x_there - x)
        assert y + share * (y_there - y) > low + 0.1
    assert meeting.indices.get_left()[0] > meeting.rule.get_right()[0] + 0.2
    gap = meeting.label.get_bottom()[1] - meeting.factors[0].get_top()[1]
    assert gap > 0.2  # a heading is no part of the first row


def test_the_ring_of_delta_has_the_colour_of_its_sign(deep):
    net = DeepNet(deep, 11.4, 1.7)
    last = deep.experiment.network.L
    line, _, ring = net.edge(last)
    (drawn,) = (
        k for k in range(net.drawn(last)) if np.allclose(ring.get_center(), net.place(last, k))
    )
    delta = deep.entry("delta", last, drawn).value
    assert delta > 0
    assert ring.get_stroke_color() == style.signed("delta", delta)
    np.testing.assert_allclose(line.points[-1], net.place(last, drawn))


def test_where_every_delta_is_negative_its_ring_says_so():
    reading = stack(3, 8)
    away = replace(reading.experiment, y=np.ones_like(reading.experiment.y))
    reading = Reading("away", away)
    assert (reading.array("delta", 8) < 0).all()
    ring = DeepNet(reading, 11.4, 1.7).edge(8)[2]
    assert ring.get_stroke_color() == style.colour("delta_neg")


def test_both_sides_of_what_a_layer_hands_on_stand_in_numbers(chain):
    nudge = HandedOn(chain)
    run = nudge.to(nudge.most, lambda _: None, shown=1)
    rise, w, slope, z = (term.grid.entry(0) for term in nudge.to_z.terms)
    loss, delta, cause = (term.grid.entry(0) for term in nudge.to_loss.terms)
    assert [read(n) for n in (rise, z, loss, cause)] == [0, 0, 0, 0]
    run.begin()
    run.interpolate(1)
    assert z in run.mobject.get_family()
    assert cause not in run.mobject.get_family()  # its line is not on screen yet
    assert read(z) == nudge.most
    assert read(rise) == pytest.approx(read(w) * read(slope) * read(z), rel=0.05)
    assert read(loss) == pytest.approx(read(delta) * read(cause), rel=0.1)
    assert cause.entry == rise.entry == chain.moved(nudge.now, "z", 7, 0)
    assert delta.entry == chain.entry("delta", 7, 0)
    signs = [above.get_x() for line in nudge for above, _ in line.signs[:1]]
    assert signs[0] == pytest.approx(signs[1])


def test_put_together_the_product_before_the_nudge_is_the_delta_before(chain):
    nudge = HandedOn(chain).shift((0.2, -1.75, 0))
    run = nudge.to(nudge.most, lambda _: None)
    run.begin()
    run.interpolate(1)
    joined, (brace, (_, found)) = nudge.put_together()
    loss, *factors = (term.grid.entry(0) for term in joined.terms)
    assert [n.entry for n in factors] == [
        *(chain.entry(*place) for place in (("delta", 7, 0), ("W", 7, 0, 0), ("phi_prime", 6, 0))),
        nudge.to_z.terms[3].grid.entry(0).entry,
    ]
    assert read(loss) == pytest.approx(math.prod(map(read, factors)), rel=0.1)
    assert found.entry == chain.entry("delta", 6, 0)
    assert read(found) == pytest.approx(math.prod(map(read, factors[:3])), abs=5e-4)
    # The brace lies below these three, and the line in the place of the first.
    assert factors[2].get_right()[0] < brace.get_right()[0] + 0.4 < factors[3].get_left()[0] + 0.4
    assert brace.get_left()[0] == pytest.approx(factors[0].get_left()[0], abs=0.1)
    assert joined.get_y() == pytest.approx(nudge.to_z.get_y())


def test_three_phis_are_spoken_of_as_they_fall_and_the_last_is_not_stepped_back():
    film, told = VanishingFilm.__new__(VanishingFilm), []
    vars(film)["say_on"] = lambda: told.append("said")
    vars(film)["falls"] = lambda row, new, before: told.append((row, len(new), before))
    verdict = Verdict(Swept(("softplus", *PHIS), 50, 32, 4))
    own, *three = verdict.rows
    assert film.one_by_one(verdict) is three[-1]
    (row, new, before), *rest = told  # that of a given network is only seen
    assert (row, new, before) == (own, 1, [])
    assert rest[::2] == ["said"] * 3
    assert [row for row, _, _ in rest[1::2]] == three
    assert [[m.submobjects for m in before] for _, _, before in rest[3::2]] == [
        [row.told.submobjects] for row in three[:2]
    ]
