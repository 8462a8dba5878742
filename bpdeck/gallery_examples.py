"""One function per picture of the gallery: what it draws, and the code that is printed beside it.

Every function returns a mobject; the page shows it as large as there is room.
"""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Group, Mobject, VGroup

from bpdeck import gallery_deep as far
from bpdeck import gallery_stories as stories
from bpdeck.gallery_matrices import (
    batch,
    diagonal,
    elided_matrix,
    equation,
    grids,
    growing,
    outer_product,
    ready_line,
    shaded,
)
from bpdeck.gallery_networks import (
    deep_network,
    deep_stack,
    digit_network,
    large_network,
    residual_arcs,
    small,
    smallest,
)
from bpdeck.gallery_readings import deep, deep_chain, digits, drawn, lit, worked
from bpview import lines, style
from bpview.bars import Bars, level
from bpview.diagram import Diagram, Shape
from bpview.formula import EQUALS, LOSS, Formula, Words, equated, part, sentence, slope, stacked
from bpview.graph import Plot
from bpview.heatmap import ColourBar, Heatmap
from bpview.layer_map import LayerTable
from bpview.ledger import Ledger
from bpview.nudging import ZNudge
from bpview.numeral import Numeral
from bpview.one_neuron import OneNeuron
from bpview.outputs import Answer, LossCurve
from bpview.overview import LossLabel, Overview, gradient_maps, sign_legend
from bpview.phi_plot import PhiPlot
from bpview.routes import Routes
from bpview.slopes import SlopeMeter
from bpview.strokes import Pulses
from bpview.summing import SumLine, WeightedInput
from bpview.swept import Swept
from bpview.verdict import Verdict
from bpview.worked import Worked


def numeral() -> Mobject:
    """Numbers: each is bound to an entry of a trace, and tells its own decimals and colour."""
    loss, delta = worked().entry("loss"), worked().entry("delta", 2, 0)
    vanished = drawn(*[3] * 21).entry("dW", 1, 0, 0)
    return VGroup(
        sentence(Words("the loss"), Numeral(loss, colour=style.colour("loss"))),
        sentence(Words("one decimal"), Numeral(loss, 1)),
        sentence(Words("with its sign"), Numeral(loss, plus=True)),
        sentence(Words("a vanished slope"), Numeral(vanished, significant=2)),
        sentence(
            Words("a negative delta"),
            Numeral(delta, colour=style.signed("delta", delta.value)),
        ),
    ).arrange(DOWN, buff=0.45)


def formula() -> Mobject:
    """An equation from named parts; each part takes the colour of its role."""
    return VGroup(
        Formula(lines.recursion("ell", "ell+1")),
        Formula(
            f"{slope('W', 'W', 'ell')} = {part('delta', 'delta', 'ell')}"
            " thin {{ a^((ell-1) top) : a }}"
        ),
    ).arrange(DOWN, buff=0.6)


def equated_numbers() -> Mobject:
    """Formulas that equal numbers, their equals signs in one column."""
    rows = [("z", "z"), ("delta", "delta"), ("g", "g")]
    return stacked(
        *(
            equated(
                Formula(f"{part(role, symbol, 2, 1)} {EQUALS}"),
                Numeral(worked().entry(role, 2, 0), size=style.Size.FORMULA, flush_left=True),
            )
            for role, symbol in rows
        )
    )


def routes() -> Mobject:
    """Paths before Σ: what one activation does to the loss, route by route."""
    return Routes(worked(), 1, 0)


def pulses() -> Mobject:
    """Lights on their way back along the edges, of width and sign w δ: half-way."""
    net = lit(Diagram(drawn(2, 3, 2), Shape(8, 4.5, radius=0.45, edge_width=3, edge_opacity=0.4)))
    runs = []
    for layer, edges in net.edges.items():
        values = drawn(2, 3, 2).array("delta", layer)[edges.pairs[:, 0]] * edges.weights
        ways = [net.neuron(layer, j).get_center() for j, _ in edges.pairs]
        ends = [net.neuron(layer - 1, i).get_center() for _, i in edges.pairs]
        runs.append(Pulses(np.array(ways), np.array(ends), values, "delta").run(0.5))
    return VGroup(net, *runs)


def overview() -> Mobject:
    """A whole network at a glance: its input as a picture, its outputs named, the loss."""
    whole = Overview(digits(), Shape(7, 5, edge_width=2.4, edge_opacity=0.7))
    for layer in whole.diagram.columns:
        whole.diagram.activate(layer)
    return Group(whole, LossLabel(digits()).next_to(whole, RIGHT, buff=0.6))


def heatmap() -> Mobject:
    """A matrix as one image; brightness grows with the square root, hue tells the sign."""
    return Heatmap(digits().array("dW", 2), width=5)


def gradients() -> Mobject:
    """Every gradient of a network in one row, with the key to its colours."""
    maps = Group(*gradient_maps(digits(), 13.0, 2.2))
    return Group(maps, sign_legend().next_to(maps, UP, buff=0.8))


def pictures() -> Mobject:
    """The weights of one neuron, the input, and their products: negative ones hollow."""
    return WeightedInput(OneNeuron(digits(), 1, 0), height=3)


