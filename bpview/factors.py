"""A number as a factor: in parentheses where it is negative, so that a dot can stand before it."""

from __future__ import annotations

from manim import LEFT, RIGHT, VGroup

from bpview import style
from bpview.formula import Formula
from bpview.numeral import Numeral

__all__ = ["as_factor"]

_AIR = 0.05


def as_factor(number: Numeral) -> VGroup:
    """The number, and if it is negative a parenthesis of its size on either side of it."""
    if number.entry.value >= 0:
        return VGroup(number)
    size = number.em / style.EM
    left, right = (Formula(f"paren.{side}", size=size) for side in "lr")
    left.next_to(number, LEFT, buff=_AIR)
    return VGroup(left, number, right.next_to(number, RIGHT, buff=_AIR))
