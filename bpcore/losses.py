"""The losses, per example: each value beside its gradient with respect to a^(L).

`a` and `y` have shape (..., n_L); a value has shape (...), a gradient the shape of `a`.
Values continue analytically to complex `a`, see `activations`.

At the bottom stand the two fused pairs, where loss and last activation are taken together:
written in z, they stay exact when the activation has long rounded to 0 or 1.
"""

from __future__ import annotations

import numpy as np

from bpcore.activations import sigmoid, softplus
from bpcore.arrays import Array, ones


def half_squared_error(a: Array, y: Array) -> Array:
    """l = 1/2 sum_i (a_i - y_i)^2."""
    return squared_error(a, y) / 2


def half_squared_error_gradient(a: Array, y: Array) -> Array:
    """dl/da = a - y."""
    return a - y


def squared_error(a: Array, y: Array) -> Array:
    """l = sum_i (a_i - y_i)^2."""
    difference = a - y
    difference *= difference
    return np.asarray(difference.sum(axis=-1))


def squared_error_gradient(a: Array, y: Array) -> Array:
    """dl/da = 2 (a - y)."""
    gradient: Array = 2 * (a - y)
    return gradient


def mean_squared_error(a: Array, y: Array) -> Array:
    """l = 1/n_L sum_i (a_i - y_i)^2."""
    value: Array = squared_error(a, y) / a.shape[-1]
    return value


def mean_squared_error_gradient(a: Array, y: Array) -> Array:
    """dl/da = 2/n_L (a - y)."""
    gradient: Array = 2 * (a - y) / a.shape[-1]
    return gradient


def _y_log(y: Array, a: Array) -> Array:
    """y log a, and 0 where y = 0 whatever a is: an outcome that cannot be costs nothing."""
    return np.where(y == 0, 0, y * np.log(a))


def _y_over(y: Array, a: Array) -> Array:
    """y / a, and 0 where y = 0 whatever a is."""
    return np.divide(y, a, out=np.zeros(y.shape, y.dtype), where=y != 0)


def binary_cross_entropy(a: Array, y: Array) -> Array:
    """l = -sum_i [y_i log a_i + (1 - y_i) log(1 - a_i)]."""
    return np.asarray(-(_y_log(y, a) + _y_log(1 - y, 1 - a)).sum(axis=-1))


def binary_cross_entropy_gradient(a: Array, y: Array) -> Array:
    """dl/da = (1 - y) / (1 - a) - y / a."""
    return _y_over(1 - y, 1 - a) - _y_over(y, a)


def cross_entropy(a: Array, y: Array) -> Array:
    """l = -sum_i y_i log a_i."""
    return np.asarray(-_y_log(y, a).sum(axis=-1))


def cross_entropy_gradient(a: Array, y: Array) -> Array:
    """dl/da = -y / a."""
    return -_y_over(y, a)


def softmax_cross_entropy(z: Array, y: Array) -> tuple[Array, Array]:
    """a = softmax(z) and l = -sum_i y_i log a_i, where log a = z - log sum_j e^(z_j)."""
    every = ones(z.shape[-1], y.dtype)
    shifted = z - z.real.max(axis=-1, keepdims=True)
    a: Array = np.exp(shifted)
    total = a.dot(every)
    a /= total[..., None]
    return a, np.log(total) * y.dot(every) - np.vecdot(y, shifted)


def softmax_cross_entropy_gradient(z: Array, a: Array, y: Array) -> Array:
    """dl/da = -y / a; a small a_i keeps its digits, so z is not needed."""
    return cross_entropy_gradient(a, y)


def softmax_cross_entropy_delta(a: Array, y: Array) -> Array:
    """dl/dz = a - y, for targets that sum to 1."""
    return a - y


def sigmoid_binary_cross_entropy(z: Array, y: Array) -> tuple[Array, Array]:
    """a = sigmoid(z) and l = sum_i [log(1 + e^(z_i)) - y_i z_i]."""
    return sigmoid(z), np.asarray((softplus(z) - y * z).sum(axis=-1))


def sigmoid_binary_cross_entropy_gradient(z: Array, a: Array, y: Array) -> Array:
    """dl/da = (1 - y) / (1 - a) - y / a, where 1 - a = sigmoid(-z) keeps its digits near 0."""
    return _y_over(1 - y, sigmoid(-z)) - _y_over(y, a)


def sigmoid_binary_cross_entropy_delta(a: Array, y: Array) -> Array:
    """dl/dz = a - y."""
    return a - y
