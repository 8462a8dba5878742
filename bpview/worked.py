"""The stage on which a small network is worked through: the network below, one line above it."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    Animation,
    BackgroundRectangle,
    FadeIn,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)
from numpy.typing import NDArray

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.equation import Term
from bpview.formula import Formula, part
from bpview.layout import Layout, below
from bpview.motion import born
from bpview.overview import LossLabel, target_rings
from bpview.reading import Reading

__all__ = ["Worked", "grow", "label"]

_Line = TypeVar("_Line", bound=VMobject)

_DIMMED = 0.28


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
    hidden
        Identities of paths that `focus` makes leave, until they are taken out; see `own_z`.
    context
        What else a film has put on the stage, to step back and come forward with the rest.
    """

    def __init__(self, reading: Reading, layout: Layout | None = None) -> None:
        self.reading = reading
        network = reading.experiment.network
        first = max(0, network.L - 2)
        self.roomy = max(list(network.widths)[first:]) <= 2
        self.layout = layout or below(self.roomy)
        self.roomy = max(list(network.widths)[first:]) <= self.layout.numbers
        shape = Shape(
            *self.layout.net_box,
            radius=self.layout.radius,
            edge_width=6.0,
            decimals=self.layout.decimals,
        )
        self.net = Diagram(reading, shape, first=first).move_to((*self.layout.net, 0.0))
        self.names = VGroup(
            *(Formula(part("a", "a", layer), size=style.Size.LABEL) for layer in self.net.columns)
        )
        top = self.net.get_top()[1] + self.layout.names
        for name, column in zip(self.names, self.net.columns.values(), strict=True):
            name.move_to((column.get_x(), top, 0.0))
        self.rings = target_rings(self.net, self.layout.rings)
        self.y_name = Formula("{{ y : target }}", size=style.Size.LABEL)
        self.y_name.next_to(self.rings, UP, buff=0.15)
        self.loss = LossLabel(reading).next_to(self.rings, buff=0.55)
        self._back: set[int] = set()
        self.hidden: set[int] = set()
        self._named: list[tuple[Formula, Mobject, VGroup]] = []
        self._full: dict[int, NDArray[np.float64]] = {}
        self.z: dict[int, VGroup] = {}
        self.delta: dict[int, VGroup] = {}
        self.symbols = VGroup()
        self.context = VGroup()
        super().__init__(self.net, self.names)

    def fills(self, layer: int) -> Animation:
        """A layer that stands in front fills with its a; from now on this is how it looks."""
        self.stays(layer)
        return self.net.lit(layer, number=True)

    def stays(self, *layers: int) -> None:
        """From now on layers that stand in front look as they do, however `focus` changes them."""
        for layer in layers:
            for m in self.net.columns[layer].get_family():
                self._full.pop(id(m), None)

    # -- what appears beside the neurons

    def z_appears(self, layer: int, *, layered: bool = True) -> list[Animation]:
        """z above the neurons of `layer`, where there is room; else nothing.

        Unless `layered`, its name tells no layer.
        """
        if not self.roomy:
            return []
        self.z[layer] = self.net.values("z", layer, "z", UP)
        _in_one_column(self.z[layer])
        symbol = self._name(part("z", "z", layer if layered else None), self.z[layer])
        return [FadeIn(self.z[layer], symbol, shift=UP * 0.1)]

    def delta_appears(self, layer: int, line: Any) -> list[Animation]:
        """δ leaves the left-hand side of `line`, an `Equation`, and stays below its neurons."""
        numbers = VGroup(*line.terms[0].grid.numbers[:, 0])
        if not self.roomy:
            self.delta[layer] = VGroup(*self.net.columns[layer])
            return [self.net.halo(layer)]
        self.delta[layer] = self.net.values("delta", layer, "delta", DOWN)
        _in_one_column(self.delta[layer])
        # In an arc below, so that the numbers cross neither the line nor their own neurons, which
        # are lit; their symbol comes when they have passed its place.
        moves: list[Animation] = [
            born(target, number, path_arc=PI / 2)
            for number, target in zip(numbers, self.delta[layer], strict=True)
        ]
        # Beside the last: no edge passes below that, as none passes above the first.
        symbol = self._name(part("delta", "delta", layer), self.delta[layer], -1)
        return [*moves, FadeIn(symbol, rate_func=squish_rate_func(smooth, 0.7, 1))]

    def _name(self, symbol: str, numbers: VGroup, at: int = 0) -> VGroup:
        """The symbol of a column of numbers, left of its first, or of the one `at` an index."""
        named = numbers[at]
        plate, name = label(symbol, named)
        self.symbols.add(plate, name)
        self._named.append((name, named, numbers))
        return VGroup(plate, name)

    def show_reading(self, reading: Reading) -> None:
        """Show the a and z of the last two layers and the loss of another reading, at once."""
        self.show_all_but_loss(reading)
        self.loss.value.set_entry(reading.entry("loss"))

    def show_all_but_loss(self, reading: Reading) -> None:
        """The same without the loss; what has stepped back is context and stays as it is."""
        for layer in range(max(1, self.net.first + 1), self.net.last + 1):
            entries = reading.entries("a", layer)
            for neuron in self.net.neurons[layer]:
                if id(neuron.ring) not in self._back:
                    neuron.activate(entries[neuron.index], self.net.largest(layer), number=True)
            for k, number in enumerate(self.z.get(layer, ())):
                if id(number) not in self._back:
                    number.set_entry(reading.entry("z", layer, k))

    def show_input(self, reading: Reading) -> None:
        """Show the first layer's a of another reading, unless it has stepped back."""
        entries = reading.entries("a", self.net.first)
        for neuron in self.net.neurons[self.net.first]:
            if id(neuron.ring) not in self._back:
                largest = self.net.largest(self.net.first)
                neuron.activate(entries[neuron.index], largest, number=True)

    def show_faint(self, reading: Reading) -> None:
        """Show another reading's a of neurons that have stepped back, as faint as they stand."""
        for layer in range(max(1, self.net.first + 1), self.net.last + 1):
            entries = reading.entries("a", layer)
            for neuron in self.net.neurons[layer]:
                if id(neuron.ring) in self._back:
                    neuron.activate(entries[neuron.index], self.net.largest(layer), number=True)
                    for m in (neuron.fill, *([neuron.number] if neuron.number else [])):
                        m.set_fill(opacity=m.get_fill_opacity() * _DIMMED)
                    neuron.write_clearly()

    def changing(self, first: int) -> list[Mobject]:
        """What `show_reading` changes where a and z change from layer `first` on."""
        layers = range(first, self.net.last + 1)
        columns = [self.net.columns[layer] for layer in layers]
        return [*columns, self.loss, *(n for layer in layers for n in self.z.get(layer, ()))]

    def own_z(self, layer: int, index: int) -> set[int]:
        """The paths of z beside one neuron, and of its name, to be `hidden`; none without room."""
        found = [z for k, z in enumerate(self.z.get(layer, ())) if k == index]
        names = [name for name, number, _ in self._named if number in found]
        return {id(m) for whole in (*found, *names) for m in whole.get_family()}

    # -- the line above

    def place(self, line: _Line, beside: VMobject | None = None) -> _Line:
        """Put a line where lines stand, `beside` to its right; what is too large is made to fit."""
        whole = (
            VGroup(line)
            if beside is None
            else VGroup(line, beside).arrange(RIGHT, buff=self.layout.gap)
        )
        width, height = self.layout.line_box
        whole.scale(min(1.0, width / whole.width, height / whole.height))
        whole.move_to((*self.layout.line, 0.0))
        return line

    # -- one focus at a time

    def focus(self, *kept: VMobject) -> Animation:
        """Everything on the stage but `kept` steps back to a fifth; `kept` comes forward again.

        Without arguments all comes forward. Nothing is deleted, and every path remembers how it
        looked when it first took part.
        """
        stage = VGroup(
            *self.net.columns.values(),
            *(edge for edges in self.net.edges.values() for edge in edges),
            *self.z.values(),
            *self.delta.values(),
            self.symbols,
            self.context,
            *([self.rings, self.y_name] if self.layout.target else []),
            *([self.loss] if self.layout.loss else []),
        )
        keep = {id(m) for k in kept for m in k.get_family()}
        # What makes a neuron hollow covers its filling, however faint that is.
        keep |= {id(n.hollow) for column in self.net.neurons.values() for n in column}
        for name, _, numbers in self._named:
            if any(id(number) in keep for number in numbers):  # a name is lit with its values
                keep |= {id(m) for m in name.get_family()}
        leaves: list[Any] = stage.family_members_with_points()
        group = VGroup(*leaves)
        self._back = {id(m) for m in group if kept and id(m) not in keep}
        before = [_opacities(m) for m in group]
        goal = []
        for m, now in zip(group, before, strict=True):
            full = self._full.setdefault(id(m), now)
            share = 1.0 if not kept or id(m) in keep else _DIMMED
            goal.append(full * (0.0 if id(m) in self.hidden else share))

        def step(_: Any, alpha: float) -> None:
            for m, start, end in zip(group, before, goal, strict=True):
                fill, stroke = start + alpha * (end - start)
                m.set_fill(opacity=fill, family=False).set_stroke(opacity=stroke, family=False)
            for column in self.net.neurons.values():
                for neuron in column:
                    neuron.write_clearly()

        return UpdateFromAlphaFunc(group, step)


