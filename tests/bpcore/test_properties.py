"""What must hold for any network: drawn at random by hypothesis."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bpcore import Layer, Network, adjoint_dot, assert_holds, backward, forward, jvp, vjp
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


@given(problems(), st.floats(-100, 100), st.floats(-100, 100))
@settings(deadline=None)
def test_the_vjp_of_a_whole_network_is_linear(problem, s, t):
    network, x, y = problem
    fwd = forward(network, x, y)
    u, v = np.random.default_rng(0).normal(size=(2, *y.shape))
    of_u, of_v, joint = (vjp(network, fwd, w) for w in (u, v, s * u + t * v))
    for name in ("a", "z", "W", "b"):
        for p, q, both in zip(
            *(getattr(pulled, name) for pulled in (of_u, of_v, joint)), strict=True
        ):
            size = abs(s) * np.abs(p).max() + abs(t) * np.abs(q).max()
            np.testing.assert_allclose(both, s * p + t * q, rtol=0, atol=1e-12 * (size + 1))


@given(problems())
@settings(deadline=None, derandomize=True)
def test_vjp_and_jvp_are_transposes(problem):
    network, x, y = problem
    assert_holds(adjoint_dot(forward(network, x, y)))


@given(problems(), st.floats(-1000, 1000))
@settings(deadline=None)
def test_a_shift_of_all_logits_of_a_network_changes_nothing(problem, shift):
    network, x, y = problem
    last = network.layers[network.L]
    if last.phi != "softmax" or last.skip:
        return
    shifted = Network(
        [*list(network.layers)[:-1], Layer(last.W, last.b + shift, last.phi)], network.loss
    )
    (fwd, bwd), (fwd_shifted, bwd_shifted) = run(network, x, y), run(shifted, x, y)
    scale = 1e-16 * (1 + np.abs(fwd.z[network.L]).max() + abs(shift))  # what rounding z costs
    np.testing.assert_allclose(fwd_shifted.losses, fwd.losses, rtol=1e-11, atol=100 * scale)
    np.testing.assert_allclose(fwd_shifted.a[network.L], fwd.a[network.L], rtol=1e-11, atol=0)
    delta, delta_shifted = bwd.delta[network.L], bwd_shifted.delta[network.L]
    np.testing.assert_allclose(delta_shifted, delta, rtol=0, atol=100 * scale)
    # Along (1, ..., 1) the logits do not matter, so delta has no part in that direction.
    np.testing.assert_allclose(delta.sum(axis=-1), 0, atol=1e-14)


@given(problems())
@settings(deadline=None)
def test_all_that_a_run_leaves_is_read_only(problem):
    network, x, y = problem
    fwd, bwd = run(network, x, y)
    pulled, pushed = vjp(network, fwd, fwd.a[network.L]), jvp(network, fwd, x)
    values = [*network.W, *network.b, *fwd.a, *fwd.z, fwd.y, fwd.losses]
    for holder, names in ((bwd, TENSORS), (pulled, ("a", "z", "W", "b")), (pushed, ("a", "z"))):
        values += [array for name in names for array in getattr(holder, name)]
    for array in values:
        assert not array.flags.writeable