def layers() -> Mobject:
    """z = W a + b of every layer in true proportion, with shapes, φ and parameters counted."""
    return LayerTable(digits(), width=8.4, height=6.7)


def answer() -> Mobject:
    """What a classifier answers: a bar for every class, a dashed frame around the right one."""
    net = Diagram(digits(), Shape(3, 5))
    net.activate(3)
    bars = Answer(net, length=2)
    return VGroup(net.columns[3], bars, bars.names, bars.targets)


def sums() -> Mobject:
    """One z adds up on a number line, and a curve bends it into a."""
    shown = SumLine(OneNeuron(digits(), 1, 0), width=7, height=3)
    shown.remove(shown.step)
    shown.add_bias(1)
    return shown


def loss_curve() -> Mobject:
    """The loss against the share of the right answer, and where the network stands."""
    return LossCurve(digits(), width=7, height=3.6)


def plot() -> Mobject:
    """A curve through computed points on two plain axes."""
    steps = [0.05 * k for k in range(41)]
    losses = [worked().descended(rate).entry("loss").value for rate in steps]
    return Plot(
        np.array(steps),
        np.array(losses),
        width=7,
        height=4,
        x_symbol="eta",
        y_symbol=LOSS,
        role="loss",
    )


def phi_plot() -> Mobject:
    """φ of a layer with the z of its neurons, and the slope at each."""
    return PhiPlot(worked(), 1, width=7, height=3.6, slope=True)


def nudge() -> Mobject:
    """One cause, live effects: a nudge of z, the answer of the loss, the line through both."""
    shown = ZNudge(worked(), 0, width=7, height=4, by=1.6)
    shown.follow()
    return shown


def bars() -> Mobject:
    """Factors as bars under a line at 1: what multiplies shows that it shrinks."""
    slopes = [deep().entry("phi_prime", n, 0) for n in range(1, 11)]
    shown = Bars(slopes, range(10), floor=0, unit=3, width=0.5, role="phi_prime")
    return VGroup(level("1", 3, -0.6, 9.6), shown.ground(), shown)


def slope_meter() -> Mobject:
    """The slope of phi as the rise of a tangent over a run of 1, and as a bar under 1."""
    chain = deep_chain()
    most = Swept(("sigmoid",), 50, 32, 16).steepest("sigmoid")
    return SlopeMeter(chain, width=5.4, height=3, most=most)


def verdict() -> Mobject:
    """The fall of delta under several phi: mean and spread over random networks."""
    shown = Verdict(Swept(("tanh", "relu", "sigmoid"), 50, 32, 16))
    parts = [[r.band, r.curve, r.label, r.card, r.name, r.most, r.factor] for r in shown.rows]
    return VGroup(shown, *(m for row in parts for m in row))


def stage() -> Mobject:
    """The stage on which a small network is worked through, and a line above it."""
    shown = Worked(worked())
    for layer in shown.net.columns:
        shown.net.activate(layer, number=True)
    line = shown.place(lines.outer(worked(), 2))
    return VGroup(shown.net, shown.rings, shown.y_name, shown.loss, line)


def ledger() -> Mobject:
    """A whole worked example in one table: forward fills it downwards, backward upwards."""
    return Ledger(worked())


def colour_bar() -> Mobject:
    """A gradient as a picture, and what its colours say: up to its largest entry."""
    picture = Heatmap(digits().array("dW", 3), width=4)
    bar = ColourBar(digits().largest("dW", 3), height=picture.height)
    return Group(picture, bar).arrange(RIGHT, buff=0.4)


EXAMPLES = {
    "Numbers": (numeral, equated_numbers),
    "Formulas": (formula, routes),
    "Vectors and matrices": (grids, shaded, equation, ready_line, elided_matrix),
    "What matrices do": (growing, outer_product, diagonal, batch),
    "Networks": (
        smallest,
        small,
        digit_network,
        large_network,
        deep_network,
        deep_stack,
        residual_arcs,
    ),
    "Networks at work": (pulses, overview, stage, ledger, answer),
    "Pictures of many values": (heatmap, gradients, colour_bar, pictures, layers),
    "Curves": (plot, phi_plot, nudge, slope_meter, sums, loss_curve),
    "Many layers": (bars, verdict),
    "Openings and cards": (
        stories.opening,
        stories.title_card,
        stories.reading_card,
    ),
    "A layer taken apart": (
        stories.column,
        stories.layer_map,
        stories.picture_nudge,
        stories.sheet,
    ),
    "One weight and its links": (
        stories.chain_of_neurons,
        stories.number_line,
        stories.linked_lines,
        stories.product,
        stories.loss_plot,
    ),
    "One step by hand": (
        stories.one_delta,
        stories.chained_loss,
        stories.half_square,
        far.meeting,
        stories.two_routes,
        stories.neuron_ways,
        stories.one_sum,
        stories.chained_sum,
        stories.one_weight,
        stories.ways,
        stories.step,
    ),
    "Jacobians": (
        stories.responses,
        stories.jacobian_matrix,
        stories.slope_rule,
        stories.softmax_total,
        stories.chained_jacobians,
        stories.falk,
        stories.tally,
    ),
    "What vanishes": (
        far.recursion,
        far.ripple,
        far.handed_on,
        far.factor_bars,
        far.training_bars,
        far.depth_plot,
    ),
}
"""The gallery's chapters."""
