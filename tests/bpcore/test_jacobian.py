"""Jacobians written out: against complex step, against vjp, and what their products cost."""

import numpy as np
import pytest
from complex_step import H, error
from test_vjp import STRETCHES, make

from bpcore import ShapeError, SpecError, chain, forward, vjp
from bpcore.functions import activation
from bpcore.jacobian import J_a_a, J_a_z, J_z_a, J_z_b, J_z_W

CHAIN_BAR = 1e-12


def columns(f, p):
    """df/dp^T by complex step, one column per entry of p, with f's last axis as rows."""
    found = []
    for index in np.ndindex(p.shape):
        bumped = p.astype(complex)
        bumped[index] += 1j * H
        found.append(f(bumped).imag / H)
    return np.stack(found, axis=-1)


@pytest.mark.parametrize("batch", [None, 4])
@pytest.mark.parametrize("layer", [1, 2, 3, 5])
def test_one_layer_against_complex_step(batch, layer):
    network, fwd, _ = make(batch=batch)
    W, b = network.W[layer], network.b[layer]
    examples = range(batch) if batch else [...]
    phi = activation(network.phi[layer]).value
    for k in examples:
        a, z = fwd.a[layer - 1][k], fwd.z[layer][k]
        for found, f, p in (
            (J_z_a(network, layer), lambda p: W @ p + b, a),
            (J_z_b(network, layer), lambda p, a=a: W @ a + p, b),
            (J_z_W(network, fwd, layer)[k], lambda p, a=a: p @ a + b, W),
            (J_a_z(network, fwd, layer)[k], phi, z),
            (
                J_a_a(network, fwd, layer)[k],
                lambda p: phi(W @ p + b) + (p if network.skip[layer] else 0),
                a,
            ),
        ):
            expected = columns(f, p)
            assert found.shape == expected.shape
            assert error(found, expected) <= 1e-13


def test_the_chain_needs_no_trace_of_its_own_to_give_dW():
    # dl/d(vec W)^T = delta^T J_z(W): the outer product, written as one matrix product
    network, fwd, rng = make(batch=None)
    u = rng.normal(size=2)
    pulled = vjp(network, fwd, u)
    for layer in range(1, 6):
        flat = pulled.z[layer] @ J_z_W(network, fwd, layer)
        assert error(flat.reshape(network.W[layer].shape), pulled.W[layer]) <= 1e-15


@pytest.mark.parametrize("order", ["backward", "forward"])
@pytest.mark.parametrize(("bottom", "top"), STRETCHES)
@pytest.mark.parametrize("batch", [None, 4])
def test_the_explicit_chain_is_the_vjp(batch, bottom, top, order):
    network, fwd, rng = make(batch=batch)
    found = chain(network, fwd, top=top, bottom=bottom, order=order)
    for i in range(network.widths[top]):
        e = np.zeros(fwd.a[top].shape)
        e[..., i] = 1
        pulled = vjp(network, fwd, e, top=top, bottom=bottom)
        assert error(found.value[..., i, :], pulled.a[bottom]) <= CHAIN_BAR
    u = rng.normal(size=fwd.a[top].shape)
    row = chain(network, fwd, top=top, bottom=bottom, order=order, row=u)
    pulled = vjp(network, fwd, u, top=top, bottom=bottom)
    assert row.value.shape == fwd.a[bottom].shape
    assert error(row.value, pulled.a[bottom]) <= CHAIN_BAR
    if order == "backward":
        for l in range(bottom, top + 1):  # noqa: E741
            assert error(row.partial[l], pulled.a[l]) <= CHAIN_BAR


def test_partial_products_are_chains_themselves():
    network, fwd, _ = make()
    back = chain(network, fwd, top=5, bottom=1)
    ahead = chain(network, fwd, top=5, bottom=1, order="forward")
    assert (back.partial.first, back.partial.last) == (1, 5)
    np.testing.assert_array_equal(back.partial[5], np.broadcast_to(np.eye(2), (4, 2, 2)))
    np.testing.assert_array_equal(ahead.partial[1], np.broadcast_to(np.eye(6), (4, 6, 6)))
    for l in (2, 3, 4):  # noqa: E741
        assert error(back.partial[l], chain(network, fwd, top=5, bottom=l).value) <= 1e-14
        assert error(ahead.partial[l], chain(network, fwd, top=l, bottom=1).value) <= 1e-13
        assert error(back.partial[l] @ ahead.partial[l], back.value) <= 1e-13


def test_an_example_of_a_batch_has_its_own_jacobian():
    network, fwd, _ = make()
    whole = chain(network, fwd).value
    for k in range(4):
        one = forward(network, fwd.x[k], fwd.y[k])
        assert error(whole[k], chain(network, one).value) <= 1e-14


def test_a_long_skip_chain_keeps_the_identity():
    network, fwd, _ = make()
    nothing = chain(network, fwd, top=3, bottom=2)
    W_part = J_a_z(network, fwd, 3) @ network.W[3]
    assert error(nothing.value, W_part + np.eye(5)) <= 1e-15


def test_multiplications_counted_by_hand():
    network, fwd, rng = make(["tanh", "tanh", "relu", "softmax", "tanh"], batch=None)
    n = network.widths  # 3, 6, 5, 5, 7, 2
    u = rng.normal(size=2)
    back = chain(network, fwd)
    assert list(back.multiplications) == [
        2 * n[1] + 2 * n[1] * n[0],
        2 * n[2] + 2 * n[2] * n[1],
        2 * n[3] + 2 * n[3] * n[2],
        2 * n[4] ** 2 + 2 * n[4] * n[3],  # softmax's Jacobian is a full matrix
        n[5] * n[4],  # diag phi' W: one multiplication per entry
    ]
    ahead = chain(network, fwd, order="forward")
    assert list(ahead.multiplications) == [
        n[1] * n[0],
        n[2] * n[1] * 3 + n[2] * 3,
        n[3] * n[2] * 3 + n[3] * 3,
        n[4] * n[3] * 3 + n[4] ** 2 * 3,
        n[5] * n[4] * 3 + n[5] * 3,
    ]
    row = chain(network, fwd, row=u)
    assert list(row.multiplications) == [6 + 18, 5 + 30, 5 + 25, 49 + 35, 2 + 14]
    assert row.cost == 189
    late = chain(network, fwd, row=u, order="forward")
    assert late.row_multiplications == 6
    assert late.cost == ahead.cost + 6
    assert row.cost < back.cost < late.cost
    first = chain(network, fwd, top=4, bottom=3)  # starts with softmax: J W, a matrix product
    assert first.cost == 7 * 7 * 5
    assert chain(network, fwd, top=4, bottom=3, order="forward").cost == 7 * 7 * 5


def test_what_makes_no_sense_is_refused():
    network, fwd, _ = make()
    with pytest.raises(SpecError, match=r"order: .* Did you mean 'backward'"):
        chain(network, fwd, order="backwards")
    with pytest.raises(ShapeError, match=r"row: expected shape \(4, 2\)"):
        chain(network, fwd, row=np.ones(2))
    for call in (
        lambda: chain(make()[0], fwd),
        lambda: J_a_z(make()[0], fwd, 1),
        lambda: J_z_W(make()[0], fwd, 1),
    ):
        with pytest.raises(SpecError, match="trace of this network"):
            call()
    for J in (J_z_b(network, 1), J_a_a(network, fwd, 1), J_z_W(network, fwd, 1)):
        with pytest.raises(ValueError, match="read-only"):
            J[...] = 0
