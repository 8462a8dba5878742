"""Gradient descent: against the update written out, and on something it can learn."""

import numpy as np
import pytest

from bpcore import Layer, Network, NonFiniteError, ShapeError, SpecError, sgd
from bpcore.init import draw


def line(w=0.0, b=0.0):
    return Network([Layer([[w]], [b], "identity")], "half_squared_error")


X = np.array([[-1.0], [0.5], [2.0], [3.0], [-2.0]])
Y = 3 * X - 1


def test_each_update_is_the_equation():
    rate, momentum, steps = 0.05, 0.9, []
    sgd(
        line(), X, Y, np.random.default_rng(4), epochs=3, batch=2, rate=rate,
        momentum=momentum, callback=steps.append,
    )  # fmt: skip
    rng, number = np.random.default_rng(4), 0
    w, b, v_w, v_b = 0.0, 0.0, 0.0, 0.0
    for epoch in range(1, 4):
        for chosen in np.array_split(rng.permutation(5), 2):
            x, y = X[chosen, 0], Y[chosen, 0]
            miss = w * x + b - y
            v_w = momentum * v_w - rate * (miss * x).mean()
            v_b = momentum * v_b - rate * miss.mean()
            step = steps[number]
            number += 1
            assert (step.epoch, step.number) == (epoch, number)
            assert step.forward.network.W[1][0, 0] == pytest.approx(w, rel=1e-12)
            assert step.backward.db[1][0] == pytest.approx(miss.mean(), rel=1e-12)
            w, b = w + v_w, b + v_b
            assert step.network.W[1][0, 0] == pytest.approx(w, rel=1e-12)
            assert step.network.b[1][0] == pytest.approx(b, rel=1e-12)
    assert len(steps) == number == 6


def test_it_learns_and_leaves_the_start_alone():
    start = line()
    learnt = sgd(start, X, Y, np.random.default_rng(0), epochs=200, batch=5, rate=0.2)
    assert learnt.W[1][0, 0] == pytest.approx(3, abs=1e-6)
    assert learnt.b[1][0] == pytest.approx(-1, abs=1e-6)
    assert start.W[1][0, 0] == 0


def test_skips_and_activations_stay():
    rng = np.random.default_rng(1)
    layers = [Layer(draw("he_normal", 3, 3, rng), np.zeros(3), "relu", True) for _ in range(2)]
    start = Network(layers, "squared_error")
    x = rng.normal(size=(8, 3))
    losses = []
    end = sgd(
        start, x, np.tanh(x), rng, epochs=30, batch=8, rate=0.05,
        callback=lambda step: losses.append(step.forward.loss),
    )  # fmt: skip
    assert list(end.skip) == [True, True]
    assert list(end.phi) == ["relu", "relu"]
    assert losses[-1] < losses[0] / 2


@pytest.mark.parametrize(
    ("kind", "message", "change"),
    [
        (SpecError, "epochs: expected at least 1; found 0", {"epochs": 0}),
        (SpecError, "batch: expected from 1 to 5", {"batch": 6}),
        (SpecError, "batch: expected from 1 to 5", {"batch": 0}),
        (SpecError, "rate: expected a positive number", {"rate": -1.0}),
        (SpecError, "rate: expected a positive number", {"rate": float("nan")}),
        (SpecError, "momentum: expected from 0 to below 1", {"momentum": 1.0}),
        (ShapeError, "x: expected a batch", {"x": X[0], "y": Y[0]}),
        (ShapeError, "y: expected shape", {"y": Y[:2]}),
        (NonFiniteError, "finite", {"rate": 1e200}),
    ],
)
def test_what_makes_no_sense_is_refused(kind, message, change):
    good = {"x": X, "y": Y, "epochs": 5, "batch": 5, "rate": 0.1}
    with pytest.raises(kind, match=message):
        sgd(line(), rng=np.random.default_rng(0), **good | change)
