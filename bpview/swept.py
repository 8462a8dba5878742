"""Many random deep networks at once: how large delta is in every layer, and how that spreads."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bpcore import Spread, Sweep, functions, sweep
from bpview.entry import Entry
from bpview.reading import Reading

__all__ = ["GRID", "Swept"]

GRID = tuple(round(-6 + 0.05 * k, 2) for k in range(241))
"""The z at which slopes are looked up."""


class Swept:
    """Networks of `depth` layers of `width` units, drawn from seeds 0..`seeds` - 1.

    Weights are normal with variance 1 / width, the same ones for every phi: on average they keep
    the length of what they multiply, so that what shrinks is due to phi'. Sizes are shares of the
    size in the last layer.
    """

    def __init__(self, phis: tuple[str, ...], depth: int, width: int, seeds: int) -> None:
        self.phis, self.depth = phis, depth
        self.name = f"sweep-{depth}-{width}-{seeds}"
        self._counts = {"layers": depth, "units": width, "seeds": seeds, "steps": depth - 1}

    @classmethod
    def with_hidden(cls, reading: Reading, *, depth: int, width: int, seeds: int) -> Swept:
        """Sigmoid, tanh, ReLU, and the phi of the first layer of a network if it is another."""
        known = ("tanh", "relu", "sigmoid")
        own = reading.experiment.network.phi[1]
        extra = () if own in (*known, "softmax") else (own,)
        return cls((*extra, *known), depth, width, seeds)

    @cached_property
    def sweep(self) -> Sweep:
        """All of it, computed when it is first asked for (well below a second)."""
        counts = self._counts
        return sweep([self.depth], [1.0], self.phis, range(counts["seeds"]), counts["units"])

    def size(self, phi: str, layer: int) -> Entry:
        """The norm of delta^(layer) as a share of the last one's: geometric mean over seeds."""
        log = self._spread(phi, layer).mean - self._spread(phi, self.depth).mean
        return self._entry(f"swept_{phi}", 10.0**log, layer)

    def factor(self, phi: str) -> Entry:
        """The factor a layer: `size` in layer 1 over `size` in the last, spread over the layers."""
        ends = self._spread(phi, 1).mean - self._spread(phi, self.depth).mean
        return self._entry(f"factor_{phi}", 10.0 ** (ends / (self.depth - 1)))

    def steepest(self, phi: str) -> Entry:
        """The largest slope of phi on `GRID`."""
        return self._entry(f"steepest_{phi}", float(self.slopes(phi).max()))

    def slopes(self, phi: str) -> NDArray[np.float64]:
        """phi' on `GRID`, shape (241,)."""
        return functions.activation(phi).derivative(np.array(GRID))

    def count(self, what: str) -> Entry:
        """How many ``layers`` and ``units`` a network has, and from how many ``seeds``.

        And how many ``steps`` from layer to layer there are.
        """
        return self._entry(f"count_{what}", float(self._counts[what]))

    def logs(self, phi: str, of: Callable[[Spread], float]) -> dict[int, float]:
        """log10 of `size` by layer; `of` picks mean, lowest or highest of the seeds."""
        last = self._spread(phi, self.depth).mean
        return {layer: of(self._spread(phi, layer)) - last for layer in range(1, self.depth + 1)}

    def _spread(self, phi: str, layer: int) -> Spread:
        return self.sweep.profile(phi, 1.0, self.depth).delta[layer]

    def _entry(self, quantity: str, value: float, layer: int | None = None) -> Entry:
        return Entry(self.name, quantity, layer, (), value)
