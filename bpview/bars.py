"""Numbers as bars on one floor, under a line at 1: what multiplies shows whether it shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, DashedLine, Line, Rectangle, VGroup
from numpy.typing import NDArray

from bpview import style
from bpview.entry import Entry
from bpview.formula import Formula
from bpview.motion import live

__all__ = ["Bars", "level"]

_NOTHING = 1e-3  # what is 0 at this scale is not drawn, but has a place


class Bars(VGroup):
    """One bar for each entry, as high as its size; ``bars[k]`` is the k-th.

    Parameters
    ----------
    xs
        Where the bars stand.
    unit
        Height of 1 in scene units.
    width
        Of a bar.
    role
        Colour; ``delta`` tells signs apart. A later `role` holds from the next change on.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        xs: Sequence[float],
        *,
        floor: float,
        unit: float,
        width: float,
        role: str,
    ) -> None:
        self.floor, self._unit, self.role = floor, unit, role
        self.values = np.zeros(len(entries))
        bars = [
            Rectangle(width=width, height=_NOTHING, stroke_width=0, fill_opacity=1).move_to(
                (x, floor + _NOTHING / 2, 0)
            )
            for x in xs
        ]
        super().__init__(*bars)
        self.stand(entries)

    @classmethod
    def scaled(
        cls,
        entries: Sequence[Entry],
        xs: Sequence[float],
        *,
        floor: float,
        height: float,
        largest: Sequence[Entry],
        role: str,
    ) -> Bars:
        """Bars at even distances; the largest of `largest` has the full `height`."""
        top = max(abs(entry.value) for entry in largest) or 1.0
        width = 0.6 * min(0.8, abs(xs[1] - xs[0]))
        return cls(entries, xs, floor=floor, unit=height / top, width=width, role=role)

    def ground(self) -> Line:
        """The floor as a line under all bars."""
        left, right = (self[k].get_x() + side * 0.4 for k, side in ((0, -1), (-1, 1)))
        line = Line((left, self.floor, 0), (right, self.floor, 0))
        return line.set_stroke(style.colour("neutral"), width=2)

    def top(self, value: float) -> float:
        """How high up a bar of that value ends, in scene units."""
        return self.floor + value * self._unit

    def stand(self, entries: Sequence[Entry]) -> None:
        """Take the heights of other entries, at once."""
        self._stand(np.array([entry.value for entry in entries]))

    def to(self, entries: Sequence[Entry], **kw: Any) -> Animation:
        """Grow or shrink to other entries."""
        start, goal = self.values.copy(), np.array([entry.value for entry in entries])
        return live(lambda alpha: self._stand(start + alpha * (goal - start)), self, **kw)

    def rise(self, **kw: Any) -> Animation:
        """Grow from nothing."""
        goal = self.values.copy()
        self._stand(0 * goal)
        return live(lambda alpha: self._stand(alpha * goal), self, **kw)

    def _stand(self, values: NDArray[Any]) -> None:
        self.values = values
        for bar, value in zip(self, values, strict=True):
            height = max(_NOTHING, abs(float(value)) * self._unit)
            bar.stretch_to_fit_height(height).set_y(self.floor + height / 2)
            bar.set_fill(style.signed(self.role, float(value)))


def level(text: str, y: float, left: float, right: float, *, dashed: bool = True) -> VGroup:
    """A level line with its name, such as ``1``, at its left end."""
    neutral = style.colour("neutral")
    start, end = LEFT * -left + UP * y, RIGHT * right + UP * y
    line = DashedLine(start, end, dash_length=0.12) if dashed else Line(start, end)
    line.set_stroke(neutral, width=2)
    name = Formula(text, size=style.Size.SMALL).next_to(line, LEFT, buff=0.15)
    return VGroup(line, name)
