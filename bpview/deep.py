"""A network of many layers as a picture that stays cheap to draw: few paths a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Circle,
    FadeIn,
    FadeOut,
    Restore,
    Transform,
    VGroup,
    VMobject,
    linear,
    smooth,
    squish_rate_func,
)
from numpy.typing import NDArray

from bpview import style
from bpview.diagram import Diagram
from bpview.motion import live
from bpview.reading import Reading
from bpview.strokes import Strokes, bundles, dashes, straight

__all__ = ["MOST_LAYERS", "DeepNet"]

MOST_LAYERS = 60
"""With more layers the columns would stand closer than they can be told apart."""
_PATHS = 320


class DeepNet(VGroup):
    """All layers of a deep network side by side; of wide layers the first neurons.

    Attributes
    ----------
    columns
        Per layer l = 0..L its neurons: their filling is a, hollow where a is negative.
    edges
        Per layer l = 1..L the lines of W[l].
    """

    def __init__(self, reading: Reading, width: float, height: float) -> None:
        network = reading.experiment.network
        self.reading, self.last = reading, network.L
        self.rows = max(1, min(4, _PATHS // (network.L + 1) - 4))
        gap = width / network.L
        step = min(height / max(1, self.rows - 1), 0.6)
        self._radius = min(0.14, 0.27 * gap, 0.4 * step)
        self._places = {
            layer: np.array(
                [
                    RIGHT * gap * (layer - network.L / 2) + UP * step * ((shown - 1) / 2 - k)
                    for k in range(shown)
                ]
            )
            for layer, shown in enumerate(min(self.rows, n) for n in network.widths)
        }
        self._discs: dict[int, list[Circle]] = {}
        self._holes: dict[int, VMobject] = {}
        self.columns: dict[int, VGroup] = {}
        for layer, places in self._places.items():
            discs = [
                Circle(self._radius, stroke_width=0, fill_color=style.colour("a"), fill_opacity=0)
                for _ in places
            ]
            for disc, place in zip(discs, places, strict=True):
                disc.move_to(place)
            holes = VMobject(stroke_width=0, fill_color=style.colour("background"), fill_opacity=1)
            rings = _circles(places, self._radius)
            rings.set_stroke(style.colour("neutral"), width=1.5)
            self._discs[layer], self._holes[layer] = discs, holes
            self.columns[layer] = VGroup(*discs, holes, rings)
        self.edges = {layer: self._edges(layer) for layer in range(1, network.L + 1)}
        super().__init__(*self.edges.values(), *self.columns.values())
        self.activate()

    def _ways(self, layer: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.intp]]:
        """Starts and ends of the drawn edges of W[layer], and their (j, i)."""
        pairs = [
            (j, i)
            for j in range(len(self._places[layer]))
            for i in range(len(self._places[layer - 1]))
        ]
        starts = np.array([self.place(layer - 1, i) for _, i in pairs])
        ends = np.array([self.place(layer, j) for j, _ in pairs])
        way = ends - starts
        way *= self._radius / np.linalg.norm(way, axis=1)[:, None]
        return starts + way, ends - way, np.array(pairs)

    def _edges(self, layer: int) -> VGroup:
        W = self.reading.array("W", layer)
        starts, ends, pairs = self._ways(layer)
        found = bundles(W[pairs[:, 0], pairs[:, 1]], "weight", widest=1.6, levels=1)
        drawn = VGroup()
        for members, colour, wide in found:
            way = starts[members], ends[members]
            if W[tuple(pairs[members[0]])] < 0:
                way = dashes(*way, 0.09)
            drawn.add(Strokes(*way, colour, wide, 0.6))
        return drawn

    def place(self, layer: int, k: int = 0) -> NDArray[Any]:
        """Where the k-th drawn neuron of a layer stands now, shape (3,)."""
        if not hasattr(self, "columns"):
            return np.asarray(self._places[layer][k])
        return np.asarray(self._discs[layer][k].get_center())

    def drawn(self, layer: int) -> int:
        """How many neurons of a layer are drawn."""
        return len(self._places[layer])

    def x(self, layer: int) -> float:
        """How far right a layer stands."""
        return float(self.place(layer)[0])

    def activate(self, reading: Reading | None = None) -> None:
        """Fill every neuron with its a, or with that of another reading, at once."""
        for layer, discs in self._discs.items():
            a = (reading or self.reading).array("a", layer)
            largest = max(1.0, float(np.abs(a).max()))
            for disc, value in zip(discs, a[: len(discs)], strict=True):
                disc.set_fill(opacity=abs(float(value)) / largest)
            below = [d.get_center() for d, v in zip(discs, a, strict=False) if v < 0]
            self._holes[layer].points = _circles(below, 0.5 * self._radius).points

    # -- what runs over the network

    def light(self, **kw: Any) -> Animation:
        """A light runs forward over all edges, layer after layer."""
        lit = Strokes(np.zeros((0, 3)), np.zeros((0, 3)), style.colour("a"), 2.5)

        def change(alpha: float) -> None:
            layer = min(int(alpha * self.last) + 1, self.last)
            starts, ends, _ = self._ways(layer)
            lit.points = straight(starts, ends)
            lit.set_stroke(opacity=float(0 < alpha < 1))

        return live(change, lit, rate_func=linear, **kw)

    def pulse(self, then: Callable[[float], Any], *moved: Any, **kw: Any) -> Animation:
        """Lights run back, each as wide as its w δ is beside the largest in the whole network.

        So they go out where δ vanishes. Each has the colour of the sign of the δ it comes from;
        `then` is told how many layers have been passed.
        """
        flow = {
            layer: np.abs(
                self.reading.array("W", layer) * self.reading.array("delta", layer)[:, None]
            )
            for layer in self.edges
        }
        largest = max(float(sizes.max()) for sizes in flow.values()) or 1.0
        none = np.zeros((0, 3))
        lit = {sign: Strokes(none, none, style.signed("delta", sign), 0) for sign in (1, -1)}

        def change(alpha: float) -> None:
            passed = alpha * self.last
            layer = max(1, self.last - int(passed))
            starts, ends, pairs = self._ways(layer)
            sizes = flow[layer][pairs[:, 0], pairs[:, 1]]
            size = float(sizes.max(initial=0.0)) / largest
            signs = np.sign(self.reading.array("delta", layer)[pairs[:, 0]])
            for sign, strokes in lit.items():
                shown = (sizes > 0) & (signs == sign)
                strokes.points = straight(starts[shown], ends[shown])
                strokes.set_stroke(width=9 * size, opacity=float(0 < alpha < 1 and size > 0.01))
            then(passed)

        return live(change, *lit.values(), *moved, rate_func=_slow_start, **kw)

    def dimmed(self, opacity: float, **kw: Any) -> Animation:
        """All edges step back, or come forward again."""
        edges = VGroup(*self.edges.values())
        start = self.edges[1][0].get_stroke_opacity()

        def change(alpha: float) -> None:
            edges.set_stroke(opacity=start + alpha * (opacity - start))

        return live(change, edges, **kw)

    def route(self, rows: list[int], through: tuple[int, int]) -> VGroup:
        """One way back through the network, from output to input: `rows` are taken in turn.

        Only in the layer of `through`, a layer and a drawn neuron of it, it runs through that one.
        A line, and on it a ring in the colour of φ' for every layer it passes.
        """
        corners = [
            self.place(layer, rows[layer % len(rows)] % len(self._places[layer]))
            for layer in range(self.last, -1, -1)
        ]
        corners[self.last - through[0]] = self.place(*through)
        path = VMobject(stroke_color=style.colour("ink"), stroke_width=3.5)
        path.set_points_as_corners(np.array(corners))
        slopes = _circles(corners[:-1], 1.5 * self._radius)
        slopes.set_stroke(style.colour("phi_prime"), width=4)
        return VGroup(path, slopes)

    def fan(self, layer: int, k: int) -> VGroup:
        """What leads back to a neuron, the k-th or the last drawn: an edge from each of the next.

        On its neuron stands a ring in the colour of φ'.
        """
        here = self.place(layer, min(k, len(self._places[layer]) - 1))
        there = np.array([self.place(layer + 1, j) for j in range(len(self._places[layer + 1]))])
        edges = Strokes(there, np.broadcast_to(here, there.shape), style.colour("ink"), 3.5)
        ring = _circles([here], 1.5 * self._radius).set_stroke(style.colour("phi_prime"), width=4)
        return VGroup(edges, ring)

    def edge(self, layer: int) -> VGroup:
        """One edge into `layer` and rings on its ends: a where it starts, δ where it leads.

        Of the drawn neurons it leads into that with the largest δ, and has the colour of its sign.
        """
        deltas = self.reading.array("delta", layer)[: self.drawn(layer)]
        there = int(np.argmax(deltas))
        start = self.place(layer - 1, min(there, self.drawn(layer - 1) - 1))
        ends = np.array([start, self.place(layer, there)])
        line = Strokes(ends[:1], ends[1:], style.colour("W"), 5.0)
        rings = (_circles([end], 1.5 * self._radius) for end in ends)
        colours = style.colour("a"), style.signed("delta", float(deltas[there]))
        return VGroup(
            line, *(r.set_stroke(c, width=4) for r, c in zip(rings, colours, strict=True))
        )

    # -- smallest case first

    def gathered(self, small: Diagram, run_time: float = 2.0) -> Animation:
        """The columns walk together into the neurons of a small network."""
        early, late = squish_rate_func(smooth, 0, 0.6), squish_rate_func(smooth, 0.5, 1)
        moves: list[Any] = [FadeOut(*self.edges.values(), rate_func=early)]
        for layer, column in self.columns.items():
            goal = self._goal(layer, small)
            column.save_state()
            moves.append(Transform(column, column.copy().move_to(goal).scale(0.3)))
        moves.append(FadeIn(small, rate_func=late))
        return AnimationGroup(*moves, run_time=run_time)

    def spread(self, small: Diagram, run_time: float = 2.0) -> Animation:
        """The way back after `gathered`: out of every small neuron walk columns of this one."""
        for column in self.columns.values():
            column.restore()
        self.activate()
        moves: list[Any] = [FadeOut(small, rate_func=squish_rate_func(smooth, 0, 0.5))]
        for layer, column in self.columns.items():
            column.save_state()
            column.move_to(self._goal(layer, small)).scale(0.3)
            moves.append(Restore(column))
        moves.append(FadeIn(*self.edges.values(), rate_func=squish_rate_func(smooth, 0.4, 1)))
        return AnimationGroup(*moves, run_time=run_time)

    def _goal(self, layer: int, small: Diagram) -> Any:
        share = layer / self.last
        column = small.neurons[small.first + round(share * (small.last - small.first))]
        return VGroup(*(neuron.ring for neuron in column)).get_center()


def _slow_start(share: float) -> float:
    """A seventh of the way in most of the time: it is there that lights can be seen to go out."""
    early, way = 0.6, 1 / 7
    if share < early:
        return share * way / early
    return way + (share - early) * (1 - way) / (1 - early)


def _circles(centres: Any, radius: float) -> VMobject:
    """Several circles as one path."""
    path = VMobject()
    rounds = [Circle(radius).move_to(centre).points for centre in centres]
    path.points = np.concatenate(rounds) if rounds else np.zeros((0, 3))
    return path