def label(symbol: str, number: Any) -> tuple[BackgroundRectangle, Formula]:
    """``symbol :`` left of a number, and the plate behind it."""
    # A colon, or a negative number beside it would be read as a difference.
    name = Formula(f"{symbol} :", size=style.Size.SMALL).next_to(number, LEFT, buff=0.1)
    name.shift(UP * (number.baseline - name[0].get_bottom()[1]))
    # An edge that passes behind it stops short of it.
    ground = style.colour("background")
    return BackgroundRectangle(name, color=ground, fill_opacity=1, buff=0.03), name


def grow(term: Term, source: Mobject, *signs: VGroup, path_arc: float = 0) -> list[FadeIn]:
    """A term grows out of what it stands for; signs before or after it come with it."""
    whole = VGroup(term.symbol, term.grid, term.shape)
    found = [FadeIn(whole, target_position=source.get_center(), scale=0.3, path_arc=path_arc)]
    return found + [FadeIn(sign) for sign in signs if sign.submobjects]


def _in_one_column(numbers: VGroup) -> None:
    """Their decimals below each other: a sign stands out to the left."""
    end = max(number.get_right()[0] for number in numbers)
    for number in numbers:
        number.shift(RIGHT * (end - number.get_right()[0]))


def _opacities(m: VMobject) -> NDArray[np.float64]:
    return np.array([m.get_fill_opacity(), m.get_stroke_opacity()])
