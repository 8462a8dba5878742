"""The stage on which a small network is worked through: the network below, one line above it."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    LEFT,
    UP,
    Animation,
    FadeIn,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
)

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.equation import Equation, Term
from bpview.formula import Formula, part
from bpview.motion import born
from bpview.overview import LossLabel, target_rings
from bpview.reading import Reading

__all__ = ["WIDEST", "Worked", "faded", "fits", "grow"]

WIDEST = 4
"""Neurons a layer may have to be worked through in numbers."""

_LINE_Y = 1.75
_LINE_WIDTH = 13.2
_LINE_HEIGHT = 2.75


def fits(reading: Reading) -> bool:
    """Whether the last two layers of the network are narrow enough to be shown in numbers."""
    return max(list(reading.experiment.network.widths)[-3:]) <= WIDEST


class Worked(VGroup):
    """The last two layers of a small network, its target and loss, and room above for a line.

    Attributes
    ----------
    net
        The `Diagram`.
    names
        a^(l) above each column.
    rings, loss
        Target and loss at the right; shown by the film when they are met.
    z, delta
        Numbers that stand above and below the neurons of a layer, once shown.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        network = reading.experiment.network
        first = max(0, network.L - 2)
        self.roomy = max(list(network.widths)[first:]) <= 2
        radius = 0.48 if self.roomy else 0.42
        height = 3.0 if self.roomy else 3.5
        shape = Shape(7.6, height, radius=radius, edge_width=6.0)
        self.net = Diagram(reading, shape, first=first).move_to(DOWN * 1.8 + LEFT * 2.2)
        self.names = VGroup(
            *(Formula(part("a", "a", layer), size=style.Size.LABEL) for layer in self.net.columns)
        )
        top = self.net.get_top()[1] + (0.72 if self.roomy else 0.35)
        for name, column in zip(self.names, self.net.columns.values(), strict=True):
            name.move_to((column.get_x(), top, 0.0))
        self.rings = target_rings(self.net, 1.8)
        self.y_name = Formula("{{ y : target }}", size=style.Size.LABEL)
        self.y_name.move_to((self.rings.get_x(), top, 0.0))
        self.loss = LossLabel(reading).next_to(self.rings, buff=0.55)
        self.z: dict[int, VGroup] = {}
        self.delta: dict[int, VGroup] = {}
        super().__init__(self.net, self.names)

    # -- what appears beside the neurons

    def z_appears(self, layer: int) -> list[Animation]:
        """z above the neurons of `layer`, where there is room; else nothing."""
        if not self.roomy:
            return []
        self.z[layer] = self.net.values("z", layer, "z", UP)
        return [FadeIn(self.z[layer], shift=UP * 0.1)]

    def delta_appears(self, layer: int, line: Equation) -> list[Animation]:
        """δ leaves the left-hand side of `line` and stays below its neurons."""
        numbers = VGroup(*line.terms[0].grid.numbers[:, 0])
        if not self.roomy:
            self.delta[layer] = VGroup(*self.net.columns[layer])
            return [self.net.halo(layer)]
        self.delta[layer] = self.net.values("delta", layer, "delta", DOWN)
        return [
            born(target, number) for number, target in zip(numbers, self.delta[layer], strict=True)
        ]

    def show_reading(self, reading: Reading) -> None:
        """Show the a and z of the last layer and the loss of another reading, at once."""
        L = self.net.last
        self.net.activate(L, reading, number=True)
        self.loss.value.set_entry(reading.entry("loss"))
        for k, number in enumerate(self.z.get(L, ())):
            number.set_entry(reading.entry("z", L, k))

    # -- the line above

    def place(self, line: Mobject) -> Any:
        """Put a line where lines stand; one that is too long is made to fit."""
        line.scale(min(1.0, _LINE_WIDTH / line.width, _LINE_HEIGHT / line.height))
        return line.move_to(UP * _LINE_Y)


def grow(term: Term, source: Mobject, *signs: VGroup) -> list[FadeIn]:
    """A term grows out of what it stands for; signs before or after it come with it."""
    whole = VGroup(term.symbol, term.grid, term.shape)
    found = [FadeIn(whole, target_position=source.get_center(), scale=0.3)]
    return found + [FadeIn(sign) for sign in signs if sign.submobjects]


def faded(group: VGroup, opacity: float) -> Animation:
    """Strokes of a group step back to `opacity`, or come forward again."""
    before = [m.get_stroke_opacity() for m in group]

    def fade(_: Any, alpha: float) -> None:
        for m, start in zip(group, before, strict=True):
            m.set_stroke(opacity=start + alpha * (opacity - start))

    return UpdateFromAlphaFunc(group, fade)
