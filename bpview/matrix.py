"""Vectors and matrices of computed entries, in brackets drawn as paths."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    PI,
    RIGHT,
    AnimationGroup,
    Rectangle,
    ReplacementTransform,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from bpview import style
from bpview.entry import Entries
from bpview.formula import Words
from bpview.numeral import Numeral, fewest_decimals, format_value

__all__ = ["Brackets", "Grid"]


_STRONGEST = 0.45  # opacity of a patch on which black and white can both be read


class Brackets(VGroup):
    """A pair of square brackets around a box; ``left`` and ``right`` are its two paths."""

    def __init__(self, height: float, width: float, lip: float = 0.12) -> None:
        self.left = self._side(-width / 2, lip, height)
        self.right = self._side(width / 2, -lip, height)
        super().__init__(self.left, self.right)

    @staticmethod
    def _side(x: float, lip: float, height: float) -> VMobject:
        path = VMobject(stroke_width=3, stroke_color=style.colour("neutral"))
        top, bottom = height / 2, -height / 2
        path.set_points_as_corners(
            np.array([[x + lip, top, 0], [x, top, 0], [x, bottom, 0], [x + lip, bottom, 0]])
        )
        return path


class Grid(VGroup):
    """A vector (as a column) or a matrix of numbers.

    Attributes
    ----------
    numbers
        Object array of `Numeral`, indexed like the entries: ``grid.numbers[i, j]``.
    brackets
        The pair of paths around them.

    Parameters
    ----------
    entries
        Entries of shape ``(n,)`` or ``(m, n)``; a vector stands as a column, and with
        ``as_row=True`` as a row.
    role
        Colour of the numbers; ``weight`` and ``delta`` tell signs apart.
    later
        Entries that are to stand here after a change: there is room for them too.
    decimals
        By default three, or as few as show every entry exactly.
    """

    def __init__(
        self,
        entries: Entries,
        role: str = "ink",
        *,
        decimals: int | None = None,
        size: float = style.Size.NUMBER,
        as_row: bool = False,
        later: Entries | None = None,
        column_gap: float = 0.35,
        row_gap: float = 0.24,
    ) -> None:
        if entries.ndim == 1:
            entries = entries[None, :] if as_row else entries[:, None]
        if decimals is None:
            decimals = fewest_decimals(entries)
        self.decimals, self._role = decimals, role
        both = [*entries.flat, *(() if later is None else later.flat)]
        texts = [format_value(e.value, decimals) for e in both]
        reserve = max(texts, key=len)
        self.numbers: NDArray[Any] = np.empty(entries.shape, dtype=object)
        for index in np.ndindex(entries.shape):
            entry: Any = entries[index]
            self.numbers[index] = Numeral(
                entry,
                decimals,
                size=size,
                colour=style.signed(role, entry.value),
                # Numbers side by side have no column to keep in line.
                reserve=None if as_row else reserve,
            )
        self._place(column_gap, row_gap)
        self.cells = VGroup(*self.numbers.flat)
        self.brackets = Brackets(self.cells.height + 0.3, self.cells.width + 0.34)
        super().__init__(self.brackets, self.cells)

    def _place(self, column_gap: float, row_gap: float) -> None:
        x = 0.0
        for column in self.numbers.T:
            width = column[0].width
            for i, number in enumerate(column):
                number.move_to(RIGHT * (x + width / 2) + DOWN * i * (number.height + row_gap))
            x += width + column_gap
        VGroup(*self.numbers.flat).center()

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        rows, columns = self.numbers.shape
        return rows, columns

    def entry(self, i: int, j: int = 0) -> Numeral:
        """The number in row `i`, column `j`, counted from 0."""
        found: Numeral = self.numbers[i, j]
        return found

    def values(self) -> NDArray[np.float64]:
        """What is shown, read back from the text: the values a viewer can calculate with."""
        shown = [n.read for n in self.numbers.flat]
        return np.array(shown).reshape(self.shape)

    def untransposed(self) -> Grid:
        """The transpose of this grid, in the same place: what was there before it was turned."""
        entries = np.empty(self.shape, dtype=object)
        for index in np.ndindex(self.shape):
            entries[index] = self.entry(*index).entry
        before = Grid(entries.T, self._role, decimals=self.decimals)
        scale = self.entry(0).height / before.entry(0).height
        return before.scale(scale).move_to(self)

    def turned_into(self, goal: Grid) -> AnimationGroup:
        """Every entry (i, j) of this grid walks to (j, i) of `goal`."""
        moves = [
            ReplacementTransform(self.entry(i, j), goal.entry(j, i), path_arc=PI / 3)
            for i, j in np.ndindex(self.shape)
        ]
        return AnimationGroup(ReplacementTransform(self.brackets, goal.brackets), *moves)

    def row(self, i: int) -> VGroup:
        """The numbers of row `i`."""
        return VGroup(*self.numbers[i, :])

    def column(self, j: int) -> VGroup:
        """The numbers of column `j`."""
        return VGroup(*self.numbers[:, j])

    def shades(self, role: str = "weight") -> VGroup:
        """A patch behind every number: its colour tells the sign, its strength the size.

        The strongest is that of the entry farthest from 0; numbers in ``ink`` stay readable on all
        of them. Added before the grid, it lies behind it.
        """
        largest = max(abs(n.entry.value) for n in self.numbers.flat) or 1.0
        patches = VGroup()
        for number in self.numbers.flat:
            patch = Rectangle(width=number.width + 0.2, height=number.height + 0.18, stroke_width=0)
            strength = _STRONGEST * abs(number.entry.value) / largest
            patch.set_fill(style.signed(role, number.entry.value), opacity=strength)
            patches.add(patch.move_to(number))
        return patches

    def shape_label(self) -> Words:
        """``(m × n)``, small, below the brackets."""
        rows, columns = self.shape
        label = Words(f"${rows} times {columns}$", size=style.Size.SMALL, role="neutral")
        return label.next_to(self.brackets, DOWN, buff=0.15)
