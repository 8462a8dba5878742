"""Words with computed numbers among them, in one line."""

from __future__ import annotations

from manim import VGroup

from bpview import style
from bpview.entry import Entry
from bpview.formula import Words, sentence
from bpview.numeral import Numeral

__all__ = ["said"]


def said(*pieces: str | Entry, size: float = style.Size.LABEL) -> VGroup:
    """``said("each of", reading.count("parameters"), "weights")``; numbers have no decimals."""
    return sentence(
        *(
            Words(piece, size=size) if isinstance(piece, str) else Numeral(piece, 0, size=size)
            for piece in pieces
        )
    )
