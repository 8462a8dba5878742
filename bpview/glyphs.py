"""Outlines of digits and signs, drawn once by Typst and reused for every number on screen."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from manim import Typst
from numpy.typing import NDArray

from bpview.style import EM, PREAMBLE

__all__ = ["CHARACTERS", "DIGIT_HEIGHT", "Glyph", "layout", "width"]

CHARACTERS = "0123456789−+.·,%"
DIGIT_HEIGHT = 0.666
"""Height of a digit in ems, in New Computer Modern."""
_SUPERSCRIPT_SCALE = 0.7
_SUPERSCRIPT_RAISE = 0.36


class Glyph(NamedTuple):
    """One character: cubic curves ``(4 m, 3)`` in ems from its origin, and its advance in ems."""

    points: NDArray[np.float64]
    advance: float


@cache
def _glyphs() -> dict[str, Glyph]:
    # Typst tells neither bearings nor advances, but in "0X01" the others do: the zeros stand
    # exactly one digit's advance plus X's apart, and the foot of the 1 is on the baseline.
    size = 48
    em = size * EM

    def parts(text: str) -> list[NDArray[np.float64]]:
        run = Typst(text, typst_preamble=PREAMBLE, font_size=size)
        return [m.points.copy() for m in run.submobjects]

    def left(points: NDArray[np.float64]) -> float:
        return float(points[:, 0].min())

    two_zeros = parts("00")
    digit = left(two_zeros[1]) - left(two_zeros[0])
    bearing = (digit - float(np.ptp(two_zeros[0][:, 0]))) / 2
    found: dict[str, Glyph] = {}
    for character in CHARACTERS:
        first, shape, last, one = parts(f"0{character}01")
        baseline = one[:, 1].min()
        advance = left(last) - left(first) - digit
        origin = left(first) - bearing + digit
        found[character] = Glyph((shape - [origin, baseline, 0.0]) / em, advance / em)
    return found


def _runs(text: str) -> list[tuple[str, float, float]]:
    """Split ``1.2·10^−9`` into (character, scale, raise)."""
    base, _, superscript = text.partition("^")
    return [(c, 1.0, 0.0) for c in base] + [
        (c, _SUPERSCRIPT_SCALE, _SUPERSCRIPT_RAISE) for c in superscript
    ]


def width(text: str) -> float:
    """The advance of `text` in ems. ``^`` starts a superscript; ``KeyError`` if not drawable."""
    return sum(_glyphs()[c].advance * scale for c, scale, _ in _runs(text))


def layout(text: str, start: float = 0.0) -> NDArray[np.float64]:
    """All outlines of `text` in ems, the baseline at y = 0, beginning at x = `start`."""
    pieces = []
    cursor = start
    for character, scale, rise in _runs(text):
        glyph = _glyphs()[character]
        pieces.append(glyph.points * scale + [cursor, rise, 0.0])
        cursor += glyph.advance * scale
    return np.concatenate(pieces) if pieces else np.zeros((0, 3))
