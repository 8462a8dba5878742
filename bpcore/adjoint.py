"""One of the checks of `bpcore.check`: vjp and jvp are each other's transpose."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bpcore.arrays import Array
from bpcore.perlayer import PerLayer
from bpcore.probe import Run
from bpcore.products import Pullback, Pushforward, jvp, vjp
from bpcore.report import Report, Tally
from bpcore.rounding import cancellation
from bpcore.trace import BackwardTrace, ForwardTrace

BAR = 1e-14
FLOAT32_BAR = 1e-5


def adjoint_dot(
    fwd: ForwardTrace,
    vjp: Callable[..., Pullback] = vjp,
    jvp: Callable[..., Pushforward] = jvp,
) -> Report:
    """Compare <u, J v> by `jvp` with <J^T u, v> by `vjp`, J the Jacobian of a^(L).

    v is a change of x, of one W^(l) or of one b^(l) at a time, so that no layer hides behind a
    larger one. u is random; v is half random, half J^T u, with no more than a right angle between
    the halves, so that neither side is a sum that cancels.

    `error` is |<u, J v> - <J^T u, v>| / (||u|| ||J v||) and its bar 1e-14 (1e-5 for float32),
    higher in proportion where terms of a product with a softmax's Jacobian or with W^T cancel.
    A batch is one long vector. `vjp` and `jvp` may be any functions that are called as those of
    bpcore are.
    """
    network = fwd.network
    rng = np.random.default_rng(0)
    dtype = network.dtype
    last = fwd.a[network.L]
    u = rng.standard_normal(last.shape).astype(dtype)
    pulled = vjp(network, fwd, u)
    lost = _cancellation(fwd, pulled)
    tally = Tally("adjoint dot", "<u, J v> by jvp")
    base = BAR if dtype == np.float64 else FLOAT32_BAR
    for kind in ("a", "W", "b"):
        for layer, w in getattr(pulled, kind).items():
            if kind == "a" and layer > 0:
                continue
            r, along = rng.standard_normal(w.shape), w / (_norm(w) or 1.0)
            r *= math.copysign(1 / _norm(r), np.vdot(r, along))
            v = (along + r).astype(dtype)
            if kind == "a":
                pushed = jvp(network, fwd, v)
            else:
                pushed = jvp(network, fwd, bottom=layer - 1, **{kind: {layer: v}})
            Jv = pushed.a[network.L]
            left, right = np.array(np.vdot(u, Jv)), np.array(np.vdot(w, v))
            bar = base * lost[f"{'g' if kind == 'a' else 'd' + kind}[{layer}]"]
            name = "x" if kind == "a" else f"{kind}[{layer}]"
            tally.add(name, right, left, _norm(u) * _norm(Jv), bar)
    return tally.report()


def _cancellation(fwd: ForwardTrace, pulled: Pullback) -> dict[str, float]:
    """As in a backward pass that starts with g^(L) = u."""
    examples = fwd.batch or 1

    def mean(name: str, arrays: PerLayer[Array]) -> PerLayer[Array]:
        return PerLayer(name, 1, [array / examples for array in arrays])

    as_backward = BackwardTrace(
        delta=pulled.z, g=pulled.a, dW=mean("dW", pulled.W), db=mean("db", pulled.b)
    )
    return cancellation(Run(fwd), as_backward, from_loss=False)


def _norm(array: Array) -> float:
    """The Euclidean norm of all entries, also of numbers whose squares underflow."""
    largest = float(np.abs(array).max())
    return largest * float(np.linalg.norm(array / largest)) if largest else 0.0
