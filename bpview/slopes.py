"""φ' as a picture: the rise of a tangent, a bar under 1, and what a nudge leaves in each layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    DashedLine,
    Dot,
    Line,
    Mobject,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from bpview import lines, style
from bpview.bars import Bars, level
from bpview.diagram import Diagram
from bpview.entry import Entry
from bpview.equation import Equation, Term, relation
from bpview.formula import EQUALS, Formula, Words, equated, part, stacked
from bpview.graph import legs
from bpview.matrix import Grid
from bpview.motion import live
from bpview.numeral import Numeral
from bpview.phi_plot import PhiPlot
from bpview.reading import Reading
from bpview.strokes import straight

__all__ = ["Ripple", "SlopeCard", "SlopeMeter"]

Then = Callable[[Reading], Any]
_JUMP = 0.5  # more between two z that close to each other


class Ripple(VGroup):
    """A nudge of the first z of a chain, and by how much every later z moves: numbers and bars.

    Bars are scaled so that for a nudge of `most` the first has the full `height`.

    Attributes
    ----------
    bars, numbers
        One for each layer 1..L, below its neuron.
    names
        What the numbers are, and the bars.
    size
        ``Δz^(1) =`` and its number.
    """

    def __init__(
        self, reading: Reading, net: Diagram, *, most: float, floor: float, height: float
    ) -> None:
        self.reading, self._net, self.most = reading, net, most
        self.layers = range(1, net.last + 1)
        xs = [net.columns[layer].get_x() for layer in self.layers]
        unit = height / abs(self._changes(most)[0].value)
        self.bars = Bars(self._changes(0.0), xs, floor=floor, unit=unit, width=0.5, role="z")
        self.numbers = VGroup(
            *(
                Numeral(entry, 4, size=style.Size.SMALL, reserve="−0.0000").move_to(
                    (x - 0.1, floor - 0.32, 0)
                )
                for entry, x in zip(self._changes(0.0), xs, strict=True)
            )
        )
        change, left = f"Delta {part('z', 'z', 'ell')}", net.columns[0].get_x()
        self.names = VGroup(
            Formula(change, size=style.Size.LABEL).move_to((left, floor - 0.32, 0)),
            Formula(f"abs({change})", size=style.Size.LABEL).move_to((left, floor + height, 0)),
        )
        self._nudge = Numeral(self._cause(0.0), 4, colour=style.colour("z"), size=style.Size.NUMBER)
        name = Formula(f"Delta {part('z', 'z', 1)} {EQUALS}", size=style.Size.NUMBER)
        self.size = equated(name, self._nudge)
        self._by = 0.0
        super().__init__(self.bars, self.numbers, self.size)

    def to(self, by: float, then: Then, *moved: Mobject, **kw: Any) -> Animation:
        """The nudge goes to `by`; `then` is told every frame's network and changes `moved`."""
        start = self._by

        def change(alpha: float) -> None:
            self._by = start + alpha * (by - start)
            changes = self._changes(self._by)
            self.bars.stand(changes)
            for number, entry in zip(self.numbers, changes, strict=True):
                number.set_entry(entry)
            self._nudge.set_entry(self._cause(self._by))
            then(self._now(self._by))

        return live(change, self, *moved, **kw)

    def passed_on(self) -> tuple[Equation, Equation]:
        """Δz^(2) = w^(2) Δa^(1) for the nudge `most`, and ≈ w^(2) φ'(z^(1)) Δz^(1)."""
        result, w, change = self._term("z", 2), self._weight(), self._term("a", 1)
        sign = relation(result.grid, lambda a, b: a * b, w.grid, change.grid)
        first = Equation(result, ("=", sign), w, "dot", change, gap=0.2)
        factors = self._weight(), "dot", self._slope(), "dot", self._term("z", 1)
        return first, Equation(self._term("z", 2), "approx", *factors, gap=0.2)

    def law(self) -> Equation:
        """Δa^(1) ≈ φ'(z^(1)) Δz^(1) for the nudge `most`."""
        rise, run = self._term("a", 1), self._term("z", 1)
        return Equation(rise, "approx", self._slope(), "dot", run, gap=0.2)

    def _term(self, quantity: str, layer: int) -> Term:
        """The change of an entry, for the nudge `most`."""
        entry = self.reading.moved(self._now(self.most), quantity, layer, 0)
        source = f"Delta {part(quantity, quantity, layer)}"
        return Term(source, Grid(np.array([entry]), quantity), scalar=True)

    def _slope(self) -> Term:
        entry = self.reading.entry("phi_prime", 1, 0)
        return Term(lines.phi_prime(1), Grid(np.array([entry]), "phi_prime"), scalar=True)

    def _weight(self) -> Term:
        entry = self.reading.entry("W", 2, 0, 0)
        return Term(part("W", "w", 2), Grid(np.array([entry]), "weight"), scalar=True, factor=True)

    def _now(self, by: float) -> Reading:
        return self.reading.nudged("b", 1, (0,), by)  # b stands beside z: a nudge of z

    def _cause(self, by: float) -> Entry:
        return self.reading.moved(self._now(by), "z", 1, 0)

    def _changes(self, by: float) -> list[Entry]:
        now = self._now(by)
        return [self.reading.moved(now, "z", layer, 0) for layer in self.layers]


