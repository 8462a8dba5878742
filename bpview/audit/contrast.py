"""Contrast of every text and mark with what lies behind it: 4.5 : 1 and 3 : 1, as WCAG asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from manim import ImageMobject, Mobject, VMobject
from numpy.typing import NDArray

from bpview import style
from bpview.audit.problem import Finding
from bpview.audit.screen import CONTEXT, Screen, Written
from bpview.audit.shapes import box, colour_at, covers, sampled
from bpview.colours import contrast

__all__ = ["contrast_findings"]

TEXT, MARK = 4.5, 3.0
_LOOKS = 6  # glyphs of a text, or points of a mark, that are looked at
_HIDDEN = 0.5  # a text under so much of another thing is covered
_AT_REST = 0.95  # what is between context and this is on its way, or tells a size by its opacity

RGB = NDArray[np.float64]


def contrast_findings(screen: Screen) -> Iterator[Finding]:
    """(kind, mobject, what, box) for texts and marks that do not stand out, or are covered."""
    fillings = [m for m in screen.drawn if _fills(m) and not screen.is_text(m)]
    place = {id(m): k for k, m in enumerate(screen.drawn)}
    for text in screen.texts:
        here = place[id(text.glyphs[0])]
        below = [m for m in fillings if place[id(m)] < here]
        above = [m for m in fillings if place[id(m)] > here]
        yield from _text(text, below, above)
    for m in screen.marks:
        below = [f for f in fillings if place[id(f)] < place[id(m)]]
        if not _plate(screen, m, place):
            yield from _mark(screen, m, below)


def _text(text: Written, below: list[Mobject], above: list[Mobject]) -> Iterator[Finding]:
    centres = _spread((text.boxes[:, :2] + text.boxes[:, 2:]) / 2)
    glyph = text.glyphs[0]
    worst = 21.0
    for point in centres:
        hidden = [m for m in above if covers(m, point[None])[0]]
        if 1 - np.prod([1 - colour_at(m, point)[0] for m in hidden]) > _HIDDEN:
            yield "covered text", text.name, f"lies under {type(hidden[-1]).__name__}", text.box
            return
        behind = _laid(_background(), below, point)
        shown = _over(behind, float(glyph.get_fill_opacity()), _rgb(glyph.get_fill_color()))
        worst = min(worst, contrast(_laid(shown, hidden, point), _laid(behind, hidden, point)))
    if worst < TEXT and glyph.get_fill_opacity() > _AT_REST:
        yield "low contrast", text.name, f"{worst:.1f} : 1; text needs {TEXT}", text.box


def _mark(screen: Screen, m: VMobject, below: list[Mobject]) -> Iterator[Finding]:
    stroked = m.get_stroke_width() > 0 and m.get_stroke_opacity() >= CONTEXT
    share = m.get_stroke_opacity() if stroked else m.get_fill_opacity()
    colour = m.get_stroke_color() if stroked else m.get_fill_color()
    points = _spread(sampled(m))
    if colour is None or share < _AT_REST or not len(points):
        return
    if not stroked and any(covers(other, points).all() for other in below):
        return  # a part of a picture, such as the hollow of a disc
    best = max(
        contrast(_over(behind, share, _rgb(colour)), behind)
        for behind in (_laid(_background(), below, p) for p in points)
    )
    if best < MARK:
        yield "low contrast", screen.name(m), f"{best:.1f} : 1; marks need {MARK}", box(m)


def _plate(screen: Screen, m: VMobject, place: dict[int, int]) -> bool:
    """Whether a filling in the background's colour is there to hide what lies below it."""
    if m.get_stroke_width() > 0 or not np.allclose(_rgb(m.get_fill_color()), _background()):
        return False
    below = (other for other in screen.drawn[: place[id(m)]] if isinstance(other, VMobject))
    left, bottom, right, top = box(m)
    return any(
        covers(m, sampled(other)).any() or covers(other, middle).all()
        for middle in [np.array([[(left + right) / 2, (bottom + top) / 2]])]
        for other in below
    )


def _background() -> RGB:
    return _rgb(style.colour("background"))


def _laid(colour: Any, drawn: Iterable[Mobject], point: RGB) -> RGB:
    """`colour` after what covers `point` has been laid over it, in order."""
    found = np.asarray(colour, dtype=float)
    for m in drawn:
        if covers(m, point[None])[0]:
            found = _over(found, *colour_at(m, point))
    return found


def _over(below: RGB, share: float, colour: RGB) -> RGB:
    return (1 - share) * np.asarray(below) + share * colour


def _rgb(colour: Any) -> RGB:
    return np.array(colour.to_rgb(), dtype=float)


def _fills(m: Mobject) -> bool:
    return isinstance(m, ImageMobject) or (
        isinstance(m, VMobject) and bool(m.get_fill_opacity() > 0.02)
    )


def _spread(points: RGB) -> RGB:
    """Some of `points` (n, 2), evenly from the first to the last."""
    if not len(points):
        return points
    chosen: RGB = points[np.unique(np.linspace(0, len(points) - 1, _LOOKS).astype(int))]
    return chosen
