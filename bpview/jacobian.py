"""Jacobians on screen: a matrix whose rows answer and whose columns cause, and their products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    FadeIn,
    Line,
    ReplacementTransform,
    VGroup,
)

from bpview import style
from bpview.entry import Entry
from bpview.equation import relation
from bpview.factors import as_factor
from bpview.formula import EQUALS, Formula, Words, part, sentence
from bpview.matrix import Grid
from bpview.motion import born
from bpview.numeral import Numeral, format_value
from bpview.product import by_hand
from bpview.reading import Reading
from bpview.responses import Place

__all__ = ["DECIMALS", "Falk", "Jacobian", "Shaped", "Total", "by", "limit_rule"]

DECIMALS = 2
"""Decimals of the entries of Jacobians, and of the weights among them."""

_ROW_GAP = 0.36
_QUIET = 0.65  # of a zero: still readable, and never brighter than what is not zero


def by(f: Place, p: Place, *, inline: bool = False) -> str:
    """∂f/∂pᵀ as a fraction, or `inline`, in the notation of `Formula`."""
    above = part(f[0], f"partial {f[0]}", f[1])
    below = f"{{{{ partial {p[0]}^(({p[1]}) top) : {p[0]}_by }}}}"
    return f"{above} \\/ {below}" if inline else f"frac({above}, {below})"


class Jacobian(VGroup):
    """J_f(p): one row for each entry of f, one column for each entry of p, each with its name.

    Attributes
    ----------
    grid, shape
        The numbers, and rows × columns below them.
    tops, sides
        Names of the entries of p above the columns and of f left of the rows.
    called
        What the matrix is, up to an equals sign, left of it.
    role
        Colour of the numbers; zeros are quieter.
    """

    def __init__(
        self,
        reading: Reading,
        quantity: str,
        f: Place,
        p: Place,
        *,
        role: str = "ink",
        name: str = "J_f (p)",
    ) -> None:
        entries = reading.entries(quantity, f[1])
        self.role = role
        self.grid = Grid(entries, role, decimals=DECIMALS, row_gap=_ROW_GAP)
        _quiet_zeros(self.grid)
        rows, columns = self.grid.shape
        names = {
            place: [part(place[0], *place, k + 1) for k in range(count)]
            for place, count in ((f, rows), (p, columns))
        }
        self.tops, self.sides = (
            VGroup(*(Formula(text, size=style.Size.SMALL) for text in names[place]))
            for place in (p, f)
        )
        for j, top in enumerate(self.tops):
            top.next_to(self.grid, UP, buff=0.12).set_x(self.grid.column(j).get_x())
        for i, side in enumerate(self.sides):
            side.next_to(self.grid, LEFT, buff=0.25).set_y(self.grid.row(i).get_y())
        self.called = Formula(f"{name} {EQUALS}")
        self.called.next_to(self.sides, LEFT, buff=0.3)
        self.called.shift(UP * (self.grid.get_y() - self.called.part("eq").get_y()))
        self.shape = self.grid.shape_label()
        super().__init__(self.grid, self.tops, self.sides, self.called, self.shape)

    def frame(self) -> VGroup:
        """The empty matrix: brackets and the names of its rows."""
        return VGroup(self.grid.brackets, self.sides)

    def fill(self, column: int, sources: Sequence[Any], *, moved: bool = False) -> list[Animation]:
        """Copies of `sources`, one for each row, walk into a column, whose name appears.

        If they are `moved`, they walk themselves.
        """
        walk = ReplacementTransform if moved else lambda source, cell: born(cell, source)
        cells = self.grid.column(column)
        walks = [walk(source, cell) for cell, source in zip(cells, sources, strict=True)]
        return [*walks, FadeIn(self.tops[column])]

    def column_sums(self, reading: Reading, layer: int) -> VGroup:
        """The sums of the columns of J_a(z) under a line below; the shape goes to the right."""
        self.shape.next_to(self.grid, RIGHT, buff=0.25)
        entries = reading.entries("J_a_z_sum", layer)
        sums = VGroup(*(Numeral(entry, DECIMALS) for entry in entries))
        for j, number in enumerate(sums):
            cell = self.grid.entry(0, j)
            number.next_to(self.grid, DOWN, buff=0.34).align_to(cell, RIGHT)
        words = Words("sum", size=style.Size.SMALL, role="neutral")
        words.next_to(sums, LEFT, buff=0.6)
        half = self.grid.width / 2 * RIGHT
        rule = Line(-half, half, stroke_width=2, color=style.colour("neutral"))
        rule.next_to(self.grid, DOWN, buff=0.18)
        return VGroup(rule, words, sums)


class Shaped(VGroup):
    """Symbols in one line, with rows × columns below those that have a shape.

    Attributes
    ----------
    pieces
        One `VGroup` for each item: its symbol and, where it has one, its shape.

    Parameters
    ----------
    items
        (Typst text, shape), the shape None for operators.
    """

    def __init__(self, *items: tuple[str, tuple[int, int] | None]) -> None:
        line = Formula(" quad ".join(f"{{{{ {t} : at{k} }}}}" for k, (t, _) in enumerate(items)))
        floor = line.get_bottom()[1] - 0.15
        self.pieces: list[VGroup] = []
        self.shapes: list[Words] = []
        for k, (_, shape) in enumerate(items):
            symbol = VGroup(*line.part(f"at{k}"))
            self.pieces.append(VGroup(symbol))
            if shape is not None:
                rows, columns = shape
                label = Words(f"${rows} times {columns}$", size=style.Size.SMALL, role="neutral")
                label.next_to((symbol.get_x(), floor, 0), DOWN, buff=0)
                self.pieces[-1].add(label)
                self.shapes.append(label)
        super().__init__(*self.pieces)


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
    """

    def __init__(
        self,
        reading: Reading,
        left: tuple[str, int, str],
        right: tuple[str, int, str],
        product: tuple[str, int, str],
        names: tuple[str, ...] = (),
    ) -> None:
        self._reading = reading
        entries = [
            reading.entries(quantity, layer) for quantity, layer, _ in (left, right, product)
        ]
        # Columns of `right` and of the product are as wide as each other.
        self.left, self.right, self.product = (
            Grid(entries[k], role, decimals=DECIMALS, row_gap=_ROW_GAP, later=entries[later])
            for k, (_, _, role), later in zip(
                range(3), (left, right, product), (0, 2, 1), strict=True
            )
        )
        self.right.next_to(self.product, UP, buff=0.35)
        self.left.next_to(self.product, LEFT, buff=0.45)
        _quiet_zeros(self.left)
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
        self.exact = relation(self.product, lambda A, B: A @ B, self.left, self.right) == "="
        self.rounded = VGroup()
        if not self.exact:
            self.rounded.add(Words("rounded", size=style.Size.SMALL, role="neutral"))
            self.rounded.next_to(self.shapes[2], DOWN, buff=0.15)
        super().__init__(self.left, self.right, self.product, self.shapes, self.rounded)

    def compared(self, grid: Grid, name: str) -> VGroup:
        """`grid`, called `name`, and an equals sign left of the product, where `left` was."""
        equals = Formula("=").next_to(self.product, LEFT, buff=0.3)
        grid.next_to(equals, LEFT, buff=0.3)
        words = Words(name, size=style.Size.SMALL, role="neutral")
        return VGroup(grid, equals, words.next_to(grid, DOWN, buff=0.15))

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

        Else the group is empty.
        """
        pairs = [(self.left.entry(0, k), self.right.entry(k, 0)) for k in range(self.left.shape[1])]
        terms = [(first, second) for first, second in pairs if first.entry.value != 0]
        if len(terms) != 1:
            return VGroup()
        first, second = terms[0]
        result, size = self.product.entry(0, 0), style.Size.NUMBER
        sign = by_hand(result, (first, second))
        pieces = _signed(first), Formula("dot", size=size), _signed(second)
        found = VGroup(*pieces, Formula(sign, size=size), result.copy()).arrange(RIGHT, buff=0.14)
        return found.next_to(self.right, LEFT, buff=0.4)

    def sigma(self, f: Place, between: Place, p: Place, i: int, j: int) -> Formula:
        """The sum over all routes of entry (i, j), for the free corner."""
        total, outer, inner = (
            _entry_by(one, row, other, column)
            for one, row, other, column in (
                (f, i + 1, p, j + 1),
                (f, i + 1, between, "k"),
                (between, "k", p, j + 1),
            )
        )
        found = Formula(f"{total} = sum_k {outer} dot {inner}", size=36)
        return found.next_to(self.right, LEFT, buff=0.4)

    def route(self, k: int, i: int, j: int) -> VGroup:
        """left[i, k] · right[k, j] = … in the free corner, in line with row k of `right`.

        All but the first of the products have their sign, so that their column is a sum.
        """
        first, second = self.left.entry(i, k), self.right.entry(k, j)
        size = style.Size.NUMBER
        found = Numeral(self._route(i, k, j), DECIMALS, plus=k > 0, size=size, reserve="+0.00")
        shown = float(first.text.replace("−", "-")) * float(second.text.replace("−", "-"))
        holds = format_value(shown, DECIMALS, plus=k > 0) == found.text
        dot, sign = (Formula(text, size=size) for text in ("dot", "=" if holds else "approx"))
        pieces = VGroup(_signed(first), dot, _signed(second), sign, found)
        pieces.arrange(RIGHT, buff=0.14)
        right = self.left.get_right()[0]
        pieces.shift(RIGHT * (right - pieces.get_right()[0]))
        for piece in pieces:
            piece.set_y(second.get_y())
        return pieces


def limit_rule(f: Place, p: Place, index: int) -> Formula:
    """Δf / Δp → ∂f / ∂p as Δp → 0, for entry `index` (from 1) of p."""
    (f_name, f_layer), (p_name, p_layer) = f, p
    above, below = part(f_name, f_name, f_layer), part(p_name, p_name, p_layer, index)
    slope = f"frac({part(f_name, f'partial {f_name}', f_layer)}, "
    slope += f"{part(p_name, f'partial {p_name}', p_layer, index)})"
    return Formula(
        f'frac(Delta {above}, Delta {below}) arrow.r {slope} quad "as" quad Delta {below} arrow.r 0'
    )


class Total(VGroup):
    """``sum 1.00`` below the neurons of a layer: all their a, live."""

    def __init__(self, reading: Reading, layer: int, column: VGroup) -> None:
        self._layer = layer
        words = Words("sum", size=style.Size.SMALL, role="neutral")
        colour = style.colour("a")
        self._number = Numeral(reading.entry("a_sum", layer), DECIMALS, colour=colour)
        super().__init__(*sentence(words, self._number))
        self.next_to(column, DOWN, buff=0.25)
        self.shift(RIGHT * (column.get_x() - self._number.get_x()))

    def take(self, reading: Reading) -> None:
        """Show the sum in another reading, at once."""
        self._number.set_entry(reading.entry("a_sum", self._layer))


def _entry_by(f: Place, i: int | str, p: Place, j: int | str) -> str:
    above = part(f[0], f"partial {f[0]}", f[1], i)
    return f"frac({above}, {part(f'{p[0]}_by', f'partial {p[0]}', p[1], j)})"


def _quiet_zeros(grid: Grid) -> None:
    """What is exactly zero is a plain 0, so that the eye goes to what is not."""
    for k, (at, number) in enumerate(np.ndenumerate(grid.numbers)):
        if number.entry.value == 0:
            quiet = Numeral(number.entry, 0, colour=style.colour("neutral"))
            quiet.set_fill(opacity=_QUIET)
            quiet.scale(number.height / quiet.height).move_to(number)
            grid.numbers[at] = grid.cells.submobjects[k] = quiet


def _signed(shown: Numeral) -> VGroup:
    """A number as wide as it is; a negative one in parentheses, so that a dot can stand before."""
    return as_factor(Numeral(shown.entry, shown.decimals, colour=shown.get_fill_color()))
