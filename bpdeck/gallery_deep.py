"""Pictures of the gallery: what becomes of a nudge, and of δ, in a deep network."""

from __future__ import annotations

from manim import UP, Mobject, VGroup

from bpdeck.gallery_readings import deep, deep_chain, done
from bpview.bars import Bars
from bpview.deep import DeepNet
from bpview.deep_lines import ShapedRecursion
from bpview.depth_plot import DepthPlot
from bpview.diagram import Diagram, Shape
from bpview.factor_bars import FactorBars
from bpview.handed_on import HandedOn
from bpview.meeting import Meeting
from bpview.slopes import Ripple
from bpview.trained import Trained
from bpview.training_bars import TrainingBars


def recursion() -> Mobject:
    """The recursion of delta with the shape of every symbol."""
    return ShapedRecursion(deep(), 29)


def ripple() -> Mobject:
    """A nudge at the first layer of a chain, and what is left of it in every layer."""
    net = Diagram(deep_chain(), Shape(12.2, 1, radius=0.38)).shift(UP)
    shown = Ripple(deep_chain(), net, most=0.5, floor=-2.6, height=1.8)
    done(shown.to(0.5, lambda _: None))
    return VGroup(net, shown, shown.size, shown.numbers)


def handed_on() -> Mobject:
    """A nudge of one z, handed on to the next by a factor and to the loss by delta."""
    shown = HandedOn(deep_chain())
    done(shown.to(shown.most, lambda _: None))
    return shown


def factor_bars() -> Mobject:
    """One factor a layer as a bar below its neuron, and delta below that."""
    net = Diagram(deep_chain(), Shape(12.2, 1, radius=0.38)).move_to(UP * 0.95)
    shown = FactorBars(deep_chain(), net)
    floor = (shown.one, shown.ground, shown.slopes, shown.slope_numbers, shown.slope_name)
    return VGroup(net, shown.weights, *floor, shown.deltas, shown.delta_name)


def meeting() -> Mobject:
    """Where routes back meet: what every edge brings, their sum, and the delta it becomes."""
    return Meeting(deep(), 29, 3)


def training_bars() -> Mobject:
    """Some steps of a deep network: how far each layer has moved."""
    net = DeepNet(deep(), 11.4, 1.7).move_to(UP * 1.25)
    shown = TrainingBars(Trained(deep(), 5), net)
    bars: Bars = shown.bars
    for step in shown.steps():
        done(step)
    return VGroup(net, shown.count, shown.loss, bars, bars.ground(), shown.names, shown.what)


def depth_plot() -> Mobject:
    """The length of delta in every layer, and how far the weights moved, on one axis."""
    net = DeepNet(deep(), 11.4, 1.7).move_to(UP * 1.3)
    shown = DepthPlot(deep(), Trained(deep(), 5), net)
    texts = (shown.first, shown.last, shown.moves, shown.move_name)
    return VGroup(net, shown.plot, shown.delta, shown.moved, *texts)
