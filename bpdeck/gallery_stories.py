"""Pictures of the gallery: parts that tell one step of a film, ready to be played."""

from __future__ import annotations

from itertools import pairwise

from manim import DOWN, RIGHT, Group, Mobject, VGroup

from bpdeck.gallery_readings import (
    chain,
    digits,
    done,
    jacobian,
    three_classes,
    two_outputs,
    worked,
)
from bpview import cards
from bpview.asides import HalfSquare
from bpview.chain import Chain
from bpview.chained_loss import ChainedLoss
from bpview.chained_sum import ChainedSum
from bpview.column import InputColumn
from bpview.diagram import Diagram, Shape
from bpview.falk import Falk
from bpview.film import Film
from bpview.formula import LOSS
from bpview.graph import LossPlot
from bpview.jacobian import Jacobian, Shaped, Total, by
from bpview.layer_map import LayerMap
from bpview.ledger import Sheet, step_sheet
from bpview.linked_lines import LinkedLines
from bpview.numberline import NumberLine
from bpview.one_delta import OneDelta
from bpview.one_sum import OneSum
from bpview.one_weight import OneWeight
from bpview.opening import Opening
from bpview.picture_nudge import PictureNudge
from bpview.places import Place, ratio_of
from bpview.product import Product
from bpview.responses import Responses
from bpview.slope_rule import SlopeRule
from bpview.tally import Tally
from bpview.two_routes import TwoRoutes
from bpview.ways import NeuronWays, SlopeKey, Ways


def one_delta() -> Mobject:
    """δ of one output: the loss by its a, beside its source; then what is known, and the product.

    A film shows the two one after the other, in one place.
    """
    first, last = OneDelta(worked()), OneDelta(worked())
    start, end = VGroup(first.source, first.by_a), VGroup(*last.known, last.delta)
    return VGroup(start, end).arrange(DOWN, buff=0.8)


def chained_loss() -> Mobject:
    """The step of a that a step of 1 in z makes, and what the loss does on it along its slope."""
    return ChainedLoss(worked(), width=6, height=3)


def one_sum() -> Mobject:
    """A sum, and the slope by each kind of letter in it: a weight, the bias, an activation."""
    return OneSum(worked(), 2)


def chained_sum() -> Mobject:
    """The same with the chain rule between sum and slopes, here for the weight."""
    shown = ChainedSum(worked(), 2)
    return VGroup(shown.sum, shown.chains[0], shown.title, shown.slopes)


def one_weight() -> Mobject:
    """One weight checked: a large nudge, its secant, and the slope it misses."""
    shown = OneWeight(worked(), 1, 0, 1, width=5, height=3.6)
    done(shown.to(1.6, lambda now: None))
    rows = shown.told()
    return VGroup(shown, VGroup(rows, shown.slope).scale(1.2)).arrange(RIGHT, buff=0.8)


def step() -> Mobject:
    """Every W and b after one step, under the rule of the step."""
    after = worked().descended(2.5)
    shown = step_sheet(worked(), after)
    shown.take(after)
    return shown


def ways() -> Mobject:
    """Which way the step moves every W and b: against its slope."""
    sheet = step_sheet(worked(), worked().descended(2.5))
    frames = [grid.brackets for grid in sheet.grids.values()]
    return VGroup(sheet.layers, *sheet.heads.values(), *frames, Ways(sheet, worked()))


def neuron_ways() -> Mobject:
    """δ at every neuron, which way its z should move, and what the two colours say."""
    net = Diagram(worked(), Shape(5, 2.6, radius=0.46))
    shown = VGroup(net)
    for layer in (1, 2):
        net.activate(layer, number=True)
        shown.add(NeuronWays(worked(), layer, net.neurons[layer]))
    return VGroup(shown, SlopeKey()).arrange(DOWN, buff=0.6)


def opening() -> Mobject:
    """How films begin: a whole network, the loss of one example, and a question."""
    shown = Opening(digits(), "What do", "weights and biases do?", height=4.6, drop=0.9)
    for layer in shown.whole.diagram.columns:
        shown.whole.diagram.activate(layer)
    return Group(shown.whole, shown.around)


def title_card() -> Mobject:
    """The card of a film that is shown by itself: what it is called, and what it teaches."""
    return cards.opening("A title", "What one knows after it, in a sentence.", "the worked example")


