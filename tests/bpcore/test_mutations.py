"""Bugs planted on purpose: each is caught by a check of bpcore.check that is named here.

They are planted where refactoring does not reach: in the tables of activations and losses, in
the network or the trace that the real backward pass is given, or in what it returns.
"""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from test_gradients import make

from bpcore import Layer, Network, backward, forward, jvp, vjp
from bpcore.check import (
    adjoint_dot,
    central_difference,
    complex_step,
    forward_equations,
    taylor_remainder,
)
from bpcore.functions import ACTIVATIONS, FUSED, LOSSES
from bpcore.perlayer import PerLayer

FORWARD, STEP = "forward equations", "complex step"
CENTRAL, TAYLOR, ADJOINT = "central difference", "Taylor remainder", "adjoint dot"
BATCH = 5


def judged(fwd, bwd):
    """The names of the checks that do not hold."""
    reports = (
        forward_equations(fwd),
        complex_step(fwd, bwd),
        central_difference(fwd, bwd),
        taylor_remainder(fwd, bwd),
    )
    return {report.check for report in reports if not report.holds}


def squares(loss="cross_entropy", last="softmax", phi="tanh", batch=BATCH):
    """Layers 4-4-4-4-3: W and W^T, dW and dW^T have one shape. Layer 2 has a skip."""
    network, x, y = make([phi, phi, phi, last], loss, (4, 4, 4, 4, 3), batch, skip={2})
    return network, forward(network, x, y)


def edited(values, layer, edit):
    """A PerLayer with the value of one layer edited, or of all with layer None."""
    return PerLayer(
        values._name,
        values.first,
        [edit(v) if layer in (None, l_) else v for l_, v in values.items()],
    )


def rebuilt(network, edit):
    """The network with every layer passed through `edit(number, layer)`."""
    return Network([edit(l_, layer) for l_, layer in network.layers.items()], network.loss)


def transposed(network, which):
    return rebuilt(
        network,
        lambda l_, layer: (
            Layer(layer.W.T, layer.b, layer.phi, layer.skip) if l_ == which else layer
        ),
    )


def without_skip(network):
    return rebuilt(network, lambda _, layer: Layer(layer.W, layer.b, layer.phi))


def backward_as_if(fwd, network):
    """The real backward pass on the recorded values, but with the parameters of `network`."""
    return backward(network, replace(fwd, network=network))


@contextmanager
def planted(table, key, **changes):
    right = table[key]
    table[key] = replace(right, **changes)
    try:
        yield right
    finally:
        table[key] = right


def sloped(fwd, phi, slope):
    """The backward pass with another phi'."""
    with planted(ACTIVATIONS, phi, slope=slope):
        return backward(fwd.network, fwd)


# Each bug returns a forward and a backward trace as a faulty engine would.


def w_for_w_transposed():
    network, fwd = squares()
    return fwd, backward_as_if(fwd, transposed(network, 3))


def a_sum_for_a_mean_in_dw():
    network, fwd = squares()
    bwd = backward(network, fwd)
    return fwd, replace(bwd, dW=edited(bwd.dW, None, lambda dW: dW * BATCH))


def a_sum_for_a_mean_in_db():
    network, fwd = squares()
    bwd = backward(network, fwd)
    return fwd, replace(bwd, db=edited(bwd.db, None, lambda db: db * BATCH))


def a_mean_inside_delta():
    network, fwd = squares()
    bwd = backward(network, fwd)
    return fwd, replace(bwd, delta=edited(bwd.delta, None, lambda d: d / BATCH))


def at_a_kink():
    layers = [
        Layer([[1.0, -1.0], [2.0, 2.0]], [0.0, 0.0], "relu"),
        Layer(np.eye(2), [0.1, 0.2], "tanh"),
    ]
    return forward(Network(layers, "squared_error"), [0.5, 0.5], [0.0, 0.0])


def slope_1_at_the_kink_of_relu():
    fwd = at_a_kink()
    return fwd, sloped(fwd, "relu", lambda z: (z >= 0).astype(z.dtype))


def a_float32_round_trip_in_delta():
    _, fwd = squares()
    with planted(
        FUSED,
        ("softmax", "cross_entropy"),
        delta=lambda a, y: (a - y).astype(np.float32).astype(np.float64),
    ):
        return fwd, backward(fwd.network, fwd)


