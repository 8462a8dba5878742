"""Why routes add up: in a wider network one a reaches the loss on more than one way."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    BackgroundRectangle,
    Line,
    ShowPassingFlash,
    VGroup,
    VMobject,
)

from bpview import lines, style
from bpview.diagram import Diagram, Shape
from bpview.factors import as_factor
from bpview.formula import EQUALS, LOSS, Formula, part, symbol
from bpview.link_rows import SIZE
from bpview.numeral import Numeral, format_value
from bpview.overview import target_rings
from bpview.places import name_of, ratio_of
from bpview.product import by_hand, shown
from bpview.reading import Reading

__all__ = ["TwoRoutes"]

_SMALL = style.Size.SMALL
_RADIUS = 0.44
_AIR, _SCALE = 0.14, 0.93  # between what is multiplied
_LINE = 0.6  # from one line to the next: those of symbols come first
_NEAR = 0.12  # between numbers and signs


class TwoRoutes(VGroup):
    """The wide last layer of a network with half the square for a loss, and the routes from one a.

    Attributes
    ----------
    net, start
        The layer, stepped back, with the numbers of its outputs and targets; and the neuron where
        the routes part.
    routes
        From there to the loss, one for every output: its edge, drawn as in the network but in
        front, the way from the target on, and its name on a plate.
    words, indices
        Its φ and its loss; and how the indices of the weight on the last route are read.
    left, products, sum
        The slope of the loss by the a of `start`: its name, w · φ' · (a − y) along every route, in
        a line of symbols each and all numbers in one line, with a plus between; then what every
        route brings, and what that adds up to.
    """

    def __init__(self, reading: Reading) -> None:
        L = reading.experiment.network.L
        shape = Shape(2.7, 1.98, radius=_RADIUS, edge_width=6.0, edge_opacity=0.16)
        net = Diagram(reading, shape, first=L - 1)
        net.activate(L, number=True)
        rings = target_rings(net, 2.6 * _RADIUS)
        loss = Formula(LOSS).next_to(rings, RIGHT, buff=0.9)
        self.start = net.neuron(L - 1, 0)
        names = VGroup(_named(self.start.ring, part("a", "a", L - 1, 1), LEFT))
        self.routes = VGroup()
        for j, (neuron, ring) in enumerate(zip(net.neurons[L], rings, strict=True)):
            # Beside them, where no line runs: there is no room above and below.
            side = (DOWN if j else UP) * 0.36
            names.add(_named(neuron.ring, part("a", "a", L, j + 1), LEFT).shift(side))
            names.add(_named(ring, f"{{{{ y_{j + 1} : target }}}}", RIGHT).shift(side))
            way_on = Line(ring.get_right(), loss.get_left() + 0.12 * LEFT)
            way_on.set_stroke(style.colour("loss"), width=4)
            (edge,) = net.way(L, j, 0)
            # Near where they part: farther on the others cross them.
            name = Formula(name_of(reading, ("W", L, j, 0)), size=_SMALL)
            name.move_to(edge.points[0] + 0.3 * (edge.points[-1] - edge.points[0]))
            name.shift((DOWN if j else UP) * 0.36 + LEFT * 0.16 * (j > 0))
            # Where one that is not meant begins: it would be read as the name of that.
            ground = style.colour("background")
            plate = BackgroundRectangle(name, color=ground, fill_opacity=1, buff=0.03)
            self.routes.add(VGroup(edge, way_on, plate, name))
        self.net = VGroup(net, rings, loss, names)
        self.indices, self.words = _told(reading, L, len(self.routes))
        above = VGroup(self.indices, self.words)
        above.next_to(self.net, UP, buff=0.16).align_to(self.net, RIGHT)
        self._add_up(reading, L)
        told = self.words, self.indices, self.left, *self.products, self.sum
        super().__init__(self.net, self.routes, *told)

    def light(self, j: int, **kwargs: Any) -> Animation:
        """A light runs along route `j` and is gone; the edge keeps the colour of its sign."""
        way = VMobject(stroke_color=style.colour("loss"), stroke_width=8)
        for leg in self.routes[j][:2]:  # not over the numbers between them
            way.start_new_path(leg.points[0]).add_line_to(leg.points[-1])
        return ShowPassingFlash(way, time_width=0.4, **kwargs)

    def _add_up(self, reading: Reading, L: int) -> None:
        count = len(self.routes)
        rows = [_row(reading, L, j, count) for j in range(count)]
        # Symbols of one kind stand in one column.
        x = 0.0
        for column in zip(*rows, strict=True):
            width = max(symbol_.width for symbol_, _ in column)
            for j, (symbol_, _) in enumerate(column):
                symbol_.set_x(x + width / 2).shift(DOWN * _LINE * j)
            x += width + _AIR
        by_a = ratio_of(reading, ("loss",), ("a", L - 1, 0))
        self.left = Formula(f"{by_a} {EQUALS}", size=SIZE)
        self.left.shift(UP * (rows[0][1][0].get_y() - self.left.part("eq").get_y()))
        self.left.next_to(rows[0][0][0], LEFT, buff=0.32, coor_mask=RIGHT)
        equals = self.left.part("eq")
        level = rows[0][1][1].get_y()
        numbers = [
            [_sign("+" if j else "=", level), *(n for _, n in row)] for j, row in enumerate(rows)
        ]
        _in_line([m for row in numbers for m in row], equals.get_x())
        self.products = VGroup(
            *(VGroup(*(s for s, _ in row), *told) for row, told in zip(rows, numbers, strict=True))
        )
        for j, product in list(enumerate(self.products))[1:]:
            product.add(_sign("+", rows[j][1][0].get_y()).match_x(equals))
        self.sum = self._sum(reading, L, numbers, level - _LINE)
        _in_line(list(self.sum), equals.get_x())
        whole = VGroup(self.left, *self.products, self.sum).scale(_SCALE)
        whole.next_to(self.net, DOWN, buff=0.16)

    @staticmethod
    def _sum(reading: Reading, L: int, numbers: list[list[VMobject]], y: float) -> VGroup:
        """What every route brings, and what that adds up to."""
        told = [_numerals(VGroup(*row)) for row in numbers]
        brought = [shown(reading.sent_back(L, j, 0), "ink", SIZE) for j in range(len(told))]
        total = shown(reading.entry("g", L - 1, 0), "ink", SIZE)
        signs = {by_hand(*pair) for pair in zip(brought, told, strict=True)}
        found = format_value(sum(number.read for number in brought), total.decimals)
        line: list[VMobject] = [_sign("=" if signs == {"="} else "approx", y)]
        for j, number in enumerate(brought):
            line += [_sign("+", y), as_factor(number)] if j else [number]
        line += [_sign("=" if found == total.text else "approx", y), total]
        return VGroup(*(m.set_y(y) for m in line))


def _in_line(pieces: list[VMobject], x: float) -> None:
    """One after the other, the first of them in the middle of `x`; heights stay."""
    pieces[0].set_x(x)
    for before, piece in pairwise(pieces):
        piece.next_to(before, RIGHT, buff=_NEAR, coor_mask=RIGHT)


def _sign(text: str, y: float) -> Formula:
    return Formula(text, size=SIZE).set_y(y)


def _told(reading: Reading, L: int, routes: int) -> tuple[VGroup, VGroup]:
    """How the last weight's indices are read; φ and the loss. Typeset as one, on one baseline."""
    weight = name_of(reading, ("W", L, routes - 1, 0))
    phi = f'phi.alt colon "{reading.experiment.network.phi[L]}"'
    loss = f'{LOSS} colon "half the sum of squares"'
    line = Formula(
        f'{{{{ {weight} colon "to {routes}, from 1" : indices }}}} quad quad '
        f"{{{{ {phi} quad quad {loss} : words }}}}",
        size=_SMALL,
    )
    return VGroup(*line.part("indices")), VGroup(*line.part("words"))


