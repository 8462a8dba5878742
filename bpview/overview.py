"""A whole network at a glance: its input as a picture, its outputs named, a gradient a picture."""

from __future__ import annotations

import math

from manim import DOWN, LEFT, RIGHT, DashedVMobject, Group, Mobject, Square, VGroup

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.formula import LOSS, Formula, Words, sentence, slope
from bpview.heatmap import Heatmap
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = [
    "LossLabel",
    "Overview",
    "delta_legend",
    "edge_legend",
    "gradient_maps",
    "sign_legend",
    "step_legend",
    "target_rings",
]


_MARKS = "a scale for each layer"


class LossLabel(VGroup):
    """``ℒ = 0.321``; the number is ``.value``."""

    def __init__(self, reading: Reading, size: float = style.Size.FORMULA) -> None:
        name = Formula(f"{LOSS} =", size=size)
        self.value = Numeral(reading.entry("loss"), size=size, colour=style.colour("loss"))
        super().__init__(*sentence(name, self.value))


class Overview(Group):
    """Input picture (where the input is one), diagram, class names, the target's in bold.

    Attributes
    ----------
    diagram
        The `Diagram`.
    around
        Everything else: what fades away when the network shrinks.

    Parameters
    ----------
    run
        Whether it has run forward: then all layers are filled, else the inputs only.
    """

    def __init__(self, reading: Reading, shape: Shape, *, run: bool = False) -> None:
        self.diagram = Diagram(reading, shape)
        for layer in self.diagram.columns if run else (0,):
            self.diagram.activate(layer)
        self.around = Group()
        side = math.isqrt(reading.x.size)
        if side >= 4 and side * side == reading.x.size:
            pixels = reading.x.reshape(side, side)
            picture = Heatmap(pixels, "a", None, width=1.7, name=f"{reading.name}:x")
            self.around.add(picture.next_to(self.diagram.columns[0], LEFT, buff=0.45))
        self._name_outputs(reading)
        super().__init__(self.diagram, self.around)

    def _name_outputs(self, reading: Reading) -> None:
        """For a classifier, classes 0, 1, … beside the outputs; the target's stands out."""
        last = self.diagram.last
        neurons = self.diagram.neurons[last]
        if reading.experiment.network.phi[last] != "softmax" or len(neurons) > 12:
            return
        for n in neurons:
            wanted = reading.y[n.index] == max(reading.y)
            label = Words(
                f"*{n.index}*" if wanted else f"{n.index}",
                size=style.Size.SMALL,
                role="ink" if wanted else "neutral",
            )
            self.around.add(label.next_to(n.ring, RIGHT, buff=0.2))


def target_rings(diagram: Diagram, shift: float) -> VGroup:
    """The target y beside the outputs: dashed rings in their rows, each with its number."""
    entries = diagram.reading.entries("y")
    rings = VGroup()
    for neuron in diagram.neurons[diagram.last]:
        circle = neuron.ring.copy().set_fill(opacity=0)
        circle.set_stroke(style.colour("target"), width=3)
        ring = DashedVMobject(circle, num_dashes=14).shift(RIGHT * shift)
        size = min(style.Size.NUMBER, neuron.radius * 1.62 / (2.28 * style.EM))
        entry = entries[neuron.index]
        number = Numeral(entry, 1, size=size, colour=style.colour("target"))
        rings.add(VGroup(ring, number.move_to(ring)))
    return rings


def edge_legend() -> VGroup:
    """How edges and neurons tell signs, in words of their colour."""
    return VGroup(
        Words("solid: positive weight", size=style.Size.SMALL, role="weight_pos"),
        Words("dashed: negative weight", size=style.Size.SMALL, role="weight_neg"),
        Words("thick rim: negative activation", size=style.Size.SMALL),
    ).arrange(DOWN, buff=0.2, aligned_edge=LEFT)


def delta_legend(what: str = "delta") -> VGroup:
    """How a delta or another slope of the loss, `what` in Typst, tells its sign: by its colour."""
    legend = VGroup()
    for role, sign in (("delta", ">"), ("delta_neg", "<")):
        told = Formula(f"{{{{ {what} {sign} 0 : {role} }}}}", size=style.Size.SMALL)
        square = Square(0.16, fill_color=style.colour(role), fill_opacity=1, stroke_width=0)
        legend.add(VGroup(square.next_to(told, LEFT, buff=0.12), told))
    return legend.arrange(RIGHT, buff=0.4)


def sign_legend() -> VGroup:
    """What the two colours of a gradient say, and where they stand."""
    marks = VGroup(Words(_MARKS, size=style.Size.SMALL, role="neutral"))
    return _keyed("up raises the loss", "up lowers it", marks)


def step_legend() -> VGroup:
    """What a step does with a weight whose slope has one of the two colours."""
    moved = VGroup(
        Words("stronger: moved more in its layer", size=style.Size.SMALL, role="neutral")
    )
    return _keyed("slope above 0: goes down", "slope below 0: goes up", moved)


def _keyed(positive: str, negative: str, *more: VGroup) -> VGroup:
    """A word for either sign behind a square of its colour, in one line with `more`."""
    legend = VGroup()
    for role, text in (("delta", positive), ("delta_neg", negative)):
        square = Square(0.22, fill_color=style.colour(role), fill_opacity=1, stroke_width=0)
        words = Words(text, size=style.Size.SMALL, role="neutral").next_to(square, RIGHT, buff=0.15)
        square.align_to(words[0], DOWN)
        legend.add(VGroup(square, words))
    legend.add(*more).arrange(RIGHT, buff=0.5)
    for pair in legend:
        first = pair[0] if len(pair) > 1 else pair[0][0]
        pair.shift(DOWN * first.get_bottom()[1])
    return legend


def gradient_maps(reading: Reading, width: float, height: float) -> list[Group]:
    """∂ℒ/∂W^(l) of every layer as a heat-map, all in one row of `width`, first layer first.

    Every map is scaled to its own largest entry; a weight is a square of the same size in all of
    them, unless a map would become too thin to see.
    """
    network = reading.experiment.network
    layers = range(1, network.L + 1)
    labelled = network.L <= 5
    label_room, gap = (1.15, 0.4) if labelled else (0.0, 0.12)
    room = width - network.L * (label_room + gap)
    square = min(
        room / sum(network.widths[layer - 1] for layer in layers),
        height / max(network.widths[layer] for layer in layers),
        0.5,
    )
    found = []
    for layer in layers:
        values = reading.array("dW", layer)
        rows, columns = values.shape
        name = reading.entry("dW", layer, 0, 0).name.removesuffix("[0][0]")
        heat = Heatmap(
            values, width=max(square * columns, 0.2), height=max(square * rows, 0.2), name=name
        )
        parts: list[Mobject] = [heat]
        if labelled:
            label = Formula(slope("W", "W", layer), size=style.Size.SMALL)
            shape = Words(f"${rows} times {columns}$", size=style.Size.SMALL, role="neutral")
            parts += [label.next_to(heat, LEFT, buff=0.15), shape.next_to(heat, DOWN, buff=0.12)]
        found.append(Group(*parts))
    Group(*found).arrange(RIGHT, buff=gap)
    floor = max(group[0].height for group in found) / 2
    for group in found:
        group.shift(DOWN * group[0].get_y())
        if labelled:
            group[2].set_y(-floor - 0.12 - group[2].height / 2)
    return found