def reading_card() -> Mobject:
    """The card such a film closes with."""
    return cards.closing(Film.references)


def column() -> Mobject:
    """An input as one column of squares, its ends named, its shape below."""
    return InputColumn(digits().entries("a", 0))


def layer_map() -> Mobject:
    """One layer as pictures of matrices, in true proportion, with their shapes."""
    return LayerMap(digits(), 1, 0.08)


def picture_nudge() -> Mobject:
    """One weight of a neuron's picture, framed, and what its nudge changes."""
    shown = PictureNudge(digits(), 1, 15, 61)
    done(shown.up.run(shown.take))
    return shown


def sheet() -> Mobject:
    """Quantities of every layer in columns, each under its head."""
    return Sheet(worked(), ("W", "z", "delta", "dW"), (1, 2))


def chain_of_neurons() -> Mobject:
    """A chain of single neurons with its weights and biases named, its target and its loss."""
    shown = Chain(chain(), width=9)
    for layer in shown.net.columns:
        shown.net.activate(layer, number=True)
    return shown


def number_line() -> Mobject:
    """A stretch of the number line: where a value is, from where it was."""
    return NumberLine(chain().entry("loss"), LOSS, "loss", zoom=2)


def linked_lines() -> Mobject:
    """Number lines that answer a nudge of the one on top, all on one scale."""
    L = chain().experiment.network.L
    w, z, a = ("W", L, 0, 0), ("z", L, 0), ("a", L, 0)
    shown = LinkedLines(chain(), w, [w, z, a, ("loss",)], by=0.8)
    shown.follow(0.8)
    return shown


def product() -> Mobject:
    """Links multiplied out, in symbols and in numbers that check."""
    L = chain().experiment.network.L
    places: list[Place] = [("W", L, 0, 0), ("z", L, 0), ("a", L, 0), ("loss",)]
    entries = [chain().entry(q, n, 0) for q, n in (("a", L - 1), ("phi_prime", L), ("g", L))]
    names = [ratio_of(chain(), top, bottom) for bottom, top in pairwise(places)]
    factors = list(zip(names, entries, ("a", "phi_prime", "g"), strict=True))
    whole = ratio_of(chain(), places[-1], places[0]), chain().entry("dW", L, 0, 0), "ink"
    return Product(whole, factors)


def half_square() -> Mobject:
    """Half a square, and below it its slope: the 2 comes down and cancels the half."""
    shown = HalfSquare(chain(), chain().experiment.network.L, VGroup())
    return VGroup(shown.rule, shown.slope)


def loss_plot() -> Mobject:
    """The loss against the one output of a network, and its slope there."""
    return LossPlot(chain(), width=6, height=3)


def responses() -> Mobject:
    """A nudge of one input, how every output answers, and the quotients."""
    return Responses(jacobian(), ("a", 0), ("a", 2), 0)


def jacobian_matrix() -> Mobject:
    """A Jacobian with its rows and columns named."""
    return Jacobian(jacobian(), "J_a_x", ("a", 2), ("a", 0))


def softmax_total() -> Mobject:
    """What softmax gives adds up to one."""
    net, last = Diagram(three_classes(), Shape(4, 4.6)), three_classes().experiment.network.L
    for layer in net.columns:
        net.activate(layer, number=True)
    return VGroup(net, Total(three_classes(), last, net.columns[last]))


def slope_rule() -> Mobject:
    """The slope of φ, derived below the rule of φ it comes from."""
    return SlopeRule("tanh")


def chained_jacobians() -> Mobject:
    """The chain rule for Jacobians: inner shapes match."""
    a2, a1, x = ("a", 2), ("a", 1), ("a", 0)
    return Shaped((by(a2, x), (2, 2)), ("=", None), (by(a2, a1), (2, 3)), (by(a1, x), (3, 2)))


def falk() -> Mobject:
    """A product of matrices, each entry where its row meets its column."""
    kinds = ("J_a_z", 1, "phi_prime"), ("J_z_a", 1, "weight"), ("J_a_a", 1, "ink")
    return Falk(jacobian(), *kinds)


def tally() -> Mobject:
    """The same product in two orders, multiplications counted."""
    return Tally(jacobian(), row=False, widest=0.9)


def two_routes() -> Mobject:
    """Why routes add up: one a, two outputs by which it reaches the loss."""
    return TwoRoutes(two_outputs())
