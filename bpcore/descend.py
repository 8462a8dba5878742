"""One real step downhill: every weight and bias moves against its own slope."""

from __future__ import annotations

from bpcore.arrays import Array
from bpcore.network import Layer, Network
from bpcore.propagate import backward, forward
from bpcore.trace import BackwardTrace

__all__ = ["descend", "safe_rate"]

LADDER = tuple(m * 10.0**e for e in range(0, -9, -1) for m in (5, 2, 1))
"""Rates that are tried, largest first."""


def descend(network: Network, gradients: BackwardTrace, rate: float) -> Network:
    """W^(l) - rate dW^(l) and b^(l) - rate db^(l) in every layer (Rumelhart et al. 1986).

    Shapes stay as they are. Raises: NonFiniteError if a step leads out of the finite numbers.
    """
    return Network(
        [
            Layer(layer.W - rate * dW, layer.b - rate * db, layer.phi, layer.skip)
            for layer, dW, db in zip(network.layers, gradients.dW, gradients.db, strict=True)
        ],
        network.loss,
    )


def safe_rate(network: Network, x: Array, y: Array) -> float:
    """The largest rate of a 1-2-5 ladder whose step brings half of what the slopes promise.

    That is Armijo's condition: loss(after) <= loss(before) - rate / 2 * (sum of all squared
    slopes). `x` and `y` as in `forward`. Returns 0.0 where every slope is 0.
    """
    before = forward(network, x, y)
    gradients = backward(network, before)
    squares = sum(
        float((dW**2).sum() + (db**2).sum())
        for dW, db in zip(gradients.dW, gradients.db, strict=True)
    )
    if squares == 0.0:
        return 0.0
    for rate in LADDER:
        after = forward(descend(network, gradients, rate), x, y).loss
        if after <= before.loss - rate / 2 * squares:
            return rate
    return 0.0
