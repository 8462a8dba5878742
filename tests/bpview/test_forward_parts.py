"""What the forward pass is shown with: pictures, sums on a line, maps of layers, bars."""

from itertools import pairwise

import numpy as np
import pytest

from bpcore import Layer, Network, load_experiment
from bpcore.spec import Experiment
from bpview import style
from bpview.audit.again import Again
from bpview.audit.entry_names import split
from bpview.diagram import Diagram, Shape
from bpview.film import NETWORKS
from bpview.formula import pair
from bpview.image import POWER, Picture, is_picture, picture_shape, unrolled
from bpview.layer_map import LayerMap, LayerTable
from bpview.one_neuron import OneNeuron
from bpview.outputs import Answer, LossCurve, power_line, right_answer, share_line
from bpview.picture_nudge import PictureNudge
from bpview.reading import Reading
from bpview.summing import SumLine
from bpview.worked import Worked


@pytest.fixture(scope="module")
def digits() -> Reading:
    return Reading("digits", load_experiment(NETWORKS / "digits.toml"))


def drawn(widths: list[int], phi: str = "tanh") -> Reading:
    rng = np.random.default_rng(0)
    layers = [Layer(rng.normal(size=(n, m)), rng.normal(size=n), phi) for m, n in pairwise(widths)]
    network = Network(layers, "half_squared_error")
    x, y = rng.normal(size=widths[0]), rng.normal(size=widths[-1])
    return Reading("drawn", Experiment(network, x, y, "drawn", "a test", NETWORKS / "drawn.toml"))


def test_products_sums_and_counts_are_found_again_by_plain_loops(digits):
    again = Again(digits.experiment)
    entries = [*digits.products(1, 3), digits.partial(2, 5, 7), digits.partial(1, 0, 64)]
    entries += [digits.count(q) for q in ("parameters", "layers", "inputs", "outputs")]
    entries += [digits.count("parameters", layer) for layer in (1, 2, 3)]
    for entry in entries:
        _, _, _, quantity, index = split(entry.name)
        assert entry.value == pytest.approx(again.value(quantity, index), rel=1e-12, abs=1e-15)
    assert [e.value for e in entries[-3:]] == [1040, 272, 170]


def test_the_sum_of_all_products_and_b_is_z(digits):
    whole = digits.partial(1, 4, 64).value + digits.entry("b", 1, 4).value
    assert whole == pytest.approx(digits.entry("z", 1, 4).value)


@pytest.mark.parametrize(
    ("count", "shape"), [(64, (8, 8)), (16, (4, 4)), (9, (9, 1)), (60, (60, 1)), (1, (1, 1))]
)
def test_square_numbers_are_pictures_and_all_else_a_column(count, shape):
    assert picture_shape(count) == shape
    assert is_picture(count) == (shape[1] > 1)


def test_a_picture_has_its_values_in_rows_and_negative_ones_hollow(digits):
    weights = digits.entries("W", 1)[0]
    picture = Picture(weights, "weight", height=2)
    first, second, below = (picture.cells[k].get_center() for k in (0, 1, 8))
    assert second - first == pytest.approx([0.25, 0, 0])
    assert below - first == pytest.approx([0, -0.25, 0])
    largest = max(abs(entry.value) for entry in weights)
    for cell, entry in zip(picture.cells, weights, strict=True):
        opacities = cell.get_fill_opacity(), cell.get_stroke_opacity()
        share = (abs(entry.value) / largest) ** POWER
        assert opacities == pytest.approx((share, 0) if entry.value > 0 else (0, share))
        assert cell.get_fill_color() == style.signed("weight", entry.value)


def test_a_picture_is_revealed_in_order_and_refuses_another_shape(digits):
    picture = Picture(digits.entries("a", 0))
    picture.reveal(5)
    shown = [k for k, cell in enumerate(picture.cells) if cell.get_fill_opacity()]
    assert shown == [k for k in range(5) if digits.x[k]]
    with pytest.raises(ValueError, match="64 values do not fill 8 rows of 9"):
        Picture(digits.entries("a", 0), shape=(8, 9))


def test_every_line_of_the_first_neuron_checks_at_its_decimals(digits):
    one = OneNeuron(digits, 1, 0)
    w, a, product = (term.grid.values()[0, 0] for term in one.product().terms)
    assert round(w * a, one.decimals) == product
    z, total, b = (term.grid.values()[0, 0] for term in one.total().terms)
    assert round(total + b, one.decimals) == z
    out, z = (term.grid.values()[0, 0] for term in one.bent().terms)
    assert round(float(np.tanh(z)), one.decimals) == out


