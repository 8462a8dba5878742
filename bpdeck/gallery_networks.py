"""Pictures of the gallery: networks, from one neuron to fifty layers."""

from __future__ import annotations

from manim import UP, Mobject, VGroup

from bpdeck.gallery_readings import deep, drawn, lit, residual
from bpview.deep import DeepNet
from bpview.diagram import Diagram, Shape
from bpview.formula import part
from bpview.logplot import LogPlot


def smallest() -> Mobject:
    """A network 1-1 with its values in the neurons."""
    net = Diagram(drawn(1, 1), Shape(5, 2, radius=0.5, edge_width=6))
    for layer in net.columns:
        net.activate(layer, number=True)
    return net


def small() -> Mobject:
    """A network 2-3-2; a dashed edge is a negative weight, a hollow disc a negative activation."""
    return lit(Diagram(drawn(2, 3, 2), Shape(8, 4.5, radius=0.45, edge_width=6)))


def digit_network() -> Mobject:
    """A network 64-16-16-10: wide layers show their ends, many edges are drawn in bundles."""
    return lit(Diagram(drawn(64, 16, 16, 10), Shape(10, 6.4)))


def large_network() -> Mobject:
    """A network 784-128-64-10, at the same cost a frame."""
    return lit(Diagram(drawn(784, 128, 64, 10), Shape(10, 6.4)))


def deep_network() -> Mobject:
    """A chain of 20 layers."""
    return lit(Diagram(drawn(*[3] * 21), Shape(12.5, 3, radius=0.2)))


def residual_arcs() -> Mobject:
    """Residual layers: an arc goes around what is added to its own input."""
    net = Diagram(residual(), Shape(8, 3.4))
    for layer in net.columns:
        net.activate(layer)
    return net


def deep_stack() -> Mobject:
    """Many layers in few paths, and the length of delta in each on a logarithmic axis."""
    net = DeepNet(deep(), 11, 1.7).shift(UP * 2)
    layers = range(1, net.last + 1)
    logs = {n: deep().log_norm("delta", n) for n in layers}
    plot = LogPlot(
        {n: net.x(n) for n in layers},
        top=0.2,
        bottom=-3,
        lowest=min(logs.values()),
        symbol=f"norm({part('delta', 'delta', 'ell')})",
    )
    return VGroup(net, plot, plot.curve(logs))
