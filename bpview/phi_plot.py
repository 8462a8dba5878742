"""The curve of φ, its rule and its slopes, with a dot for every neuron of a layer."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Line, VGroup, VMobject
from numpy.typing import NDArray

from bpview import style
from bpview.formula import Formula, part
from bpview.graph import Plot, legs
from bpview.reading import Reading
from bpview.strokes import Strokes

__all__ = ["PhiPlot", "phi_rule"]

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
