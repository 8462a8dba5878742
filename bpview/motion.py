"""Ways for things to come on screen: a symbol is born from the object it names."""

from __future__ import annotations

from typing import Any

from manim import Animation, Mobject, ReplacementTransform

__all__ = ["born"]


def born(target: Mobject, source: Mobject, **kwargs: Any) -> Animation:
    """A copy of `source` turns into `target`; the source stays.

    (`TransformFromCopy` would align the points of `target` itself, and a `Numeral` would no
    longer know its cell.)
    """
    return ReplacementTransform(source.copy(), target, **kwargs)
