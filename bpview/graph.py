"""Curves of computed values on two plain axes, and points on them that can move."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from manim import DOWN, LEFT, ORIGIN, RIGHT, UP, Arrow, Dot, Line, VGroup, VMobject
from numpy.typing import NDArray

from bpview import style
from bpview.formula import LOSS, Formula, part
from bpview.reading import Reading

__all__ = ["LossPlot", "Plot", "axis", "legs"]


class Plot(VGroup):
    """A curve through given points, with a labelled axis each way.

    Parameters
    ----------
    x, y
        Points of the curve, shapes ``(m,)``, x rising.
    x_symbol, y_symbol
        Axis labels in the notation of `Formula`, parts and all.
    role
        Colour of the curve.
    window
        What the axes span, each way from where to where, if not just the curve.
    even_start
        Whether axes that span just the curve start at numbers of two decimals, for a mark there.

    ``start`` is where the axes start.
    """

    def __init__(
        self,
        x: NDArray[Any],
        y: NDArray[Any],
        *,
        width: float,
        height: float,
        x_symbol: str,
        y_symbol: str,
        role: str = "neutral",
        window: tuple[tuple[float, float], tuple[float, float]] | None = None,
        even_start: bool = False,
    ) -> None:
        low, high = float(y.min()), float(y.max())
        air = 0.12 * (high - low or 1.0)
        whole = (float(x[0]), float(x[-1])), (low - air, high + air)
        if role == "loss" and 0 <= low < high - low:  # near enough to have zero in the picture
            # A curve that comes down to the axis ends before its arrow head.
            whole = (whole[0][0], float(x[-1] + 0.08 * np.ptp(x))), (0.0, high + 2 * air)
        if even_start:
            (left, right), (floor, roof) = whole
            whole = (round(left, 2), right), (math.floor(100 * floor) / 100, roof)
        self._x_range, self._y_range = window or whole
        self.start = self._x_range[0], self._y_range[0]
        neutral = style.colour("neutral")
        self.x_axis = axis(ORIGIN, RIGHT * width, neutral)
        self.y_axis = axis(ORIGIN, UP * height, neutral)
        self.x_label = Formula(x_symbol, size=style.Size.LABEL).next_to(
            self.x_axis, DOWN, buff=0.12
        )
        self.x_label.align_to(self.x_axis, RIGHT)
        self.y_label = Formula(y_symbol, size=style.Size.LABEL).next_to(
            self.y_axis, LEFT, buff=0.15
        )
        self.y_label.align_to(self.y_axis, UP)
        self.curve = VMobject(stroke_color=style.colour(role), stroke_width=4)
        super().__init__(self.x_axis, self.y_axis, self.x_label, self.y_label)
        self.curve.set_points_smoothly([self.at(*point) for point in zip(x, y, strict=True)])
        self.add(self.curve)

    def at(self, x: float, y: float) -> NDArray[np.float64]:
        """The place of (x, y) in the scene, wherever the plot has been moved."""
        ranges = np.array([self._x_range, self._y_range])
        share = (np.array([x, y]) - ranges[:, 0]) / np.ptp(ranges, axis=1)
        corner: NDArray[np.float64] = self.x_axis.get_start()
        right, up = self.x_axis.get_end() - corner, self.y_axis.get_end() - corner
        place: NDArray[np.float64] = corner + share[0] * right + share[1] * up
        return place

    def ticks(self, xs: tuple[float, ...] = (), ys: tuple[float, ...] = ()) -> VGroup:
        """Short marks with their numbers, below the axis at `xs` and left of the other at `ys`."""
        corner, marks = self.at(self._x_range[0], self._y_range[0]), VGroup()
        places = [(np.array([self.at(x, 0)[0], corner[1], 0]), DOWN, x) for x in xs]
        places += [(np.array([corner[0], self.at(0, y)[1], 0]), LEFT, y) for y in ys]
        for place, side, value in places:
            mark = Line(place, place + 0.1 * side, stroke_width=2)
            name = Formula(f"{value:g}", size=style.Size.SMALL).next_to(mark, side, buff=0.1)
            marks.add(VGroup(mark, name).set_color(style.colour("neutral")))
        return marks

    def chord(self, first: tuple[float, float], second: tuple[float, float], reach: float) -> Line:
        """The straight line through two points of the plane, `reach` units to either side."""
        a, b = self.at(*first), self.at(*second)
        way = (b - a) / np.linalg.norm(b - a)
        return Line(a - reach * way, b + reach * way, stroke_width=3)


class LossPlot(Plot):
    """The loss against one output of a network, `j`, with a dot at its a and the slope there.

    ``dot``, ``tangent`` and ``legs``, a run and the tangent's rise, are parts of it. To either side
    there is room for a step of at `least` so much.
    """

    def __init__(
        self, reading: Reading, *, width: float, height: float, j: int = 0, least: float = 0.0
    ) -> None:
        L = reading.experiment.network.L
        index = j + 1 if len(reading.y) > 1 else None
        a, y = reading.entry("a", L, j).value, reading.entry("y", None, j).value
        reach = max(least, 0.4 * max(abs(a - y), 0.5))
        low, high = min(a, y) - reach, max(a, y) + reach
        if "entropy" in reading.experiment.network.loss:  # a probability
            low, high = max(low, 0.05), min(high, 0.95)
        grid = np.linspace(low, high, 61)
        super().__init__(
            grid,
            reading.losses(grid, j),
            width=width,
            height=height,
            x_symbol=part("a", "a", L, index),
            y_symbol=LOSS,
            role="loss",
        )
        here = a, reading.entry("loss").value
        step = 0.2 * (high - low)
        there = a + step, here[1] + step * reading.entry("g", L, j).value
        self.tangent = self.chord(here, there, 0.0)
        way = self.tangent.get_vector() * 0.45 / self.tangent.get_length()
        middle = self.at(*here)
        self.tangent.put_start_and_end_on(middle - way, middle + way)
        self.tangent.set_stroke(style.colour("g"), width=4)
        self.dot = Dot(middle, radius=0.06, color=style.colour("a"))
        foot = np.array([self.at(y, 0)[0], self.x_axis.get_start()[1], 0])
        mark = Line(foot, foot + 0.1 * UP, stroke_width=3, color=style.colour("target"))
        name = Formula("{{ y : target }}", size=style.Size.SMALL).next_to(foot, DOWN, buff=0.1)
        self.add(mark, name)
        turn = np.array([self.tangent.get_end()[0], middle[1], 0.0])
        self.legs = legs((middle, turn, self.tangent.get_end()), ("a", "loss"))
        self.add(self.legs, self.tangent, self.dot)


def legs(corners: tuple[Any, Any, Any], roles: tuple[str, str]) -> VGroup:
    """A run and a rise between three corners, each in the colour of its role."""
    found = VGroup()
    for start, end, role in zip(corners, corners[1:], roles, strict=False):
        if np.linalg.norm(end - start) > 0:  # a flat curve has no rise
            found.add(Line(start, end, stroke_width=5, color=style.colour(role)))
    return found


def axis(start: Any, end: Any, colour: Any) -> Arrow:
    """A thin arrow from `start` to `end`."""
    return Arrow(
        start,
        end,
        buff=0,
        stroke_width=2,
        color=colour,
        tip_length=0.16,
        max_tip_length_to_length_ratio=1,
        max_stroke_width_to_length_ratio=100,
    )
