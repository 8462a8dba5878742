"""Networks and traces: what is refused, what is frozen, how indices run."""

import pickle

import numpy as np
import pytest

from bpcore import (
    BpcoreError,
    DTypeError,
    Layer,
    Network,
    NonFiniteError,
    ShapeError,
    SpecError,
    backward,
    forward,
)

W, B = np.array([[0.5, -0.3, 0.1], [0.8, 0.2, -0.6]]), np.array([0.1, -0.2])
X, Y = np.array([0.6, -0.4, 0.2]), np.array([1.0, 0.0])


def network(loss="half_squared_error", phi="sigmoid", dtype=np.float64):
    return Network(
        [
            Layer(W.astype(dtype), B.astype(dtype), "tanh"),
            Layer(W[:, :2].astype(dtype), B.astype(dtype), phi),
        ],
        loss,
    )


def run():
    net = network()
    fwd = forward(net, X, Y)
    return net, fwd, backward(net, fwd)


@pytest.mark.parametrize(
    ("error", "expected", "arguments"),
    [
        (ShapeError, r"W: expected a matrix .* found shape \(3,\)", (X, B, "tanh")),
        (ShapeError, r"W: expected a matrix .* found shape \(0, 3\)", (W[:0], B[:0], "tanh")),
        (ShapeError, r"W: expected a matrix .* found shape \(2, 0\)", (W[:, :0], B, "tanh")),
        (
            ShapeError,
            r"W: expected rows of equal length; found a ragged list",
            ([[1.0], [1.0, 2.0]], B, "tanh"),
        ),
        (ShapeError, r"b: expected shape \(2,\).* found shape \(3,\)", (W, X, "tanh")),
        (ShapeError, r"b: expected shape \(2,\).* found shape \(2, 1\)", (W, B[:, None], "tanh")),
        (ShapeError, r"skip: expected as many units .* 2 units and 3 inputs", (W, B, "tanh", True)),
        (
            DTypeError,
            r"W: expected float64 or float32; found int64. Convert",
            ([[1, 2]], B, "tanh"),
        ),
        (DTypeError, r"W: .* found complex128", (W * 1j, B, "tanh")),
        (DTypeError, r"W: .* found bool", (W > 0, B, "tanh")),
        (DTypeError, r"W: .* found float16", (W.astype(np.float16), B, "tanh")),
        (DTypeError, r"W: .* found <U", ([["a"]], B, "tanh")),
        (DTypeError, r"b: expected float64 like W; found float32", (W, B.astype("f4"), "tanh")),
        (
            NonFiniteError,
            r"W: expected finite numbers; found nan at index \[1, 2\]",
            (np.where(W == -0.6, np.nan, W), B, "tanh"),
        ),
        (
            NonFiniteError,
            r"b: expected finite numbers; found -inf at index \[0\]",
            (W, np.array([-np.inf, 0]), "tanh"),
        ),
        (
            SpecError,
            r"phi: expected one of identity, .*; found 'tahn'. Did you mean 'tanh'\?",
            (W, B, "tahn"),
        ),
    ],
)
def test_a_layer_that_makes_no_sense(error, expected, arguments):
    with pytest.raises(error, match=expected):
        Layer(*arguments)


@pytest.mark.parametrize(
    ("error", "expected", "layers", "loss"),
    [
        (SpecError, "layers: expected at least one layer; found none", [], "squared_error"),
        (
            SpecError,
            "loss: .* found 'squared_eror'. Did you mean 'squared_error'?",
            [Layer(W, B, "tanh")],
            "squared_eror",
        ),
        (
            ShapeError,
            r"layer 2: W: expected 2 columns, one per unit of layer 1; found shape \(2, 3\)",
            [Layer(W, B, "tanh"), Layer(W, B, "tanh")],
            "squared_error",
        ),
        (
            ShapeError,
            r"layer 2: W: .* is it transposed\?",
            [Layer(W, B, "tanh"), Layer(W.T[:2, :1], B, "tanh")],
            "squared_error",
        ),
        (
            DTypeError,
            "layer 2: expected float64 as in layer 1; found float32",
            [Layer(W, B, "tanh"), Layer(W[:, :2].astype("f4"), B.astype("f4"), "tanh")],
            "squared_error",
        ),
    ],
)
def test_a_network_that_makes_no_sense(error, expected, layers, loss):
    with pytest.raises(error, match=expected):
        Network(layers, loss)


