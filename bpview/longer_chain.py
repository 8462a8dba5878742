"""The chain from a weight of the layer before: two links come before those known so far."""

from __future__ import annotations

from typing import Any

from manim import DOWN, RIGHT, UP, Brace, FadeIn, ReplacementTransform, VGroup

from bpview import lines, style
from bpview.chain import slopes
from bpview.entry import Entry
from bpview.equation import Equation
from bpview.formula import Formula, Words, part
from bpview.link_rows import at, slope_row
from bpview.linked_lines import LinkedLines
from bpview.nudging import SMALLEST
from bpview.places import Place, name_of, ratio_of, role_of
from bpview.product import spelled
from bpview.reading import Reading

__all__ = ["LongerChain"]

_GAP, _HALF, _LINKS, _FOOT = 0.56, 1.45, 2.15, -3.26
_MEASURED = 5.5


class LongerChain:
    """Six number lines from the weight into layer L − 1 to the loss, and the product of five links.

    Parameters
    ----------
    top, middle
        The height of the first axis, and where the middle of all of them is.

    Attributes
    ----------
    lines
        The `LinkedLines`.
    rows, product
        The five links beside their gaps, and their product at the foot of the frame.
    measured
        The slope of the loss by that weight as the nudge gives it.
    known
        The three links that were known before: a brace above them, and their product.
    low
        The height of what stands below the last line.
    """

    def __init__(self, reading: Reading, *, top: float, middle: float) -> None:
        L = reading.experiment.network.L
        knob: Place = ("W", L - 1, 0, 0)
        a: Place = ("a", L - 1, 0)
        places: list[Place] = [knob, ("z", L - 1, 0), a, ("z", L, 0), ("a", L, 0), ("loss",)]
        self.lines = LinkedLines(reading, knob, places, by=SMALLEST, half=_HALF, gap=_GAP)
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
        whole = reading.entry("dW", L - 1, 0, 0)
        name = ratio_of(reading, ("loss",), knob, flat=True)
        found = slope_row(name, _measured(reading, knob, whole.value), "ink")
        word = Words("measured", size=style.Size.SMALL, role="neutral")
        at(found, _MEASURED, top - 1.5 * _GAP)
        self.measured = VGroup(word.next_to(found, UP, buff=0.2), found)
        self.product = _result_last(spelled((name, whole, "ink"), links))
        self.product.move_to((0, _FOOT, 0))
        brace = Brace(VGroup(*(term.symbol for term in self.product.terms[3:])), UP, buff=0.1)
        brace.set_color(style.colour("neutral"))
        text = ratio_of(reading, ("loss",), a, flat=True)
        found = slope_row(text, reading.entry("g", L - 1, 0), "ink").next_to(brace, UP, buff=0.1)
        self.known = VGroup(brace, found)

    def out_of(self, four: LinkedLines) -> list[Any]:
        """Four lines step down and make room for the two that come before them."""
        pairs = zip(four.lines, self.lines.lines[2:], strict=True)
        return [
            *(ReplacementTransform(was, now) for was, now in pairs),
            FadeIn(*self.lines.lines[:2], *self.lines.rays),
        ]

    def gathered(self) -> list[Any]:
        """Every link goes from its row into the product."""
        moves = []
        for k, (term, row) in enumerate(zip(self.product.terms[1:], self.rows, strict=True)):
            factor = VGroup(term.symbol, term.grid, term.parens)
            # The first would fly through what stands below the lines.
            way: dict[str, Any] = {"target_position": row} if k else {"shift": DOWN * 0.2}
            moves.append(FadeIn(factor, scale=0.6, **way))
        signs = [sign for both in self.product.signs for sign in both if sign.submobjects]
        return [*moves, FadeIn(*signs)]


def _measured(reading: Reading, knob: Place, exact: float) -> Entry:
    """The change of the loss over that of a weight, for a nudge small enough to show the slope."""
    for by in (SMALLEST, SMALLEST / 10, SMALLEST / 100):
        found = reading.quotient(reading.nudged(knob[0], knob[1], knob[2:], by), ("loss",), knob)
        if round(found.value, 3) == round(exact, 3):
            break
    return found


def _result_last(product: Equation) -> Equation:
    """The number of the left-hand side goes to the end of its line, where a result is read."""
    last, sign, result = product.terms[-1], product.signs[0][1], product.terms[0].grid
    equals = Formula("=").match_height(product.signs[0][0]).move_to(sign)
    sign.next_to(VGroup(last.grid, last.parens), RIGHT, buff=0.2, coor_mask=RIGHT)
    result.next_to(sign, RIGHT, buff=0.2, coor_mask=RIGHT)
    return product.add(equals)
