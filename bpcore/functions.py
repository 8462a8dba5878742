"""The table of activations and losses that a network can name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from bpcore import activations as phi
from bpcore import losses
from bpcore.arrays import Array
from bpcore.errors import SpecError, nearest


@dataclass(frozen=True)
class Activation:
    """An activation a = phi(z), applied along the last axis.

    `value(z)` gives a, in the shape of z; real or complex z.
    `slope(z)` gives phi'(z) elementwise, in the shape of z; None where an output depends on
    more than one input (softmax). The methods are the same without NumPy's overflow warnings.
    """

    name: str
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array] | None

    @np.errstate(all="ignore")
    def derivative(self, z: Array) -> Array:
        """phi'(z) elementwise, in the shape of z.

        Raises: SpecError for softmax, whose Jacobian is not diagonal.
        """
        if self.slope is None:
            raise SpecError(
                f"phi' of {self.name}",
                "an activation that acts on each entry by itself",
                f"{self.name}, where every output depends on every input",
                "Use jacobian(z), the full matrix, or times_jacobian(z, v).",
            )
        return self.slope(z)

    @np.errstate(all="ignore")
    def jacobian(self, z: Array) -> Array:
        """J_a(z), shape (..., n, n): diag phi'(z), or diag(a) - a a^T for softmax."""
        eye = np.eye(z.shape[-1], dtype=z.dtype)
        if self.slope is not None:
            diagonal: Array = self.slope(z)[..., None] * eye
            return diagonal
        a = self.value(z)
        full: Array = a[..., None] * eye - a[..., :, None] * a[..., None, :]
        return full

    @np.errstate(all="ignore")
    def times_jacobian(self, z: Array, v: Array) -> Array:
        """J_a(z)^T v, in the shape of z, without forming the matrix.

        phi'(z) * v elementwise; a * (v - a . v) for softmax, with a = softmax(z). Both kinds of
        Jacobian are symmetric, so this is J_a(z) v as well.
        """
        if self.slope is not None:
            return self.slope(z) * v
        a = self.value(z)  # not the layer's a^(l): across a skip that is more than the softmax
        product: Array = a * (v - (a * v).sum(axis=-1, keepdims=True))
        return product


@dataclass(frozen=True)
class Loss:
    """A loss l(a, y) of one example, with `a` and `y` of shape (..., n_L).

    `value(a, y)` has shape (...), `gradient(a, y)` = dl/da the shape of a.
    """

    name: str
    value: Callable[[Array, Array], Array]
    gradient: Callable[[Array, Array], Array]


@dataclass(frozen=True)
class Fused:
    """A last activation and a loss taken as one function of z, stable for any finite z.

    `value(z, y)` = (a, l), of shapes (..., n_L) and (...), from one exponential.
    `gradient(z, a, y)` = dl/da and `delta(a, y)` = dl/dz in the shape of z, where `a` is the
    activation of z.
    """

    value: Callable[[Array, Array], tuple[Array, Array]]
    gradient: Callable[[Array, Array, Array], Array]
    delta: Callable[[Array, Array], Array]


ACTIVATIONS = {
    entry.name: entry
    for entry in (
        Activation("identity", phi.identity, phi.identity_slope),
        Activation("sigmoid", phi.sigmoid, phi.sigmoid_slope),
        Activation("tanh", phi.tanh, phi.tanh_slope),
        Activation("relu", phi.relu, phi.relu_slope),
        Activation("leaky_relu", phi.leaky_relu, phi.leaky_relu_slope),
        Activation("elu", phi.elu, phi.elu_slope),
        Activation("softplus", phi.softplus, phi.softplus_slope),
        Activation("silu", phi.silu, phi.silu_slope),
        Activation("softmax", phi.softmax, None),
    )
}

LOSSES = {
    name: Loss(name, getattr(losses, name), getattr(losses, f"{name}_gradient"))
    for name in (
        "half_squared_error",
        "squared_error",
        "mean_squared_error",
        "binary_cross_entropy",
        "cross_entropy",
    )
}

FUSED = {
    (activation, loss): Fused(
        *(getattr(losses, f"{activation}_{loss}{part}") for part in ("", "_gradient", "_delta"))
    )
    for activation, loss in (("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy"))
}


def activation(name: str) -> Activation:
    """The activation of that name. Raises: SpecError for an unknown one."""
    return ACTIVATIONS[known(name, ACTIVATIONS, "phi")]


def loss(name: str) -> Loss:
    """The loss of that name. Raises: SpecError for an unknown one."""
    return LOSSES[known(name, LOSSES, "loss")]


def known(name: str, names: Iterable[str], where: str) -> str:
    """`name` itself if it is one of `names`. Raises: SpecError that suggests the nearest."""
    names = list(names)
    if name not in names:
        raise SpecError(where, f"one of {', '.join(names)}", repr(name), nearest(name, names))
    return name
