"""What one parameter does to the loss: change it a little, run again, compare."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bpcore.arrays import shape_text
from bpcore.errors import NonFiniteError, SpecError
from bpcore.functions import known
from bpcore.network import Layer, Network
from bpcore.propagate import forward

__all__ = ["nudge", "secant"]


def nudge(network: Network, tensor: str, layer: int, index: Sequence[int], by: float) -> Network:
    """The network with one entry of W^(layer) or b^(layer) changed by `by`.

    `tensor`: "W" with an index (j, i), or "b" with an index (j,), counted from 0. Nudging
    b_j^(l) is nudging z_j^(l): the two differ by a constant.

    Raises: SpecError for another tensor or an index that is not there, negative ones included;
    NonFiniteError for a `by` that is not finite or leads out of the range of floats; IndexError
    for a layer outside 1..L.
    """
    known(tensor, ("W", "b"), "tensor")
    if not math.isfinite(by):
        raise NonFiniteError("by", "a finite number", f"{by}")
    changed = network.layers[layer]
    values = {"W": changed.W.copy(), "b": changed.b.copy()}
    place = _place(f"{tensor}[{layer}]", values[tensor].shape, index)
    with np.errstate(over="ignore"):  # said below
        values[tensor][place] += by
    if not np.isfinite(values[tensor][place]):
        raise NonFiniteError(
            f"{tensor}[{layer}]{list(place)} + by", "a finite number", "an overflow"
        )
    layers = list(network.layers)
    layers[operator.index(layer) - 1] = Layer(values["W"], values["b"], changed.phi, changed.skip)
    return Network(layers, network.loss)


def secant(
    network: Network,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    tensor: str,
    layer: int,
    index: Sequence[int],
    by: float,
) -> float:
    """(l(p + by) - l(p)) / by for one parameter p; tends to the gradient's entry as by -> 0.

    Of the mean loss for a batch. Shapes as in `forward`.

    Raises: SpecError for by = 0; what `nudge` and `forward` raise.
    """
    if by == 0:
        raise SpecError("by", "a nudge other than 0", "0", "A quotient needs two points.")
    before = forward(network, x, y).loss
    after = forward(nudge(network, tensor, layer, index, by), x, y).loss
    return float((after - before) / by)


def _place(where: str, shape: tuple[int, ...], index: Sequence[int]) -> tuple[int, ...]:
    """`index` as a tuple of integers. Raises: SpecError unless it is an entry of that shape."""
    try:
        place = tuple(operator.index(i) for i in index)
    except TypeError:
        place = ()
    if len(place) != len(shape) or not all(0 <= i < n for i, n in zip(place, shape, strict=True)):
        raise SpecError(
            f"index into {where}",
            f"{len(shape)} integers from 0, within shape {shape_text(shape)}",
            repr(index),
        )
    return place
