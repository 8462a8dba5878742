"""What an audit finds, and the view of the screen that all audits share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from manim import Mobject, Scene, VMobject
from numpy.typing import NDArray

from bpview.numeral import Numeral

__all__ = ["CONTEXT", "Problem", "Screen", "Text"]

CONTEXT = 0.35
"""Below this opacity a mobject is context that stepped back, and may be faint or crossed."""


@dataclass(frozen=True)
class Problem:
    """One finding: in which film and step, of what kind, at which mobject, and what is wrong.

    `box` is (left, bottom, right, top) in scene units.
    """

    film: str
    step: str
    kind: str
    mobject: str
    what: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Text:
    """A formula, words or a number as they stand on screen now.

    `boxes` (n, 4) are those of its glyphs; `em` its size in scene units; `key` tells texts apart.
    """

    key: int
    name: str
    source: str | None
    glyphs: tuple[VMobject, ...]
    boxes: NDArray[np.float64]
    em: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box around all of it."""
        low, high = self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


class Screen:
    """Everything drawn in a scene now, in the order it is drawn."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        everything: list[Any] = scene.get_mobject_family_members()
        self.drawn = [m for m in everything if isinstance(m, Mobject) and m.has_points()]

    @cached_property
    def paths(self) -> list[VMobject]:
        """Paths that are there for the viewer: not transparent, not stepped back."""
        return [m for m in self.drawn if isinstance(m, VMobject) and opacity(m) >= CONTEXT]

    @cached_property
    def numerals(self) -> list[Numeral]:
        """Every number that is not transparent, stepped back or not."""
        return [m for m in self.drawn if isinstance(m, Numeral) and opacity(m) > 0.02]

    @cached_property
    def texts(self) -> list[Text]:
        """Every text for the viewer; glyphs of one formula belong together wherever they are."""
        groups: dict[int, list[VMobject]] = {}
        for m in self.paths:
            if isinstance(m, Numeral):
                groups[id(m)] = [m]
            elif isinstance(key := getattr(m, "text_key", None), int):
                groups.setdefault(key, []).append(m)
        return [_text(key, glyphs) for key, glyphs in groups.items()]

    @cached_property
    def strokes(self) -> list[VMobject]:
        """Stroked paths that are no part of a text."""
        return [
            m
            for m in self.paths
            if m.get_stroke_width() > 0
            and m.get_stroke_opacity() >= CONTEXT
            and not isinstance(m, Numeral)
            and not hasattr(m, "text_key")
        ]


def opacity(m: VMobject) -> float:
    """The larger of what is visible of filling and stroke."""
    stroke = m.get_stroke_opacity() if m.get_stroke_width() > 0 else 0.0
    return float(max(m.get_fill_opacity(), stroke))


def box(m: Mobject) -> tuple[float, float, float, float]:
    """(left, bottom, right, top) of a mobject's points."""
    points = m.points[12:] if isinstance(m, Numeral) else m.points  # a cell is wider than its ink
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _text(key: int, glyphs: list[VMobject]) -> Text:
    first: Any = glyphs[0]
    boxes = np.array([box(m) for m in glyphs])
    if isinstance(first, Numeral):
        return Text(key, f"Numeral {first.entry.name}", None, tuple(glyphs), boxes, first.em)
    sizes = [max(b[2] - b[0], b[3] - b[1]) * m.text_em for b, m in zip(boxes, glyphs, strict=True)]
    name = f"{first.text_kind} {first.text_source!r}"
    return Text(key, name, first.text_source, tuple(glyphs), boxes, float(np.median(sizes)))
