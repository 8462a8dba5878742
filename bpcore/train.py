"""Plain gradient descent with momentum, in mini-batches: enough to watch a network learn.

    v <- momentum v - rate dl/dp,   p <- p + v       for every parameter p

(Polyak 1964; Rumelhart, Hinton & Williams 1986, in this form.)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bpcore.arrays import shape_text
from bpcore.errors import ShapeError, SpecError
from bpcore.example import check_example
from bpcore.network import Layer, Network
from bpcore.propagate import backward, forward
from bpcore.trace import BackwardTrace, ForwardTrace


@dataclass(frozen=True, eq=False)
class Step:
    """One update: `number` counts from 1 through all epochs, `epoch` from 1.

    `forward` and `backward` are the traces of the batch, by the network before the update,
    which is `forward.network`; `network` is the one after it.
    """

    epoch: int
    number: int
    forward: ForwardTrace
    backward: BackwardTrace
    network: Network


def sgd(
    network: Network,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    rng: np.random.Generator,
    *,
    epochs: int,
    batch: int,
    rate: float,
    momentum: float = 0.0,
    callback: Callable[[Step], object] | None = None,
) -> Network:
    """The network after `epochs` passes over x, (N, n_0), and y, (N, n_L).

    Each epoch shuffles the examples with `rng` and cuts them into N // batch mini-batches, as
    equal as can be, of `batch` examples or a few more. `callback` is called after each update.
    `network` itself stays as it is.

    Raises: ShapeError, DTypeError, NonFiniteError, SpecError for x and y, as `forward` does;
    SpecError for epochs < 1, a batch not from 1 to N, a rate that is not positive, or a momentum
    not from 0 to below 1; NonFiniteError if learning diverges.
    """
    x, y = check_example(network, x, y)
    if x.ndim != 2:
        raise ShapeError("x", "a batch of shape (N, n_0)", f"shape {shape_text(x.shape)}")
    for name, value, holds, expected in (
        ("epochs", epochs, epochs >= 1, "at least 1"),
        ("batch", batch, 1 <= batch <= len(x), f"from 1 to {len(x)}, the number of examples"),
        ("rate", rate, 0 < rate < math.inf, "a positive number"),
        ("momentum", momentum, 0 <= momentum < 1, "from 0 to below 1"),
    ):
        if not holds:
            raise SpecError(name, expected, repr(value))
    velocity = [(np.zeros_like(layer.W), np.zeros_like(layer.b)) for layer in network.layers]
    number = 0
    for epoch in range(1, epochs + 1):
        for chosen in np.array_split(rng.permutation(len(x)), len(x) // batch):
            fwd = forward(network, x[chosen], y[chosen])
            bwd = backward(network, fwd)
            velocity = [
                (momentum * v_W - rate * dW, momentum * v_b - rate * db)
                for (v_W, v_b), dW, db in zip(velocity, bwd.dW, bwd.db, strict=True)
            ]
            network = Network(
                [
                    Layer(layer.W + v_W, layer.b + v_b, layer.phi, layer.skip)
                    for layer, (v_W, v_b) in zip(network.layers, velocity, strict=True)
                ],
                network.loss,
            )
            number += 1
            if callback:
                callback(Step(epoch, number, fwd, bwd, network))
    return network
