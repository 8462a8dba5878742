"""What a film does that works one training step by hand, all of it in one ledger."""

from __future__ import annotations

from typing import Any

from manim import DOWN, RIGHT, FadeIn, FadeOut, ReplacementTransform, VGroup, VMobject

from bpview import lines, loss_lines
from bpview.equation import Equation
from bpview.layout import Layout
from bpview.ledger import Ledger
from bpview.ledger_film import LedgerFilm
from bpview.motion import born
from bpview.one_delta import OneDelta
from bpview.reading import Reading
from bpview.routes import Routes
from bpview.worked import Worked

__all__ = ["ByHandFilm"]

_STAGE = Layout(
    net=(-4.45, 1.5),
    net_box=(3.9, 2.3),
    radius=0.45,
    names=0.3,
    rings=1.05,
    line=(3.1, 1.95),
    line_box=(7.5, 2.9),
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
        self.ledger = Ledger(reading)
        self.ledger.move_to(DOWN * (_FLOOR - self.ledger.height / 2))

    def slope_by_a(self, one: OneDelta) -> None:
        """The loss, and out of it its slope by one output, kept as a row."""
        self.play(FadeIn(one.source), FadeIn(self.ledger.passes["backward"]), run_time=0.8)
        above, below = one.by_a.symbols(), one.by_a.number_signs()
        self.play(FadeIn(above, target_position=one.source, scale=0.5), run_time=1)
        _, a, y = one.by_a.terms
        self.play(
            born(a.grid.entry(0), self.ledger.grids["a", self.L].entry(0)),
            born(y.grid.entry(0), self.worked.rings[0][1]),
            FadeIn(below),
            run_time=0.8,
        )
        self.complete(one.by_a, run_time=0.6)
        self.rest(one.by_a.terms[0])
        self.play(FadeOut(one.source), run_time=0.4)
        self.note_down(one.by_a, one.known[0])

    def slope_by_z(self, one: OneDelta) -> None:
        """The slope of φ at this z, beside the curve, kept as a second row."""
        self.play(FadeIn(one.curve), FadeIn(one.by_z.terms[0].symbol), run_time=0.8)
        self.complete(one.by_z)
        self.rest(one.by_z.terms[0])
        self.play(FadeOut(one.curve), run_time=0.4)
        self.note_down(one.by_z, one.known[1])

    def product_of_slopes(self, one: OneDelta) -> None:
        """Both rows go into the product: δ of this output."""
        delta, slope, g = one.delta.terms
        self.complete(one.delta.symbols())
        self.play(
            *(born(t.grid.entry(0), row[1]) for t, row in zip((g, slope), one.known, strict=True)),
            FadeIn(one.delta.number_signs()),
            run_time=0.8,
        )
        self.complete(one.delta, run_time=0.6)
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

    def routes(self, layer: int, index: int) -> Routes:
        """What an activation does, route by route, on the stage; Σ stands in a line below."""
        routes = Routes(self.reading, layer, index)
        routes.remove(routes.sigma)
        routes.sigma.next_to(routes, DOWN, buff=0.35)
        routes.sigma.shift(RIGHT * (routes.equals.get_x() - routes.sigma[0].get_x()))
        self.worked.place(VGroup(routes, routes.sigma))
        return routes

    def trace(self, routes: Routes, layer: int, index: int) -> None:
        """Edge by edge, weight and δ come to their route; then the sum, and Σ."""
        net, deltas = self.worked.net, self.ledger.grids["delta", layer + 1]
        self.play(*routes.appear(routes.symbol, net.neuron(layer, index)), FadeIn(routes.equals))
        for j, route in enumerate(routes.routes):
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
        self.wait(1.8)
        self.play(FadeIn(routes.sigma), run_time=0.6)
        self.wait(2)

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


def _plain(reading: Reading) -> bool:
    """Whether every φ goes entry by entry, nothing skips, and g is a − y."""
    network = reading.experiment.network
    layers = range(1, network.L + 1)
    return loss_lines.slope(reading) is not None and all(
        lines.diagonal(reading, layer) and not network.skip[layer] for layer in layers
    )
