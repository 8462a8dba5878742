"""Pictures of the gallery for what is too large to be written out, or goes around a layer."""

from __future__ import annotations

from functools import cache

import numpy as np
from manim import RIGHT, Group, Mobject

from bpcore import Experiment, Layer, Network, load_experiment
from bpcore.init import draw
from bpview.diagram import Diagram, Shape
from bpview.elided import Elided
from bpview.film import NETWORKS
from bpview.heatmap import ColourBar, Heatmap
from bpview.reading import Reading


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


def elided_matrix() -> Mobject:
    """A matrix too large to be written out: its corners, dots, and its true shape."""
    digits = Reading("digits", load_experiment(NETWORKS / "digits.toml"))
    return Elided(digits.entries("W", 1), "weight", most=5)


def colour_bar() -> Mobject:
    """A gradient as a picture, and what its colours say: up to its largest entry."""
    digits = Reading("digits", load_experiment(NETWORKS / "digits.toml"))
    picture = Heatmap(digits.array("dW", 3), width=4)
    bar = ColourBar(digits.largest("dW", 3), height=picture.height)
    return Group(picture, bar).arrange(RIGHT, buff=0.4)


def residual_arcs() -> Mobject:
    """Residual layers: an arc goes around what is added to its own input."""
    net = Diagram(residual(), Shape(8, 3.4))
    for layer in net.columns:
        net.activate(layer)
    return net
