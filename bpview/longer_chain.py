"""The chain from a weight of the layer before: two links come before those known so far."""

from __future__ import annotations

from typing import Any

from manim import DOWN, RIGHT, UP, Brace, FadeIn, ReplacementTransform, VGroup

from bpview import lines, style
from bpview.chain import slopes
from bpview.formula import part
from bpview.link_rows import at, slope_row
from bpview.linked_lines import LinkedLines
from bpview.nudging import SMALLEST
from bpview.places import Place, name_of, ratio_of, role_of
from bpview.product import spelled
from bpview.reading import Reading

__all__ = ["LongerChain"]

_GAP, _HALF, _LINKS, _FOOT = 0.56, 1.45, 0.65, -3.26


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
            (by_loss, reading.entry("g", L, 0), "ink"),
        ]
        self.rows = [
            at(slope_row(*link), _LINKS, top - _GAP * (k + 1 / 2)) for k, link in enumerate(links)
        ]
        name = ratio_of(reading, ("loss",), knob, flat=True)
        whole = name, reading.entry("dW", L - 1, 0, 0), "ink"
        self.product = spelled(whole, links).move_to((0, _FOOT, 0))
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
