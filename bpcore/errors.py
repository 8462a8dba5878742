"""What can go wrong, each with its own name.

Every message has the same order: where, what was expected, what was found, what to do.
The parts stay readable as attributes, so that `spec` can put the name of the file in front
of a complaint that `network` made without knowing about files.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class BpcoreError(Exception):
    """Base of all errors raised on purpose by this package."""

    def __init__(self, where: str, expected: str, found: str, advice: str = "") -> None:
        # All four go to Exception as they are: that keeps the error picklable.
        super().__init__(where, expected, found, advice)
        self.where = where
        self.expected = expected
        self.found = found
        self.advice = advice

    def __str__(self) -> str:
        message = f"{self.where}: expected {self.expected}; found {self.found}"
        return f"{message}. {self.advice}" if self.advice else message


class ShapeError(BpcoreError, ValueError):
    """An array has the wrong number of dimensions or the wrong sizes."""


class DTypeError(BpcoreError, TypeError):
    """An array is neither float64 nor float32, or the two are mixed."""


class SpecError(BpcoreError, ValueError):
    """What is asked for, in a TOML file or in code, is unknown or makes no sense."""


class NonFiniteError(BpcoreError, ArithmeticError):
    """A NaN or an infinity was handed in, or came out where a number must be."""


def nearest(name: object, known: Iterable[str]) -> str:
    """Advice on an unknown name: the nearest known one, or nothing if none is near."""
    by_lower = {entry.lower(): entry for entry in known}
    matches = difflib.get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.5)
    return f"Did you mean {by_lower[matches[0]]!r}?" if matches else ""
