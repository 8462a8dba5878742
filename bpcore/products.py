"""Products with the Jacobian of any stretch of a network, without forming a Jacobian.

Take a^(top) as a function of a^(bottom) and of the W^(l), b^(l) in between.

    vjp, backwards from a row u^T:  g^(top) = u,  delta^(l) = J_a(z^(l))^T g^(l),
                                    g^(l-1) = W^(l)^T delta^(l)         [+ g^(l) across a skip]
    jvp, forwards from changes:     z'^(l) = W^(l) a'^(l-1) + W'^(l) a^(l-1) + b'^(l),
                                    a'^(l) = J_a(z^(l)) z'^(l)          [+ a'^(l-1) across a skip]

They are each other's transpose: <u, jvp(v)> = <vjp(u), v>.
(Griewank & Walther 2008, chapter 3; Rumelhart, Hinton & Williams 1986.)
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bpcore.arrays import Array, frozen, ones, require_finite, shape_text
from bpcore.errors import DTypeError, ShapeError, SpecError
from bpcore.functions import activation
from bpcore.network import Network
from bpcore.perlayer import PerLayer
from bpcore.propagate import through
from bpcore.trace import ForwardTrace, require_own


@dataclass(frozen=True, eq=False)
class Pullback:
    """u^T J for everything that a^(top) depends on, as columns, read-only.

    `a[l]`: (n_l,) or (B, n_l) for l = bottom..top, with `a[top]` being u; `z[l]` likewise for
    l = bottom+1..top: one per example.
    `W[l]`: (n_l, n_(l-1)) and `b[l]`: (n_l,) for l = bottom+1..top. All examples share these, so
    the products are sums over the batch, not means.
    """

    a: PerLayer[Array]
    z: PerLayer[Array]
    W: PerLayer[Array]
    b: PerLayer[Array]


@dataclass(frozen=True, eq=False)
class Pushforward:
    """J v: by how much each value changes, to first order, read-only.

    `a[l]`: (n_l,) or (B, n_l) for l = bottom..top; `z[l]` likewise for l = bottom+1..top.
    """

    a: PerLayer[Array]
    z: PerLayer[Array]


def vjp(
    network: Network,
    trace: ForwardTrace,
    u: npt.ArrayLike,
    *,
    top: int | None = None,
    bottom: int = 0,
    parameters: bool = True,
) -> Pullback:
    """u^T times the Jacobian of a^(top), L if not given, at the values of `trace`.

    `u`: (n_top,) or (B, n_top), in the shape of a[top]. With u = g^(L) the results are those of
    `backward`, except that W and b are summed over the batch. Without `parameters` W and b stay
    empty, which saves an outer product per layer.

    Raises: SpecError for a trace of another network or layers that are not
    0 <= bottom < top <= L; ShapeError, DTypeError, NonFiniteError for u; NonFiniteError if a
    value overflows.
    """
    require_own(network, trace)
    top, bottom = span(network, top, bottom)
    g = [like(u, "u", trace.a[top])]
    delta: list[Array] = []
    layers, a, z = list(network.layers), list(trace.a), list(trace.z)
    W: list[Array] = []
    b: list[Array] = []
    with np.errstate(all="ignore"):
        for l in range(top, bottom, -1):  # noqa: E741  (l is the layer, as in the equations)
            layer = layers[l - 1]
            delta_l = through(layer.phi, z[l - 1], g[-1])
            g_l = delta_l.dot(layer.W)
            if layer.skip:
                g_l += g[-1]
            if parameters:
                W_l, b_l = _summed(delta_l, a[l - 1])
                W.append(W_l)
                b.append(b_l)
            delta.append(delta_l)
            g.append(g_l)
    pulled = Pullback(
        a=_kept("a", bottom, g[::-1]),
        z=_kept("z", bottom + 1, delta[::-1]),
        W=_kept("W", bottom + 1, W[::-1]),
        b=_kept("b", bottom + 1, b[::-1]),
    )
    require_finite("vjp z", reversed(list(pulled.z.items())))
    require_finite("vjp a", [(bottom, pulled.a[bottom])])
    require_finite("vjp W", pulled.W.items())
    return pulled


def jvp(
    network: Network,
    trace: ForwardTrace,
    v: npt.ArrayLike | None = None,
    *,
    W: Mapping[int, npt.ArrayLike] | None = None,
    b: Mapping[int, npt.ArrayLike] | None = None,
    top: int | None = None,
    bottom: int = 0,
) -> Pushforward:
    """The Jacobian of a^(top), L if not given, times a change, at the values of `trace`.

    `v`: the change of a^(bottom), (n_bottom,) or (B, n_bottom). `W` and `b`: changes of W^(l)
    and b^(l), in their shapes, for any l = bottom+1..top. What is left out does not change.

    Raises: SpecError for a trace of another network, layers that are not 0 <= bottom < top <= L,
    or changes of other layers; ShapeError, DTypeError, NonFiniteError for v, W and b;
    NonFiniteError if a value overflows.
    """
    require_own(network, trace)
    top, bottom = span(network, top, bottom)
    start = trace.a[bottom]
    dW = _changes("W", W, network.W, top, bottom)
    db = _changes("b", b, network.b, top, bottom)
    a_dot = [np.zeros_like(start) if v is None else like(v, "v", start)]
    z_dot: list[Array] = []
    with np.errstate(all="ignore"):
        for l in range(bottom + 1, top + 1):  # noqa: E741
            z_l = a_dot[-1].dot(network.W[l].T)
            if l in dW:
                z_l += trace.a[l - 1].dot(dW[l].T)
            if l in db:
                z_l += db[l]
            a_l = activation(network.phi[l]).times_jacobian(trace.z[l], z_l)
            if network.skip[l]:
                a_l += a_dot[-1]
            z_dot.append(z_l)
            a_dot.append(a_l)
    pushed = Pushforward(a=_kept("a", bottom, a_dot), z=_kept("z", bottom + 1, z_dot))
    require_finite("jvp z", pushed.z.items())
    return pushed


def span(network: Network, top: int | None, bottom: int) -> tuple[int, int]:
    """`top` (L if None) and `bottom`. Raises: SpecError unless 0 <= bottom < top <= L."""
    upper = network.L if top is None else operator.index(top)
    lower = operator.index(bottom)
    if not 0 <= lower < upper <= network.L:
        raise SpecError(
            "bottom and top",
            f"layers with 0 <= bottom < top <= {network.L}",
            f"bottom {lower} and top {upper}",
        )
    return upper, lower


def like(value: npt.ArrayLike, where: str, model: Array) -> Array:
    """`value` as a read-only array in the shape and dtype of `model`.

    Raises: ShapeError, DTypeError, NonFiniteError, each naming `where`.
    """
    array = frozen(value, where)
    if array.shape != model.shape:
        raise ShapeError(where, f"shape {shape_text(model.shape)}", shape_text(array.shape))
    if array.dtype != model.dtype:
        raise DTypeError(where, f"{model.dtype} like the network", str(array.dtype))
    return array


def _summed(delta: Array, a: Array) -> tuple[Array, Array]:
    """delta a^T and delta, summed over a batch."""
    if delta.ndim == 1:
        return delta[:, None] * a, delta
    return delta.T.dot(a), ones(len(delta), delta.dtype).dot(delta)


def _changes(
    name: str,
    given: Mapping[int, npt.ArrayLike] | None,
    parameters: PerLayer[Array],
    top: int,
    bottom: int,
) -> dict[int, Array]:
    """The given changes, checked against the parameters of layers bottom+1..top."""
    for layer in given or {}:
        if not bottom < layer <= top:
            raise SpecError(name, f"changes of layers {bottom + 1} to {top}", f"layer {layer}")
    return {
        layer: like(change, f"{name}[{layer}]", parameters[layer])
        for layer, change in (given or {}).items()
    }


def _kept(name: str, first: int, arrays: list[Array]) -> PerLayer[Array]:
    """The arrays by layer, read-only."""
    for array in arrays:
        array.setflags(write=False)
    return PerLayer(name, first, arrays)
