"""The forward and the backward pass: the equations, one line each.

    z^(l) = W^(l) a^(l-1) + b^(l),   a^(l) = phi(z^(l))   [+ a^(l-1) across a skip]

    g^(L)     = dl/da^(L)
    delta^(l) = J_a(z^(l))^T g^(l)         = phi'(z^(l)) * g^(l) where phi is elementwise
    g^(l-1)   = W^(l)^T delta^(l)          [+ g^(l) across a skip]
    dW^(l)    = delta^(l) a^(l-1)^T,   db^(l) = delta^(l),   averaged over a batch

(Rumelhart, Hinton & Williams 1986; Goodfellow, Bengio & Courville 2016, section 6.5.)
Rows of a batch are examples, so that the products with W become a W^T and delta W. They are
written a.dot(W.T) and not a @ W.T, which takes half a microsecond longer to get going.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from bpcore.arrays import Array, ones, require_finite
from bpcore.errors import NonFiniteError
from bpcore.example import check_example
from bpcore.functions import ACTIVATIONS, FUSED, LOSSES, Fused
from bpcore.network import Network
from bpcore.perlayer import PerLayer
from bpcore.trace import BackwardTrace, ForwardTrace, require_own


def forward(network: Network, x: npt.ArrayLike, y: npt.ArrayLike) -> ForwardTrace:
    """Run `network` on x and compare with y.

    `x`: (n_0,) for one example or (B, n_0) for a batch; `y`: (n_L,) or (B, n_L). Both in the
    network's dtype; they are copied unless read-only.

    Raises: ShapeError, DTypeError, NonFiniteError for x and y that do not fit; SpecError for
    targets that the loss cannot take; NonFiniteError if a value overflows on the way.
    """
    x, y = check_example(network, x, y)
    a, z, losses, loss = _run(network, x, y)
    for array in (*a[1:], *z, losses):
        array.setflags(write=False)
    return ForwardTrace(
        network=network,
        a=PerLayer("a", 0, a),
        z=PerLayer("z", 1, z),
        y=y,
        losses=losses,
        loss=loss,
    )


# Overflow is reported by _require_finite, which knows the layer; NumPy's warning does not.
@np.errstate(all="ignore")
def _run(network: Network, x: Array, y: Array) -> tuple[list[Array], list[Array], Array, float]:
    """`evaluate` for real numbers, and the mean loss; all of it finite."""
    a, z, losses = evaluate(
        [layer.W_by_columns for layer in network.layers],
        list(network.b),
        list(network.phi),
        list(network.skip),
        network.loss,
        x,
        y,
    )
    loss = float(losses.sum()) / losses.size
    _require_finite(network, z, loss)
    return a, z, losses, loss


def evaluate(
    W: list[Array],
    b: list[Array],
    phi: list[str],
    skip: list[bool],
    loss: str,
    x: Array,
    y: Array,
) -> tuple[list[Array], list[Array], Array]:
    """The bare forward pass: a^(0..L), z^(1..L) and the losses, nothing checked.

    Shapes as in `forward`, list position l-1 for layer l, one dtype throughout. Every step
    continues analytically to complex parameters and inputs, which is what differentiation by
    complex step needs.
    """
    a, z = [x], []
    losses: Array | None = None
    fused = _fused(phi[-1], skip[-1], loss)
    for W_l, b_l, phi_l, skip_l in zip(W, b, phi, skip, strict=True):
        z_l = a[-1].dot(W_l.T)
        z_l += b_l
        if fused and len(a) == len(W):  # a^(L-1) is there: this is layer L
            a_l, losses = fused.value(z_l, y)
        else:
            a_l = ACTIVATIONS[phi_l].value(z_l)
        if skip_l:
            a_l += a[-1]
        z.append(z_l)
        a.append(a_l)
    if losses is None:
        losses = LOSSES[loss].value(a[-1], y)
    return a, z, np.asarray(losses)


def backward(network: Network, trace: ForwardTrace) -> BackwardTrace:
    """All gradients of the run that `trace` records, by the recursion at the top of this module.

    Where softmax meets cross-entropy, or sigmoid binary cross-entropy, delta^(L) is taken in
    one step as a^(L) - y, which is finite and exact however large z is. g^(L) is filled in all
    the same; it is infinite only if its true value exceeds the largest float.

    Raises: SpecError if `trace` was made by another network; NonFiniteError if a gradient
    overflows.
    """
    require_own(network, trace)
    delta, g, dW, db = _gradients(network, trace)
    for array in (*delta, *g, *dW, *db):
        array.setflags(write=False)
    return BackwardTrace(
        delta=PerLayer("delta", 1, delta),
        g=PerLayer("g", 0, g),
        dW=PerLayer("dW", 1, dW),
        db=PerLayer("db", 1, db),
    )


@np.errstate(all="ignore")
def _gradients(
    network: Network, trace: ForwardTrace
) -> tuple[list[Array], list[Array], list[Array], list[Array]]:
    """delta^(1..L), g^(0..L), dW^(1..L) and db^(1..L)."""
    a = list(trace.a)
    g_L, delta_L = last_step(network, trace)
    g = [g_L]
    delta: list[Array] = []
    db: list[Array] = []
    dW = _blocks([W_l.shape for W_l in network.W], g_L.dtype)
    # a[-2::-1] is a^(L-1), ..., a^(0): what each layer, from the last, was given.
    for layer, z_l, below, dW_l in zip(
        reversed(network.layers), reversed(trace.z), a[-2::-1], reversed(dW), strict=True
    ):
        delta_l = through(layer.phi, z_l, g[-1]) if delta else delta_L
        g_l = delta_l.dot(layer.W)
        if layer.skip:
            g_l += g[-1]
        db.append(parameter_gradients(delta_l, below, dW_l))
        delta.append(delta_l)
        g.append(g_l)
    for backwards in (delta, g, db):
        backwards.reverse()
    # A NaN or infinity in any delta reaches g^(0): products with W and phi' never remove one.
    if not math.isfinite(np.vdot(g[0], g[0])):
        require_finite("delta", reversed(list(enumerate(delta, start=1))))
        require_finite("g", [(0, g[0])])
    return delta, g, dW, db


def last_step(network: Network, trace: ForwardTrace) -> tuple[Array, Array]:
    """g^(L) and delta^(L), fused where softmax or sigmoid meets its cross-entropy."""
    last, y = network.layers[network.L], trace.y
    z, a = trace.z[network.L], trace.a[network.L]
    fused = _fused(last.phi, last.skip, network.loss)
    if fused:
        return fused.gradient(z, a, y), fused.delta(a, y)
    g = LOSSES[network.loss].gradient(a, y)
    return g, through(last.phi, z, g)


def through(phi: str, z: Array, g: Array) -> Array:
    """delta = J_a(z)^T g, which is phi'(z) * g where phi is elementwise."""
    activation = ACTIVATIONS[phi]
    if activation.slope is None:
        return activation.times_jacobian(z, g)
    delta = activation.slope(z)
    delta *= g
    return delta


