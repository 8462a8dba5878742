"""The network as a picture: neurons filled by a, edges by the sign and size of w, pulses.

Any architecture: a wide layer shows its first and last neurons around an ellipsis, and where a
pair of layers has many edges they are drawn in a few bundles instead of one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    PI,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    CurvedArrow,
    Dot,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)
from numpy.typing import NDArray

from bpview import style
from bpview.edges import Edges, Shape
from bpview.entry import Entry
from bpview.motion import circled
from bpview.neuron import Neuron
from bpview.numeral import Numeral
from bpview.reading import Reading
from bpview.strokes import Points, Pulses

__all__ = ["Diagram", "Shape"]

_ONE_BY_ONE = 200
"""Up to so many edges in a whole diagram are paths of their own; more are drawn in bundles."""

_BESIDE = 0.15
"""Of numbers from their neurons: there is room for a circle between them."""


class Diagram(VGroup):
    """Layers `first`..`last` of a network as columns of neurons.

    ``skips[l]`` is the arc over a layer that adds its input to its output, where there is one.

    ``neurons[l]`` lists the drawn neurons of layer l (each knows its true ``index``), and
    ``edges[l]`` holds the edges of W[l].
    """

    def __init__(
        self, reading: Reading, shape: Shape, first: int = 0, last: int | None = None
    ) -> None:
        network = reading.experiment.network
        self.reading, self.shape = reading, shape
        self.first, self.last = first, network.L if last is None else last
        self.neurons: dict[int, list[Neuron]] = {}
        self.dots = VGroup()
        self._column_gap = shape.width / max(1, self.last - self.first)
        for layer in range(self.first, self.last + 1):
            self._add_column(layer, network.widths[layer])
        self.edges = {
            layer: self._edges(layer, network.W[layer])
            for layer in range(self.first + 1, self.last + 1)
        }
        self.columns = {layer: VGroup(*found) for layer, found in self.neurons.items()}
        self.skips = {
            layer: skip_arc(self.columns[layer - 1], self.columns[layer])
            for layer in self.edges
            if network.skip[layer]
        }
        parts = [*self.edges.values(), self.dots, *self.columns.values(), *self.skips.values()]
        super().__init__(*parts)

    def _add_column(self, layer: int, width: int) -> None:
        shape = self.shape
        x = self._column_gap * (layer - (self.first + self.last) / 2)
        shown, slots = _shown(width, shape.most)
        step = min(2.8 * shape.radius * 1.6, (shape.height - 2 * shape.radius) / max(1, slots - 1))
        radius = min(shape.radius, 0.3 * self._column_gap)
        if slots > 1:
            radius = min(radius, 0.46 * step)
        top = step * (slots - 1) / 2
        self.neurons[layer] = []
        for slot, index in shown:
            neuron = Neuron(index, radius, shape.decimals)
            neuron.move_to(RIGHT * x + UP * (top - slot * step))
            self.neurons[layer].append(neuron)
        if slots > len(shown):
            gap = len(shown) // 2
            self.dots.add(
                *(
                    Dot(radius=0.035, color=style.colour("neutral")).move_to(
                        RIGHT * x + UP * (top - (gap + k) * step)
                    )
                    for k in np.linspace(-0.2, slots - len(shown) - 0.8, 3)
                )
            )

    def _edges(self, layer: int, W: NDArray[Any]) -> Edges:
        pairs, starts, ends = self.ways(layer)
        shown = [len(column) for column in self.neurons.values()]
        weights = [self.reading.array("W", n) for n in range(self.first + 1, self.last + 1)]
        return Edges(
            W,
            pairs,
            starts,
            ends,
            self.shape,
            single=sum(m * n for m, n in pairwise(shown)) <= _ONE_BY_ONE,
            largest=max(float(np.abs(w).max()) for w in weights) or 1.0,
            levels=max(1, min(4, 100 // len(shown))),  # a deep network has many layers to draw
        )

    def ways(self, layer: int) -> tuple[NDArray[np.intp], Points, Points]:
        """(j, i), start and end of every edge into `layer`, from where the neurons stand now."""
        before, after = self.neurons[layer - 1], self.neurons[layer]
        here, there = (
            np.array([n.ring.get_center() for n in column]) for column in (before, after)
        )
        way = there[None] - here[:, None]
        # Where a network has shrunk, two neurons can be in one place, with no way between them.
        way /= np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-9)
        starts = here[:, None] + np.array([n.ring.width / 2 for n in before])[:, None, None] * way
        ends = there[None] - np.array([n.ring.width / 2 for n in after])[None, :, None] * way
        pairs = [(target.index, source.index) for source in before for target in after]
        return np.array(pairs), starts.reshape(-1, 3), ends.reshape(-1, 3)

    def hold_edges(self, layer: int) -> None:
        """The edges into `layer` end at its neurons and those before, wherever these are now."""
        _, starts, ends = self.ways(layer)
        self.edges[layer].lie(starts, ends)

    def neuron(self, layer: int, index: int) -> Neuron:
        """The neuron `index` (from 0) of `layer`; ``KeyError`` if the ellipsis stands for it."""
        for neuron in self.neurons[layer]:
            if neuron.index == index:
                return neuron
        raise KeyError(f"neuron {index} of layer {layer} is not drawn; raise Shape.most")

    def into(self, layer: int, index: int) -> Edges:
        """The drawn edges that lead into one neuron, each as a path of its own, in full colour."""
        return self._own(layer, lambda pairs: pairs[:, 0] == index)

    def way(self, layer: int, j: int, i: int) -> Edges:
        """The edge of W[j, i] as a path of its own, in full colour; empty if it is not drawn."""
        return self._own(layer, lambda pairs: (pairs == (j, i)).all(axis=1))

    def _own(self, layer: int, chosen: Callable[[NDArray[np.intp]], NDArray[np.bool_]]) -> Edges:
        W = self.reading.array("W", layer)
        pairs, starts, ends = self.ways(layer)
        mine = chosen(pairs)
        return Edges(
            W,
            pairs[mine],
            starts[mine],
            ends[mine],
            replace(self.shape, edge_opacity=1.0),
            single=True,
            largest=float(np.abs(W).max()) or 1.0,
        )

    def circles(self, *where: tuple[int, int]) -> VGroup:
        """A circle around each neuron (layer, index) that is drawn; see `circled`."""
        drawn = (n for layer, index in where for n in self.neurons[layer] if n.index == index)
        return VGroup(*(circled(n.ring) for n in drawn))

    def activate(self, layer: int, reading: Reading | None = None, *, number: bool = False) -> None:
        """Fill a layer with its a at once; with another reading, with the a of that one."""
        for neuron, entry, largest in self._activations(layer, reading):
            neuron.activate(entry, largest, number=number)

    def weigh(self, reading: Reading) -> None:
        """Edges take the widths and signs of another reading's weights, at once."""
        for layer, edges in self.edges.items():
            edges.weigh(reading.array("W", layer))

    def lit(self, layer: int, *, number: bool = False) -> Animation:
        """Animation that fills a layer with its a; with `number` the values fade in."""
        column, neurons = self.columns[layer], self.neurons[layer]
        before = _fillings(neurons)  # one that is filled already stays so
        self.activate(layer, number=number)
        goal = _fillings(neurons)

        def fill(_: Any, alpha: float) -> None:
            now = before + alpha * (goal - before)
            for neuron, (share, hollow, told) in zip(neurons, now, strict=True):
                neuron.fill.set_fill(opacity=share)
                neuron.hollow.set_fill(opacity=hollow)
                if neuron.number is not None:
                    neuron.number.set_fill(opacity=told)

        # One animation of the whole column: parts animated one by one would be drawn anew, each
        # on top of what was there, and a disc would hide its own number.
        fill(None, 0)
        return UpdateFromAlphaFunc(column, fill)

    def _activations(
        self, layer: int, reading: Reading | None
    ) -> Iterator[tuple[Neuron, Entry, float]]:
        entries = (reading or self.reading).entries("a", layer)
        for neuron in self.neurons[layer]:
            yield neuron, entries[neuron.index], self.largest(layer)

    def largest(self, layer: int) -> float:
        """The |a| at which a disc of `layer` is full: its largest, but at least 1."""
        return max(1.0, float(np.abs(self.reading.array("a", layer)).max()))

    def values(self, quantity: str, layer: int, role: str, direction: Any) -> VGroup:
        """The numbers of a layer's quantity beside its neurons, in order."""
        entries = self.reading.entries(quantity, layer)
        return VGroup(
            *(
                Numeral(
                    entries[n.index],
                    self.shape.decimals,
                    colour=style.signed(role, entries[n.index].value),
                    size=style.Size.SMALL,
                ).next_to(n.ring, direction, buff=_BESIDE)
                for n in self.neurons[layer]
            )
        )

    def halo(self, layer: int) -> Animation:
        """The rings of a layer take the sign of their δ and the root of its size.

        The largest is widest.
        """
        values = self.reading.array("delta", layer)
        largest = float(np.abs(values).max()) or 1.0
        changes: list[Any] = []
        for neuron in self.neurons[layer]:
            value = float(values[neuron.index])
            share = (abs(value) / largest) ** 0.5
            ring = neuron.ring.animate.set_stroke(
                style.signed("delta", value),
                width=1.5 + share * min(4.5, 36 * neuron.radius),
                opacity=0.6 + 0.4 * share,
            )
            changes.append(ring)
        return AnimationGroup(*changes)

    def run_forward(self, layer: int, **kwargs: Any) -> Animation:
        """Lights along W[layer], left to right, of size w a."""
        W, a = self.reading.array("W", layer), self.reading.array("a", layer - 1)
        return self._run(layer, W * a, "a", back=False, **kwargs)

    def run_back(
        self, layer: int, *, signs: bool = True, role: str = "delta", **kwargs: Any
    ) -> Animation:
        """Lights along W[layer], right to left, of size and sign w δ, or without `signs`."""
        flow = self.reading.array("W", layer) * self.reading.array("delta", layer)[:, None]
        return self._run(layer, flow if signs else np.abs(flow), role, back=True, **kwargs)

    def _run(
        self, layer: int, values: NDArray[Any], role: str, *, back: bool, **kwargs: Any
    ) -> Animation:
        pairs, starts, ends = self.ways(layer)
        shown = values[pairs[:, 0], pairs[:, 1]]
        if back:
            starts, ends = ends, starts
        return _running(Pulses(starts, ends, shown, role), **kwargs)


