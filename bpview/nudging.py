"""One parameter is nudged, everything downstream is computed again: run, rise, secant, tangent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import DOWN, Animation, Dot, Line, Mobject, VGroup

from bpview import style
from bpview.entry import Entry
from bpview.formula import EQUALS, LOSS, Formula, equated, stacked
from bpview.graph import Plot
from bpview.motion import live
from bpview.numeral import Numeral
from bpview.places import Place, name_of, ratio_of, role_of
from bpview.product import shown
from bpview.reading import Reading
from bpview.strokes import Strokes

__all__ = ["SMALLEST", "LossNudge", "Then", "Wiggle", "ZNudge"]

Then = Callable[[Reading], Any]

_REACH = 2.4
_SIZE = 40  # of a quotient beside the changes
_FINE = 7  # decimals with which the smallest changes divide to it
SMALLEST = 0.001
"""The nudge at which the secant stands for the tangent."""


class LossNudge(VGroup):
    """The loss against one entry of W or b, and a nudge of it that can move.

    ``by`` is the nudge; ``now`` the network nudged by it; ``moving`` the run (Δw), the rise (Δℒ)
    and the line through both points. A kind with an `even_start` has axes that start so.

    Parameters
    ----------
    tensor, layer, index
        The entry, as in `Reading.nudged`.
    symbol, role
        Its name on the axis, as a part of a `Formula`, and the colour of the run.
    reach
        How far the curve goes to either side.
    dots
        The role that colours both points.
    """

    even_start = False
    finer = 0  # decimals of the nudge beyond those of the quotient

    def __init__(
        self,
        reading: Reading,
        tensor: str,
        layer: int,
        index: tuple[int, ...],
        *,
        symbol: str,
        role: str,
        width: float,
        height: float,
        by: float = SMALLEST,
        reach: float = _REACH,
        dots: str = "ink",
    ) -> None:
        self.reading, self.layer, self._tensor, self._index = reading, layer, tensor, index
        self._role, self._dots = role, dots
        runs = [self._nudged(float(h)) for h in np.linspace(-reach, reach, 49)]
        points = np.array([self._point(run) for run in runs])
        self.plot = Plot(
            points[:, 0],
            points[:, 1],
            width=width,
            height=height,
            x_symbol=symbol,
            y_symbol=LOSS,
            role="loss",
            even_start=self.even_start,
        )
        self.by = by
        self.now = self._nudged(by)
        self._numerals: list[Numeral] = []
        self.moving = VGroup()
        super().__init__(self.plot, self.moving)

    def numerals(self, size: float, decimals: int = 3) -> list[Numeral]:
        """The nudge, Δℒ and their quotient as numbers that follow it.

        Δℒ has three decimals more than the quotient, so that the quotient of what is shown is
        what is shown.
        """
        live = (
            (self.size(), decimals + self.finer, self._role),
            (self.rise(), decimals + 3, "loss"),
            (self.secant(), decimals, "ink"),
        )
        self._numerals = [
            Numeral(entry, decimals, size=size, colour=style.colour(role), flush_left=True)
            for entry, decimals, role in live
        ]
        return self._numerals

    def rows(self, texts: Sequence[str], size: float, *, decimals: int = 3, gap: float) -> VGroup:
        """Those `numerals` behind their names, for instance Δw, Δℒ and Δℒ/Δw, one below the other.

        Each row is a pair (name with its sign of equality, number).
        """
        names = [Formula(f"{text} {EQUALS}", size=size) for text in texts]
        pairs = zip(names, self.numerals(size, decimals), strict=True)
        return stacked(*(equated(name, number) for name, number in pairs), gap=gap)

    def to(self, goal: float, then: Then, *moved: Mobject, **kw: Any) -> Animation:
        """The nudge goes to `goal`; `then` is told every frame's network and changes `moved`."""
        start = self.by

        def change(alpha: float) -> None:
            self.by = start + alpha * (goal - start)
            self.follow()
            then(self.now)

        return live(change, self.moving, *self._numerals, *moved, **kw)

    def follow(self) -> None:
        """Compute the network for the present nudge; redraw run, rise, secant and numbers."""
        self.now = self._nudged(self.by)
        here, there = self._point(self.reading), self._point(self.now)
        corner = self.plot.at(there[0], here[1])
        dot = style.colour(self._dots)
        ends = [Dot(self.plot.at(*point), radius=0.07, color=dot) for point in (here, there)]
        self.moving.become(
            VGroup(
                Line(self.plot.at(*here), corner, color=style.colour(self._role), stroke_width=6),
                Line(corner, self.plot.at(*there), color=style.colour("loss"), stroke_width=6),
                self.plot.chord(here, there, 0.5).set_color(style.colour("ink")),
                *ends,
            )
        )
        entries = self.size(), self.rise(), self.secant()
        for number, entry in zip(self._numerals, entries, strict=False):
            number.set_entry(entry)

    def foot(self) -> VGroup:
        """A dashed line from the base point down to the axis, with the number that stands there."""
        top = self.plot.at(*self._point(self.reading))
        floor = np.array([top[0], self.plot.x_axis.get_start()[1], 0.0])
        line = Strokes(floor[None], top[None], style.colour("neutral"), 1.5, 0.7, dashed=True)
        entry = self.reading.entry(self._tensor, self.layer, *self._index)
        number = shown(entry, self._role, style.Size.SMALL)
        return VGroup(line, number.next_to(floor, DOWN, buff=0.15))

    def rise(self) -> Entry:
        """Δℒ, what the loss does."""
        return self.reading.moved(self.now, "loss")

    def secant(self) -> Entry:
        """Δℒ over the present nudge."""
        return self.reading.secant(self._tensor, self.layer, self._index, self.by)

    def size(self) -> Entry:
        """The nudge itself."""
        return Entry(self.reading.name, "nudge", self.layer, self._index, self.by)

    def _nudged(self, by: float) -> Reading:
        return self.reading.nudged(self._tensor, self.layer, self._index, by)

    def _point(self, reading: Reading) -> tuple[float, float]:
        x = reading.entry(self._tensor, self.layer, *self._index).value
        return x, reading.entry("loss").value


