"""Every gradient once more by PyTorch in float64, up to fifty layers; skipped without it."""

from itertools import pairwise

import numpy as np
import pytest
from complex_step import error

from bpcore import Layer, Network, backward, forward
from bpcore.functions import ACTIVATIONS, LOSSES

torch = pytest.importorskip("torch")
F = torch.nn.functional

BAR = 1e-12

PHI = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "elu": F.elu,
    "softplus": lambda z: F.softplus(z, threshold=700),  # the default gives up at z = 20
    "silu": F.silu,
    "softmax": lambda z: torch.softmax(z, dim=-1),
}
LOSS = {
    "half_squared_error": lambda a, y: ((a - y) ** 2).sum(-1) / 2,
    "squared_error": lambda a, y: ((a - y) ** 2).sum(-1),
    "mean_squared_error": lambda a, y: ((a - y) ** 2).mean(-1),
    "binary_cross_entropy": lambda a, y: F.binary_cross_entropy(a, y, reduction="none").sum(-1),
    "cross_entropy": lambda a, y: -(y * torch.log(a)).sum(-1),
}


def compare(network, x, y):
    fwd = forward(network, x, y)
    bwd = backward(network, fwd)
    W = [torch.tensor(W_l, requires_grad=True) for W_l in network.W]
    b = [torch.tensor(b_l, requires_grad=True) for b_l in network.b]
    a, z = [torch.tensor(x, requires_grad=True)], []
    for layer, W_l, b_l in zip(network.layers, W, b, strict=True):
        z.append(F.linear(a[-1], W_l, b_l))
        a.append(PHI[layer.phi](z[-1]) + (a[-1] if layer.skip else 0))
        for value in (z[-1], a[-1]):
            value.retain_grad()
    losses = LOSS[network.loss](a[-1], torch.tensor(y))
    losses.mean().backward()
    batch = len(x) if x.ndim == 2 else 1
    assert error(fwd.losses, losses.detach().numpy()) <= BAR
    for name, found, leaves, scale in (
        ("dW", bwd.dW, W, 1),
        ("db", bwd.db, b, 1),
        ("delta", bwd.delta, z, batch),  # ours carry no 1/B
        ("g", bwd.g, a, batch),
    ):
        for (layer, mine), leaf in zip(found.items(), leaves, strict=True):
            assert error(mine, scale * leaf.grad.numpy()) <= BAR, f"{name}[{layer}]"


def make(widths, phis, loss, batch, skip=(), size=1.0):
    rng = np.random.default_rng(9)
    layers = [
        Layer(
            size * rng.normal(size=(n, m)) / np.sqrt(m), rng.normal(size=n) / 5, phi, number in skip
        )
        for number, ((m, n), phi) in enumerate(zip(pairwise(widths), phis, strict=True), start=1)
    ]
    x = rng.normal(size=(batch, widths[0]) if batch else widths[0])
    y = np.eye(widths[-1])[rng.integers(widths[-1], size=x.shape[:-1])].copy()
    return Network(layers, loss), x, y


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("phi", ACTIVATIONS)
@pytest.mark.parametrize("batch", [None, 5])
def test_every_activation_with_every_loss(phi, loss, batch):
    last = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss, phi)
    compare(*make((4, 7, 6, 3), [phi, phi, last], loss, batch))


@pytest.mark.parametrize("phi", ["tanh", "sigmoid", "relu", "silu", "elu", "softplus"])
@pytest.mark.parametrize("skip", [False, True])
def test_fifty_layers(phi, skip):
    widths = (5, *(6, 7) * 12, *[8] * 25, 3)
    layers = len(widths) - 1
    assert layers == 50
    skips = range(26, 50) if skip else ()
    phis = [phi] * (layers - 1) + ["softmax"]
    # Skips add up: their weights are small, or torch's unfused log of softmax is -inf.
    compare(*make(widths, phis, "cross_entropy", 4, skips, size=0.3 if skip else 1.4))


def test_softmax_in_the_middle_and_under_a_skip():
    phis = ["tanh", "softmax", "softmax", "silu", "sigmoid"]
    compare(*make((3, 6, 5, 5, 7, 2), phis, "binary_cross_entropy", 4, skip={3}))
