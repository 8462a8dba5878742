"""The backward pass against complex step, which knows no derivative."""

import complex_step
import numpy as np
import pytest

from bpcore import Layer, Network, backward, forward
from bpcore.functions import ACTIVATIONS, LOSSES

RNG_SEED = 5
WIDTHS = (4, 6, 5, 3)  # all different: W is never square, so W and W^T cannot be confused
BATCH = 7  # more than one, and no width: a sum is not a mean and axes cannot be swapped


def make(phis, loss, widths=WIDTHS, batch=BATCH, skip=(), seed=RNG_SEED):
    """A network, x and y for it. Outputs lie between 0 and 1 for every activation."""
    rng = np.random.default_rng(seed)
    layers = []
    for number, (m, n, phi) in enumerate(zip(widths, widths[1:], phis, strict=False), start=1):
        W, b = rng.normal(size=(n, m)), rng.normal(size=n) / 2
        if number == len(phis):
            # z near 0.2 keeps every phi(z) inside (0, 1), where all losses are defined
            W, b = W / 50, np.full(n, 0.2)
        layers.append(Layer(W, b, phi, number in skip))
    x = rng.normal(size=(batch, widths[0]) if batch else widths[0])
    y = rng.uniform(0.1, 1, size=(*x.shape[:-1], widths[-1]))
    if loss == "cross_entropy":
        y /= y.sum(axis=-1, keepdims=True)
    if batch:
        y[0] = np.eye(widths[-1])[0]  # exact zeros and ones among the targets
    return Network(layers, loss), x, y


def run(network, x, y):
    fwd = forward(network, x, y)
    return fwd, backward(network, fwd)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("phi", ACTIVATIONS)
def test_every_activation_with_every_loss(phi, loss):
    network, x, y = make([phi] * 3, loss)
    fwd, bwd = run(network, x, y)
    assert min(np.abs(z).min() for z in fwd.z) > 1e-4  # no kink in the way
    complex_step.assert_gradients(network, fwd, bwd)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_single_example(loss):
    network, x, y = make(["tanh", "softmax", "sigmoid"], loss, batch=None)
    fwd, bwd = run(network, x, y)
    assert fwd.losses.shape == ()
    complex_step.assert_gradients(network, fwd, bwd)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3, 2), (3, 1, 4), (5, 2)])
def test_small_shapes(shape):
    network, x, y = make(["silu"] * (len(shape) - 1), "half_squared_error", shape)
    complex_step.assert_gradients(network, *run(network, x, y))


def test_a_different_activation_in_every_layer():
    phis = ["softplus", "relu", "softmax", "elu", "sigmoid"]
    network, x, y = make(phis, "binary_cross_entropy", (3, 7, 6, 5, 4, 2))
    complex_step.assert_gradients(network, *run(network, x, y))


@pytest.mark.parametrize("phi", ["tanh", "softmax"])
@pytest.mark.parametrize("skip", [{2}, {3}, {2, 3}])
def test_skip_connections(phi, skip):
    network, x, y = make(
        ["tanh", phi, phi, "sigmoid"], "binary_cross_entropy", (3, 5, 5, 5, 2), skip=skip
    )
    complex_step.assert_gradients(network, *run(network, x, y))


