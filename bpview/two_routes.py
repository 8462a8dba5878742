"""Why routes add up: in a wider network one weight reaches the loss on more than one way."""

from __future__ import annotations

import math

from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup, VMobject

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.factors import as_factor
from bpview.formula import EQUALS, LOSS, Formula, Words, part
from bpview.link_rows import SIZE
from bpview.numeral import format_value
from bpview.places import Place, name_of, ratio_of
from bpview.product import shown
from bpview.reading import Reading

__all__ = ["TwoRoutes"]


class TwoRoutes(VGroup):
    """A network with a wide last layer, and the routes from one weight of the layer before.

    Attributes
    ----------
    net, start
        The network, stepped back, its outputs joined to the loss, with one weight in front; and the
        neuron that weight goes into, where the routes part.
    routes
        From there to the loss: one for every output.
    words
        What a network of more neurons has.
    left, products, sum
        The slope of the loss by the a of `start`: its name, w · φ' · ∂ℒ/∂a along every route, the
        later ones with a plus, and what they add up to.
    """

    def __init__(self, reading: Reading) -> None:
        L = reading.experiment.network.L
        shape = Shape(2.8, 1.5, radius=0.2, edge_width=4.0, edge_opacity=0.35)
        net = Diagram(reading, shape, first=L - 2)
        loss = Formula(LOSS).next_to(net, RIGHT, buff=0.9)
        outputs = [neuron.ring for neuron in net.neurons[L]]
        ends = VGroup(*(Line(ring.get_right(), loss.get_left() + 0.12 * LEFT) for ring in outputs))
        ends.set_stroke(style.colour("neutral"), width=2, opacity=0.35)
        w: Place = ("W", L - 1, 0, 0)
        weight = net.way(*w[1:])
        name = Formula(name_of(reading, w), size=style.Size.SMALL).next_to(weight, UP, buff=0.14)
        self.start = net.neuron(L - 1, 0)
        a = Formula(part("a", "a", L - 1, 1), size=style.Size.SMALL)
        a.next_to(self.start.ring, UP, buff=0.12)
        self.net = VGroup(ends, net, loss, weight, name, a)
        self.routes = VGroup()
        for j, end in enumerate(ends):
            (edge,) = net.way(L, j, 0)
            route = VMobject(stroke_color=style.colour("loss"), stroke_width=5)
            for leg in (edge, end):
                route.start_new_path(leg.points[0]).add_line_to(leg.points[-1])
            self.routes.add(route)
        self.words = Words("with more neurons, more routes", size=style.Size.SMALL)
        self.words.next_to(VGroup(self.net, self.routes), UP, buff=0.35)
        self._add_up(reading, L)
        super().__init__(self.net, self.routes, self.words, self.left, *self.products, self.sum)

    def _add_up(self, reading: Reading, L: int) -> None:
        by_a = ratio_of(reading, ("loss",), ("a", L - 1, 0))
        self.left = Formula(f"{by_a} {EQUALS}", size=SIZE)
        self.left.next_to(self.net, DOWN, buff=0.3).shift(LEFT * 2.4)
        start = self.left.get_right()[0] + 0.4
        numbers = [
            [
                shown(reading.entries(quantity, L)[place], role, SIZE)
                for quantity, place, role in (
                    ("W", (j, 0), "weight"),
                    ("phi_prime", (j,), "phi_prime"),
                    ("g", (j,), "g"),
                )
            ]
            for j in range(len(self.routes))
        ]
        self.products = VGroup()
        for j, factors in enumerate(numbers):
            pieces: list[VMobject] = []
            for k, number in enumerate(factors):
                pieces += [*([Formula("dot", size=SIZE)] if k else []), as_factor(number)]
            line = VGroup(*pieces).arrange(RIGHT, buff=0.14)
            line.move_to((start, self.left.part("eq").get_y() - 0.55 * j, 0), LEFT)
            if j:
                line.add(Formula("+", size=SIZE).next_to(line, LEFT, buff=0.18))
            self.products.add(line)
        total = shown(reading.entry("g", L - 1, 0), "ink", SIZE)
        values = [[float(n.text.replace("−", "-")) for n in row] for row in numbers]
        found = sum(map(math.prod, values))
        sign = "=" if format_value(found, total.decimals) == total.text else "approx"
        self.sum = VGroup(Formula(sign, size=SIZE), total).arrange(RIGHT, buff=0.16)
        self.sum.next_to(self.products[-1], RIGHT, buff=0.2)
