"""Random starting weights. W has shape (units, inputs); biases start at 0.

The variances keep the size of a, of delta, or a compromise of both from layer to layer:
LeCun et al. 1998; Glorot & Bengio 2010 (Xavier); He et al. 2015; Saxe, McClelland & Ganguli
2014 (orthogonal).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcore.arrays import Array
from bpcore.functions import known


def zeros(units: int, inputs: int, rng: np.random.Generator) -> Array:
    """All 0; `rng` is left alone."""
    return np.zeros((units, inputs))


def lecun_normal(units: int, inputs: int, rng: np.random.Generator) -> Array:
    """Normal, variance 1 / inputs."""
    return rng.normal(0, np.sqrt(1 / inputs), (units, inputs))


def xavier_normal(units: int, inputs: int, rng: np.random.Generator) -> Array:
    """Normal, variance 2 / (inputs + units)."""
    return rng.normal(0, np.sqrt(2 / (inputs + units)), (units, inputs))


def xavier_uniform(units: int, inputs: int, rng: np.random.Generator) -> Array:
    """Uniform on +-sqrt(6 / (inputs + units)), the same variance as xavier_normal."""
    bound = np.sqrt(6 / (inputs + units))
    return rng.uniform(-bound, bound, (units, inputs))


def he_normal(units: int, inputs: int, rng: np.random.Generator) -> Array:
    """Normal, variance 2 / inputs."""
    return rng.normal(0, np.sqrt(2 / inputs), (units, inputs))


def he_uniform(units: int, inputs: int, rng: np.random.Generator) -> Array:
    """Uniform on +-sqrt(6 / inputs), the same variance as he_normal."""
    bound = np.sqrt(6 / inputs)
    return rng.uniform(-bound, bound, (units, inputs))


def orthogonal(units: int, inputs: int, rng: np.random.Generator) -> Array:
    """Orthonormal columns if units >= inputs, else orthonormal rows; uniformly distributed."""
    q, r = np.linalg.qr(rng.normal(size=(max(units, inputs), min(units, inputs))))
    # QR leaves the signs to the library; making r's diagonal positive makes q unique and uniform.
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return q if units >= inputs else np.ascontiguousarray(q.T)


INITS: dict[str, Callable[[int, int, np.random.Generator], Array]] = {
    rule.__name__: rule
    for rule in (
        zeros,
        lecun_normal,
        xavier_normal,
        xavier_uniform,
        he_normal,
        he_uniform,
        orthogonal,
    )
}


def draw(name: str, units: int, inputs: int, rng: np.random.Generator, gain: float = 1.0) -> Array:
    """`gain` times a weight matrix of shape (units, inputs), drawn by the rule of that name.

    Raises: SpecError for an unknown name.
    """
    return gain * INITS[known(name, INITS, "init")](units, inputs, rng)
