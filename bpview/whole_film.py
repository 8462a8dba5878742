"""What a film does with the gradient of a large network: δ over all of it, and one step."""

from __future__ import annotations

from typing import Any

from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, Group, Mobject, VGroup

from bpview.collapse import unfold
from bpview.descent import Descent
from bpview.diagram import Diagram, Shape
from bpview.overview import Overview
from bpview.reading import Reading
from bpview.rules import update_rules
from bpview.slope_edges import slope_edges
from bpview.worked_film import WorkedFilm

__all__ = ["WholeFilm"]

_WAITING = 0.15
_DOWN = 0.75 * DOWN


class WholeFilm(WorkedFilm):
    """A large network under the rules of δ.

    ``whole`` is its overview; ``rules`` are those of δ, and of the slopes it leaves behind;
    ``slopes`` are the edges of each layer in the colours of their slopes.
    """

    whole: Overview
    rules: VGroup
    slopes: dict[int, VGroup]

    def whole_unfolds(self, shape: Shape) -> Diagram:
        """The small network unfolds into the large one, run forward; all else leaves."""
        old = self.worked.net
        self.whole = whole = Overview(self.reading, shape).move_to(UP * 0.15)
        net = whole.diagram
        for layer in range(1, net.last + 1):
            net.activate(layer)
        self.play(self.worked.focus(), run_time=0.2)
        self.play(FadeOut(*self.all_but(self.heading, old)), run_time=0.4)
        self.play(unfold(old, net), run_time=1.6)
        self.add(net)
        return net

    def delta_runs_back(self, net: Diagram, rules: VGroup) -> None:
        """Rings take the colour and size of their δ, layer by layer, each with its rule."""
        for layer in range(net.last, 0, -1):
            new = [FadeIn(rules[net.last - layer])] if net.last - layer < 2 else []
            self.play(net.halo(layer), *new, run_time=0.4)
            if layer > 1:  # the inputs have no δ
                self.play(net.run_back(layer, run_time=_pace(net, 0.8)))

    def gradients_appear(self, net: Diagram, maps: list[Group]) -> None:
        """Layer by layer, last first, edges take the slopes of their weights; then the pictures."""
        self.slopes = {layer: slope_edges(net, layer) for layer in net.edges}
        for layer in range(net.last, 0, -1):
            slopes = FadeIn(self.slopes[layer])
            self.play(slopes, FadeOut(net.edges[layer]), run_time=_pace(net, 0.4))
        self.play(FadeIn(*maps), run_time=0.4)

    def step_in_symbols(self, descent: Descent) -> tuple[VGroup, VGroup]:
        """The rules of a step where the rules of δ are, and below them its η and two losses."""
        updates = update_rules().move_to(self.rules[0])
        rows = VGroup(*descent.rows()).arrange(RIGHT, buff=1).move_to(self.rules[1])
        for formula, number in rows:
            VGroup(formula, number).shift(UP * (rows.get_y() - formula.part("eq").get_y()))
        return updates, rows

    def slopes_wait(self, *around: Mobject) -> list[Any]:
        """Animations: the coloured edges step back, to grow as the step is taken.

        With all that is seen `around` them they go down, where the gradients were.
        """
        slopes = [edges.animate.fade(1 - _WAITING).shift(_DOWN) for edges in self.slopes.values()]
        return [*slopes, *(m.animate.shift(_DOWN) for m in self.seen_in(*around))]

    def step_is_taken(self, descent: Descent, net: Diagram, seconds: float) -> None:
        """η grows: a line grows as strong as its weight moves, and all is computed again."""
        lines = [line for edges in self.slopes.values() for line in edges]
        faint = [line.get_stroke_opacity() for line in lines]

        def follow(now: Reading) -> None:
            for layer in net.edges:
                net.activate(layer, now)
            for line, before in zip(lines, faint, strict=True):
                whole = before / _WAITING
                line.set_stroke(opacity=before + descent.share * (whole - before))

        moved = [*net.columns.values(), *self.slopes.values()]
        self.play(descent.run(follow, *moved), run_time=seconds)


def _pace(net: Diagram, seconds: float) -> float:
    """A gesture repeated over many layers is quicker."""
    return seconds if net.last <= 4 else 0.2
