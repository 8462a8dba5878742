"""One step downhill: exactly minus rate times the gradient, and always down at a safe rate."""

import numpy as np
import pytest

from bpcore import Layer, Network, backward, forward
from bpcore.descend import descend, safe_rate


def example(seed: int) -> tuple[Network, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    layers = [
        Layer(rng.normal(size=(4, 3)), rng.normal(size=4), "tanh"),
        Layer(rng.normal(size=(2, 4)), rng.normal(size=2), "sigmoid"),
    ]
    return Network(layers, "half_squared_error"), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))


def test_every_weight_and_bias_moves_by_minus_rate_times_its_slope():
    network, x, y = example(0)
    gradients = backward(network, forward(network, x, y))
    after = descend(network, gradients, 0.25)
    for layer in (1, 2):
        assert np.array_equal(after.W[layer], network.W[layer] - 0.25 * gradients.dW[layer])
        assert np.array_equal(after.b[layer], network.b[layer] - 0.25 * gradients.db[layer])


@pytest.mark.parametrize("seed", range(8))
def test_a_safe_rate_brings_half_of_what_the_slopes_promise(seed):
    network, x, y = example(seed)
    gradients = backward(network, forward(network, x, y))
    rate = safe_rate(network, x, y)
    assert rate > 0
    squares = sum(np.sum(g**2) for group in (gradients.dW, gradients.db) for g in group)
    before = forward(network, x, y).loss
    assert forward(descend(network, gradients, rate), x, y).loss <= before - rate / 2 * squares


def test_where_every_slope_is_zero_there_is_no_step():
    network = Network([Layer([[0.0]], [0.0], "relu")], "half_squared_error")
    assert safe_rate(network, np.array([1.0]), np.array([1.0])) == 0.0
