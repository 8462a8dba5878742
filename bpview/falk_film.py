"""What a film does with products of Jacobians: a row meets a column, routes add up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    BackgroundRectangle,
    Create,
    FadeIn,
    FadeOut,
    Indicate,
    Mobject,
    ReplacementTransform,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from bpview import style
from bpview.edge_labels import on_edges
from bpview.falk import Falk
from bpview.formula import Formula, part
from bpview.jacobian import Jacobian, Shaped, by, jacobian_name
from bpview.jacobian_film import A1, A2, X
from bpview.matrix import Grid
from bpview.motion import come_forward, stepped_back
from bpview.numeral import Numeral
from bpview.parts_film import PartsFilm
from bpview.product import times
from bpview.verbs import framed

__all__ = ["FalkFilm"]

_EARLY, _LATE = squish_rate_func(smooth, 0, 0.3), squish_rate_func(smooth, 0.7, 1)
_THEN = squish_rate_func(smooth, 0.5, 1)
_MIDDLE, _WIDE, _HIGH = (3.05, -0.2, 0), 7.62, 7.05  # the room at the right of the network

Source = Callable[[int, int], Mobject]
"""What in the network entry (i, j) of a Jacobian stands for."""


class FalkFilm(PartsFilm):
    """A film whose matrices multiply: the left factor beside its product, the right one above."""

    def product_of_one_layer(self) -> tuple[Shaped, Falk]:
        """∂a^(1)/∂x = J_a(z) W, in symbols and numbers, where they stand."""
        names = jacobian_name("a", "z", 1, "phi_prime"), part("W", "W", 1), by(A1, X)
        left, right, product = names  # in the line as beside the matrices
        line = Shaped(
            (product, self.size(1, 0)),
            ("=", None),
            (left, self.size(1, 1)),
            (right, self.size(1, 0)),
        )
        kinds = ("J_a_z", 1, "phi_prime"), ("J_z_a", 1, "weight"), ("J_a_a", 1, "ink")
        return self.lay(line, Falk(self.small, *kinds, names))

    def product_of_two_layers(self) -> tuple[Shaped, Falk]:
        """∂a^(2)/∂x, the Jacobian of the second layer times that of the first."""
        line = Shaped(
            (by(A2, X), self.size(2, 0)),
            ("=", None),
            (by(A2, A1), self.size(2, 1)),
            (by(A1, X), self.size(1, 0)),
        )
        names = by(A2, A1), by(A1, X), by(A2, X)
        kinds = ("J_a_a", 2, "ink"), ("J_a_a", 1, "ink"), ("J_a_x", 2, "ink")
        return self.lay(line, Falk(self.small, *kinds, names, added=True))

    def lay(self, line: Shaped, falk: Falk) -> tuple[Shaped, Falk]:
        """The line of symbols at the top of the right half, the numbers below it."""
        both = VGroup(line, falk).arrange(DOWN, buff=0.35)
        # The last factor above its matrix, so that no other stands there.
        line.shift(RIGHT * (falk.right.get_x() - line.pieces[-1].get_x()))
        # Layers four wide are made to fit; a product also beside another as wide, see `compare`.
        fit = min(_WIDE / both.width, _HIGH / both.height, (_WIDE - 0.95) / 2 / falk.product.width)
        both.scale(min(1.0, fit)).move_to(_MIDDLE)
        return line, falk

    def size(self, rows: int, columns: int) -> tuple[int, int]:
        """(n_rows, n_columns) by layers."""
        widths = self.small.experiment.network.widths
        return widths[rows], widths[columns]

    def multiply(
        self,
        line: Shaped,
        falk: Falk,
        left: Source | None,
        right: Source | None,
        known: Any = None,
    ) -> None:
        """The factors come in symbols and numbers; inner sizes match.

        Every entry grows out of its place in the network, as `left` and `right` tell it; a right
        factor that is `known` moves here from where it stands. Without `left` the left one is that
        of layer 2, as `row_by_row` makes it.
        """
        product, equals, *both = line.pieces
        factors = list(zip(both, (falk.left, falk.right), falk.shapes, (left, right), strict=False))
        if known is not None:  # it makes room for the other
            factors.reverse()
        for piece, grid, shape, source in factors:
            moves: list[Any] = [FadeIn(piece, shape)]
            if source is None and grid is falk.left:
                self.row_by_row(grid, *moves)
                continue
            if source is None:
                moves.append(ReplacementTransform(known, grid))
            else:
                # In an arc above what stands there, and the brackets behind them.
                moves.append(FadeIn(grid.brackets, rate_func=_LATE))
                moves += [
                    FadeIn(n, target_position=source(*at).get_center(), scale=0.3, path_arc=-PI / 6)
                    for at, n in np.ndenumerate(grid.numbers)
                ]
            self.play(*moves, run_time=0.8)
        inner = line.shapes[1][-1], line.shapes[2][0]
        ink = style.colour("ink")
        self.play(*(m.animate.set_fill(ink, 1).scale(1.25) for m in inner), run_time=0.4)
        self.play(FadeIn(product, equals), run_time=0.4)

    def row_by_row(self, grid: Grid, *first: Any) -> None:
        """The Jacobian of layer 2: φ' of an output times the weights into it make a row."""
        worked, net, small = self.worked, self.worked.net, self.small
        W, slopes = small.entries("W", 2), small.entries("phi_prime", 2)
        for i, neuron in enumerate(net.neurons[2]):
            edges = [net.edges[2].edge(i, k) for k in range(W.shape[1])]
            slope = Numeral(slopes[i], 2, colour=style.colour("phi_prime"))
            weights: Any = on_edges(edges, W[i], "weight")
            made = VGroup(weights, slope.next_to(neuron, DOWN, buff=0.12))
            lit = worked.focus(*net.columns[1], neuron, *edges)
            new = first if i == 0 else ()
            self.play(lit, FadeIn(made), *new, run_time=0.6 if i == 0 else 0.4)
            if i == 0:  # the first of all is spelled out
                told = times(slope, weights[1][0], grid.entry(0, 0)).next_to(grid, UP, buff=0.5)
                made.add(told)
                self.play(FadeIn(told, target_position=edges[0].get_center()), run_time=0.6)
            self.wait(0.6 if i == 0 else 0.2)
            grown = (
                FadeIn(number, target_position=edge.get_center(), scale=0.3)
                for number, edge in zip(grid.row(i), edges, strict=True)
            )
            self.play(*grown, FadeOut(made), run_time=0.8 if i == 0 else 0.6)
        # Behind all numbers: they come from where the left one stands.
        self.play(worked.focus(), FadeIn(grid.brackets), run_time=0.2)

    def first_entry(self, falk: Falk, lit: list[Any]) -> None:
        """Row 1 of the left factor and column 1 of the right one, framed; their product in numbers.

        All else of both matrices steps back.
        Its two slopes stand on their route in the network, until all that was `lit` is again. A
        product of many terms, of a full matrix, is not spelled out.
        """
        both = [(falk.left, [*falk.left.row(0)]), (falk.right, [*falk.right.column(0)])]
        frames = VGroup(*(framed(VGroup(*line)) for _, line in both))
        others = [m for grid, line in both for m in (grid.brackets, *grid.cells) if m not in line]
        told, entry = falk.first_by_hand(), falk.product.entry(0, 0)
        route, moves = VGroup(), []
        term, zeros = told or (told, told)
        if told.submobjects:
            route, way = self.route_of_one_layer(falk)
            moves = [FadeIn(route), self.worked.focus(*way)]
        moves += [FadeIn(falk.product.brackets), *stepped_back(*others)]
        self.play(Create(frames), *moves, run_time=0.6)
        self.play(FadeIn(term, target_position=frames[0]), run_time=0.6)
        if zeros.submobjects:
            self.play(FadeIn(zeros, shift=DOWN * 0.2), run_time=0.4)
        result = term[-1] if told.submobjects else frames
        self.play(FadeIn(entry, target_position=result, path_arc=PI / 4), run_time=0.6)
        self.wait(0.6)
        back = self.worked.focus(*lit), *come_forward(*others)
        self.play(FadeOut(frames, told, route), *back, run_time=0.4)

    def route_of_one_layer(self, falk: Falk) -> tuple[VGroup, list[Any]]:
        """The slopes from input 1 by z_1 to a_1, and what they stand on: an edge and a neuron."""
        net = self.worked.net
        edge, neuron = net.edges[1].edge(0, 0), net.neuron(1, 0)
        weight = on_edges([edge], [falk.right.entry(0, 0).entry], "weight")
        slope = falk.left.entry(0, 0).copy().next_to(neuron, RIGHT, buff=0.15)
        plate = BackgroundRectangle(
            slope, color=style.colour("background"), fill_opacity=1, buff=0.05
        )
        z = self.worked.z.get(1, ())[:1]
        return VGroup(weight, plate, slope), [net.neuron(0, 0), edge, neuron, *z]

    def meet(self, falk: Falk, but: tuple[int, int]) -> None:
        """Every row meets every column, `but` for an entry that stands already."""
        for i, j in np.ndindex(falk.product.shape):
            if (i, j) != but:
                both = (*falk.left.row(i), *falk.right.column(j))
                lit = (Indicate(n, color=n.get_fill_color(), scale_factor=1.15) for n in both)
                self.play(FadeIn(falk.product.entry(i, j)), *lit, run_time=0.2)

    def trace(self, line: Shaped, falk: Falk, i: int, j: int, sigma: Formula) -> None:
        """From input j to output i: route by route, their sum; then `sigma` stands for `line`.

        The neuron of every route is numbered: of these numbers k is made.
        """
        net, labels = self.worked.net, self.numbered()
        routes = falk.routes(i, j)
        lit: list[VMobject] = [net.neuron(0, j), net.neuron(2, i)]
        end = net.neuron(2, i).get_right() + RIGHT * 0.3  # where every route comes out
        gone: list[Any] = []
        for k, route in enumerate(routes):
            way = [net.edges[1].edge(k, j), net.neuron(1, k), net.edges[2].edge(i, k)]
            first, second = falk.left.entry(i, k), falk.right.entry(k, j)
            slopes = on_edges((way[0], way[2]), (second.entry, first.entry))
            known = k > 0  # a gesture that is known is quicker
            seconds = 0.4 if known else 0.6
            told = FadeIn(slopes, *labels[k : k + 1])
            self.play(self.worked.focus(*lit, *way), told, *gone, run_time=seconds)
            lit, gone = [*lit, *way], [FadeOut(slopes)]
            self.play(
                Indicate(first, color=first.get_fill_color()),
                Indicate(second, color=second.get_fill_color()),
                FadeIn(route, target_position=end, scale=0.3),
                run_time=0.6 if known else 0.8,
            )
        self.say_on()
        first, total = falk.product.entry(i, j), falk.total(i, j, routes)
        new = [FadeIn(total, shift=DOWN * 0.2)] if total.submobjects else []
        self.play(self.worked.focus(*lit), *gone, *new, run_time=0.6)
        source = total[-1] if total.submobjects else routes
        self.play(
            FadeIn(first, target_position=source), FadeIn(falk.product.brackets), run_time=0.6
        )
        self.play(FadeOut(line, rate_func=_EARLY), *self.summed(sigma.move_to(line), labels))
        self.wait(2.4)
        self.worked.hidden.clear()
        self.play(FadeOut(sigma, routes, total, labels), self.worked.focus(), run_time=0.2)
        self.play(FadeIn(line), run_time=0.2)

    def numbered(self) -> VGroup:
        """k = 1, 2, … above the hidden neurons, whose z is to make way; none if z has no room."""
        worked, labels = self.worked, VGroup()
        for k, _ in enumerate(worked.z.get(1, ())):
            worked.hidden |= worked.own_z(1, k)
            label = Formula(f"{{{{ k : k }}}} = {k + 1}", size=style.Size.SMALL)
            labels.add(label.next_to(worked.net.neuron(1, k), UP, buff=0.12))
        return labels

    @staticmethod
    def summed(sigma: Formula, labels: VGroup) -> list[Any]:
        """`sigma` appears; the k of all `labels` meet below its sign, and go on into its terms."""
        if not labels:
            return [FadeIn(sigma)]
        k, *others = places = [sigma.part(f"k_{name}") for name in ("sum", "outer", "inner")]
        found = {id(m) for place in places for m in place.get_family()}
        rest = [m for m in sigma.family_members_with_points() if id(m) not in found]
        sources = (label.part("k") for label in labels)
        # The same shape at either end: small letters are drawn otherwise.
        starts = (k.copy().match_height(source).move_to(source) for source in sources)
        # In an arc above the outputs, before the sum is there: they cross no number.
        walks = [ReplacementTransform(start, k, path_arc=-PI / 3) for start in starts]
        terms = [FadeIn(other, target_position=k, rate_func=_LATE) for other in others]
        return [FadeIn(*rest, rate_func=_THEN), *walks, *terms]

    def compare(self, falk: Falk, J: Jacobian) -> VGroup:
        """The product and a matrix found another way, which is returned: entry by entry alike."""
        measured, product = J.grid.copy(), falk.product
        measured.scale(product.entry(0, 0).em / measured.entry(0, 0).em)
        shown = falk.compared(measured, "measured $J_f (p)$")
        factors = VGroup(falk.left, falk.right, *falk.shapes[:2])
        self.play(factors.animate.fade(0.7), FadeIn(shown), run_time=0.6)
        both = (*measured.cells, *product.cells)
        self.play(*(Indicate(n, color=n.get_fill_color()) for n in both), run_time=0.8)
        equals = Formula("=").next_to(product, LEFT, buff=0.3)
        called = falk.called(product, "product")
        # Both walk to the middle of the room the factors leave.
        own = VGroup(product, falk.rounded)
        room = UP * (falk.right.get_bottom() - product.get_top())
        goal = equals.get_left() + LEFT * 0.3 - measured.get_right() + room
        # Below narrow matrices it is the words that need the room.
        short = shown[1].get_right()[0] + goal[0] + 0.4 - called.get_left()[0]
        goal += LEFT * max(0.0, short)
        # Wide ones keep clear of the network.
        aside = RIGHT * max(0.0, _MIDDLE[0] - _WIDE / 2 - shown.get_left()[0] - goal[0])
        goal, room = goal + aside, room + aside
        equals.shift(LEFT * max(0.0, short) / 2)
        VGroup(equals, called).shift(room)
        self.play(
            FadeOut(factors, falk.shapes[2]),
            own.animate.shift(room),
            shown.animate.shift(goal),
            FadeIn(equals, called, rate_func=squish_rate_func(smooth, 0.8, 1)),
            run_time=0.8,
        )
        self.wait(0.6)
        return VGroup(shown, equals, called)
