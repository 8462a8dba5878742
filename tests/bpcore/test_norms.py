"""Norms by logarithm: as those of the traces, and beyond what a float64 can hold."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from test_vjp import make

from bpcore import (
    Layer,
    Network,
    NonFiniteError,
    SpecError,
    backward,
    forward,
    log_norms,
    sweep,
    vjp,
)

LOG_BAR = 1e-13


def norm(v):
    return np.log10(np.linalg.norm(v, axis=-1))


def assert_logs(found, bwd, fwd):
    for logs, values in ((found.a, fwd.a), (found.g, bwd.g), (found.delta, bwd.delta)):
        assert logs.first == values.first
        for log, value in zip(logs, values, strict=True):
            assert log.shape == value.shape[:-1]
            np.testing.assert_allclose(log, norm(value), rtol=0, atol=LOG_BAR)
    for log, dW in zip(found.dW, bwd.dW, strict=True):
        assert log.shape == ()
        assert log == pytest.approx(np.log10(np.linalg.norm(dW)), abs=LOG_BAR)


@pytest.mark.parametrize("batch", [None, 1, 4])
def test_the_logarithms_of_the_traces(batch):
    network, fwd, _ = make(batch=batch)  # a skip, and softmax amid elementwise layers
    assert_logs(log_norms(network, fwd), backward(network, fwd), fwd)


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize(
    ("phi", "loss"), [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")]
)
def test_with_a_fused_last_step(phi, loss, skip):
    rng = np.random.default_rng(4)
    layers = [Layer(rng.normal(size=(5, 5)), rng.normal(size=5), "tanh", skip) for _ in range(3)]
    network = Network([*layers, Layer(rng.normal(size=(3, 5)), np.zeros(3), phi)], loss)
    fwd = forward(network, rng.normal(size=(7, 5)), np.eye(3)[rng.integers(3, size=7)])
    assert_logs(log_norms(network, fwd), backward(network, fwd), fwd)


@pytest.mark.parametrize("batch", [None, 3])
def test_a_gradient_of_1e_400_is_still_a_number(batch):
    # Two widths in turn, 240 layers; the same recursion in arithmetic without an exponent limit
    rng = np.random.default_rng(6)
    widths = [4, *(3, 5) * 120]
    layers = [
        Layer(rng.normal(size=(n, m)) / 10, rng.normal(size=n), "sigmoid")
        for m, n in pairwise(widths)
    ]
    network = Network(layers, "half_squared_error")
    x = rng.normal(size=(batch, 4) if batch else 4)
    fwd = forward(network, x, rng.normal(size=(*x.shape[:-1], 5)))
    found = log_norms(network, fwd)
    assert not backward(network, fwd).dW[1].any()
    mpmath.mp.dps = 40
    for k in range(batch or 1):
        row = k if batch else ...
        g = mpmath.matrix((fwd.a[240][row] - fwd.y[row]).tolist())
        for l in range(240, 0, -1):  # noqa: E741
            z = [mpmath.mpf(value) for value in fwd.z[l][row].tolist()]
            slopes = [1 / (2 * mpmath.cosh(value / 2)) ** 2 for value in z]
            delta = mpmath.matrix([s * value for s, value in zip(slopes, g, strict=True)])
            expected = float(mpmath.log10(mpmath.norm(delta)))
            assert found.delta[l][row] == pytest.approx(expected, rel=1e-13)
            if not batch:
                dW = expected + norm(fwd.a[l - 1])
                assert found.dW[l] == pytest.approx(dW, rel=1e-13)
            g = mpmath.matrix(network.W[l].tolist()).T * delta
        assert found.g[0][row] == pytest.approx(float(mpmath.log10(mpmath.norm(g))), rel=1e-13)
        assert found.g[0][row] < -330
    if batch:
        assert found.dW[1] < -330


def test_a_norm_of_0_is_minus_infinity_and_nothing_is_nan():
    dead = Layer(-np.eye(3), -np.ones(3), "relu")
    alive = Layer(np.eye(3), np.ones(3), "tanh")
    network = Network([alive, dead, alive], "half_squared_error")
    for x in (np.ones(3), np.ones((2, 3))):
        fwd = forward(network, x, np.zeros_like(x))
        found = log_norms(network, fwd)
        assert np.isneginf(found.a[2]).all()
        assert np.isneginf(found.delta[1]).all()
        assert np.isneginf(found.g[0]).all()
        assert np.isneginf(found.dW[1])
        assert np.isfinite(found.g[2]).all()


def test_another_networks_trace_and_writing_are_refused():
    network, fwd, _ = make()
    with pytest.raises(SpecError, match="trace of this network"):
        log_norms(make()[0], fwd)
    with pytest.raises(ValueError, match="read-only"):
        log_norms(network, fwd).g[0][...] = 0


GAINS, ACTIVATIONS, DEPTHS = (0.6, 1.0, 2.0), ("tanh", "relu", "softmax", "silu"), (5, 9)


def one_by_one(phi, gain, depth, seed, width, skip):
    """What `sweep` says it does, with networks made of layers, run by the engine."""
    rng = np.random.default_rng(seed)
    N = rng.standard_normal((max(DEPTHS), width, width))
    x, u = rng.standard_normal((2, width))
    layers = [Layer(gain * n / np.sqrt(width), np.zeros(width), phi, skip) for n in N[:depth]]
    network = Network(layers, "half_squared_error")
    fwd = forward(network, x, x)
    return fwd, vjp(network, fwd, u / np.linalg.norm(u))


@pytest.mark.parametrize("skip", [False, True])
def test_a_sweep_is_the_engine_run_many_times(skip):
    seeds = (3, 8, 11)
    swept = sweep(DEPTHS, GAINS, ACTIVATIONS, iter(seeds), width=7, skip=skip)
    assert swept.seeds == 3
    for phi in ACTIVATIONS:
        for gain in GAINS:
            for depth in DEPTHS:
                profile = swept.profile(phi, gain, depth)
                runs = [one_by_one(phi, gain, depth, seed, 7, skip) for seed in seeds]
                for name, pick in (
                    ("a", lambda fwd, _: [norm(a) for a in fwd.a]),
                    ("g", lambda _, pulled: [norm(g) for g in pulled.a]),
                    ("delta", lambda _, pulled: [norm(d) for d in pulled.z]),
                    ("dW", lambda _, pulled: [np.log10(np.linalg.norm(W)) for W in pulled.W]),
                ):
                    logs = np.array([pick(*run) for run in runs])
                    spreads = getattr(profile, name)
                    assert len(spreads) == logs.shape[1]
                    for spread, log in zip(spreads, logs.T, strict=True):
                        assert spread.zeros == 0
                        found = [spread.mean, spread.std, spread.lowest, spread.highest]
                        expected = [log.mean(), log.std(), log.min(), log.max()]
                        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_a_sweep_does_not_underflow_or_overflow():
    low, high = 0.05, 50.0
    swept = sweep([400], [low, high], ["leaky_relu", "identity", "sigmoid"], range(2), width=6)
    for phi in ("leaky_relu", "identity"):
        small, large = (swept.profile(phi, gain, 400) for gain in (low, high))
        assert small.a[400].mean < -400 < 400 < large.a[400].mean
        for one, other in ((small.a[400], large.a[400]), (small.g[0], large.g[0])):
            # phi(c z) = c phi(z): a larger gain is a factor per layer and nothing else
            assert other.mean - one.mean == pytest.approx(400 * np.log10(high / low), rel=1e-12)
    assert swept.profile("sigmoid", low, 400).g[0].mean < -400


def test_a_dead_network_is_counted_not_averaged():
    swept = sweep([4], [1.0], ["relu"], range(40), width=2)
    last = swept.profile("relu", 1.0, 4).a[4]
    alone = [sweep([4], [1.0], ["relu"], [seed], width=2) for seed in range(40)]
    ends = [one.profile("relu", 1.0, 4).a[4] for one in alone]
    logs = [end.mean for end in ends if not end.zeros]
    assert 0 < len(logs) < 40
    assert last.zeros == 40 - len(logs)
    found = [last.mean, last.std, last.lowest, last.highest]
    expected = [np.mean(logs), np.std(logs), min(logs), max(logs)]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_seeds_are_taken_one_at_a_time_and_reported():
    taken, reported = [], []

    def seeds():
        for seed in range(3):
            assert len(reported) == seed  # the one before is done with
            taken.append(seed)
            yield seed

    sweep([2], [1.0], ["tanh"], seeds(), width=3, progress=reported.append)
    assert (taken, reported) == ([0, 1, 2], [1, 2, 3])


@pytest.mark.parametrize(
    ("message", "change"),
    [
        ("depths: expected at least 1; found 0", {"depths": [0]}),
        ("depths: expected at least one value; found none", {"depths": []}),
        ("gains: expected positive", {"gains": [-1.0]}),
        ("gains: expected positive", {"gains": [np.nan]}),
        ("Did you mean 'tanh'", {"activations": ["tahn"]}),
        ("seeds: expected at least one seed", {"seeds": []}),
        ("width: expected at least 1", {"width": 0}),
    ],
)
def test_a_sweep_that_makes_no_sense(message, change):
    good = {"depths": [2], "gains": [1.0], "activations": ["tanh"], "seeds": [0], "width": 3}
    with pytest.raises(SpecError, match=message):
        sweep(**good | change)


def test_what_was_not_swept_and_what_overflows():
    swept = sweep([2], [1.0], ["tanh"], [0], width=3)
    with pytest.raises(SpecError, match=r"gain: expected one of 1\.0; found 2\.0"):
        swept.profile("tanh", 2.0, 2)
    with pytest.raises(NonFiniteError, match=r"z.*overflow.*Lower the gain"):
        sweep([200], [1e3], ["softplus"], [0], width=30)
