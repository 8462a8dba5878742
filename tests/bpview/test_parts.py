"""Parts read their values from traces, keep their place and admit every size."""

from itertools import pairwise

import numpy as np
import pytest

from bpcore import Layer, Network, load_experiment
from bpcore.spec import Experiment
from bpview import lines, style
from bpview.colours import contrast
from bpview.diagram import Diagram, Shape
from bpview.equation import relation
from bpview.film import NETWORKS
from bpview.formula import Formula, part
from bpview.heatmap import shade
from bpview.matrix import Grid
from bpview.motion import circled
from bpview.neuron import ink_on
from bpview.nudging import SMALLEST, Wiggle
from bpview.reading import Reading
from bpview.routes import Routes
from bpview.slope_edges import slope_edges
from bpview.strokes import Pulses, dashes
from bpview.worked import Worked


@pytest.fixture(scope="module")
def worked() -> Reading:
    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


def drawn(widths: list[int], phi: str = "tanh") -> Reading:
    rng = np.random.default_rng(0)
    layers = [Layer(rng.normal(size=(n, m)), rng.normal(size=n), phi) for m, n in pairwise(widths)]
    network = Network(layers, "half_squared_error")
    x, y = rng.normal(size=widths[0]), rng.normal(size=widths[-1])
    path = NETWORKS / "drawn.toml"
    return Reading("drawn", Experiment(network, x, y, "drawn", "a test", path))


def test_an_entry_is_the_traces_value_and_tells_its_name(worked):
    entry = worked.entry("delta", 2, 0)
    assert entry.value == worked.backward.delta[2][0]
    assert entry.name == "worked_example:delta[2][0]"
    assert worked.entries("W", 2).T[1, 0].index == (0, 1)


def test_an_unknown_quantity_is_refused(worked):
    with pytest.raises(KeyError, match="no trace"):
        worked.entry("gamma", 1)


def test_a_reading_of_a_batch_shows_its_first_example():
    reading = drawn([2, 3])
    batch = Experiment(
        reading.experiment.network,
        np.stack([reading.x, -reading.x]),
        np.stack([reading.y, -reading.y]),
        "t",
        "s",
        reading.experiment.path,
    )
    assert Reading("b", batch).entry("loss").value == reading.entry("loss").value


def test_nudging_b_moves_z_by_as_much_and_the_secant_tends_to_delta(worked):
    nudged = worked.nudged("b", 2, (0,), 0.25)
    moved = nudged.entry("z", 2, 0).value - worked.entry("z", 2, 0).value
    assert moved == pytest.approx(0.25)
    errors = [
        abs(worked.secant("b", 2, (0,), h).value - worked.entry("delta", 2, 0).value)
        for h in (0.1, 0.01, 0.001)
    ]
    assert errors[1] < errors[0] / 8
    assert errors[2] < errors[1] / 8


def test_every_line_of_the_worked_example_checks_at_the_decimals_shown(worked):
    for line in (
        lines.affine(worked, 1),
        lines.affine(worked, 2),
        lines.difference(worked, "g"),
        lines.through_jacobian(worked, 2),
        lines.entrywise(worked, 2),
        lines.pulled_back(worked, 1),
        lines.entrywise(worked, 1),
        lines.outer(worked, 1),
        lines.outer(worked, 2),
    ):
        assert line.signs[0][1][0].typst_code.strip(" $") == "="


def test_a_line_that_does_not_check_says_so(worked):
    g, slopes = Grid(worked.entries("g", 2)), Grid(worked.entries("phi_prime", 2))
    delta = Grid(worked.entries("delta", 2))
    assert relation(delta, np.multiply, g, slopes) == "="
    assert relation(delta, np.add, g, slopes) == "approx"


def test_routes_add_up_to_g(worked):
    routes = Routes(worked, 1, 0)
    assert len(routes.routes) == 2
    assert routes.result.text == f"{worked.backward.g[1][0]:.3f}".replace("-", "−")


def test_changes_have_the_colours_of_what_changes(worked):
    told = [("W", 2, 0, 0), ("z", 2, 0), ("a", 2, 0), ("loss",)]
    colours = [n.get_fill_color() for n in Wiggle(worked, "W", 2, (0, 0), told).numbers]
    assert colours == [style.colour(role) for role in ("weight_pos", "z", "a", "loss")]


