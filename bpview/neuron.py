"""A neuron as a disc: its filling is a, and where there is room the number stands inside."""

from __future__ import annotations

from typing import Self

import numpy as np
from manim import Circle, ManimColor, VGroup

from bpview import glyphs, style
from bpview.colours import contrast
from bpview.entry import Entry
from bpview.numeral import Numeral, fewest_decimals, format_value

__all__ = ["Neuron", "ink_on"]


class Neuron(VGroup):
    """A ring; its filling is a, and where there is room the number stands inside.

    A negative a leaves the middle empty, so that its sign needs no colour. The number has as many
    of `decimals` as there is room for, and no more than it needs; at `least` so many.
    """

    def __init__(self, index: int, radius: float, decimals: int = 3) -> None:
        self.index = index
        self.decimals, self.least = decimals, 0
        self.radius = radius
        self.ring = Circle(radius, stroke_width=2, stroke_color=style.colour("neutral"))
        self.fill = Circle(radius, stroke_width=0, fill_color=style.colour("a"), fill_opacity=0)
        self.hollow = Circle(
            radius * 0.5, stroke_width=0, fill_color=style.colour("background"), fill_opacity=0
        )
        self.number: Numeral | None = None
        self.ink = style.colour("ink")
        super().__init__(self.fill, self.hollow, self.ring)

    def activate(self, entry: Entry, largest: float = 1.0, *, number: bool = False) -> Self:
        """Fill for `entry`, full at ``|a| = largest``; `number` also writes it inside."""
        share = min(1.0, abs(entry.value) / (largest or 1.0))
        self.fill.set_fill(opacity=share)
        negative = entry.value < 0
        self.hollow.set_fill(opacity=float(negative))
        if number:
            # The number of a hollow disc needs room: only a rim of the filling is left.
            self.hollow.scale_to_fit_width(1.7 * self.radius)
            self.ink = style.colour("ink") if negative else ink_on(share)
            self._write(entry).set_fill(self.ink, opacity=1)
        return self

    def write_clearly(self) -> None:
        """The number takes the ink that can be read on the disc as it is now, however faint."""
        if self.number is not None:
            hollow = self.hollow.get_fill_opacity() > 0
            share = 0.0 if hollow else self.fill.get_fill_opacity()
            self.number.set_fill(ink_on(share), opacity=self.number.get_fill_opacity())

    def _write(self, entry: Entry) -> Numeral:
        if self.number is None:
            decimals, size = self._room_for(entry)
            self.number = Numeral(entry, decimals, size=size).move_to(self.ring)
            self.add(self.number)
        return self.number.set_entry(entry)

    def _room_for(self, entry: Entry) -> tuple[int, float]:
        """Decimals and size at which the number fits: as many decimals as stay readable."""
        decimals, size = max(self.least, fewest_decimals([entry], self.decimals)), 0.0
        while True:
            ems = glyphs.width(format_value(entry.value, decimals))
            # A hollow disc has a rim that the number keeps away from.
            room = (1.72 if entry.value >= 0 else 1.45) * self.radius
            size = min(style.Size.NUMBER, room / (ems * style.EM))
            if size >= style.Size.SMALL or decimals == 1:
                return decimals, size
            decimals -= 1


def ink_on(share: float) -> ManimColor:
    """What is readable (4.5:1) on a disc of the activation colour at opacity `share`."""
    back, front = (np.array(style.colour(role).to_rgb()) for role in ("background", "a"))
    disc = back + share * (front - back)
    inks = [style.colour("ink"), style.colour("background")]
    return max(inks, key=lambda ink: contrast(ink.to_rgb(), disc))