def a_float32_round_trip_in_one_weight():
    network, fwd = squares()
    rounded = network.W[3].copy()
    rounded[0, 0] = np.float32(rounded[0, 0])
    coarse = rebuilt(
        network, lambda l_, layer: layer if l_ != 3 else Layer(rounded, layer.b, layer.phi)
    )
    return fwd, backward_as_if(fwd, coarse)


def a_slope_off_by_1e_4():
    _, fwd = squares()
    right = ACTIVATIONS["tanh"].slope
    return fwd, sloped(fwd, "tanh", lambda z: right(z) * (1 + 1e-4))


def a_slope_off_by_1e_11():
    _, fwd = squares()
    right = ACTIVATIONS["tanh"].slope
    return fwd, sloped(fwd, "tanh", lambda z: right(z) * (1 + 1e-11))


def no_slope_at_all():
    _, fwd = squares()
    return fwd, sloped(fwd, "tanh", np.ones_like)


def the_slope_at_a_instead_of_z():
    _, fwd = squares()
    right = ACTIVATIONS["tanh"].slope
    return fwd, sloped(fwd, "tanh", lambda z: right(np.tanh(z)))


def the_slope_of_the_layer_below():
    network, fwd = squares()
    z = list(fwd.z)
    shifted = replace(fwd, z=PerLayer("z", 1, [z[0], z[0], z[1], z[3]]))
    return fwd, backward(network, shifted)


def a_leak_of_another_size():
    _, fwd = squares(phi="leaky_relu")
    return fwd, sloped(fwd, "leaky_relu", lambda z: np.where(z > 0, 1, 0.1))


def the_usual_form_of_tanh_slope_far_out():
    # 1 - tanh^2 is 0 from z = 20 on; the slope there, 4 e^-2z, is small but not nothing
    fwd = forward(Network([Layer([[1.0]], [0.0], "tanh")], "half_squared_error"), [22.0], [0.0])
    return fwd, sloped(fwd, "tanh", lambda z: 1 - np.tanh(z) ** 2)


def no_skip_in_the_backward_pass():
    network, fwd = squares()
    return fwd, backward_as_if(fwd, without_skip(network))


def no_skip_in_the_forward_pass():
    network, fwd = squares()
    fwd = replace(forward(without_skip(network), fwd.x, fwd.y), network=network)
    return fwd, backward(network, fwd)


def no_bias_in_the_forward_pass():
    network, fwd = squares()
    bare = rebuilt(network, lambda _, layer: Layer(layer.W, 0 * layer.b, layer.phi, layer.skip))
    fwd = replace(forward(bare, fwd.x, fwd.y), network=network)
    return fwd, backward(network, fwd)


def a_stale_trace():
    network, fwd = squares()
    stale = backward(network, forward(network, fwd.x[::-1] * 1.01, fwd.y))
    return fwd, stale


def y_minus_y_hat():
    _, fwd = squares()
    with planted(FUSED, ("softmax", "cross_entropy"), delta=lambda a, y: y - a):
        return fwd, backward(fwd.network, fwd)


def the_fused_step_with_the_wrong_loss():
    network, fwd = squares("half_squared_error")
    pair = ("softmax", "half_squared_error")
    FUSED[pair] = FUSED["softmax", "cross_entropy"]
    try:
        return fwd, backward(network, fwd)
    finally:
        del FUSED[pair]


def softmax_with_a_diagonal_jacobian():
    _, fwd = squares("half_squared_error")
    softmax = ACTIVATIONS["softmax"].value
    return fwd, sloped(fwd, "softmax", lambda z: softmax(z) * (1 - softmax(z)))


def half_of_a_squared_error():
    network, fwd = squares("squared_error", "tanh")
    with planted(LOSSES, "squared_error", gradient=lambda a, y: a - y):
        return fwd, backward(network, fwd)


def dw_transposed():
    network, fwd = squares()
    bwd = backward(network, fwd)
    return fwd, replace(bwd, dW=edited(bwd.dW, 2, np.transpose))


