"""A number line on which one z adds up, product by product, and the curve that bends it into a."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Line, VGroup, interpolate_color
from numpy.typing import NDArray

from bpview import lines, style
from bpview.formula import Formula, Words, part
from bpview.graph import axis
from bpview.image import Picture
from bpview.numeral import Numeral
from bpview.one_neuron import OneNeuron
from bpview.phi_plot import PhiPlot
from bpview.strokes import Strokes

__all__ = ["SumLine", "WeightedInput"]

_APART = 0.35


class WeightedInput(VGroup):
    """Weights ⊙ activations = products of one neuron, as three pictures with their symbols.

    Attributes
    ----------
    pictures, names
        Of w_ji, a_i and w_ji a_i.
    signs
        The circled dot and the equals sign.
    order
        Says how the index of a weight is read.
    """

    def __init__(self, neuron: OneNeuron, *, height: float, gap: float = 0.62) -> None:
        reading, layer, j = neuron.reading, neuron.layer, neuron.j
        self.pictures = (
            Picture(reading.entries("W", layer)[j], "weight", height=height),
            Picture(reading.entries("a", layer - 1), height=height),
            Picture(neuron.products, "weight", height=height),
        )
        # A product is as bright as it is beside its weight: both on one scale.
        w, _, products = self.pictures
        products.largest = max(w.largest, products.largest)
        products.reveal(neuron.count)
        row = VGroup(*self.pictures).arrange(RIGHT, buff=gap)
        self.signs = VGroup()
        for sign, (before, after) in zip(("dot.o", "="), pairwise(self.pictures), strict=True):
            self.signs.add(Formula(sign).move_to((before.get_right() + after.get_left()) / 2))
        by, a = neuron.weight("i"), part("a", "a", layer - 1, "i")
        self.names = VGroup()
        for text, picture in zip((by, a, f"{by} {a}"), self.pictures, strict=True):
            name = Formula(text, size=36).next_to(picture, DOWN, buff=0.2)
            first = self.names[0] if len(self.names) else name
            self.names.add(name.shift(UP * (first[0].get_bottom()[1] - name[0].get_bottom()[1])))
        self.order = Words(f"to {j + 1}, from $i$", size=style.Size.SMALL, role="neutral")
        self.order.next_to(self.names[0], RIGHT, buff=0.2)
        VGroup(self.names[0], self.order).match_x(self.pictures[0])
        self.order.shift(UP * (self.names[0][0].get_bottom()[1] - self.order[0].get_bottom()[1]))
        super().__init__(row, self.signs, self.names, self.order)


class SumLine(VGroup):
    """The z of one neuron as a dot on a line; above it, where φ goes entry by entry, its curve.

    Attributes
    ----------
    line
        The axis and marks at whole numbers.
    symbol
        z, at its end: what stands there once b is in.
    dot, value
        The sum so far, as a dot and as a number above it; with b they have the colour of z.
    step
        The way b takes the dot, with its number; shown by the film when b is met.
    plot
        The curve of φ on the same axis, or None; `up` and `across` lead from z to a, which is
        `told` at its axis, with the place of 0.
    """

    def __init__(self, neuron: OneNeuron, *, width: float, height: float) -> None:
        reading, layer, j = neuron.reading, neuron.layer, neuron.j
        self._neuron = neuron
        sums = [reading.partial(layer, j, k).value for k in range(neuron.count + 1)]
        z = reading.entry("z", layer, j)
        self._reach = max(2.5, 1.25 * max(map(abs, [*sums, z.value])))
        self._width = width
        neutral = style.colour("neutral")
        self.axis = axis(LEFT * width / 2, RIGHT * width / 2, neutral)
        self.marks = VGroup()
        every = max(1, round(self._reach / 3))
        for k in range(-int(self._reach / every), int(self._reach / every) + 1):
            at = self.at(k * every)
            self.marks.add(Line(at + UP * 0.08, at + DOWN * 0.08, stroke_width=2, color=neutral))
            label = Formula(str(k * every), size=style.Size.SMALL).set_color(neutral)
            label.next_to(at + DOWN * 0.08, DOWN, buff=0.1)
            # The digit stands below its mark, whatever sign is before it.
            self.marks.add(label.shift(RIGHT * (at[0] - label[-1].get_x())))
        name = Formula(part("z", "z", layer, j + 1), size=style.Size.LABEL)
        self.line = VGroup(self.axis, self.marks)
        self.symbol = name.next_to(self.axis, RIGHT, buff=0.15)
        self.dot = Dot(self.at(0), radius=0.1, color=style.colour("ink"))
        self.value = Numeral(reading.partial(layer, j, 0), neuron.decimals)
        b = reading.entry("b", layer, j)
        way = Line(self.at(sums[-1]), self.at(z.value), stroke_width=7, color=style.colour("b"))
        number = Numeral(b, neuron.decimals, plus=True, colour=style.colour("b"))
        # Above its step and above the number of the dot, which passes below it.
        number.next_to(way, UP, buff=0.72)
        self.step = VGroup(way.shift(UP * 0.03), number)
        self.plot: PhiPlot | None = None
        self.up, self.across, self.told = VGroup(), VGroup(), VGroup()
        super().__init__(self.line, self.symbol, self.dot, self.value, self.step)
        if lines.diagonal(reading, layer):
            self._add_curve(height, z.value)
        self.add_up(0)

    def at(self, x: float) -> NDArray[np.float64]:
        """The place of `x` on the line, wherever it has been moved."""
        share = (x + self._reach) / (2 * self._reach)
        start: NDArray[np.float64] = self.axis.get_start()
        return start + share * (self.axis.get_end() - start)

    def add_up(self, count: int) -> None:
        """Dot and number at the sum of the first `count` products."""
        neuron = self._neuron
        self._go_to(neuron.reading.partial(neuron.layer, neuron.j, count).value)
        self.value.set_entry(neuron.reading.partial(neuron.layer, neuron.j, count))

    def add_bias(self, share: float) -> None:
        """The dot on its way along b; the number of the sum fades, and where it arrives is z."""
        way, neuron = self.step[0], self._neuron
        here = way.point_from_proportion(share)
        self.dot.move_to(here).set_y(self.axis.get_start()[1])
        green, ink = style.colour("z"), style.colour("ink")
        self.dot.set_color(interpolate_color(ink, green, share))
        if share > 0.5:
            self.value.set_entry(neuron.reading.entry("z", neuron.layer, neuron.j)).set_fill(green)
            here = way.get_end()
        else:
            here = way.get_start()
        self.value.next_to(self.dot, UP, buff=0.14).set_x(here[0])
        self.value.set_opacity(abs(1 - 2 * share))

    def _go_to(self, x: float) -> None:
        self.dot.move_to(self.at(x))
        self.value.next_to(self.dot, UP, buff=0.14)

    def _add_curve(self, height: float, z: float) -> None:
        neuron = self._neuron
        self.plot = PhiPlot(
            neuron.reading,
            neuron.layer,
            width=self._width,
            height=height,
            reach=self._reach,
            only=neuron.j,
        )
        self.plot.shift(self.axis.get_start() - self.plot.x_axis.get_start())
        end = self.plot.dots[0].get_center()
        ink = style.colour("neutral")
        left = np.array([self.axis.get_start()[0], end[1], 0.0])
        floor = self.at(z)
        self.up = VGroup(Strokes(floor[None], end[None], ink, 3, dashed=True))
        self.across = VGroup(
            Strokes(end[None], left[None], ink, 3, dashed=True),
            Dot(left, radius=0.08, color=style.colour("a")),
        )
        # What its axis says: where 0 is, and where a.
        value = Numeral(
            neuron.reading.entry("a", neuron.layer, neuron.j),
            neuron.decimals,
            size=style.Size.SMALL,
            colour=style.colour("a"),
        )
        self.told = VGroup(value.next_to(left, LEFT, buff=0.15))
        nought = self.plot.ticks(ys=(0,))
        if abs(nought.get_y() - left[1]) > _APART:
            self.told.add(nought)
        self.add(self.plot, self.up, self.across, self.told)
