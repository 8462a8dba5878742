"""Typed reading of TOML tables that are already in memory: every complaint names the key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TypeGuard

import numpy as np

from bpcore.arrays import Array
from bpcore.errors import SpecError, nearest


class Fields:
    """One TOML table. `where` says which, for example `mine.toml` or `mine.toml: layer 2`.

    Each reading method raises SpecError, naming table and key, if the key is missing (unless
    there is a default) or holds something else.
    """

    def __init__(self, values: Mapping[str, object], where: str, known: Iterable[str]) -> None:
        known = list(known)
        for key in values:
            if key not in known:
                raise SpecError(
                    f"{where}: {key}",
                    f"one of the keys {', '.join(known)}",
                    f"{key!r}",
                    nearest(key, known),
                )
        self._values = values
        self._where = where

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def at(self, key: str) -> str:
        """Where `key` stands, to put in front of a complaint."""
        return f"{self._where}: {key}"

    def wrong(self, key: str, expected: str, advice: str = "") -> SpecError:
        """The error that says `key` should hold `expected`."""
        found = _shown(self._values[key]) if key in self._values else "nothing"
        return SpecError(self.at(key), expected, found, advice)

    def forbid(self, keys: Iterable[str], because: str) -> None:
        """Raise SpecError if one of `keys` is there."""
        for key in keys:
            if key in self._values:
                raise self.wrong(key, f"nothing here, {because}", f"Leave out {key}.")

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        value = self._values.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "a text in quotes")
        return value

    def flag(self, key: str) -> bool:
        """true or false; false if absent."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def number(self, key: str, default: float) -> float:
        """A finite number."""
        value = self._values.get(key, default)
        if not _is_number(value):
            raise self.wrong(key, "a finite number")
        return float(value)

    def integer(self, key: str, least: int, advice: str = "") -> int:
        """An integer not below `least`."""
        value = self._values.get(key)
        if not _is_integer(value) or value < least:
            raise self.wrong(key, f"an integer, {least} or more", advice)
        return value

    def indices(self, key: str, count: int) -> int | list[int]:
        """One index from 0 to count - 1, or a list of them that is not empty."""
        value = self._values.get(key)
        many = value if isinstance(value, list) else [value]
        if not many or not all(_is_integer(i) and 0 <= i < count for i in many):
            raise self.wrong(key, f"an index from 0 to {count - 1}, or a list of such")
        return value  # type: ignore[return-value]  # just checked, entry by entry

    def array(self, key: str, depths: tuple[int, ...]) -> Array:
        """Numbers in a list (depth 1) or a list of such lists, all equally long (depth 2)."""
        wanted = " or ".join(_DEPTHS[depth] for depth in depths)
        value = self._values.get(key)
        if isinstance(value, list) and value:
            if all(isinstance(row, list) and row for row in value):
                if 2 in depths:
                    return self._rows(key, value)
            elif 1 in depths and not any(isinstance(row, list) for row in value):
                return self._row(self.at(key), value)
        raise self.wrong(key, wanted)

    def tables(self, key: str, known: Iterable[str], noun: str) -> list[Fields]:
        """A list of tables, each called `noun` 1, `noun` 2, ... in complaints."""
        value = self._values.get(key)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(table, dict) for table in value)
        ):
            raise self.wrong(key, f"one or more tables, each headed [[{key}]]")
        known = list(known)
        return [
            Fields(table, f"{self._where}: {noun} {number}", known)
            for number, table in enumerate(value, start=1)
        ]

    def _rows(self, key: str, rows: list[list[object]]) -> Array:
        read = [self._row(f"{self.at(key)}, row {k}", row) for k, row in enumerate(rows, start=1)]
        for k, row in enumerate(read, start=1):
            if len(row) != len(read[0]):
                raise SpecError(
                    f"{self.at(key)}, row {k}",
                    f"{len(read[0])} numbers, as many as in row 1",
                    f"{len(row)}",
                    "Give every row the same length.",
                )
        return np.stack(read)

    def _row(self, where: str, row: list[object]) -> Array:
        numbers = []
        for k, value in enumerate(row, start=1):
            if not _is_number(value):
                raise SpecError(f"{where}, entry {k}", "a finite number", _shown(value))
            numbers.append(float(value))
        return np.array(numbers)


_DEPTHS = {1: "a list of numbers", 2: "a list of rows, each a list of numbers"}


def _is_integer(value: object) -> TypeGuard[int]:
    """Whether `value` is an integer; bool, which Python counts among them, is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[int | float]:
    """Whether `value` is an integer or a float that a finite float64 can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _shown(value: object) -> str:
    """`value` as it would be typed, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
