"""An input, or the weights into one neuron, as a picture: one square a value, laid out in rows."""

from __future__ import annotations

import math
from typing import Any

from manim import (
    DOWN,
    RIGHT,
    Animation,
    Rectangle,
    Square,
    VGroup,
    linear,
    smooth,
)

from bpview import style
from bpview.entry import Entries
from bpview.motion import live
from bpview.neuron import ink_on
from bpview.numeral import Numeral

__all__ = ["POWER", "Picture", "is_picture", "picture_shape", "unrolled"]

_LEAST_SIDE = 4
_LARGEST_CELL = 0.6
_AT_ONCE = 2.0  # how long all squares take to set out, beside the way of one

POWER = 0.7
"""Brightness goes with this power of a value's size, so that small ones are seen too."""


def is_picture(count: int) -> bool:
    """Whether so many values are shown as a square picture: a square number, from 16 on."""
    side = math.isqrt(count)
    return side >= _LEAST_SIDE and side * side == count


def picture_shape(count: int) -> tuple[int, int]:
    """(rows, columns) in which so many values stand: a square picture, or a plain column."""
    return (math.isqrt(count),) * 2 if is_picture(count) else (count, 1)


class Picture(VGroup):
    """Values as squares, row by row: brightness by size, a negative one hollow.

    Attributes
    ----------
    cells
        The squares in the order of the values, each with its place even where it is dark.
    frame
        A thin line around all.

    Parameters
    ----------
    entries
        Shape ``(n,)``.
    role
        Colour; ``weight`` tells signs apart.
    height
        Of the whole, in scene units; few values take less.
    shape, cell
        (rows, columns) and (width, height) of one square, where not as `picture_shape` says.
    """

    def __init__(
        self,
        entries: Entries,
        role: str = "a",
        *,
        height: float = 1.0,
        shape: tuple[int, int] | None = None,
        cell: tuple[float, float] | None = None,
    ) -> None:
        self.entries, self.role = entries, role
        rows, columns = shape or picture_shape(len(entries))
        if rows * columns != len(entries):
            raise ValueError(f"{len(entries)} values do not fill {rows} rows of {columns}")
        side = min(height / rows, _LARGEST_CELL)
        self.width_of_cell, self.height_of_cell = cell or (side, side)
        self.largest = max(abs(e.value) for e in entries) or 1.0
        self.cells = VGroup()
        for k, entry in enumerate(entries):
            square = Square(1.0)
            i, j = divmod(k, columns)
            square.move_to(RIGHT * j * self.width_of_cell + DOWN * i * self.height_of_cell)
            self.cells.add(square)
            self.paint(k, entry.value)
        self.cells.center()
        self.frame = Rectangle(
            width=columns * self.width_of_cell + 0.06,
            height=rows * self.height_of_cell + 0.06,
            stroke_width=1.5,
            stroke_color=style.colour("neutral"),
        )
        super().__init__(self.frame, self.cells)

    def paint(self, k: int, value: float) -> None:
        """Give square `k` the look of `value`, of the largest this picture was made with."""
        share, square = self._share(value), self.cells[k]
        colour, hollow = style.signed(self.role, value), value < 0
        rim = 0.14 * min(self.width_of_cell, self.height_of_cell) if hollow else 0.0
        square.stretch_to_fit_width(0.94 * self.width_of_cell - rim)
        square.stretch_to_fit_height(0.94 * self.height_of_cell - rim)
        square.set_stroke(colour, width=100 * rim, opacity=share * hollow)
        square.set_fill(colour, opacity=share * (not hollow))

    def reveal(self, count: int) -> None:
        """Show the first `count` squares only, at once."""
        for k, square in enumerate(self.cells):
            self.paint(k, self.entries[k].value)
            if k >= count:
                square.set_stroke(opacity=0).set_fill(opacity=0)

    def numbers(self, decimals: int) -> VGroup:
        """The values as numbers: inside their squares, where a column stands beside them."""
        found = VGroup()
        for square, entry in zip(self.cells, self.entries, strict=True):
            number = Numeral(entry, decimals, size=style.Size.SMALL)
            if is_picture(len(self.entries)):
                share = self._share(entry.value) if entry.value > 0 else 0.0
                number.set_color(ink_on(share)).move_to(square)
            else:
                number.next_to(square, RIGHT, buff=0.25)
            found.add(number)
        return found

    def _share(self, value: float) -> float:
        return float(min(1.0, abs(value) / self.largest) ** POWER)

    def marked(self, k: int) -> Square:
        """A frame around square `k`."""
        ring = Square(self.width_of_cell + 0.05, stroke_width=4, stroke_color=style.colour("ink"))
        return ring.move_to(self.cells[k])


def unrolled(source: Picture, goal: Picture, **kwargs: Any) -> Animation:
    """Copies of the squares of `source` walk to the places of `goal`, one after the other.

    None is seen before it sets out: on top of its square it would make that brighter.
    """
    ways = [(b, a.copy(), b.copy()) for a, b in zip(source.cells, goal.cells, strict=True)]
    last = _AT_ONCE * (len(ways) - 1) / len(ways)

    def walk(alpha: float) -> None:
        for k, (square, start, end) in enumerate(ways):
            share = alpha * (1 + last) - _AT_ONCE * k / len(ways)
            if share <= 0:
                square.set_opacity(0)
            else:
                square.interpolate(start, end, smooth(min(1.0, share)))

    return live(walk, *goal.cells, rate_func=linear, **kwargs)
