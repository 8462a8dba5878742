"""What a film beside a ledger repeats: a number is looked up, a result is written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import FadeIn, FadeOut, Mobject, ReplacementTransform, VMobject

from bpview.equation import Equation
from bpview.ledger import Ledger, fetch
from bpview.matrix import Grid
from bpview.reading import Reading
from bpview.worked_film import WorkedFilm

__all__ = ["LedgerFilm"]


class LedgerFilm(WorkedFilm):
    """A network and a line, and below them a table that fills.

    Attributes
    ----------
    ledger
        The table.
    """

    ledger: Ledger
    delta_head: Any = None

    def look_up(self, quantity: str, layer: int, term: Any) -> list[Any]:
        """A number comes up from the ledger into the line."""
        return fetch(self.ledger, quantity, layer, term)

    def write_down(self, quantity: str, layer: int, source: Mobject) -> list[Any]:
        """A result comes down into its cell of the ledger; the first of its kind gets its head."""
        self.worked.context.add(self.ledger.grids[quantity, layer])
        head: Any = self.ledger.heads[quantity]
        if quantity == "delta":  # in the middle of its column, until the biases are met
            self.delta_head = self.delta_head or head.part("delta").copy()
            head = self.delta_head.set_x(self.ledger.grids[quantity, layer].get_x())
        there = {id(m) for m in self.get_mobject_family_members()}
        new = not any(id(m) in there for m in head.family_members_with_points())
        return [self.ledger.filled(quantity, layer, source), *([FadeIn(head)] if new else [])]

    def delta_is_slope_by_b(self, *also: Any) -> None:
        """The head of δ moves aside, and says what δ is too; played with what happens `also`."""
        head = self.ledger.heads["delta"]
        moved = ReplacementTransform(self.delta_head, head.part("delta"))
        self.play(moved, FadeIn(*head[1:]), *also, run_time=0.8)

    def cells(self, *keys: tuple[str, int]) -> list[Grid]:
        """Cells of the ledger, each a quantity and a layer."""
        return [self.ledger.grids[key] for key in keys]

    def layers(self) -> range:
        """1 to L."""
        return range(1, self.L + 1)

    def note_down(
        self, line: Equation, row: VMobject, *new: Any, gone: Iterable[VMobject] = ()
    ) -> None:
        """What a line of single numbers found moves into a `row` of its own; the rest leaves.

        With it leaves what is `gone`, and `new` animations are played as the row is written.
        """
        found = line.terms[0].grid
        self.play(FadeOut(line.without(found), *gone), run_time=0.4)
        written = ReplacementTransform(found.entry(0), row[1])
        self.play(FadeIn(row[0]), written, *new, run_time=0.8)

    def show(self, now: Reading) -> None:
        """The network of another reading, at once."""
        self.worked.show_all_but_loss(now)
        self.worked.net.weigh(now)

    def width(self) -> range:
        """Indices of the neurons of the last layer."""
        return range(self.reading.experiment.network.widths[self.L])
