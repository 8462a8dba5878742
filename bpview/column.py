"""The input as one tall column, a^(0) = x."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, VGroup

from bpview import style
from bpview.entry import Entries
from bpview.formula import Formula, Words, part
from bpview.image import Picture

__all__ = ["InputColumn"]

_HIGH, _WIDE = 5.0, 0.34
_LARGEST_CELL = 0.5


class InputColumn(VGroup):
    """Every input as a square of one column, around the origin; its first and last are named.

    Attributes
    ----------
    strip
        The `Picture`.
    symbol, shape, ends
        a^(0) = x above, its shape below, and the symbols of its ends at the right.
    """

    def __init__(self, x: Entries) -> None:
        count = len(x)
        cell = _WIDE, min(_LARGEST_CELL, _HIGH / count)
        self.strip = Picture(x, shape=(count, 1), cell=cell)
        self.symbol = Formula(f"{part('a', 'a', 0)} = x").next_to(self.strip, UP, buff=0.45)
        self.shape = Words(f"${count} times 1$", size=style.Size.SMALL, role="neutral")
        self.shape.next_to(self.strip, DOWN, buff=0.35)
        self.ends = VGroup()
        for k, inwards in {0: DOWN, count - 1: UP}.items():
            end = Formula(part("a", "a", 0, k + 1), size=style.Size.SMALL)
            # On a level with the middle of its own cell.
            level = self.strip.get_edge_center(-inwards) + inwards * cell[1] / 2
            self.ends.add(end.next_to(self.strip, RIGHT, buff=0.2).set_y(level[1]))
        super().__init__(self.strip, self.symbol, self.shape, self.ends)
