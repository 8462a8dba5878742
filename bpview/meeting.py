"""Where routes back meet: the edges of one neuron drawn large, what they bring, and its sum."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, BackgroundRectangle, Circle, FadeIn, VGroup
from numpy.typing import NDArray

from bpview import lines, style
from bpview.entry import Entry
from bpview.factors import as_factor
from bpview.formula import Formula, part
from bpview.motion import born
from bpview.numeral import Numeral, format_value
from bpview.reading import Reading
from bpview.strokes import Strokes

__all__ = ["Meeting"]

_MOST = 4  # so many edges fit
_HERE, _THERE = (0.75, -2.03), 3.65  # the neuron; where those stand that lead back to it
_APART = 0.88
_PRODUCT = 0.32  # how far on its edge a product stands
_LINES = -3.35  # the middle of what is worked out
_ROOM, _RIGHT = 6.4, 6.8
_SUM, _RULE = -0.95, -2.45
_INDICES = (1.35, -3.4, 0)  # below the edges, where these have not yet parted
_SMALL, _SIZE = style.Size.SMALL, 36
_AIR = 0.18
_SIGN_GAP = 0.4  # in ems: in a sum a sign stands between its terms
_DIGITS = 2  # of what is too small for three decimals


class Meeting(VGroup):
    """Neuron `index`, from 0, of `layer`, the next layer behind it, and what adds up in it.

    Attributes
    ----------
    edges, rings
        One for each neuron of the next layer, of many for those that bring most; and the neurons,
        the one they lead back to with a ring in the colour of φ'.
    factors
        Beside each of those neurons w and δ, as numbers; ``label`` is what they are called.
    indices
        How those of a weight are read.
    products
        w δ on the edges, each on its plate.
    sum
        The products, each with its sign, and then the sign and number of their ``total``; there is
        no sum of one.
    rule
        δ of the neuron as φ' times the sum: for each of the three its symbol and its number, with
        the signs of the two lines after the first and the second.
    """

    def __init__(self, reading: Reading, layer: int, index: int) -> None:
        self._reading, self._layer, self._index = reading, layer, index
        self._count = int(reading.array("W", layer + 1).shape[0])
        self._shown = min(_MOST, self._count)
        every = [reading.sent_back(layer + 1, j, index) for j in range(self._count)]
        most = sorted(range(self._count), key=lambda j: -abs(every[j].value))
        shown = sorted(most[: self._shown])
        entries = [every[j] for j in shown]
        delta = reading.entry("delta", layer, index)
        middle = (self._shown - 1) / 2
        places = [
            np.array([_THERE, _HERE[1] + _APART * (middle - j), 0.0]) for j in range(self._shown)
        ]
        here = np.array([*_HERE, 0.0])
        pairs = [*zip(shown, places, strict=True)]
        self.edges = VGroup(*(self._edge(j, at, here) for j, at in pairs))
        self.rings = VGroup(self._neuron(layer, index, here), _around(here))
        self.rings.add(*(self._neuron(layer + 1, j, at) for j, at in pairs))
        self.factors = VGroup(*(self._pair(j, at) for j, at in pairs))
        self.factors.shift(LEFT * max(0.0, self.factors.get_right()[0] - _RIGHT))
        w, d = self._symbols("j")
        self.label = Formula(f"{w} thin {d}", size=_SMALL)
        self.label.next_to(self.factors[0], UP, buff=0.22)
        self.label.shift(RIGHT * (self.factors[0][1].get_x() - self.label.get_x()))
        read = f'{w} : "to" j", from" {index + 1}'
        self.indices = Formula(read, size=_SMALL).move_to(_INDICES)
        self.products = VGroup()
        for entry, at in zip(entries, places, strict=True):
            number = _number(entry, size=_SMALL).move_to(at + _PRODUCT * (here - at))
            ground = style.colour("background")
            plate = BackgroundRectangle(number, color=ground, fill_opacity=1, buff=0.06)
            self.products.add(VGroup(plate, number))
        self.sum, self.total = self._adds_up(entries)
        self.rule = self._multiplies(delta)
        super().__init__(self.edges, self.rings, self.label, self.factors, self.products)
        self.add(self.indices, self.sum, self.total, self.rule)

    # -- how it is told

    def sets_off(self) -> list[Animation]:
        """On every edge the product of what stands at its start."""
        pairs = zip(self.products, self.factors, strict=True)
        return [FadeIn(m, target_position=pair, scale=0.5) for m, pair in pairs]

    def comes_together(self) -> list[Animation]:
        """The products go through the neuron into the sum."""
        made = [born(part, m[1]) for part, m in zip(self.sum, self.products, strict=False)]
        return [*made, *map(FadeIn, self.sum[len(made) :])]

    def takes_slope(self) -> Iterator[list[Animation]]:
        """The sum as a factor, φ' of the neuron's ring as the other, and what they make."""
        left, equals, slope, dot, total = self.rule
        yield [FadeIn(total[0], self.indices), born(total[1], self.total[1])]
        yield [FadeIn(slope, target_position=self.rings[1], scale=0.5), FadeIn(dot)]
        yield [FadeIn(left, equals)]

    @property
    def context(self) -> VGroup:
        """All but the ``rule``: what steps back when the rule is taken up."""
        rows = (self.label, self.factors, self.products, self.sum, self.total)
        return VGroup(self.edges, self.rings, *rows, self.indices)

    def _edge(self, j: int, start: NDArray[np.float64], end: NDArray[np.float64]) -> Strokes:
        weights = self._reading.array("W", self._layer + 1)[:, self._index]
        colour = style.signed("weight", weights[j])
        wide = 1.5 + 4.5 * abs(float(weights[j])) / float(np.abs(weights).max() or 1.0)
        return Strokes(start[None], end[None], colour, wide, dashed=bool(weights[j] < 0))

    def _neuron(self, layer: int, j: int, place: NDArray[np.float64]) -> VGroup:
        a = float(self._reading.array("a", layer)[j])
        back = Circle(0.2, stroke_width=0, fill_color=style.colour("background"), fill_opacity=1)
        ring = Circle(0.2, stroke_width=2, stroke_color=style.colour("neutral"))
        ring.set_fill(style.colour("a"), opacity=min(1.0, max(0.0, a)))
        return VGroup(back, ring).move_to(place)

    def _pair(self, j: int, place: NDArray[np.float64]) -> VGroup:
        """w δ of the j-th edge, right of its neuron."""
        w = self._reading.entry("W", self._layer + 1, j, self._index)
        d = self._reading.entry("delta", self._layer + 1, j)
        pieces = [
            Numeral(w, 3, size=_SMALL, colour=style.signed("weight", w.value), reserve="−0.000"),
            Formula("dot", size=_SMALL),
            as_factor(_number(d, "delta", size=_SMALL)),
        ]
        return VGroup(*pieces).arrange(RIGHT, buff=0.12).next_to(place, RIGHT, buff=0.55)

    def _adds_up(self, entries: Sequence[Entry]) -> tuple[VGroup, VGroup]:
        """The products with their signs, and what they make."""
        # One alone is no sum.
        shown = [_number(e, term=k > 0) for k, e in enumerate(entries) if self._count > 1]
        found = VGroup(*shown)
        result = _number(self._reading.entry("g", self._layer, self._index))
        if self._count > self._shown:
            found.add(Formula("+ dots", size=_SIZE))
            sign = "="
        else:
            sign = _checks(result, sum, shown)
        total = VGroup(Formula(sign, size=_SIZE) if shown else VGroup(), result)
        line = VGroup(*found, *total[0 if shown else 1 :]).arrange(RIGHT, buff=0.17)
        line.scale(min(1.0, _ROOM / line.width)).move_to((_LINES, _SUM, 0))
        return found, total

    def _multiplies(self, delta: Entry) -> VGroup:
        reading, layer, index = self._reading, self._layer, self._index
        w, d = self._symbols("j")
        role = style.by_sign("delta", delta.value)
        texts = {
            "left": part(role, "delta", layer, index + 1),
            "eq": "=",
            "slope": lines.phi_prime(layer, index + 1),
            "dot": "dot",
            "sum": f"sum_j {w} {d}",
        }
        symbols = Formula(" ".join(f"{{{{ {text} : {name} }}}}" for name, text in texts.items()))
        slope = Numeral(
            reading.entry("phi_prime", layer, index),
            3,
            size=_SIZE,
            colour=style.colour("phi_prime"),
        )
        result = _number(delta, "delta")
        total = _number(reading.entry("g", layer, index))
        equals = Formula(_checks(result, math.prod, (slope, total)), size=_SIZE)
        below = [result, equals, slope, Formula("dot", size=_SIZE), as_factor(total)]
        pairs = VGroup()
        floor = symbols.get_bottom()[1] - 0.35
        for name, number in zip(texts, below, strict=True):
            symbol = VGroup(*symbols.part(name))
            number.move_to((symbol.get_x(), floor, 0))
            pairs.add(VGroup(symbol, number))
        # A number can be wider than its symbol.
        left = equals.get_left()[0] - _AIR - result.width / 2
        result.set_x(min(result.get_x(), left))
        pairs.scale(min(1.0, _ROOM / pairs.width)).move_to((_LINES, _RULE, 0))
        return pairs

    def _symbols(self, j: str) -> tuple[str, str]:
        to = f"{j} {self._index + 1}"
        return part("W", "w", self._layer + 1, to), part("delta_next", "delta", self._layer + 1, j)


def _number(entry: Entry, role: str = "ink", *, term: bool = False, size: float = _SIZE) -> Numeral:
    """A number; as a `term` of a sum that is not its first, with its sign set apart."""
    return Numeral(
        entry,
        3,
        significant=_DIGITS,
        size=size,
        colour=style.signed(role, entry.value),
        plus=term,
        sign_gap=_SIGN_GAP if term else 0.0,
    )


def _around(place: NDArray[np.float64]) -> Circle:
    ring = Circle(0.3, stroke_width=5, stroke_color=style.colour("phi_prime"))
    return ring.move_to(place)


def _checks(result: Numeral, combine: Callable[..., float], shown: Sequence[Numeral]) -> str:
    """``=`` if the numbers as they are shown make the result as it is shown, else ``≈``."""
    got = combine(n.read for n in shown)
    told = format_value(got, result.decimals, significant=_DIGITS)
    return "=" if told == result.text else "approx"
