"""What films that work a small network through have in common: lines that build and fill."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, Mobject, ReplacementTransform, VGroup

from bpview import lines
from bpview.equation import Equation, Term
from bpview.film import Film
from bpview.graph import PhiPlot
from bpview.layout import fits
from bpview.pairing import outer
from bpview.reading import Reading
from bpview.worked import Worked, grow

__all__ = ["WorkedFilm"]


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

    def hand_over(self, before: Equation, term: Term, *new: Mobject) -> None:
        """What a line found, its left-hand side, moves into a `term` of the next; the rest leaves.

        `new` appears on the way.
        """
        found = before.terms[0].grid
        self.play(
            FadeOut(before.without(found)),
            ReplacementTransform(found, term.grid),
            FadeIn(term.symbol, term.shape, *new),
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
            curve = PhiPlot(reading, layer, width=2.6, height=1.3, slope=True)
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
        new = [FadeIn(curve)] if curve is not None else []
        self.play(*grow(start.terms[1], source), *new, run_time=1)
        self.complete(start)
        self.rest(start.terms[0])
        if start is not line:
            self._zeros_fall_away(start, line)
        self.line, self.curve = line, curve

    def _zeros_fall_away(self, start: Equation, line: Equation) -> None:
        """A diagonal matrix becomes its diagonal, and the product entry by entry."""
        J, slopes = start.terms[1].grid, line.terms[1].grid
        kept = [J.entry(k, k) for k in range(J.shape[0])]
        zeros = [J.entry(i, k) for i in range(J.shape[0]) for k in range(J.shape[1]) if i != k]
        if zeros:
            self.play(FadeOut(*zeros), run_time=0.6)
        # δ stands in the same place in both lines: it changes hands unseen.
        self.remove(*start.terms[0].grid.get_family())
        self.add(line.terms[0].grid)
        self.play(
            *(ReplacementTransform(n, slopes.entry(k)) for k, n in enumerate(kept)),
            ReplacementTransform(J.brackets, slopes.brackets),
            ReplacementTransform(start.terms[2].grid, line.terms[2].grid),
            FadeOut(start.without(*(t.grid for t in start.terms))),
            FadeIn(line.without(*(t.grid for t in line.terms))),
            run_time=1,
        )

    def fill_outer_product(self, line: Equation, layer: int, seconds: float) -> None:
        """A gradient fills in entry by entry, each with the edge it belongs to."""
        worked = self.worked
        grid, column, row = (term.grid for term in line.terms)
        source = worked.delta.get(layer, worked.net.columns[layer])
        self.play(
            *grow(line.terms[1], source),
            *grow(line.terms[2], worked.net.columns[layer - 1]),
            FadeIn(line.terms[0].symbol, grid.brackets, line.terms[0].shape, *line.signs[0]),
            run_time=1,
        )
        for at, beat in outer(grid, column, row):
            flash = worked.net.edges[layer].edge(*at).copy().set_stroke(width=12, opacity=1)
            self.play(*beat, FadeOut(flash), run_time=seconds)
