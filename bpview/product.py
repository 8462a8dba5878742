"""A product of slopes: its symbols, its numbers and its result on one line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import RIGHT, Indicate, VGroup, VMobject

from bpview import style
from bpview.entry import Entry
from bpview.equation import Equation, Term, relation
from bpview.factors import as_factor
from bpview.formula import Formula
from bpview.matrix import Grid
from bpview.numeral import Numeral, fewest_decimals, format_value

__all__ = ["Factor", "Product", "by_hand", "spelled", "times"]

Factor = tuple[str, Entry, str]
"""A symbol (Typst text), its entry, and the role that colours the number."""


class Product(VGroup):
    """``∂ℒ/∂w = ∂z/∂w · ∂a/∂z · ∂ℒ/∂a = 0.511 · 0.811 · (−0.565) = −0.234``.

    The last sign is ``=`` where whoever
    multiplies the numbers shown gets the result shown, else ``≈``.

    Attributes
    ----------
    left, symbols, numbers, result
        The left-hand side; one symbol and one number for every factor; the number of the whole.
    signs, dots
        The signs of equality, in reading order; ``dots`` are pairs, one between symbols and one
        between numbers.
    """

    def __init__(self, result: Factor, factors: Sequence[Factor], *, size: float = 40) -> None:
        pieces = [f"{{{{ {text} : at{k} }}}}" for k, (text, _, _) in enumerate(factors)]
        for k in range(1, len(factors)):
            pieces[k] = f"med {{{{ dot : dot{k} }}}} med {pieces[k]}"
        whole = " ".join(pieces)
        line = Formula(f"{{{{ {result[0]} : left }}}} {{{{ = : eq }}}} {whole}", size=size)
        self.left = VGroup(*line.part("left"))
        self.symbols = [VGroup(*line.part(f"at{k}")) for k in range(len(factors))]
        plain = [shown(entry, role, size) for _, entry, role in factors]
        self.numbers = [as_factor(number) for number in plain]
        self.result = shown(result[1], result[2], size)
        between = [Formula("dot", size=size) for _ in factors[1:]]
        self.dots = [VGroup(*line.part(f"dot{k + 1}"), dot) for k, dot in enumerate(between)]
        last = by_hand(self.result, plain)
        second = Formula("=", size=size)
        self.signs = [VGroup(*line.part("eq")), second, Formula(last, size=size)]
        row: list[VMobject] = [second]
        for number, dot in zip(self.numbers, [*between, None], strict=True):
            row += [number] if dot is None else [number, dot]
        row += [self.signs[2], self.result]
        for piece, before in zip(row, [line, *row], strict=False):
            piece.next_to(before, RIGHT, buff=0.2).match_y(self.signs[0])
        super().__init__(
            self.left,
            self.signs[0],
            *self.symbols,
            *(dot[:-1] for dot in self.dots),
            *row,
        )
        self.center()

    def cancelling(self) -> list[Indicate]:
        """Animations: what stands above in one slope and below in the next lights up."""
        pieces = []
        for before, after in pairwise(self.symbols):
            level = self.signs[0].get_y()
            above = [m for m in before if m.get_bottom()[1] > level]
            pieces += above + [m for m in after if m.get_top()[1] < level]
        return [Indicate(m, color=m.get_fill_color(), scale_factor=1.3) for m in pieces]


def by_hand(result: Numeral, factors: Sequence[Numeral]) -> str:
    """``=`` if the product of the numbers as they are shown rounds to the result, else ``≈``."""
    product = math.prod(n.read for n in factors)
    return "=" if format_value(product, result.decimals) == result.text else "approx"


def times(first: Numeral, second: Numeral, result: Numeral) -> VGroup:
    """``0.45 · (−1.60) = −0.72`` of copies, each as wide as it is; see `by_hand` for the sign.

    All are as large as the result.
    """
    size = result.em / style.EM
    sign = Formula(by_hand(result, (first, second)), size=size)
    factors = [
        as_factor(Numeral(n.entry, n.decimals, size=size, colour=n.get_fill_color()))
        for n in (first, second)
    ]
    pieces = factors[0], Formula("dot", size=size), factors[1], sign, result.copy()
    return VGroup(*pieces).arrange(RIGHT, buff=0.14)


def shown(entry: Entry, role: str, size: float) -> Numeral:
    """The number of a factor; a measured quotient that is whole goes without decimals."""
    whole = entry.quantity.startswith("quotient") and abs(entry.value - round(entry.value)) < 1e-9
    decimals = 0 if whole else fewest_decimals([entry])
    return Numeral(entry, decimals, size=size, colour=style.signed(role, entry.value))


def spelled(result: Factor, factors: Sequence[Factor]) -> Equation:
    """The product of many factors as two lines, symbols above numbers."""
    grids = [Grid(np.array([entry]), role, size=36) for _, entry, role in (result, *factors)]
    sign = relation(grids[0], lambda *shown: np.prod(shown, axis=0), *grids[1:])
    terms = [
        Term(f"({text})" if " - " in text else text, grid, scalar=True, factor=k > 1)
        for k, ((text, _, _), grid) in enumerate(zip((result, *factors), grids, strict=True))
    ]
    items: list[Any] = [terms[0], ("=", sign), terms[1]]
    for term in terms[2:]:
        items += ["dot", term]
    return Equation(*items, gap=0.2, line=0.25).scale(0.85)
