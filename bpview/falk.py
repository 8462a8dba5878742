"""The scheme of Falk: a product of two matrices, each entry where its row and its column meet."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup

from bpview import style
from bpview.entry import Entry
from bpview.equation import relation
from bpview.factors import as_factor
from bpview.formula import Formula, Words, part
from bpview.jacobian import DECIMALS, QUIET, ROW_GAP, quiet_zeros
from bpview.matrix import Grid
from bpview.numeral import Numeral, format_value
from bpview.places import Place
from bpview.product import times
from bpview.reading import Reading

__all__ = ["Falk"]

_ROOMY = 6  # rows of the right factor and of the product that leave room for a total


class Falk(VGroup):
    """left · right = product, where each entry of the product stands where its row of `left` meets
    its column of `right`. The corner above `left` is free: there one entry is worked out.

    Attributes
    ----------
    left, right, product
        The grids.
    shapes
        Their shapes, in this order.
    exact
        Whether the decimals shown check; else ``rounded`` is a word that says they do not.

    Parameters
    ----------
    left, right, product
        Quantity, layer and role of each.
    names
        Symbols of the left factor, or of both, or of all three, beside their shapes; a matrix whose
        name is empty, since it has stood there before, has neither.
    added
        Whether there is to be room for a `total`; a tall scheme has none.
    """

    def __init__(
        self,
        reading: Reading,
        left: tuple[str, int, str],
        right: tuple[str, int, str],
        product: tuple[str, int, str],
        names: tuple[str, ...] = (),
        *,
        added: bool = False,
    ) -> None:
        self._reading = reading
        entries = [
            reading.entries(quantity, layer) for quantity, layer, _ in (left, right, product)
        ]
        # Columns of `right` and of the product are as wide as each other.
        self.left, self.right, self.product = (
            Grid(entries[k], role, decimals=DECIMALS, row_gap=ROW_GAP, later=entries[later])
            for k, (_, _, role), later in zip(
                range(3), (left, right, product), (0, 2, 1), strict=True
            )
        )
        rows = self.right.shape[0] + self.product.shape[0]
        self._roomy = added and rows <= _ROOMY
        self.right.next_to(self.product, UP, buff=0.95 if self._roomy else 0.35)
        self.left.next_to(self.product, LEFT, buff=0.27)
        quiet_zeros(self.left)
        grids = self.left, self.right, self.product
        self.shapes = VGroup(*(g.shape_label() for g in grids))
        for k, name in enumerate(names):
            if not name:
                self.shapes[k].remove(*self.shapes[k])
                continue
            label = Formula(name, size=style.Size.LABEL)
            shape = self.shapes[k]
            label.next_to(shape, UP if k == 1 else LEFT, buff=0.25)
            # A name is higher than its shape: both keep clear of the bracket above.
            shape.add(label).next_to(grids[k], DOWN, buff=0.15)
        self.shapes[1].next_to(self.right, RIGHT, buff=0.2)
        below, beside = self.shapes[2], self.shapes[0]
        if below.submobjects and beside.submobjects:  # below a narrow product they need the room
            short = beside.get_right()[0] + 0.2 - below.get_left()[0]
            VGroup(self.left, beside).shift(LEFT * max(0.0, short))
        self.exact = relation(self.product, lambda A, B: A @ B, self.left, self.right) == "="
        self.rounded = VGroup()
        if not self.exact:
            self.rounded.add(Words("rounded", size=style.Size.SMALL, role="neutral"))
            self.rounded.next_to(self.shapes[2], DOWN, buff=0.15)
        super().__init__(self.left, self.right, self.product, self.shapes, self.rounded)

    def compared(self, grid: Grid, name: str) -> VGroup:
        """`grid`, called `name`, in the free corner."""
        return VGroup(grid, self.called(grid, name)).next_to(self.right, LEFT, buff=0.45)

    @staticmethod
    def called(grid: Grid, name: str) -> Words:
        """``product, 2 × 2``, below a matrix."""
        rows, columns = grid.shape
        text = f"{name}, ${rows} times {columns}$"
        words = Words(text, size=style.Size.SMALL, role="neutral")
        return words.next_to(grid, DOWN, buff=0.15)

    def checked(self) -> tuple[int, int]:
        """An entry whose products, and their sum, check with the decimals shown; else (0, 0)."""
        A, B, C = (grid.values() for grid in (self.left, self.right, self.product))
        for i, j in np.ndindex(C.shape):
            exact = [self._route(i, k, j).value for k in range(A.shape[1])]
            told = np.round(exact, DECIMALS)
            shown = np.round(A[i] * B[:, j], DECIMALS)
            if np.allclose(told, shown) and np.isclose(told.sum(), C[i, j]):
                return i, j
        return 0, 0

    def _route(self, i: int, k: int, j: int) -> Entry:
        return self._reading.route(self.left.entry(i, k).entry.layer or 0, i, k, j)

    def first_by_hand(self) -> VGroup:
        """``0.45 · (−1.60) = −0.72`` in the free corner, where one term of entry (1, 1) is not 0.

        Then come, quiet, those that are: ``0 · 0.80 = 0``. Each stands in line with its row of
        `right`. Of more terms than one the group is empty.
        """
        pairs = [(self.left.entry(0, k), self.right.entry(k, 0)) for k in range(self.left.shape[1])]
        terms = [pair for pair in pairs if pair[0].entry.value != 0]
        if len(terms) != 1:
            return VGroup()
        told = times(*terms[0], self.product.entry(0, 0)).next_to(self.right, LEFT, buff=0.4)
        told.match_y(terms[0][1])
        zeros = VGroup()
        for pair in pairs:
            if pair not in terms:
                pieces = *map(self._signed, pair), *map(self._text, ("=", "0"))
                row = VGroup(pieces[0], self._text("dot"), *pieces[1:]).arrange(RIGHT, buff=0.14)
                row.set_opacity(QUIET).match_y(pair[1])
                zeros.add(row.shift(RIGHT * (told[3].get_x() - row[3].get_x())))
        return VGroup(told, zeros)

    def sigma(self, f: Place, between: Place, p: Place, i: int, j: int) -> Formula:
        """The sum over all routes of entry (i, j), in symbols."""
        total, outer, inner = (
            _entry_by(one, row, other, column)
            for one, row, other, column in (
                (f, i + 1, p, j + 1),
                (f, i + 1, between, "{{ k : k_outer }}"),
                (between, "{{ k : k_inner }}", p, j + 1),
            )
        )
        text = f"{total} = sum_{{{{ k : k_sum }}}} {outer} dot {inner}"
        return Formula(text, size=style.Size.FORMULA * self._size / style.Size.NUMBER)

    def routes(self, i: int, j: int) -> VGroup:
        """Every `route` of entry (i, j), from left to right as far as the signs of equality."""
        routes = VGroup(*(self.route(k, i, j) for k in range(self.left.shape[1])))
        dots = min(route[1].get_x() for route in routes)
        for route in routes:  # dots below each other
            route[:3].shift(RIGHT * (dots - route[1].get_x()))
        return routes

    def route(self, k: int, i: int, j: int) -> VGroup:
        """left[i, k] · right[k, j] = … in the free corner, in line with row k of `right`.

        All but the first of the products have their sign, so that their column is a sum.
        """
        first, second = self.left.entry(i, k), self.right.entry(k, j)
        size = self._size
        found = Numeral(self._route(i, k, j), DECIMALS, plus=k > 0, size=size, reserve="+0.00")
        holds = format_value(first.read * second.read, DECIMALS, plus=k > 0) == found.text
        dot, sign = map(self._text, ("dot", "=" if holds else "approx"))
        pieces = VGroup(self._signed(first), dot, self._signed(second), sign, found)
        pieces.arrange(RIGHT, buff=0.17)
        right = self.left.get_right()[0] - 0.15  # clear of the bracket
        pieces.shift(RIGHT * (right - pieces.get_right()[0]))
        for piece in pieces:
            piece.set_y(second.get_y())
        return pieces

    def total(self, i: int, j: int, routes: VGroup) -> VGroup:
        """A line under all `routes` of entry (i, j) and their sum; empty where there is no room."""
        if not self._roomy:
            return VGroup()
        terms: list[Any] = [route[-1] for route in routes]
        entry = self.product.entry(i, j).entry
        summed = Numeral(entry, DECIMALS, size=self._size, reserve="+0.00")
        half = RIGHT * (summed.width / 2 + 0.1)
        rule = Line(-half, half, stroke_width=2, color=style.colour("neutral"))
        rule.next_to(routes[-1], DOWN, buff=0.14).set_x(terms[-1].get_x())
        summed.next_to(rule, DOWN, buff=0.16).align_to(terms[-1], RIGHT)
        shown = sum(term.read for term in terms)
        sign = "=" if format_value(shown, DECIMALS) == summed.text else "approx"
        equals = self._text(sign).next_to(summed, LEFT, buff=0.14)
        equals.set_x(routes[-1][-2].get_x())
        return VGroup(rule, equals, summed)

    @property
    def _size(self) -> float:
        """The type size of the numbers now, however the scheme has been made to fit."""
        return self.product.entry(0, 0).em / style.EM

    def _text(self, text: str) -> Formula:
        return Formula(text, size=self._size)

    def _signed(self, shown: Numeral) -> VGroup:
        """A number as wide as it is; a negative one in parentheses, so a dot can stand before."""
        colour = shown.get_fill_color()
        return as_factor(Numeral(shown.entry, shown.decimals, size=self._size, colour=colour))


def _entry_by(f: Place, i: int | str, p: Place, j: int | str) -> str:
    above = part(f[0], f"partial {f[0]}", f[1], i)
    return f"frac({above}, {part(f'{p[0]}_by', f'partial {p[0]}', p[1], j)})"
