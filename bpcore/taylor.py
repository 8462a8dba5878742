"""One of the checks of `bpcore.check`: how fast the remainder of the linear model falls."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from bpcore.differences import require_fit
from bpcore.errors import DTypeError
from bpcore.probe import Run, loss_along
from bpcore.report import Report
from bpcore.trace import BackwardTrace, ForwardTrace

MEDIAN_BAR = 0.05
LEAST_ORDER = 1.8
DIRECTIONS = 5
HALVINGS = 8
LARGEST, SMALLEST = 7, 42
"""Steps run from 2^-7 down; those of 2^-42 and less show rounding and nothing else."""


def taylor_remainder(fwd: ForwardTrace, bwd: BackwardTrace) -> Report:
    """Check that R(eps) = |l(p + eps v) - l(p) - eps <grad, v>| falls as eps^2.

    p is all parameters at once and v a random direction in them. A wrong gradient leaves a
    remainder of order eps. R is the Euclidean norm over five directions, so that one along
    which the loss happens to bend little does not matter. The order is log2 R(2 eps) / R(eps)
    at the eight smallest steps above rounding: the median must be 2 +- 0.05, none below 1.8.
    `error` is the larger of |median - 2| and a quarter of 2 - least, so that its bar is 0.05.

    Directions along which a unit leaves its side of a kink at once are left out, and steps too
    small to rise above rounding; a loss that is linear in p leaves nothing to compare.

    Raises: DTypeError for float32, which has too few digits to see an order; ShapeError if `bwd`
    does not fit the network.
    """
    network = fwd.network
    if network.dtype != np.float64:
        raise DTypeError(
            "taylor_remainder", "a network of float64", str(network.dtype), "Convert it first."
        )
    require_fit(fwd, bwd)
    run = Run(fwd)
    rays = [Ray(run, bwd, seed) for seed in range(DIRECTIONS)]
    usable = [ray for ray in rays if not math.isinf(ray.remainder(SMALLEST))]
    orders = _orders(usable, _rounding(run, bwd))
    notes = []
    if len(usable) < DIRECTIONS:
        notes.append(
            f"{DIRECTIONS - len(usable)} of {DIRECTIONS} directions cross a kink at once and are "
            "left out: there is no gradient along them"
        )
    if not orders and usable:
        notes.append("the loss is linear in the parameters up to rounding, or a kink is near")
    median, least = (float(np.median(orders)), min(orders)) if orders else (2.0, 2.0)
    return Report(
        check="Taylor remainder",
        reference="order 2 of R(eps) = |l(p + eps v) - l(p) - eps <grad, v>|",
        tensor="the median order",
        entry=(),
        found=median,
        expected=2.0,
        error=max(abs(median - 2), (2 - least) * MEDIAN_BAR / (2 - LEAST_ORDER)),
        bar=MEDIAN_BAR,
        compared=len(orders),
        total=len(orders),
        notes=tuple(notes),
    )


class Ray:
    """One random direction in all parameters, and the remainder along it."""

    def __init__(self, run: Run, bwd: BackwardTrace, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._run = run
        self._V = [rng.standard_normal(W.shape) for W in run.W]
        self._v = [rng.standard_normal(b.shape) for b in run.b]
        pairs = [*zip(bwd.dW, self._V[1:], strict=True), *zip(bwd.db, self._v[1:], strict=True)]
        self._slope = sum(float(np.vdot(gradient, step)) for gradient, step in pairs)
        self._loss, self._sides = loss_along(run, run.W, run.b)

    def remainder(self, exponent: int) -> float:
        """R(2^-exponent); infinite if a unit changes its side of a kink on the way."""
        eps = 2.0**-exponent
        loss, sides = loss_along(
            self._run,
            [W + eps * V for W, V in zip(self._run.W, self._V, strict=True)],
            [b + eps * v for b, v in zip(self._run.b, self._v, strict=True)],
        )
        same = all(np.array_equal(s, o) for s, o in zip(sides, self._sides, strict=True))
        return abs(loss - self._loss - eps * self._slope) if same else math.inf


def _rounding(run: Run, bwd: BackwardTrace) -> float:
    """What rounding every z, every a and the loss to float64 can do to the loss."""
    pairs = [*zip(run.z[1:], bwd.delta, strict=True), *zip(run.a, bwd.g, strict=True)]
    moved = [float(np.abs(value).max() * np.abs(slope).max()) for value, slope in pairs]
    last = run.z[run.L]
    losses = run.losses(last, run.a[run.L])
    # Taken from z, a loss is the difference of two numbers of that size.
    size = max(float(np.abs(losses).max()), float(np.abs(last).max()) if run.pair else 0.0)
    return float(np.finfo(float).eps) * (size + max(m for m in moved if m < math.inf))


def _orders(rays: list[Ray], rounding: float) -> list[float]:
    """Orders of the norm over all rays, at the smallest steps that stand out from rounding."""
    if not rays:
        return []

    def norm(exponent: int) -> float:
        return math.hypot(*(ray.remainder(exponent) for ray in rays))

    # At steps this small the true remainder is far below rounding, so what is seen is rounding.
    noise = max(rounding, *(norm(exponent) for exponent in range(SMALLEST, SMALLEST + 9)))
    sizes: list[float] = []
    for exponent in range(32, LARGEST - 1, -1):
        size = norm(exponent)
        if math.isnan(size):  # a gradient is NaN: no order, and nothing holds
            return [size]
        if len(sizes) > HALVINGS or math.isinf(size):
            break
        if size > 100 * noise:
            sizes.append(size)
    return [math.log2(big / small) for small, big in pairwise(sizes)] if len(sizes) > 3 else []