def dw_with_the_activation_of_its_own_layer():
    network, fwd = squares()
    bwd = backward(network, fwd)
    own = bwd.delta[2].T @ fwd.a[2] / BATCH
    return fwd, replace(bwd, dW=edited(bwd.dW, 2, lambda _: own))


def one_layer_forgotten():
    # Layer 1 gets the delta of layer 2, as when a loop ends one step early.
    network, fwd = squares()
    bwd = backward(network, fwd)
    early = bwd.delta[2].T @ fwd.a[0] / BATCH
    return fwd, replace(bwd, dW=edited(bwd.dW, 1, lambda _: early))


def rows_of_g_in_another_order():
    network, fwd = squares()
    bwd = backward(network, fwd)
    return fwd, replace(bwd, g=edited(bwd.g, 1, lambda g: g[::-1]))


def vanished():
    """Thirty sigmoid layers; the gradient of the first is set to 0."""
    network, x, y = make(["sigmoid"] * 30, "half_squared_error", (3, *[4] * 29, 2), BATCH)
    fwd = forward(network, x, y)
    return fwd, backward(network, fwd)


def a_vanished_gradient_called_0():
    fwd, bwd = vanished()
    return fwd, replace(bwd, dW=edited(bwd.dW, 1, np.zeros_like))


BUGS = {
    w_for_w_transposed: {STEP, CENTRAL, TAYLOR},
    a_sum_for_a_mean_in_dw: {STEP, CENTRAL, TAYLOR},
    a_sum_for_a_mean_in_db: {STEP, CENTRAL, TAYLOR},
    a_mean_inside_delta: {STEP},  # dW and db are right: only the complex step looks at delta
    slope_1_at_the_kink_of_relu: {STEP},
    a_float32_round_trip_in_delta: {STEP},
    a_float32_round_trip_in_one_weight: {STEP},
    a_slope_off_by_1e_4: {STEP, CENTRAL, TAYLOR},
    a_slope_off_by_1e_11: {STEP},
    no_slope_at_all: {STEP, CENTRAL, TAYLOR},
    the_slope_at_a_instead_of_z: {STEP, CENTRAL, TAYLOR},
    the_slope_of_the_layer_below: {STEP, CENTRAL, TAYLOR},
    a_leak_of_another_size: {STEP, CENTRAL, TAYLOR},
    the_usual_form_of_tanh_slope_far_out: {STEP},
    no_skip_in_the_backward_pass: {STEP, CENTRAL, TAYLOR},
    no_skip_in_the_forward_pass: {FORWARD},
    no_bias_in_the_forward_pass: {FORWARD},
    a_stale_trace: {STEP, CENTRAL, TAYLOR},
    y_minus_y_hat: {STEP, CENTRAL, TAYLOR},
    the_fused_step_with_the_wrong_loss: {STEP, CENTRAL, TAYLOR},
    softmax_with_a_diagonal_jacobian: {STEP, CENTRAL, TAYLOR},
    half_of_a_squared_error: {STEP, CENTRAL, TAYLOR},
    dw_transposed: {STEP, CENTRAL, TAYLOR},
    dw_with_the_activation_of_its_own_layer: {STEP, CENTRAL, TAYLOR},
    one_layer_forgotten: {STEP, CENTRAL, TAYLOR},
    rows_of_g_in_another_order: {STEP},
    a_vanished_gradient_called_0: {STEP},
}
"""Each bug and checks that catch it; the first of them alone would do."""


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_caught(bug):
    fwd, bwd = bug()
    caught = judged(fwd, bwd)
    assert BUGS[bug] <= caught


@pytest.mark.parametrize(
    ("loss", "last", "phi"),
    [
        ("cross_entropy", "softmax", "tanh"),
        ("half_squared_error", "softmax", "tanh"),
        ("squared_error", "tanh", "tanh"),
        ("cross_entropy", "softmax", "leaky_relu"),
    ],
)
def test_nothing_is_caught_where_nothing_is_planted(loss, last, phi):
    network, fwd = squares(loss, last, phi)
    assert judged(fwd, backward(network, fwd)) == set()
    for fwd in (at_a_kink(), vanished()[0]):
        assert judged(fwd, backward(fwd.network, fwd)) == set()


