"""What one parameter does to the loss: change it a little, run again, compare."""

from __future__ import annotations

import numpy as np

from bpcore.arrays import Array
from bpcore.network import Layer, Network
from bpcore.propagate import forward

__all__ = ["nudge", "secant"]


def nudge(network: Network, tensor: str, layer: int, index: tuple[int, ...], by: float) -> Network:
    """The network with one entry of W^(layer) or b^(layer) changed by `by`.

    Nudging b_k^(l) is nudging z_k^(l): the two differ by a constant.

    Parameters
    ----------
    tensor
        ``"W"`` with an index (j, i), or ``"b"`` with an index (j,); from 0.

    Raises
    ------
    ValueError
        For another tensor. IndexError for a layer or an index that is not there.
    """
    if tensor not in ("W", "b"):
        raise ValueError(f"tensor: expected 'W' or 'b', found {tensor!r}")
    changed = network.layers[layer]
    values = {"W": changed.W.copy(), "b": changed.b.copy()}
    values[tensor][index] += by
    layers: list[Layer] = list(network.layers)
    layers[layer - 1] = Layer(values["W"], values["b"], changed.phi, changed.skip)
    return Network(layers, network.loss)


def secant(
    network: Network,
    x: Array,
    y: Array,
    tensor: str,
    layer: int,
    index: tuple[int, ...],
    by: float,
) -> float:
    """Difference quotient of the loss over a nudge `by`; tends to the gradient's entry as by → 0.

    Shapes as in `forward`; raises as `nudge` does, and ZeroDivisionError for ``by == 0``.
    """
    if by == 0:
        raise ZeroDivisionError("a difference quotient needs a nudge that is not 0")
    before = forward(network, x, y).loss
    after = forward(nudge(network, tensor, layer, index, by), x, y).loss
    return float(np.divide(after - before, by))
