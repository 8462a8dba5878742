"""The equations on screen as Typst mathematics, for hand-outs to set again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

__all__ = ["plain", "relations"]

_GROUP = re.compile(r"\{\{((?:(?!\{\{|\}\}).)*?)(?: : [\w.-]+)? *\}\}")
_SIGN = r"(?<![\w.])(?:=|<-|->|approx|<|>|prop)(?![\w.])"
_RELATION = re.compile(rf"\S.*\s{_SIGN}\s.*\S")
_HANGING = re.compile(rf"\s{_SIGN}\s*$")
_LIT = 0.5  # what is fainter has stepped back and is not the matter of a step


def relations(family: Iterable[Any]) -> list[str]:
    """Every equation among the glyphs on screen, whole and lit, from top to bottom.

    A symbol alone is none, nor is a sign between two matrices; an equals sign at the end, whose
    number stands beside it, is left out.
    """
    seen: dict[int, list[Any]] = {}
    for glyph in family:
        if getattr(glyph, "text_kind", "") == "Formula" and _lit(glyph):
            seen.setdefault(glyph.text_key, []).append(glyph)
    found = []
    for glyphs in seen.values():
        if len({glyph.text_index for glyph in glyphs}) < glyphs[0].text_count:
            continue
        text = _HANGING.sub("", plain(glyphs[0].text_source))
        if _RELATION.match(text):
            found.append((-max(glyph.get_top()[1] for glyph in glyphs), text))
    return list(dict.fromkeys(text for _, text in sorted(found)))


def _lit(glyph: Any) -> bool:
    # The bar of a fraction is a stroke, everything else is filled.
    stroked = glyph.get_stroke_width() > 0 and glyph.get_stroke_opacity() > _LIT
    return bool(stroked or glyph.get_fill_opacity() > _LIT)


def plain(source: str) -> str:
    """`source` without its named groups: ``{{ x : a }} = 1`` is ``x = 1``."""
    while True:
        text = _GROUP.sub(lambda found: found[1].strip(), source)
        if text == source:
            return re.sub(r"\s+", " ", text).strip()
        source = text
