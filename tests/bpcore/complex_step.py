"""Every gradient a second time, by complex step: f'(p) = Im f(p + ih) / h for tiny h.

Nothing here uses a derivative. It runs the bare forward pass on complex numbers, and for
h = 1e-30 the truncation error, of order h^2, is far below rounding.
(Squire & Trapp 1998; Martins, Sturdza & Alonso 2003.)
"""

import numpy as np

from bpcore.functions import LOSSES
from bpcore.propagate import evaluate

H = 1e-30
BAR = 1e-13


def losses(network, x, y, W=None, b=None, after=0):
    """Losses of the examples for layers after+1..L, with other parameters where given."""
    W, b, x = as_complex(W or network.W), as_complex(b or network.b), x.astype(complex)
    phi, skip = list(network.phi), list(network.skip)
    if after == network.L:
        return LOSSES[network.loss].value(x, y)
    return evaluate(W[after:], b[after:], phi[after:], skip[after:], network.loss, x, y)[2]


def as_complex(arrays):
    return [array.astype(complex) for array in arrays]


def bumped(array, index):
    array = array.astype(complex)
    array[index] += 1j * H
    return array


def parameter_gradient(network, x, y, tensor, layer):
    """dW^(layer) or db^(layer), entry by entry."""
    W, b = list(network.W), list(network.b)
    chosen = {"W": W, "b": b}[tensor]
    original = chosen[layer - 1]
    gradient = np.empty(original.shape)
    for index in np.ndindex(original.shape):
        chosen[layer - 1] = bumped(original, index)
        gradient[index] = losses(network, x, y, W, b).imag.mean() / H
    return gradient


def delta(network, x, y, layer):
    """delta^(layer): adding to b_i adds to z_i of every example at once."""
    b = list(network.b)
    original = b[layer - 1]
    columns = []
    for i in range(len(original)):
        b[layer - 1] = bumped(original, i)
        columns.append(losses(network, x, y, b=b).imag / H)
    return np.stack(columns, axis=-1)


def g(network, fwd, layer):
    """g^(layer): the rest of the network as a function of a^(layer)."""
    a = fwd.a[layer]
    columns = [
        losses(network, bumped(a, (..., i)), fwd.y, after=layer).imag / H
        for i in range(a.shape[-1])
    ]
    return np.stack(columns, axis=-1)


def error(found, expected):
    """Largest difference, relative to the largest entry of what is expected."""
    scale = np.abs(expected).max()
    return np.abs(found - expected).max() / (scale if scale > 0 else 1)


def assert_gradients(network, fwd, bwd, bar=BAR):
    """Compare every tensor of `bwd`."""
    assert bwd.delta.last == bwd.g.last == bwd.dW.last == bwd.db.last == network.L
    for layer in range(1, network.L + 1):
        for tensor, found in (("W", bwd.dW[layer]), ("b", bwd.db[layer])):
            expected = parameter_gradient(network, fwd.x, fwd.y, tensor, layer)
            assert found.shape == expected.shape
            assert error(found, expected) <= bar, f"d{tensor}[{layer}]"
        expected = delta(network, fwd.x, fwd.y, layer)
        assert bwd.delta[layer].shape == expected.shape
        assert error(bwd.delta[layer], expected) <= bar, f"delta[{layer}]"
    for layer in range(network.L + 1):
        expected = g(network, fwd, layer)
        assert bwd.g[layer].shape == expected.shape
        assert error(bwd.g[layer], expected) <= bar, f"g[{layer}]"
