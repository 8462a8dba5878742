"""What a film does that takes a neuron apart: its inputs, one product, one sum, one bend."""

from __future__ import annotations

from typing import Any

from manim import (
    UP,
    Create,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.column import InputColumn
from bpview.diagram import Diagram, Shape
from bpview.equation import Equation
from bpview.formula import Formula, part
from bpview.image import Picture, is_picture, unrolled
from bpview.motion import live, stepped_back, unringed
from bpview.neuron import Neuron
from bpview.one_neuron import OneNeuron
from bpview.outputs import Answer
from bpview.overview import LossLabel
from bpview.sayings import said
from bpview.spotlight import Spotlight
from bpview.summing import SumLine, WeightedInput
from bpview.worked import grow
from bpview.worked_film import WorkedFilm

__all__ = ["MIDDLE", "NeuronFilm"]

MIDDLE = -2.75
_NAMES = 2.6  # of the layers
"""Of the left part, where a layer is taken apart; the network stands at the right."""


class NeuronFilm(WorkedFilm):
    """A whole network at the right; at the left, what one of its neurons does.

    Attributes
    ----------
    net
        The network.
    pictured
        Whether its input is shown as a picture.
    one
        The neuron that is taken apart.
    bars, names, loss
        The answer beside the last layer; a^(l) above each column; the loss below.
    spot
        The light on the network.
    circle
        Around the neuron that is meant, once shown.
    """

    circle: VMobject

    def set_stage(self) -> None:
        """Lay it out; a network with skips ends the program with a message."""
        network = self.reading.experiment.network
        if any(network.skip[layer] for layer in range(1, network.L + 1)):
            raise SystemExit(
                f"{type(self).__name__} needs layers without skips, where a is phi(z) alone; "
                f"{self.reading.name} has some. The network digits would do."
            )
        super().set_stage()
        self.pictured = is_picture(self.reading.x.size)
        shape = Shape(2.7, 5.2, edge_width=2.4, edge_opacity=0.7)
        self.net = Diagram(self.reading, shape).move_to((3.2, -0.45, 0))
        self.spot = Spotlight(self.net)
        self.names = {
            layer: Formula(part("a", "a", layer), size=style.Size.SMALL)
            .next_to(column, UP)
            .set_y(_NAMES)
            for layer, column in self.net.columns.items()
        }
        self.one = OneNeuron(self.reading, 1, 0)
        self.bars = Answer(self.net, length=0.64, level=_NAMES)
        self.loss = LossLabel(self.reading, 36).move_to((5.4, -3.5, 0))

    def question(self) -> VGroup:
        """How many numbers go in and come out, and how many parameters do what in between."""
        count = self.reading.count
        inwards, outwards = (count("inputs"), "numbers in,"), (count("outputs"), "out: what do")
        pieces = *inwards, *outwards, count("parameters"), "weights and biases do?"
        return said(*pieces, size=style.Size.TITLE).move_to((0, 2.95, 0))

    def read_row_by_row(self, picture: Picture, column: InputColumn) -> None:
        """Numbers come and go in the squares; then these walk, row after row, into the column."""
        numbers = picture.numbers(1) if len(picture.entries) <= 64 else VGroup()
        strip = column.strip
        self.play(FadeIn(numbers), run_time=0.8)
        self.wait(1.2)
        self.play(FadeOut(numbers), run_time=0.4)
        self.play(unrolled(picture, strip), run_time=2.6)
        self.remove(*strip.cells)
        self.add(strip)
        self.play(FadeIn(strip.frame, *column[1:]), run_time=0.8)

    def one_steps_out(self, picture: Picture, a: Picture) -> None:
        """The input takes the place of `a`; one neuron is ringed, what follows it steps back."""
        net = self.net
        self.circle = net.circles((self.one.layer, self.one.j))
        self.play(
            *self.clear_line(),
            ReplacementTransform(picture.cells, a.cells),
            ReplacementTransform(picture.frame, a.frame),
            *stepped_back(*net.edges.values(), *(net.columns[k] for k in range(2, net.last + 1))),
            FadeIn(self.circle),
            run_time=1.2,
        )

    def sum_line(self) -> tuple[SumLine, Equation]:
        """The line on which the one z adds up, and above it the sum in symbols and numbers."""
        found = SumLine(self.one, width=6.4, height=1.9)
        found.shift((MIDDLE, -3.15, 0) - found.axis.get_center())
        return found, self.one.total().scale(0.85).move_to((MIDDLE, -1.05, 0))

    def weights_appear(self, row: WeightedInput, key: VMobject) -> VGroup:
        """The edges into the neuron, which are returned; out of them grows the picture of w."""
        edges = self.net.into(self.one.layer, self.one.j)
        self.play(Create(edges), FadeIn(row.names[1], key), run_time=0.8)
        self.add(self.net.columns[0])
        self.play(FadeIn(row.pictures[0], target_position=edges, scale=0.3), run_time=1)
        self.play(FadeIn(row.names[0], row.order), run_time=0.6)
        return edges

    def one_product(self, row: WeightedInput, product: Equation) -> None:
        """One square of w times one of a, in numbers, is one square of the products."""
        products = row.pictures[2]
        marks = [picture.marked(self.one.i) for picture in row.pictures]
        self.say_on()
        self.play(FadeIn(*marks[:2], row.signs[0]), run_time=0.4)
        self.play(
            *grow(product.terms[0], marks[0]),
            *grow(product.terms[1], marks[1], *product.signs[0]),
            run_time=1,
        )
        products.reveal(0)
        products.paint(self.one.i, products.entries[self.one.i].value)
        self.play(
            FadeIn(
                products.cells[self.one.i],
                products.frame,
                row.signs[1],
                row.names[2],
                *product.signs[1],
            ),
            FadeIn(product.terms[2].grid, target_position=marks[2]),
            FadeIn(marks[2]),
            run_time=0.8,
        )
        self.wait(1)
        self.line = VGroup(*marks, product)

    def add_up(self, row: WeightedInput, found: SumLine, total: Equation) -> None:
        """Product by product the dot moves along the line; b shifts it; where it stands is z.

        b is the neuron's own: while it is added, the ring has its colour.
        """
        products = row.pictures[2]
        count = len(products.cells)
        *marks, product = self.line
        self.say_on()
        self.play(FadeOut(*marks), FadeOut(product), FadeIn(found.line), run_time=0.6)
        self.play(FadeIn(found.dot, found.value), run_time=0.4)

        def add_up(alpha: float) -> None:
            products.reveal(round(alpha * count))
            found.add_up(round(alpha * count))

        self.play(live(add_up, products.cells, found.dot, found.value), run_time=2.4)
        self.play(*grow(total.terms[1], products), run_time=0.8)
        ring, step = self.net.neuron(self.one.layer, self.one.j).ring, found.step
        own: Any = ring.animate.set_stroke(style.colour("b"), width=6)
        self.play(FadeIn(step[1], target_position=ring), FadeIn(step[0]), own, run_time=0.6)
        self.play(
            live(found.add_bias, found.dot, found.value),
            *grow(total.terms[2], step[1], *total.signs[1]),
            run_time=1,
        )
        found_z = grow(total.terms[0], found.dot, *total.signs[0])
        self.play(*found_z, FadeIn(found.symbol), unringed(ring), run_time=0.8)
        self.wait(0.6)
        self.line = VGroup()

    def bend(self, found: SumLine, bent: Equation) -> None:
        """Up from z to the curve of φ, across to its axis: there is a."""
        plot: Any = found.plot
        self.play(FadeOut(found.value), FadeIn(plot.y_axis, plot.y_label), run_time=0.6)
        self.play(Create(plot.curve), run_time=1)
        signs = [sign for both in bent.signs[1:] for sign in both]
        self.play(*grow(bent.terms[1], found.dot, *signs), run_time=0.8)
        self.play(Create(found.up), found.dot.animate.move_to(plot.dots[0]), run_time=1)
        self.play(Create(found.across), FadeIn(found.told), run_time=0.8)
        self.play(*grow(bent.terms[0], found.across[1], *bent.signs[0]), run_time=0.8)
        self.wait(0.8)

    def light(self, neuron: Neuron) -> None:
        """One neuron fills with its a."""
        entry = self.reading.entry("a", self.one.layer, neuron.index)
        neuron.activate(entry, self.net.largest(self.one.layer))
        self.play(FadeIn(neuron.fill, neuron.hollow), run_time=0.6)
