"""Bad input that the other tests leave out; each answer names the place, expected and found."""

import numpy as np
import pytest
from test_gradients import make, run

from bpcore import (
    BpcoreError,
    DTypeError,
    Layer,
    Network,
    NonFiniteError,
    ShapeError,
    SpecError,
    adjoint_dot,
    backward,
    certify,
    complex_step,
    forward,
    jvp,
    load_experiment,
    taylor_remainder,
    vjp,
)

W, B = np.array([[0.5, -0.3], [0.8, 0.2]]), np.array([0.1, -0.2])
X, Y = np.array([0.6, -0.4]), np.array([1.0, 0.0])


def network(loss="half_squared_error", last="sigmoid"):
    return Network([Layer(W, B, "tanh"), Layer(W, B, last)], loss)


@pytest.mark.parametrize(
    ("error", "expected", "call"),
    [
        (
            ShapeError,
            "b: expected rows of equal length; found a ragged list",
            lambda: Layer(W, [[0.0], [0.0, 1.0]], "tanh"),
        ),
        (
            ShapeError,
            r"W: expected a matrix .*; found shape \(0,\)",
            lambda: Layer(np.zeros(0), B, "tanh"),
        ),
        (
            ShapeError,
            r"b: expected shape \(2,\), one entry per row of W; found shape \(\)",
            lambda: Layer(W, 0.0, "tanh"),
        ),
        (
            DTypeError,
            "W: expected float64 or float32; found object",
            lambda: Layer(None, B, "tanh"),
        ),
        (DTypeError, "W: .* found object", lambda: Layer([[0.5, None], [0.8, 0.2]], B, "tanh")),
        (DTypeError, "b: .* found int64", lambda: Layer(W, [0, 1], "tanh")),
        (
            NonFiniteError,
            r"W: .* found inf at index \[0, 1\]",
            lambda: Layer([[0.5, np.inf]], [0.0], "tanh"),
        ),
        (SpecError, r"phi: .* found None", lambda: Layer(W, B, None)),
        (
            SpecError,
            r"phi: .* found 'softmx'. Did you mean 'softmax'\?",
            lambda: Layer(W, B, "softmx"),
        ),
        (SpecError, "loss: .* found None", lambda: Network([Layer(W, B, "tanh")], None)),
        (
            SpecError,
            "layers: expected at least one layer; found none",
            lambda: Network(iter(()), "squared_error"),
        ),
        (
            SpecError,
            r"layer 2: expected a Layer\(W, b, phi\); found 'tanh'",
            lambda: Network([Layer(W, B, "tanh"), "tanh"], "squared_error"),
        ),
        (
            ShapeError,
            "layer 3: W: expected 2 columns, one per unit of layer 2",
            lambda: Network(
                [Layer(W, B, "tanh"), Layer(W, B, "tanh"), Layer(W[:, :1], B, "tanh")],
                "squared_error",
            ),
        ),
        (
            DTypeError,
            "layer 3: expected float64 as in layer 2; found float32",
            lambda: Network(
                [*network().layers, Layer(W.astype("f4"), B.astype("f4"), "tanh")], "squared_error"
            ),
        ),
    ],
)
def test_layers_and_networks(error, expected, call):
    with pytest.raises(error, match=expected):
        call()


@pytest.mark.parametrize(
    ("error", "expected", "x", "y"),
    [
        (
            ShapeError,
            "x: expected rows of equal length; found a ragged list",
            [[0.6], [0.6, 0.4]],
            Y,
        ),
        (
            ShapeError,
            "y: expected rows of equal length; found a ragged list",
            [X, X],
            [[1.0], [1.0, 0.0]],
        ),
        (ShapeError, r"x: .* found shape \(0,\)", [], Y),
        (ShapeError, r"y: expected shape \(2,\).* found shape \(0,\)", X, []),
        (ShapeError, r"x: .* B >= 1; found shape \(0, 2\)", np.zeros((0, 2)), np.zeros((0, 2))),
        (ShapeError, r"y: expected shape \(2, 2\).* found shape \(2, 1\)", [X, X], [[1.0], [0.0]]),
        (DTypeError, "x: .* found int64", [1, 0], Y),
        (DTypeError, "x: .* found bool", [True, False], Y),
        (DTypeError, "x: .* found complex128", X * 1j, Y),
        (DTypeError, "x: .* found <U", "ab", Y),
        (DTypeError, "y: .* found object", X, None),
        (NonFiniteError, r"x: .* found -inf at index \[1, 0\]", [X, [-np.inf, 0.0]], [Y, Y]),
        (NonFiniteError, r"y: .* found nan at index \[0\]", X, [np.nan, 0.0]),
    ],
)
def test_examples(error, expected, x, y):
    with pytest.raises(error, match=expected):
        forward(network(), x, y)