def _numerals(whole: VMobject) -> list[Numeral]:
    return [m for m in whole.get_family() if isinstance(m, Numeral)]


def _named(ring: VMobject, name: str, side: Any) -> Formula:
    return Formula(name, size=_SMALL).next_to(ring, side, buff=0.13)


def _row(reading: Reading, L: int, j: int, routes: int) -> list[VGroup]:
    """w · φ' · (a − y) of output `j`: for each factor and dot its symbol and its number.

    The numbers stand below as many lines of symbols as there are `routes`.
    """
    by_a = f"{{{{ {symbol('a', L, j + 1)} - y_{j + 1} : g }}}}"
    weight = reading.entry("W", L, j, 0)
    texts = {
        "w": name_of(reading, ("W", L, j, 0)),
        "first": "dot",
        "slope": lines.phi_prime(L, j + 1),
        "second": "dot",
        "by_a": f"paren.l {by_a} paren.r",
    }
    line = Formula(
        " ".join(f"{{{{ {text} : {name} }}}}" for name, text in texts.items()), size=SIZE
    )
    numbers: dict[str, VMobject] = {
        "w": as_factor(shown(weight, "weight", SIZE)),
        "slope": as_factor(shown(reading.entry("phi_prime", L, j), "phi_prime", SIZE)),
        "by_a": as_factor(shown(reading.entry("g", L, j), "g", SIZE)),
    }
    row = []
    for name in texts:
        number = numbers.get(name, Formula("dot", size=SIZE))
        number.set_y(line.get_y() - routes * _LINE)
        row.append(VGroup(VGroup(*line.part(name)), number))
    return row