def test_the_quotient_of_a_nudge_settles_to_the_slope_on_the_way_back(worked):
    told = [("W", 2, 0, 0), ("loss",)]
    nudge = Wiggle(worked, "W", 2, (0, 0), told, ratio=(("loss",), ("W", 2, 0, 0)))
    there = nudge.run(lambda now: None)
    there.interpolate(1)
    change, rise = (n.entry.value for n in nudge.numbers)
    assert nudge.quotient[1].entry.value == pytest.approx(rise / change)
    shown = [float(n.text.replace("−", "-")) for n in (*nudge.numbers, nudge.quotient[1])]
    assert shown[1] / shown[0] == pytest.approx(shown[2], abs=1e-3)
    back = nudge.settle(lambda now: None)
    back.interpolate(1)
    slope = worked.backward.dW[2][0, 0]
    assert nudge.quotient[1].entry.value == pytest.approx(slope, abs=1e-4)
    assert nudge.quotient[1].text == f"{slope:.3f}".replace("-", "−")


def test_what_is_not_told_yet_is_not_drawn_while_it_moves(worked):
    told = [("W", 2, 0, 0), ("z", 2, 0), ("loss",)]
    nudge = Wiggle(worked, "W", 2, (0, 0), told)
    run = nudge.run(lambda now: None, shown=2)
    assert run.mobject.submobjects == nudge.numbers[:2]
    run.interpolate(1)
    assert nudge.numbers[2].entry.value  # it is there when it comes


def test_settled_changes_have_decimals_enough_for_their_quotient(worked):
    """Whoever divides what stands there finds what stands there."""
    told = [("W", 2, 0, 0), ("z", 2, 0), ("loss",)]
    nudge = Wiggle(worked, "W", 2, (0, 0), told, ratio=(("loss",), ("W", 2, 0, 0)))
    nudge.settle(lambda now: None).interpolate(1)
    change, between, rise = (float(n.text.replace("−", "-")) for n in nudge.numbers)
    assert change == SMALLEST
    assert rise / change == pytest.approx(float(nudge.quotient[1].text.replace("−", "-")), abs=1e-3)
    assert between == round(between, 3)  # it is not of the quotient, and leaves


def test_what_does_not_move_has_no_quotient(worked):
    ratio = ("loss",), ("a", 1, 0)
    assert not Wiggle(worked, "b", 2, (0,), [("loss",)], ratio=ratio).quotient.submobjects
    assert Wiggle(worked, "b", 1, (0,), [("loss",)], ratio=ratio).quotient.submobjects


def test_edges_take_the_sign_and_size_of_their_slopes(worked):
    net = Diagram(worked, Shape(6, 3))
    dW = worked.backward.dW[2]
    lines = slope_edges(net, 2)
    _, starts, _ = net.ways(2)
    assert sum(len(line.points) for line in lines) == 4 * len(starts)
    by_colour = {line.get_stroke_color(): line for line in lines}
    assert set(by_colour) == {style.colour("delta"), style.colour("delta_neg")}
    j, i = np.unravel_index(np.abs(dW).argmax(), dW.shape)
    widest = max(lines, key=lambda line: line.get_stroke_width())
    assert widest.get_stroke_color() == style.signed("delta", dW[j, i])
    assert widest.get_stroke_width() == pytest.approx(net.shape.edge_width)
    ends = {tuple(np.round(p, 6)) for p in widest.points[::4]}
    here = net.ways(2)[0].tolist().index([j, i])
    assert tuple(np.round(starts[here], 6)) in ends


@pytest.mark.parametrize("layer", [1, 2])
def test_a_circle_around_a_neuron_touches_neither_its_ring_nor_the_numbers_beside_it(worked, layer):
    stage = Worked(worked)
    stage.z_appears(layer)
    for neuron, z in zip(stage.net.neurons[layer], stage.z[layer], strict=True):
        circle = circled(neuron.ring)
        stroke = circle.get_stroke_width() / 100
        assert circle.width / 2 - stroke > neuron.ring.width / 2 + 0.03
        assert circle.get_top()[1] + stroke < z.get_bottom()[1]