@pytest.mark.parametrize(
    ("loss", "last", "y"),
    [
        ("cross_entropy", "softmax", [[1.0, 0.0], [0.5, 0.6]]),  # one bad row of a batch
        ("cross_entropy", "softmax", [[1.0, 0.0], [-0.5, 1.5]]),
        ("cross_entropy", "sigmoid", [[2.0, 0.0], [1.0, 0.0]]),
        ("binary_cross_entropy", "sigmoid", [[1.0, 0.0], [0.5, 1.01]]),
    ],
)
def test_targets_that_are_not_one_hot_or_not_probabilities(loss, last, y):
    with pytest.raises(SpecError, match=r"y: expected .* found entries from"):
        forward(network(loss, last), [X, X], y)


@pytest.mark.parametrize("loss", ["half_squared_error", "binary_cross_entropy"])
def test_softmax_before_the_last_layer_and_an_elementwise_loss_are_allowed(loss):
    net, x, y = make(["tanh", "softmax", "sigmoid"], loss)
    for report in certify(*run(net, x, y)):
        assert report.holds, str(report)
    net, x, y = make(["softmax", "tanh", "softmax"], loss)
    for report in certify(*run(net, x, y)):
        assert report.holds, str(report)


def test_traces_of_another_network():
    one, other = network(), network()  # equal numbers, but not the same network
    fwd = forward(one, X, Y)
    for call in (
        lambda: backward(other, fwd),
        lambda: vjp(other, fwd, Y),
        lambda: jvp(other, fwd, X),
    ):
        with pytest.raises(SpecError, match="trace: expected the forward trace of this network"):
            call()


def test_gradients_of_another_network():
    longer, x, y = make(["tanh"] * 3, "half_squared_error", (2, 3, 3, 2), batch=None)
    wider, _, _ = make(["tanh"] * 2, "half_squared_error", (2, 4, 2), batch=None)
    here, _, _ = make(["tanh"] * 2, "half_squared_error", (2, 3, 2), batch=None)
    fwd = forward(here, x, y)
    for check in (complex_step, taylor_remainder, certify):
        with pytest.raises(ShapeError, match="delta: expected 2 layers; found 3"):
            check(fwd, run(longer, x, y)[1])
        with pytest.raises(ShapeError, match=r"delta\[1\]: expected shape \(3,\); found \(4,\)"):
            check(fwd, run(wider, x, y)[1])


def test_a_check_of_no_entries():
    fwd, bwd = run(*make(["tanh"], "half_squared_error", (2, 2), batch=None))
    for entries in (0, -1):
        with pytest.raises(SpecError, match="entries: expected an integer, 1 or more"):
            complex_step(fwd, bwd, entries)
    assert adjoint_dot(fwd).holds


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[[0.5, -0.3]]", "[[0.5]]", "layer 2: W: expected 2 columns, one per unit of layer 1"),
        ("[[0.5, -0.3]]", "[[nan, -0.3]]", "layer 2: W, row 1, entry 1: .* found nan"),
        ("[[0.5, -0.3]]", "[[0.5, -0.3], [1.0]]", "layer 2: W, row 2: expected 2 numbers"),
        ("[[0.5, -0.3]]", "[[]]", "layer 2: W: expected a list of rows"),
        ('"sigmoid"', '"sigmiod"', "layer 2: phi: .* found 'sigmiod'. Did you mean 'sigmoid'"),
        ('"half_squared_error"', '"halfsquared"', "loss: .* Did you mean 'half_squared_error'"),
        ("y = [1.0]", "y = [1.0, 0.0]", r"y: expected shape \(1,\), .* found shape \(2,\)"),
    ],
)
def test_files_name_file_layer_and_key(tmp_path, old, new, expected):
    text = """
loss = "half_squared_error"
x = [0.6, -0.4]
y = [1.0]
[[layers]]
W = [[1.5, -0.2], [0.8, 0.2]]
b = [0.1, -0.2]
phi = "tanh"
[[layers]]
W = [[0.5, -0.3]]
b = [0.1]
phi = "sigmoid"
"""
    assert text.count(old) == 1
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new))
    with pytest.raises(SpecError, match=rf"mine.toml: {expected}"):
        load_experiment(path)


def test_nothing_half_built_is_left():
    # A layer that is refused is not a layer: there is no object to go on with.
    layer = None
    with pytest.raises(BpcoreError):
        layer = Layer(W, X[:1], "tanh")
    assert layer is None
    broken = object.__new__(Layer)
    with pytest.raises(ShapeError):
        broken.__init__(W, X[:1], "tanh")
    net, fwd = network(), forward(network(), X, Y)
    with pytest.raises(SpecError):
        backward(net, fwd)
    assert backward(fwd.network, fwd).delta.last == 2
