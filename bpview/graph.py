"""Curves of computed values on two plain axes, and points on them that can move."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from manim import DOWN, LEFT, ORIGIN, RIGHT, UP, Arrow, Dot, Line, VGroup, VMobject
from numpy.typing import NDArray

from bpview import style
from bpview.formula import LOSS, Formula, part
from bpview.reading import Reading
from bpview.strokes import Strokes

__all__ = ["LossPlot", "PhiPlot", "Plot", "axis", "legs", "phi_rule"]


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


_OWN_A = "{{ a : a }}"
_A, _S = f"{_OWN_A} = phi.alt(z) =", "{{ phi.alt' : phi_prime }} ="
_PHI = {
    "identity": f"{_A} z",
    "sigmoid": f"{_A} 1 \\/ (1 + e^(-z))",
    "tanh": f"{_A} tanh z",
    "relu": f"{_A} max(0, z)",
    "leaky_relu": f'{_A} "leaky ReLU"(z)',
    "elu": f'{_A} "ELU"(z)',
    "softplus": f"{_A} ln(1 + e^z)",
    "silu": f"{_A} z \\/ (1 + e^(-z))",
}
_PHI_PRIME = {
    **dict.fromkeys(("leaky_relu", "elu", "silu"), "{{ phi.alt' : phi_prime }} (z)"),
    "identity": f"{_S} 1",
    "sigmoid": f"{_S} {{{{ a : a }}}} (1 - {{{{ a : a }}}})",
    "tanh": f"{_S} 1 - {{{{ a : a }}}}^2",
    "relu": f'{_S} 1 "where" z > 0',
    "softplus": f"{_S} 1 \\/ (1 + e^(-z))",
}


def phi_rule(name: str, *, slope: bool = False, layer: int | None = None) -> str:
    """The rule of an activation, or of its slope, in the notation of `Formula`.

    With a `layer` a and z are those of the layer, and so is the z at which φ' is taken.
    """
    rule = (_PHI_PRIME if slope else _PHI)[name]
    if layer is None:
        return rule
    a, z = part("a", "a", layer), part("z", "z", layer)
    rule = rule.replace(f"{_S} ", f"{_S.removesuffix(' =')} (z) = ")
    told: str = re.sub(r"\bz\b", lambda _: z, rule)
    return told.replace(f"{_OWN_A}^2", f"({a})^2").replace(_OWN_A, a)


_APART = 0.3
"""Dots that stand closer than this have no lines to the axes: their names would be crossed."""


class PhiPlot(Plot):
    """φ of a layer, with a dot for every neuron at (z, a) and its slope φ'(z) as a tangent.

    ``dots``, ``tangents`` and ``numbers`` are groups in the order of the neurons. The rule of φ
    stands above the curve, with ``slope=True`` that of φ' (and a at the axis), if `named` both.
    `only` one neuron has a dot if it is given; beside its slope the axes are its z and a. The curve
    reaches to ``±reach``, or farther if a dot is. Two dots can be `numbered`; more would stand in
    each other's way.
    """

    def __init__(
        self,
        reading: Reading,
        layer: int,
        *,
        width: float,
        height: float,
        slope: bool = False,
        reach: float = 4.0,
        only: int | None = None,
        numbered: bool = False,
        named: bool = False,
    ) -> None:
        self._reading, self._layer = reading, layer
        shown = slice(None) if only is None else slice(only, only + 1)
        index = only + 1 if slope and only is not None else None
        z, a = reading.array("z", layer)[shown], reading.array("a", layer)[shown]
        reach = max(reach, 1.2 * float(np.abs(z).max()))
        grid = np.linspace(-reach, reach, 81)
        super().__init__(
            grid,
            reading.curve(layer, grid),
            width=width,
            height=height,
            x_symbol=part("z", "z", layer, index),
            y_symbol=f"{part('a', 'a', layer)} = phi.alt({part('z', 'z', layer)})",
        )
        name = reading.experiment.network.phi[layer]
        self.remove(self.y_label)
        self.y_label = Formula(phi_rule(name, slope=slope), size=style.Size.SMALL)
        self.y_label.next_to(self.y_axis, UP, buff=0.12).align_to(self.y_axis, LEFT)
        self.add(self.y_label)
        if slope and not named:  # the curve is φ, whatever rule stands above it
            beside = Formula(part("a", "a", layer, index), size=style.Size.SMALL)
            self.add(beside.next_to(self.y_axis, RIGHT, buff=0.15).align_to(self.y_axis, UP))
        self.add(self.ticks(xs=(0,)))
        if named:
            rule = Formula(phi_rule(name), size=style.Size.SMALL)
            self.add(rule.next_to(self.y_label, UP, buff=0.15, aligned_edge=LEFT))
        if self.curve.get_bottom()[1] < self.at(0, -0.5)[1]:  # below zero: where that is, is shown
            low, high = self.at(-reach, 0), self.at(reach, 0)
            level = Line(low, high, stroke_width=1.5, stroke_opacity=0.6)
            level.set_color(style.colour("neutral"))
            nought = Formula("0", size=style.Size.SMALL).set_color(style.colour("neutral"))
            self.add_to_back(level, nought.next_to(low, LEFT, buff=0.1))
        points = list(zip(z, a, strict=True))
        self.dots = VGroup(
            *(Dot(self.at(*p), radius=0.06, color=style.colour("z")) for p in points)
        ).set_z_index(1)  # on its tangent, whichever comes first
        slopes = reading.array("phi_prime", layer)[shown]
        self.tangents = VGroup(
            *(
                self._tangent(x, y, m).set_stroke(style.colour("phi_prime"), width=5)
                for (x, y), m in zip(points, slopes, strict=True)
            )
        )
        self.add(*((self.tangents,) if slope else ()), self.dots)
        self.numbers, self.guides = VGroup(), VGroup()
        if numbered and len(points) <= 2:
            apart = float(np.ptp([dot.get_x() for dot in self.dots])) > _APART
            # Among guides there is no room for the layer, which the axis names.
            self._number(z, apart, layer if slope else None)
            if not slope and (apart or len(points) == 1):
                self._guide()
            self.add(self.guides)
        self.add(self.numbers)

    def take(self, reading: Reading) -> None:
        """Dots and tangents stand where z, a and φ' of another reading put them, at once."""
        places = zip(*(reading.array(q, self._layer) for q in ("z", "a", "phi_prime")), strict=True)
        for dot, tangent, (z, a, slope) in zip(self.dots, self.tangents, places, strict=True):
            dot.move_to(self.at(z, a))
            moved = self._tangent(z, a, slope)
            tangent.put_start_and_end_on(moved.get_start(), moved.get_end())

    def _tangent(self, z: float, a: float, slope: float) -> Line:
        return self.chord((z - 1.1, a - 1.1 * slope), (z + 1.1, a + 1.1 * slope), 0.08)

    def legs(self, k: int = 0) -> VGroup:
        """At neuron `k`, a run of 1, so named, and the rise of the tangent over it: its slope."""
        z, a, slope = (
            float(self._reading.array(q, self._layer)[k]) for q in ("z", "a", "phi_prime")
        )
        corner = self.at(z + 1, a)
        found = legs((self.at(z, a), corner, self.at(z + 1, a + slope)), ("z", "phi_prime"))
        one = Formula("1", size=style.Size.SMALL).set_color(style.colour("z"))
        return found.add(one.next_to(found[0], DOWN, buff=0.06))

    def plain(self) -> list[VMobject]:
        """All of it but the tangents, and the names that come with them."""
        own = (self.tangents, *([self.numbers] if self.tangents in self.submobjects else []))
        return [part for part in self if part not in own]

    def _guide(self) -> None:
        """From every z on its axis up to the curve, and across to its a."""
        neutral = style.colour("neutral")
        floor, wall = self.x_axis.get_start()[1], self.y_axis.get_start()[0]
        for dot in self.dots:
            x, y, _ = dot.get_center()
            corners = np.array([[x, floor, 0], [x, y, 0], [wall, y, 0]])
            self.guides.add(Strokes(corners[:-1], corners[1:], neutral, 1.5, 0.7, dashed=True))

    def _number(self, z: NDArray[Any], apart: bool, layer: int | None) -> None:
        """Each number beside its dot, one above the curve and one below it: apart even if close.

        Of two close ones that of the left dot stands at the left.
        """
        for k, dot in enumerate(self.dots):
            number = Formula(part("z", "z", layer, k + 1), size=style.Size.SMALL)
            above = (z[k] == z.max()) == apart and len(z) > 1
            side = UP * 0.9 + LEFT if above else DOWN * 0.9 + RIGHT * (0.8 if apart else 1)
            number.move_to(dot.get_center() + 0.24 * side)
            floor = self.x_axis.get_start()[1] + 0.1  # above the axis, however low the dot
            self.numbers.add(number.shift(UP * max(0.0, floor - number.get_bottom()[1])))


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