class SlopeMeter(VGroup):
    """φ of the first layer with a tangent that can move; its rise over a run of 1 as a bar.

    The curve stands around `middle`; the group keeps the place it was made in.

    Attributes
    ----------
    plot
        The curve.
    moving
        The tangent, the run of 1, the rise φ', the point, and the 1.
    bar, one, most
        The rise beside the curve, on the same scale; the lines at 1 and at the largest φ'.
    rows
        ``z =``, ``a =`` and ``φ'(z) =`` with their numbers.
    """

    def __init__(
        self,
        reading: Reading,
        *,
        width: float,
        height: float,
        most: Entry,
        middle: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        self.reading, self._z = reading, reading.entry("z", 1, 0).value
        self.plot = PhiPlot(reading, 1, width=width, height=height)
        self.plot.remove(self.plot.dots)
        self.plot.move_to((*middle, 0.0))
        self.plot.add(self.plot.ticks(ys=(0, 1)))
        floor = self.plot.at(0, 0)[1]
        unit = self.plot.at(0, 1)[1] - floor
        x = self.plot.get_right()[0] + 2.0
        slope = reading.entry("phi_prime", 1, 0)
        self.bar = Bars([slope], [x], floor=floor, unit=unit, width=0.6, role="phi_prime")
        self.ground = Line((x - 0.6, floor, 0), (x + 0.6, floor, 0), stroke_width=2)
        self.ground.set_stroke(style.colour("neutral"))
        self.one = level("1", floor + unit, x - 0.9, x + 0.9)
        at = floor + most.value * unit
        line = VGroup(*(level("1", at, x + k, x + k + 0.56)[0] for k in (-0.9, 0.34)))
        limit = Numeral(most, 2, size=style.Size.SMALL, colour=style.colour("phi_prime"))
        self.most = VGroup(line, limit.next_to(line, LEFT, buff=0.15))
        z, a = part("z", "z", 1), part("a", "a", 1)
        self.numbers = [
            Numeral(entry, size=style.Size.FORMULA, colour=style.colour(role), reserve="−0.000")
            for entry, role in (
                (reading.entry("z", 1, 0), "z"),
                (reading.entry("a", 1, 0), "a"),
                (slope, "phi_prime"),
            )
        ]
        sources = [f"{symbol} {EQUALS}" for symbol in (z, a, lines.phi_prime(1))]
        self.rows = stacked(
            *(equated(Formula(s), n) for s, n in zip(sources, self.numbers, strict=True))
        )
        self.rows.next_to((x + 1.0, floor + 0.7 * unit, 0), RIGHT, buff=0.1)
        self._one = Formula("1", size=style.Size.SMALL).set_color(style.colour("z"))
        self.moving = VGroup(Line(), Line(), Line(), Dot(), self._one.copy())
        super().__init__(self.plot, self.bar, self.ground, self.one, self.most, self.rows)
        self.add(self.moving)
        self._follow()

    def to(self, z: float, then: Then, *moved: Mobject, **kw: Any) -> Animation:
        """z goes to `z`; `then` is told every frame's network and changes `moved`."""
        start = self._z

        def change(alpha: float) -> None:
            self._z = start + alpha * (z - start)
            then(self._follow())

        return live(change, self.moving, self.bar, *self.numbers, *moved, **kw)

    def back(self, then: Then, *moved: Mobject, **kw: Any) -> Animation:
        """z returns to what it is in the network."""
        return self.to(self.reading.entry("z", 1, 0).value, then, *moved, **kw)

    def nudged(self, by: float) -> VGroup:
        """Where z comes and a with it if z moves by so much from its place: run and rise."""
        z, a = (self.reading.entry(q, 1, 0).value for q in "za")
        after = self.reading.nudged("b", 1, (0,), by).entry("a", 1, 0).value
        corners = (z, a), (z + by, a), (z + by, after)
        start, corner, end = (self.plot.at(*at) for at in corners)
        return legs((start, corner, end), ("z", "a"))

    def _follow(self) -> Reading:
        by = round(self._z - self.reading.entry("z", 1, 0).value, 6)
        now = self.reading.nudged("b", 1, (0,), by)
        z, a = now.entry("z", 1, 0), now.entry("a", 1, 0)
        slope = now.entry("phi_prime", 1, 0)
        here = (z.value, a.value)
        corner = self.plot.at(z.value + 1, a.value)
        end = (z.value + 1, a.value + slope.value)
        run = Line(self.plot.at(*here), corner, stroke_width=5, color=style.colour("z"))
        rise = Line(corner, self.plot.at(*end), stroke_width=9, color=style.colour("phi_prime"))
        tangent = self.plot.chord(here, end, 0.3).set_stroke(style.colour("ink"), width=3)
        dot = Dot(self.plot.at(*here), radius=0.08, color=style.colour("ink"))
        one = self._one.next_to(run, DOWN, buff=0.08)
        self.moving.become(VGroup(tangent, run, rise, dot, one))
        self.bar.stand([slope])
        for number, entry in zip(self.numbers, (z, a, slope), strict=True):
            number.set_entry(entry)
        return now


class SlopeCard(VGroup):
    """φ' of one activation as a small curve under a line at 1.

    ``curve`` is the curve, ``frame`` the axes and the line with its name.
    """

    def __init__(
        self, z: NDArray[Any], slopes: NDArray[Any], *, width: float, height: float
    ) -> None:
        low, high = min(0.0, float(slopes.min())), max(1.0, float(slopes.max()))
        unit = height / (high - low)
        x = width * (z - z[0]) / (z[-1] - z[0])
        neutral = style.colour("neutral")
        floor = Line((0, 0, 0), (width, 0, 0)).set_stroke(neutral, width=2)
        one = DashedLine((0, unit, 0), (width, unit, 0), dash_length=0.1)
        one.set_stroke(neutral, width=2)
        names = VGroup(
            *(
                Words(text, size=style.Size.SMALL, role="neutral").next_to(line, LEFT, buff=0.12)
                for text, line in (("0", floor), ("1", one))
            )
        )
        self.frame = VGroup(floor, one, names)
        self.curve = VMobject(stroke_color=style.colour("phi_prime"), stroke_width=4)
        points = np.stack([x, unit * slopes, 0 * x], axis=1)
        # Where it jumps, it is not drawn: between there is no slope.
        whole = np.abs(np.diff(slopes)) < _JUMP
        self.curve.points = straight(points[:-1][whole], points[1:][whole])
        super().__init__(self.frame, self.curve)
        self.z_name = Formula(part("z", "z"), size=style.Size.SMALL)
        self.z_name.next_to(floor, RIGHT, buff=0.12).shift(UP * 0.02)
        self.add(self.z_name)
