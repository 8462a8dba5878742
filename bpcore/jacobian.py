"""Jacobians, written out: J_f(p) = df/dp^T, one row per entry of f, one column per entry of p.

    z^(l) = W^(l) a^(l-1) + b^(l):   J_z(a) = W^(l),   J_z(b) = I,   J_z(W) = I (x) a^(l-1)^T
    a^(l) = phi(z^(l)):              J_a(z) = diag phi'(z^(l)), or diag a - a a^T for softmax

By the chain rule J_(a^(l))(a^(l-1)) = J_a(z^(l)) W^(l) [+ I across a skip], and a stretch of
layers is the product of such factors. The product does not depend on the order in which it is
taken; the number of multiplications does, and `chain` counts it.
(Magnus & Neudecker 2019, chapter 5; Griewank & Walther 2008, chapter 3.)

For a batch of B examples a leading axis B stands in front wherever a value depends on the
example. Every result is read-only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bpcore.arrays import Array, require_finite
from bpcore.functions import activation, known
from bpcore.network import Network
from bpcore.perlayer import PerLayer
from bpcore.products import like, span
from bpcore.trace import ForwardTrace, require_own

ORDERS = ("backward", "forward")


def J_z_a(network: Network, layer: int) -> Array:
    """dz^(l)/da^(l-1)^T = W^(l), shape (n_l, n_(l-1)), the same for every example."""
    return network.W[layer]


def J_z_b(network: Network, layer: int) -> Array:
    """dz^(l)/db^(l)^T = I, shape (n_l, n_l), the same for every example."""
    return _kept(np.eye(len(network.b[layer]), dtype=network.dtype))


def J_z_W(network: Network, trace: ForwardTrace, layer: int) -> Array:
    """dz^(l)/d(vec W^(l))^T, shape (n_l, n_l n_(l-1)) or (B, n_l, n_l n_(l-1)).

    vec takes W row by row, as W.ravel() does. Row i holds a^(l-1)^T at the places of row i of
    W, and 0 elsewhere: z_i knows no other row.

    Raises: SpecError for a trace of another network.
    """
    require_own(network, trace)
    n, m = network.W[layer].shape
    a = trace.a[layer - 1]
    blocks: Array = np.eye(n, dtype=a.dtype)[:, :, None] * a[..., None, None, :]
    return _kept(blocks.reshape(*a.shape[:-1], n, n * m))


def J_a_z(network: Network, trace: ForwardTrace, layer: int) -> Array:
    """d phi(z^(l))/dz^(l)^T, shape (n_l, n_l) or (B, n_l, n_l); without what a skip adds.

    diag phi'(z), or diag a - a a^T for softmax.

    Raises: SpecError for a trace of another network.
    """
    require_own(network, trace)
    return _kept(activation(network.phi[layer]).jacobian(trace.z[layer]))


def J_a_a(network: Network, trace: ForwardTrace, layer: int) -> Array:
    """da^(l)/da^(l-1)^T = J_a(z^(l)) W^(l) [+ I], shape (n_l, n_(l-1)) or (B, n_l, n_(l-1)).

    Raises: SpecError for a trace of another network.
    """
    return chain(network, trace, top=layer, bottom=layer - 1).value


@dataclass(frozen=True, eq=False)
class Chain:
    """A product of Jacobians, how it came about and what it cost. Read-only.

    `value`: da^(top)/da^(bottom)^T, (n_top, n_bottom) or (B, n_top, n_bottom); with a row u in
    front, u^T times that, (n_bottom,) or (B, n_bottom).
    `partial[l]`, l = bottom..top: for order "backward" da^(top)/da^(l)^T, with u^T in front if
    given; for "forward" da^(l)/da^(bottom)^T.
    `multiplications[l]`, l = bottom+1..top: multiplications of numbers, per example, that
    taking in layer l took, and `row_multiplications` those for a row that came last.
    """

    order: str
    value: Array
    partial: PerLayer[Array]
    multiplications: PerLayer[int]
    row_multiplications: int

    @property
    def cost(self) -> int:
        """All multiplications, per example."""
        return sum(self.multiplications) + self.row_multiplications


def chain(
    network: Network,
    trace: ForwardTrace,
    *,
    top: int | None = None,
    bottom: int = 0,
    order: str = "backward",
    row: npt.ArrayLike | None = None,
) -> Chain:
    """The Jacobian of a^(top), L if not given, with respect to a^(bottom), factor by factor.

    "backward" starts at a^(top) and multiplies from the right, P <- P J_a W [+ P]; "forward"
    starts at a^(bottom) and multiplies from the left, P <- J_a W P [+ P].
    `row`: u, (n_top,) or (B, n_top), to put u^T in front. Backward it comes first, and each
    product is one of a row with a matrix: a VJP. Forward it comes last.

    Multiplying with a diagonal J_a(z) counts one multiplication per entry, with the identity
    at the start none.

    Raises: SpecError for a trace of another network, layers that are not
    0 <= bottom < top <= L, or an unknown order; ShapeError, DTypeError, NonFiniteError for row;
    NonFiniteError if a value overflows.
    """
    require_own(network, trace)
    top, bottom = span(network, top, bottom)
    known(order, ORDERS, "order")
    u = None if row is None else like(row, "row", trace.a[top])[..., None, :]
    with np.errstate(all="ignore"):
        if order == "backward":
            partial, counts = _backward(network, trace, top, bottom, u)
            value, row_count = partial[0], 0
        else:
            partial, counts = _forward(network, trace, top, bottom)
            value, row_count = partial[-1], 0
            if u is not None:
                value, row_count = u @ value, value.shape[-2] * value.shape[-1]
    if u is not None:
        value = value[..., 0, :]
        partial = [p[..., 0, :] for p in partial] if order == "backward" else partial
    require_finite(f"chain, {order}:", [(bottom if order == "backward" else top, value)])
    return Chain(
        order,
        _kept(value),
        PerLayer("partial", bottom, [_kept(p) for p in partial]),
        PerLayer("multiplications", bottom + 1, counts),
        row_count,
    )


def _backward(
    network: Network, trace: ForwardTrace, top: int, bottom: int, u: Array | None
) -> tuple[list[Array], list[int]]:
    """da^(top)/da^(l)^T for l = bottom..top, and the multiplications per layer."""
    P = _identity(trace, top) if u is None else u
    partial, counts = [P], []
    for l in range(top, bottom, -1):  # noqa: E741  (l is the layer, as in the equations)
        n, m = network.W[l].shape
        k = P.shape[-2]
        diagonal = activation(network.phi[l]).slope
        first = P is partial[0] and u is None
        if diagonal:
            Q = P * activation(network.phi[l]).derivative(trace.z[l])[..., None, :]
            # I diag phi' costs nothing and is diagonal, so that its product with W is cheap.
            count = n * m if first else k * n + k * n * m
        else:
            Q = P @ J_a_z(network, trace, l)
            count = k * n * m if first else k * n * n + k * n * m
        Q = Q @ network.W[l]
        P = Q + P if network.skip[l] else Q
        partial.append(P)
        counts.append(count)
    return partial[::-1], counts[::-1]


def _forward(
    network: Network, trace: ForwardTrace, top: int, bottom: int
) -> tuple[list[Array], list[int]]:
    """da^(l)/da^(bottom)^T for l = bottom..top, and the multiplications per layer."""
    P = _identity(trace, bottom)
    k = P.shape[-1]
    partial, counts = [P], []
    for l in range(bottom + 1, top + 1):  # noqa: E741
        n, m = network.W[l].shape
        Q = network.W[l] @ P
        count = 0 if l == bottom + 1 else n * m * k  # W I costs nothing
        if activation(network.phi[l]).slope:
            Q = activation(network.phi[l]).derivative(trace.z[l])[..., :, None] * Q
            count += n * k
        else:
            Q = J_a_z(network, trace, l) @ Q
            count += n * n * k
        P = Q + P if network.skip[l] else Q
        partial.append(P)
        counts.append(count)
    return partial, counts


def _identity(trace: ForwardTrace, layer: int) -> Array:
    """I of size n_l, one for each example."""
    a = trace.a[layer]
    n = a.shape[-1]
    return np.broadcast_to(np.eye(n, dtype=a.dtype), (*a.shape[:-1], n, n)).copy()


def _kept(array: Array) -> Array:
    """The array itself, from now on read-only."""
    array.setflags(write=False)
    return array
