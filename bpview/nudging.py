"""One parameter is nudged, everything downstream is computed again: run, rise, secant, tangent."""

from __future__ import annotations

import numpy as np
from manim import Dot, Line, ValueTracker, VGroup

from bpview import style
from bpview.formula import LOSS, part
from bpview.graph import Plot
from bpview.reading import Entry, Reading

__all__ = ["ZNudge"]

_REACH = 2.4
SMALLEST = 0.001
"""The nudge at which the secant stands for the tangent."""


class ZNudge(VGroup):
    """The loss against one z of the last layer, and a nudge that can move.

    ``by`` (a `ValueTracker`) is the nudge; ``now`` the network nudged by it; ``moving`` the run
    (Δz), the rise (Δℒ) and the line through both points, to be redrawn by ``follow``.
    """

    def __init__(
        self, reading: Reading, index: int, *, width: float, height: float, by: float = 1.8
    ) -> None:
        self.reading, self.index = reading, index
        self.layer = reading.experiment.network.L
        runs = [self._nudged(float(h)) for h in np.linspace(-_REACH, _REACH, 49)]
        points = np.array([self._point(run) for run in runs])
        self.plot = Plot(
            points[:, 0],
            points[:, 1],
            width=width,
            height=height,
            x_symbol=part("z", "z", self.layer, index + 1),
            y_symbol=LOSS,
            role="loss",
        )
        self.by = ValueTracker(by)
        self.now = self._nudged(by)
        self.moving = VGroup()
        super().__init__(self.plot, self.moving)

    def follow(self) -> None:
        """Compute the network for the present nudge, and redraw run, rise and secant."""
        self.now = self._nudged(self.by.get_value())
        here, there = self._point(self.reading), self._point(self.now)
        corner = self.plot.at(there[0], here[1])
        ink = style.colour("ink")
        ends = [Dot(self.plot.at(*point), radius=0.07, color=ink) for point in (here, there)]
        self.moving.become(
            VGroup(
                Line(self.plot.at(*here), corner, color=style.colour("z"), stroke_width=6),
                Line(corner, self.plot.at(*there), color=style.colour("loss"), stroke_width=6),
                self.plot.chord(here, there, 0.75).set_color(ink),
                *ends,
            )
        )

    def rise(self) -> Entry:
        """Δℒ, what the loss does."""
        return self.reading.change(self.by.get_value(), self.now)

    def secant(self) -> Entry:
        """Δℒ / Δz at the present nudge."""
        return self.reading.secant("b", self.layer, (self.index,), self.by.get_value())

    def size(self) -> Entry:
        """Δz, the nudge itself."""
        return Entry(self.reading.name, "nudge", self.layer, (self.index,), self.by.get_value())

    def _nudged(self, by: float) -> Reading:
        # b stands beside z in z = W a + b, so that a nudge of b is a nudge of z.
        return self.reading.nudged("b", self.layer, (self.index,), by)

    def _point(self, reading: Reading) -> tuple[float, float]:
        z = reading.entry("z", self.layer, self.index).value
        return z, reading.entry("loss").value
