"""Mean, deviation and range of logarithms that arrive one array at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpcore.arrays import Array


@dataclass(frozen=True)
class Spread:
    """A log10 norm over the seeds: `mean`, standard deviation `std`, `lowest` and `highest`.

    Seeds for which the norm is 0 are counted in `zeros` and left out of the rest, which is nan
    if there are no others.
    """

    mean: float
    std: float
    lowest: float
    highest: float
    zeros: int


class Tally:
    """Running mean, squared deviation and range of arrays of one shape (Welford 1962)."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.count = np.zeros(shape, dtype=int)
        self.zeros = np.zeros(shape, dtype=int)
        self.mean, self.squares = np.zeros(shape), np.zeros(shape)
        self.lowest, self.highest = np.full(shape, np.inf), np.full(shape, -np.inf)

    def add(self, log: Array) -> None:
        """Take one more array into account, entries of -inf apart."""
        zero = np.isneginf(log)
        self.zeros += zero
        self.count += ~zero
        away = np.where(zero, 0, log - self.mean)
        self.mean += away / np.maximum(self.count, 1)
        self.squares += away * np.where(zero, 0, log - self.mean)
        self.lowest = np.where(zero, self.lowest, np.minimum(self.lowest, log))
        self.highest = np.where(zero, self.highest, np.maximum(self.highest, log))

    def row(self, row: int) -> list[Spread]:
        """The spreads of one row, layer by layer."""
        spreads = []
        for layer in range(len(self.mean)):
            at = (layer, row)
            count = int(self.count[at])
            std = np.sqrt(self.squares[at] / count) if count else np.nan
            of_any = (self.mean[at], std, self.lowest[at], self.highest[at])
            of_none = (np.nan,) * 4
            mean, std, lowest, highest = map(float, of_any if count else of_none)
            spreads.append(Spread(mean, std, lowest, highest, int(self.zeros[at])))
        return spreads
