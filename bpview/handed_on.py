"""A nudge of one z handed on: to the z behind it by a factor, and from there by δ to the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, Animation, Brace, Mobject, VGroup

from bpview import lines, style
from bpview.entry import Entry
from bpview.equation import Equation, Term
from bpview.formula import LOSS, part
from bpview.link_rows import slope_row
from bpview.matrix import Grid
from bpview.motion import live
from bpview.nudging import Then
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["HandedOn"]


class HandedOn(VGroup):
    """In a chain of single neurons z^(L-1) is nudged: both sides of two rules, in live numbers.

    Attributes
    ----------
    to_z, to_loss
        Δz^(L) ≈ w^(L) φ'(z^(L-1)) Δz^(L-1), and below it Δℒ ≈ δ^(L) Δz^(L).
    most
        How large the nudge is to grow.
    now
        The chain with the nudge in it, at first none.
    """

    def __init__(self, chain: Reading, *, by: float = 0.6) -> None:
        last = chain.experiment.network.L
        self._chain, self._layer = chain, last - 1
        self._places: list[tuple[str, int | None]] = [("z", last - 1), ("z", last), ("loss", None)]
        # Laid out for the whole nudge, as its numbers need the most room.
        self.most, self._by, self.now = by, by, self._nudged(by)
        delta = chain.entry("delta", last, 0)
        weight = _term(part("W", "w", last), chain.entry("W", last, 0, 0), "weight")
        slope = chain.entry("phi_prime", last - 1, 0)
        prime = _term(lines.phi_prime(last - 1), slope, "phi_prime")
        slope_by_z = _term(part(style.by_sign("delta", delta.value), "delta", last), delta, "delta")
        run, rise, loss = (self._change(*place) for place in self._places)
        cause = self._change("z", last, factor=True)
        dot = "dot"
        self.to_z = Equation(rise, "approx", weight, dot, prime, dot, run, gap=0.2)
        self.to_loss = Equation(loss, "approx", slope_by_z, dot, cause, gap=0.2)
        super().__init__(self.to_z, self.to_loss)
        self.arrange(DOWN, buff=0.55)
        self.to_loss.shift((self.to_z.signs[0][0].get_x() - self.to_loss.signs[0][0].get_x(), 0, 0))
        self._live: list[tuple[Numeral, tuple[str, int | None]]] = [
            (term.grid.entry(0), place)
            for terms, place in zip(((run,), (rise, cause), (loss,)), self._places, strict=True)
            for term in terms
        ]
        self._take(0.0)

    def to(self, by: float, then: Then, *moved: Mobject, shown: int = 2, **kw: Any) -> Animation:
        """The nudge goes to `by`; `then` is told every frame's chain and changes `moved`.

        Only so many of the two lines are `shown` yet.
        """
        start = self._by

        def change(alpha: float) -> None:
            self._take(start + alpha * (by - start))
            then(self.now)

        lines_shown = (self.to_z, self.to_loss)[:shown]
        grids = (term.grid for line in lines_shown for term in line.terms)
        return live(change, *grids, *moved, **kw)

    def _take(self, by: float) -> None:
        self._by, self.now = by, self._nudged(by)
        for number, place in self._live:
            number.set_entry(self._moved(*place))

    def _nudged(self, by: float) -> Reading:
        return self._chain.nudged("b", self._layer, (0,), by)  # b stands beside z

    def _moved(self, quantity: str, layer: int | None) -> Entry:
        index = () if layer is None else (0,)
        return self._chain.moved(self.now, quantity, layer, *index)

    def put_together(self) -> tuple[Equation, VGroup]:
        """Δℒ ≈ δ^(L) w^(L) φ'(z^(L-1)) Δz^(L-1), in the place of the first, as the nudge is now.

        And what stands there before Δz^(L-1), under a brace: δ^(L-1).
        """
        terms = (*self.to_loss.terms[:2], *self.to_z.terms[1:])
        joined = _in_a_row(terms).move_to(self.to_z)
        joined.set_x(self.get_x())
        brace = Brace(VGroup(*joined.terms[1:4]), DOWN, buff=0.12)
        delta = self._chain.entry("delta", self._layer, 0)
        name = part(style.by_sign("delta", delta.value), "delta", self._layer)
        row = slope_row(name, delta, "delta").next_to(brace, DOWN, buff=0.15)
        return joined, VGroup(brace.set_color(style.colour("neutral")), row)

    def _change(self, quantity: str, layer: int | None, **kw: Any) -> Term:
        name = LOSS if layer is None else part(quantity, quantity, layer)
        return _term(f"Delta {name}", self._moved(quantity, layer), quantity, **kw, decimals=3)


def _in_a_row(terms: Sequence[Term]) -> Equation:
    """The first about equal to the product of the others."""
    first, *factors = (
        Term(t.source, t.grid.copy().center(), scalar=True, factor=k > 1)
        for k, t in enumerate(terms)
    )
    items = [item for factor in factors for item in ("dot", factor)][1:]
    return Equation(first, "approx", *items, gap=0.2)


def _term(source: str, entry: Entry, role: str, factor: bool = False, **kw: Any) -> Term:
    return Term(source, Grid(np.array([entry]), role, **kw), scalar=True, factor=factor)
