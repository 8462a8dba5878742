"""Number lines that answer a nudge: one dot is moved, every dot below it is computed again."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    Line,
    Mobject,
    Polygon,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.entry import Entry
from bpview.formula import EQUALS, Formula
from bpview.motion import live
from bpview.numberline import CLOSEST, NumberLine
from bpview.numeral import Numeral
from bpview.places import Place, change_of, name_of, role_of
from bpview.reading import Reading

__all__ = ["LinkedLines"]


class LinkedLines(VGroup):
    """Number lines one below the other, all on one scale, linked by what moves what.

    The first is nudged, or moved by the nudge of one weight or bias; every other dot stands where
    the network, run again, puts it. Between two lines a `ray` runs from base to base and from dot
    to dot: it narrows where the change becomes smaller, and crosses where its sign turns.

    Parameters
    ----------
    knob
        Which entry of W or b is nudged: a place of `Reading.entry`.
    places
        What the lines show, from top to bottom.
    by
        The largest nudge that will be made: the scale is such that it fits.
    gap
        Scene units from line to line.
    """

    def __init__(
        self,
        reading: Reading,
        knob: Place,
        places: Sequence[Place],
        *,
        by: float,
        half: float = 1.9,
        gap: float = 1.15,
    ) -> None:
        self.reading, self.knob, self.places = reading, knob, list(places)
        self.by, self.now, self.tell = 0.0, reading, True
        self._numbers: list[tuple[Numeral, Callable[[], Entry]]] = []
        self._half = half
        self.zoom = self.fitting(by)
        self.lines = [
            NumberLine(
                reading.entry(*place),
                name_of(reading, place),
                role_of(reading, place),
                half=half,
                zoom=self.zoom,
            ).shift(UP * -gap * k)
            for k, place in enumerate(self.places)
        ]
        self.rays = [self._ray().set_z_index(-1) for _ in self.places[1:]]
        super().__init__(*self.rays, *self.lines)
        for line in self.lines:  # equals signs in one column, numbers in another
            far = line.axis.get_left()[0] - 1.4
            line.label[0].shift(RIGHT * (far - line.label[0].get_right()[0]))
            line.value.shift(RIGHT * (far + 0.12 - line.value.get_left()[0]))
        self.follow()

    def fitting(self, by: float) -> float:
        """Scene units per unit at which the changes of a nudge `by` fill the lines."""
        now = self.reading.nudged(*self._nudge(), by)
        most = max(abs(self.reading.moved(now, *place).value) for place in self.places)
        return 0.9 * self._half / (most or 1.0)

    def to(
        self,
        by: float | None = None,
        *moved: Mobject,
        zoom: float | None = None,
        then: Callable[[Reading], Any] = lambda _: None,
        **kw: Any,
    ) -> Animation:
        """The nudge goes to `by`, the scale to `zoom`; `then` is told every frame's network.

        `moved` is what `then` changes.
        """
        start, wide = self.by, self.zoom
        goal, narrow = start if by is None else by, wide if zoom is None else zoom

        def change(alpha: float) -> None:
            self.by = goal if alpha == 1 else start + alpha * (goal - start)
            self.zoom = narrow if alpha == 1 else wide * (narrow / wide) ** alpha
            self.follow()
            then(self.now)

        numbers = [number for number, _ in self._numbers]
        return live(change, *self.rays, *self.lines, *numbers, *moved, **kw)

    def follow(self, by: float | None = None) -> None:
        """Run the network again for the present nudge, and put everything where it belongs."""
        if by is not None:
            self.by = by
        self.now = self.reading.nudged(*self._nudge(), self.by)
        for line, place in zip(self.lines, self.places, strict=True):
            line.zoom = self.zoom
            line.take(self.now.entry(*place), tell=self.tell)
        for ray, above, below in zip(self.rays, self.lines, self.lines[1:], strict=False):
            ends = [line.axis.get_center() for line in (above, below)]
            moved = [line.dot.get_center() for line in (above, below)]
            ray[0].set_points_as_corners([ends[0], moved[0], moved[1], ends[1], ends[0]])
            ray[1].put_start_and_end_on(*ends)
            ray[2].put_start_and_end_on(*moved)
        for number, source in self._numbers:
            number.set_entry(source())

    def changes(self, decimals: int, x: float) -> list[VGroup]:
        """``Δw = 0.800`` beside every line, left edge at `x`, following the nudge."""
        names = [
            Formula(f"{change_of(self.reading, place)} {EQUALS}", size=style.Size.LABEL)
            for place in self.places
        ]
        equals = x + max(name.width for name in names)
        rows = []
        for place, name, line in zip(self.places, names, self.lines, strict=True):
            number = self._live(partial(self._moved, place), decimals, place)
            name.shift(RIGHT * (equals - name.get_right()[0]))
            name.shift(UP * (line.axis.get_y() - name.part("eq").get_y()))
            number.next_to(name, RIGHT, buff=0.12).set_y(line.axis.get_y())
            rows.append(VGroup(name, number))
        return rows

    def quotient(self, k: int, decimals: int = 3, size: float = style.Size.NUMBER) -> Numeral:
        """The change of line k + 1 over that of line k, following the nudge."""
        top, bottom = self.places[k + 1], self.places[k]
        return self._live(
            lambda: self.reading.quotient(self.now, top, bottom), decimals, None, size
        )

    def tick(self) -> Numeral:
        """How far it is from tick to tick, following the scale."""
        size, decimals = style.Size.SMALL, max(3, round(-math.log10(self.step().value)))
        return self._live(self.step, decimals, None, size).set_color(style.colour("neutral"))

    def release(self, *numbers: VMobject) -> None:
        """Numbers that have left the screen are no longer kept up to date."""
        gone = {id(m) for whole in numbers for m in whole.get_family()}
        self._numbers = [pair for pair in self._numbers if id(pair[0]) not in gone]

    def _live(
        self,
        source: Callable[[], Entry],
        decimals: int,
        place: Place | None,
        size: float = style.Size.LABEL,
    ) -> Numeral:
        role = "ink" if place is None else role_of(self.reading, place)
        number = Numeral(
            source(), decimals, size=size, colour=style.colour(role), flush_left=place is not None
        )
        self._numbers.append((number, source))
        return number

    def step(self) -> Entry:
        """From tick to tick, of those ticks that are far enough apart to be seen."""
        step = 10.0 ** math.ceil(math.log10(3 * CLOSEST / self.zoom))
        return Entry(self.reading.name, "tick", None, (), step)

    def _moved(self, place: Place) -> Entry:
        return self.reading.moved(self.now, *place)

    def _nudge(self) -> tuple[str, int, tuple[int, ...]]:
        tensor, layer, *index = self.knob
        return tensor, layer, tuple(index)

    def _ray(self) -> VGroup:
        neutral = style.colour("neutral")
        corner = np.zeros(3)
        area = Polygon(corner, RIGHT, UP, corner, stroke_width=0, fill_color=neutral)
        area.set_fill(opacity=0.22)
        edges = [Line(LEFT, RIGHT, stroke_width=1.5, color=neutral) for _ in range(2)]
        return VGroup(area, *edges)
