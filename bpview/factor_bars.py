"""Below a chain of single neurons: one factor a layer as a bar, and what it leaves of δ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from manim import LEFT, RIGHT, Animation, FadeIn, Line, VGroup

from bpview import lines, style
from bpview.bars import Bars, level
from bpview.chain_rows import chain_row, chain_weights
from bpview.deep_lines import chain_step
from bpview.diagram import Diagram
from bpview.formula import EQUALS, LOSS, Formula, equated, part, slope
from bpview.motion import born, live
from bpview.numeral import Numeral
from bpview.overview import delta_legend
from bpview.reading import Reading
from bpview.style import by_sign

__all__ = ["FactorBars"]

_UNIT, _FLOOR = 2.1, -2.85
_NUMBERS = _FLOOR - 0.32
_NAMES = -0.3
_DELTAS = 0.23
_DELTA = part("delta", "delta", "ell")


class FactorBars:
    """Everything that stands around a chain while δ is taken back through it.

    Attributes
    ----------
    one, ground
        A line at 1, and the floor of all bars.
    slopes
        φ' of every layer but the last, a `Bars`; `factors`, |w φ'|, is what they become.
    slope_numbers, factor_numbers
        Rows below the bars; `slope_name` and `factor_name` stand above the floor's left end.
    weights
        Above the edges; ``own`` is that of the second layer, see `weigh`.
    loss
        ℒ and its edge, at the right end.
    definition
        δ as a slope of ℒ, upper left.
    last_delta, signs
        Beside it: that of the last layer, with its sign; and how δ tells its sign by its colour.
    deltas, delta_name
        |δ| of every layer, below the neurons.
    sizes
        The same as a `Bars`, the last one at full height.
    scale_of_sizes
        A level at the top of the last of them, with its number.
    rule
        |δ| of the last layer but one, in symbols and numbers, above the chain.
    """

    def __init__(self, chain: Reading, net: Diagram) -> None:
        self._chain, self._net = chain, net
        self._weight = self.own = chain.entry("W", 2, 0, 0).value
        last = net.last
        self._xs = [net.columns[n].get_x() for n in range(1, last + 1)]
        start, end = self._xs[0], self._xs[-1]
        slopes = [chain.entry("phi_prime", n, 0) for n in range(1, last)]
        self.factors = [chain.factor(n) for n in range(1, last)]
        self.one = level("1", _FLOOR + _UNIT, start - 0.6, end + 0.4)
        self.ground = Line((start - 0.4, _FLOOR, 0), (end + 0.4, _FLOOR, 0), stroke_width=2)
        self.ground.set_stroke(style.colour("neutral"))
        self.slopes = self._bars(slopes, self._xs[:-1], _UNIT, "phi_prime")
        self.slope_numbers = chain_row(slopes, self._xs[:-1], _NUMBERS, "phi_prime")
        self.factor_numbers = chain_row(self.factors, self._xs[:-1], _NUMBERS, "ink")
        prime = lines.phi_prime("ell")
        w = part("W", "w", "ell+1")
        self.slope_name, self.factor_name = (
            Formula(name, size=style.Size.LABEL).move_to(
                (start - 0.9, _NAMES, 0), aligned_edge=LEFT
            )
            for name in (prime, f"abs({w}) thin {prime}")
        )
        self.weights = chain_weights(chain, net)
        # At the edge and with a colon: the name of the row, not of what the input has.
        self.delta_name = Formula(f"abs({_DELTA}) :", size=style.Size.SMALL)
        self.delta_name.move_to((net.columns[0].get_x() - 0.15, _DELTAS - 0.05, 0))
        sizes = [chain.norm("delta", n) for n in range(1, last + 1)]
        self.sizes = self._bars(sizes, self._xs, _UNIT / (sizes[-1].value or 1.0), "delta")
        self.deltas = chain_row(sizes, self._xs, _DELTAS)
        # Another scale than that of the factors: the highest bar tells it.
        high = level("", _FLOOR + _UNIT, start - 0.4, end + 0.25)[0]
        told = Numeral(sizes[-1], size=style.Size.SMALL, colour=style.colour("delta"))
        self.scale_of_sizes = VGroup(high, told.next_to(high, LEFT, buff=0.15))
        ring = net.neuron(last, 0).ring
        symbol = Formula(LOSS).next_to(ring, RIGHT, buff=0.55)
        edge = Line(ring.get_right(), symbol.get_left() + 0.12 * LEFT, stroke_width=3)
        self.loss = VGroup(edge.set_stroke(style.colour("loss")), symbol)
        self.definition = Formula(f"{_DELTA} = {slope('z', 'z', 'ell')}", size=40)
        self.definition.move_to((-5.4, 2.68, 0))
        delta = chain.entry("delta", last, 0)
        role = by_sign("delta", delta.value)
        name = Formula(f"{part(role, 'delta', last)} {EQUALS}", size=40)
        number = Numeral(delta, size=style.Size.NUMBER, colour=style.colour(role))
        self.last_delta = equated(name, number).move_to((-1.2, 2.75, 0))
        self.signs = delta_legend().move_to((3.6, 2.75, 0))
        self.rule = chain_step(chain, last - 1).move_to((1.6, 3.08, 0))

    @staticmethod
    def _bars(entries: Sequence[Any], xs: Sequence[float], unit: float, role: str) -> Bars:
        return Bars(entries, xs, floor=_FLOOR, unit=unit, width=0.5, role=role)

    def weigh(self, w: float, then: Callable[[Reading], Any], **kw: Any) -> Animation:
        """The weight of the second layer becomes `w`, and every bar, number and neuron follows.

        `then` is told every frame's network. From here on bars are those of the factors.
        """
        net = self._net
        start, self._weight = self._weight, w

        def change(alpha: float) -> None:
            by = round(start + alpha * (w - start) - self.own, 6)
            now = self._chain.nudged("W", 2, (0, 0), by)
            factors = [now.factor(n) for n in range(1, net.last)]
            self.weights[0].set_entry(now.entry("W", 2, 0, 0))
            self.slopes.stand(factors)
            for number, entry in zip(self.factor_numbers, factors, strict=True):
                number.set_entry(entry)
            net.weigh(now)
            then(now)

        moved = (self.weights, self.slopes, self.factor_numbers)
        return live(change, *moved, *net.edges.values(), *net.columns.values(), **kw)

    def all_passes(self) -> float:
        """The weight of the second layer at which its factor is 1."""
        return self.own / self.factors[0].value

    def beside_edges(self) -> list[Any]:
        """The numbers of the factors go up to the edges they belong to, as ``× 0.325``."""
        moves: list[Any] = []
        self.times = VGroup()
        for n, number in enumerate(self.factor_numbers, start=1):
            sign = Formula("times", size=style.Size.SMALL)
            goal = VGroup(sign, number.copy()).arrange(RIGHT, buff=0.06)
            middle = (self._xs[n - 1] + self._xs[n]) / 2
            goal.move_to((middle, self._net.columns[n].get_y() + 1.08, 0))  # above the names
            self.times.add(sign)
            moves += [number.animate.move_to(goal[1]), FadeIn(sign)]
        return moves

    def taken_back(self, layer: int) -> list[Animation]:
        """|δ| of `layer`, from that of the next: a light, its bar, its number."""
        bar = born(self.sizes[layer - 1], self.sizes[layer])
        return [self._net.run_back(layer + 1, signs=False), bar, FadeIn(self.deltas[layer - 1])]
