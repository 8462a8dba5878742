"""Below a deep network: the length of δ in every layer on a logarithmic axis, and W's step."""

from __future__ import annotations

import math

from manim import DOWN, LEFT, RIGHT, UP, DashedLine, Dot, VGroup

from bpview import style
from bpview.deep import DeepNet
from bpview.entry import Entry
from bpview.formula import EQUALS, Formula, equated, part, stacked
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
        The same for the weights, first layer before last, and the name of what their curve shows.
    dots
        The points of these two layers on the curve of δ.
    key
        What a mark of the axis means.
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
            lowest=min(every) - 0.6 * (max(every) - min(every)),  # room below for numbers
            highest=max(every),
            symbol=f"norm({part('delta', 'delta', 'ell')})",
            lines=False,
        )
        self.delta, self.moved = plot.curve(logs), plot.curve(moves, "W", dash=0.12)
        self.first, self.last = (
            _told(f"norm({part('delta', 'delta', n)})", deep.norm("delta", n), "delta")
            for n in (1, L)
        )
        told = [_told(_MOVED.format(part("W", "W", n)), trained.moved(n), "W") for n in (1, L)]
        self.moves = VGroup(*told)
        # Below the curves, as near to their ends as there is room above the axis.
        below = {
            n: plot.at(n, min(c[n] for c in (logs, moves) if c[n] > -math.inf))[1] for n in layers
        }
        low = stacked(told[0], self.first, gap=0.2).next_to(plot.axis.get_bottom(), UP, buff=0.1)
        room = [n for n in layers if below[n] > low.get_top()[1] + 0.15]
        low.align_to(plot.at(min([*room, L // 3]), 0), LEFT)
        high = (
            stacked(told[1], self.last, gap=0.2).align_to(plot.at(L, 0), RIGHT).shift(0.15 * LEFT)
        )
        over = [below[n] for n in layers if high.get_left()[0] <= net.x(n)]
        high.next_to((high.get_x(), min(over), 0), DOWN, buff=0.2)
        self.dots = VGroup(
            *(Dot(plot.at(n, logs[n]), radius=0.07, color=style.colour("delta")) for n in (1, L))
        )
        name = Formula(_MOVED.format(part("W", "W", "ell")), size=style.Size.LABEL)
        name.next_to(plot.symbol, RIGHT, buff=1.5)
        end = name.get_left() + 0.15 * LEFT
        sample = DashedLine(end + 0.6 * LEFT, end, dash_length=0.12, stroke_width=4)
        self.move_name = VGroup(sample.set_color(style.colour("W")), name)
        self.key = plot.key().match_y(plot.symbol).align_to(plot.at(L, 0), RIGHT)


def _told(name: str, entry: Entry, role: str) -> VGroup:
    """A name and its number, however small."""
    number = Numeral(entry, 3, significant=2, colour=style.colour(role), size=_SMALL)
    return equated(Formula(f"{name} {EQUALS}", size=_SMALL), number, gap=0.15)
