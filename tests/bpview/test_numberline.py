"""Number lines that answer a nudge, products that check by hand, and their entries by name."""

from __future__ import annotations

import numpy as np
import pytest

from bpcore import load_experiment
from bpview.audit.again import Again
from bpview.audit.truth import nudges
from bpview.chain import Chain, is_chain, rules, slopes
from bpview.film import NETWORKS
from bpview.formula import Formula
from bpview.graph import LossPlot
from bpview.linked_lines import LinkedLines
from bpview.numberline import NumberLine
from bpview.places import name_of, ratio_of, role_of
from bpview.product import Product
from bpview.reading import Reading

W, Z, A, LOSS = ("W", 3, 0, 0), ("z", 3, 0), ("a", 3, 0), ("loss",)
PLACES = [W, Z, A, LOSS]


@pytest.fixture(scope="module")
def chain():
    return Reading("chain", load_experiment(NETWORKS / "chain.toml"))


@pytest.fixture(scope="module")
def worked():
    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


def ways(linked):
    """How far each dot stands from the middle of its line."""
    return [line.dot.get_x() - line.axis.get_x() for line in linked.lines]


def test_every_dot_stands_where_the_network_run_again_puts_it(chain):
    linked = LinkedLines(chain, W, PLACES, by=0.8)
    linked.follow(0.8)
    now = chain.nudged("W", 3, (0, 0), 0.8)
    due = [linked.zoom * (now.entry(*p).value - chain.entry(*p).value) for p in PLACES]
    np.testing.assert_allclose(ways(linked), due, atol=1e-9)
    assert [line.value.entry for line in linked.lines] == [now.entry(*p) for p in PLACES]
    assert max(map(abs, due)) == pytest.approx(0.9 * 1.9)
    for line, way in zip(linked.lines, due, strict=True):
        assert line.bar.get_length() == pytest.approx(abs(way))


def test_rays_run_from_base_to_base_and_from_dot_to_dot(chain):
    linked = LinkedLines(chain, W, PLACES, by=0.8).shift([1.0, -2.0, 0.0])
    linked.follow(0.5)
    for ray, above, below in zip(linked.rays, linked.lines, linked.lines[1:], strict=False):
        np.testing.assert_allclose(ray[1].get_start(), above.axis.get_center(), atol=1e-9)
        np.testing.assert_allclose(ray[2].get_end(), below.dot.get_center(), atol=1e-9)


def test_magnified_the_bars_tend_to_the_slopes(chain):
    linked = LinkedLines(chain, W, PLACES, by=0.8)
    linked.zoom = linked.fitting(1e-6)
    linked.follow(1e-6)
    w, z, a, loss = ways(linked)
    assert z / w == pytest.approx(chain.entry("a", 2, 0).value, rel=1e-4)
    assert a / z == pytest.approx(chain.entry("phi_prime", 3, 0).value, rel=1e-4)
    assert loss / a == pytest.approx(chain.entry("g", 3, 0).value, rel=1e-4)
    assert loss / w == pytest.approx(chain.entry("dW", 3, 0, 0).value, rel=1e-4)


def test_what_is_told_follows_the_nudge_until_it_is_released(chain):
    linked = LinkedLines(chain, W, PLACES, by=0.8)
    rows = linked.changes(3, 0.0)
    linked.follow(0.4)
    quotient = linked.quotient(0)
    np.testing.assert_allclose(rows[0][1].entry.value, 0.4)
    assert quotient.entry.value == pytest.approx(chain.entry("a", 2, 0).value)
    linked.release(*rows)
    linked.follow(0.1)
    np.testing.assert_allclose(rows[0][1].entry.value, 0.4)
    assert quotient.entry.name.startswith("chain+0.1@W[3][0][0]:quotient_z_W")


def test_lines_that_do_not_tell_keep_the_numbers_of_the_base(chain):
    linked = LinkedLines(chain, W, PLACES, by=0.8)
    linked.tell = False
    linked.follow(0.8)
    assert linked.lines[1].value.entry == chain.entry(*Z)
    assert abs(ways(linked)[1]) > 0.5


def test_a_dot_stops_at_the_end_of_its_line(chain):
    line = NumberLine(chain.entry(*Z), "z", "z", half=2.0, zoom=1000.0)
    line.take(chain.nudged("W", 3, (0, 0), 0.8).entry(*Z))
    assert line.dot.get_x() == pytest.approx(2.0)


@pytest.mark.parametrize("zoom", [0.01, 0.3, 1.0, 2.4, 77.0, 1900.0])
def test_ticks_are_at_round_numbers_and_never_crowd(chain, zoom):
    base = chain.entry(*Z)
    line = NumberLine(base, "z", "z", half=2.0, zoom=zoom)
    points = line.ticks.points[::4]
    values = base.value + points[:, 0] / zoom
    gaps = np.diff(points[:, 0])
    assert gaps.min() >= 0.15 - 1e-9
    step = gaps.min() / zoom
    np.testing.assert_allclose(values / step, np.round(values / step), atol=1e-6)
    assert len(points) <= 2 * 2.0 / 0.15 + 1


