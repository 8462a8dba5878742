"""What is in the light keeps its look; all else is context and comes back as it was."""

from __future__ import annotations

import numpy as np
import pytest

from bpcore import load_experiment
from bpview.diagram import Diagram, Shape
from bpview.film import NETWORKS
from bpview.reading import Reading
from bpview.spotlight import Spotlight


@pytest.fixture(scope="module")
def digits() -> Reading:
    return Reading("digits", load_experiment(NETWORKS / "digits.toml"))


@pytest.fixture
def net(digits) -> Diagram:
    found = Diagram(digits, Shape(3, 5, edge_opacity=0.7))
    for layer in found.columns:
        found.activate(layer)
    return found


def looks(*wholes) -> np.ndarray:
    paths = [m for whole in wholes for m in whole.family_members_with_points()]
    return np.array([[m.get_fill_opacity(), m.get_stroke_opacity()] for m in paths])


def play(animation) -> None:
    animation.begin()
    animation.interpolate(1)
    animation.finish()


def test_what_is_not_lit_steps_back_to_a_fifth(net):
    outputs, edges = net.columns[3], [net.edges[layer] for layer in (1, 2, 3)]
    fills = [n.fill for n in net.neurons[1]]
    before = [looks(outputs), looks(*edges, net.dots), looks(*fills)]
    play(Spotlight(net).on(outputs))
    assert looks(outputs) == pytest.approx(before[0])
    assert looks(*edges, net.dots) == pytest.approx(0.2 * before[1])
    assert looks(*fills) == pytest.approx(0.2 * before[2])


def test_a_hollow_neuron_stays_hollow_in_the_dark(net, digits):
    play(Spotlight(net).on())
    negative = [digits.array("a", 1)[n.index] < 0 for n in net.neurons[1]]
    assert any(negative)
    assert [n.hollow.get_fill_opacity() for n in net.neurons[1]] == [float(s) for s in negative]


def test_the_light_moves_and_comes_back_everywhere(net):
    spot, before = Spotlight(net), looks(net)
    neuron = net.neuron(1, 15)
    lit = looks(neuron)
    play(spot.on(net.columns[3]))
    play(spot.on(neuron))
    assert looks(neuron) == pytest.approx(lit)
    assert looks(*(n.ring for n in net.neurons[3])).max() == pytest.approx(0.2)
    play(spot.everywhere())
    assert looks(net) == pytest.approx(before)


def test_another_a_is_shown_in_the_light_its_neuron_stands_in(net, digits):
    spot, nudged = Spotlight(net), digits.nudged("b", 1, (15,), 0.5)
    play(spot.on(net.neuron(1, 15)))
    spot.activate(1, nudged)
    a = nudged.array("a", 1)
    assert a[15] != digits.array("a", 1)[15]
    for neuron in net.neurons[1]:
        share = 1.0 if neuron.index == 15 else 0.2
        assert neuron.fill.get_fill_opacity() == pytest.approx(share * abs(a[neuron.index]))
