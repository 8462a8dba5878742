"""What films that work a small network through have in common: lines that build and fill."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    Mobject,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import lines, loss_lines
from bpview.equation import Equation, Term
from bpview.film import Film
from bpview.formula import Formula, part
from bpview.layout import fits
from bpview.motion import come_forward, stepped_back
from bpview.nudging import SMALLEST, LossNudge
from bpview.numeral import Numeral
from bpview.pairing import outer
from bpview.phi_plot import PhiPlot
from bpview.reading import Reading
from bpview.worked import Worked, grow

__all__ = ["WorkedFilm"]

_TOP, _RIGHT, _AIR = 3.7, 6.85, 0.15


class WorkedFilm(Film):
    """A film on the stage of `Worked`.

    Attributes
    ----------
    worked
        The stage. It shows the film's network where that is small enough, else the worked example.
    line
        What stands above the network now; `clear_line` takes it away, with the curve beside it.
    """

    def set_stage(self) -> None:
        """Choose the network that is worked through, and lay it out; nothing is shown yet."""
        small: Reading = self.reading if fits(self.reading) else self.read("worked_example")
        self.worked = Worked(small)
        self.L = small.experiment.network.L
        self.line: Mobject = VGroup()
        self.curve: PhiPlot | None = None

    def clear_line(self) -> list[Any]:
        """Animations that take the line away, and with it the curve beside it."""
        gone = [self.line] if self.line.get_family()[1:] else []
        if self.curve is not None:
            gone.append(self.curve)
            self.curve = None
        self.line = VGroup()
        return [FadeOut(*gone)] if gone else []

    def build(self, line: Equation, *sources: Mobject) -> None:
        """The right-hand side grows out of `sources` term by term; the left-hand side follows."""
        for term, source, signs in zip(line.terms[1:], sources, line.signs, strict=False):
            self.play(*grow(term, source, *signs), run_time=1)
        self.complete(line)

    def put_in(self, line: Equation, *sources: Mobject) -> None:
        """The numbers of a line whose symbols stand come out of `sources`; then the result."""
        moves = [FadeIn(*(below for _, below in line.signs))]
        for term, source in zip(line.terms[1:], sources, strict=False):
            numbers = VGroup(term.grid, term.shape)
            moves.append(FadeIn(numbers, target_position=source.get_center(), scale=0.3))
        self.play(*moves, run_time=1)
        self.complete(line)

    def hand_over(self, before: Equation, term: Term, *new: Mobject, also: Any = None) -> None:
        """What a line found, its left-hand side, moves into a `term` of the next; the rest leaves.

        One after the other, so that it crosses nothing. `new` appears on the way; what happens
        `also` is played as the rest leaves.
        """
        found = before.terms[0].grid
        leaving = [FadeOut(before.without(found)), *([] if also is None else [also])]
        self.play(*leaving, run_time=0.4)
        self.play(
            ReplacementTransform(found, term.grid),
            FadeIn(term.symbol, term.shape, *new),
            run_time=0.6,
        )

    def transpose(self, weights: Term, layer: int, source: Mobject | None = None) -> None:
        """W^(l) grows out of its edges, or another source, and is turned into Wᵀ of a line."""
        before = weights.grid.untransposed()
        name = Formula(part("W", "W", layer)).move_to(weights.symbol)
        start = source or self.worked.net.edges[layer]
        self.play(FadeIn(VGroup(before, name), target_position=start, scale=0.3), run_time=0.8)
        self.play(
            before.turned_into(weights.grid),
            FadeOut(name),
            FadeIn(weights.symbol, weights.shape),
            run_time=1,
        )

    def times_phi_prime(self, before: Equation | None, layer: int) -> None:
        """g, the left-hand side of the line before, becomes δ; at the output by the Jacobian.

        Where no line stands before, g grows out of the target.
        """
        worked, reading = self.worked, self.worked.reading
        by_matrix = lines.through_jacobian(reading, layer)
        line, curve = by_matrix, None
        if lines.diagonal(reading, layer):
            line = lines.entrywise(reading, layer)
            curve = PhiPlot(reading, layer, width=2.6, height=1.3, slope=True, numbered=True)
        start = by_matrix if layer == self.L else line
        worked.place(start, curve)
        if start is not line:
            line.scale(start.terms[0].grid.height / line.terms[0].grid.height)
            line.shift(start.terms[0].grid.get_center() - line.terms[0].grid.get_center())
        source = worked.z.get(layer, worked.net.columns[layer])
        g = start.terms[2]
        if before is None:
            self.play(*grow(g, worked.rings), run_time=1)
        else:
            self.hand_over(before, g)
        slopes = start.terms[1]
        if curve is None:
            self.play(*grow(slopes, source), run_time=1)
        else:
            on_diagonal = start is not line
            numbers = [slopes.grid.entry(k, k * on_diagonal) for k in range(len(curve.tangents))]
            frame = [m for m in (*slopes.grid.cells, slopes.grid.brackets) if m not in numbers]
            self.play(FadeIn(slopes.symbol, slopes.shape, *frame, *curve.plain()), run_time=0.4)
            self.one_slope_after_another(curve, numbers, 0.4)
        self.complete(start)
        self.rest(start.terms[0])
        if start is not line:
            self._zeros_fall_away(start, line)
        self.line, self.curve = line, curve

    def one_slope_after_another(
        self, curve: PhiPlot, numbers: Sequence[Mobject], seconds: float = 0.6, first: int = 0
    ) -> None:
        """Tangents come and go, from the neuron `first` on, each with the slope it brings."""
        named = len(curve.numbers) == len(numbers)
        for k in range(first, len(numbers)):
            both = [m for m in (curve.tangents, curve.numbers) if named or m is curve.tangents]
            gone = [FadeOut(m[k - 1]) for m in both] if k > first else []
            new = FadeIn(numbers[k], target_position=curve.dots[k], scale=0.5)
            # The others leave: a tangent through two dots would be read as a chord.
            dots = [d.animate.set_fill(opacity=float(d is curve.dots[k])) for d in curve.dots]
            self.play(FadeIn(*(m[k] for m in both)), new, *gone, *dots, run_time=seconds)
        # The curve is taken away whole, which must not bring back those that are gone.
        for m in (curve.tangents, curve.numbers):
            m.remove(*m[:-1])

    def _zeros_fall_away(self, start: Equation, line: Equation) -> None:
        """A diagonal matrix becomes its diagonal, and the product entry by entry."""
        J, slopes = start.terms[1].grid, line.terms[1].grid
        kept = [J.entry(k, k) for k in range(J.shape[0])]
        zeros = [J.entry(i, k) for i in range(J.shape[0]) for k in range(J.shape[1]) if i != k]
        self.say_on()
        if zeros:
            self.play(FadeOut(*zeros), run_time=0.6)
        # δ stands in the same place in both lines: it changes hands unseen.
        self.remove(*start.terms[0].grid.get_family())
        self.add(line.terms[0].grid)
        self.play(FadeOut(start.without(*(t.grid for t in start.terms))), run_time=0.4)
        self.play(
            *(ReplacementTransform(n, slopes.entry(k)) for k, n in enumerate(kept)),
            ReplacementTransform(J.brackets, slopes.brackets),
            ReplacementTransform(start.terms[2].grid, line.terms[2].grid),
            run_time=0.6,
        )
        self.play(FadeIn(line.without(*(t.grid for t in line.terms))), run_time=0.4)

    def loss_in_numbers(self, *gone: VMobject) -> None:
        """The target stands beside the outputs; the loss in symbols, in numbers, and in its place.

        What stands above the network leaves, and what is `gone`.
        """
        worked = self.worked
        self.play(*self.clear_line(), *map(FadeOut, gone), run_time=0.4)
        self.play(FadeIn(worked.rings, worked.y_name), run_time=0.4)
        rule, numbers = loss_lines.worked_out(worked.reading)
        self.line = worked.place(VGroup(rule, numbers))
        self.play(FadeIn(rule, target_position=worked.rings), run_time=0.6)
        self.play(FadeIn(numbers[0]), run_time=0.6)
        self.play(FadeIn(numbers[1]), FadeIn(worked.loss), run_time=0.8)

    def first_by_hand(self, line: Equation, layer: int) -> None:
        """The first z of z = W a + b is worked out, below the line or, for want of room, above."""
        by_hand = lines.affine_by_hand(self.worked.reading, layer)
        by_hand.scale(min(1.0, self.worked.layout.line_box[0] / by_hand.width))
        by_hand.next_to(line, DOWN, buff=0.2)
        crowded = by_hand.get_bottom()[1] < self.worked.net.get_top()[1] + _AIR
        above = by_hand.copy().next_to(line, UP, buff=0.3)
        if crowded and above.get_top()[1] <= _TOP:
            by_hand.move_to(above)
        by_hand.shift(RIGHT * max(0.0, -4.1 - by_hand.get_left()[0]))  # beside the heading
        by_hand.shift(LEFT * max(0.0, by_hand.get_right()[0] - _RIGHT))
        _, W, a, b = (term.grid for term in line.terms)
        used = *W.row(0), *a.cells, b.entry(0)
        others = [n for n in (*W.cells, *b.cells) if n not in used]
        lit: list[Any] = [Indicate(n, color=n.get_fill_color()) for n in used]
        lit += [n.animate.set_opacity(0.3) for n in others]
        edges = self.worked.net.edges[layer]
        unused = [edges.edge(j, i) for j, i in np.ndindex(W.shape) if j]
        sources = {n.entry: n for n in used}
        grown = [
            FadeIn(m, target_position=sources[m.entry])
            if isinstance(m, Numeral) and m.entry in sources
            else FadeIn(m)
            for m in by_hand.family_members_with_points()
        ]
        self.play(*grown, *lit, *stepped_back(*unused), run_time=0.8)
        self.wait(1.8)
        back = [*(n.animate.set_opacity(1) for n in others), *come_forward(*unused)]
        self.play(FadeOut(by_hand), *back, run_time=0.4)

    def nudge_shrinks(
        self,
        nudge: LossNudge,
        told: Callable[[], VGroup],
        most: float,
        then: Callable[[Reading], Any],
        *moved: Mobject,
    ) -> VGroup:
        """A nudge grows to `most`; its numbers are told and held; it shrinks, and they settle.

        Returned are the rows that `told` made.
        """
        self.play(nudge.to(most, then, *moved), run_time=1.2)
        rows = told()
        self.play(FadeIn(rows), run_time=0.6)
        self.wait(2)
        self.say_on()
        self.play(nudge.to(SMALLEST, then, *moved), run_time=2)
        self.wait(1)
        return rows

    def fill_outer_product(self, line: Equation, layer: int, seconds: float) -> None:
        """A gradient fills in entry by entry, each with the edge it belongs to."""
        worked = self.worked
        grid, column, row = (term.grid for term in line.terms)
        source = worked.delta.get(layer, worked.net.columns[layer])
        frame = FadeIn(line.terms[0].symbol, grid.brackets, line.terms[0].shape, *line.signs[0])
        self.play(*grow(line.terms[1], source), frame, run_time=0.4)  # they would cross on the way
        activations = worked.net.columns[layer - 1]
        around = PI / 2  # to the right of δ
        self.play(*grow(line.terms[2], activations, path_arc=around), run_time=0.6)
        for at, beat in outer(grid, column, row):
            flash = worked.net.edges[layer].edge(*at).copy().set_stroke(width=12, opacity=1)
            self.play(*beat, FadeOut(flash), run_time=seconds)