# The traps: why the checks are built as they are.


def test_one_example_would_hide_a_sum_for_a_mean():
    for batch, caught in ((1, set()), (BATCH, {STEP, CENTRAL, TAYLOR})):
        network, fwd = squares(batch=batch)
        bwd = backward(network, fwd)
        summed = edited(bwd.dW, None, lambda dW, batch=batch: dW * batch)
        assert judged(fwd, replace(bwd, dW=summed)) == caught


def test_random_numbers_would_hide_the_slope_at_a_kink():
    def wrong(fwd):
        return sloped(fwd, "relu", lambda z: (z >= 0).astype(z.dtype))

    _, fwd = squares(phi="relu")
    assert judged(fwd, wrong(fwd)) == set()
    fwd = at_a_kink()
    assert STEP in judged(fwd, wrong(fwd))


def test_an_absolute_tolerance_would_hide_a_vanished_gradient():
    fwd, right = vanished()
    _, zero = a_vanished_gradient_called_0()
    assert 0 < np.abs(right.dW[1]).max() < 1e-9
    # The defaults of np.allclose, and those of torch.autograd.gradcheck, are content:
    assert np.allclose(zero.dW[1], right.dW[1])
    assert np.allclose(zero.dW[1], right.dW[1], rtol=1e-3, atol=1e-5)
    # So is a bar on the largest gradient of all layers, and the order of the whole:
    assert judged(fwd, zero) == {STEP}
    report = complex_step(fwd, zero)
    assert report.first == report.tensor == "dW[1]"
    assert report.error == 1


def test_the_complex_step_says_where_a_bug_enters():
    fwd, bwd = w_for_w_transposed()
    assert complex_step(fwd, bwd).first == "g[2]"  # g^(2) = W^(3)^T delta^(3)
    fwd, bwd = y_minus_y_hat()
    assert complex_step(fwd, bwd).first == "delta[4]"
    fwd, bwd = dw_transposed()
    assert complex_step(fwd, bwd).first == "dW[2]"


# vjp and jvp, which the adjoint test holds against each other.


def vjp_as_if(edit):
    def faulty(network, fwd, u, **options):
        other = edit(network)
        return vjp(other, replace(fwd, network=other), u, **options)

    return faulty


def jvp_as_if(edit):
    def faulty(network, fwd, *arguments, **options):
        other = edit(network)
        return jvp(other, replace(fwd, network=other), *arguments, **options)

    return faulty


def coarse_vjp(network, fwd, u):
    return vjp(network, fwd, u.astype(np.float32).astype(np.float64) * (1 + 1e-12))


def averaging_vjp(network, fwd, u):
    pulled = vjp(network, fwd, u)
    return replace(pulled, W=edited(pulled.W, None, lambda W: W / BATCH))


def forgetful_vjp(network, fwd, u):
    pulled = vjp(network, fwd, u)
    return replace(pulled, W=edited(pulled.W, 1, np.zeros_like))


@pytest.mark.parametrize(
    "faulty",
    [
        {"vjp": vjp_as_if(lambda network: transposed(network, 3))},
        {"jvp": jvp_as_if(lambda network: transposed(network, 3))},
        {"vjp": vjp_as_if(without_skip)},
        {"jvp": jvp_as_if(without_skip)},
        {"vjp": coarse_vjp},
        {"vjp": averaging_vjp},
        {"vjp": forgetful_vjp},
    ],
    ids=["vjp W", "jvp W", "vjp skip", "jvp skip", "coarse", "averaging", "forgetful"],
)
def test_a_bug_in_vjp_or_jvp_is_caught(faulty):
    _, fwd = squares()
    assert adjoint_dot(fwd).holds
    assert not adjoint_dot(fwd, **faulty).holds


def test_the_adjoint_test_alone_would_not_do():
    # A wrong slope is wrong both ways: the transpose of a wrong Jacobian is its transpose.
    _, fwd = squares()
    right = ACTIVATIONS["tanh"].slope
    with planted(ACTIVATIONS, "tanh", slope=lambda z: right(z) * (1 + 1e-4)):
        assert adjoint_dot(fwd).holds
        assert not complex_step(fwd, backward(fwd.network, fwd)).holds
