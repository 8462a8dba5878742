"""How many digits rounding takes from a gradient where its terms cancel."""

from __future__ import annotations

import numpy as np

from bpcore.arrays import Array
from bpcore.functions import ACTIVATIONS
from bpcore.probe import Run
from bpcore.trace import BackwardTrace


def cancellation(run: Run, bwd: BackwardTrace, from_loss: bool = True) -> dict[str, float]:
    """For each tensor, "delta[2]" and so on: the size of its terms over the size of their sums.

    Kept per example on the way, because one example may cancel where another dominates until a
    relu shuts it off. What a delta has lost, all that follows from it has lost as well, so the
    factor of an example only grows from layer L down. It grows as a maximum, not as a product:
    rounding errors of one layer pass through the next like the signal itself. `from_loss`: that
    delta^(L) may have been taken as y_hat - y.
    """
    y, W = np.atleast_2d(run.y), run.W
    a, z = ([np.atleast_2d(array) for array in arrays] for arrays in (run.a, run.z))
    delta, g = (
        [np.abs(np.atleast_2d(array.astype(np.float64))) for array in arrays]
        for arrays in (bwd.delta, bwd.g)
    )
    lost, each = {f"g[{run.L}]": 1.0}, np.ones((len(y), 1))
    with np.errstate(all="ignore"):
        for l in range(run.L, 0, -1):  # noqa: E741  (l is the layer, as in the equations)
            d = delta[l - 1]
            if l == run.L and run.pair and from_loss:
                each = _ratio(np.abs(a[l]) + y, d)
            elif ACTIVATIONS[run.phi[l]].slope is None:
                p = ACTIVATIONS[run.phi[l]].value(z[l])
                terms = p * (g[l] + (p * g[l]).sum(axis=1, keepdims=True))
                each = np.maximum(each, _ratio(terms, d))
            lost[f"delta[{l}]"] = _whole(each * d, d)
            lost[f"dW[{l}]"] = _whole((each * d).T @ np.abs(a[l - 1]) / len(y), bwd.dW[l])
            lost[f"db[{l}]"] = _whole((each * d).mean(axis=0), bwd.db[l])
            terms = d @ np.abs(W[l]) + (g[l] if run.skip[l] else 0)
            each = np.maximum(each, _ratio(terms, g[l - 1]))
            lost[f"g[{l - 1}]"] = _whole(each * g[l - 1], g[l - 1])
    return lost


def _ratio(terms: Array, sums: Array) -> Array:
    """Largest term over largest sum of each row, (B, 1); 1 where that is no number above 1."""
    ratio = terms.max(axis=1, keepdims=True) / sums.max(axis=1, keepdims=True)
    return np.where(np.isfinite(ratio), np.maximum(ratio, 1), 1)


def _whole(terms: Array, sums: Array) -> float:
    ratio = float(terms.max() / np.abs(sums).max())
    return max(1.0, ratio) if np.isfinite(ratio) else 1.0