@pytest.mark.parametrize("widths", [[1, 1], [64, 32, 10], [3, 5, 2]])
def test_the_dot_ends_on_z_and_the_curve_stands_on_the_same_line(widths):
    reading = drawn(widths)
    shown = SumLine(OneNeuron(reading, 1, 0), width=6, height=2)
    shown.shift([1.0, -2.0, 0.0])
    shown.add_up(widths[0])
    assert shown.value.get_fill_color() == shown.dot.get_fill_color() == style.colour("ink")
    shown.add_bias(1)
    assert shown.value.get_fill_color() == shown.dot.get_fill_color() == style.colour("z")
    z, a = reading.entry("z", 1, 0), reading.entry("a", 1, 0)
    assert shown.value.entry == z
    assert shown.dot.get_center() == pytest.approx(shown.at(z.value))
    assert shown.plot.dots[0].get_x() == pytest.approx(shown.dot.get_x())
    assert shown.plot.dots[0].get_center() == pytest.approx(shown.plot.at(z.value, a.value))


def test_a_power_is_worked_out_with_the_numbers_that_stand_beside_the_outputs(digits):
    line = power_line(digits)
    z, power = line[1][1], line[2]
    assert (z.text, power.text) == ("6.5826", "722.42")
    assert z.entry == digits.entry("z", 3, 8)
    assert power.entry == digits.entry("exp_z", 3, 8)
    assert z.get_bottom()[1] > line[1][0].get_y()  # it is raised


def test_b_takes_the_dot_from_the_sum_to_z_and_no_number_is_told_on_the_way(digits):
    shown = SumLine(OneNeuron(digits, 1, 0), width=6, height=2)
    shown.add_up(64)
    total, z = digits.partial(1, 0, 64), digits.entry("z", 1, 0)
    for share, entry, opacity in ((0.25, total, 0.5), (0.5, total, 0.0), (0.75, z, 0.5)):
        shown.add_bias(share)
        assert shown.value.entry == entry
        assert shown.value.get_x() == pytest.approx(shown.at(entry.value)[0])
        assert shown.value.get_fill_opacity() == pytest.approx(opacity)
        way = total.value + share * (z.value - total.value)
        assert shown.dot.get_center() == pytest.approx(shown.at(way))


def test_copies_of_squares_set_out_one_after_the_other_and_are_unseen_before():
    source = Picture(drawn([16, 2]).entries("a", 0))
    goal = Picture(source.entries, shape=(16, 1)).shift([3.0, 0.0, 0.0])
    ends = [square.get_center() for square in goal.cells]
    walk = unrolled(source, goal)
    walk.begin()
    assert not any(square.get_fill_opacity() for square in goal.cells)
    walk.interpolate(0.5)
    first, *_, last = goal.cells
    assert first.get_center() == pytest.approx(ends[0])
    assert last.get_fill_opacity() == last.get_stroke_opacity() == 0
    walk.interpolate(1)
    for square, end, entry in zip(goal.cells, ends, source.entries, strict=True):
        assert square.get_center() == pytest.approx(end)
        assert bool(square.get_fill_opacity()) == (entry.value > 0)  # a negative one is hollow


def test_softmax_has_no_curve_of_one_neuron(digits):
    assert SumLine(OneNeuron(digits, 3, 0), width=6, height=2).plot is None


def test_a_layer_shows_its_shapes_and_is_revealed_row_by_row(digits):
    shown = LayerMap(digits, 1, 0.05)
    assert {q: m.values.shape for q, m in shown.maps.items()} == {
        "z": (16, 1),
        "W": (16, 64),
        "a": (64, 1),
        "b": (16, 1),
    }
    assert shown.maps["W"].image.width == pytest.approx(64 * 0.05)
    shown.reveal(3)
    alpha = shown.maps["W"].image.pixel_array[:, :, 3]
    rows = len(alpha) // 16
    assert (alpha[: 3 * rows] == 255).all()
    assert (alpha[3 * rows :] == 0).all()


