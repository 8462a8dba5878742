"""Activations and losses once more, for complex numbers and plain loops: no NumPy, no bpcore."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Sequence

__all__ = ["LOSS", "PHI", "activate"]

PHI: dict[str, Callable[[complex], complex]] = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + cmath.exp(-z)),
    "tanh": cmath.tanh,
    "relu": lambda z: z if z.real > 0 else 0 * z,
    "leaky_relu": lambda z: z if z.real > 0 else 0.01 * z,
    "elu": lambda z: z if z.real > 0 else cmath.exp(z) - 1,
    "softplus": lambda z: cmath.log(1 + cmath.exp(z)),
    "silu": lambda z: z / (1 + cmath.exp(-z)),
}


def _squares(a: Sequence[complex], y: Sequence[float]) -> complex:
    return sum(((p - t) ** 2 for p, t in zip(a, y, strict=True)), 0j)


def _entropy(a: Sequence[complex], y: Sequence[float]) -> complex:
    return -sum((t * cmath.log(p) for p, t in zip(a, y, strict=True) if t), 0j)


LOSS: dict[str, Callable[[Sequence[complex], Sequence[float]], complex]] = {
    "half_squared_error": lambda a, y: _squares(a, y) / 2,
    "squared_error": _squares,
    "mean_squared_error": lambda a, y: _squares(a, y) / len(y),
    "cross_entropy": _entropy,
    "binary_cross_entropy": lambda a, y: (
        _entropy(a, y) + _entropy([1 - p for p in a], [1 - t for t in y])
    ),
}


def activate(phi: str, z: Sequence[complex]) -> list[complex]:
    """phi of z, entry by entry, or softmax over all of them."""
    if phi != "softmax":
        return [PHI[phi](v) for v in z]
    top = max(v.real for v in z)
    powers = [cmath.exp(v - top) for v in z]
    return [p / sum(powers) for p in powers]