@pytest.mark.parametrize(
    ("error", "expected", "x", "y"),
    [
        (ShapeError, r"x: expected shape \(3,\) .* or \(B, 3\) .*; found shape \(2,\)", X[:2], Y),
        (ShapeError, r"x: .* found shape \(1, 1, 3\)", X[None, None], Y[None, None]),
        (ShapeError, r"x: .* B >= 1; found shape \(0, 3\)", X[None][:0], Y[None][:0]),
        (ShapeError, r"x: .* found shape \(\)", 1.0, Y),
        (ShapeError, r"y: expected shape \(2,\), .*; found shape \(3,\)", X, X),
        (ShapeError, r"y: expected shape \(1, 2\), .*; found shape \(2,\)", X[None], Y),
        (
            ShapeError,
            r"y: expected shape \(2, 2\), .*; found shape \(1, 2\)",
            np.stack([X, X]),
            Y[None],
        ),
        (DTypeError, "y: expected float64 or float32; found int64. Convert", X, [1, 0]),
        (DTypeError, "x: expected float64 like the network; found float32", X.astype("f4"), Y),
        (DTypeError, "y: expected float64 like the network; found float32", X, Y.astype("f4")),
        (
            NonFiniteError,
            r"x: expected finite numbers; found nan at index \[1\]",
            [0.0, np.nan, 0.0],
            Y,
        ),
        (NonFiniteError, r"y: expected finite numbers; found inf at index \[0\]", X, [np.inf, 0.0]),
        (
            NonFiniteError,
            r"z\[1\]: expected finite numbers; found an overflow",
            1e308 * np.sign(X) * 1.7,
            Y,
        ),
    ],
)
def test_an_example_that_does_not_fit(error, expected, x, y):
    net = (
        network()
        if "overflow" not in expected
        else Network([Layer(9 * W, B, "tanh"), Layer(W[:, :2], B, "tanh")], "squared_error")
    )
    with pytest.raises(error, match=expected):
        forward(net, x, y)


@pytest.mark.parametrize(
    ("loss", "phi", "y", "expected"),
    [
        ("cross_entropy", "softmax", [1.0, 1.0], "probabilities that sum to 1"),
        ("cross_entropy", "softmax", [1.5, -0.5], "probabilities that sum to 1"),
        ("cross_entropy", "tanh", [0.0, 0.0], "probabilities that sum to 1"),
        ("binary_cross_entropy", "sigmoid", [1.5, 0.0], "numbers from 0 to 1"),
        ("binary_cross_entropy", "sigmoid", [-0.5, 0.0], "numbers from 0 to 1"),
    ],
)
def test_targets_that_a_loss_cannot_take(loss, phi, y, expected):
    with pytest.raises(SpecError, match=f"y: expected {expected}"):
        forward(network(loss, phi), X, y)


def test_an_output_outside_the_range_of_the_loss():
    net = Network([Layer([[-1.0]], [0.0], "identity")], "cross_entropy")
    with pytest.raises(NonFiniteError, match=r"loss cross_entropy: .* end in softmax or sigmoid"):
        forward(net, [1.0], [1.0])


def test_a_gradient_that_overflows_is_not_handed_out():
    net = Network(
        [Layer([[1e200]], [0.0], "identity"), Layer([[1e120]], [0.0], "identity")],
        "squared_error",
    )
    fwd = forward(net, [1e-200], [0.0])
    with pytest.raises(NonFiniteError, match=r"g\[0\]: expected finite numbers; found an overflow"):
        backward(net, fwd)


def test_large_numbers_whose_squares_overflow_are_still_numbers():
    net = Network([Layer([[1e200]], [0.0], "tanh")], "half_squared_error")
    assert forward(net, [1.0], [0.0]).loss == 0.5


def test_a_trace_of_another_network_is_refused():
    net, fwd, _ = run()
    with pytest.raises(SpecError, match="trace: expected the forward trace of this network"):
        backward(network(), fwd)
    assert backward(net, fwd).delta[1].shape == (2,)


