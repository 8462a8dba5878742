"""Arrays as this package keeps them: floating point, finite, copied and read-only."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from bpcore.errors import DTypeError, NonFiniteError, ShapeError

Array: TypeAlias = npt.NDArray[Any]

FLOATS = (np.dtype(np.float64), np.dtype(np.float32))


def frozen(value: npt.ArrayLike, where: str) -> Array:
    """A read-only copy of `value`, any shape, float64 or float32, every entry finite.

    An array that already is read-only and owns its memory is returned as it is.

    Raises: ShapeError for ragged lists; DTypeError for anything but float64 and float32;
    NonFiniteError for NaN or infinity.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ShapeError(
            where, "rows of equal length", "a ragged list", "Give every row the same length."
        ) from None
    if array.dtype not in FLOATS:
        raise DTypeError(
            where,
            "float64 or float32",
            str(array.dtype),
            "Convert it first, for example with np.asarray(values, dtype=np.float64).",
        )
    if array.flags.writeable or array.base is not None:
        array = array.copy()
        array.setflags(write=False)
    # The sum of squares is one fast call: where it is finite, every entry is.
    if not math.isfinite(np.vdot(array, array)) and not np.isfinite(array).all():
        entry = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise NonFiniteError(where, "finite numbers", f"{array[entry]} at index {list(entry)}")
    return array


def require_finite(name: str, values: Iterable[tuple[int, Array]]) -> None:
    """Raise NonFiniteError for the first of `values`, pairs (l, array), that is not finite."""
    for layer, value in values:
        # The sum of squares is one fast call: where it is finite, every entry is.
        if not math.isfinite(np.vdot(value, value)) and not np.isfinite(value).all():
            raise NonFiniteError(
                f"{name}[{layer}]", "finite numbers", "an overflow", "Are weights or inputs huge?"
            )


@cache
def ones(n: int, dtype: np.dtype[Any]) -> Array:
    """n ones, read-only, made once.

    A sum over one axis of a matrix, taken as a product with ones, is several times quicker than
    `sum(axis=...)`: `A.dot(ones)` sums rows, `ones.dot(A)` columns.
    """
    vector = np.ones(n, dtype)
    vector.setflags(write=False)
    return vector


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as people write it: `(3,)`, `(2, 3)`."""
    return str(tuple(int(n) for n in shape))
