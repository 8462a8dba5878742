"""A number line: where an entry stands, from where it was."""

from __future__ import annotations

import math

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Dot,
    Line,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from bpview import style
from bpview.entry import Entry
from bpview.formula import EQUALS, Formula
from bpview.numeral import Numeral

__all__ = ["CLOSEST", "NumberLine"]

_TICK = 0.16
CLOSEST = 0.15  # scene units between ticks


class NumberLine(VGroup):
    """A stretch of the number line around a base value: ticks, a dot, and the change as a bar.

    The base stands in the middle, under an upright mark; ticks are at round numbers and slide
    outwards as the line is magnified.

    Parameters
    ----------
    base
        The entry in the middle.
    symbol, role
        Its name, as a part of a `Formula`, and its colour.
    half
        Half the length, in scene units.
    zoom
        Scene units per unit of the value.

    Attributes
    ----------
    label
        The name and, behind it, ``value``: the number where the dot is.
    """

    def __init__(
        self, base: Entry, symbol: str, role: str, *, half: float = 1.9, zoom: float = 1.0
    ) -> None:
        self.base, self.half, self.zoom = base, half, zoom
        colour, neutral = style.colour(role), style.colour("neutral")
        self.axis = Line(LEFT * half, RIGHT * half, stroke_width=2, color=neutral)
        self.ticks = VMobject(stroke_width=2, stroke_color=neutral)
        self.mark = Line(UP * 0.2, UP * -0.2, stroke_width=3, color=style.colour("ink"))
        self.bar = Line(LEFT, RIGHT, stroke_width=9, color=colour)
        self.dot = Dot(radius=0.11, color=colour)
        name = Formula(f"{symbol} {EQUALS}", size=style.Size.LABEL)
        self.value = Numeral(base, 3, size=style.Size.LABEL, colour=colour, flush_left=True)
        self.value.next_to(name, RIGHT, buff=0.12).match_y(name.part("eq"))
        self.label = VGroup(name, self.value)
        self.label.shift(UP * -name.part("eq").get_y())
        self.label.next_to(self.axis, LEFT, buff=0.3, coor_mask=np.array([1, 0, 0]))
        super().__init__(self.axis, self.ticks, self.mark, self.bar, self.dot, self.label)
        self.take(base)

    def at(self, value: float) -> NDArray[np.float64]:
        """The place of `value`; what is beyond the line's ends stands at an end."""
        way = (value - self.base.value) * self.zoom
        middle: NDArray[np.float64] = self.axis.get_center()
        return middle + RIGHT * min(self.half, max(-self.half, way))

    def take(self, entry: Entry, *, tell: bool = True) -> None:
        """Put the dot at `entry`; with ``tell=False`` the number stays that of the base."""
        here = self.at(entry.value)
        self.dot.move_to(here)
        middle = self.axis.get_center()
        # A path of no length is drawn as a blot.
        far = here if np.linalg.norm(here - middle) > 1e-3 else middle + RIGHT * 1e-3
        self.bar.put_start_and_end_on(middle, far)
        self.value.set_entry(entry if tell else self.base)
        self._draw_ticks()

    def _draw_ticks(self) -> None:
        """Ticks at two neighbouring powers of ten; the finer ones grow as they come apart."""
        power = math.ceil(math.log10(CLOSEST / self.zoom))
        step = 10.0**power
        fine = _TICK * math.log10(step * self.zoom / CLOSEST)
        first = math.ceil((self.base.value - self.half / self.zoom) / step)
        last = math.floor((self.base.value + self.half / self.zoom) / step)
        self.ticks.clear_points()
        for k in range(first, last + 1):
            height = _TICK if k % 10 == 0 else fine
            here = self.at(k * step)
            self.ticks.start_new_path(here + UP * height / 2)
            self.ticks.add_line_to(here - UP * height / 2)
