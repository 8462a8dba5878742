"""What a sweep over random networks found, again: plain loops from the seeds, nothing rescaled."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from operator import mul

import numpy as np

__all__ = ["SweepAgain"]

Phi = Callable[[complex], complex]
STEP = 1e-30


class SweepAgain:
    """The entries of ``sweep-<depth>-<width>-<seeds>``; `phis` are functions of a complex z.

    Raises: ValueError for another name.
    """

    def __init__(self, source: str, phis: dict[str, Phi]) -> None:
        _, *counts = source.split("-")
        self.depth, self.width, self.seeds = map(int, counts)
        self._phis = phis

    def entry(self, name: str) -> float:
        """The entry of that name; LookupError if there is none."""
        quantity, *index = name.partition(":")[2].replace("]", "").split("[")
        return self.value(quantity, [int(i) for i in index])

    def value(self, quantity: str, index: Sequence[int]) -> float:
        """The entry ``quantity[index…]``; LookupError if there is none."""
        kind, _, phi = quantity.partition("_")
        if kind == "count":
            counts = {"layers": self.depth, "units": self.width, "seeds": self.seeds}
            counts["steps"] = self.depth - 1
            return float(counts[phi])
        if kind == "steepest":
            found: Phi = self._phis[phi]
            return max(found(-6 + k / 20 + 1j * STEP).imag / STEP for k in range(241))
        if kind == "swept":
            return float(math.exp(self._mean(phi, index[0]) - self._mean(phi, self.depth)))
        if kind == "factor":
            ends = self._mean(phi, 1) - self._mean(phi, self.depth)
            return float(math.exp(ends / (self.depth - 1)))
        raise LookupError(quantity)

    def _mean(self, phi: str, layer: int) -> float:
        """The mean over the seeds of ln ||delta^(layer)||."""
        logs = [
            _sizes(self._phis[phi], self.depth, self.width, seed)[layer - 1]
            for seed in range(self.seeds)
        ]
        return math.fsum(map(math.log, logs)) / self.seeds


@cache
def _sizes(phi: Phi, depth: int, width: int, seed: int) -> list[float]:
    """||delta^(l)||, l = 1..depth, as `bpcore.sweeps` draws the network and the signal."""
    draw = np.random.default_rng(seed).standard_normal
    W = [
        [[w / width**0.5 for w in row] for row in draw((width, width)).tolist()]
        for _ in range(depth)
    ]
    a, u = draw(width).tolist(), draw(width).tolist()
    slopes = []
    for rows in W:
        z = [sum(map(mul, row, a)) for row in rows]
        there = [phi(complex(v, STEP)) for v in z]
        a, slope = [v.real for v in there], [v.imag / STEP for v in there]
        slopes.append(slope)
    length = math.hypot(*u)
    g = [v / length for v in u]
    sizes = []
    for rows, slope in zip(reversed(W), reversed(slopes), strict=True):
        delta = list(map(mul, g, slope))
        sizes.append(math.hypot(*delta))
        g = [sum(map(mul, column, delta)) for column in zip(*rows, strict=True)]
    return sizes[::-1]
