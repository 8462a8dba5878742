"""vjp and jvp: each other's transpose, and the derivative that complex step finds."""

from itertools import pairwise

import numpy as np
import pytest
from complex_step import H, as_complex, error

from bpcore import (
    DTypeError,
    Layer,
    Network,
    NonFiniteError,
    ShapeError,
    SpecError,
    backward,
    forward,
    jvp,
    vjp,
)
from bpcore.functions import ACTIVATIONS
from bpcore.propagate import evaluate

ADJOINT_BAR = 1e-14
STRETCHES = [(0, 5), (0, 1), (1, 4), (2, 3), (3, 5), (4, 5)]


def make(phis=("tanh", "softmax", "silu", "softmax", "sigmoid"), batch=4, seed=2):
    """Five layers, no two widths alike but where a skip needs it; softmax amid them."""
    rng = np.random.default_rng(seed)
    widths = (3, 6, 5, 5, 7, 2)  # layer 3 keeps its width and has a skip
    layers = [
        Layer(rng.normal(size=(n, m)), rng.normal(size=n), phi, m == n)
        for (m, n), phi in zip(pairwise(widths), phis, strict=True)
    ]
    network = Network(layers, "half_squared_error")
    shape = (batch,) if batch else ()
    fwd = forward(network, rng.normal(size=(*shape, 3)), rng.uniform(size=(*shape, 2)))
    return network, fwd, rng


def directions(network, fwd, rng, top, bottom):
    layers = range(bottom + 1, top + 1)
    return {
        "v": rng.normal(size=fwd.a[bottom].shape),
        "W": {layer: rng.normal(size=network.W[layer].shape) for layer in layers},
        "b": {layer: rng.normal(size=network.b[layer].shape) for layer in layers},
    }


def by_complex_step(network, fwd, change, top, bottom):
    """What jvp should find, from the bare equations run on complex numbers."""
    W, b = as_complex(network.W), as_complex(network.b)
    for layer in range(bottom + 1, top + 1):
        W[layer - 1] += 1j * H * change["W"][layer]
        b[layer - 1] += 1j * H * change["b"][layer]
    x = fwd.a[bottom] + 1j * H * change["v"]
    phi, skip = list(network.phi), list(network.skip)
    here = slice(bottom, top)
    a, z, _ = evaluate(W[here], b[here], phi[here], skip[here], "half_squared_error", x, fwd.a[top])
    return [value.imag / H for value in a], [value.imag / H for value in z]


@pytest.mark.parametrize(("bottom", "top"), STRETCHES)
@pytest.mark.parametrize("batch", [None, 4])
def test_adjoint_dot_product(batch, bottom, top):
    network, fwd, rng = make(batch=batch)
    change = directions(network, fwd, rng, top, bottom)
    u = rng.normal(size=fwd.a[top].shape)
    pushed = jvp(network, fwd, **change, top=top, bottom=bottom)
    pulled = vjp(network, fwd, u, top=top, bottom=bottom)
    assert (pulled.a.first, pulled.a.last, pulled.z.first) == (bottom, top, bottom + 1)
    left = np.vdot(u, pushed.a[top])
    right = np.vdot(pulled.a[bottom], change["v"])
    for layer in range(bottom + 1, top + 1):
        right += np.vdot(pulled.W[layer], change["W"][layer])
        right += np.vdot(pulled.b[layer], change["b"][layer])
    scale = np.linalg.norm(u) * np.linalg.norm(pushed.a[top])
    assert abs(left - right) / scale <= ADJOINT_BAR


@pytest.mark.parametrize("phi", ACTIVATIONS)
def test_adjoint_dot_product_for_every_activation(phi):
    network, fwd, rng = make([phi] * 5)
    v, u = rng.normal(size=fwd.a[0].shape), rng.normal(size=fwd.a[5].shape)
    pushed, pulled = jvp(network, fwd, v), vjp(network, fwd, u)
    scale = np.linalg.norm(u) * np.linalg.norm(pushed.a[5])
    assert abs(np.vdot(u, pushed.a[5]) - np.vdot(pulled.a[0], v)) / scale <= ADJOINT_BAR


@pytest.mark.parametrize(("bottom", "top"), STRETCHES)
@pytest.mark.parametrize("batch", [None, 4])
def test_jvp_is_the_derivative(batch, bottom, top):
    network, fwd, rng = make(batch=batch)
    change = directions(network, fwd, rng, top, bottom)
    pushed = jvp(network, fwd, **change, top=top, bottom=bottom)
    a, z = by_complex_step(network, fwd, change, top, bottom)
    for found, expected in zip((*pushed.a, *pushed.z), (*a, *z), strict=True):
        assert found.shape == expected.shape
        assert error(found, expected) <= 1e-13