def skip_arc(before: VGroup, after: VGroup) -> CurvedArrow:
    """The way around a layer: a^(l-1) goes over it and is added to what comes out."""
    start, end = (column[0].get_top() + 0.06 * UP for column in (before, after))
    return CurvedArrow(
        start,
        end,
        angle=-PI / 2.2,
        stroke_width=3,
        tip_length=0.16,
        color=style.colour("neutral"),
    )


def _fillings(neurons: list[Neuron]) -> NDArray[np.float64]:
    """How much is seen of each neuron's filling, its hollow, and its number."""
    shown = ((n.fill, n.hollow, n.number) for n in neurons)
    return np.array([[0.0 if m is None else m.get_fill_opacity() for m in n] for n in shown])


def _running(pulses: Pulses, run_time: float = 1.0, **kwargs: Any) -> Animation:
    return UpdateFromAlphaFunc(
        pulses,
        lambda m, alpha: m.run(alpha),
        run_time=run_time,
        rate_func=linear,
        remover=True,
        **kwargs,
    )


def _shown(width: int, most: int) -> tuple[list[tuple[int, int]], int]:
    """(slot, neuron) of what is drawn, and the slots taken; an ellipsis takes two."""
    if width <= most:
        return [(k, k) for k in range(width)], width
    half = most // 2
    lower = [(half + 2 + k, width - half + k) for k in range(half)]
    return [(k, k) for k in range(half)] + lower, 2 * half + 2
