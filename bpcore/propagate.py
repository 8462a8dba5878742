"""The forward and the backward pass: the equations, one line each.

    z^(l) = W^(l) a^(l-1) + b^(l),   a^(l) = phi(z^(l))   [+ a^(l-1) across a skip]

    g^(L)     = dl/da^(L)
    delta^(l) = J_a(z^(l))^T g^(l)         = phi'(z^(l)) * g^(l) where phi is elementwise
    g^(l-1)   = W^(l)^T delta^(l)          [+ g^(l) across a skip]
    dW^(l)    = delta^(l) a^(l-1)^T,   db^(l) = delta^(l),   averaged over a batch

(Rumelhart, Hinton & Williams 1986; Goodfellow, Bengio & Courville 2016, section 6.5.)
Rows of a batch are examples, so that the products with W become a @ W.T and delta @ W.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bpcore.arrays import Array, frozen, shape_text
from bpcore.errors import DTypeError, NonFiniteError, ShapeError, SpecError
from bpcore.functions import ACTIVATIONS, FUSED, LOSSES, Fused
from bpcore.network import Network
from bpcore.perlayer import PerLayer
from bpcore.trace import BackwardTrace, ForwardTrace


def forward(network: Network, x: npt.ArrayLike, y: npt.ArrayLike) -> ForwardTrace:
    """Run `network` on x and compare with y.

    `x`: (n_0,) for one example or (B, n_0) for a batch; `y`: (n_L,) or (B, n_L). Both in the
    network's dtype; they are copied unless read-only.

    Raises: ShapeError, DTypeError, NonFiniteError for x and y that do not fit; SpecError for
    targets that the loss cannot take; NonFiniteError if a value overflows on the way.
    """
    x, y = check_example(network, x, y)
    # Overflow is reported by _require_finite, which knows the layer; NumPy's warning does not.
    with np.errstate(all="ignore"):
        a, z, losses = evaluate(
            list(network.W),
            list(network.b),
            list(network.phi),
            list(network.skip),
            network.loss,
            x,
            y,
        )
        loss = float(losses.mean())
        _require_finite(network, z, loss)
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
    for weight, bias, name, across in zip(W, b, phi, skip, strict=True):
        z_l = a[-1] @ weight.T
        z_l += bias
        a_l = ACTIVATIONS[name].value(z_l)
        if across:
            a_l += a[-1]
        z.append(z_l)
        a.append(a_l)
    fused = _fused(phi[-1], skip[-1], loss)
    losses = fused.value(z[-1], y) if fused else LOSSES[loss].value(a[-1], y)
    return a, z, np.asarray(losses)


def backward(network: Network, trace: ForwardTrace) -> BackwardTrace:
    """All gradients of the run that `trace` records, by the recursion at the top of this module.

    Where softmax meets cross-entropy, or sigmoid binary cross-entropy, delta^(L) is taken in
    one step as a^(L) - y, which is finite and exact however large z is. g^(L) is filled in all
    the same; it is infinite only if its true value exceeds the largest float.

    Raises: SpecError if `trace` was made by another network; NonFiniteError if a gradient
    overflows.
    """
    if trace.network is not network:
        raise SpecError(
            "trace",
            "the forward trace of this network",
            "one made by another network",
            "Call forward(network, x, y) with the same network first.",
        )
    with np.errstate(all="ignore"):
        delta, g = _deltas(network, trace)
        dW, db = _parameter_gradients(trace, delta)
    for array in (*delta, *g, *dW, *db):
        array.setflags(write=False)
    return BackwardTrace(
        delta=PerLayer("delta", 1, delta),
        g=PerLayer("g", 0, g),
        dW=PerLayer("dW", 1, dW),
        db=PerLayer("db", 1, db),
    )


def _deltas(network: Network, trace: ForwardTrace) -> tuple[list[Array], list[Array]]:
    """delta^(1..L) and g^(0..L)."""
    last = network.L
    a, z, y = trace.a, trace.z, trace.y
    fused = _fused(network.phi[last], network.skip[last], network.loss)
    if fused:
        g = [fused.gradient(z[last], a[last], y)]
    else:
        g = [LOSSES[network.loss].gradient(a[last], y)]
    delta: list[Array] = []
    for l in range(last, 0, -1):  # noqa: E741  (l is the layer, as in the equations)
        if fused and l == last:
            delta_l = fused.delta(a[l], y)
        else:
            delta_l = ACTIVATIONS[network.phi[l]].times_jacobian(z[l], g[-1])
        g_l = delta_l @ network.W[l]
        if network.skip[l]:
            g_l += g[-1]
        delta.append(delta_l)
        g.append(g_l)
    delta.reverse()
    g.reverse()
    # A NaN or infinity in any delta reaches g^(0): products with W and phi' never remove one.
    if not math.isfinite(np.vdot(g[0], g[0])):
        _blame("delta", reversed(list(enumerate(delta, start=1))))
        _blame("g", [(0, g[0])])
    return delta, g


def _parameter_gradients(
    trace: ForwardTrace, delta: list[Array]
) -> tuple[list[Array], list[Array]]:
    """dW^(1..L) and db^(1..L)."""
    batch = trace.batch
    if batch is None:
        return [np.outer(d, a) for d, a in zip(delta, trace.a, strict=False)], delta
    dW = [d.T @ a for d, a in zip(delta, trace.a, strict=False)]
    for dW_l in dW:
        dW_l /= batch
    return dW, [d.sum(axis=0) / batch for d in delta]


def _fused(phi: str, skip: bool, loss: str) -> Fused | None:
    """The fused last step, unless a skip stands between the activation and the loss."""
    return None if skip else FUSED.get((phi, loss))


def check_example(network: Network, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Array, Array]:
    """x and y as read-only arrays that fit `network`."""
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
        miss = np.abs(y.sum(axis=-1) - 1).max()
        if y.min() < 0 or miss > np.sqrt(np.finfo(y.dtype).eps):
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


def _require_finite(network: Network, z: list[Array], loss: float) -> None:
    """Raise NonFiniteError if some z, or the loss, is not a number."""
    # The sum of squares is one call and finite unless an entry is not, or is near overflow.
    if not math.isfinite(sum(np.vdot(z_l, z_l) for z_l in z)):
        _blame("z", enumerate(z, start=1))
    if not math.isfinite(loss):
        raise NonFiniteError(
            f"the loss {network.loss}",
            "a finite number",
            f"{loss}",
            f"Is a^(L), the output of {network.phi[network.L]}, in the range this loss takes? "
            "Cross-entropies need 0 < a < 1: end in softmax or sigmoid.",
        )


def _blame(name: str, values: Iterable[tuple[int, Array]]) -> None:
    """Raise NonFiniteError for the first of `values`, pairs (l, array), that is not finite."""
    for layer, value in values:
        if not np.isfinite(value).all():
            raise NonFiniteError(
                f"{name}[{layer}]", "finite numbers", "an overflow", "Are weights or inputs huge?"
            )
