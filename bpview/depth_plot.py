"""Below a deep network: the length of δ in every layer on a logarithmic axis, and W's step."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from bpview import style
from bpview.deep import DeepNet
from bpview.entry import Entry
from bpview.formula import EQUALS, Formula, equated, part
from bpview.logplot import LogPlot
from bpview.numeral import Numeral
from bpview.reading import Reading
from bpview.trained import Trained

__all__ = ["DepthPlot"]

_SMALL = style.Size.SMALL
_MOVED = "norm(Delta {0}) \\/ norm({0})"


class DepthPlot:
    """‖δ‖ of every layer, and how far its weights moved in a few steps, on one axis.

    Attributes
    ----------
    plot
        The axes.
    delta, moved
        The two curves; the second is dashed.
    first, last
        ‖δ‖ of the first and the last layer, as numbers beside the ends of its curve.
    moves, move_name
        The same for the weights, and the name of what their curve shows.
    """

    def __init__(self, deep: Reading, trained: Trained, net: DeepNet) -> None:
        L = deep.experiment.network.L
        layers = range(1, L + 1)
        logs = {n: deep.log_norm("delta", n) for n in layers}
        moves = {n: trained.log_moved(n) for n in layers}
        every = [*logs.values(), *moves.values()]
        self.plot = plot = LogPlot(
            {n: net.x(n) for n in layers},
            top=-0.55,
            bottom=-3.2,
            lowest=min(every) - 3,
            highest=max(every),
            symbol=f"norm({part('delta', 'delta', 'ell')})",
            lines=False,
        )
        self.delta, self.moved = plot.curve(logs), plot.curve(moves, "W", dash=0.12)
        self.first, self.last = (
            _told(f"norm({part('delta', 'delta', n)})", deep.norm("delta", n), "delta")
            for n in (1, L)
        )
        self.last.next_to(plot.at(L, logs[L]), DOWN, buff=0.5).align_to(plot.at(L, 0), RIGHT)
        self.first.move_to(plot.at(1, plot.exponents[-1]), aligned_edge=DOWN + LEFT)
        self.first.shift(UP * 0.06 + RIGHT * 0.6)
        self.moves = VGroup(
            *(_told(_MOVED.format(part("W", "W", n)), trained.moved(n), "W") for n in (L, 1))
        ).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        self.moves.move_to(plot.at(1, plot.exponents[0]), aligned_edge=UP + LEFT)
        self.moves.shift(DOWN * 0.06 + RIGHT * 0.2)
        self.move_name = Formula(_MOVED.format(part("W", "W", "ell")), size=style.Size.LABEL)
        self.move_name.next_to(plot.symbol, RIGHT, buff=0.6)


def _told(name: str, entry: Entry, role: str) -> VGroup:
    """A name and its number, however small."""
    number = Numeral(entry, 3, significant=2, colour=style.colour(role), size=_SMALL)
    return equated(Formula(f"{name} {EQUALS}", size=_SMALL), number, gap=0.15)
