"""One step of gradient descent while its rate grows: what it makes of the loss."""

from __future__ import annotations

from typing import Any

from manim import Animation, Mobject, VGroup

from bpview import style
from bpview.entry import Entry
from bpview.formula import EQUALS, LOSS, Formula, equated
from bpview.motion import live
from bpview.nudging import Then
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["Descent"]


class Descent:
    """One step of gradient descent that can be watched: η grows from 0 to a safe rate.

    ``now`` is the network after a step of the present η, ``share`` its share of the whole; `goal`
    is another rate to stop at.
    """

    def __init__(self, reading: Reading, goal: Entry | None = None) -> None:
        self.reading, self.now = reading, reading
        self._goal = goal or reading.rate()
        self.share = 0.0
        size = style.Size.FORMULA
        decimals = max(2, len(f"{self._goal.value:g}".partition(".")[2]) + 2)
        self._rate = Numeral(self._eta(), decimals, size=size)
        self._loss = Numeral(reading.entry("loss"), size=size, colour=style.colour("loss"))

    def rows(self) -> list[VGroup]:
        """η, live; the loss before, which stays; the loss after, live: each behind its name."""
        before = Numeral(
            self.reading.entry("loss"), size=style.Size.FORMULA, colour=style.colour("loss")
        )
        found = {"eta": self._rate, f'{LOSS}_"before"': before, f'{LOSS}_"after"': self._loss}
        return [equated(Formula(f"{text} {EQUALS}"), number) for text, number in found.items()]

    def run(self, then: Then, *moved: Mobject, **kw: Any) -> Animation:
        """η grows to the whole rate; `then` is told every frame's network and changes `moved`."""

        def change(alpha: float) -> None:
            self.share = alpha
            eta = self._eta()
            self.now = self.reading.descended(eta.value)
            self._rate.set_entry(eta)
            self._loss.set_entry(self.now.entry("loss"))
            then(self.now)

        return live(change, self._rate, self._loss, *moved, **kw)

    def _eta(self) -> Entry:
        return Entry(self.reading.name, "rate", None, (), self.share * self._goal.value)
