"""A training step by hand, backward: δ, and from it the slope of every weight and bias."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    FadeIn,
    FadeOut,
    GrowFromPoint,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import lines, style
from bpview.by_hand_film import ByHandFilm
from bpview.equation import Equation, Term
from bpview.motion import arrives, born
from bpview.one_delta import OneDelta
from bpview.one_sum import OneSum
from bpview.phi_plot import PhiPlot
from bpview.routes import Routes

__all__ = ["ByHandBackward"]


class ByHandBackward(ByHandFilm):
    """From the loss upwards, row by row of the ledger."""

    def slope_by_a(self, one: OneDelta) -> None:
        """The loss, and out of it its slope by one output, kept as a row."""
        self.play(FadeIn(one.source), FadeIn(self.ledger.passes["backward"]), run_time=0.6)
        self.play(FadeIn(one.squared, target_position=one.source, scale=0.5), run_time=0.8)
        self.say_on()
        self.wait(1.2)
        self.play(*one.cancelled(), run_time=0.6)
        below = one.by_a.number_signs()
        _, a, y = one.by_a.terms
        self.play(
            arrives(a.grid.entry(0), self.ledger.grids["a", self.L].entry(0)),
            arrives(y.grid.entry(0), self.worked.rings[0][1]),
            FadeIn(below, one.parabola),
            run_time=0.8,
        )
        self.complete(one.by_a, run_time=0.6)
        self.rest(one.by_a.terms[0])
        self.wait(0.6)
        self.worked.context.add(self.wanted)
        self.say_on()
        gone = one.source, one.parabola
        self.note_down(one.by_a, one.known[0], FadeIn(self.wanted[0], self.key), gone=gone)

    def slope_by_z(self, one: OneDelta) -> None:
        """The slope of φ at this z, beside the curve."""
        self.say_on()
        self.play(FadeIn(one.curve), FadeIn(one.by_z.terms[0].symbol), run_time=0.6)
        self.complete(one.by_z, run_time=0.6)
        self.wait(1.6)

    def one_step_of_z(self, one: OneDelta) -> None:
        """z goes 1: a goes φ', and for that step of a the loss goes δ. φ' is kept as a second row.

        Where there is no such step to be seen the row comes out of the line.
        """
        chained, row = one.chained, one.known[1]
        if not chained.run:
            self.note_down(one.by_z, row, FadeIn(one.delta.symbols()), gone=[one.curve])
            return
        self.play(FadeOut(one.by_z), run_time=0.4)
        self.say_on()
        self.play(one.beside(), FadeIn(chained.plain()), run_time=0.8)
        rise, _, slope = one.curve.submobjects[-1][1:]
        self.play(born(chained.run[0], rise), born(chained.run[1], slope), run_time=0.8)
        grows = GrowFromPoint(chained.rise[0], chained.rise[0].get_start())
        self.play(grows, FadeIn(chained.rise[1]), run_time=0.6)
        self.wait(2.2)
        delta = one.delta.terms[0].grid.entry(0)
        self.play(
            FadeOut(one.curve, chained.plain(), chained.run[0], chained.rise[0]),
            ReplacementTransform(chained.run[1], row[1]),
            ReplacementTransform(chained.rise[1], delta),
            run_time=0.6,
        )
        self.play(FadeIn(row[0], one.delta.symbols()), run_time=0.4)

    def product_of_slopes(self, one: OneDelta) -> None:
        """Both rows go into the product: δ of this output."""
        _, slope, g = one.delta.terms
        self.say_on()
        self.play(
            arrives(g.grid.entry(0), one.known[0][1]),
            arrives(slope.grid.entry(0), one.known[1][1]),
            FadeIn(one.delta.number_signs()),
            *self.key.more(),
            run_time=0.8,
        )
        self.complete(one.delta, run_time=0.6)
        self.wait(1.6)
        self.line = VGroup(one.delta, one.known)

    def into_columns(self, one: OneDelta, line: Equation, *stage: VMobject) -> None:
        """The numbers of one output become the first of each column of `line`."""
        before = [term.grid for term in one.delta.terms]
        self.play(
            FadeOut(one.known, one.delta.without(*before)),
            self.worked.focus(*stage),
            run_time=0.4,
        )
        pairs = zip(before, line.terms, strict=True)
        moves: list[Any] = [
            ReplacementTransform(old.entry(0), term.grid.entry(0)) for old, term in pairs
        ]
        self.play(*moves, run_time=0.8)

    def other_differences(self, line: Equation, g: Term) -> None:
        """g of the other outputs, each as its a − y."""
        size = style.Size.NUMBER
        others = range(1, len(g.grid.cells))
        found = [lines.difference_by_hand(self.reading, size, j) for j in others]
        if found:
            rows = VGroup(*found).arrange(DOWN, buff=0.2).next_to(line, DOWN, buff=0.15)
            rows.set_x(g.grid.get_x()).shift(LEFT * max(0.0, rows.get_right()[0] - 6.8))
            self.play(FadeIn(rows), run_time=0.4)
            self.wait(0.4)
            moves = [
                ReplacementTransform(row[-1], g.grid.entry(j)) for j, row in enumerate(found, 1)
            ]
            self.play(*moves, *(FadeOut(row[:-1]) for row in found), run_time=0.6)
        self.complete(g, run_time=0.4)

    def routes(self, layer: int, index: int) -> Routes:
        """What an activation does, route by route, on the stage; Σ has room below the numbers."""
        routes = Routes(self.reading, layer, index)
        sigma = routes.sigma
        sigma.next_to(routes.numbers(), DOWN, buff=0.3)
        sigma.shift(RIGHT * (routes.equals[0].get_x() - sigma[0].get_x()))
        return self.worked.place(routes)

    def first_route(self, one: OneSum, routes: Routes, layer: int, index: int) -> None:
        """The slope by a that `one` ends with opens out into the first of the `routes`."""
        net, deltas = self.worked.net, self.ways[layer + 1].names
        found, route = one.slopes[-1], routes.routes[0]
        self.say_on()
        named = {"g": routes.symbol, "eq": routes.equals[0], one.w: route.weight[0]}
        named[one.d] = route.delta[0]
        kept = {id(m) for name in named for m in found.part(name).get_family()}
        rest = [m for m in found.family_members_with_points() if id(m) not in kept]
        self.play(
            FadeOut(one.sum, *one.slopes[:-1], *rest),
            *(ReplacementTransform(found.part(name), goal) for name, goal in named.items()),
            run_time=0.6,
        )
        self.play(
            *routes.appear(route.weight[1], net.edges[layer + 1].edge(0, index)),
            *routes.appear(route.delta[1], deltas[0]),
            FadeIn(route.dot, routes.equals[1]),
            run_time=0.6,
        )

    def trace(self, routes: Routes, layer: int, index: int) -> None:
        """Edge by edge, the other weights and δ come to their route; then the sum, and Σ."""
        net, deltas = self.worked.net, self.ways[layer + 1].names
        for j, route in list(enumerate(routes.routes))[1:]:
            edge = net.edges[layer + 1].edge(j, index)
            flash = edge.copy().set_stroke(width=12, opacity=1)
            self.play(
                *routes.appear(route.weight, edge),
                *routes.appear(route.delta, deltas[j]),
                FadeIn(route.plus, route.dot),
                FadeOut(flash),
                run_time=0.8,
            )
        self.say_on()
        self.play(FadeIn(routes.result), run_time=0.6)
        self.wait(0.4)
        self.play(FadeIn(routes.sigma), run_time=0.6)
        self.wait(1.4)

    def fill_gradient(self, layer: int, *, slow: bool) -> None:
        """∂ℒ/∂W = δ aᵀ of one layer, product by product, written down."""
        net = self.worked.net
        line = self.worked.place(lines.outer(self.reading, layer))
        stage = [net.columns[layer - 1], net.columns[layer], *net.edges[layer]]
        stage += [*self.cells(("delta", layer), ("a", layer - 1)), self.ways[layer]]
        self.play(*self.clear_line(), self.worked.focus(*stage), run_time=0.4)
        self.fill_outer_product(line, layer, 0.4 if slow else 0.2)
        self.wait(1 if slow else 0.6)
        key = self.key.more() if slow else []
        self.play(*self.write_down("dW", layer, line.terms[0].grid), *key, run_time=0.8)
        self.line = line

    def times_slope(self, before: Equation, layer: int) -> None:
        """g, the left-hand side of the line before, times the slope of φ: δ; both written down."""
        line = lines.entrywise(self.reading, layer)
        curve = self.slope_curve(layer)
        self.worked.place(line, curve)
        _, slopes, g = line.terms
        column = self.worked.net.columns[layer]
        step_back = self.worked.focus(column, *self.cells(("z", layer), ("a", layer)))
        frame = slopes.symbol, slopes.shape, slopes.grid.brackets
        self.say_on()
        self.hand_over(before, g, *curve.plain(), *frame, also=step_back)
        self.complete(*line.signs[1], run_time=0.2)  # g would have crossed it
        self.one_slope_after_another(curve, list(slopes.grid.cells))
        self.complete(line, run_time=0.6)
        self.slope_and_delta(line, layer)
        self.line, self.curve = line, curve

    def slope_curve(self, layer: int) -> PhiPlot:
        """The curve of φ with the slope at every z."""
        return PhiPlot(self.reading, layer, width=1.4, height=1.25, slope=True, numbered=True)

    def slope_and_delta(self, line: Equation, layer: int) -> None:
        """δ comes to its neurons, with the way their z should move; φ' and δ are written down.

        At the output the way in which a should move turns into that of z.
        """
        delta, slopes, _ = line.terms
        self.rest(delta)
        ways, context = self.ways[layer], self.worked.context
        come: list[Any] = [
            arrives(name, number) for name, number in zip(ways.names, delta.grid.cells, strict=True)
        ]
        if layer == self.L:
            come += map(_around, self.wanted, ways.arrows)
            context.remove(self.wanted)
        else:
            come.append(FadeIn(ways.arrows))
        context.add(ways)
        self.say_on()
        self.play(*come, run_time=0.8)
        self.remove(*self.wanted.get_family())  # the tips, each a mobject of its own by now
        written = self.write_down("phi_prime", layer, slopes.grid)
        self.play(*written, *self.write_down("delta", layer, delta.grid), run_time=0.8)


def _around(old: VMobject, new: VMobject) -> ReplacementTransform:
    """An arrow at the right of a neuron becomes one at its left, past its outer side."""
    arc = PI / 2 if new.get_y() > old.get_y() else -PI / 2
    return ReplacementTransform(old, new, path_arc=arc)
