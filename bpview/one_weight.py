"""One weight is nudged, and Δℒ / Δw set beside the entry of ∂ℒ/∂W that backpropagation found."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, Line, VGroup, VMobject

from bpview import style
from bpview.entry import Entry
from bpview.formula import EQUALS, LOSS, Formula, equated, part, stacked
from bpview.nudging import LossNudge
from bpview.numeral import Numeral, fewest_decimals
from bpview.reading import Reading
from bpview.strokes import Strokes

__all__ = ["OneWeight"]

_SIZE, _DECIMALS, _GAP = 36, 5, 0.36


class OneWeight(LossNudge):
    """The loss against w_ji of `layer` (j, i from 0), the nudge, and the numbers beside it.

    `told` makes rows for the nudge as it is then; from then on they follow it. ``slope`` is one
    more row below them, ∂ℒ/∂w itself.
    """

    slope: VMobject
    even_start = True

    def __init__(
        self, reading: Reading, layer: int, j: int, i: int, *, width: float, height: float
    ) -> None:
        self._at = layer, j, i
        # The nudge is positive, so its leg has the colour of what is.
        super().__init__(
            reading,
            "W",
            layer,
            (j, i),
            symbol=self._name("w"),
            role="weight_pos",
            width=width,
            height=height,
        )
        self.plot.add(self._starts(), self._here())

    def _starts(self) -> VGroup:
        """Marks with their numbers where the axes start, which is not at zero."""
        corner, grey, found = self.plot.x_axis.get_start(), style.colour("neutral"), VGroup()
        for value, side in zip(self.plot.start, (DOWN, LEFT), strict=True):
            entry = Entry(self.reading.name, "tick", None, (), value)
            decimals = len(f"{value:.4g}".partition(".")[2])
            number = Numeral(entry, decimals, size=style.Size.SMALL, colour=grey)
            mark = Line(corner, corner + 0.1 * side, stroke_width=2, color=grey)
            found.add(VGroup(mark, number.next_to(mark, side, buff=0.1)))
        return found

    def _here(self) -> VGroup:
        """Where the curve is without a nudge: w and ℒ, each as a number at its axis."""
        w, loss = self.reading.entry("W", *self._at), self.reading.entry("loss")
        dot = self.plot.at(w.value, loss.value)
        found = VGroup()
        for entry, role, axis, side in (
            (w, "weight", self.plot.x_axis, DOWN),
            (loss, "loss", self.plot.y_axis, LEFT),
        ):
            foot = np.where(side == 0, dot, axis.get_center())
            colour = style.signed(role, entry.value)
            number = Numeral(entry, fewest_decimals([entry]), size=style.Size.SMALL, colour=colour)
            way = np.array([foot]), np.array([dot])
            guide = Strokes(*way, style.colour("neutral"), 1.5, 0.7, dashed=True)
            found.add(guide, number.next_to(foot, side, buff=0.12))
        return found

    def told(self, place: tuple[float, float, float] = (0, 0, 0)) -> VGroup:
        """Δw, Δℒ and Δℒ/Δw, each a pair (name with its sign of equality, number).

        `place` is the middle of them and of `slope`.
        """
        w, by_w = self._name("w"), self._name("partial w")
        names = [f"Delta {w}", f"Delta {LOSS}", f"Delta {LOSS} \\/ Delta {w}"]
        entry = self.reading.entry("dW", *self._at)
        colour = style.signed("delta", entry.value)
        found = Numeral(entry, _DECIMALS, size=_SIZE, colour=colour, flush_left=True)
        slope = Formula(f"{{{{ partial cal(L) : loss }}}} \\/ {by_w} {EQUALS}", size=_SIZE)
        rows = self.rows(names, _SIZE, decimals=_DECIMALS, gap=_GAP)
        *told, self.slope = stacked(*rows, equated(slope, found), gap=_GAP).move_to(place)
        return VGroup(*told)

    def _name(self, name: str) -> str:
        layer, j, i = self._at
        return part("W", name, layer, f"{j + 1}{i + 1}")
