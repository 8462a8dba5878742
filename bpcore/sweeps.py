"""How norms travel through deep random networks, over many depths, gains and activations.

Networks of equal layers: W^(l) = gain * N / sqrt(n) with N standard normal, (n, n); b = 0. One
seed draws, from numpy.random.default_rng(seed) and in this order, N for l = 1, ..., L with L the
largest depth, the input x = a^(0), and u, then made to have length 1. Every gain, activation
and depth uses the same draws, a network of depth d the first d matrices. g^(d) = u, so that
norms of delta and g tell by what factor a gradient has grown or shrunk on its way back.
(Glorot & Bengio 2010; He et al. 2015; Schoenholz et al. 2017.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from bpcore.arrays import Array
from bpcore.errors import NonFiniteError, SpecError
from bpcore.functions import activation as look_up
from bpcore.perlayer import PerLayer
from bpcore.spread import Spread, Tally

HOMOGENEOUS = ("identity", "relu", "leaky_relu")
"""Activations with phi(c z) = c phi(z) for c > 0: without biases a may be rescaled too."""


@dataclass(frozen=True, eq=False)
class Profile:
    """Spreads of log10 norms by layer: `a[l]`, `g[l]` for l = 0..L, `delta[l]`, `dW[l]` from 1."""

    a: PerLayer[Spread]
    delta: PerLayer[Spread]
    g: PerLayer[Spread]
    dW: PerLayer[Spread]


@dataclass(frozen=True, eq=False)
class Sweep:
    """What `sweep` found; `profile(activation, gain, depth)` gives one network's layers."""

    depths: tuple[int, ...]
    gains: tuple[float, ...]
    activations: tuple[str, ...]
    width: int
    skip: bool
    seeds: int
    _tallies: dict[int, dict[str, Tally]] = field(repr=False)

    def profile(self, activation: str, gain: float, depth: int) -> Profile:
        """The spreads for one of the swept networks.

        Raises: SpecError if it was not among them.
        """
        for name, value, swept in (
            ("activation", activation, self.activations),
            ("gain", gain, self.gains),
            ("depth", depth, self.depths),
        ):
            if value not in swept:
                raise SpecError(name, f"one of {', '.join(map(str, swept))}", repr(value))
        row = self.activations.index(activation) * len(self.gains) + self.gains.index(gain)
        return Profile(
            **{
                name: PerLayer(f"log10 ||{name}||", int(name in ("delta", "dW")), tally.row(row))
                for name, tally in self._tallies[depth].items()
            }
        )


