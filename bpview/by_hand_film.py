"""What a film does that works one training step by hand, all of it in one ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import lines, loss_lines, style
from bpview.equation import Equation, Term
from bpview.formula import Formula, Words, part
from bpview.layout import Layout
from bpview.ledger import Ledger, Sheet, step_sheet
from bpview.ledger_film import LedgerFilm
from bpview.motion import born
from bpview.one_delta import OneDelta
from bpview.one_sum import OneSum
from bpview.overview import delta_legend
from bpview.reading import Reading
from bpview.routes import Routes
from bpview.ways import Ways, way
from bpview.worked import Worked

__all__ = ["ByHandFilm"]

_STAGE = Layout(
    net=(-4.6, 1.5),
    net_box=(3.6, 2.3),
    radius=0.46,
    names=0.3,
    rings=1.4,
    line=(3.1, 2.0),
    line_box=(7.5, 3.1),
    gap=0.25,
    loss=False,
)
_FLOOR = 3.74


class ByHandFilm(LedgerFilm):
    """The network at the left, room for a line at the right, the ledger below."""

    def set_stage(self) -> None:
        """Lay it out; a network that cannot be worked by hand ends the program with a message."""
        reading, network = self.reading, self.reading.experiment.network
        if network.L > 2 or max(network.widths) > 2 or not _plain(reading):
            raise SystemExit(
                f"{type(self).__name__} needs one or two layers of at most two neurons, without "
                "skips, a phi that goes entry by entry, and half_squared_error as the loss; "
                f"{reading.name} is another kind. The network worked_example would do."
            )
        self.worked, self.L = Worked(reading, _STAGE), network.L
        self.line, self.curve = VGroup(), None
        self.eta = lines.rate_by_hand(reading)
        self.after = reading.descended(self.eta.value)
        self.sheet = step_sheet(reading, self.after)
        words = f"new $W$ and $b$, {self.sheet.decimals} decimals"
        self.sheet_name = Words(words, size=style.Size.SMALL, role="neutral")
        self.ledger = Ledger(reading, self.after)
        self.ledger.move_to(DOWN * (_FLOOR - self.ledger.height / 2))
        self.key = self._key()
        self.wanted = self._wanted()

    def _key(self) -> VGroup:
        """How δ and every slope by a weight tell their sign, beside the name of their pass."""
        words, rule = self.ledger.passes["backward"]
        words.align_to(rule, LEFT)
        by_loss = "{{ partial cal(L) : loss }}"
        told = f"{part('delta', 'delta')}, {by_loss} \\/ {part('W', 'partial W')} :"
        name = Formula(told, size=style.Size.SMALL)
        key = VGroup(name, *delta_legend("")).arrange(RIGHT, buff=0.15).align_to(rule, RIGHT)
        level = words[-1].get_bottom()[1]
        for piece, letter in zip(key, (name[0], key[1][1], key[2][1]), strict=True):
            piece.shift(UP * (level - letter.get_bottom()[1]))
        return key

    def _wanted(self) -> VGroup:
        """Which way every output should move, between it and its target."""
        worked, wanted = self.worked, VGroup()
        for neuron, ring in zip(worked.net.neurons[self.L], worked.rings, strict=True):
            arrow = way(self.reading.entry("g", self.L, neuron.index), 0.5)
            wanted.add(arrow.move_to((neuron.ring.get_center() + ring.get_center()) / 2))
        return wanted

    def slope_by_a(self, one: OneDelta) -> None:
        """The loss, and out of it its slope by one output, kept as a row."""
        self.play(FadeIn(one.source), FadeIn(self.ledger.passes["backward"]), run_time=0.8)
        self.play(FadeIn(one.squared, target_position=one.source, scale=0.5), run_time=1)
        self.wait(1.4)
        self.play(*one.cancelled(), run_time=0.8)
        below = one.by_a.number_signs()
        _, a, y = one.by_a.terms
        self.play(
            born(a.grid.entry(0), self.ledger.grids["a", self.L].entry(0)),
            born(y.grid.entry(0), self.worked.rings[0][1]),
            FadeIn(below, one.parabola),
            run_time=0.8,
        )
        self.complete(one.by_a, run_time=0.6)
        self.rest(one.by_a.terms[0])
        self.wait(0.8)
        self.worked.context.add(self.wanted)
        gone = one.source, one.parabola
        self.note_down(one.by_a, one.known[0], FadeIn(self.wanted[0]), gone=gone)

    def slope_by_z(self, one: OneDelta) -> None:
        """The slope of φ at this z, beside the curve, kept as a second row."""
        self.play(FadeIn(one.curve), FadeIn(one.by_z.terms[0].symbol), run_time=0.8)
        self.complete(one.by_z)
        self.wait(2.2)
        self.note_down(one.by_z, one.known[1], gone=[one.curve])

    def product_of_slopes(self, one: OneDelta) -> None:
        """Both rows go into the product: δ of this output."""
        delta, slope, g = one.delta.terms
        self.complete(one.delta.symbols())
        self.play(
            *(born(t.grid.entry(0), row[1]) for t, row in zip((g, slope), one.known, strict=True)),
            FadeIn(one.delta.number_signs()),
            run_time=0.8,
        )
        self.complete(one.delta, self.key, run_time=0.6)
        self.rest(delta)
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
        net, deltas = self.worked.net, self.ledger.grids["delta", layer + 1]
        found, route = one.slopes[-1], routes.routes[0]
        named = {"g": routes.symbol, "eq": routes.equals[0], one.w: route.weight[0]}
        named[one.d] = route.delta[0]
        kept = {id(m) for name in named for m in found.part(name).get_family()}
        rest = [m for m in found.family_members_with_points() if id(m) not in kept]
        self.play(
            FadeOut(one.sum, *rest),
            *(ReplacementTransform(found.part(name), goal) for name, goal in named.items()),
            run_time=0.8,
        )
        self.play(
            *routes.appear(route.weight[1], net.edges[layer + 1].edge(0, index)),
            *routes.appear(route.delta[1], deltas.entry(0)),
            FadeIn(route.dot, routes.equals[1]),
            run_time=0.8,
        )

    def trace(self, routes: Routes, layer: int, index: int) -> None:
        """Edge by edge, the other weights and δ come to their route; then the sum, and Σ."""
        net, deltas = self.worked.net, self.ledger.grids["delta", layer + 1]
        for j, route in list(enumerate(routes.routes))[1:]:
            edge = net.edges[layer + 1].edge(j, index)
            flash = edge.copy().set_stroke(width=12, opacity=1)
            self.play(
                *routes.appear(route.weight, edge),
                *routes.appear(route.delta, deltas.entry(j)),
                FadeIn(route.plus, route.dot),
                FadeOut(flash),
                run_time=0.8,
            )
        self.play(FadeIn(routes.result), run_time=0.6)
        self.wait(1)
        self.play(FadeIn(routes.sigma), run_time=0.6)
        self.wait(1.4)

    def fill_gradient(self, layer: int, *, slow: bool) -> None:
        """∂ℒ/∂W = δ aᵀ of one layer, product by product, written down."""
        net = self.worked.net
        line = self.worked.place(lines.outer(self.reading, layer))
        stage = [net.columns[layer - 1], net.columns[layer], *net.edges[layer]]
        stage += self.cells(("delta", layer), ("a", layer - 1))
        self.play(*self.clear_line(), self.worked.focus(*stage), run_time=0.4)
        self.fill_outer_product(line, layer, 0.4 if slow else 0.2)
        self.wait(1.4 if slow else 0.6)
        self.play(*self.write_down("dW", layer, line.terms[0].grid), run_time=0.8)
        self.line = line

    def every_way(self, sheet: Sheet, rows: VGroup) -> None:
        """Every slope tells its number which way to move; then the numbers stand in `sheet`.

        `rows` tell how far, and what it does to the loss.
        """
        ways = Ways(sheet, self.reading)
        grids = self.ledger.grids
        sources = {key: grids["delta" if key[0] == "db" else "dW", key[1]] for key in ways.cells}
        frames = [grid.brackets for grid in sheet.grids.values()]
        heads = VGroup(sheet.layers, *sheet.heads.values())
        self.play(FadeIn(heads, *frames, rows), run_time=0.4)
        self.play(
            *(
                FadeIn(arrow, target_position=slope, scale=0.5)
                for key, arrows in ways.cells.items()
                for arrow, slope in zip(arrows, sources[key].cells, strict=True)
            ),
            run_time=1,
        )
        self.wait(1.6)
        numbers = [grid.cells for grid in sheet.grids.values()]
        self.play(FadeOut(ways), FadeIn(*numbers, self.sheet_name), run_time=0.6)

    def one_new_bias(self, sheet: Sheet, stage: Iterable[VMobject]) -> None:
        """The first bias of the last layer is worked out above its sheet; the `stage` stays lit."""
        L, name = self.L, self.sheet_name
        first = lines.step_by_hand(self.reading, self.after, self.eta, sheet.decimals or 2)
        first.scale(0.9).next_to(sheet, UP, buff=0.2, aligned_edge=LEFT)
        sources = [grid.entry(0) for grid in self.cells(("b", L), ("delta", L))]
        self.play(FadeOut(name), self.worked.focus(*stage, *sources), run_time=0.2)
        found = sheet.grids["b", L].entry(0)
        lit = (Indicate(n, color=n.get_fill_color(), scale_factor=1.4) for n in (found, *sources))
        self.play(FadeIn(first, shift=UP * 0.2), *lit, run_time=0.8)
        self.wait(2)
        self.play(FadeOut(first), run_time=0.2)

    def write_back(self, sheet: Sheet, rows: VGroup) -> None:
        """The new W and b take the place of the old; the rest of the ledger is worked out anew."""
        old = [grid for key, grid in self.ledger.grids.items() if key != ("a", 0)]
        gone = sheet.layers, *sheet.heads.values(), self.key
        self.play(FadeOut(*old, *gone), run_time=0.6)
        middle = rows.animate.set_x(self.worked.layout.line[0])
        self.play(*self.ledger.renewed(sheet), middle, run_time=1)


def _plain(reading: Reading) -> bool:
    """Whether every φ goes entry by entry, nothing skips, and g is a − y."""
    network = reading.experiment.network
    layers = range(1, network.L + 1)
    return loss_lines.slope(reading) is not None and all(
        lines.diagonal(reading, layer) and not network.skip[layer] for layer in layers
    )
