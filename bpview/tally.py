"""A product of many matrices, taken from the left and from the right, with the work counted."""

from __future__ import annotations

from dataclasses import dataclass

from manim import DOWN, LEFT, RIGHT, UP, Line, Rectangle, VGroup

from bpview import style
from bpview.formula import Formula, Words
from bpview.glyphs import DIGIT_HEIGHT as _DIGIT
from bpview.numeral import Numeral
from bpview.reading import Entry, Reading

__all__ = ["Factor", "Product", "Run", "Tally", "countable", "factors", "products"]

_THIN = 0.05  # the least a box measures
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
    """One product of two matrices: the factor it takes in, its result, its multiplications."""

    factor: int
    result: Factor
    count: Entry


def factors(reading: Reading, *, row: bool) -> list[Factor]:
    """J_a(z^(L)) W^(L) … J_a(z^(1)) W^(1); with `row` the slopes of the loss in front."""
    network = reading.experiment.network
    found = []
    if row:
        found.append(Factor("{{ nabla_a cal(L)^top : g }}", (1, network.widths[network.L]), "g"))
    for layer in range(network.L, 0, -1):
        n, m = network.W[layer].shape
        J = f"{{{{ J_a (z^(({layer}))) : phi_prime_{layer} }}}}"
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
        count = n * columns if left.diagonal or right.diagonal else n * m * columns
        name = f"cost_{order}_row" if row else f"cost_{order}"
        last = Factor("", (n, columns))
        done.append(Product(place, last, Entry(reading.name, name, None, (k,), float(count))))
    return done


def countable(reading: Reading) -> bool:
    """Whether a `Tally` of the network fits the frame, and its loss makes left clearly cheaper."""
    left, right = (reading.cost(order, row=True).value for order in ("backward", "forward"))
    return reading.experiment.network.L <= 3 and 2 * left <= right


class Run(VGroup):
    """One order: a title with the sum of the counts, and below it the results so far, as boxes.

    Attributes
    ----------
    title
        Words that say from where.
    results
        In the order of the products: a box to scale and its shape.
    counts
        In the same order: the number, behind the first with a plus before it.
    total
        ``=`` and all multiplications.
    """

    def __init__(self, reading: Reading, order: str, heads: list[VGroup], tally: Tally) -> None:
        side = "left" if order == "backward" else "right"
        size = style.Size.SMALL
        self.title = Words(f"from the {side}:", size=size)
        self.products = products(reading, order, row=tally.row)
        numbers = [Numeral(product.count, 0, size=size) for product in self.products]
        plus = [Formula("+", size=size) for _ in numbers[1:]]
        result = Numeral(reading.cost(order, row=tally.row), 0, size=style.Size.FORMULA)
        end = Formula("=", size=size), result, Words("multiplications", size=size)
        summed = [numbers[0], *(m for pair in zip(plus, numbers[1:], strict=True) for m in pair)]
        line = VGroup(self.title, *summed, *end).arrange(RIGHT, buff=0.16)
        floor, middle = numbers[0].baseline, numbers[0].baseline + 0.5 * numbers[0].em * _DIGIT
        for number in (*numbers, result):
            number.shift(UP * (floor - number.baseline))
        for sign in (*plus, end[0]):
            sign.set_y(middle)
        for words, letter in ((self.title, 1), (end[2], 0)):  # a letter that stands on the line
            words.shift(UP * (floor - words[letter].get_bottom()[1]))
        self.counts = VGroup(
            VGroup(numbers[0]), *(VGroup(*p) for p in zip(plus, numbers[1:], strict=True))
        )
        self.total = VGroup(*end)
        line.align_to(heads[0], LEFT)
        self.line = line
        self.results = VGroup()
        for product in self.products:
            box = tally.box(product.result)
            box.set_x(heads[product.factor].get_x())
            self.results.add(VGroup(box, _shape(product.result)))
        tallest = max(pair[0].height for pair in self.results)
        for pair in self.results:
            outline, label = pair[0], pair[1]
            outline.set_y(line.get_bottom()[1] - 0.2 - tallest / 2)
            label.next_to((outline.get_x(), line.get_bottom()[1] - 0.3 - tallest, 0), DOWN, buff=0)
        super().__init__(line, self.results)


class Tally(VGroup):
    """Factors as boxes to scale, and below them both orders, as `Run`.

    Attributes
    ----------
    heads
        For each factor its symbol, its box and its shape.
    left, right
        The runs from the left and from the right.

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
        for k, factor in enumerate(found):
            symbol = Formula(factor.symbol, size=36)
            box, label = self.box(factor), _shape(factor)
            boxes = [box, *(self.box(p.result) for run in runs for p in run if p.factor == k)]
            width = max(symbol.width, _COLUMN, *(b.width for b in boxes))
            for m in (symbol, box, label):
                m.set_x(x + width / 2)
            symbol.next_to((symbol.get_x(), tallest / 2 + 0.18, 0), UP, buff=0)
            label.next_to((label.get_x(), -tallest / 2 - 0.12, 0), DOWN, buff=0)
            self.heads.append(VGroup(symbol, box, label))
            x += width + gap
        tops = VGroup(*self.heads)
        self.left = Run(reading, "backward", self.heads, self)
        self.right = Run(reading, "forward", self.heads, self)
        self.left.next_to(tops, DOWN, buff=0.45, coor_mask=_UPRIGHT)
        self.right.next_to(self.left, DOWN, buff=0.45, coor_mask=_UPRIGHT)
        super().__init__(tops, self.left, self.right)
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


def _shape(factor: Factor) -> Words:
    rows, columns = factor.shape
    return Words(f"${rows} times {columns}$", size=style.Size.SMALL, role="neutral")
