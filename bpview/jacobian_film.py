"""What a film on Jacobians repeats: nudge a cause and fill a column, let a row meet a column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Indicate,
    Mobject,
    ReplacementTransform,
    SurroundingRectangle,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.formula import Formula
from bpview.jacobian import Falk, Jacobian, Shaped
from bpview.layout import Layout
from bpview.motion import ringed, unringed
from bpview.nudging import SMALLEST
from bpview.places import Place
from bpview.reading import Reading
from bpview.responses import Responses
from bpview.tally import Run
from bpview.worked import Worked
from bpview.worked_film import WorkedFilm

__all__ = ["STAGE", "JacobianFilm"]

Source = Callable[[int, int], Mobject]
"""What in the network entry (i, j) of a Jacobian stands for."""

STAGE = Layout(
    net=(-3.95, -0.35),
    net_box=(4.2, 4.9),
    radius=0.56,
    names=0.52,
    rings=1.05,
    line=(2.9, 1.55),
    line_box=(7.6, 3.7),
    gap=0.15,
    loss=False,
    target=False,
    numbers=3,
    decimals=2,
)


class JacobianFilm(WorkedFilm):
    """A small network at the left; at the right a line of symbols, and below it a matrix.

    Attributes
    ----------
    small
        The network that is worked through.
    followers
        What else, besides the network, takes every reading of a nudge.
    """

    small: Reading
    followers: tuple[Any, ...] = ()

    def staged(self, reading: Reading, layer: int) -> Worked:
        """A stage whose columns have their names close above them, or above the z of `layer`."""
        worked = Worked(reading, STAGE)
        for k, name in enumerate(worked.names):
            buff = STAGE.names if k == layer and worked.roomy else STAGE.gap
            name.next_to(worked.net.columns[k], UP, buff=buff)
        return worked

    def fill(self, worked: Worked, layer: int) -> None:
        """Every layer fills with its a, and above those of `layer` stands z."""
        layers = range(worked.net.last + 1)
        self.play(*(worked.fills(k) for k in layers), FadeIn(worked.names), run_time=0.6)
        self.play(*worked.z_appears(layer), run_time=0.4)

    def show(self, now: Reading) -> None:
        """The network of another reading, at once."""
        self.worked.show_all_but_loss(now)
        self.worked.show_input(now)
        for follower in self.followers:
            follower.take(now)

    def all_z(self) -> list[VMobject]:
        """Every z that stands beside a neuron."""
        return [number for column in self.worked.z.values() for number in column]

    def nudge(
        self,
        cause: Place,
        effect: Place,
        i: int,
        J: Jacobian,
        lit: list[VMobject],
        *,
        slow: bool = False,
        quick: bool = False,
        weights: VGroup | None = None,
        also: list[Any] | None = None,
    ) -> None:
        """Nudge one cause; its answers over the nudge fill column `i` of `J`.

        What happens `also` is played as the cause is lit.
        """
        worked = self.worked
        net, small = worked.net, worked.reading
        causes, effects = net.neurons[cause[1]], net.neurons[effect[1]]
        answers = Responses(small, cause, effect, i, role=J.role)
        worked.place(answers)
        arrows = answers.beside(causes, effects)
        nudge, response, ratio = answers.equation.terms
        signs = [sign for pair in answers.equation.signs for sign in pair if sign.submobjects]
        ring = causes[i].ring
        new = [FadeIn(weights)] if weights is not None else []
        self.play(
            worked.focus(*lit),
            ringed(ring),
            *new,
            *(also or ()),
            run_time=0.4,
        )
        moved = [*net.columns.values(), *self.all_z(), *self.followers]
        self.add(arrows)
        if slow:
            self.play(
                FadeIn(nudge, target_position=ring, scale=0.3), FadeIn(J.frame()), run_time=0.6
            )
            self.play(
                FadeIn(response, target_position=net.columns[effect[1]], scale=0.3),
                FadeIn(signs[0]),
                run_time=0.6,
            )
            self.play(answers.to(answers.most, self.show, *moved, terms=2), run_time=1.6)
            self.play(FadeIn(ratio, signs[1]), run_time=0.6)
            self.wait(0.8)
        else:
            self.play(FadeIn(answers), run_time=0.2 if quick else 0.4)
            self.play(answers.to(answers.most, self.show, *moved), run_time=0.4 if quick else 0.8)
            self.wait(0.2 if quick else 0.6)
        self.play(
            answers.to(SMALLEST, self.show, *moved), run_time=2 if slow else 0.6 if quick else 1
        )
        if slow:
            self.wait(0.6)
        new = [FadeIn(J.frame())] if i == 0 and not slow else []
        sources = list(ratio.grid.cells if weights is None else weights)
        fill = J.fill(i, sources, moved=weights is None)
        self.play(*new, *fill, run_time=0.4 if quick else 0.8)
        self.show(small)
        gone = [answers] if weights is None else [answers, weights]
        self.remove(arrows)
        self.play(
            FadeOut(*gone),
            unringed(ring),
            run_time=0.2 if quick else 0.4,
        )

    def multiply(
        self, line: Shaped, falk: Falk, left: Source, right: Source | None, known: Any = None
    ) -> None:
        """The factors come in symbols and numbers; inner sizes match.

        Every entry grows out of its place in the network, as `left` and `right` tell it; a right
        factor that is `known` moves here from where it stands.
        """
        product, equals, *both = line.pieces
        factors = list(zip(both, (falk.left, falk.right), falk.shapes, (left, right), strict=False))
        if right is None:  # it makes room for the other
            factors.reverse()
        for piece, grid, shape, source in factors:
            moves: list[Any] = [FadeIn(piece, shape)]
            if source is None:
                moves.append(ReplacementTransform(known, grid))
            else:
                moves += [FadeIn(grid.brackets)] + [
                    FadeIn(number, target_position=source(*at).get_center(), scale=0.3)
                    for at, number in np.ndenumerate(grid.numbers)
                ]
            self.play(*moves, run_time=1)
        inner = line.shapes[1][-1], line.shapes[2][0]
        ink = style.colour("ink")
        self.play(*(Indicate(m, color=ink, scale_factor=1.6) for m in inner), run_time=0.8)
        self.play(FadeIn(product, equals), run_time=0.6)

    def second_z(self) -> list[Any]:
        """z above the last layer, whose name makes room for it."""
        worked, last = self.worked, self.worked.net.last
        room = UP * (STAGE.names - STAGE.gap)
        made = [worked.names[-1].animate.shift(room)] if worked.roomy else []
        return [*worked.z_appears(last), *made]

    def worked_out(self, entries: VGroup, J: Jacobian, source: Mobject) -> None:
        """Entries (1, 1) and (1, 2) of softmax's Jacobian out of its a, each framed in turn."""
        frame = SurroundingRectangle(J.grid.entry(0, 0), color=style.colour("ink"), buff=0.1)
        for j, row in enumerate(entries):
            goal = frame.copy().move_to(J.grid.entry(0, j))
            shown = Create(frame) if j == 0 else frame.animate.move_to(goal)
            self.play(FadeIn(row, target_position=source, scale=0.5), shown, run_time=0.8)
            self.wait(0.6)
        self.play(FadeOut(frame), run_time=0.2)

    def meet(self, falk: Falk, i: int, j: int) -> None:
        """Row i of the left factor meets column j of the right one."""
        row, column = falk.left.row(i), falk.right.column(j)
        new = [] if i or j else [FadeIn(falk.product.brackets)]
        self.play(
            FadeIn(falk.product.entry(i, j)),
            *(Indicate(n, color=n.get_fill_color(), scale_factor=1.15) for n in (*row, *column)),
            *new,
            run_time=0.4,
        )

    def meet_all(self, falk: Falk, but: tuple[int, int] | None = None) -> None:
        """Every row meets every column, `but` for an entry that stands already."""
        for i in range(falk.product.shape[0]):
            for j in range(falk.product.shape[1]):
                if (i, j) != but:
                    self.meet(falk, i, j)

    def trace(self, falk: Falk, i: int, j: int, sigma: Formula) -> Formula:
        """From input j to output i: route by route, their sum, and `sigma`."""
        net = self.worked.net
        routes = VGroup(*(falk.route(k, i, j) for k in range(falk.left.shape[1])))
        lit: list[VMobject] = [net.neuron(0, j), net.neuron(2, i)]
        for k, route in enumerate(routes):
            way = [net.edges[1].edge(k, j), net.neuron(1, k), net.edges[2].edge(i, k)]
            self.play(self.worked.focus(*lit, *way), run_time=0.4)
            lit += way
            first, second = falk.left.entry(i, k), falk.right.entry(k, j)
            self.play(
                Indicate(first, color=first.get_fill_color()),
                Indicate(second, color=second.get_fill_color()),
                FadeIn(route, target_position=net.neuron(1, k), scale=0.3),
                run_time=0.8,
            )
        self.play(self.worked.focus(*lit), run_time=0.2)
        first = falk.product.entry(i, j)
        self.play(
            FadeIn(first, target_position=routes),
            FadeIn(falk.product.brackets),
            run_time=0.8,
        )
        self.wait(1)
        self.play(FadeOut(routes), FadeIn(sigma), run_time=0.6)
        self.wait(1.8)
        return sigma

    def compare(self, falk: Falk, J: Jacobian, name: str) -> VGroup:
        """The product and a matrix found another way, which is returned: entry by entry alike."""
        grid = J.grid.copy()
        measured = falk.compared(grid, name)
        self.wait(0.6)
        self.play(FadeOut(falk.left, falk.right, falk.shapes[0], falk.shapes[1]), run_time=0.4)
        self.play(FadeIn(measured), run_time=0.6)
        both = (*grid.cells, *falk.product.cells)
        self.play(*(Indicate(n, color=n.get_fill_color()) for n in both), run_time=0.8)
        return measured

    def count(self, run: Run, seconds: float) -> None:
        """Product by product, a result appears with its multiplications; then their sum."""
        self.play(FadeIn(run.title), run_time=0.4)
        for result, number in zip(run.results, run.counts, strict=True):
            self.play(
                FadeIn(result),
                FadeIn(number, target_position=result),
                run_time=seconds,
            )
        self.play(FadeIn(run.total), run_time=0.4)

    def lay(self, line: Shaped, falk: Falk) -> None:
        """The line of symbols at the top of the right half, the numbers below it."""
        VGroup(line, falk).arrange(DOWN, buff=0.35).move_to((3.1, -0.2, 0))
        # The last factor above its matrix, so that no other stands there.
        line.shift(RIGHT * (falk.right.get_x() - line.pieces[-1].get_x()))

    def size(self, rows: int, columns: int) -> tuple[int, int]:
        """(n_rows, n_columns) by layers."""
        widths = self.small.experiment.network.widths
        return widths[rows], widths[columns]
