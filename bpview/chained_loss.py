"""The chain rule on two plots: the step of a that φ gives on one is the run of the loss on another.

z by 1  →  a by φ'(z)  →  ℒ by φ'(z) · g = δ        along the slopes
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, UP, VGroup

from bpview import style
from bpview.graph import LossPlot, legs
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["ChainedLoss"]


class ChainedLoss(LossPlot):
    """The loss against one output, `j`, and what it does along its slope as z goes 1 along φ's.

    ``run`` is the step of a, φ', and ``rise`` that of the loss, δ: each a leg and its number. Where
    one of them is 0, or the loss would go below its axis, both are empty.
    """

    def __init__(self, reading: Reading, *, width: float, height: float, j: int = 0) -> None:
        L = reading.experiment.network.L
        slope, delta = (reading.entry(q, L, j) for q in ("phi_prime", "delta"))
        super().__init__(reading, width=width, height=height, j=j, least=1.1 * abs(slope.value))
        a, loss = reading.entry("a", L, j).value, reading.entry("loss").value
        here, there = self.at(a, loss), self.at(a + slope.value, loss + delta.value)
        back = here - 0.3 * (self.tangent.get_end() - here)
        self.tangent.put_start_and_end_on(back, there)
        self.remove(self.legs)
        roles = "phi_prime", style.by_sign("delta", delta.value)
        found = legs((here, np.array([there[0], here[1], 0]), there), roles)
        self.run, self.rise = VGroup(), VGroup()
        if len(found) == 2 and there[1] > self.x_axis.get_y():
            above = UP if delta.value < 0 else DOWN  # on the other side is the curve
            self.run.add(found[0], _number(slope, roles[0]).next_to(found[0], above, buff=0.08))
            self.rise.add(found[1], _number(delta, roles[1]).next_to(there, -above, buff=0.1))
        self.add(self.run, self.rise)

    def plain(self) -> VGroup:
        """All of it but the two legs."""
        return VGroup(*(m for m in self if m not in (self.run, self.rise)))


def _number(entry: Any, role: str) -> Numeral:
    return Numeral(entry, size=style.Size.SMALL, colour=style.colour(role))
