"""Below a chain of single neurons: one factor a layer as a bar, and what is left of δ behind it."""

from __future__ import annotations

from manim import UP, Line, VGroup

from bpview import style
from bpview.bars import Bars, level
from bpview.chain_rows import chain_row, chain_weights
from bpview.deep_lines import chain_step
from bpview.diagram import Diagram
from bpview.formula import Formula, part
from bpview.reading import Reading

__all__ = ["FactorBars"]

_UNIT, _FLOOR = 2.3, -2.85
_NUMBERS = _FLOOR - 0.32
_DELTAS = 0.23
_DELTA = part("delta", "delta", "ell")


class FactorBars:
    """Everything that stands below a chain while δ is taken back through it.

    Attributes
    ----------
    frame
        A line at 1 and the ground.
    slopes
        φ' of every layer but the last, a `Bars`; `factors` and `shares` are what its bars become:
        |w φ'|, and |δ| over that of the last layer, which ends with 1.
    slope_numbers, factor_numbers, share_numbers
        Rows below the bars; `slope_name`, `factor_name` and `share_name` stand left of them.
    weights
        Above the edges.
    deltas, delta_name
        Below the neurons.
    last
        The bar of the last layer, 1.
    rule
        δ of the last layer but one, in symbols and numbers, above the chain.
    """

    def __init__(self, chain: Reading, net: Diagram) -> None:
        last = net.last
        self._xs = [net.columns[n].get_x() for n in range(1, last + 1)]
        start, end = self._xs[0], self._xs[-1]
        slopes = [chain.entry("phi_prime", n, 0) for n in range(1, last)]
        self.factors = [chain.factor(n) for n in range(1, last)]
        self.shares = [chain.share(n) for n in range(1, last + 1)]
        ground = Line((start - 0.4, _FLOOR, 0), (end + 0.4, _FLOOR, 0))
        ground.set_stroke(style.colour("neutral"), width=2)
        self.frame = VGroup(level("1", _FLOOR + _UNIT, start - 0.6, end + 0.4), ground)
        self.slopes = Bars(
            slopes, self._xs[:-1], floor=_FLOOR, unit=_UNIT, width=0.5, role="phi_prime"
        )
        self.last = self._bars(last, "delta")
        self.slope_numbers = chain_row(slopes, self._xs[:-1], _NUMBERS, "phi_prime")
        self.factor_numbers = chain_row(self.factors, self._xs[:-1], _NUMBERS, "ink")
        self.share_numbers = chain_row(self.shares, self._xs, _NUMBERS)
        size = style.Size.LABEL
        self.slope_name = Formula("{{ phi.alt' : phi_prime }}", size=size)
        self.factor_name = Formula("abs({{ w : W }}) {{ phi.alt' : phi_prime }}", size=size)
        over = f"abs({_DELTA}) \\/ abs({part('delta', 'delta', last)})"
        self.share_name = Formula(over, size=style.Size.SMALL)
        left = net.columns[0].get_x()
        for name in (self.slope_name, self.factor_name, self.share_name):
            name.move_to((left, _NUMBERS, 0))
        # Clear of the number beside it.
        self.share_name.align_to(net, (-1, 0, 0)).shift((-0.25, 0, 0))
        self.weights = chain_weights(chain, net)
        deltas = [chain.entry("delta", n, 0) for n in range(1, last + 1)]
        self.deltas = chain_row(deltas, self._xs, _DELTAS)
        self.delta_name = Formula(_DELTA, size=size).move_to((left, _DELTAS, 0))
        self.rule = chain_step(chain, last - 1).move_to(UP * 2.75)

    def factor(self, layer: int) -> Bars:
        """The bar of one layer alone, at its factor, ready to shrink to its share."""
        return self._bars(layer, "ink")

    def _bars(self, layer: int, role: str) -> Bars:
        entries = self.factors if role == "ink" else self.shares
        entry, x = entries[layer - 1], self._xs[layer - 1]
        return Bars([entry], [x], floor=_FLOOR, unit=_UNIT, width=0.5, role=role)
