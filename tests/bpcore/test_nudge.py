"""Nudges: one entry and nothing else changes, the secant tends to the gradient, errors."""

from itertools import pairwise

import numpy as np
import pytest
from test_gradients import make, run

from bpcore import Layer, Network, NonFiniteError, ShapeError, SpecError
from bpcore.nudge import nudge, secant


def network():
    return make(["tanh", "sigmoid"], "half_squared_error", (2, 3, 2), batch=4)


def test_one_entry_changes_and_nothing_else():
    net, _, _ = network()
    for tensor, layer, index in (("W", 1, (2, 1)), ("W", 2, [0, 2]), ("b", 1, (1,))):
        other = nudge(net, tensor, layer, index, 0.25)
        assert other.loss == net.loss
        assert list(other.phi) == list(net.phi)
        for name in ("W", "b"):
            for l_, before in getattr(net, name).items():
                change = getattr(other, name)[l_] - before
                if (name, l_) == (tensor, layer):
                    assert change[tuple(index)] == pytest.approx(0.25, rel=1e-14)
                    change[tuple(index)] = 0
                assert not change.any()


def test_the_original_stays_and_the_copy_is_frozen():
    net, _, _ = network()
    before = net.W[1].copy()
    other = nudge(net, "W", 1, (0, 0), 1.0)
    np.testing.assert_array_equal(net.W[1], before)
    with pytest.raises(ValueError, match="read-only"):
        other.W[1][0, 0] = 0


def test_a_skip_stays_a_skip():
    net = Network([Layer(np.eye(2), np.zeros(2), "tanh", skip=True)], "squared_error")
    assert nudge(net, "b", 1, (0,), 0.1).skip[1]


def test_a_nudge_of_b_is_a_nudge_of_z():
    net, x, y = network()
    fwd, _ = run(net, x, y)
    other, _ = run(nudge(net, "b", 2, (1,), 0.125), x, y)
    np.testing.assert_allclose(other.z[2] - fwd.z[2], [[0, 0.125]] * 4, rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    ("tensor", "layer", "index"), [("W", 1, (2, 0)), ("W", 2, (1, 2)), ("b", 1, (0,))]
)
def test_the_secant_tends_to_the_gradient_of_the_mean_loss(tensor, layer, index):
    net, x, y = network()
    _, bwd = run(net, x, y)
    gradient = {"W": bwd.dW, "b": bwd.db}[tensor][layer][index]
    errors = [
        abs(secant(net, x, y, tensor, layer, index, by) - gradient) for by in (1e-2, 1e-3, 1e-4)
    ]
    assert errors[2] < 1e-4
    for big, small in pairwise(errors):
        assert big / small == pytest.approx(10, rel=0.1)  # an error of order `by`
    both = [secant(net, x, y, tensor, layer, index, by) for by in (1e-5, -1e-5)]
    assert np.mean(both) == pytest.approx(gradient, rel=1e-8)


def test_float32_stays_float32():
    net = Network([Layer(np.eye(2, dtype="f4"), np.zeros(2, "f4"), "tanh")], "squared_error")
    assert nudge(net, "W", 1, (0, 1), 0.1).dtype == np.float32


@pytest.mark.parametrize(
    ("error", "expected", "arguments"),
    [
        (
            SpecError,
            "tensor: expected one of W, b; found 'w'. Did you mean 'W'?",
            ("w", 1, (0, 0), 1),
        ),
        (
            SpecError,
            r"index into W\[1\]: expected 2 integers from 0, within shape \(3, 2\)",
            ("W", 1, (3, 0), 1),
        ),
        (SpecError, r"index into W\[1\]: .* found \(-1, 0\)", ("W", 1, (-1, 0), 1)),
        (SpecError, r"index into W\[1\]: .* found \(0,\)", ("W", 1, (0,), 1)),
        (SpecError, r"index into W\[1\]: .* found \(0.5, 1\)", ("W", 1, (0.5, 1), 1)),
        (SpecError, r"index into b\[2\]: expected 1 integers .* found 0", ("b", 2, 0, 1)),
        (IndexError, "layers run from 1 to 2 here", ("W", 0, (0, 0), 1)),
        (IndexError, "layers run from 1 to 2 here", ("W", -1, (0, 0), 1)),
        (NonFiniteError, "by: expected a finite number; found nan", ("W", 1, (0, 0), np.nan)),
        (NonFiniteError, "by: expected a finite number; found inf", ("W", 1, (0, 0), np.inf)),
    ],
)
def test_a_nudge_that_makes_no_sense(error, expected, arguments):
    net, x, y = network()
    with pytest.raises(error, match=expected):
        nudge(net, *arguments)
    with pytest.raises(error, match=expected):
        secant(net, x, y, *arguments)


def test_a_nudge_out_of_the_range_of_floats():
    net = Network([Layer([[1.7e308]], [0.0], "tanh")], "squared_error")
    with pytest.raises(NonFiniteError, match=r"W\[1\]\[0, 0\] \+ by: .* found an overflow"):
        nudge(net, "W", 1, (0, 0), 1e308)


def test_a_secant_needs_two_points_and_a_fitting_example():
    net, x, y = network()
    with pytest.raises(SpecError, match="by: expected a nudge other than 0; found 0"):
        secant(net, x, y, "W", 1, (0, 0), 0.0)
    with pytest.raises(ShapeError, match="x: expected shape"):
        secant(net, x[:, :1], y, "W", 1, (0, 0), 0.1)
