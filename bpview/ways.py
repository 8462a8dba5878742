"""Which way a number should move to lower the loss: against its slope; for δ, at its neuron."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, PI, RIGHT, UP, Arrow, FadeIn, VGroup

from bpview import style
from bpview.formula import Formula, part
from bpview.ledger import Sheet
from bpview.neuron import Neuron
from bpview.reading import Reading

__all__ = ["NeuronWays", "SlopeKey", "Ways", "way", "way_legend"]

_SLOPES = {"W": "dW", "b": "db"}
_MET = 3  # glyphs of g, a comma and δ
_SHOULDER = 0.09  # how far from its neuron a δ stands
_LEVEL, _ALONE = PI / 9, PI / 4  # how far above or below the edge that comes in level


def way(slope: float, height: float = 0.26, *, bold: bool = False) -> Arrow:
    """An arrow up where the `slope` of the loss is negative, down where it is not.

    It has the colour of its slope's sign.
    """
    end = UP if slope < 0 else DOWN
    return Arrow(
        -end * height / 2,
        end * height / 2,
        buff=0,
        stroke_width=6 if bold else 4,
        color=style.signed("delta", slope),
        tip_length=0.18 if bold else 0.14,
        max_tip_length_to_length_ratio=1,
        max_stroke_width_to_length_ratio=100,
    )


def way_legend(slopes: str) -> VGroup:
    """Of slopes, so named in Typst, δ among them, the two signs, with their colour and `way`."""
    name = Formula(slopes, size=style.Size.SMALL)
    legend = VGroup(name)
    for sign, value in ((">", 1.0), ("<", -1.0)):
        role = style.by_sign("delta", value)
        told = Formula(f'{{{{ {sign} 0 : {role} }}}}":"', size=style.Size.SMALL)
        legend.add(VGroup(told, way(value)).arrange(RIGHT, buff=0.12))
    legend.arrange(RIGHT, buff=0.3)
    floor = name.part("delta").get_bottom()[1]
    for m in (m for pair in legend[1:] for m in pair):
        m.shift(UP * (floor - m.get_bottom()[1]))
    return legend


class SlopeKey(VGroup):
    """The `way_legend` of g, δ and the slopes by weights, in the order in which they are met.

    ``floor`` is the level of its line.
    """

    def __init__(self) -> None:
        by_weights = f"{{{{ partial cal(L) : loss }}}} \\/ {part('W', 'partial W')}"
        name, *signs = way_legend(f"{part('g', 'g')}, {part('delta', 'delta')}, {by_weights}")
        g, *later = VGroup(*name[:1]), VGroup(*name[1:_MET]), VGroup(*name[_MET:])
        self._met, self._later, self._signs = [g], later, signs
        super().__init__(g, *later, *signs)

    @property
    def floor(self) -> float:
        """Where the signs stand."""
        return float(self._signs[0].get_bottom()[1])

    def only_g(self) -> SlopeKey:
        """Leave out the others, with their commas, and close up to the signs; see `more`."""
        g, last = self._met[0], self._later[-1]
        self.remove(*self._later)
        VGroup(g, *self._later).shift(RIGHT * (last.get_right()[0] - g.get_right()[0]))
        return self

    def more(self) -> list[Any]:
        """Animations: those that are there make room, and the next one comes."""
        new, before = self._later.pop(0), self._met[-1]
        room = LEFT * (new.get_right()[0] - before.get_right()[0])
        VGroup(new, *self._later).shift(room)
        moves = [m.animate.shift(room) for m in self._met]
        self._met.append(new)
        self.add(new)
        return [*moves, FadeIn(new)]


class Ways(VGroup):
    """An arrow in the place of every W and b of a `sheet`: which way the step moves it.

    ``cells`` holds the arrows by the quantity of their slope, ``dW`` or ``db``, and the layer, row
    by row.
    """

    def __init__(self, sheet: Sheet, reading: Reading) -> None:
        self.cells: dict[tuple[str, int], VGroup] = {}
        for (quantity, layer), grid in sheet.grids.items():
            slopes = reading.entries(_SLOPES[quantity], layer)
            arrows = VGroup(
                *(
                    way(slope.value, 0.33, bold=True).move_to(number)
                    for slope, number in zip(slopes.flat, grid.cells, strict=True)
                )
            )
            self.cells[_SLOPES[quantity], layer] = arrows
        super().__init__(*self.cells.values())


class NeuronWays(VGroup):
    """δ_j at every neuron of a layer, with an arrow that says which way its z should move.

    They stand where the sum comes in, at the left, above a neuron of the upper half of the column
    and below one of the lower: no edge passes there. A neuron that is alone may be reached from
    above, so they stand higher there. ``arrows`` and ``names`` are in order.
    """

    def __init__(self, reading: Reading, layer: int, neurons: Sequence[Neuron]) -> None:
        middle = VGroup(*(neuron.ring for neuron in neurons)).get_y()
        self.arrows, self.names = VGroup(), VGroup()
        for neuron in neurons:
            slope = reading.entry("delta", layer, neuron.index).value
            name = part(style.by_sign("delta", slope), "delta", layer, neuron.index + 1)
            arrow = way(slope, 0.3)
            both = VGroup(Formula(name, size=style.Size.SMALL), arrow).arrange(RIGHT, buff=0.1)
            side = UP if neuron.ring.get_y() >= middle else DOWN
            angle = _ALONE if len(neurons) == 1 else _LEVEL
            out = (neuron.radius + _SHOULDER) * (np.cos(angle) * LEFT + np.sin(angle) * side)
            both.move_to(neuron.ring.get_center() + out, aligned_edge=RIGHT - side)
            self.names.add(both[0])
            self.arrows.add(arrow)
        super().__init__(self.names, self.arrows)

    def at(self, k: int) -> VGroup:
        """What stands at one neuron."""
        return VGroup(self.names[k], self.arrows[k])
