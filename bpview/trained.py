"""A few real steps of gradient descent on one example, and how far each layer has moved."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from bpcore import Network, Step, sgd
from bpview.entry import Entry
from bpview.reading import Reading

__all__ = ["Trained", "vanishes"]

FEWEST, MOST = 8, 60
"""Layers a network must have to be called deep here, and how many can be drawn."""


def vanishes(reading: Reading) -> bool:
    """Whether a network is deep, and its delta shrinks a hundredfold but never to 0."""
    L = reading.experiment.network.L
    if not FEWEST <= L <= MOST or reading.rate().value == 0:
        return False
    first, last = (reading.norm("delta", layer).value for layer in (1, L))
    return 0 < first < last / 100


class Trained:
    """`steps` updates of the network of `reading` on its example, at its safe rate.

    What a layer has moved is the sum of its updates, W itself rounds small ones away: near 1, a
    float64 has no number closer than 1e-16.
    """

    def __init__(self, reading: Reading, steps: int) -> None:
        self.reading, self.steps = reading, steps
        self.rate = reading.rate().value
        self.name = f"{reading.name}~{self.rate:g}"
        network = reading.experiment.network
        self._networks: list[Network] = [network]
        self._moved = [[np.zeros_like(W) for W in network.W]]
        if self.rate > 0:
            sgd(
                network,
                reading.x[None],
                reading.y[None],
                np.random.default_rng(0),
                epochs=steps,
                batch=1,
                rate=self.rate,
                callback=self._note,
            )

    def _note(self, step: Step) -> None:
        before = self._moved[-1]
        moved = [m - self.rate * dW for m, dW in zip(before, step.backward.dW, strict=True)]
        self._moved.append(moved)
        self._networks.append(step.network)

    def after(self, step: int) -> Reading:
        """The network after so many steps, on the same example."""
        experiment = replace(self.reading.experiment, network=self._networks[step])
        return Reading(f"{self.name}x{step}", experiment)

    def moved(self, layer: int, step: int | None = None) -> Entry:
        """How far W of a layer has moved, as a share of its size: both are Frobenius norms."""
        at = self.steps if step is None else step
        W = self.reading.array("W", layer)
        value = float(np.linalg.norm(self._moved[at][layer - 1]) / np.linalg.norm(W))
        return Entry(self.name, "moved", layer, (at,), value)

    def log_moved(self, layer: int) -> float:
        """log10 of `moved` after all steps; -inf where nothing has moved."""
        value = self.moved(layer).value
        return math.log10(value) if value > 0 else -math.inf

    def loss(self, step: int) -> Entry:
        """The loss after so many steps."""
        return Entry(self.name, "trained_loss", None, (step,), self.after(step).forward.loss)

    def count(self, step: int) -> Entry:
        """How many steps have been taken."""
        return Entry(self.name, "steps", None, (step,), float(step))
