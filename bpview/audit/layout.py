"""Layout: nothing leaves the frame, no text covers or is crossed, all is large enough to read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import VMobject, config

from bpview import style
from bpview.audit.problem import Finding
from bpview.audit.screen import CONTEXT, Screen
from bpview.audit.shapes import box, covers, opacity, sampled
from bpview.glyphs import DIGIT_HEIGHT

__all__ = ["layout_findings"]

EDGE = 0.25
_TOUCH = 0.02  # boxes of neighbouring glyphs may share so much
_SOLID = 0.9  # from this opacity on a filling hides what is below


def layout_findings(screen: Screen) -> Iterator[Finding]:
    """(kind, mobject, what, box) for every fault of layout on screen."""
    yield from _frame(screen)
    yield from _overlaps(screen)
    yield from _crossings(screen)
    for text in screen.texts:
        height = text.em * DIGIT_HEIGHT
        if height < style.MIN_TEXT_HEIGHT - 5e-3:
            yield "tiny text", text.name, f"digits {height:.2f} units high", text.box


def _frame(screen: Screen) -> Iterator[Finding]:
    half = np.array([config.frame_width, config.frame_height]) / 2
    for m in screen.drawn:
        if isinstance(m, VMobject) and opacity(m) < CONTEXT:
            continue
        left, bottom, right, top = box(m)
        air = min(left + half[0], half[0] - right, bottom + half[1], half[1] - top)
        if air < EDGE - 1e-3:
            kind = "off frame" if air < 0 else "near the edge"
            yield kind, screen.name(m), f"{air:.2f} units from the frame's edge", box(m)


def _overlaps(screen: Screen) -> Iterator[Finding]:
    """Faint texts may stand in each other, but no text is read well on top of a faint one."""
    texts, readable = [*screen.texts, *screen.faint_texts], len(screen.texts)
    if not readable:
        return
    boxes = np.concatenate([text.boxes for text in texts])
    owner = np.repeat(np.arange(len(texts)), [len(text.boxes) for text in texts])
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    both = np.all(high - low > _TOUCH, axis=2)
    both &= (owner[:, None] < owner[None, :]) & (owner[:, None] < readable)
    for first, second in sorted({(int(owner[i]), int(owner[j])) for i, j in np.argwhere(both)}):
        a, b = texts[first], texts[second]
        yield "overlap", a.name, f"stands in {b.name}", a.box


def _crossings(screen: Screen) -> Iterator[Finding]:
    """A number inside its ring, or on a plate that hides the line below it, is not crossed."""
    place = {id(m): k for k, m in enumerate(screen.layers)}
    shrunk = np.array([_TOUCH, _TOUCH, -_TOUCH, -_TOUCH])
    for m in screen.marks:
        if m.get_stroke_width() == 0 or m.get_stroke_opacity() < CONTEXT:
            continue
        here, points = box(m), sampled(m)
        for text in screen.texts:
            left, bottom, right, top = text.box
            if here[0] > right or here[2] < left or here[1] > top or here[3] < bottom:
                continue
            inside = np.zeros(len(points), dtype=bool)
            for glyph in text.boxes + shrunk:
                inside |= np.all((points > glyph[:2]) & (points < glyph[2:]), axis=1)
            hits = points[inside]
            for plate in screen.layers[place[id(m)] + 1 : place[id(text.glyphs[0])]]:
                if len(hits) and not (isinstance(plate, VMobject) and _see_through(plate)):
                    hits = hits[~covers(plate, hits)]
            if len(hits):
                yield "crossed text", text.name, f"by {screen.name(m)}", text.box


def _see_through(m: VMobject) -> bool:
    return bool(m.get_fill_opacity() < _SOLID)
