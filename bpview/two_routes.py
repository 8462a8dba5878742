"""Why routes add up: in a wider network one weight reaches the loss on more than one way."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup, VMobject

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.formula import LOSS, Formula, Words
from bpview.places import Place, name_of
from bpview.reading import Reading

__all__ = ["TwoRoutes"]


class TwoRoutes(VGroup):
    """A network with a wide last layer, and the routes from one weight of the layer before.

    Attributes
    ----------
    net
        The network, stepped back, its outputs joined to the loss, with one weight in front.
    routes
        From that weight to the loss: one for every output.
    words
        What is done with their products.
    """

    def __init__(self, reading: Reading) -> None:
        L = reading.experiment.network.L
        shape = Shape(2.8, 1.7, radius=0.2, edge_width=4.0, edge_opacity=0.35)
        net = Diagram(reading, shape, first=L - 2)
        loss = Formula(LOSS).next_to(net, RIGHT, buff=0.9)
        outputs = [neuron.ring for neuron in net.neurons[L]]
        ends = VGroup(*(Line(ring.get_right(), loss.get_left() + 0.12 * LEFT) for ring in outputs))
        ends.set_stroke(style.colour("neutral"), width=2, opacity=0.35)
        w: Place = ("W", L - 1, 0, 0)
        weight = net.way(*w[1:])
        name = Formula(name_of(reading, w), size=style.Size.SMALL).next_to(weight, UP, buff=0.14)
        self.net = VGroup(ends, net, loss, weight, name)
        self.routes = VGroup()
        for j, end in enumerate(ends):
            (edge,) = net.way(L, j, 0)
            route = VMobject(stroke_color=style.colour("loss"), stroke_width=5)
            for leg in (edge, end):
                route.start_new_path(leg.points[0]).add_line_to(leg.points[-1])
            self.routes.add(route)
        super().__init__(self.net, self.routes)
        above = Words("with more neurons, more routes", size=style.Size.SMALL)
        below = Words("a product for each route, and their sum", size=style.Size.SMALL)
        self.words = VGroup(above.next_to(self, UP, buff=0.4), below.next_to(self, DOWN, buff=0.4))
        self.add(self.words)
