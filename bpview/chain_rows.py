"""Numbers along a chain of single neurons: one below each, and the weights above the edges."""

from __future__ import annotations

from collections.abc import Sequence

from manim import UP, VGroup

from bpview import style
from bpview.diagram import Diagram
from bpview.entry import Entry
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["chain_row", "chain_weights"]

_SIZE = style.Size.SMALL
_DIGIT = style.EM * _SIZE / 3
"""Half the height of a small digit: rows of numbers stand on one baseline."""
_TWO_DIGITS = 10**-2
"""Smaller numbers are shown by their power of ten: three decimals would leave one digit."""


def chain_row(
    entries: Sequence[Entry], xs: Sequence[float], y: float, role: str = "delta"
) -> VGroup:
    """Numbers at the places `xs`, the middle of their digits at the height `y`."""
    numbers = VGroup()
    for entry, x in zip(entries, xs, strict=True):
        tiny = role == "delta" and abs(entry.value) < _TWO_DIGITS
        number = Numeral(
            entry,
            2 if tiny else 3,
            significant=2 if tiny else None,
            size=_SIZE,
            colour=style.signed(role, entry.value),
        )
        number.move_to((x, y, 0))
        numbers.add(number.shift(UP * (y - number.baseline - _DIGIT)))
    return numbers


def chain_weights(chain: Reading, net: Diagram) -> VGroup:
    """The weights of a chain above their edges, from the second layer on."""
    found = VGroup()
    for layer in range(2, net.last + 1):
        entry = chain.entry("W", layer, 0, 0)
        number = Numeral(entry, 1, size=_SIZE, colour=style.signed("weight", entry.value))
        found.add(number.next_to(net.edges[layer], UP, buff=0.17))
    return found
