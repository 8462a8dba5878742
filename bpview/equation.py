"""One line of symbols above the same line of numbers, column by column.

  δ^(2)      =      g^(2)     ⊙   φ'(z^(2))
[−0.116]         [−0.465]          [0.249]
[ 0.148]    =    [ 0.653]     ⊙    [0.227]
  2 × 1            2 × 1            2 × 1
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import DOWN, VGroup, VMobject

from bpview import style
from bpview.factors import as_factor
from bpview.formula import Formula, Words
from bpview.matrix import Grid

__all__ = ["Equation", "Term", "relation"]


class Term(VGroup):
    """A symbol (Typst text in the notation of `Formula`), its grid of numbers and its shape.

    ``symbol`` is filled by the equation the term stands in. A `scalar`, a grid of one entry, is
    shown without brackets and has no shape; a negative `factor` is one in ``parens``.
    """

    def __init__(
        self, source: str, grid: Grid, *, scalar: bool = False, factor: bool = False
    ) -> None:
        self.source = source
        self.symbol = VGroup()
        self.grid = grid
        self.shape: VGroup | Words = VGroup() if scalar else grid.shape_label()
        if scalar:
            grid.remove(grid.brackets)
        self.parens = VGroup(*as_factor(grid.entry(0))[::2]) if factor else VGroup()
        self.parens.remove(grid.entry(0))
        super().__init__(self.grid, self.parens, self.shape)


class Equation(VGroup):
    """Terms and operators in reading order.

    Parameters
    ----------
    items
        `Term`, or an operator: Typst text for both lines, or a pair (symbols, numbers) where the
        two differ; an empty text leaves that line bare.

    Attributes
    ----------
    terms
        The terms, in order.
    signs
        Per operator the pair of groups (in the line of symbols, in the line of numbers).
    """

    def __init__(
        self, *items: Term | str | tuple[str, str], gap: float = 0.25, line: float = 0.36
    ) -> None:
        self.terms = [item for item in items if isinstance(item, Term)]
        self.signs: list[tuple[VGroup, VGroup]] = []
        texts = [_above(item) for item in items]
        # One typeset line, so that all symbols share a baseline whatever stands above or below.
        whole = Formula(" ".join(f"{{{{ {t} : at{k} }}}}" for k, t in enumerate(texts) if t))
        tallest = max(t.grid.height for t in self.terms)
        whole.set_y(tallest / 2 + line + whole.height / 2)
        x = 0.0
        for k, item in enumerate(items):
            symbol = VGroup(*whole.part(f"at{k}")) if texts[k] else VGroup()
            if isinstance(item, Term):
                item.symbol = symbol
                item.add(symbol)
                item.shape.next_to(DOWN * tallest / 2, DOWN, buff=0.14)
                parts: list[VMobject] = [symbol, VGroup(item.grid, item.parens), item.shape]
            else:
                below = item if isinstance(item, str) else item[1]
                # Digits and parentheses in a sign are as large as the numbers beside it.
                numbers = self.terms[0].grid.entry(0).em / style.EM
                size = numbers if re.search(r"\d|paren", below) else style.Size.FORMULA
                number_sign = VGroup(Formula(below, size=size)) if below else VGroup()
                self.signs.append((symbol, number_sign))
                parts = [symbol, number_sign]
            parts = [m for m in parts if m.submobjects]
            width = max(m.width for m in parts)
            for m in parts:
                m.set_x(x + width / 2)
            x += width + gap
        super().__init__(*self.terms, *(VGroup(*pair) for pair in self.signs))
        self.center()

    def symbols(self) -> VGroup:
        """The line of symbols, without the numbers below it."""
        return VGroup(*(t.symbol for t in self.terms), *(above for above, _ in self.signs))

    def number_signs(self) -> VGroup:
        """The operators between the numbers, and parentheses around them."""
        return VGroup(*(below for _, below in self.signs), *(t.parens for t in self.terms))

    def without(self, *kept: VMobject) -> VGroup:
        """Everything but some grids, which are to move on into another line."""
        keep = {id(m) for m in kept}
        rest = VGroup(*(VGroup(*pair) for pair in self.signs))
        for term in self.terms:
            rest.add(*(part for part in term if id(part) not in keep))
        return rest


def _above(item: Term | str | tuple[str, str]) -> str:
    if isinstance(item, Term):
        return item.source
    return item if isinstance(item, str) else item[0]


def relation(result: Grid, combine: Callable[..., Any], *factors: Grid) -> str:
    """``=`` if a viewer who works with the numbers shown gets the result shown, else ``≈``.

    `combine` takes the factors' shown values, arrays of shapes (rows, columns).
    """
    got = np.asarray(combine(*(f.values() for f in factors)))
    shown = result.values()
    holds = np.allclose(np.round(got, result.decimals), shown, atol=10.0 ** -(result.decimals + 2))
    return "=" if holds else "approx"