def parameter_gradients(delta: Array, a: Array, dW: Array) -> Array:
    """Fill dW = delta a^T and return db = delta of one layer; over a batch, their means."""
    if delta.ndim == 1:
        np.multiply(delta[:, None], a, out=dW)
        return delta
    shares = delta * (1 / len(delta))
    shares.T.dot(a, out=dW)
    db: Array = ones(len(delta), delta.dtype).dot(shares)
    return db


def _blocks(shapes: list[tuple[int, ...]], dtype: np.dtype[Any]) -> list[Array]:
    """Matrices of these shapes, not filled, side by side in one piece of memory.

    The system hands out one large piece far more quickly than a thousand small ones.
    """
    room = np.empty(sum(n * m for n, m in shapes), dtype)
    blocks, end = [], 0
    for n, m in shapes:
        start, end = end, end + n * m
        blocks.append(room[start:end].reshape(n, m))
    return blocks


def _fused(phi: str, skip: bool, loss: str) -> Fused | None:
    """The fused last step, unless a skip stands between the activation and the loss."""
    return None if skip else FUSED.get((phi, loss))


def _require_finite(network: Network, z: list[Array], loss: float) -> None:
    """Raise NonFiniteError if some z, or the loss, is not a number."""
    # The sum of squares is one call and finite unless an entry is not, or is near overflow.
    if not math.isfinite(sum(np.vdot(z_l, z_l) for z_l in z)):
        require_finite("z", enumerate(z, start=1))
    if not math.isfinite(loss):
        raise NonFiniteError(
            f"the loss {network.loss}",
            "a finite number",
            f"{loss}",
            f"Is a^(L), the output of {network.phi[network.L]}, in the range this loss takes? "
            "Cross-entropies need 0 < a < 1: end in softmax or sigmoid.",
        )
