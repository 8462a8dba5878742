"""The weights between two layers as lines: width by size, colour and dash by sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from bpview import style
from bpview.strokes import Points, Strokes, bundles

__all__ = ["Edges", "Shape"]


@dataclass(frozen=True)
class Shape:
    """Measures of a diagram: box, neuron radius, most neurons a layer shows, most decimals."""

    width: float
    height: float
    radius: float = 0.16
    most: int = 16
    edge_width: float = 3.0
    edge_opacity: float = 1.0
    decimals: int = 3


class Edges(VGroup):
    """All drawn edges from layer l-1 to layer l.

    ``pairs`` (m, 2) holds (j, i) for W[j, i].
    ``edge(j, i)`` is one path, where the layer is small enough to have one for each.
    """

    def __init__(
        self,
        W: NDArray[Any],
        pairs: NDArray[np.intp],
        starts: NDArray[np.float64],
        ends: NDArray[np.float64],
        shape: Shape,
        *,
        single: bool,
        largest: float,
        levels: int = 4,
    ) -> None:
        self.pairs = pairs
        self.weights = W[pairs[:, 0], pairs[:, 1]]
        self._single: dict[tuple[int, int], Strokes] = {}
        self._widest, self._largest = shape.edge_width, largest
        widest = shape.edge_width
        self._members = [np.array([k]) for k in range(len(pairs))]
        if single:
            for (j, i), start, end, w in zip(pairs, starts, ends, self.weights, strict=True):
                self._single[int(j), int(i)] = Strokes(
                    start[None],
                    end[None],
                    style.signed("weight", w),
                    self._width(w),
                    shape.edge_opacity,
                    dashed=w < 0,
                )
            parts = list(self._single.values())
        else:
            found = bundles(self.weights, "weight", widest=widest, levels=levels)
            self._members = [m for m, _, _ in found]
            parts = [
                # The strongest tell their sign by a dash too; weaker ones are texture.
                Strokes(
                    starts[m],
                    ends[m],
                    colour,
                    width,
                    shape.edge_opacity * width / widest,
                    dashed=bool(width > 0.6 * widest and self.weights[m[0]] < 0),
                )
                for m, colour, width in found
            ]
        super().__init__(*parts)

    def _width(self, weight: float) -> float:
        return max(1.6, self._widest * abs(float(weight)) / self._largest)

    def weigh(self, W: NDArray[Any]) -> None:
        """Take the widths, and where a sign has changed colour and dash, of other weights.

        `W` has the shape of the weights drawn so far; edges in bundles stay as they are.
        """
        for number, ((j, i), edge) in enumerate(self._single.items()):
            before, now = self.weights[number], float(W[j, i])
            if (before < 0) != (now < 0):
                edge.draw(edge.points[:1], edge.points[-1:], dashed=now < 0)
            opacity = edge.get_stroke_opacity()
            edge.set_stroke(style.signed("weight", now), width=self._width(now), opacity=opacity)
        self.weights = W[self.pairs[:, 0], self.pairs[:, 1]]

    def lie(self, starts: Points, ends: Points) -> None:
        """Put all edges elsewhere: a start and an end for each of ``pairs``."""
        for strokes, m in zip(self, self._members, strict=True):
            strokes.lie(starts[m], ends[m])

    def edge(self, j: int, i: int) -> Strokes:
        """The path of W[j, i], counted from 0; ``KeyError`` where edges are drawn in bundles."""
        return self._single[j, i]
