"""Many straight strokes in few paths: what keeps a wide network's frame cheap to draw."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
from manim import ManimColor, VGroup, VMobject
from numpy.typing import NDArray

from bpview import style

__all__ = ["Points", "Pulses", "Strokes", "bundles", "dashes", "straight"]

Points = NDArray[np.float64]

_DASH = 0.16
_MOST, _FEW = 48, 16


def straight(starts: Points, ends: Points) -> Points:
    """Cubic curves ``(4 m, 3)`` of m straight lines, given ``(m, 3)`` starts and ends."""
    shares = np.array([0, 1 / 3, 2 / 3, 1])[None, :, None]
    return (starts[:, None] + shares * (ends - starts)[:, None]).reshape(-1, 3)


def dashes(starts: Points, ends: Points, length: float = _DASH) -> tuple[Points, Points]:
    """Cut every line into dashes of about `length` with gaps two thirds as long."""
    return _Cut.dashed(starts, ends, length).of(starts, ends)


class _Cut(NamedTuple):
    """What of some lines is drawn: pieces, each of line `which`, from one share of it to another.

    Arrays of the shapes (pieces,), (pieces, 1), (pieces, 1).
    """

    which: NDArray[np.intp]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]

    @classmethod
    def whole(cls, count: int) -> _Cut:
        return cls(np.arange(count), np.zeros((count, 1)), np.ones((count, 1)))

    @classmethod
    def dashed(cls, starts: Points, ends: Points, length: float) -> _Cut:
        lines, begins, dash_lengths = [], [], []
        for line, total in enumerate(np.linalg.norm(ends - starts, axis=1)):
            count = max(2, round((total / length + 2 / 3) / (5 / 3)))  # one dash would be a line
            dash = 1 / (count * 5 / 3 - 2 / 3)
            lines.append(np.full(count, line))
            begins.append(np.arange(count) * dash * 5 / 3)
            dash_lengths.append(np.full(count, dash))
        begin = np.concatenate(begins)[:, None]
        return cls(np.concatenate(lines), begin, begin + np.concatenate(dash_lengths)[:, None])

    def of(self, starts: Points, ends: Points) -> tuple[Points, Points]:
        """Starts and ends of the pieces, where the lines are these."""
        start, way = starts[self.which], (ends - starts)[self.which]
        return start + self.begin * way, start + self.end * way


class Strokes(VMobject):
    """Straight lines drawn as one path of one colour and width; dashed on request."""

    def __init__(
        self,
        starts: Points,
        ends: Points,
        colour: ManimColor,
        width: float,
        opacity: float = 1.0,
        *,
        dashed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            stroke_color=colour,
            stroke_width=width,
            stroke_opacity=opacity,
            fill_opacity=0,
            **kwargs,
        )
        self.draw(starts, ends, dashed=dashed)

    def draw(self, starts: Points, ends: Points, *, dashed: bool) -> None:
        """Draw these lines, dashed or whole."""
        self._cut = _Cut.dashed(starts, ends, _DASH) if dashed else _Cut.whole(len(starts))
        self.lie(starts, ends)

    def lie(self, starts: Points, ends: Points) -> None:
        """Put as many lines as there are elsewhere; their dashes stretch with them."""
        self.points = straight(*self._cut.of(starts, ends))


class Pulses(VGroup):
    """Short lights running along lines, all at once; widths and signs are those of `values`.

    Of very many lines only those with the largest values carry a light.

    ``run(progress)`` places them; 0 and 1 are out of sight at either end.
    """

    def __init__(
        self, starts: Points, ends: Points, values: NDArray[Any], role: str, length: float = 0.3
    ) -> None:
        if len(values) > _MOST:  # a wall of light shows nothing: the strongest tell the story
            strongest = np.sort(np.argsort(-np.abs(values), kind="stable")[:_MOST])
            starts, ends, values = starts[strongest], ends[strongest], values[strongest]
        self._length = length
        self._lines: list[tuple[Points, Points]] = []
        parts = []
        widest = 7.0 if len(values) <= _FEW else 3.0  # of many, thick ones would be one blot
        for members, colour, width in bundles(values, role, widest=widest):
            self._lines.append((starts[members], ends[members]))
            nothing = np.zeros((0, 3))
            parts.append(Strokes(nothing, nothing, colour, width))
        super().__init__(*parts)

    def run(self, progress: float) -> Self:
        """Move to `progress` in 0..1 of the way."""
        head = min(1.0, progress * (1 + self._length))
        tail = max(0.0, progress * (1 + self._length) - self._length)
        for stroke, (starts, ends) in zip(self, self._lines, strict=True):
            way = ends - starts
            stroke.points = (
                straight(starts + tail * way, starts + head * way)
                if head - tail > 1e-6
                else np.zeros((0, 3))
            )
        return self


def bundles(
    values: NDArray[Any], role: str, *, widest: float, levels: int = 4
) -> list[tuple[NDArray[np.intp], ManimColor, float]]:
    """Sort `values` (m,) by sign and size: (which, colour, stroke width) of every bundle.

    `levels` widths are told apart for each sign.
    """
    largest = float(np.abs(values).max()) if values.size else 0.0
    if largest == 0.0:
        return []
    level = np.ceil(np.abs(values) / largest * levels).astype(int)
    found = []
    for sign in (1, -1):
        for k in range(1, levels + 1):
            members = np.flatnonzero((np.sign(values) == sign) & (level == k))
            if members.size:
                found.append((members, style.signed(role, sign), widest * k / levels))
    return found