@pytest.mark.parametrize(
    ("phi", "loss"), [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")]
)
def test_a_skip_across_the_last_layer_is_not_fused(phi, loss):
    # a^(L) = phi(z) + a^(L-1) is no softmax any more, and delta^(L) is not a - y
    network, x, y = make([phi, phi], loss, (4, 3, 3), skip={2})
    network = Network(
        [
            Layer(network.W[1] / 10, network.b[1] - 3 * (phi == "sigmoid"), phi),
            network.layers[2],
        ],
        loss,
    )
    fwd, bwd = run(network, x, y)
    complex_step.assert_gradients(network, fwd, bwd)
    assert complex_step.error(bwd.delta[2], fwd.a[2] - y) > 0.05


def test_a_deep_network_whose_first_gradients_have_vanished():
    # An absolute tolerance would accept zeros here; the bar is relative to each tensor.
    widths = (3, *(4, 5) * 15, 2)
    network, x, y = make(["sigmoid"] * 31, "half_squared_error", widths, batch=3)
    _, bwd = run(network, x, y)
    assert np.abs(bwd.dW[1]).max() < 1e-9
    for layer in (1, 2, 15, 31):
        expected = complex_step.parameter_gradient(network, x, y, "W", layer)
        assert complex_step.error(bwd.dW[layer], expected) <= complex_step.BAR


@pytest.mark.parametrize(
    ("phi", "loss"), [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")]
)
def test_the_fused_last_step_agrees_with_the_jacobian(phi, loss):
    network, x, y = make(["tanh", phi], loss, (4, 6, 3))
    fwd, bwd = run(network, x, y)
    J = ACTIVATIONS[phi].jacobian(fwd.z[2])
    unfused = np.einsum("kij,ki->kj", J, LOSSES[loss].gradient(fwd.a[2], y))
    assert complex_step.error(bwd.delta[2], unfused) < 1e-14
    np.testing.assert_array_equal(bwd.delta[2], fwd.a[2] - y)
    assert complex_step.error(bwd.g[2], LOSSES[loss].gradient(fwd.a[2], y)) < 1e-15


@pytest.mark.parametrize(
    ("phi", "loss"), [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")]
)
@pytest.mark.parametrize("hot", [0, 1, 2])
def test_logits_of_ten_thousand_stay_finite(phi, loss, hot):
    logits, y = np.array([1e4, -1e4, 0.0]), np.eye(3)[hot]
    network = Network([Layer(np.eye(3), np.zeros(3), phi)], loss)
    fwd, bwd = run(network, logits, y)
    a = {"softmax": [1, 0, 0], "sigmoid": [1, 0, 0.5]}[phi]
    np.testing.assert_array_equal(fwd.a[1], a)
    expected = {
        "softmax": [0, 2e4, 1e4][hot],
        "sigmoid": [np.log(2), 3e4 - 1e4 + np.log(2), 1e4 + np.log(2)][hot],
    }[phi]
    assert fwd.loss == pytest.approx(expected, rel=1e-15)
    np.testing.assert_array_equal(bwd.delta[1], np.array(a) - y)
    assert np.isfinite(bwd.g[0]).all()
    assert not np.isnan(bwd.g[1]).any()


def test_g_of_a_fused_pair_is_finite_as_long_as_its_value_is_a_float():
    one = Network([Layer([[1.0]], [0.0], "sigmoid")], "binary_cross_entropy")
    for z, y, expected in ((700.0, 0.0, np.exp(700.0)), (-700.0, 1.0, -np.exp(700.0))):
        _, bwd = run(one, [z], [y])
        assert bwd.g[1][0] == pytest.approx(expected, rel=1e-15)
    two = Network([Layer(np.eye(2), np.zeros(2), "softmax")], "cross_entropy")
    _, bwd = run(two, [700.0, 0.0], [0.0, 1.0])
    assert bwd.g[1][1] == pytest.approx(-np.exp(700.0), rel=1e-13)
    assert bwd.g[1][0] == 0


def test_at_a_kink_relu_takes_slope_0_and_leaky_relu_its_leak():
    # z is exactly 0 in both hidden units; a random test would never meet this
    for phi, slope in (("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0)):
        network = Network(
            [
                Layer([[1.0, -1.0], [2.0, -2.0]], [0.0, 0.0], phi),
                Layer([[3.0, 5.0]], [1.0], "identity"),
            ],
            "half_squared_error",
        )
        fwd, bwd = run(network, [0.5, 0.5], [0.0])
        np.testing.assert_array_equal(fwd.z[1], [0.0, 0.0])
        np.testing.assert_array_equal(bwd.g[1], [3.0, 5.0])
        np.testing.assert_array_equal(bwd.delta[1], slope * np.array([3.0, 5.0]))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("phi", ["tanh", "relu", "softmax"])
def test_a_row_of_a_batch_is_the_single_example(phi, loss):
    network, x, y = make([phi] * 3, loss)
    fwd, bwd = run(network, x, y)
    singles = [run(network, row, target) for row, target in zip(x, y, strict=True)]

    def rows(pick):
        return np.stack([pick(*single) for single in singles])

    pairs = [
        (fwd.losses, rows(lambda f, _: f.losses)),
        (fwd.loss, rows(lambda f, _: f.loss).mean()),
    ]
    for layer in range(network.L + 1):
        pairs.append((fwd.a[layer], rows(lambda f, _, n=layer: f.a[n])))
        pairs.append((bwd.g[layer], rows(lambda _, b, n=layer: b.g[n])))
        if layer > 0:
            pairs.append((fwd.z[layer], rows(lambda f, _, n=layer: f.z[n])))
            pairs.append((bwd.delta[layer], rows(lambda _, b, n=layer: b.delta[n])))
            pairs.append((bwd.dW[layer], rows(lambda _, b, n=layer: b.dW[n]).mean(axis=0)))
            pairs.append((bwd.db[layer], rows(lambda _, b, n=layer: b.db[n]).mean(axis=0)))
    for found, expected in pairs:
        assert complex_step.error(found, expected) <= 1e-14


def test_float32_stays_float32_and_close_to_float64():
    for phi, loss in (("tanh", "half_squared_error"), ("softmax", "cross_entropy")):
        network, x, y = make(["leaky_relu", "silu", phi], loss)
        single = Network(
            [
                Layer(layer.W.astype(np.float32), layer.b.astype(np.float32), layer.phi)
                for layer in network.layers
            ],
            loss,
        )
        fwd, bwd = run(network, x, y)
        fwd32, bwd32 = run(single, x.astype(np.float32), y.astype(np.float32))
        for long, short in (
            (fwd.a, fwd32.a),
            (fwd.z, fwd32.z),
            (bwd.delta, bwd32.delta),
            (bwd.g, bwd32.g),
            (bwd.dW, bwd32.dW),
            (bwd.db, bwd32.db),
            ([fwd.losses], [fwd32.losses]),
        ):
            for expected, found in zip(long, short, strict=True):
                assert found.dtype == np.float32
                assert complex_step.error(found, expected) <= 1e-4


@pytest.mark.parametrize("phi", ACTIVATIONS)
def test_every_activation_keeps_float32(phi):
    z = np.linspace(-3, 3, 7, dtype=np.float32)
    entry = ACTIVATIONS[phi]
    a = entry.value(z)
    assert a.dtype == np.float32
    assert entry.times_jacobian(z, z).dtype == np.float32
    assert entry.jacobian(z).dtype == np.float32