def test_a_grid_lines_up_its_columns(worked):
    grid = Grid(worked.entries("delta", 2), "delta")
    ends = [number.get_right()[0] for number in grid.column(0)]
    assert ends[0] == pytest.approx(ends[1])


@pytest.mark.parametrize(
    "widths", [[1, 1], [2, 3, 2], [64, 16, 16, 10], [784, 128, 64, 10], [1] * 21, [3] * 51]
)
def test_a_diagram_of_any_size_stays_in_its_box_and_under_400_paths(widths):
    shape = Shape(9.0, 4.0)
    diagram = Diagram(drawn(widths), shape)
    assert diagram.width <= shape.width + 2 * shape.radius + 0.1
    assert diagram.height <= shape.height + 0.1
    drawn_paths = [
        m
        for m in diagram.get_family()
        if m.has_points() and (m.get_stroke_width() > 0 or m.get_fill_opacity() > 0)
    ]
    assert len(drawn_paths) < 400


def test_edges_know_their_weight(worked):
    diagram = Diagram(worked, Shape(8, 3))
    W = worked.array("W", 2)
    widths = {
        (j, i): diagram.edges[2].edge(j, i).get_stroke_width() for j in (0, 1) for i in (0, 1)
    }
    assert max(widths, key=widths.get) == np.unravel_index(np.abs(W).argmax(), W.shape)
    solid, dashed = (1, 1), (1, 0)
    assert W[solid] > 0 > W[dashed]
    assert len(diagram.edges[2].edge(*solid).points) == 4
    assert len(diagram.edges[2].edge(*dashed).points) > 8


def test_a_neuron_is_filled_by_its_activation(worked):
    diagram = Diagram(worked, Shape(8, 3))
    diagram.activate(1)
    for k in (0, 1):
        assert diagram.neuron(1, k).fill.get_fill_opacity() == worked.array("a", 1)[k]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_numbers_on_neurons_are_readable_at_every_filling(theme, monkeypatch):
    monkeypatch.setenv("BP_THEME", theme)
    back, front = (np.array(style.colour(role).to_rgb()) for role in ("background", "a"))
    for share in np.linspace(0, 1, 101):
        disc = back + share * (front - back)
        assert contrast(ink_on(share).to_rgb(), disc) >= 4.5


def test_pulses_run_from_start_to_end_and_vanish_at_both():
    starts, ends = np.zeros((1, 3)), np.array([[2.0, 0.0, 0.0]])
    pulses = Pulses(starts, ends, np.array([1.0]), "delta")
    assert len(pulses.run(0)[0].points) == 0
    middle = pulses.run(0.5)[0].points
    assert 0 < middle[:, 0].min() < middle[:, 0].max() < 2
    assert len(pulses.run(1)[0].points) == 0


def test_pulses_of_nothing_are_nothing():
    assert len(Pulses(np.zeros((1, 3)), np.ones((1, 3)), np.zeros(1), "delta")) == 0


def test_dashes_start_and_end_with_the_line():
    starts, ends = dashes(np.zeros((1, 3)), np.array([[1.0, 0, 0]]))
    assert starts[0, 0] == 0
    assert ends[-1, 0] == pytest.approx(1)


def test_heat_map_zero_is_the_background_and_signs_have_two_colours():
    colours = shade(np.array([[0.0, 1.0, -1.0]]), "delta", "delta_neg")[0]
    for got, role in zip(colours, ("background", "delta", "delta_neg"), strict=True):
        assert np.allclose(got / 255, style.colour(role).to_rgb(), atol=0.01)


def test_a_part_of_a_formula_has_the_colour_of_its_role():
    formula = Formula(f"{part('delta', 'delta', 2)} = {part('g', 'g', 2)}")
    assert all(m.fill_color == style.colour("delta") for m in formula.part("delta"))
    with pytest.raises(KeyError, match="it has"):
        formula.part("nothing")


def test_themes_have_the_same_roles_and_an_unknown_one_is_refused(monkeypatch):
    assert style.DARK.roles.keys() == style.LIGHT.roles.keys()
    monkeypatch.setenv("BP_THEME", "dusk")
    with pytest.raises(ValueError, match="dark, light"):
        style.theme()
