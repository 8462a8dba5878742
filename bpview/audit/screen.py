"""The view of the screen that all audits share: texts, numbers, strokes, in drawing order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from manim import (
    BackgroundRectangle,
    DecimalNumber,
    MarkupText,
    Mobject,
    Paragraph,
    Scene,
    SingleStringMathTex,
    Text,
    Typst,
    VMobject,
)
from numpy.typing import NDArray

from bpview.audit.names import Names
from bpview.audit.shapes import Box, box, opacity
from bpview.numeral import Numeral

__all__ = ["CONTEXT", "Screen", "Written"]

CONTEXT = 0.35
"""Below this opacity a mobject is context that stepped back, and may be faint or crossed."""

_FOREIGN = (DecimalNumber, MarkupText, Paragraph, SingleStringMathTex, Text, Typst)
_CAPITAL = 0.683  # height of a capital in ems, for texts that do not tell their size


@dataclass(frozen=True)
class Written:
    """A formula, words or a number as they stand on screen now.

    `boxes` (n, 4) are those of its glyphs; `em` its size in scene units; `source` what was typed,
    None for a number read from a trace.
    """

    name: str
    source: str | None
    glyphs: tuple[VMobject, ...]
    boxes: NDArray[np.float64]
    em: float

    @property
    def box(self) -> Box:
        """The box around all of it."""
        low, high = self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


class Screen:
    """Everything drawn in a scene now, in the order it is drawn; `layers` with plates."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        everything: list[Any] = scene.get_mobject_family_members()
        self.layers = [m for m in everything if isinstance(m, Mobject) and m.has_points()]
        # A plate that keeps a text clear of what passes behind it has the colour of the background.
        self.drawn = [m for m in self.layers if not isinstance(m, BackgroundRectangle)]

    @cached_property
    def paths(self) -> list[VMobject]:
        """Paths that are there for the viewer: not transparent, not stepped back."""
        return [m for m in self.drawn if isinstance(m, VMobject) and opacity(m) >= CONTEXT]

    @cached_property
    def numerals(self) -> list[Numeral]:
        """Every number that is not transparent, stepped back or not."""
        return [m for m in self.drawn if isinstance(m, Numeral) and opacity(m) > 0.02]

    @cached_property
    def texts(self) -> list[Written]:
        """Every text for the viewer; glyphs of one formula belong together wherever they are."""
        return self._gathered(self.paths)

    @cached_property
    def faint_texts(self) -> list[Written]:
        """Texts that stepped back but can still be seen."""
        drawn = (m for m in self.drawn if isinstance(m, VMobject))
        return self._gathered([m for m in drawn if 0.05 < opacity(m) < CONTEXT])

    def _gathered(self, paths: list[VMobject]) -> list[Written]:
        groups: dict[Any, list[Any]] = {}
        for m in paths:
            key = self._text_of(m)
            if key is not None:
                groups.setdefault(key, []).append(m)
        return [self._written(group) for found in groups.values() for group in self._copies(found)]

    @cached_property
    def marks(self) -> list[VMobject]:
        """Paths for the viewer that are no part of a text."""
        return [m for m in self.paths if not self.is_text(m)]

    def is_text(self, m: Any) -> bool:
        """Whether a path is a number or a glyph."""
        return self._text_of(m) is not None

    def name(self, *mobjects: Any) -> str:
        """The name of the first that the film keeps; the first is what it is about."""
        return self._names.of(*mobjects, *self._parents.get(id(mobjects[0]), ()))

    def _text_of(self, m: Any) -> Any:
        if isinstance(m, Numeral):
            return id(m)
        if hasattr(m, "text_key"):
            return "ours", m.text_key
        foreign = self._foreign.get(id(m))
        return None if foreign is None else id(foreign)

    @cached_property
    def _names(self) -> Names:
        return Names(self.scene)

    @cached_property
    def _parents(self) -> dict[int, list[Mobject]]:
        """The groups a mobject is in, the nearest first."""
        found: dict[int, list[Mobject]] = {}

        def visit(m: Mobject, above: list[Mobject]) -> None:
            found.setdefault(id(m), above)
            for part in m.submobjects:
                visit(part, [m, *above])

        for m in self.scene.mobjects:
            visit(m, [])
        return found

    @cached_property
    def _foreign(self) -> dict[int, Mobject]:
        """For the glyphs of texts that are not of this library: the outermost text."""
        found: dict[int, Mobject] = {}
        for text in (part for m in self.scene.mobjects for part in m.get_family()):
            for glyph in text.get_family() if isinstance(text, _FOREIGN) else ():
                if not hasattr(glyph, "text_key"):
                    found.setdefault(id(glyph), text)
        return found

    def _copies(self, glyphs: list[Any]) -> Iterable[list[Any]]:
        """Tell a formula and its copy apart, which know the same about themselves."""
        numbers = Counter(getattr(m, "text_index", id(m)) for m in glyphs)
        if max(numbers.values()) == 1:
            return [glyphs]
        groups: dict[int, list[Any]] = {}
        for m in glyphs:
            above = self._parents.get(id(m), [])
            groups.setdefault(id(above[0]) if above else 0, []).append(m)
        return groups.values()

    def _written(self, glyphs: list[Any]) -> Written:
        first = glyphs[0]
        boxes = np.array([box(m) for m in glyphs])
        name, source = self.name(first), None
        if isinstance(first, Numeral):
            em = first.em
        elif hasattr(first, "text_key"):
            extents = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
            em = float(np.median(extents * [m.text_em for m in glyphs]))
            source = first.text_source
        else:
            text: Any = self._foreign[id(first)]
            em = float((boxes[:, 3] - boxes[:, 1]).max()) / _CAPITAL
            source = _typed(text)
            name = self._names.of(text, *self._parents.get(id(text), ()))
            name = f"{name} {source!r}"
        return Written(name, source, tuple(glyphs), boxes, em)


def _typed(text: Any) -> str:
    if isinstance(text, DecimalNumber):
        return f"{text.get_value():.{text.num_decimal_places}f}"
    for attribute in ("original_text", "tex_string", "typst_code", "text"):
        if isinstance(found := getattr(text, attribute, None), str):
            return found
    return type(text).__name__
