"""What is measured: networks, the bare products of the same shapes, a sweep, a curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bpcore import Layer, Network, backward, chain, forward, sweep, vjp
from bpcore.arrays import Array
from bpcore.init import draw


@dataclass(frozen=True)
class Case:
    """A network with tanh layers and an example or a batch for it; float64.

    With `classify` the last layer is softmax and the loss cross-entropy, else the loss is half
    the squared error.
    """

    name: str
    network: Network
    x: Array
    y: Array
    classify: bool
    bar: float | None
    """What the ratio to bare products should not exceed, if anything was set."""


def case(
    name: str, widths: tuple[int, ...], batch: int | None, classify: bool, bar: float | None
) -> Case:
    """A case with weights, inputs and targets drawn from one seed."""
    rng = np.random.default_rng(1)
    phis = ["tanh"] * (len(widths) - 1)
    if classify:
        phis[-1] = "softmax"
    layers = [
        Layer(draw("xavier_normal", n, m, rng), rng.normal(0, 0.1, n), phi)
        for (m, n), phi in zip(pairwise(widths), phis, strict=True)
    ]
    network = Network(layers, "cross_entropy" if classify else "half_squared_error")
    shape = (batch,) if batch else ()
    x = rng.standard_normal((*shape, widths[0]))
    y = np.eye(widths[-1])[rng.integers(widths[-1], size=shape)].copy()
    for array in (x, y):
        array.setflags(write=False)  # as those of an experiment file are
    return Case(name, network, x, y, classify, bar)


def all_cases() -> list[Case]:
    """The six sizes."""
    return [
        case("2-3-2 B1", (2, 3, 2), None, False, None),
        case("64-16-16-10 B32", (64, 16, 16, 10), 32, True, 3.0),
        case("784-16-16-10 B32", (784, 16, 16, 10), 32, True, None),
        case("100x64 B32", (64,) * 101, 32, False, 1.6),
        case("1000x64 B1", (64,) * 1001, None, False, None),
        case("1000x64 B32", (64,) * 1001, 32, False, None),
    ]


def engine(case: Case) -> Callable[[], object]:
    """Forward and all gradients, by bpcore."""

    def run() -> object:
        fwd = forward(case.network, case.x, case.y)
        return backward(case.network, fwd)

    return run


def bare_products(case: Case) -> Callable[[], object]:
    """The three products of each layer, a W^T, delta W and delta^T a, and nothing else.

    Nothing is kept either: these are the fewest operations that could give all gradients.
    """
    fwd = forward(case.network, case.x, case.y)
    bwd = backward(case.network, fwd)
    W, a, delta = list(case.network.W), list(fwd.a)[:-1], list(bwd.delta)

    def batch() -> None:
        for W_l, a_l in zip(W, a, strict=True):
            a_l @ W_l.T
        for W_l, a_l, delta_l in zip(W, a, delta, strict=True):
            delta_l @ W_l
            delta_l.T @ a_l

    def single() -> None:
        for W_l, a_l in zip(W, a, strict=True):
            W_l @ a_l
        for W_l, a_l, delta_l in zip(W, a, delta, strict=True):
            delta_l @ W_l
            delta_l[:, None] * a_l

    return single if case.x.ndim == 1 else batch


def least_numpy(case: Case) -> Callable[[], object]:
    """All gradients with the fewest NumPy calls: nothing checked, nothing frozen or named.

    How near to the bare products NumPy lets anyone come; phi' is the short 1 - a^2, which loses
    its digits where tanh is near 1.
    """
    W = [layer.W_by_columns for layer in case.network.layers]
    W_rows, b, x, y = list(case.network.W), list(case.network.b), case.x, case.y
    share = np.full(len(x), 1 / len(x)) if x.ndim == 2 else None

    def run() -> object:
        a = [x]
        for W_l, b_l in zip(W, b, strict=True):
            z = a[-1].dot(W_l.T)
            z += b_l
            a.append(z if case.classify and len(a) == len(W) else np.tanh(z, out=z))
        if case.classify:
            e = np.exp(z - z.max(axis=-1, keepdims=True))
            a[-1] = e / e.sum(axis=-1, keepdims=True)
            loss, delta = -np.vdot(y, np.log(a[-1])), a[-1] - y
        else:
            delta = a[-1] - y
            loss = np.vdot(delta, delta) / 2
            delta *= 1 - a[-1] * a[-1]
        gradients = []
        for W_l, a_l in zip(reversed(W_rows), a[-2::-1], strict=True):
            if share is None:
                gradients += [delta[:, None] * a_l, delta]
            else:
                gradients += [(delta / len(x)).T.dot(a_l), share.dot(delta)]
            delta = delta.dot(W_l)
            delta *= 1 - a_l * a_l
        return loss, gradients

    return run


SWEEP_BAR = 1.5
ACTIVATIONS = ("tanh", "sigmoid", "relu", "softplus")
GAINS = tuple(np.linspace(0.5, 2.5, 9))


def sweep_runs(seeds: int, depth: int, width: int) -> dict[str, Callable[[], object]]:
    """A sweep over `seeds` seeds, and its own random numbers plus bare products."""
    rows = len(ACTIVATIONS) * len(GAINS)
    a, W = np.ones((rows, width)), np.empty((depth, width, width))

    def bare() -> None:
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            rng.standard_normal(out=W)
            for W_l in W:
                a @ W_l.T
            for W_l in W:
                a @ W_l

    def swept() -> object:
        return sweep([depth], GAINS, ACTIVATIONS, range(seeds), width)

    return {"bare": bare, "bpcore": swept}


@dataclass(frozen=True)
class Widths:
    """One point of the curve: explicit Jacobians against a VJP through `depth` square layers."""

    width: int
    multiplications: float
    """Those of the product of Jacobians over those of a row with them."""
    runs: dict[str, Callable[[], object]]


def curve_point(width: int, depth: int) -> Widths:
    """da^(L)/da^(0)^T written out, and u^T times it by vjp, for one example."""
    point = case(f"width {width}", (width,) * (depth + 1), None, False, None)
    fwd = forward(point.network, point.x, point.y)
    u = np.ones(width)
    full, row = chain(point.network, fwd), chain(point.network, fwd, row=u)
    return Widths(
        width,
        full.cost / row.cost,
        {
            "vjp": lambda: vjp(point.network, fwd, u, parameters=False),
            "explicit": lambda: chain(point.network, fwd),
        },
    )