def test_one_parameter_alone():
    network, fwd, rng = make()
    none = {"v": np.zeros((4, 3)), **{n: {l: 0 for l in range(1, 6)} for n in "Wb"}}  # noqa: E741
    for name, parameters in (("W", network.W), ("b", network.b)):
        change = rng.normal(size=parameters[3].shape)
        pushed = jvp(network, fwd, **{name: {3: change}})
        a, _ = by_complex_step(network, fwd, none | {name: none[name] | {3: change}}, 5, 0)
        assert error(pushed.a[5], a[5]) <= 1e-13
        assert not pushed.a[2].any()


@pytest.mark.parametrize("batch", [None, 4])
def test_vjp_of_g_is_the_backward_pass(batch):
    network, fwd, _ = make(batch=batch)
    bwd = backward(network, fwd)
    pulled = vjp(network, fwd, bwd.g[5])
    for found, expected in ((pulled.a, bwd.g), (pulled.z, bwd.delta)):
        for one, other in zip(found, expected, strict=True):
            assert error(one, other) <= 1e-14
    for found, expected in ((pulled.W, bwd.dW), (pulled.b, bwd.db)):  # sums, not means
        for one, other in zip(found, expected, strict=True):
            assert error(one, other * (batch or 1)) <= 1e-14


def test_without_parameters_the_rest_is_the_same():
    network, fwd, rng = make()
    u = rng.normal(size=(4, 2))
    whole, bare = vjp(network, fwd, u), vjp(network, fwd, u, parameters=False)
    assert len(bare.W) == len(bare.b) == 0
    for one, other in zip((*whole.a, *whole.z), (*bare.a, *bare.z), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_row_of_a_batch_is_the_single_example():
    network, fwd, rng = make()
    u, v = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    pulled, pushed = vjp(network, fwd, u), jvp(network, fwd, v)
    for k in range(4):
        one = forward(network, fwd.x[k], fwd.y[k])
        assert error(pulled.a[0][k], vjp(network, one, u[k]).a[0]) <= 1e-14
        assert error(pushed.a[5][k], jvp(network, one, v[k]).a[5]) <= 1e-14


def test_nothing_can_be_changed():
    network, fwd, _ = make()
    pulled, pushed = vjp(network, fwd, np.ones((4, 2))), jvp(network, fwd)
    for arrays in (pulled.a, pulled.z, pulled.W, pulled.b, pushed.a, pushed.z):
        for array in arrays:
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
    assert not any(a.any() for a in pushed.a)


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (ShapeError, r"u: expected shape \(4, 2\)", lambda n, f: vjp(n, f, np.ones(2))),
        (ShapeError, r"v: expected shape \(4, 3\)", lambda n, f: jvp(n, f, np.ones((4, 2)))),
        (
            ShapeError,
            r"W\[2\]: expected shape \(5, 6\)",
            lambda n, f: jvp(n, f, W={2: np.ones((6, 5))}),
        ),
        (DTypeError, "u: expected float64", lambda n, f: vjp(n, f, np.ones((4, 2), "f4"))),
        (NonFiniteError, "v: .* found nan", lambda n, f: jvp(n, f, np.full((4, 3), np.nan))),
        (
            SpecError,
            "0 <= bottom < top <= 5; found bottom 0 and top 6",
            lambda n, f: jvp(n, f, top=6),
        ),
        (SpecError, "found bottom 3 and top 3", lambda n, f: jvp(n, f, top=3, bottom=3)),
        (
            SpecError,
            "b: expected changes of layers 2 to 5; found layer 1",
            lambda n, f: jvp(n, f, b={1: np.ones(6)}, bottom=1),
        ),
        (SpecError, "trace of this network", lambda n, f: vjp(make()[0], f, np.ones((4, 2)))),
        (SpecError, "trace of this network", lambda n, f: jvp(make()[0], f)),
        (NonFiniteError, "overflow", lambda n, f: vjp(n, f, np.full((4, 2), 1.7e308))),
    ],
)
def test_what_makes_no_sense_is_refused(kind, message, call):
    network, fwd, _ = make(["identity"] * 5)
    with pytest.raises(kind, match=message):
        call(network, fwd)
