"""What a check found: one frozen value per check, which prints as a few readable lines."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpcore.arrays import Array


@dataclass(frozen=True)
class Report:
    """The outcome of one check of `bpcore.check`.

    `check`: its name, and `reference`: what the engine was compared with.
    `tensor`, `entry`: where the error came closest to, or went furthest beyond, its bar.
    `found`, `expected`: the engine's number there and the reference's.
    `error`, `bar`: how far apart they are, relative to the largest entry of the tensor unless
    the check says otherwise, and how far they may be.
    `first`: the first tensor beyond its bar in the order in which the engine computes them, which
    is where a mistake enters; empty if all hold.
    `compared` of `total` numbers were compared; 0 means that the check says nothing.
    `notes`: sentences on what was left out or had to be allowed for, and why.
    """

    check: str
    reference: str
    tensor: str
    entry: tuple[int, ...]
    found: float
    expected: float
    error: float
    bar: float
    compared: int
    total: int
    notes: tuple[str, ...] = ()
    first: str = ""

    @property
    def holds(self) -> bool:
        """Whether the error stays within the bar; never for NaN."""
        return self.error <= self.bar

    @property
    def verdict(self) -> str:
        """`holds`, `DOES NOT HOLD`, or `says nothing here` if there was nothing to compare."""
        if not self.holds:
            return "DOES NOT HOLD"
        return "holds" if self.compared else "says nothing here"

    @property
    def place(self) -> str:
        """The worst entry as one writes it: `dW[2][3, 1]`; indices of entries count from 0."""
        return self.tensor + (f"[{', '.join(map(str, self.entry))}]" if self.entry else "")

    def __str__(self) -> str:
        lines = [f"{self.check}: {self.verdict}"]
        if self.compared:
            lines += [
                f"  compared {count(self.compared, self.total)} with {self.reference}",
                f"  worst at {self.place}: {self.found!r}, expected {self.expected!r}",
                f"  error {self.error:.2g}, bar {self.bar:.2g}",
            ]
        if self.first:
            lines.append(f"  first beyond its bar, in the order of computing: {self.first}")
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])


def count(part: int, whole: int) -> str:
    """`all 1,482 numbers` or `300 of 1,482 numbers`."""
    return f"all {whole:,} numbers" if part == whole else f"{part:,} of {whole:,} numbers"


class Tally:
    """Collects comparisons, tensor by tensor, and remembers the one nearest to its bar."""

    def __init__(self, check: str, reference: str) -> None:
        self._check, self._reference = check, reference
        self._worst: tuple[str, tuple[int, ...], float, float, float, float]
        self._worst = ("", (), 0.0, 0.0, 0.0, math.inf)
        self._ratio = -1.0
        self._compared = self._total = 0
        self._first = ""
        self.notes: list[str] = []

    def add(
        self,
        tensor: str,
        found: Array,
        expected: Array,
        scale: float,
        bar: float,
        where: Array | None = None,
        slack: float = 0.0,
    ) -> None:
        """Compare two arrays of one shape, entry by entry, where `where` is True.

        The error is (|found - expected| - slack) / scale, or infinite where scale is 0 and the
        two still differ, or where either is NaN.
        """
        where = np.ones(found.shape, dtype=bool) if where is None else where
        self._total += found.size
        self._compared += int(where.sum())
        if not where.any():
            return
        gap = np.maximum(np.abs(found - expected) - slack, 0)
        with np.errstate(all="ignore"):
            error = np.where(gap == 0, 0.0, gap / scale)
        error = np.where(where, np.where(np.isnan(error), math.inf, error), -1.0)
        entry = np.unravel_index(int(error.argmax()), error.shape)
        if not error[entry] <= bar:
            self._first = self._first or tensor
        if error[entry] / bar > self._ratio:
            self._ratio = float(error[entry] / bar)
            index = tuple(int(i) for i in entry)
            numbers = (float(found[entry]), float(expected[entry]), float(error[entry]), bar)
            self._worst = (tensor, index, *numbers)

    def report(self) -> Report:
        """All of it as one value."""
        tensor, entry, found, expected, error, bar = self._worst
        return Report(
            self._check,
            self._reference,
            tensor,
            entry,
            found,
            expected,
            error,
            bar,
            self._compared,
            self._total,
            tuple(self.notes),
            self._first,
        )
