"""Train the digit network and write digits.npz beside this file. From the project's root:

    pip install -e '.[train]' && python assets/networks/train_digits.py

Takes a few seconds and gives the same file every time: the split, the weights and the order
of the batches come from one seed, and the weights are rounded to four decimals, so that the
last bits of different processors' products do not show. scikit-learn only brings the data.
Forward pass, gradients and therefore all learning are bpcore's; the update is plain mini-batch
gradient descent with momentum.

digits.npz holds W1, b1, ..., W3, b3; `x` (60, 64) and `y` (60, 10), held-out digits that were
not trained on, six of each kind, one row per digit, grey levels from 0 to 1, one-hot targets;
and `accuracy`, the share of all held-out digits that the rounded network gets right.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from bpcore import Layer, Network, Step, forward, sgd
from bpcore.arrays import Array
from bpcore.init import draw

SEED = 8
WIDTHS = (64, 16, 16, 10)
HELD_OUT = 450
EPOCHS = 12
BATCH = 32
STEP = 0.05
MOMENTUM = 0.9
DECIMALS = 4
SHIPPED_OF_EACH = 6


def main() -> None:
    """Train, report, write."""
    rng = np.random.default_rng(SEED)
    data = load_digits()
    order = rng.permutation(len(data.target))
    x, y = data.data[order] / 16, np.eye(10)[data.target[order]]
    test_x, test_y, train_x, train_y = x[:HELD_OUT], y[:HELD_OUT], x[HELD_OUT:], y[HELD_OUT:]

    network = train(start(rng), train_x, train_y, rng)
    network = build(
        [(layer.W.round(DECIMALS), layer.b.round(DECIMALS)) for layer in network.layers]
    )
    right = accuracy(network, test_x, test_y)
    print(f"held-out accuracy {right:.4f} on {HELD_OUT} digits")

    shipped = np.concatenate(
        [np.flatnonzero(test_y[:, digit])[:SHIPPED_OF_EACH] for digit in range(10)]
    )
    arrays = {"x": test_x[shipped], "y": test_y[shipped], "accuracy": np.array(right)}
    for number, layer in enumerate(network.layers, start=1):
        arrays |= {f"W{number}": layer.W, f"b{number}": layer.b}
    target = Path(__file__).with_name("digits.npz")
    np.savez(target, **arrays)
    print(f"wrote {target.name}, {target.stat().st_size} bytes")


def build(parameters: list[tuple[Array, Array]]) -> Network:
    """The network with these pairs (W, b): tanh layers, softmax last, cross-entropy."""
    phi = ["tanh"] * (len(parameters) - 1) + ["softmax"]
    layers = [Layer(W, b, name) for (W, b), name in zip(parameters, phi, strict=True)]
    return Network(layers, "cross_entropy")


def start(rng: np.random.Generator) -> Network:
    """The untrained network."""
    pairs = pairwise(WIDTHS)
    return build([(draw("xavier_uniform", n, m, rng), np.zeros(n)) for m, n in pairs])


def train(network: Network, x: Array, y: Array, rng: np.random.Generator) -> Network:
    """Gradient descent with momentum; tells the mean loss of every fourth epoch."""
    losses: list[float] = []
    steps = len(x) // BATCH  # per epoch

    def tell(step: Step) -> None:
        losses.append(step.forward.loss)
        if step.number % steps == 0:
            if step.epoch % 4 == 0:
                print(f"epoch {step.epoch:2d}  training loss {np.mean(losses):.4f}")
            losses.clear()

    return sgd(
        network,
        x,
        y,
        rng,
        epochs=EPOCHS,
        batch=BATCH,
        rate=STEP,
        momentum=MOMENTUM,
        callback=tell,
    )


def accuracy(network: Network, x: Array, y: Array) -> float:
    """The share of rows whose largest output is the one that should be."""
    return float((forward(network, x, y).a[network.L].argmax(1) == y.argmax(1)).mean())


if __name__ == "__main__":
    main()
