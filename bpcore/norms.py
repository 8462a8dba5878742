"""How large the values of each layer are, told by logarithms so that nothing underflows.

The Euclidean norm of g^(1) in a deep network can be 1e-600, which no float64 holds. As the
backward recursion is linear in g, each g^(l) may be divided by its norm as soon as that has
been noted: the direction goes on at length 1, and the logarithms add up.

    log ||g^(l-1)|| = log ||g^(l)|| + log ||W^T J_a(z)^T u||,   u = g^(l) / ||g^(l)||

For one example dW = delta a^T has rank one, so ||dW||_F = ||delta|| ||a|| without forming dW.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpcore.arrays import Array, require_finite
from bpcore.network import Network
from bpcore.perlayer import PerLayer
from bpcore.propagate import last_step, through
from bpcore.trace import ForwardTrace, require_own


@dataclass(frozen=True, eq=False)
class LogNorms:
    """log10 of Euclidean norms, float64, read-only; -inf where a norm is 0.

    `a[l]`, `g[l]` for l = 0..L and `delta[l]` for l = 1..L: shape (), or (B,) for a batch, one
    per example. `dW[l]` for l = 1..L: shape (), the Frobenius norm of the gradient of the mean
    loss.
    """

    a: PerLayer[Array]
    delta: PerLayer[Array]
    g: PerLayer[Array]
    dW: PerLayer[Array]


@np.errstate(all="ignore")  # log 0 = -inf is meant
def log_norms(network: Network, trace: ForwardTrace) -> LogNorms:
    """log10 of the norms of a, delta, g and dW in every layer, also where those underflow.

    What is in `trace` has been computed and is taken as it is; on the way back nothing
    underflows, however deep the network is.

    Raises: SpecError if `trace` was made by another network; NonFiniteError if delta^(L)
    overflows.
    """
    require_own(network, trace)
    a = [log10_norm(a_l) for a_l in trace.a]
    g, delta = last_step(network, trace)
    require_finite("delta", [(network.L, delta)])
    log_g, log_delta = [log10_norm(g)], [log10_norm(delta)]
    log_dW = [_log_dW(delta, log_delta[-1], trace.a[network.L - 1], a[network.L - 1])]
    scale: Array = np.zeros_like(log_g[0])  # the true g and delta are 10^scale times these
    for l in range(network.L - 1, -1, -1):  # noqa: E741  (l is the layer, as in the equations)
        g_l = delta.dot(network.W[l + 1])
        if network.skip[l + 1]:
            g_l += g
        step = log10_norm(g_l)
        scale = scale + step
        log_g.append(scale)
        if l > 0:
            g = _unit(g_l)
            delta = through(network.phi[l], trace.z[l], g)
            log_delta.append(scale + log10_norm(delta))
            log_dW.append(_log_dW(delta, log_delta[-1], trace.a[l - 1], a[l - 1]))
    return LogNorms(
        a=_kept("log10 ||a||", 0, a),
        delta=_kept("log10 ||delta||", 1, log_delta[::-1]),
        g=_kept("log10 ||g||", 0, log_g[::-1]),
        dW=_kept("log10 ||dW||", 1, log_dW[::-1]),
    )


def log10_norm(v: Array) -> Array:
    """log10 ||v|| along the last axis, shape (...) for v of shape (..., n); -inf for v = 0.

    Entries are divided by the largest first, so that no square under- or overflows.
    """
    v = v.astype(np.float64, copy=False)
    largest = np.abs(v).max(axis=-1, keepdims=True)
    v = v / np.where(largest > 0, largest, 1)
    log: Array = np.log10(np.vecdot(v, v)) / 2 + np.log10(largest[..., 0])
    return np.asarray(log)


def _unit(v: Array) -> Array:
    """v / ||v|| along the last axis, and 0 for v = 0."""
    largest = np.abs(v).max(axis=-1, keepdims=True)
    v = v / np.where(largest > 0, largest, 1)
    unit: Array = v / np.where(largest > 0, np.sqrt(np.vecdot(v, v)[..., None]), 1)
    return unit


def _log_dW(delta: Array, log_delta: Array, a: Array, log_a: Array) -> Array:
    """log10 ||dW||_F from directions and lengths of delta and a, of one example or a batch."""
    log = np.asarray(log_delta + log_a)
    if log.ndim == 0:
        return log
    top = log.max()
    if np.isneginf(top):
        return np.asarray(top)
    # The mean over examples may cancel, so here the matrix is formed, scaled by 10^-top.
    weights = 10 ** (log - top) / len(log)
    mean = (_unit(delta) * weights[:, None]).T.dot(_unit(a))
    return np.asarray(log10_norm(mean.ravel()) + top)


def _kept(name: str, first: int, logs: list[Array]) -> PerLayer[Array]:
    """The logarithms by layer, read-only."""
    for log in logs:
        log.setflags(write=False)
    return PerLayer(name, first, logs)
