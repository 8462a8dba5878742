"""Below a deep network: the length of δ in every layer on a logarithmic axis, and W's step."""

from __future__ import annotations

import math

from manim import DOWN, LEFT, RIGHT, UP, DashedLine, Dot, VGroup

from bpview import style
from bpview.deep import DeepNet
from bpview.entry import Entry
from bpview.formula import Formula, Words, part, sentence
from bpview.logplot import LogPlot
from bpview.numeral import Numeral
from bpview.reading import Reading
from bpview.trained import Trained

__all__ = ["DepthPlot"]

_SMALL = style.Size.SMALL
_APART = 0.44
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
            lowest=min(every) - 3,  # room below for numbers
            highest=max(every),
            symbol=f"norm({part('delta', 'delta', 'ell')})",
            lines=False,
        )
        self.delta, self.moved = plot.curve(logs), plot.curve(moves, "W", dash=0.12)
        self.first, self.last = (_told(deep.norm("delta", n), "delta") for n in (1, L))
        self.moves = VGroup(*(_told(trained.moved(n), "W", 2) for n in (1, L)))
        # Beside the ends of their curves; where these are close, one above the other.
        for number, side in ((self.moves[0], UP), (self.first, DOWN)):
            number.align_to(plot.at(1, 0), LEFT).shift(RIGHT * 0.15)
            over = [n for n in layers if net.x(n) <= number.get_right()[0] + net.x(2) - net.x(1)]
            ys = [plot.at(n, c[n])[1] for n in over for c in (logs, moves) if c[n] > -math.inf]
            nearest = max(ys) if side is UP else min(ys)
            number.next_to((number.get_x(), nearest, 0), side, buff=0.15)
        self.last.next_to(plot.at(L, logs[L]), RIGHT, buff=0.2)
        self.moves[1].next_to(plot.at(L, moves[L]), RIGHT, buff=0.2)
        gap = self.moves[1].get_y() - self.last.get_y()
        apart = max(0.0, _APART - abs(gap)) / 2 * (1 if gap >= 0 else -1)
        self.moves[1].shift(UP * apart)
        self.last.shift(DOWN * apart)
        self.dots = VGroup(
            *(Dot(plot.at(n, logs[n]), radius=0.07, color=style.colour("delta")) for n in (1, L))
        )
        name = Formula(_MOVED.format(part("W", "W", "ell")), size=style.Size.LABEL)
        self.key = plot.key().next_to(plot.symbol, RIGHT, buff=0.5)  # close to its axis
        floor = plot.symbol.part("delta")[0].get_bottom()[1]
        self.key.shift(UP * (floor - self.key[0].get_bottom()[1]))
        name.next_to(plot.symbol, RIGHT, buff=0.7 + self.key.width + 1.3)
        end = name.get_left() + 0.3 * LEFT
        sample = DashedLine(end + 0.6 * LEFT, end, dash_length=0.12, stroke_width=4)
        count = Numeral(
            trained.count(trained.steps), 0, size=_SMALL, colour=style.colour("neutral")
        )
        words = (Words(text, size=_SMALL, role="neutral") for text in ("after", "steps"))
        before, after = words
        when = sentence(before, count, after).next_to(name, RIGHT, buff=0.25)
        self.move_name = VGroup(sample.set_color(style.colour("W")), name, when)


def _told(entry: Entry, role: str, decimals: int = 3) -> Numeral:
    """A number, however small."""
    return Numeral(entry, decimals, significant=2, colour=style.colour(role), size=_SMALL)
