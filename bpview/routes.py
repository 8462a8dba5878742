"""Paths before Σ: what one activation does to the loss, summed over the edges that leave it."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

from manim import RIGHT, UP, Animation, FadeIn, Mobject, VGroup, VMobject

from bpview.equation import relation
from bpview.factors import as_factor
from bpview.formula import LOSS, Formula, part
from bpview.matrix import Grid
from bpview.numeral import Numeral
from bpview.places import Place
from bpview.reading import Reading
from bpview.style import by_sign

__all__ = ["Route", "Routes"]


_SIZE = 40


class Route(NamedTuple):
    """One edge: plus (empty on the first), weight, dot and δ, each a symbol above a number."""

    plus: VGroup
    weight: VGroup
    dot: VGroup
    delta: VGroup


class Routes(VGroup):
    """g_i^(l) = w_1i δ_1 + w_2i δ_2 + …, route by route, symbols above numbers.

    Attributes
    ----------
    symbol, result
        The left-hand side and, below it, its number; ``equals`` the signs after them.
    routes
        One `Route` for every neuron of layer l+1.
    """

    def __init__(self, reading: Reading, layer: int, index: int) -> None:
        self._place = layer, index
        W = reading.entries("W", layer + 1)
        weights = Grid(W[:, index], "weight", size=_SIZE)
        deltas = Grid(reading.entries("delta", layer + 1), "delta", size=_SIZE)
        total = Grid(reading.entries("g", layer)[index : index + 1], "g", size=_SIZE)
        sign = relation(total, lambda w, d: (w * d).sum(), weights, deltas)
        columns: list[tuple[str, VMobject]] = [
            (part("g", "g", layer, index + 1), total.entry(0)),
            ("=", Formula(sign)),
        ]
        count = weights.shape[0]
        self.weights: list[str] = []
        self.deltas: list[str] = []
        for j in range(count):
            if j:
                columns.append(("+", Formula("+")))
            # The symbols too have the colours of their signs.
            role = by_sign("weight", W[j, index].value)
            self.weights.append(part(role, "w", layer + 1, f"{j + 1}{index + 1}"))
            role = by_sign("delta", deltas.entry(j).entry.value)
            self.deltas.append(part(role, "delta", layer + 1, j + 1))
            columns += [
                (self.weights[-1], _signed(weights, j)),
                ("dot", Formula("dot")),
                (self.deltas[-1], _signed(deltas, j)),
            ]
        pairs = _stack(columns)
        self._pairs = pairs
        self.symbol, self.result = pairs[0]
        self.equals = pairs[1]
        nothing = VGroup()
        starts = [2 + 4 * j for j in range(count)]
        self.routes = [Route(pairs[k - 1] if k > 2 else nothing, *pairs[k : k + 3]) for k in starts]
        total_of_all = (
            f"= sum_(j=1)^{count} {part('W', 'w', layer + 1, f'j {index + 1}')}"
            f" {part('delta', 'delta', layer + 1, 'j')}"
        )
        self.sigma = Formula(total_of_all)
        line = VGroup(*(pair[0] for pair in pairs))
        self.sigma.next_to(line, RIGHT, buff=0.35).align_to(self.equals[0], UP)
        self.sigma.shift(UP * (self.equals[0].get_y() - self.sigma[0].get_y()))
        super().__init__(*pairs, self.sigma)
        self.center()

    def numbers(self) -> VGroup:
        """The line of numbers, with its signs."""
        return VGroup(*(number for _, number in self._pairs))

    def changes(self) -> dict[tuple[Any, ...], str]:
        """What a nudge of a_i moves, as `Reading.moved` takes it, with its name.

        a_i, all z, ℒ by the slopes of its routes, and ℒ.
        """
        layer, index = self._place
        a = part("a", "a", layer, index + 1)
        found: dict[tuple[Any, ...], str] = {("a", layer, index): f"Delta {a}"}
        for j, w in enumerate(self.weights):
            z = part("z", "z", layer + 1, j + 1)
            found["z", layer + 1, j] = f"Delta {z} = {w} thin Delta {a}"
        routes = " + ".join(
            f"{delta} thin Delta {part('z', 'z', layer + 1, j)}"
            for j, delta in enumerate(self.deltas, start=1)
        )
        found["loss_by_z", layer + 1] = routes
        found["loss",] = f"approx Delta {LOSS}"
        return found

    @property
    def ratio(self) -> tuple[Place, Place]:
        """The changes whose quotient the line is the slope of: ℒ over a_i."""
        return ("loss",), ("a", *self._place)

    @staticmethod
    def appear(pair: VMobject, source: Mobject) -> list[Animation]:
        """A symbol and its number grow out of `source`."""
        return [FadeIn(pair, target_position=source.get_center(), scale=0.3)]


def _stack(
    columns: list[tuple[str, VMobject]], gap: float = 0.2, drop: float = 0.8
) -> list[VGroup]:
    line = Formula(" ".join(f"{{{{ {name} : at{k} }}}}" for k, (name, _) in enumerate(columns)))
    pairs, x = [], 0.0
    for k, (_, number) in enumerate(columns):
        symbol = VGroup(*line.part(f"at{k}"))
        width = max(symbol.width, number.width)
        symbol.set_x(x + width / 2)
        number.set_x(x + width / 2).set_y(line.get_y() - drop)
        pairs.append(VGroup(symbol, number))
        x += width + gap
    # Dots and plus signs stand half-way between their neighbours, symbols being narrower.
    for k, row in product(range(3, len(pairs) - 1, 2), (0, 1)):
        left, right = pairs[k - 1][row].get_right()[0], pairs[k + 1][row].get_left()[0]
        pairs[k][row].set_x((left + right) / 2)
    return pairs


def _signed(grid: Grid, j: int) -> VGroup:
    """An entry as wide as it is; a negative one in parentheses, so that a dot can stand before."""
    shown = grid.entry(j)
    number = Numeral(shown.entry, grid.decimals, size=_SIZE, colour=shown.get_fill_color())
    return as_factor(number)
