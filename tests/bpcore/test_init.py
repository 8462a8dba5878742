"""Starting weights: the variance each rule promises, reproducible from its generator."""

import numpy as np
import pytest

from bpcore import SpecError
from bpcore.init import INITS, draw

UNITS, INPUTS = 300, 500
VARIANCE = {
    "zeros": 0,
    "lecun_normal": 1 / INPUTS,
    "xavier_normal": 2 / (INPUTS + UNITS),
    "xavier_uniform": 2 / (INPUTS + UNITS),
    "he_normal": 2 / INPUTS,
    "he_uniform": 2 / INPUTS,
}


@pytest.mark.parametrize("name", VARIANCE)
@pytest.mark.parametrize("gain", [1, 3])
def test_mean_and_variance(name, gain):
    W = draw(name, UNITS, INPUTS, np.random.default_rng(1), gain)
    assert W.shape == (UNITS, INPUTS)
    assert W.var() == pytest.approx(gain**2 * VARIANCE[name], rel=0.02)
    assert W.mean() == pytest.approx(0, abs=0.01 * gain)
    if "uniform" in name:
        bound = gain * np.sqrt(3 * VARIANCE[name])
        assert 0.999 * bound < np.abs(W).max() < bound


@pytest.mark.parametrize(("units", "inputs"), [(3, 7), (7, 3), (5, 5)])
def test_orthogonal_keeps_lengths(units, inputs):
    W = draw("orthogonal", units, inputs, np.random.default_rng(1), 2)
    assert W.shape == (units, inputs)
    product = W @ W.T if units < inputs else W.T @ W
    np.testing.assert_allclose(product, 4 * np.eye(min(units, inputs)), atol=1e-14)


def test_orthogonal_has_no_preferred_sign():
    rng = np.random.default_rng(1)
    signs = [np.sign(draw("orthogonal", 4, 4, rng)[0, 0]) for _ in range(400)]
    assert abs(np.mean(signs)) < 0.15


@pytest.mark.parametrize("name", INITS)
def test_the_generator_alone_decides(name):
    first, again = (draw(name, 4, 3, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    other = draw(name, 4, 3, np.random.default_rng(8))
    assert name == "zeros" or not np.array_equal(first, other)


def test_an_unknown_rule():
    with pytest.raises(SpecError, match=r"init: expected one of zeros, .*Did you mean 'he_normal'"):
        draw("he_norm", 2, 2, np.random.default_rng(0))