def test_where_it_can_be_seen_a_negative_square_of_a_map_is_hollow(digits):
    for cell, hollow in ((0.06, True), (0.015, False)):
        heat = LayerMap(digits, 1, cell).maps["W"]
        pixels = heat.image.pixel_array[:, :, :3].astype(int)
        size = len(pixels) // 16
        middle = pixels[size // 2 :: size, size // 2 :: size]
        corner = pixels[::size, ::size]
        negative, seen = heat.values < 0, corner.sum(2) > 60
        assert ((middle == 0).all(2) == negative)[seen].all() == hollow
        assert (middle == corner)[~negative].all()


def test_a_deep_network_has_few_rows_and_all_parameters_counted():
    table = LayerTable(drawn([2] * 9), width=8, height=6)
    assert list(table.rows) == [1, 2, 8]
    assert table.total[2].entry.value == 8 * 6
    columns = [row.symbols["b"].get_x() for row in table.rows.values()]
    assert columns == pytest.approx([columns[0]] * 3)


def test_bars_are_as_long_as_a_and_follow_another_network(digits):
    net = Diagram(digits, Shape(3, 5))
    bars = Answer(net, length=2.0)
    assert bars.bars[8].width == pytest.approx(2 * digits.entry("a", 3, 8).value)
    assert len(bars.targets) == 1
    nudged = digits.nudged("b", 3, (8,), -3)
    left = bars.bars[8].get_left()[0]
    bars.take(nudged)
    assert bars.bars[8].width == pytest.approx(2 * nudged.entry("a", 3, 8).value)
    assert bars.bars[8].get_left()[0] == pytest.approx(left)
    assert bars.numbers[8].entry.value == nudged.entry("a", 3, 8).value


def test_bars_of_powers_are_divided_into_shares_of_their_sum(digits):
    bars = Answer(Diagram(digits, Shape(3, 5)), length=2.0)
    powers, shares = digits.array("exp_z", 3), digits.array("a", 3)
    assert bars.total[2].entry.value == pytest.approx(powers.sum())
    bars.empower(1)
    full = [bar.width for bar in bars.bars]
    assert full == pytest.approx(np.maximum(2 * 0.8 * powers / powers.max(), 0.01))
    bars.divide(0)
    assert [bar.width for bar in bars.bars] == pytest.approx(full)
    bars.divide(1)
    assert [bar.width for bar in bars.bars] == pytest.approx(np.maximum(2 * shares, 0.01))
    assert {bar.get_fill_color() for bar in bars.bars} == {style.colour("a")}
    for z, power in zip(bars.sums, bars.powers, strict=True):  # as they are shown
        shown = [float(n.text.replace("−", "-").replace(",", "")) for n in (z, power)]
        assert shown[1] == pytest.approx(np.exp(shown[0]), rel=1e-4, abs=0.006)


def test_the_loss_curve_runs_through_the_loss_and_is_for_classifiers(digits):
    curve = LossCurve(digits, width=5, height=3)
    assert right_answer(digits) == 8
    share, loss = digits.entry("a", 3, 8).value, digits.entry("loss").value
    assert curve.dot.get_center() == pytest.approx(curve.at(share, loss))
    gaps = np.linalg.norm(curve.curve.points - curve.dot.get_center(), axis=1)
    assert gaps.min() < 0.06
    p = share_line(digits).terms[1].grid.values()[0, 0]
    assert round(-np.log(p), 3) == round(loss, 3)
    assert right_answer(drawn([2, 3])) is None
    with pytest.raises(ValueError, match="softmax"):
        LossCurve(drawn([2, 3]), width=5, height=3)


def test_one_square_of_the_picture_moves_and_the_others_can_step_back(digits):
    nudge = PictureNudge(digits, 1, 15, 61)
    moved = nudge.picture.cells[61]
    assert [*nudge.others, moved] == [*nudge.picture.cells[:61], *nudge.picture.cells[62:], moved]
    before = [cell.get_fill_opacity() for cell in nudge.others]
    nudge.take(digits.nudged("W", 1, (15, 61), 0.6))
    assert moved.get_fill_opacity() > 0.4
    assert [cell.get_fill_opacity() for cell in nudge.others] == before


def test_z_above_the_neurons_has_its_decimals_in_one_column():
    worked = Worked(Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml")))
    worked.z_appears(1)
    negative, positive = worked.z[1]
    assert negative.entry.value < 0 < positive.entry.value
    assert negative.get_right()[0] == pytest.approx(positive.get_right()[0])
    # The longer one stands in the middle: to its left edges end.
    assert negative.get_x() == pytest.approx(worked.net.columns[1].get_x())


def test_indices_of_two_digits_do_not_run_together():
    assert pair(1, 2) == "1 2"
    assert pair(1, 64) == "1 , 64"
    assert pair(16, "i") == "16 , i"
