"""How the losses of a run change when one of its values is moved, with no derivative in sight.

Two routes, both through values of phi and of the loss alone:

    complex step          dl/dp = Im l(p + ih) / h        (Squire & Trapp 1998)
    central difference    dl/dp = (l(p + h) - l(p - h)) / 2h + O(h^2)

Both start in the middle of a recorded run: moving W_ji^(l) by h moves z_j^(l) by h a_i^(l-1),
moving b_j^(l) or z_j^(l) by h moves z_j^(l) by h, and from there on the layers are run again.
"""

from __future__ import annotations

import numpy as np

from bpcore.arrays import Array
from bpcore.functions import ACTIVATIONS, LOSSES
from bpcore.trace import ForwardTrace

COMPLEX_STEP = 1e-30
"""h^2, the truncation error of the complex step, lies far below rounding."""

REAL_STEP = 6e-6
"""The cube root of the spacing of float64: truncation and rounding of about the same size."""

BENT = ("relu", "leaky_relu", "elu")
"""Activations made of two pieces that do not join smoothly to second order at z = 0."""


class Run:
    """The values of a forward trace as plain float64 lists, position l for layer l."""

    def __init__(self, fwd: ForwardTrace) -> None:
        network = fwd.network
        nothing = np.empty(0)  # so that position l is layer l in every list
        self.L = network.L
        self.W = [nothing, *(W.astype(np.float64) for W in network.W)]
        self.b = [nothing, *(b.astype(np.float64) for b in network.b)]
        self.a = [a.astype(np.float64) for a in fwd.a]
        self.z = [nothing, *(z.astype(np.float64) for z in fwd.z)]
        self.y = fwd.y.astype(np.float64)
        self.phi = ["", *network.phi]
        self.skip = [False, *network.skip]
        self.loss = network.loss

    @property
    def pair(self) -> tuple[str, str] | None:
        """Last activation and loss where the loss is best taken as a function of z^(L)."""
        pair = (self.phi[self.L], self.loss)
        stable = (("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy"))
        return pair if pair in stable and not self.skip[self.L] else None

    def losses(self, z: Array, a: Array) -> Array:
        """The losses, shape (...), from z^(L) and a^(L), shape (..., n_L), real or complex."""
        if self.pair == ("softmax", "cross_entropy"):
            top = z.real.max(axis=-1, keepdims=True)
            log_sum = top + np.log(np.exp(z - top).sum(axis=-1, keepdims=True))
            return np.asarray((self.y * (log_sum - z)).sum(axis=-1))
        if self.pair == ("sigmoid", "binary_cross_entropy"):
            return np.asarray((ACTIVATIONS["softplus"].value(z) - self.y * z).sum(axis=-1))
        return LOSSES[self.loss].value(a, self.y)


def by_complex_step(
    run: Run, layer: int, dz: Array, da: Array | None = None
) -> tuple[Array, Array]:
    """Derivative of each loss as z^(layer) moves along `dz`, exact up to rounding.

    `dz`: (P, n_layer) for P directions, or (P, B, n_layer) for a batch; the derivatives have
    shape (P,) or (P, B). `da`, (P, ..., n_(layer-1)), moves a^(layer-1) as a skip sees it. The
    second result, (P,), tells which directions can be used: here all.

    Only the imaginary parts travel; every real part is the recorded one. So a unit that sits
    exactly at a kink is judged on the side where the run has it.
    """
    t, across = COMPLEX_STEP * dz, np.zeros(1) if da is None else COMPLEX_STEP * da
    with np.errstate(all="ignore"):  # log 0 where a target is 0: not used
        for l in range(layer, run.L + 1):  # noqa: E741  (l is the layer, as in the equations)
            z = run.z[l] + 1j * t
            turned = ACTIVATIONS[run.phi[l]].value(z).imag
            across = turned + across if run.skip[l] else turned
            if l < run.L:
                t = times(across, run.W[l + 1])
        derivative: Array = run.losses(z, run.a[run.L] + 1j * across).imag / COMPLEX_STEP
    return derivative, np.ones(len(dz), dtype=bool)


def output_by_complex_step(run: Run) -> Array:
    """g^(L) = dl/da^(L), (n_L,) or (B, n_L): the loss alone, moved in each output.

    Steps are relative to a, and to 1 - a where that is what the logarithm sees, so that
    outputs as small as 1e-300 keep their digits.
    """
    a, y = run.a[run.L], run.y
    if run.pair == ("sigmoid", "binary_cross_entropy"):
        # Binary cross-entropy is cross-entropy over the pairs (a, 1 - a).
        rest = ACTIVATIONS["sigmoid"].value(-run.z[run.L])
        parts = [(a, y, 1.0), (rest, 1 - y, -1.0)]
        return sum((sign * _one_by_one("cross_entropy", p, t) for p, t, sign in parts), np.zeros(1))
    return _one_by_one(run.loss, a, y)


def _one_by_one(loss: str, a: Array, y: Array) -> Array:
    """dl/da of a loss that is a sum over outputs; the others rest where every loss is finite."""
    columns = []
    for i in range(a.shape[-1]):
        moved = np.full(a.shape, 0.5 + 0j)
        step = COMPLEX_STEP * np.where(a[..., i] == 0, 1, np.abs(a[..., i]))
        moved[..., i] = a[..., i] + 1j * step
        with np.errstate(all="ignore"):  # log 0 where a target is 0: not used
            columns.append(LOSSES[loss].value(moved, y).imag / step)
    return np.stack(columns, axis=-1)


def by_central_difference(
    run: Run, layer: int, dz: Array, da: Array | None = None, step: float = REAL_STEP
) -> tuple[Array, Array]:
    """The same derivatives to about ten digits. Usable is what does not step across a kink:

    a direction in which no unit of an activation in BENT has z <= 0 at one end and z > 0 at the
    other. Where a large input would carry z further than `step`, the step is shortened.
    """
    step /= max(1.0, float(np.abs(dz).max()))
    z = run.z[layer] + step * np.stack([dz, -dz])
    below = run.a[layer - 1] + (0 if da is None else step * np.stack([da, -da]))
    usable = np.ones(len(dz), dtype=bool)
    with np.errstate(all="ignore"):
        for l in range(layer, run.L + 1):  # noqa: E741
            if run.phi[l] in BENT:
                right = z > 0
                usable &= (right[0] == right[1]).reshape(len(dz), -1).all(axis=1)
            a = ACTIVATIONS[run.phi[l]].value(z)
            if run.skip[l]:
                a = a + below
            if l < run.L:
                z, below = times(a, run.W[l + 1]) + run.b[l + 1], a
        ends = run.losses(z, a)
    return (ends[0] - ends[1]) / (2 * step), usable


def loss_along(run: Run, W: list[Array], b: list[Array]) -> tuple[float, list[Array]]:
    """The mean loss with other parameters, and on which side of its kink every bent unit is."""
    a, sides = run.a[0], []
    for l in range(1, run.L + 1):  # noqa: E741
        z = a @ W[l].T + b[l]
        if run.phi[l] in BENT:
            sides.append(z > 0)
        below, a = a, ACTIVATIONS[run.phi[l]].value(z)
        if run.skip[l]:
            a = a + below
    return float(run.losses(z, a).mean()), sides


def times(a: Array, W: Array) -> Array:
    """a @ W.T for `a` with any leading axes, as one product of two matrices."""
    return (a.reshape(-1, a.shape[-1]) @ W.T).reshape(*a.shape[:-1], len(W))
