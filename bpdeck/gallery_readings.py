"""The networks that the pictures of the gallery show."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from manim import Animation

from bpcore import Experiment, Layer, Network, load_experiment
from bpcore.init import draw
from bpview.diagram import Diagram
from bpview.film import NETWORKS
from bpview.reading import Reading


@cache
def worked() -> Reading:
    """The worked example that comes with the films."""
    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


@cache
def digits() -> Reading:
    """The trained digit network that comes with the films."""
    return Reading("digits", load_experiment(NETWORKS / "digits.toml"))


@cache
def drawn(*widths: int) -> Reading:
    """A network of these widths with weights drawn at random, and an example to go with it."""
    rng = np.random.default_rng(1)
    layers = [
        Layer(draw("xavier_normal", n, m, rng), np.zeros(n), "tanh") for m, n in pairwise(widths)
    ]
    x, y = rng.normal(size=widths[0]), rng.normal(size=widths[-1])
    network = Network(layers, "half_squared_error")
    return Reading("drawn", Experiment(network, x, y, "drawn", "drawn", NETWORKS))


def lit(net: Diagram) -> Diagram:
    """The diagram with every neuron filled by its a."""
    for layer in net.columns:
        net.activate(layer)
    return net


@cache
def residual() -> Reading:
    """Four layers of four neurons, each but the first adding its input to its output."""
    rng = np.random.default_rng(1)
    layers = [
        Layer(draw("xavier_normal", 4, 4, rng), np.zeros(4), "tanh", skip=k > 0) for k in range(4)
    ]
    x, y = rng.normal(size=4), rng.normal(size=4)
    network = Network(layers, "half_squared_error")
    return Reading("residual", Experiment(network, x, y, "residual", "drawn", NETWORKS))


@cache
def three() -> Reading:
    """The worked example's network with a batch of three examples."""
    alone = worked().experiment
    x = np.array([[0.4, -0.6], [1.5, 0.2], [-0.3, 0.9]])
    y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    return Reading("three", Experiment(alone.network, x, y, "three", "typed", alone.path))


@cache
def two_outputs() -> Reading:
    """The small network that comes with the films to show that routes add up."""
    return Reading("two_routes", load_experiment(NETWORKS / "two_routes.toml"))


@cache
def deep() -> Reading:
    """The deep network that comes with the films."""
    return Reading("deep", load_experiment(NETWORKS / "deep.toml"))


@cache
def deep_chain() -> Reading:
    """The chain that stands for the deep network."""
    return Reading("deep_chain", load_experiment(NETWORKS / "deep_chain.toml"))


@cache
def chain() -> Reading:
    """A chain of single neurons."""
    return Reading("chain", load_experiment(NETWORKS / "chain.toml"))


@cache
def jacobian() -> Reading:
    """A network 2-3-2 with tanh."""
    return Reading("jacobian", load_experiment(NETWORKS / "jacobian.toml"))


@cache
def three_classes() -> Reading:
    """A small classifier with softmax."""
    return Reading("three_classes", load_experiment(NETWORKS / "three_classes.toml"))


def done(animation: Animation) -> None:
    """What a film plays, at its end."""
    animation.begin()
    animation.interpolate(1)
