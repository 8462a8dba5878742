"""A 2-2-2 network worked through in plain floats, one multiplication at a time."""

from math import exp

import pytest

from bpcore import Layer, Network, backward, forward


def sigmoid(z):
    return 1 / (1 + exp(-z))


def test_two_layers_by_hand():
    x1, x2 = 0.6, -0.4
    y1, y2 = 1.0, 0.0
    # First layer: W = [[0.5, -0.3], [0.8, 0.2]], b = [0.1, -0.2]
    z11 = 0.5 * x1 + -0.3 * x2 + 0.1
    z12 = 0.8 * x1 + 0.2 * x2 + -0.2
    a11, a12 = sigmoid(z11), sigmoid(z12)
    # Second layer: W = [[-0.7, 0.9], [0.4, -0.6]], b = [0.3, -0.1]
    z21 = -0.7 * a11 + 0.9 * a12 + 0.3
    z22 = 0.4 * a11 + -0.6 * a12 + -0.1
    a21, a22 = sigmoid(z21), sigmoid(z22)
    loss = 0.5 * ((a21 - y1) ** 2 + (a22 - y2) ** 2)
    # Back: g, then delta = g * sigma', then W^T delta
    g21, g22 = a21 - y1, a22 - y2
    d21, d22 = g21 * a21 * (1 - a21), g22 * a22 * (1 - a22)
    g11 = -0.7 * d21 + 0.4 * d22
    g12 = 0.9 * d21 + -0.6 * d22
    d11, d12 = g11 * a11 * (1 - a11), g12 * a12 * (1 - a12)
    g01 = 0.5 * d11 + 0.8 * d12
    g02 = -0.3 * d11 + 0.2 * d12

    network = Network(
        [
            Layer([[0.5, -0.3], [0.8, 0.2]], [0.1, -0.2], "sigmoid"),
            Layer([[-0.7, 0.9], [0.4, -0.6]], [0.3, -0.1], "sigmoid"),
        ],
        "half_squared_error",
    )
    fwd = forward(network, [x1, x2], [y1, y2])
    bwd = backward(network, fwd)

    def same(found, expected):
        assert found.tolist() == pytest.approx(expected, rel=1e-15)

    same(fwd.a[0], [x1, x2])
    same(fwd.z[1], [z11, z12])
    same(fwd.a[1], [a11, a12])
    same(fwd.z[2], [z21, z22])
    same(fwd.a[2], [a21, a22])
    assert fwd.loss == pytest.approx(loss, rel=1e-15)
    assert fwd.losses == fwd.loss
    same(bwd.g[2], [g21, g22])
    same(bwd.delta[2], [d21, d22])
    same(bwd.g[1], [g11, g12])
    same(bwd.delta[1], [d11, d12])
    same(bwd.g[0], [g01, g02])
    for found, expected in (
        (bwd.dW[2], [[d21 * a11, d21 * a12], [d22 * a11, d22 * a12]]),
        (bwd.dW[1], [[d11 * x1, d11 * x2], [d12 * x1, d12 * x2]]),
    ):
        for row, numbers in zip(found, expected, strict=True):
            same(row, numbers)
    same(bwd.db[2], [d21, d22])
    same(bwd.db[1], [d11, d12])
    # So that this test and the engine cannot drift together: four decimals, computed elsewhere.
    assert [round(v, 4) for v in (z11, a11, z21, a21, loss)] == [
        0.52,
        0.6271,
        0.3558,
        0.588,
        0.1885,
    ]


def test_losses_by_hand():
    a, y = [0.25, 0.5], [1.0, 0.0]
    expected = {
        "half_squared_error": (0.40625, [-0.75, 0.5]),
        "squared_error": (0.8125, [-1.5, 1.0]),
        "mean_squared_error": (0.40625, [-0.75, 0.5]),
        "binary_cross_entropy": (2.0794415416798357, [-4.0, 2.0]),  # 3 log 2
        "cross_entropy": (1.3862943611198906, [-4.0, 0.0]),  # 2 log 2
    }
    for name, (loss, gradient) in expected.items():
        network = Network([Layer([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0], "identity")], name)
        fwd = forward(network, a, y)
        assert fwd.loss == pytest.approx(loss, rel=1e-15)
        assert backward(network, fwd).g[1].tolist() == gradient


def test_a_batch_averages_parameters_and_nothing_else():
    network = Network([Layer([[2.0]], [1.0], "identity")], "half_squared_error")
    fwd = forward(network, [[1.0], [2.0], [6.0]], [[0.0], [0.0], [1.0]])
    bwd = backward(network, fwd)
    assert fwd.losses.tolist() == [4.5, 12.5, 72.0]
    assert fwd.loss == pytest.approx(89 / 3, rel=1e-15)
    assert bwd.delta[1].tolist() == [[3.0], [5.0], [12.0]]
    assert bwd.g[0].tolist() == [[6.0], [10.0], [24.0]]
    assert bwd.dW[1].tolist() == [[pytest.approx((3 + 10 + 72) / 3, rel=1e-15)]]
    assert bwd.db[1].tolist() == [pytest.approx(20 / 3, rel=1e-15)]
