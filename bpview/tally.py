"""A product of many matrices, taken from the left and from the right, with the work counted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from manim import DOWN, LEFT, RIGHT, UP, Line, Rectangle, VGroup, VMobject

from bpview import style
from bpview.entry import Entry
from bpview.formula import Formula, Words, sentence
from bpview.jacobian import jacobian_name
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["Factor", "Product", "Run", "Tally", "countable", "factors", "products"]

_THIN = 0.08  # the least a box measures
_DROP = 0.7  # from a box to the line its count stands on
_AIR = 0.12  # between a box and what tells of it
_COLUMN = 1.08  # room for its shape in words


@dataclass(frozen=True)
class Factor:
    """A matrix: its symbol, (rows, columns), the role of its box, whether it is diagonal."""

    symbol: str
    shape: tuple[int, int]
    role: str = "ink"
    diagonal: bool = False


@dataclass(frozen=True)
class Product:
    """One product of two matrices: the factor it takes in, its result, its multiplications.

    Their number is the product of ``sides``.
    """

    factor: int
    result: Factor
    count: Entry
    sides: tuple[int, ...]


def factors(reading: Reading, *, row: bool) -> list[Factor]:
    """J_a(z^(L)) W^(L) … J_a(z^(1)) W^(1); with `row` the slopes of the loss in front."""
    network = reading.experiment.network
    found = []
    if row:
        found.append(Factor(_by_row(network.L), (1, network.widths[network.L]), "loss"))
    for layer in range(network.L, 0, -1):
        n, m = network.W[layer].shape
        J = jacobian_name("a", "z", layer, "phi_prime")
        found.append(Factor(J, (n, n), "phi_prime", network.phi[layer] != "softmax"))
        found.append(Factor(f"{{{{ W^(({layer})) : W_{layer} }}}}", (n, m), "W"))
    return found


def products(reading: Reading, order: str, *, row: bool) -> list[Product]:
    """The products one after the other; order "backward" is from the left, "forward" the other.

    An entry of a diagonal matrix multiplies a row or a column; all others go row by column.
    """
    found = factors(reading, row=row)
    places = list(range(len(found)))
    if order == "forward":
        places.reverse()
    done: list[Product] = []
    last = found[places[0]]
    for k, place in enumerate(places[1:]):
        left, right = (last, found[place]) if order == "backward" else (found[place], last)
        (n, m), columns = left.shape, right.shape[1]
        sides = (n, columns) if left.diagonal or right.diagonal else (n, m, columns)
        name = f"cost_{order}_row" if row else f"cost_{order}"
        # What is made from the slopes of the loss are slopes of the loss.
        of_loss = row and (order == "backward" or place == 0)
        last = Factor("", (n, columns), "loss" if of_loss else "ink")
        done.append(
            Product(
                place, last, Entry(reading.name, name, None, (k,), float(math.prod(sides))), sides
            )
        )
    return done


def countable(reading: Reading) -> bool:
    """Whether a `Tally` of the network fits the frame, and its loss makes left clearly cheaper."""
    left, right = (reading.cost(order, row=True).value for order in ("backward", "forward"))
    return reading.experiment.network.L <= 3 and 2 * left <= right


class Run(VGroup):
    """One order: results so far as boxes, each below the factor it took in and with its count.

    Attributes
    ----------
    title
        Words that say from where.
    results
        In the order of the products: a box to scale, its shape above, what is multiplied below.
    counts
        In the same order: the multiplications, below those; all but the first with a plus.
    total
        All multiplications, behind the title.
    multiplied
        In the same order: the boxes of the two matrices of every product.
    """

    def __init__(self, reading: Reading, order: str, tally: Tally) -> None:
        side = "left" if order == "backward" else "right"
        size = style.Size.SMALL
        starts = side if side == "right" else f"left, {'loss' if tally.row else 'outputs'} first"
        self.title = Words(f"from the {starts}:")
        result = Numeral(reading.cost(order, row=tally.row), 0, size=style.Size.FORMULA)
        self.total = VGroup(result, Words("multiplications"))
        line = sentence(self.title, *self.total).align_to(tally.heads[0][3], LEFT)
        run = products(reading, order, row=tally.row)
        boxes = [tally.box(p.result) for p in run]
        tallest = max(box.height for box in boxes)
        shapes = [_shape(product.result) for product in run]
        top = line.get_bottom()[1] - 0.2
        middle = top - max(shape.height for shape in shapes) - _AIR - tallest / 2
        floor = middle - tallest / 2 - _DROP
        self.results, self.counts = VGroup(), VGroup()
        last = tally.heads[0 if order == "backward" else -1][1]
        self.multiplied: list[tuple[VMobject, VMobject]] = []
        for product, box, label in zip(run, boxes, shapes, strict=True):
            self.multiplied.append((last, tally.heads[product.factor][1]))
            last = box
            x = tally.heads[product.factor].get_x()
            box.move_to((x, middle, 0))
            # The box between them, or 1 × 16 would be read as the same as 1 · 16.
            label.next_to((x, middle + tallest / 2 + _AIR, 0), UP, buff=0)
            how = " dot ".join(map(str, product.sides))
            told = Words(f"${how}$", size=size)
            told.next_to((x, middle - tallest / 2 - _AIR, 0), DOWN, buff=0)
            number = Numeral(product.count, 0, size=size)
            number.move_to((x, floor, 0)).shift(UP * (floor - number.baseline))
            self.results.add(VGroup(box, VGroup(label, told)))
            self.counts.add(VGroup(number))
        height = self.counts[0][0].get_y()
        for before, after in pairwise(self.counts):
            plus = Formula("+", size=size)
            plus.move_to(((before[-1].get_x() + after[-1].get_x()) / 2, height, 0))
            after.add_to_back(plus)
        super().__init__(line, self.results, self.counts)


class Tally(VGroup):
    """Factors as boxes to scale, and below them both orders, as `Run`.

    Attributes
    ----------
    heads
        For each factor its symbol, its box, its shape and an unseen line as wide as its column.
    left, right
        The runs from the left and from the right.
    ends
        What stands at either end of the product: the loss or the outputs, and the inputs.
    answer
        With the slopes of the loss in front: what the last result from the left is.

    Parameters
    ----------
    row
        Whether the slopes of the loss stand in front.
    widest
        The longest side of any box, in scene units.
    """

    def __init__(self, reading: Reading, *, row: bool, widest: float, gap: float = 0.2) -> None:
        self.row = row
        self._unit = widest / max(max(f.shape) for f in factors(reading, row=row))
        self.heads: list[VGroup] = []
        x = 0.0
        found = factors(reading, row=row)
        tallest = max(self.box(f).height for f in found)
        runs = [products(reading, order, row=row) for order in ("backward", "forward")]
        # One typeset line, so that all symbols share a baseline.
        symbols = (f"{{{{ {factor.symbol} : at{k} }}}}" for k, factor in enumerate(found))
        line = Formula(" ".join(symbols), size=36)
        line.next_to((0, tallest / 2 + 0.18, 0), UP, buff=0)
        for k, factor in enumerate(found):
            symbol = VGroup(*line.part(f"at{k}"))
            box, label = self.box(factor), _shape(factor)
            boxes = [box, *(self.box(p.result) for run in runs for p in run if p.factor == k)]
            width = max(symbol.width, _COLUMN, *(b.width for b in boxes))
            for m in (symbol, box, label):
                m.set_x(x + width / 2)
            label.next_to((label.get_x(), -tallest / 2 - 0.12, 0), DOWN, buff=0)
            room = Line((x, 0, 0), (x + width, 0, 0), stroke_opacity=0)
            self.heads.append(VGroup(symbol, box, label, room))
            if factor.role == "phi_prime" and not factor.diagonal:
                why = Words("softmax", size=style.Size.SMALL, role="neutral")
                self.heads[-1].add(why.next_to(symbol, UP, buff=0.12))
            x += width + gap
        names = ("loss" if row else "outputs", "inputs")
        self.ends = VGroup(
            *(
                Words(name, size=style.Size.SMALL, role="neutral").next_to(head[0], UP, buff=0.12)
                for name, head in zip(names, (self.heads[0], self.heads[-1]), strict=True)
            )
        )
        above = VGroup(*self.ends, *(word for head in self.heads for word in head[4:]))
        level = max(word[-1].get_bottom()[1] for word in above)
        for word in above:  # on one line, whatever they name
            word.shift(UP * (level - word[-1].get_bottom()[1]))
        tops = VGroup(*self.heads, self.ends)
        self.left = Run(reading, "backward", self)
        self.right = Run(reading, "forward", self)
        air = 0.3
        self.left.next_to(tops, DOWN, buff=air, coor_mask=_UPRIGHT)
        self.right.next_to(self.left, DOWN, buff=air, coor_mask=_UPRIGHT)
        self.answer = VGroup()
        super().__init__(tops, self.left, self.right, self.answer)
        if row:
            # Above the last box from the left, which is a thin row: there is room.
            name = Formula(_by_row(0), size=36)
            name.align_to(self.heads[-1], RIGHT).set_y(self.left.title.get_y())
            self.answer.add(name)
        self.center()

    def box(self, factor: Factor) -> VGroup:
        """A matrix to scale: its outline, and if it is diagonal its diagonal."""
        rows, columns = factor.shape
        role = "neutral" if factor.role == "ink" else factor.role
        outline = Rectangle(
            width=max(_THIN, columns * self._unit),
            height=max(_THIN, rows * self._unit),
            stroke_width=3,
            stroke_color=style.colour(role),
            fill_color=style.colour(role),
            fill_opacity=0 if factor.diagonal else 0.35,
        )
        found = VGroup(outline)
        if factor.diagonal:
            corners = outline.get_corner(UP - RIGHT), outline.get_corner(DOWN + RIGHT)
            found.add(Line(*corners, stroke_width=4, color=style.colour(role)))
        return found


_UPRIGHT = (0.0, 1.0, 0.0)


def _by_row(layer: int) -> str:
    """The slopes of the loss by a^(l), a row."""
    return f"{{{{ partial cal(L) : loss }}}} \\/ {{{{ partial a^(({layer}) top) : a_by }}}}"


def _shape(factor: Factor) -> Words:
    rows, columns = factor.shape
    return Words(f"${rows} times {columns}$", size=style.Size.SMALL, role="neutral")
