"""Sizes by layer on a logarithmic axis: what falls by a factor falls by a distance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from manim import DOWN, LEFT, UP, Animation, Dot, Line, VGroup, VMobject
from numpy.typing import NDArray

from bpview import style
from bpview.formula import Formula, Words
from bpview.motion import live
from bpview.strokes import Strokes, straight

__all__ = ["Band", "LogCurve", "LogPlot"]

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
_MOST_TICKS = 8


class LogPlot(VGroup):
    """Axes for values of layers: one place a layer, one distance a power of ten.

    Parameters
    ----------
    places
        Where each layer stands: x in scene units by layer; two layers at least.
    top, bottom
        The box of the axis, y in scene units.
    lowest, highest
        Exponents: the axis goes from ``10**lowest`` to ``10**highest``.
    symbol
        What is plotted, in the notation of `Formula`; stands at the upper end of the axis.
    layers
        Layers named below the axis; by default the first, the last and round ones between.
    lines
        Whether every tick goes on as a line across the plot.
    """

    def __init__(
        self,
        places: Mapping[int, float],
        *,
        top: float,
        bottom: float,
        lowest: float,
        highest: float = 0,
        symbol: str = "",
        layers: tuple[int, ...] | None = None,
        lines: bool = True,
    ) -> None:
        self._places, self._lines = dict(places), lines
        low, high = math.floor(lowest), math.ceil(highest)
        step = next((s for s in _STEPS if (high - low) / s <= _MOST_TICKS), high - low)
        self._step = step
        low = step * math.floor(low / step)
        self.exponents = list(range(step * math.floor(high / step), low - 1, -step))
        first, last = min(self._places), max(self._places)
        left, right = self._places[first], self._places[last]
        self._axis_x = left - 0.25
        neutral = style.colour("neutral")
        self.axis = Line((self._axis_x, bottom, 0), (self._axis_x, top, 0))
        self.axis.set_stroke(neutral, width=2)
        self._low, self._high = low, high
        super().__init__(self.axis)
        ys = [self._y(k) for k in self.exponents]
        starts = np.array([(self._axis_x, y, 0) for y in ys])
        ends = np.array([(right + 0.1 if lines else self._axis_x + 0.12, y, 0) for y in ys])
        self.grid = Strokes(starts, ends, neutral, 1.4, 0.5 if lines else 1.0)
        self.ticks = VGroup(
            *(
                Formula(f"10^({k})" if k else "1", size=style.Size.SMALL).next_to(
                    (self._axis_x, y, 0), LEFT, buff=0.15
                )
                for k, y in zip(self.exponents, ys, strict=True)
            )
        )
        for tick, y in zip(self.ticks, ys, strict=True):
            tick.shift(UP * (y - tick[0].get_y()))  # the 1 of 10 on the line, not the power
        names = _named(first, last) if layers is None else layers
        self.names = VGroup(
            *(
                Formula(f"{layer}", size=style.Size.SMALL).next_to(
                    (self._places[layer], bottom, 0), DOWN, buff=0.15
                )
                for layer in names
            )
        )
        self.across = Formula("ell", size=style.Size.LABEL)
        self.across.move_to((right + 0.45, self.names[-1].get_y(), 0))
        self.symbol: VMobject = VGroup()
        if symbol:
            self.symbol = Formula(symbol, size=style.Size.LABEL)
            self.symbol.next_to((self._axis_x, max(top, self.ticks[0].get_top()[1]), 0), UP, 0.25)
        self.add(self.grid, self.ticks, self.names, self.across, self.symbol)

    def key(self) -> Words:
        """What it means to be one line, or one mark of the axis, lower."""
        less = "ten" if self._step == 1 else f"$10^({self._step})$"
        text = f"one {'line' if self._lines else 'mark'} down: {less} times less"
        return Words(text, size=style.Size.SMALL, role="neutral")

    def _y(self, exponent: float) -> float:
        bottom, top = self.axis.get_start()[1], self.axis.get_end()[1]
        share = (exponent - self._low) / (self._high - self._low)
        return float(bottom + share * (top - bottom))

    def at(self, layer: int, exponent: float) -> NDArray[np.float64]:
        """The place of ``10**exponent`` in `layer`, wherever the plot has been moved."""
        moved = self.axis.get_x() - self._axis_x
        return np.array([self._places[layer] + moved, self._y(exponent), 0.0])

    def curve(
        self, logs: Mapping[int, float], role: str = "delta", *, dash: float = 0, dots: bool = False
    ) -> LogCurve:
        """log10 of a size by layer as a line, from the last layer on; -inf ends it.

        With `dash` it is made of dashes of that length, with `dots` every layer is marked.
        """
        layers = sorted((k for k in logs if math.isfinite(logs[k])), reverse=True)
        places = np.array([self.at(k, logs[k]) for k in layers])
        return LogCurve(places, role, dash=dash, dots=dots)

    def band(self, low: Mapping[int, float], high: Mapping[int, float], role: str) -> Band:
        """The range between two curves, in the layers where both are finite."""
        layers = [k for k in sorted(low, reverse=True) if math.isfinite(low[k] + high[k])]
        return Band(
            np.array([self.at(k, low[k]) for k in layers]),
            np.array([self.at(k, high[k]) for k in layers]),
            role,
        )


def _named(first: int, last: int) -> tuple[int, ...]:
    """The first and last of many layers, and round numbers well between them."""
    step = next(s for s in _STEPS if (last - first) / s <= _MOST_TICKS)
    inner = range(step * (first // step + 1), last, step)
    return first, *(k for k in inner if min(k - first, last - k) > step / 2), last


class _Revealed:
    """What is drawn as far as the backward pass has come."""

    def upto(self, share: float) -> None:
        """Show the first `share` (0..1) of the way from the last layer to the first."""
        raise NotImplementedError

    def run(self, *others: _Revealed, then: Callable[[float], Any] | None = None, **kw: Any) -> Any:
        """Reveal this, and `others` with it."""
        parts: tuple[Any, ...] = (self, *others)

        def change(alpha: float) -> None:
            for part in parts:
                part.upto(alpha)
            if then is not None:
                then(alpha)

        change(0.0)
        animation: Animation = live(change, *parts, **kw)
        return animation


class LogCurve(VGroup, _Revealed):
    """A line through places (m, 3), from right to left; ``tip`` is where it has come to."""

    def __init__(
        self, places: NDArray[np.float64], role: str, *, dash: float = 0, dots: bool = False
    ) -> None:
        self.places = places
        self._dash = dash
        self.line = VMobject(stroke_color=style.colour(role), stroke_width=4)
        self.dots = VGroup(*(Dot(p, radius=0.06, color=style.colour(role)) for p in places if dots))
        super().__init__(self.line, self.dots)
        self.upto(1.0)

    @property
    def tip(self) -> NDArray[np.float64]:
        """The left end of what is shown."""
        end: NDArray[np.float64] = self.line.get_end()
        return end

    def upto(self, share: float) -> None:
        """Show the first `share` of the line."""
        seen = _first(self.places, share)
        if self._dash:
            self.line.points = _dashed(seen, self._dash)
        else:
            self.line.points = straight(seen[:-1], seen[1:])
        for k, dot in enumerate(self.dots):
            dot.set_fill(opacity=float(share * (len(self.places) - 1) >= k - 1e-9))


class Band(VMobject, _Revealed):
    """The area between two lines of places (m, 3), paler than a line."""

    def __init__(
        self, low: NDArray[np.float64], high: NDArray[np.float64], role: str, opacity: float = 0.3
    ) -> None:
        super().__init__(stroke_width=0, fill_color=style.colour(role), fill_opacity=opacity)
        self._low_line, self._high_line = low, high
        self.upto(1.0)

    def upto(self, share: float) -> None:
        """Show the first `share` of the area."""
        low, high = _first(self._low_line, share), _first(self._high_line, share)
        self.set_points_as_corners(np.concatenate([low, high[::-1], low[:1]]))


def _first(places: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """The first `share` of a line with corners `places`, counted in corners; two at least."""
    way = min(1.0, max(0.0, share)) * (len(places) - 1)
    whole = min(int(way), len(places) - 2)
    end = places[whole] + (way - whole) * (places[whole + 1] - places[whole])
    return np.concatenate([places[: whole + 1], end[None]])


def _dashed(places: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """A line in dashes that keep their places while more of it is shown."""
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1))])
    total = float(lengths[-1])
    starts = np.arange(0, total, length * 5 / 3)
    pieces = []
    for start in starts:
        end = min(start + length, total)
        inner = lengths[(lengths > start) & (lengths < end)]
        at = np.concatenate([[start], inner, [end]])
        corners = np.stack([np.interp(at, lengths, places[:, k]) for k in range(3)], axis=1)
        pieces.append(straight(corners[:-1], corners[1:]))
    return np.concatenate(pieces) if pieces else np.zeros((0, 3))
