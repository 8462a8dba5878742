"""The fall of delta under several activations, side by side: one frame that tells it all."""

from __future__ import annotations

import numpy as np
from manim import DL, LEFT, RIGHT, UP, UR, VGroup, VMobject

from bpview import style
from bpview.deep_lines import recursion_of_layers
from bpview.formula import Formula, Words, part, sentence
from bpview.logplot import Band, LogCurve, LogPlot
from bpview.numeral import Numeral
from bpview.slopes import SlopeCard
from bpview.swept import GRID, Swept

__all__ = ["Row", "Verdict"]

_NAMES = {"relu": "ReLU", "elu": "ELU", "silu": "SiLU", "leaky_relu": "leaky ReLU"}
_DASHES = (0.0, 0.28, 0.1, 0.5)
_SMALL = style.Size.SMALL
_AIR = 0.12


class Row:
    """What is shown of one φ: its slope at the right, its curve and band in the plot.

    Attributes
    ----------
    card, name, most, factor, why
        φ' as a curve, what it is called, its largest value, the factor a layer, and for a φ that
        is off below 0 what this does.
    band, curve
        In the plot.
    label
        At the end of its curve: how often the factor is taken, and what of δ this leaves.
    """

    def __init__(self, swept: Swept, phi: str, plot: LogPlot, y: float, dash: float) -> None:
        means = swept.logs(phi, lambda spread: spread.mean)
        lows = swept.logs(phi, lambda spread: spread.lowest)
        highs = swept.logs(phi, lambda spread: spread.highest)
        self.band: Band = plot.band(lows, highs, "delta")
        self.curve: LogCurve = plot.curve(means, dash=dash)
        shown = _NAMES.get(phi, phi)
        self.top = max(highs.values())
        self.card = SlopeCard(np.array(GRID), swept.slopes(phi), width=1.6, height=1.0)
        self.card.move_to((2.85, y, 0))
        x = self.card.get_right()[0] + 0.3
        self.name = Words(f"*{shown}*", size=style.Size.LABEL)
        self.name.next_to((x, y + 0.45, 0), RIGHT, buff=0)
        slopes, below = swept.slopes(phi), np.array(GRID) < 0
        self.why: VMobject = VGroup()
        if not slopes[below].any():  # z that are drawn at random are as often below 0 as above
            self.why = Words("half are off", size=_SMALL, role="neutral")
            self.why.next_to(self.name, RIGHT, buff=0.15)
            self.why.shift(UP * (self.name[0].get_bottom()[1] - self.why[0].get_bottom()[1]))
        most = Numeral(swept.steepest(phi), 2, size=_SMALL, colour=style.colour("phi_prime"))
        prime = Formula("{{ phi.alt' : phi_prime }} <= ", size=_SMALL)
        self.most = VGroup(prime, most.next_to(prime, RIGHT, buff=0.15))
        self.most.next_to((x, y, 0), RIGHT, buff=0)
        factor = Numeral(swept.factor(phi), 4, size=_SMALL)
        times = Formula("times", size=_SMALL)
        self.factor = sentence(times, factor, Words("a layer", size=_SMALL), gap=0.12)
        times.match_y(factor)
        self.factor.next_to((x, y - 0.45, 0), RIGHT, buff=0)
        steps = Numeral(swept.count("steps"), 0, size=_SMALL)
        left = swept.size(phi, 1)
        size = Numeral(left, 3, significant=2, colour=style.colour("delta"), size=_SMALL)
        often = sentence(steps, Words("times:", size=_SMALL), size, gap=0.12)
        self.label = sentence(Words(shown, size=_SMALL), often, gap=0.2)
        # Below the band, clear of the lines of the grid.
        self.label.move_to(plot.at(1, 0) + RIGHT * 0.15, aligned_edge=LEFT)
        half = self.label.height / 2
        y = plot.at(1, lows[1])[1] - 0.12 - half
        for k in plot.exponents:
            if abs(y - plot.at(1, k)[1]) < half + _AIR:
                y = plot.at(1, k)[1] - half - _AIR
        lowest = plot.axis.get_bottom()[1] + half + _AIR
        if y < lowest:  # beside the end of the curve where there is no room below it
            self.label.shift(RIGHT * 0.4)
        self.label.set_y(max(y, lowest))

    @property
    def told(self) -> VGroup:
        """All that is read of it, but whose curve it is."""
        return VGroup(self.card, self.name, self.most, self.why, self.factor, *self.label[1:])


class Verdict(VGroup):
    """``plot``, its title ``what`` and ``key``; ``rows``, shown one by one; ``rule``, the end."""

    def __init__(self, swept: Swept) -> None:
        places = {n: -5.75 + 7.0 * (n - 1) / (swept.depth - 1) for n in range(1, swept.depth + 1)}
        lowest = min(swept.logs(phi, lambda s: s.lowest)[1] for phi in swept.phis)
        self.plot = LogPlot(
            places,
            top=1.95,
            bottom=-3.2,
            lowest=lowest,
            symbol=f"norm({part('delta', 'delta', 'ell')})"
            f" \\/ norm({part('delta', 'delta', swept.depth)})",
        )
        self.plot.symbol.align_to(self.plot.axis, LEFT).shift(LEFT * 0.2)
        counts = [Numeral(swept.count(k), 0, size=_SMALL) for k in ("seeds", "layers", "units")]
        texts = (
            "networks,",
            "layers of $n =$",
            "neurons, random $w$ about $plus.minus 1 \\/ sqrt(n)$",
        )
        words = [Words(text, size=_SMALL) for text in texts]
        pieces = [m for pair in zip(counts, words, strict=True) for m in pair]
        self.what = sentence(*pieces, gap=0.12)
        self.what.move_to((-3.4, 3.38, 0), aligned_edge=LEFT)
        text = "line: average on this axis; band: lowest to highest"
        self.key = Words(text, size=_SMALL)
        self.key.move_to((0, 2.98, 0)).align_to(self.what, LEFT)
        gap = 4.8 / len(swept.phis)
        self.rows = [
            Row(swept, phi, self.plot, 1.75 - gap * k, _DASHES[k])
            for k, phi in enumerate(swept.phis)
        ]
        self._clear_of_bands()
        self.rule = recursion_of_layers(34).move_to((4.22, -2.9, 0))
        super().__init__(self.plot, self.what, self.key, self.rule)

    def _clear_of_bands(self) -> None:
        """A label that the band of another φ would meet goes above its own, farther right."""
        for row in self.rows:
            label, others = row.label, [other.band for other in self.rows if other is not row]
            points = np.concatenate(
                [band.get_all_points() for band in others] or [np.zeros((0, 3))]
            )
            low, high = label.get_corner(DL) - _AIR, label.get_corner(UR) + _AIR
            inside = ((points > low) & (points < high))[:, :2].all(axis=1)
            if inside.any():
                label.next_to(self.plot.at(1, row.top), UP, buff=_AIR, aligned_edge=LEFT)
                label.align_to(self.plot.axis.get_left() + RIGHT * 3.0, LEFT)
