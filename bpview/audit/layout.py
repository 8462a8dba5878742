"""Layout: nothing leaves the frame, no text covers or is crossed, all is large and clear enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from manim import VMobject, config
from numpy.typing import NDArray

from bpview import style
from bpview.audit.colours import composite
from bpview.audit.problem import CONTEXT, Screen, Text, box, opacity
from bpview.audit.truth import Finding
from bpview.colours import contrast
from bpview.glyphs import DIGIT_HEIGHT

__all__ = ["layout_findings"]

EDGE = 0.25
_TOUCH = 0.02  # boxes of neighbouring glyphs may share so much
_SPACING = 0.04  # how densely strokes are sampled


def layout_findings(screen: Screen) -> Iterator[Finding]:
    """(kind, mobject, what, box) for every fault of layout on screen."""
    yield from _frame(screen)
    yield from _overlaps(screen)
    yield from _crossings(screen)
    for text in screen.texts:
        height = text.em * DIGIT_HEIGHT
        if height < style.MIN_TEXT_HEIGHT - 5e-3:
            yield "tiny text", text.name, f"digits {height:.2f} units high", text.box
        yield from _contrast(screen, text)


def _frame(screen: Screen) -> Iterator[Finding]:
    half = np.array([config.frame_width, config.frame_height]) / 2
    for m in screen.drawn:
        if isinstance(m, VMobject) and opacity(m) < CONTEXT:
            continue
        left, bottom, right, top = box(m)
        air = min(left + half[0], half[0] - right, bottom + half[1], half[1] - top)
        if air < EDGE - 1e-3:
            kind = "off frame" if air < 0 else "near the edge"
            yield kind, _name(screen, m), f"{air:.2f} units from the frame's edge", box(m)


def _overlaps(screen: Screen) -> Iterator[Finding]:
    texts = screen.texts
    if not texts:
        return
    boxes = np.concatenate([text.boxes for text in texts])
    owner = np.repeat(np.arange(len(texts)), [len(text.boxes) for text in texts])
    width = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(
        boxes[:, None, 0], boxes[None, :, 0]
    )
    height = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(
        boxes[:, None, 1], boxes[None, :, 1]
    )
    both = (width > _TOUCH) & (height > _TOUCH) & (owner[:, None] < owner[None, :])
    for first, second in sorted({(int(owner[i]), int(owner[j])) for i, j in np.argwhere(both)}):
        a, b = texts[first], texts[second]
        yield "overlap", a.name, f"stands in {b.name}", a.box


def _crossings(screen: Screen) -> Iterator[Finding]:
    texts = screen.texts
    for m in screen.strokes:
        points = _sampled(m)
        here = box(m)
        for text in texts:
            left, bottom, right, top = text.box
            if here[0] > right or here[2] < left or here[1] > top or here[3] < bottom:
                continue
            shrink = np.array([_TOUCH, _TOUCH, -_TOUCH, -_TOUCH])
            for glyph in text.boxes + shrink:
                inside = (
                    (points[:, 0] > glyph[0])
                    & (points[:, 1] > glyph[1])
                    & (points[:, 0] < glyph[2])
                    & (points[:, 1] < glyph[3])
                )
                if inside.any():
                    yield "crossed text", text.name, f"by {_name(screen, m)}", text.box
                    break


def _contrast(screen: Screen, text: Text) -> Iterator[Finding]:
    glyph = text.glyphs[0]
    left, bottom, right, top = text.boxes[0]
    centre = np.array([(left + right) / 2, (bottom + top) / 2])
    below = screen.drawn[: screen.drawn.index(glyph)]
    behind = composite(style.colour("background").to_rgb(), below, centre)
    shown = composite(behind, [glyph], centre, everywhere=True)
    ratio = contrast(shown, behind)
    # A text on its way back or forth is between two states; at rest it is full or context.
    if ratio < 4.5 and glyph.get_fill_opacity() > 0.95:
        yield "low contrast", text.name, f"{ratio:.1f} : 1", text.box


def _sampled(m: VMobject) -> NDArray[np.float64]:
    """Points along the path, densely enough that no glyph fits between two."""
    curves = m.points.reshape(-1, 4, 3)
    lengths = np.linalg.norm(np.diff(curves, axis=1), axis=2).sum(axis=1)
    pieces = []
    for curve, length in zip(curves, lengths, strict=True):
        t = np.linspace(0, 1, max(2, int(length / _SPACING) + 1))[:, None]
        a, b, c, d = curve
        pieces.append(
            (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
        )
    return np.concatenate(pieces)


def _name(screen: Screen, m: Any) -> str:
    if hasattr(m, "entry"):
        return f"Numeral {m.entry.name}"
    if hasattr(m, "text_source"):
        return f"{m.text_kind} {m.text_source!r}"
    for attribute, value in vars(screen.scene).items():
        if hasattr(value, "get_family") and any(part is m for part in value.get_family()):
            return f"{type(m).__name__} of self.{attribute}"
    return type(m).__name__
