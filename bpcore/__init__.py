"""Backpropagation, computed the way it is written: every value of every layer, read-only.

from bpcore import Layer, Network, forward, backward, load_experiment
"""

from bpcore.errors import BpcoreError, DTypeError, NonFiniteError, ShapeError, SpecError
from bpcore.network import Layer, Network
from bpcore.propagate import backward, forward
from bpcore.spec import Experiment, load_experiment
from bpcore.trace import BackwardTrace, ForwardTrace

__all__ = [
    "BackwardTrace",
    "BpcoreError",
    "DTypeError",
    "Experiment",
    "ForwardTrace",
    "Layer",
    "Network",
    "NonFiniteError",
    "ShapeError",
    "SpecError",
    "backward",
    "forward",
    "load_experiment",
]