def test_entries_of_a_nudge_are_found_again_by_another_route(chain):
    again = Again(chain.experiment)
    now = chain.nudged("W", 3, (0, 0), 0.5)
    entries = [
        chain.moved(now, *Z),
        chain.moved(now, *LOSS),
        chain.quotient(now, Z, W),
        chain.quotient(now, A, Z),
        chain.quotient(now, LOSS, A),
        now.entry(*A),
        chain.secant("W", 3, (0, 0), 0.5),
        chain.moved(chain, *Z),
    ]
    for entry in entries:
        assert again.entry(entry.name) == pytest.approx(entry.value, rel=1e-10, abs=1e-15)


def test_a_quotient_of_what_does_not_move_is_refused(chain):
    with pytest.raises(ZeroDivisionError):
        chain.quotient(chain.nudged("W", 3, (0, 0), 0.5), Z, ("a", 2, 0))


def test_values_of_two_networks_in_one_picture_are_told():
    assert not nudges(["chain:z[3][0]", "chain:loss", "chain+0.001@W[3][0][0]:z_change[3][0]"])
    assert not nudges(["chain+0.8@W[3][0][0]:z[3][0]", "chain:y[0]", "digits:loss"])
    found = nudges(["chain+0.8@W[3][0][0]:z[3][0]", "chain:loss"])
    assert found == {("chain", 0.8), ("chain", 0.0)}


def test_a_product_says_equal_only_where_the_numbers_shown_give_it(chain):
    factors = [
        ("x", chain.entry("a", 2, 0), "a"),
        ("y", chain.entry("phi_prime", 3, 0), "phi_prime"),
        ("z", chain.entry("g", 3, 0), "g"),
    ]
    right = Product(("w", chain.entry("dW", 3, 0, 0), "ink"), factors)
    wrong = Product(("w", chain.entry("db", 3, 0), "ink"), factors)
    assert right.signs[2].height < 0.75 * wrong.signs[2].height  # = is lower than ≈
    assert [len(n) for n in right.numbers] == [1, 1, 3]  # the last is negative


def test_ticks_that_are_told_are_drawn(chain):
    linked = LinkedLines(chain, W, PLACES, by=0.8)
    for by in (0.8, 0.1, 0.001):
        linked.zoom = linked.fitting(by)
        linked.follow(by)
        step = linked.step().value
        assert 0.45 <= step * linked.zoom < 4.5
        places = linked.lines[1].ticks.points[::4, 0] - linked.lines[1].axis.get_x()
        values = chain.entry(*Z).value + places / linked.zoom
        told = np.isclose(values / step, np.round(values / step), atol=1e-6)
        assert 0 < told.sum() <= 8


def test_the_tangent_of_the_loss_has_its_slope(chain):
    plot = LossPlot(chain, width=3.0, height=2.0)
    right, up = plot.at(1.0, 0.0) - plot.at(0.0, 0.0), plot.at(0.0, 1.0) - plot.at(0.0, 0.0)
    way = plot.tangent.get_end() - plot.tangent.get_start()
    slope = way[1] / up[1] / (way[0] / right[0])
    assert slope == pytest.approx(chain.entry("g", 3, 0).value)
    np.testing.assert_allclose(chain.losses(chain.array("a", 3)), chain.forward.loss)


def test_indices_are_told_where_there_are_several(chain, worked):
    assert "_(" not in name_of(chain, W)
    assert "_(21)" in name_of(worked, ("W", 2, 1, 0))
    assert role_of(chain, ("W", 2, 0, 0)) == "weight_neg"
    assert ratio_of(chain, Z, W, flat=True).count("partial") == 2
    assert ratio_of(chain, LOSS, W, change=True).count("Delta") == 2


def test_a_chain_is_one_neuron_in_each_layer(chain, worked):
    assert is_chain(chain)
    assert not is_chain(worked)


@pytest.mark.parametrize(
    "loss",
    [
        "half_squared_error",
        "squared_error",
        "mean_squared_error",
        "cross_entropy",
        "binary_cross_entropy",
    ],
)
def test_rules_and_slopes_of_every_loss_can_be_typeset(chain, loss):
    network = chain.experiment.network
    other = type(network)(network.layers, loss)
    reading = Reading("other", type(chain.experiment)(other, *_rest(chain.experiment)))
    for text in (*rules(reading, 3), *slopes(reading, 3)):
        assert Formula(text).width > 0.1


def test_a_chain_takes_another_reading_and_names_a_link_that_stands_still(chain):
    picture = Chain(chain, width=7.8)
    assert picture.still() == ""
    now = chain.nudged("W", 3, (0, 0), 0.8)
    picture.take(now)
    assert picture.loss.value.entry == now.entry("loss")
    assert picture.net.neuron(3, 0).number.entry == now.entry("a", 3, 0)
    dead = chain.nudged("b", 3, (0,), 40.0)
    assert "phi_prime[3]" in Chain(dead, width=7.8).still()


def _rest(experiment):
    return experiment.x, experiment.y, "other", "a test", NETWORKS / "other.toml"
