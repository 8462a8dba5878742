"""Two of the checks of `bpcore.check`: complex step and central difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

import numpy as np

from bpcore.arrays import Array, shape_text
from bpcore.errors import ShapeError, SpecError
from bpcore.probe import (
    COMPLEX_STEP,
    REAL_STEP,
    Run,
    by_central_difference,
    by_complex_step,
    output_by_complex_step,
    times,
)
from bpcore.report import Report, Tally
from bpcore.rounding import cancellation
from bpcore.trace import BackwardTrace, ForwardTrace

COMPLEX_STEP_BAR = 1e-13
CENTRAL_DIFFERENCE_BAR = 1e-8
FLOAT32_BAR = 1e-4
"""What stands for either bar in a network of float32, whose numbers have seven digits."""

FLOOR = float(np.finfo(float).tiny / np.finfo(float).eps / COMPLEX_STEP)
"""Derivatives below about 1e-262 leave the range of floats when multiplied by the step."""

CHUNK = 2**17
"""So many numbers move at a time, which bounds the memory."""

Probe: TypeAlias = Callable[[Run, int, Array, Array | None], tuple[Array, Array]]


def complex_step(fwd: ForwardTrace, bwd: BackwardTrace, entries: int | None = None) -> Report:
    """Compare dW, db, delta and g of every layer with dl/dp = Im l(p + ih) / h.

    Exact up to rounding, so the bar is 1e-13 of each tensor's largest entry (1e-4 for float32).
    Where terms cancel to less than 1/30 of their size, as in y_hat - y of a network that is
    almost right, rounding costs anyone digits: the bar grows in proportion and a note says so.
    At a kink the complex step takes the slope from the left, as the engine does. At most
    `entries` entries per matrix are moved, always with the largest; None for all.

    (Squire & Trapp 1998.) Raises: ShapeError if `bwd` does not fit the network; SpecError for
    entries below 1.
    """
    require_fit(fwd, bwd)
    run = Run(fwd)
    tally = Tally("complex step", "Im l(p + ih) / h, h = 1e-30")
    base = COMPLEX_STEP_BAR if fwd.network.dtype == np.float64 else FLOAT32_BAR
    lost = cancellation(run, bwd)
    worst = (30.0, "")
    for kind, layer, found in tensors(fwd, bwd):
        name = f"{kind}[{layer}]"
        if kind == "g" and layer == run.L:
            expected, where = output_by_complex_step(run), ~np.isinf(found)
            if not where.all():
                tally.notes.append(
                    f"{(~where).sum()} entries of {name} are beyond the largest float: left out"
                )
        else:
            expected, where = differentiate(run, kind, layer, found, entries, by_complex_step)
        factor = max(1.0, lost[name] / 30)
        worst = max(worst, (lost[name], name))
        scale = float(np.abs(expected[where]).max(initial=0.0))
        tally.add(name, found, expected, scale, base * factor, where, slack=FLOOR)
    if worst[1]:
        tally.notes.append(
            f"in {worst[1]} terms cancel to 1/{worst[0]:.2g} of their size: rounding leaves fewer "
            "digits, and the bar is higher in proportion"
        )
    return tally.report()


def central_difference(fwd: ForwardTrace, bwd: BackwardTrace, entries: int | None = None) -> Report:
    """Compare dW and db of every layer with dl/dp = (l(p + h) - l(p - h)) / 2h, h = 6e-6.

    The bar is 1e-8 of the largest gradient of all layers (1e-4 for float32). Where the quotient
    is itself less well known, by rounding and by what it changes when the step is doubled,
    the bar is four times that. Steps that take a unit of relu, leaky_relu or
    elu across z = 0 are left out and counted, as no quotient is right there. `entries` as in
    `complex_step`.

    Raises: ShapeError if `bwd` does not fit the network; SpecError for entries below 1.
    """
    require_fit(fwd, bwd)
    run = Run(fwd)
    tally = Tally("central difference", "(l(p + h) - l(p - h)) / 2h, h = 6e-6")
    double = partial(by_central_difference, step=2 * REAL_STEP)
    collected, across = [], 0
    for kind, layer, found in tensors(fwd, bwd):
        if kind in ("dW", "db"):
            near, _ = differentiate(run, kind, layer, found, entries, by_central_difference)
            far, where = differentiate(run, kind, layer, found, entries, double)
            across += min(entries or found.size, found.size) - int(where.sum())
            rounding = _rounding(run, layer, near) if kind == "db" else 0.0
            collected.append((f"{kind}[{layer}]", found, near, far, where, rounding))
    scale = max(
        float(np.abs(near[where]).max(initial=0.0)) for _, _, near, _, where, _ in collected
    )
    doubt = max(
        rounding + float(np.abs(near - far)[where].max(initial=0.0))
        for _, _, near, far, where, rounding in collected
    )
    bar = CENTRAL_DIFFERENCE_BAR if fwd.network.dtype == np.float64 else FLOAT32_BAR
    if 4 * doubt > bar * scale > 0:
        bar = 4 * doubt / scale
        tally.notes.append(
            f"the quotient itself is known to {doubt / scale:.1g} of the largest gradient, by "
            "rounding and by what it changes when its step is doubled: the bar is four times that"
        )
    for name, found, near, _, where, _ in collected:
        tally.add(name, found, near, scale, bar, where & (bar < 0.01))
    if across:
        steps = "1 step would carry a unit across a kink and is"
        if across > 1:
            steps = f"{across:,} steps would carry a unit across a kink and are"
        tally.notes.append(f"{steps} left out; the complex step covers what they leave")
    return tally.report()


def _rounding(run: Run, layer: int, near: Array) -> float:
    """What rounding z^(layer) and the loss does to the quotients of that layer.

    `near`: those that make up db^(layer).
    """
    loss = np.abs(run.losses(run.z[run.L], run.a[run.L])).max() / 2
    moved = np.abs(run.z[layer]).max() * np.abs(near).max()
    size = max(1.0, np.abs(run.a[layer - 1]).max())  # by which a step is shortened
    return float(np.finfo(float).eps * (loss + moved) * size / REAL_STEP)


def require_fit(fwd: ForwardTrace, bwd: BackwardTrace) -> None:
    """Raise ShapeError unless every array of `bwd` has the shape that goes with `fwd`."""
    network = fwd.network
    shapes = {
        "delta": [z.shape for z in fwd.z],
        "g": [a.shape for a in fwd.a],
        "dW": [W.shape for W in network.W],
        "db": [b.shape for b in network.b],
    }
    for kind, expected in shapes.items():
        arrays = getattr(bwd, kind)
        if len(arrays) != len(expected):
            raise ShapeError(kind, f"{network.L} layers", f"{arrays.last}")
        for (layer, array), shape in zip(arrays.items(), expected, strict=True):
            if array.shape != shape:
                raise ShapeError(
                    f"{kind}[{layer}]", f"shape {shape_text(shape)}", shape_text(array.shape)
                )


def tensors(fwd: ForwardTrace, bwd: BackwardTrace) -> Iterator[tuple[str, int, Array]]:
    """Triples (kind, layer, array), array in float64: g, delta, dW, db from layer L down to 0."""
    for layer in range(fwd.network.L, -1, -1):
        for kind in ("g", "delta", "dW", "db") if layer else ("g",):
            yield kind, layer, getattr(bwd, kind)[layer].astype(np.float64)


def differentiate(
    run: Run, kind: str, layer: int, found: Array, entries: int | None, probe: Probe
) -> tuple[Array, Array]:
    """What `found` should be by `probe`, and where that is known; both in the shape of `found`."""
    expected, where = np.zeros(found.shape), np.zeros(found.shape, dtype=bool)
    sizes = np.abs(found) if kind == "dW" else np.abs(np.atleast_2d(found)).max(axis=0)
    chosen = _sample(sizes, entries)
    batch, units = run.y.shape[:-1], run.a[layer].shape[-1]
    chunk = max(1, CHUNK // max(a.size for a in run.a))
    for start in range(0, len(chosen), chunk):
        part = chosen[start : start + chunk]
        each = np.arange(len(part))
        move = np.zeros((len(part), *batch, units))
        if kind == "dW":
            row, column = np.unravel_index(part, found.shape)
            move[each, ..., row] = run.a[layer - 1][..., column].T
        else:
            move[each, ..., part] = 1
        if kind == "g":
            values, usable = probe(run, layer + 1, times(move, run.W[layer + 1]), move)
        else:
            values, usable = probe(run, layer, move, None)
        if kind in ("dW", "db"):
            expected.reshape(-1)[part] = values.reshape(len(part), -1).mean(axis=1)
            where.reshape(-1)[part] = usable
        else:
            expected[..., part], where[..., part] = values.T, usable
    return expected, where


def _sample(sizes: Array, entries: int | None) -> Array:
    """Positions in `sizes`, flattened: all, or `entries` of them with the largest among them."""
    if entries is not None and entries < 1:
        raise SpecError("entries", "an integer, 1 or more, or None for all", repr(entries))
    if entries is None or entries >= sizes.size:
        return np.arange(sizes.size)
    others = np.delete(np.arange(sizes.size), sizes.argmax())
    drawn = np.random.default_rng(0).choice(others, entries - 1, replace=False)
    return np.sort(np.append(drawn, sizes.argmax()))
