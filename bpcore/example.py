"""What a network can be run on: x and y that fit it, and targets that its loss can take."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bpcore.arrays import Array, frozen, ones, shape_text
from bpcore.errors import DTypeError, ShapeError, SpecError
from bpcore.network import Network


def check_example(network: Network, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Array, Array]:
    """x and y as read-only arrays that fit `network`.

    `x`: (n_0,) or (B, n_0); `y`: (n_L,) or (B, n_L).

    Raises: as `forward` does for x and y.
    """
    x, y = frozen(x, "x"), frozen(y, "y")
    for name, array in (("x", x), ("y", y)):
        if array.dtype != network.dtype:
            raise DTypeError(
                name,
                f"{network.dtype} like the network",
                str(array.dtype),
                f"Convert it with np.asarray({name}, dtype=np.{network.dtype}).",
            )
    inputs, outputs = network.widths[0], network.widths[network.L]
    if x.ndim not in (1, 2) or x.shape[-1] != inputs or x.size == 0:
        raise ShapeError(
            "x",
            f"shape ({inputs},) for one example or (B, {inputs}) for a batch of B >= 1",
            f"shape {shape_text(x.shape)}",
        )
    if y.shape != (*x.shape[:-1], outputs):
        raise ShapeError(
            "y",
            f"shape {shape_text((*x.shape[:-1], outputs))}, to go with x of shape "
            f"{shape_text(x.shape)} and {outputs} outputs",
            f"shape {shape_text(y.shape)}",
        )
    _require_targets(network.loss, y)
    return x, y


def _require_targets(loss: str, y: Array) -> None:
    """Raise SpecError unless `y` is something that `loss` compares with."""
    if loss == "cross_entropy":
        # One-hot rows sum to 1 exactly; soft ones only up to rounding.
        miss = y.dot(ones(y.shape[-1], y.dtype)) - 1
        tolerance = np.finfo(y.dtype).eps  # of the squares
        if y.min() < 0 or (np.vdot(miss, miss) > tolerance and (miss * miss).max() > tolerance):
            miss = np.abs(miss).max()
            raise SpecError(
                "y",
                "probabilities that sum to 1, such as a one-hot row, for cross_entropy",
                f"entries from {y.min():g} to {y.max():g} whose sum is off by {miss:g}",
            )
    elif loss == "binary_cross_entropy" and (y.min() < 0 or y.max() > 1):
        raise SpecError(
            "y",
            "numbers from 0 to 1 for binary_cross_entropy",
            f"entries from {y.min():g} to {y.max():g}",
        )
