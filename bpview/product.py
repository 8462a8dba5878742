"""A product of slopes: its symbols, its numbers and its result on one line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from manim import RIGHT, VGroup, VMobject

from bpview import style
from bpview.entry import Entry
from bpview.factors import as_factor
from bpview.formula import Formula
from bpview.numeral import Numeral, fewest_decimals, format_value

__all__ = ["Factor", "Product", "by_hand"]

Factor = tuple[str, Entry, str]
"""A symbol (Typst text), its entry, and the role that colours the number."""


class Product(VGroup):
    """``∂ℒ/∂w = ∂z/∂w · ∂a/∂z · ∂ℒ/∂a = 0.511 · 0.811 · (−0.565) = −0.234``.

    Where no factor has a symbol there are numbers only. The last sign is ``=`` where whoever
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
        spelled = any(text for text, _, _ in factors)
        pieces = [f"{{{{ {text} : at{k} }}}}" for k, (text, _, _) in enumerate(factors)]
        for k in range(1, len(factors)):
            pieces[k] = f"med {{{{ dot : dot{k} }}}} med {pieces[k]}"
        whole = " ".join(pieces) if spelled else ""
        line = Formula(f"{{{{ {result[0]} : left }}}} {{{{ = : eq }}}} {whole}", size=size)
        self.left = VGroup(*line.part("left"))
        self.symbols = [VGroup(*line.part(f"at{k}")) for k in range(len(factors) * spelled)]
        plain = [shown(entry, role, size) for _, entry, role in factors]
        self.numbers = [as_factor(number) for number in plain]
        self.result = shown(result[1], result[2], size)
        between = [Formula("dot", size=size) for _ in factors[1:]]
        self.dots = [
            VGroup(*(line.part(f"dot{k + 1}") if spelled else ()), dot)
            for k, dot in enumerate(between)
        ]
        last = by_hand(self.result, plain)
        second = Formula("=", size=size) if spelled else VGroup()
        self.signs = [VGroup(*line.part("eq")), second, Formula(last, size=size)]
        row: list[VMobject] = [second] if spelled else []
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


def by_hand(result: Numeral, factors: Sequence[Numeral]) -> str:
    """``=`` if the product of the numbers as they are shown rounds to the result, else ``≈``."""
    product = math.prod(float(n.text.replace("−", "-")) for n in factors)
    return "=" if format_value(product, result.decimals) == result.text else "approx"


def shown(entry: Entry, role: str, size: float) -> Numeral:
    """The number of a factor; a measured quotient that is whole goes without decimals."""
    whole = entry.quantity.startswith("quotient") and abs(entry.value - round(entry.value)) < 1e-9
    decimals = 0 if whole else fewest_decimals([entry])
    return Numeral(entry, decimals, size=size, colour=style.signed(role, entry.value))
