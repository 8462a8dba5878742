"""The cards a film opens and closes with where it is shown by itself: ``BP_CARDS=1``."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Sequence

from manim import DOWN, LEFT, ORIGIN, Line, VGroup

from bpview import style
from bpview.formula import Words

__all__ = ["closing", "opening", "wanted"]

_WIDE = 54  # characters of a line
_TITLE = 64  # larger than anything else in a film
_SPECIAL = re.compile(r"([\\#$*_`<>@~\[\]/=+-])")


def wanted() -> bool:
    """Whether ``BP_CARDS`` asks for cards.

    Raises
    ------
    ValueError
        If it holds anything but 0 or 1.
    """
    asked = os.environ.get("BP_CARDS", "0")
    if asked not in ("0", "1"):
        raise ValueError(f"BP_CARDS is {asked!r}; expected 1, for cards, or 0")
    return asked == "1"


def opening(title: str, teaches: str, network: str) -> VGroup:
    """What the film is called, what one knows after it, and which network it films."""
    rule = Line(LEFT * 1.2, LEFT * -1.2, stroke_width=3, color=style.colour("neutral"))
    films = _text(f"The network: {network}", style.Size.LABEL, "neutral")
    parts = (_text(title, _TITLE), rule, _text(teaches, style.Size.TITLE), films)
    return VGroup(*parts).arrange(DOWN, buff=0.6)


def closing(references: Sequence[str]) -> VGroup:
    """What the film stands on, to read on."""
    rows = VGroup(*(_text(text, style.Size.LABEL, wide=72, left=True) for text in references))
    rows.arrange(DOWN, buff=0.45, aligned_edge=LEFT)
    return VGroup(_text("To read on", style.Size.TITLE, "neutral"), rows).arrange(DOWN, buff=0.7)


def _text(
    text: str, size: float, role: str = "ink", *, wide: int = _WIDE, left: bool = False
) -> VGroup:
    """Text in lines of at most `wide` characters, no sign of which is markup."""
    lines = [
        Words(_SPECIAL.sub(r"\\\1", line), size=size, role=role)
        for line in textwrap.wrap(text, wide, break_on_hyphens=False)
    ]
    return VGroup(*lines).arrange(DOWN, buff=0.25, aligned_edge=LEFT if left else ORIGIN)
