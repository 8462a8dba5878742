"""The chain from a weight of the layer before: two links come before those known so far."""

from __future__ import annotations

import math
from typing import Any

from manim import DOWN, RIGHT, UP, Brace, FadeIn, ReplacementTransform, VGroup, smooth
from manim import squish_rate_func as squished

from bpview import lines, style
from bpview.chain import slopes
from bpview.equation import Equation
from bpview.formula import EQUALS, Formula, Words, equated, part
from bpview.link_rows import SIZE, at, slope_row
from bpview.linked_lines import LinkedLines
from bpview.measuring import measured_slope
from bpview.nudging import SMALLEST
from bpview.numeral import Numeral
from bpview.places import Place, change_of, name_of, ratio_of, role_of
from bpview.product import spelled
from bpview.reading import Reading

__all__ = ["MEASURED", "LongerChain"]

_GAP, _HALF, _LINKS, _FOOT = 0.56, 1.45, 2.15, -3.26
MEASURED = 4.9
_LOSS: Place = ("loss",)


class LongerChain:
    """Six number lines from the weight into layer L − 1 to the loss, and the product of five links.

    Parameters
    ----------
    top, middle
        The height of the first axis, and where the middle of all of them is.

    Attributes
    ----------
    lines, by
        The `LinkedLines`, and the nudge that fits them.
    rows, product
        The five links beside their gaps, and their product at the foot of the frame.
    measured
        What the nudge does, as rows ``name = number``: the change of that weight, that of the
        loss, and their quotient; then the word for it.
    known
        The three links that were known before: a brace above them, and their product.
    worked
        The slope of φ in the layer before worked out from its a, where its rule allows it.
    low
        The height of what stands below the last line.
    """

    def __init__(self, reading: Reading, *, top: float, middle: float) -> None:
        L = reading.experiment.network.L
        knob: Place = ("W", L - 1, 0, 0)
        a: Place = ("a", L - 1, 0)
        places: list[Place] = [knob, ("z", L - 1, 0), a, ("z", L, 0), ("a", L, 0), _LOSS]
        whole = reading.entry("dW", L - 1, 0, 0)
        self.by, _ = measured_slope(reading, knob, SMALLEST, knob, whole.value)
        self.lines = LinkedLines(reading, knob, places, by=self.by, half=_HALF, gap=_GAP)
        self.lines.shift(UP * top + RIGHT * middle)
        self.lines.tell = False
        self.low = top - 5 * _GAP - 0.42
        w: Place = ("W", L, 0, 0)
        phi_prime, by_loss = slopes(reading, L)[1:]
        links = [
            (part("a", "a", L - 2), reading.entry("a", L - 2, 0), "a"),
            (lines.phi_prime(L - 1), reading.entry("phi_prime", L - 1, 0), "phi_prime"),
            (name_of(reading, w), reading.entry(*w), role_of(reading, w)),
            (phi_prime, reading.entry("phi_prime", L, 0), "phi_prime"),
            (by_loss, reading.entry("g", L, 0), "g"),
        ]
        pairs = zip(places, places[1:], links, strict=False)
        self.rows = [
            at(
                slope_row(f"{ratio_of(reading, after, before, flat=True)} = {text}", entry, role),
                _LINKS,
                top - _GAP * (k + 1 / 2),
            )
            for k, (before, after, (text, entry, role)) in enumerate(pairs)
        ]
        name = ratio_of(reading, _LOSS, knob, flat=True)
        self.measured = _measured(reading, knob, self.by, top)
        self.worked = lines.slope_by_hand(reading, L - 1, style.Size.SMALL)
        # Where the next link will stand: its number below the one it is.
        self.worked.next_to(self.rows[1], DOWN, buff=0.25).align_to(self.rows[1], RIGHT)
        self.product = _result_last(spelled((name, whole, "ink"), links))
        self.product.move_to((0, _FOOT, 0))
        brace = Brace(VGroup(*(term.symbol for term in self.product.terms[3:])), UP, buff=0.1)
        brace.set_color(style.colour("neutral"))
        text = ratio_of(reading, _LOSS, a, flat=True)
        found = slope_row(text, reading.entry("g", L - 1, 0), "ink").next_to(brace, UP, buff=0.1)
        self.known = VGroup(brace, found)

    def out_of(self, four: LinkedLines) -> list[Any]:
        """Four lines step down and make room for the two that come before them."""
        pairs = zip(four.lines, self.lines.lines[2:], strict=True)
        return [
            *(ReplacementTransform(was, now) for was, now in pairs),
            FadeIn(*self.lines.lines[:2], *self.lines.rays),
        ]

    def met(self, k: int) -> list[Any]:
        """Link `k` appears beside its gap, and goes from there into the product."""
        row, term = self.rows[k], self.product.terms[k + 1]
        early, late = squished(smooth, 0, 0.5), squished(smooth, 0.4, 1)
        factor = VGroup(term.symbol, term.grid, term.parens)
        # The first would fly through what stands below the lines.
        way: dict[str, Any] = {"target_position": row} if k else {"shift": DOWN * 0.2}
        signs = self.product.signs[k] if k else (self.product.signs[0][0], self.product[-1])
        return [
            FadeIn(row, target_position=self.lines.rays[k], rate_func=early),
            FadeIn(factor, scale=0.6, rate_func=late, **way),
            FadeIn(*signs, rate_func=late),
        ]


def _measured(reading: Reading, knob: Place, by: float, top: float) -> VGroup:
    """Δw, Δℒ and their quotient for a nudge `by` of a weight, one below the other; a word above."""
    tensor, layer, *index = knob
    now = reading.nudged(tensor, layer, tuple(index), by)
    decimals = round(-math.log10(by))
    rows: list[VGroup] = []
    # Δℒ has three decimals more: the quotient of what is shown is what is shown.
    for place, more in ((knob, 0), (_LOSS, 3)):
        entry, colour = reading.moved(now, *place), style.colour(role_of(reading, place))
        number = Numeral(entry, decimals + more, size=SIZE, colour=colour, flush_left=True)
        name = Formula(f"{change_of(reading, place)} {EQUALS}", size=SIZE)
        rows.append(equated(name, number, gap=0.16))
    ratio = ratio_of(reading, _LOSS, knob, change=True)
    rows.append(slope_row(ratio, reading.quotient(now, _LOSS, knob), "ink"))
    for row, below in zip(rows, (0.4, 0.83, 1.5), strict=True):
        at(row, MEASURED, top - below)
    word = Words("measured", size=style.Size.SMALL, role="neutral")
    return VGroup(*rows, word.next_to(rows[0], UP, buff=0.16))


def _result_last(product: Equation) -> Equation:
    """The number of the left-hand side goes to the end of its line, where a result is read."""
    last, sign, result = product.terms[-1], product.signs[0][1], product.terms[0].grid
    equals = Formula("=").match_height(product.signs[0][0]).move_to(sign)
    sign.next_to(VGroup(last.grid, last.parens), RIGHT, buff=0.2, coor_mask=RIGHT)
    result.next_to(sign, RIGHT, buff=0.2, coor_mask=RIGHT)
    return product.add(equals)
