"""What an audit finds."""

from __future__ import annotations

from dataclasses import dataclass

from bpview.audit.shapes import Box

__all__ = ["Finding", "Problem"]

Finding = tuple[str, str, str, Box]
"""(kind, mobject, what is wrong, box)."""


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
    box: Box