def test_every_error_can_be_caught_by_its_kind_and_survives_pickling():
    for kind, builtin in (
        (ShapeError, ValueError),
        (DTypeError, TypeError),
        (SpecError, ValueError),
        (NonFiniteError, ArithmeticError),
    ):
        error = kind("here", "this", "that", "Do so.")
        assert isinstance(error, BpcoreError)
        assert isinstance(error, builtin)
        assert str(error) == "here: expected this; found that. Do so."
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_everything_is_read_only():
    net, fwd, bwd = run()
    every = (
        net.W,
        net.b,
        fwd.a,
        fwd.z,
        [fwd.y, fwd.losses, fwd.x],
        fwd.phi_prime,
        bwd.delta,
        bwd.g,
        bwd.dW,
        bwd.db,
    )
    for arrays in every:
        for array in arrays:
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
    for frozen, name in ((net, "loss"), (net.layers[1], "W"), (fwd, "loss"), (bwd, "delta")):
        with pytest.raises(AttributeError):
            setattr(frozen, name, None)
    with pytest.raises(TypeError):
        fwd.a[0] = X


def test_what_is_changed_outside_does_not_change_inside():
    weights, x = W.copy(), X.copy()
    view = weights[:]
    view.flags.writeable = False  # read-only to us, but its owner can still write
    net = Network([Layer(view, B, "tanh")], "squared_error")
    fwd = forward(net, x, Y)
    before = [fwd.a[0].copy(), net.W[1].copy()]
    weights[:] = 7
    x[:] = 7
    np.testing.assert_array_equal(fwd.a[0], before[0])
    np.testing.assert_array_equal(net.W[1], before[1])


def test_indices_run_as_in_the_equations():
    net, fwd, bwd = run()
    assert fwd.x is fwd.a[0]
    assert net.L == 2
    assert list(net.widths) == [3, 2, 2]
    assert [net.widths[layer] for layer in (0, 1, 2)] == [3, 2, 2]
    assert list(net.phi) == ["tanh", "sigmoid"]
    assert net.phi[2] == "sigmoid"
    assert [layer for layer, _ in fwd.z.items()] == [1, 2]
    assert [layer for layer, _ in fwd.a.items()] == [0, 1, 2]
    assert len(fwd.z) == 2
    assert len(fwd.a) == 3
    assert next(iter(reversed(fwd.z))) is fwd.z[2]
    assert fwd.z[np.int64(1)] is fwd.z[1]
    assert repr(net.widths) == "<widths[0..2]: 3, 2, 2>"
    assert repr(fwd.a) == "<a[0..2]>"
    one_based = (
        net.W,
        net.b,
        net.phi,
        net.layers,
        net.skip,
        fwd.z,
        fwd.phi_prime,
        bwd.delta,
        bwd.dW,
        bwd.db,
    )
    for sequence in one_based:
        assert (sequence.first, sequence.last) == (1, 2)
        for index in (0, -1, 3):
            with pytest.raises(IndexError, match="layers run from 1 to 2 here"):
                sequence[index]
    for sequence in (fwd.a, bwd.g, net.widths):
        assert (sequence.first, sequence.last) == (0, 2)
        for index in (-1, 3):
            with pytest.raises(IndexError, match="layers run from 0 to 2 here"):
                sequence[index]
    for index in (1.0, "1", slice(1, 2)):
        with pytest.raises(TypeError, match="the index is a layer"):
            fwd.a[index]


def test_phi_prime_is_the_slope_at_z():
    _, fwd, _ = run()
    np.testing.assert_allclose(fwd.phi_prime[1], 1 - fwd.a[1] ** 2, rtol=1e-14)
    np.testing.assert_allclose(fwd.phi_prime[2], fwd.a[2] * (1 - fwd.a[2]), rtol=1e-14)
    assert len(list(fwd.phi_prime)) == 2
    soft = forward(network("cross_entropy", "softmax"), X, Y)
    assert soft.phi_prime[1].shape == (2,)
    with pytest.raises(SpecError, match="phi' of softmax"):
        soft.phi_prime[2]


def test_the_size_of_a_batch():
    net = network()
    assert forward(net, X, Y).batch is None
    fwd = forward(net, np.stack([X, X]), np.stack([Y, Y]))
    assert fwd.batch == 2
    assert fwd.losses.shape == (2,)
    assert isinstance(fwd.loss, float)
