"""Proof that a run's gradients are right, for any network, as something to run and to read.

Each check takes recorded passes and returns a `Report`; `assert_holds` turns reports into an
assertion. All but the last compare with something that uses no derivative of the engine:

    forward_equations     z = W a + b, a = phi(z), the loss: each value from the ones before it
    complex_step          dl/dp = Im l(p + ih) / h, h = 1e-30           (Squire & Trapp 1998)
    central_difference    dl/dp = (l(p + h) - l(p - h)) / 2h, h = 6e-6
    taylor_remainder      |l(p + eps v) - l(p) - eps <grad, v>| falls as eps^2
    adjoint_dot           <u, J v> = <J^T u, v>, by jvp and by vjp

Errors are relative to the largest entry of each tensor. An absolute tolerance would accept
zeros for the first layer of a deep sigmoid network, whose gradients have vanished.
"""

from __future__ import annotations

import numpy as np

from bpcore.adjoint import adjoint_dot
from bpcore.differences import (
    COMPLEX_STEP_BAR,
    FLOAT32_BAR,
    central_difference,
    complex_step,
)
from bpcore.functions import ACTIVATIONS
from bpcore.kinks import Kink, kinks
from bpcore.probe import Run
from bpcore.report import Report, Tally
from bpcore.taylor import taylor_remainder
from bpcore.trace import BackwardTrace, ForwardTrace

__all__ = [
    "Kink",
    "Report",
    "adjoint_dot",
    "assert_holds",
    "central_difference",
    "certify",
    "complex_step",
    "forward_equations",
    "kinks",
    "taylor_remainder",
]


def forward_equations(fwd: ForwardTrace) -> Report:
    """Compute every z, a and loss of a trace again from the recorded values before it.

    z^(l) = W^(l) a^(l-1) + b^(l), a^(l) = phi(z^(l)) [+ a^(l-1) across a skip], and the loss.
    The bar is 1e-13 of the largest sum of |terms| of each tensor (1e-4 for float32).
    """
    run = Run(fwd)
    tally = Tally("forward equations", "z = W a + b, a = phi(z) and the loss, layer by layer")
    bar = COMPLEX_STEP_BAR if fwd.network.dtype == np.float64 else FLOAT32_BAR
    for l in range(1, run.L + 1):  # noqa: E741  (l is the layer, as in the equations)
        below, z, a = run.a[l - 1], run.z[l], run.a[l]
        terms = np.abs(below) @ np.abs(run.W[l]).T + np.abs(run.b[l])
        tally.add(f"z[{l}]", z, below @ run.W[l].T + run.b[l], float(terms.max()), bar)
        value = ACTIVATIONS[run.phi[l]].value(z)
        scale = float(np.abs(value).max())
        if run.skip[l]:
            value, scale = value + below, scale + float(np.abs(below).max())
        tally.add(f"a[{l}]", a, value, scale, bar)
    losses = run.losses(run.z[run.L], run.a[run.L])
    # Taken from z, a loss is the difference of two numbers of size 1 or more.
    scale = max(float(np.abs(losses).max()), 1.0 if run.pair else 0.0)
    tally.add("losses", fwd.losses.astype(np.float64), losses, scale, bar)
    tally.add("loss", np.array(fwd.loss), np.array(losses.mean()), scale, bar)
    return tally.report()


def assert_holds(*reports: Report) -> None:
    """Raise AssertionError, with everything there is to say, unless every report holds."""
    failed = [report for report in reports if not report.holds]
    if failed:
        raise AssertionError("\n".join(str(report) for report in failed))


def certify(
    fwd: ForwardTrace, bwd: BackwardTrace, entries: int | None = None
) -> tuple[Report, ...]:
    """Every check of this module on one run, in the order of the list at its top.

    `entries`: at most so many entries per matrix are moved; None for all. The Taylor remainder
    needs float64 and is left out for float32. Raises: ShapeError if `bwd` does not fit.
    """
    reports = [
        forward_equations(fwd),
        complex_step(fwd, bwd, entries),
        central_difference(fwd, bwd, entries),
    ]
    if fwd.network.dtype == np.float64:
        reports.append(taylor_remainder(fwd, bwd))
    return (*reports, adjoint_dot(fwd))
