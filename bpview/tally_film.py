"""What a film does with the product of all Jacobians: it is taken in either order, and counted."""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    FadeIn,
    FadeOut,
    Group,
    Indicate,
    LaggedStart,
    VGroup,
    smooth,
    squish_rate_func,
)

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.falk_film import FalkFilm
from bpview.formula import Words
from bpview.jacobian import Jacobian
from bpview.overview import LossLabel, Overview
from bpview.tally import Run, Tally

__all__ = ["TallyFilm"]

_LATE = squish_rate_func(smooth, 0.5, 1)
_LEFT_HALF = 5.6  # width of what stands there


class TallyFilm(FalkFilm):
    """A film whose factors stand as boxes to scale, multiplied from the left and from the right."""

    def heads_grow(
        self, heads: list[VGroup], net: Diagram, *, last_first: bool = False
    ) -> LaggedStart:
        """Every factor grows out of what it stands for in the network.

        One after the other: at once they would fly through each other.
        """
        sources = [m for k in range(net.last, 0, -1) for m in (net.columns[k], net.edges[k])]
        grown = [
            FadeIn(head, target_position=source.get_center(), scale=0.3)
            for head, source in zip(heads, sources, strict=True)
        ]
        if last_first:
            grown.reverse()
        return LaggedStart(*grown, lag_ratio=0.6, run_time=1.6)

    def grow_out_of_the_large(self, tally: Tally) -> None:
        """Out of the loss of a large network grows the row in front, then every factor."""
        shape = Shape(8.4, 4.4, edge_width=2.4, edge_opacity=0.7)
        whole = Overview(self.counted, shape, run=True)
        net, loss = whole.diagram, LossLabel(self.counted)
        loss.next_to(whole, RIGHT, buff=0.4)
        Group(whole, loss).move_to(DOWN * 0.95)  # clear of the factors
        self.play(FadeOut(*self.all_but(self.heading)), FadeIn(whole, loss), run_time=0.4)
        self.wait(0.2)
        row = tally.heads[0]
        # Where the other factors will stand.
        told = Words("slopes of the loss by the outputs").next_to(row[1], RIGHT, buff=0.6)
        self.play(FadeIn(row, target_position=loss, scale=0.3), FadeIn(told, rate_func=_LATE))
        self.wait(0.8)
        grown = self.heads_grow(tally.heads[1:], net)
        # The network stays until all have left it.
        late = squish_rate_func(smooth, 0.75, 1)
        gone = FadeOut(whole, loss, rate_func=late, run_time=1.8)
        self.play(FadeOut(told, run_time=0.2), gone, grown, FadeIn(tally.ends, run_time=1))

    def same_result(self, tally: Tally, J: Jacobian) -> VGroup:
        """The last box of either order lights up: they are the same matrix, for the network."""
        worked = self.worked
        called, grid = matrix = VGroup(J.called, J.grid).copy()
        called.shift(RIGHT * (grid.get_left()[0] - 0.3 - called.get_right()[0]))
        matrix.scale(min(1.0, _LEFT_HALF / matrix.width)).move_to(worked.net).shift(LEFT * 0.3)
        words = Words("either way", role="neutral").next_to(grid, DOWN, buff=0.3)
        stage = VGroup(worked.net, worked.names, worked.symbols, *worked.z.values())
        # Both halves of the frame are used alike.
        self.play(FadeOut(stage), tally.animate.shift(LEFT * 0.8), run_time=0.4)
        boxes = [run.results[-1][0] for run in (tally.left, tally.right)]
        ink = style.colour("ink")
        lit = (Indicate(box, color=ink, scale_factor=1.3) for box in boxes)
        self.play(*lit, FadeIn(matrix, words), run_time=1)
        return VGroup(matrix, words)

    def count(self, run: Run, seconds: float) -> None:
        """Product by product: two boxes light up, their result appears with its multiplications.

        Then their sum.
        """
        self.play(FadeIn(run.title), run_time=0.4)
        ink = style.colour("ink")
        for boxes, result, number in zip(run.multiplied, run.results, run.counts, strict=True):
            lit = (Indicate(box, color=ink, scale_factor=1.15) for box in boxes)
            self.play(*lit, FadeIn(result, number), run_time=seconds)
        self.play(FadeIn(run.total), run_time=0.4)