def sweep(
    depths: Iterable[int],
    gains: Iterable[float],
    activations: Iterable[str],
    seeds: Iterable[int],
    width: int = 128,
    skip: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Sweep:
    """log10 norms of a, delta, g and dW in every layer of random networks, spread over seeds.

    Seeds are taken one after the other and only their spread is kept, so memory does not grow
    with their number: it holds max(depths) matrices of width x width. float64 throughout;
    delta and g, and a where phi is homogeneous, are carried at length 1 and cannot underflow.
    `progress` is called with 1, 2, ... after each seed.

    Raises: SpecError for an empty list, a depth or width below 1, a gain that is not positive,
    or an unknown activation; NonFiniteError if z overflows.
    """
    depths, gains, activations = tuple(depths), tuple(map(float, gains)), tuple(activations)
    _require(depths, gains, activations, width)
    net = _Rows(activations, np.array(gains), width, skip)
    N = np.empty((max(depths), width, width))
    tallies: dict[int, dict[str, Tally]] = {}
    count = 0
    with np.errstate(all="ignore"):
        for count, seed in enumerate(seeds, start=1):
            rng = np.random.default_rng(seed)
            rng.standard_normal(out=N)
            x, u = rng.standard_normal((2, width))
            z, log_a = net.forward(N, x)
            for depth in depths:
                log_delta, log_g = net.backward(N[:depth], z, u / np.sqrt(u @ u))
                found = {
                    "a": log_a[: depth + 1],
                    "delta": log_delta,
                    "g": log_g,
                    "dW": log_delta + log_a[:depth],
                }
                if depth not in tallies:
                    tallies[depth] = {name: Tally(log.shape) for name, log in found.items()}
                for name, log in found.items():
                    tallies[depth][name].add(log)
            if progress:
                progress(count)
    if not count:
        raise SpecError("seeds", "at least one seed", "none")
    return Sweep(depths, gains, activations, width, bool(skip), count, tallies)


class _Rows:
    """All gains and activations at once: row i * gains + j is activation i at gain j."""

    def __init__(self, activations: tuple[str, ...], gains: Array, width: int, skip: bool) -> None:
        self.skip = skip
        self.rows = len(activations) * len(gains)
        self.factor = np.tile(gains / np.sqrt(width), len(activations))[:, None]
        self.parts = [
            (look_up(name), slice(i * len(gains), (i + 1) * len(gains)), name in HOMOGENEOUS)
            for i, name in enumerate(activations)
        ]

    def forward(self, N: Array, x: Array) -> tuple[list[Array], Array]:
        """z by layer, each (rows, width), and log10 ||a||, (layers + 1, rows)."""
        a = np.tile(x, (self.rows, 1))
        z, lengths = [], [_lengths(a)]
        scale = np.ones((len(N) + 1, self.rows))
        for l, N_l in enumerate(N, start=1):  # noqa: E741  (l is the layer)
            z_l = a.dot(N_l.T)
            z_l *= self.factor
            below, a = a, np.empty_like(z_l)
            for phi, part, _ in self.parts:
                a[part] = phi.value(z_l[part])
            if self.skip:
                a += below
            lengths.append(_lengths(a))
            for _, part, homogeneous in self.parts:
                if homogeneous:
                    scale[l, part] = _divide(a[part], lengths[-1][part])
            z.append(z_l)
        for l, z_l in enumerate(z, start=1):  # noqa: E741
            if not np.isfinite(np.vdot(z_l, z_l)) and not np.isfinite(z_l).all():
                raise NonFiniteError(f"z[{l}]", "finite numbers", "an overflow", "Lower the gain.")
        log_scale = np.log10(scale)
        log_a = np.log10(lengths)
        log_a[1:] += np.cumsum(log_scale, axis=0)[:-1]
        return z, log_a

    def backward(self, N: Array, z: list[Array], u: Array) -> tuple[Array, Array]:
        """log10 ||delta||, (layers, rows), and log10 ||g||, (layers + 1, rows)."""
        g = np.tile(u, (self.rows, 1))
        g_lengths, delta_lengths = [_lengths(g)], []
        for N_l, z_l in zip(N[::-1], z[len(N) - 1 :: -1], strict=True):
            delta = np.empty_like(g)
            for phi, part, _ in self.parts:
                if phi.slope:
                    np.multiply(phi.slope(z_l[part]), g[part], out=delta[part])
                else:
                    delta[part] = phi.times_jacobian(z_l[part], g[part])
            delta_lengths.append(_lengths(delta))
            delta *= self.factor
            above, g = g, delta.dot(N_l)
            if self.skip:
                g += above
            g_lengths.append(_lengths(g))
            _divide(g, g_lengths[-1])
        log_g = np.cumsum(np.log10(g_lengths), axis=0)
        log_delta = log_g[:-1] + np.log10(delta_lengths)
        return log_delta[::-1], log_g[::-1]


def _lengths(v: Array) -> Array:
    """||v|| of each row."""
    lengths: Array = np.vecdot(v, v)
    return np.sqrt(lengths, out=lengths)


def _divide(v: Array, lengths: Array) -> Array:
    """Divide each row by its length, in place, and return by what: rows of 0 by 1."""
    by = np.where(lengths > 0, lengths, 1.0)
    v *= (1 / by)[:, None]
    return by


def _require(
    depths: Sequence[int], gains: Sequence[float], activations: Sequence[str], width: int
) -> None:
    """Raise SpecError for what `sweep` cannot do."""
    for name, values in (("depths", depths), ("gains", gains), ("activations", activations)):
        if not values:
            raise SpecError(name, "at least one value", "none")
    for name, number in [("width", width), *(("depths", depth) for depth in depths)]:
        if number < 1:
            raise SpecError(name, "at least 1", repr(number))
    for gain in gains:
        if not (gain > 0 and np.isfinite(gain)):
            raise SpecError("gains", "positive finite numbers", repr(gain))
    for name in activations:
        look_up(name)
