"""Layers and networks: frozen, checked once when made, so that running one need not check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from bpcore import functions
from bpcore.arrays import Array, frozen, shape_text
from bpcore.errors import DTypeError, ShapeError, SpecError
from bpcore.perlayer import PerLayer


@dataclass(frozen=True, eq=False)
class Layer:
    """z = W a + b, then phi(z); with `skip`, phi(z) + a.

    `W` has shape (n, m) for m inputs and n units, `b` shape (n,). Both are copied and read-only.

    Raises: ShapeError for shapes that do not fit, zero units or inputs, or a skip over a change
    of width; DTypeError for anything but all float64 or all float32; NonFiniteError for NaN or
    infinity; SpecError for an unknown `phi`.
    """

    W: Array
    b: Array
    phi: str
    skip: bool = False
    W_by_columns: Array = field(init=False, repr=False)
    """W once more, column after column in memory: a W^T then takes two thirds of the time."""

    def __init__(self, W: npt.ArrayLike, b: npt.ArrayLike, phi: str, skip: bool = False) -> None:
        _set(self, W=frozen(W, "W"), b=frozen(b, "b"), phi=phi, skip=bool(skip))
        _require_shapes(self)
        if self.W.dtype != self.b.dtype:
            raise DTypeError(
                "b", f"{self.W.dtype} like W", str(self.b.dtype), "Use one dtype throughout."
            )
        functions.activation(phi)
        by_columns = self.W.copy(order="F")
        by_columns.setflags(write=False)
        _set(self, W_by_columns=by_columns)

    @property
    def inputs(self) -> int:
        """The number of inputs, n_(l-1)."""
        return int(self.W.shape[1])

    @property
    def units(self) -> int:
        """The number of outputs, n_l."""
        return int(self.W.shape[0])


def _require_shapes(layer: Layer) -> None:
    W, b = layer.W, layer.b
    if W.ndim != 2 or W.size == 0:
        raise ShapeError(
            "W",
            "a matrix of shape (units, inputs), at least 1 by 1",
            f"shape {shape_text(W.shape)}",
        )
    if b.shape != W.shape[:1]:
        raise ShapeError(
            "b", f"shape ({W.shape[0]},), one entry per row of W", f"shape {shape_text(b.shape)}"
        )
    if layer.skip and W.shape[0] != W.shape[1]:
        raise ShapeError(
            "skip",
            "as many units as inputs, since a^(l-1) is added to phi(z)",
            f"{W.shape[0]} units and {W.shape[1]} inputs",
            "Change the width or leave out skip.",
        )


@dataclass(frozen=True, eq=False)
class Network:
    """Layers 1..L and a loss.

    `W[l]` (shape (n_l, n_(l-1))), `b[l]` (shape (n_l,)), `phi[l]` (a name) and `skip[l]` run
    over l = 1..L, `widths[l]` = n_l over l = 0..L.

    Raises: ShapeError for layers that do not chain; DTypeError for mixed dtypes; SpecError for
    an empty network, something that is no layer, or an unknown `loss`. Each names the layer.
    """

    layers: PerLayer[Layer]
    loss: str
    W: PerLayer[Array] = field(init=False, repr=False)
    b: PerLayer[Array] = field(init=False, repr=False)
    phi: PerLayer[str] = field(init=False)
    skip: PerLayer[bool] = field(init=False, repr=False)
    widths: PerLayer[int] = field(init=False)
    dtype: np.dtype[Any] = field(init=False)

    def __init__(self, layers: Iterable[Layer], loss: str) -> None:
        chain = tuple(layers)
        if not chain:
            raise SpecError("layers", "at least one layer", "none")
        for number, layer in enumerate(chain, start=1):
            if not isinstance(layer, Layer):
                raise SpecError(f"layer {number}", "a Layer(W, b, phi)", repr(layer))
        functions.loss(loss)
        for number, (before, layer) in enumerate(pairwise(chain), start=2):
            _require_chain(number, before, layer)
        _set(
            self,
            layers=PerLayer("layers", 1, chain),
            loss=loss,
            W=PerLayer("W", 1, [layer.W for layer in chain]),
            b=PerLayer("b", 1, [layer.b for layer in chain]),
            phi=PerLayer("phi", 1, [layer.phi for layer in chain]),
            skip=PerLayer("skip", 1, [layer.skip for layer in chain]),
            widths=PerLayer("widths", 0, [chain[0].inputs, *(layer.units for layer in chain)]),
            dtype=chain[0].W.dtype,
        )

    @property
    def L(self) -> int:
        """The number of layers."""
        return len(self.layers)


def _require_chain(number: int, before: Layer, layer: Layer) -> None:
    if layer.inputs != before.units:
        raise ShapeError(
            f"layer {number}: W",
            f"{before.units} columns, one per unit of layer {number - 1}",
            f"shape {shape_text(layer.W.shape)}",
            "W has shape (units, inputs); is it transposed?" if layer.units == before.units else "",
        )
    if layer.W.dtype != before.W.dtype:
        raise DTypeError(
            f"layer {number}",
            f"{before.W.dtype} as in layer {number - 1}",
            str(layer.W.dtype),
            "Use one dtype throughout.",
        )


def _set(instance: object, **values: object) -> None:
    """Fill the fields of a frozen instance while it is being made."""
    for name, value in values.items():
        object.__setattr__(instance, name, value)
