"""δ of one output neuron, step by step: the loss by its a, its a by its z, and the product of both.

    ∂ℒ/∂a_1  =  ½ · 2 (a_1 − y_1)  →  a_1 − y_1          called g_1
    ∂a_1/∂z_1  =  φ'(z_1)  =  a_1 (1 − a_1)              for the sigmoid
    δ_1  =  ∂ℒ/∂z_1  =  φ'(z_1) · g_1

Needs half the squared error, and a phi that goes entry by entry.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    FadeOut,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.chained_loss import ChainedLoss
from bpview.equation import Equation, Term, relation
from bpview.formula import EQUALS, LOSS, Formula, equated, part, slope, stacked, symbol
from bpview.graph import LossPlot
from bpview.lines import phi_prime
from bpview.matrix import Grid
from bpview.numeral import Numeral
from bpview.phi_plot import PhiPlot
from bpview.reading import Reading

__all__ = ["OneDelta"]

_GAP, _LINE = 0.2, 0.2
_KNOWN = 40


class OneDelta(VGroup):
    """Output neuron `j` (from 0), around the origin.

    Attributes
    ----------
    source
        The loss as a sum, a square for every output, this one's first.
    squared
        Its slope by a before the 2 of the square and the half cancel.
    by_a, by_z, delta
        The three lines; their first terms are what they find.
    curve
        φ with the neuron's z and the slope there.
    parabola, chained
        The loss against its a, with the slope there; the same for a step of 1 in z.
    known
        What the first two lines found, each a pair (name with its sign of equality, number).
    """

    def __init__(self, reading: Reading, j: int = 0) -> None:
        L = reading.experiment.network.L
        self._reading, self._at = reading, (L, j)
        self.source, self.squared = Formula(self._squares()), Formula(self._uncancelled())
        self.by_a, self.by_z, self.delta = self._by_a(), self._by_z(), self._product()
        self.curve = self._curve()
        self.parabola = self._parabola()
        self.chained = ChainedLoss(reading, width=3.0, height=1.55, j=j)
        self.known = stacked(
            self._found("g", f"{self._g} = {self._by('loss', 'cal(L)', 'a')}"),
            self._found(
                "phi_prime", f"{self._slope} = {self._by('a', symbol('a', *self._of), 'z')}"
            ),
        )
        rows = self.by_a, self.by_z, self.delta
        plots = self.curve, self.parabola, self.chained
        super().__init__(self.source, self.squared, *rows, *plots, self.known)
        self._arrange()

    def cancelled(self) -> list[Animation]:
        """The 2 and the half go; what is left closes up to the symbols of `by_a`."""
        (slope, a, y), (equals, minus) = self.by_a.terms, self.by_a.signs
        goals = {"slope": slope.symbol, "eq": equals[0], "less": minus[0]}
        moves = [
            ReplacementTransform(self.squared.part(name), goal) for name, goal in goals.items()
        ]
        moves += [
            ReplacementTransform(self.squared.part("a_one"), a.symbol),
            ReplacementTransform(self.squared.part("target"), y.symbol),
        ]
        gone = [self.squared.part(name) for name in ("half", "close")]
        return [*moves, FadeOut(*gone)]

    def beside(self) -> Any:
        """The curve of φ moves to the left of `chained`."""
        return self.curve.animate.next_to(self.chained, LEFT, buff=0.6, coor_mask=(1, 0, 0))

    def _parabola(self) -> LossPlot:
        """The loss against this a, and its slope there: a number at the tangent.

        Legs would need a run of one, as at the curve of φ, and over it the loss may go below 0.
        """
        plot = LossPlot(self._reading, width=2.2, height=1.3, j=self._at[1])
        plot.remove(plot.legs)
        g = self._reading.entry("g", *self._at)
        number = Numeral(g, size=style.Size.SMALL, colour=style.colour("g"))
        inside = LEFT if g.value > 0 else RIGHT  # of the bend of the curve
        return plot.add(number.next_to(plot.tangent.get_center(), UP + inside, buff=0.1))

    def _curve(self) -> PhiPlot:
        """φ with the neuron's z and the slope there: a run of one, and its rise with its number."""
        layer, j = self._at
        curve = PhiPlot(self._reading, layer, width=2.2, height=1.1, slope=True, only=j)
        legs, teal = curve.legs(j), style.colour("phi_prime")
        entry = self._reading.entry("phi_prime", layer, j)
        slope = Numeral(entry, size=style.Size.SMALL, colour=teal)
        return curve.add(legs.add(slope.next_to(legs[:-1], RIGHT, buff=0.1)))

    def _arrange(self) -> None:
        """The known rows above, what is being worked out below them, the curve at the right."""
        VGroup(self.source, self.by_a).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        self.squared.align_to(self.by_a, LEFT)
        self.squared.shift(UP * (self.by_a.signs[0][0].get_y() - self.squared.part("eq").get_y()))
        top = self.source.get_top()[1]
        left = self.by_a.get_left()[0]
        self.known.align_to((left, top, 0.0), UP + LEFT)
        for line in (self.by_z, self.delta):
            line.align_to((left, 0.0, 0.0), LEFT).align_to(self.by_a, DOWN)
        self.curve.next_to(self.by_z, RIGHT, buff=0.7).align_to(self.by_a, DOWN)
        self.parabola.next_to(self.by_a, RIGHT, buff=0.7).align_to(self.by_a, DOWN)
        self.chained.align_to(self.curve, RIGHT)
        self.chained.shift(UP * (self.curve.x_axis.get_y() - self.chained.x_axis.get_y()))

    @property
    def _g(self) -> str:
        return self._symbol("g", "g")

    @property
    def _of(self) -> tuple[int, int]:
        """Layer and index as the note counts them."""
        layer, j = self._at
        return layer, j + 1

    @property
    def _slope(self) -> str:
        return phi_prime(*self._of)

    def _by(self, role: str, of: str, by: str) -> str:
        """A derivative in one line."""
        return f"{{{{ partial {of} : {role} }}}} \\/ {self._symbol(by, f'partial {by}')}"

    def _symbol(self, role: str, name: str) -> str:
        layer, j = self._at
        return part(role, name, layer, j + 1)

    def _grid(self, quantity: str, role: str, size: float = style.Size.NUMBER) -> Grid:
        layer, j = self._at
        found = self._reading.entries(quantity, None if quantity == "y" else layer)
        return Grid(found[j : j + 1], role, size=size)

    def _found(self, quantity: str, name: str) -> VGroup:
        entry = self._reading.entry(quantity, *self._at)
        number = Numeral(entry, size=_KNOWN, colour=style.colour(quantity), flush_left=True)
        return equated(Formula(f"{name} {EQUALS}", size=_KNOWN), number)

    def _squares(self) -> str:
        more = " + dots" if self._reading.experiment.network.widths[self._at[0]] > 1 else ""
        return f"{LOSS} = frac(1, 2) ({self._symbol('a', 'a')} - {self._y})^2{more}"

    @property
    def _y(self) -> str:
        return f"{{{{ y_{self._at[1] + 1} : target }}}}"

    def _uncancelled(self) -> str:
        a = self._symbol("a_one", "a")
        by = slope("a", "a", *self._of)
        return (
            f"{{{{ {by} : slope }}}} {EQUALS} {{{{ frac(1, 2) dot 2 thin paren.l : half }}}} {a} "
            f"{{{{ - : less }}}} {self._y} {{{{ paren.r : close }}}}"
        )

    def _by_a(self) -> Equation:
        g, a, y = self._grid("g", "g"), self._grid("a", "a"), self._grid("y", "target")
        return Equation(
            Term(slope("a", "a", *self._of), g, scalar=True),
            ("=", relation(g, np.subtract, a, y)),
            Term(self._symbol("a", "a"), a, scalar=True),
            "-",
            Term(self._y, y, scalar=True),
            gap=_GAP,
            line=_LINE,
        )

    def _by_z(self) -> Equation:
        by = f"frac({self._symbol('a', 'partial a')}, {self._symbol('z', 'partial z')})"
        slopes, rule = self._grid("phi_prime", "phi_prime"), self._rule()
        found = Term(by if rule else f"{by} = {self._slope}", slopes, scalar=True)
        line = Equation(found, *rule, gap=0.7 * _GAP, line=_LINE)
        if rule:  # between its factors; parentheses hug what they hold, in both rows
            last, (*_, opening, closing) = line.terms[-1], line.signs
            for k, held in enumerate((last.symbol, last.grid.entry(0))):
                opening[k].next_to(held, LEFT, buff=0.14, coor_mask=(1, 0, 0))
                closing[k].next_to(held, RIGHT, buff=0.06, coor_mask=(1, 0, 0))
                first = line.terms[1]
                _between(line.signs[1][k], (first.symbol, first.grid)[k], opening[k])
        return line

    def _rule(self) -> list[Any]:
        """The slope of the sigmoid worked out from a; others are read off the curve."""
        if self._reading.experiment.network.phi[self._at[0]] != "sigmoid":
            return []
        slopes, name = self._grid("phi_prime", "phi_prime"), self._symbol("a", "a")
        a, again = self._grid("a", "a"), self._grid("a", "a")
        return [
            ("=", relation(slopes, lambda a: a * (1 - a), a)),
            Term(name, a, scalar=True),
            "dot",
            "paren.l 1 -",
            Term(name, again, scalar=True),
            "paren.r",
        ]

    def _product(self) -> Equation:
        delta, slopes, g = (
            self._grid("delta", "delta", _KNOWN),
            self._grid("phi_prime", "phi_prime", _KNOWN),
            self._grid("g", "g", _KNOWN),
        )
        by_z = self._by("loss", "cal(L)", "z")
        role = style.by_sign("delta", delta.entry(0).entry.value)
        line = Equation(
            Term(f"{self._symbol(role, 'delta')} = {by_z}", delta, scalar=True),
            ("=", relation(delta, np.multiply, slopes, g)),
            Term(self._slope, slopes, scalar=True),
            "dot",
            Term(self._g, g, scalar=True, factor=True),
            gap=_GAP,
            line=_LINE,
        )
        _, first, last = line.terms
        symbol_dot, dot = line.signs[1]
        _between(symbol_dot, first.symbol, last.symbol)
        _between(dot, first.grid, VGroup(last.grid, last.parens))
        return line


def _between(sign: VMobject, left: VMobject, right: VMobject) -> None:
    """A sign stands half-way between what it joins, whatever is wider above or below it."""
    sign.set_x((left.get_right()[0] + right.get_left()[0]) / 2)
