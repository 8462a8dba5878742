"""Backpropagation, computed the way it is written: every value of every layer, read-only.

from bpcore import Layer, Network, forward, backward, load_experiment
"""

from bpcore.check import (
    Kink,
    Report,
    adjoint_dot,
    assert_holds,
    central_difference,
    certify,
    complex_step,
    forward_equations,
    kinks,
    taylor_remainder,
)
from bpcore.errors import BpcoreError, DTypeError, NonFiniteError, ShapeError, SpecError
from bpcore.jacobian import Chain, chain
from bpcore.network import Layer, Network
from bpcore.norms import LogNorms, log_norms
from bpcore.nudge import nudge, secant
from bpcore.products import Pullback, Pushforward, jvp, vjp
from bpcore.propagate import backward, forward
from bpcore.spec import Experiment, load_experiment
from bpcore.spread import Spread
from bpcore.sweeps import Profile, Sweep, sweep
from bpcore.trace import BackwardTrace, ForwardTrace
from bpcore.train import Step, sgd

__all__ = [
    "BackwardTrace",
    "BpcoreError",
    "Chain",
    "DTypeError",
    "Experiment",
    "ForwardTrace",
    "Kink",
    "Layer",
    "LogNorms",
    "Network",
    "NonFiniteError",
    "Profile",
    "Pullback",
    "Pushforward",
    "Report",
    "ShapeError",
    "SpecError",
    "Spread",
    "Step",
    "Sweep",
    "adjoint_dot",
    "assert_holds",
    "backward",
    "central_difference",
    "certify",
    "chain",
    "complex_step",
    "forward",
    "forward_equations",
    "jvp",
    "kinks",
    "load_experiment",
    "log_norms",
    "nudge",
    "secant",
    "sgd",
    "sweep",
    "taylor_remainder",
    "vjp",
]
