"""What must hold for any network: drawn at random by hypothesis."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bpcore import Layer, Network, backward, forward
from bpcore.functions import ACTIVATIONS, LOSSES

TENSORS = ("delta", "g", "dW", "db")


@st.composite
def problems(draw, largest=6):
    """A network whose last layer suits its loss, and a batch."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    widths = draw(st.lists(st.integers(1, largest), min_size=2, max_size=5))
    loss = draw(st.sampled_from(list(LOSSES)))
    last = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss)
    phis = [draw(st.sampled_from(list(ACTIVATIONS))) for _ in widths[1:]]
    phis[-1] = last or phis[-1]
    layers = [
        Layer(rng.normal(size=(n, m)), rng.normal(size=n), phi, m == n and draw(st.booleans()))
        for m, n, phi in zip(widths, widths[1:], phis, strict=False)
    ]
    if last:  # a skip across the last layer would leave the range of the loss
        layers[-1] = Layer(layers[-1].W, layers[-1].b, last)
    batch = draw(st.integers(1, 5))
    x = rng.normal(size=(batch, widths[0]))
    y = np.eye(widths[-1])[rng.integers(widths[-1], size=batch)]
    return Network(layers, loss), x, y


def run(network, x, y):
    fwd = forward(network, x, y)
    return fwd, backward(network, fwd)


def close(found, expected):
    """Equal up to rounding of numbers of size 1, which may cancel to something small.

    test_gradients.py holds well-conditioned networks to 1e-14 of each tensor.
    """
    scale = max(np.abs(expected).max(), 1)
    np.testing.assert_allclose(found / scale, expected / scale, rtol=0, atol=1e-12)


@given(problems())
@settings(deadline=None)
def test_a_row_of_a_batch_is_the_single_example(problem):
    network, x, y = problem
    fwd, bwd = run(network, x, y)
    singles = [run(network, row, target) for row, target in zip(x, y, strict=True)]
    for k, (one_fwd, one_bwd) in enumerate(singles):
        close(fwd.losses[k], one_fwd.losses)
        for batch, one in (
            (fwd.a, one_fwd.a),
            (fwd.z, one_fwd.z),
            (bwd.delta, one_bwd.delta),
            (bwd.g, one_bwd.g),
        ):
            for rows, row in zip(batch, one, strict=True):
                close(rows[k], row)
    for tensor in ("dW", "db"):
        for layer, found in getattr(bwd, tensor).items():
            close(found, np.mean([getattr(one, tensor)[layer] for _, one in singles], axis=0))
    close(fwd.loss, np.mean([one.loss for one, _ in singles]))


@given(problems(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_a_batch_does_not_matter(problem, random):
    network, x, y = problem
    order = list(range(len(x)))
    random.shuffle(order)
    _, bwd = run(network, x, y)
    _, shuffled = run(network, x[order], y[order])
    for layer in range(1, network.L + 1):
        close(shuffled.delta[layer], bwd.delta[layer][order])
        close(shuffled.dW[layer], bwd.dW[layer])
        close(shuffled.db[layer], bwd.db[layer])


@given(problems())
@settings(deadline=None)
def test_twice_the_same_gives_the_same_bits(problem):
    network, x, y = problem
    _, first = run(network, x, y)
    _, second = run(network, x, y)
    for tensor in TENSORS:
        for one, other in zip(getattr(first, tensor), getattr(second, tensor), strict=True):
            assert one.tobytes() == other.tobytes()


@given(problems())
@settings(deadline=None)
def test_a_skip_around_nothing_passes_g_through(problem):
    network, x, y = problem
    n = network.widths[0]
    nothing = Layer(np.zeros((n, n)), np.zeros(n), "tanh", skip=True)
    longer = Network([nothing, *network.layers], network.loss)
    _, bwd = run(network, x, y)
    fwd_longer, bwd_longer = run(longer, x, y)
    np.testing.assert_array_equal(fwd_longer.a[1], x)
    np.testing.assert_array_equal(bwd_longer.g[0], bwd.g[0])
    np.testing.assert_array_equal(bwd_longer.g[1], bwd.g[0])


@given(st.integers(0, 1000), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_the_product_with_the_jacobian_is_linear(seed, s, t):
    z, u, v = np.random.default_rng(seed).normal(size=(3, 5))
    for entry in ACTIVATIONS.values():
        separate = s * entry.times_jacobian(z, u) + t * entry.times_jacobian(z, v)
        joint = entry.times_jacobian(z, s * u + t * v)
        np.testing.assert_allclose(joint, separate, rtol=0, atol=1e-14 * (1 + abs(s) + abs(t)) * 5)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=6), st.integers(0, 1))
def test_logits_up_to_ten_thousand_stay_finite(logits, hot):
    n = len(logits)
    y = np.eye(n)[hot]
    for phi, loss in (("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")):
        network = Network([Layer(np.eye(n), np.zeros(n), phi)], loss)
        fwd, bwd = run(network, np.array(logits), y)
        assert np.isfinite(fwd.loss)
        assert fwd.loss >= 0
        assert np.isfinite(bwd.delta[1]).all()
        assert np.abs(bwd.delta[1]).max() <= 1
        assert not np.isnan(bwd.g[1]).any()
