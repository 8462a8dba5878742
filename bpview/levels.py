"""From a linear axis to a logarithmic one: lines at powers of ten move to even distances."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, VGroup

from bpview import style
from bpview.bars import Bars
from bpview.logplot import LogCurve, LogPlot
from bpview.motion import live
from bpview.strokes import Strokes

__all__ = ["Levels"]

_TOLD = 2  # the others would stand in each other


class Levels:
    """The lines of a `LogPlot`, first where the scale of some `Bars` has them.

    They take the place of the lines in the plot.

    Attributes
    ----------
    lines
        At every power of ten that is not above the highest bar.
    told
        The highest of these powers, at the axis.
    """

    def __init__(self, plot: LogPlot, bars: Bars) -> None:
        self._plot = plot
        # On the scale of the bars a line above all of them may be far out of the frame.
        highest = max(bars.values)
        low = [k for k, power in enumerate(plot.exponents) if 10.0**power <= highest]
        powers = [plot.exponents[k] for k in low]
        self._before = np.array([bars.top(10.0**power) for power in powers])
        self._after = np.array([plot.at(1, power)[1] for power in powers])
        ends = plot.grid.points.reshape(-1, 4, 3)[:, [0, -1]]  # of every line
        self._ends = ends[low]
        colour, width = style.colour("neutral"), plot.grid.get_stroke_width()
        opacity = plot.grid.get_stroke_opacity()
        self.lines = Strokes(*self._at(self._before), colour, width, opacity)
        others = np.delete(ends, low, axis=0)
        plot.remove(plot.grid)
        plot.add(self.lines, Strokes(others[:, 0], others[:, 1], colour, width, opacity))
        self.told = VGroup(*(plot.ticks[k] for k in low[:_TOLD]))
        for tick, by in zip(self.told, self._before - self._after, strict=False):
            tick.shift((0, by, 0))

    def spread(self, points: LogCurve, **kw: Any) -> Animation:
        """The lines move to where the plot has them, and the dots of a curve go with them."""
        starts = [tick.get_y() for tick in self.told]
        ways = self._after - self._before
        places = [dot.get_center() for dot in points.dots]

        def change(share: float) -> None:
            self.lines.lie(*self._at(self._before + share * ways))
            for tick, y, way in zip(self.told, starts, ways, strict=False):
                tick.set_y(y + share * way)
            for dot, start, goal in zip(points.dots, places, points.places, strict=True):
                dot.move_to(start + share * (goal - start))

        return live(change, self.lines, self.told, points.dots, **kw)

    def _at(self, ys: Any) -> tuple[Any, Any]:
        ends = self._ends.copy()
        ends[:, :, 1] = ys[:, None]
        return ends[:, 0], ends[:, 1]
