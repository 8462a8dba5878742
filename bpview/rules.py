"""The equations of the note for any layer, as rows of formulas."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, RIGHT, VGroup

from bpview import lines
from bpview.formula import LOSS, Formula, part

__all__ = ["backward_rules", "update_rules"]

_SIZE = 36
_BY_LOSS = "{{ partial cal(L) : loss }}"
_A_ROW = "{{ a^((ell-1) top) : a }}"


def backward_rules() -> VGroup:
    """δ of the last layer and of any other; the slopes by W and b: two rows of two."""
    delta = part("delta", "delta", "ell")
    last = f"{part('delta', 'delta', 'L')} = {{{{ J_a (z)^top : phi_prime }}}} nabla_a {LOSS}"
    by_W = f"{_BY_LOSS} \\/ {part('W', 'partial W', 'ell')} = {delta} thin {_A_ROW}"
    by_b = f"{_BY_LOSS} \\/ {part('b', 'partial b', 'ell')} = {delta}"
    rows = [_row((last, lines.recursion("ell", "ell+1"))), _row((by_W, by_b))]
    return VGroup(*rows).arrange(DOWN, buff=0.25)


def update_rules() -> VGroup:
    """W and b move against their slopes, in one row."""
    delta = part("delta", "delta", "ell")
    W, b = part("W", "W", "ell"), part("b", "b", "ell")
    return _row((f"{W} <- {W} - eta thin {delta} thin {_A_ROW}", f"{b} <- {b} - eta thin {delta}"))


def _row(texts: Sequence[str]) -> VGroup:
    return VGroup(*(Formula(text, size=_SIZE) for text in texts)).arrange(RIGHT, buff=1.2)
