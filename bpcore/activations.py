"""The activations phi: each value beside its derivative.

Every value is written so that it continues analytically to complex z: branches look at the
real part only, nothing takes |z|. That makes differentiation by complex step exact, which is
how the tests know that the derivative standing beside it is right.

Every derivative takes real z of any shape and returns that shape. Where a branch ends, at
z = 0, it takes the slope from the left: 0 for relu, the leak for leaky_relu (Goodfellow,
Bengio & Courville 2016, section 6.3, on left derivatives at the kink). Some pass through an
infinity where the slope underflows; `functions.Activation` keeps NumPy from warning of that.
"""

from __future__ import annotations

import numpy as np

from bpcore.arrays import Array

LEAK = 0.01
"""The slope of leaky_relu left of 0 (Maas, Hannun & Ng 2013)."""


def identity(z: Array) -> Array:
    """phi(z) = z."""
    return z.copy()


def identity_slope(z: Array) -> Array:
    """phi'(z) = 1."""
    return np.ones_like(z)


def sigmoid(z: Array) -> Array:
    """phi(z) = 1 / (1 + e^-z), with the exponent never positive, so nothing overflows."""
    right = z.real >= 0
    e = np.where(right, -z, z)
    np.exp(e, out=e)
    a: Array = np.where(right, 1, e)
    e += 1
    a /= e
    return a


def sigmoid_slope(z: Array) -> Array:
    """phi'(z) = (1 / (2 cosh(z / 2)))^2.

    Equal to phi (1 - phi), which rounds to 0 from z = 37 on while this stays exact to z = 745;
    beyond z = 1420 cosh overflows, and the slope is 0.
    """
    slope: Array = np.cosh(z / 2)
    np.divide(0.5, slope, out=slope)
    return np.square(slope, out=slope)


def tanh(z: Array) -> Array:
    """phi(z) = tanh z."""
    return np.tanh(z)


def tanh_slope(z: Array) -> Array:
    """phi'(z) = (1 / cosh z)^2.

    Equal to 1 - tanh^2, which rounds to 0 from z = 20 on while this stays exact to z = 372;
    beyond z = 710 cosh overflows, and the slope is 0.
    """
    slope: Array = np.cosh(z)
    np.divide(1, slope, out=slope)  # np.reciprocal takes twice as long
    return np.square(slope, out=slope)


def relu(z: Array) -> Array:
    """phi(z) = max(z, 0)."""
    return np.where(z.real > 0, z, 0)


def relu_slope(z: Array) -> Array:
    """phi'(z) = 1 for z > 0, else 0; in particular phi'(0) = 0."""
    return (z > 0).astype(z.dtype)


def leaky_relu(z: Array) -> Array:
    """phi(z) = z for z > 0, else LEAK z."""
    return np.where(z.real > 0, z, LEAK * z)


def leaky_relu_slope(z: Array) -> Array:
    """phi'(z) = 1 for z > 0, else LEAK; in particular phi'(0) = LEAK."""
    return np.asarray(np.where(z > 0, 1, LEAK), dtype=z.dtype)


def elu(z: Array) -> Array:
    """phi(z) = z for z > 0, else e^z - 1 (Clevert, Unterthiner & Hochreiter 2016)."""
    right = z.real > 0
    return np.where(right, z, np.expm1(np.where(right, 0, z)))


def elu_slope(z: Array) -> Array:
    """phi'(z) = 1 for z > 0, else e^z; both are 1 at z = 0."""
    return np.exp(np.minimum(z, 0))


def softplus(z: Array) -> Array:
    """phi(z) = log(1 + e^z) = max(z, 0) + log(1 + e^-|z|)."""
    right = z.real > 0
    a = np.where(right, -z, z)
    np.exp(a, out=a)
    np.log1p(a, out=a)
    a += np.where(right, z, 0)
    return a


def softplus_slope(z: Array) -> Array:
    """phi'(z) = sigmoid(z)."""
    return sigmoid(z)


def silu(z: Array) -> Array:
    """phi(z) = z sigmoid(z) (Elfwing, Uchibe & Doya 2018)."""
    return z * sigmoid(z)


SILU_ZERO = -1.2784645427610737, -1.0946994183093437e-16
"""Where silu' is 0: the solution z0 of 1 + z + e^z = 0, as a sum of two floats."""
SILU_ZERO_EXP = -(1 + SILU_ZERO[0]) - SILU_ZERO[1]
"""e^z0 = -(1 + z0)."""


def silu_slope(z: Array) -> Array:
    """phi'(z) = sigmoid(z) (1 + z sigmoid(-z)) = e^z (1 + z + e^z) / (1 + e^z)^2.

    Left of 0 the bracket changes sign at z0 = -1.278..., so it is written as a difference from
    there, (z - z0) + e^z0 (e^(z - z0) - 1), which keeps its digits. Right of 0 e^-z takes the
    place of e^z.
    """
    e = np.exp(-np.abs(z))
    left = np.minimum(z, 0)
    left -= z.dtype.type(SILU_ZERO[0])
    left -= z.dtype.type(SILU_ZERO[1])
    left += SILU_ZERO_EXP * np.expm1(left)
    slope: Array = np.where(z >= 0, 1 + e + z * e, e * left)
    e += 1
    e *= e
    slope /= e
    return slope


def softmax(z: Array) -> Array:
    """phi(z)_i = e^(z_i) / sum_j e^(z_j), along the last axis.

    The largest z_j is subtracted first, which changes nothing but keeps e^z from overflowing.
    """
    a: Array = np.exp(z - z.real.max(axis=-1, keepdims=True))
    a /= a.sum(axis=-1, keepdims=True)
    return a