class ZNudge(LossNudge):
    """The loss against one z of the last layer, and a nudge that can move.

    ``names`` are those of the nudge, of what the loss does, and of their quotient.
    """

    def __init__(
        self, reading: Reading, index: int, *, width: float, height: float, by: float = SMALLEST
    ) -> None:
        # b stands beside z in z = W a + b, so that a nudge of b is a nudge of z.
        last = reading.experiment.network.L
        z = name_of(reading, ("z", last, index))
        self.names = f"Delta {z}", f"Delta {LOSS}", f"frac(Delta {LOSS}, Delta {z})"
        super().__init__(
            reading, "b", last, (index,), symbol=z, role="z", width=width, height=height, by=by
        )

    def _point(self, reading: Reading) -> tuple[float, float]:
        return reading.entry("z", self.layer, *self._index).value, reading.entry("loss").value


class Wiggle:
    """Nudge one entry of W or b there and back, and tell the changes it makes.

    `told` are (quantity, layer, index…) whose changes are shown as live `numbers`; ``quotient`` is
    that of the two changes in `ratio`, upper first, behind its name. On the way back it settles:
    at the smallest nudge it stands for the slope. It is empty where none is asked for, and where
    the lower one does not move (a ReLU that is off).
    """

    def __init__(
        self,
        reading: Reading,
        tensor: str,
        layer: int,
        index: tuple[int, ...],
        told: Sequence[tuple[Any, ...]],
        *,
        by: float = 0.6,
        ratio: tuple[Place, Place] | None = None,
    ) -> None:
        self.reading, self._place, self._most = reading, (tensor, layer, index), by
        self._told, self._ratio = told, ratio
        self._by = 0.0
        roles = [role_of(reading, what) for what in told]
        # Where a change of the loss is divided it has a decimal more, for the quotient's sake.
        self.numbers = [
            Numeral(
                entry,
                4 if role == "loss" and ratio is not None else 3,
                size=style.Size.FORMULA,
                colour=style.colour(role),
                flush_left=True,
            )
            for entry, role in zip(self._changes(), roles, strict=True)
        ]
        self.quotient = VGroup()
        if ratio is not None and reading.moved(self._now(SMALLEST), *ratio[1]).value:
            name = ratio_of(reading, *ratio, change=True, flat=True)
            self._slope = Numeral(self._secant(ratio), size=_SIZE, flush_left=True)
            self.quotient = equated(Formula(f"{name} {EQUALS}", size=_SIZE), self._slope)

    def rows(self, texts: Sequence[str], size: float = style.Size.FORMULA) -> VGroup:
        """The `numbers` behind the names of what changes, one below the other."""
        names = [Formula(f"{text} {EQUALS}", size=size) for text in texts]
        return stacked(*(equated(n, v) for n, v in zip(names, self.numbers, strict=True)))

    def run(
        self, then: Then, *moved: Mobject, back: bool = False, shown: int | None = None, **kw: Any
    ) -> Animation:
        """Go there, or back; `then` is told every frame's network and changes `moved`.

        Only the first so many of the numbers are `shown` yet; as a rule all are.
        """
        return live(self._goes(then, back), *self.numbers[:shown], *moved, **kw)

    def settle(self, then: Then, *moved: Mobject, **kw: Any) -> Animation:
        """Go back until only the smallest nudge is left: what the quotient settles to.

        Of the changes show those it is of, the first and the last, with decimals enough for it.
        """
        shown = self.numbers[0], self.numbers[-1]
        for number in shown:
            number.decimals = _FINE
        return live(
            self._goes(then, back=True, least=SMALLEST), self.quotient, *shown, *moved, **kw
        )

    def _goes(self, then: Then, back: bool, least: float = 0.0) -> Callable[[float], None]:
        def change(alpha: float) -> None:
            self._by = max(self._most * (1 - alpha if back else alpha), least, key=abs)
            for number, entry in zip(self.numbers, self._changes(), strict=True):
                number.set_entry(entry)
            if self._ratio is not None and self.quotient.submobjects:
                self._slope.set_entry(self._secant(self._ratio))
            then(self._now())

        return change

    def _now(self, least: float = 0.0) -> Reading:
        tensor, layer, index = self._place
        return self.reading.nudged(tensor, layer, index, max(self._by, least, key=abs))

    def _secant(self, ratio: tuple[Place, Place]) -> Entry:
        return self.reading.quotient(self._now(SMALLEST), *ratio)

    def _changes(self) -> list[Entry]:
        now = self._now()
        return [self.reading.moved(now, *what) for what in self._told]
