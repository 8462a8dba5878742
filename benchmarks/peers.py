"""The same forward pass and gradients by other libraries, each only if it is installed.

All work in float64 and give the gradients of every W and b and of x, as bpcore does.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from cases import Case


def installed(library: str) -> bool:
    """Whether `library` can be imported; it is not imported yet."""
    return importlib.util.find_spec(library) is not None


def torch_eager(case: Case) -> Callable[[], object]:
    """PyTorch, eager: autograd's graph is built anew in each run."""
    import torch

    torch.set_num_threads(1)
    W = [torch.tensor(W_l, requires_grad=True) for W_l in case.network.W]
    b = [torch.tensor(b_l, requires_grad=True) for b_l in case.network.b]
    x, y = torch.tensor(case.x, requires_grad=True), torch.tensor(case.y)
    leaves = [*W, *b, x]

    def run() -> object:
        for leaf in leaves:
            leaf.grad = None
        a = x
        for W_l, b_l in zip(W[:-1], b[:-1], strict=True):
            a = torch.tanh(torch.nn.functional.linear(a, W_l, b_l))
        z = torch.nn.functional.linear(a, W[-1], b[-1])
        if case.classify:
            loss = torch.nn.functional.cross_entropy(z, y)
        else:
            loss = (torch.tanh(z) - y).square().sum(-1).mean() / 2
        loss.backward()
        return loss, leaves

    return run


def jax_jit(case: Case) -> Callable[[], object]:
    """JAX, compiled; equal layers by lax.scan, or compiling a thousand would take minutes."""
    import jax

    jax.config.update("jax_enable_x64", True)
    np_ = jax.numpy
    W, b = [np_.array(W_l) for W_l in case.network.W], [np_.array(b_l) for b_l in case.network.b]
    x, y = np_.array(case.x), np_.array(case.y)
    equal = len({W_l.shape for W_l in W}) == 1
    parameters: Any = (np_.stack(W), np_.stack(b)) if equal else (W, b)

    def loss(parameters: Any, x: Any) -> Any:
        a = x
        if equal:
            a, _ = jax.lax.scan(lambda a, p: (np_.tanh(a @ p[0].T + p[1]), None), a, parameters)
            return ((a - y) ** 2).sum(-1).mean() / 2
        *hidden, (W_L, b_L) = zip(*parameters, strict=True)
        for W_l, b_l in hidden:
            a = np_.tanh(a @ W_l.T + b_l)
        z = a @ W_L.T + b_L
        if case.classify:
            return -(y * jax.nn.log_softmax(z)).sum(-1).mean()
        return ((np_.tanh(z) - y) ** 2).sum(-1).mean() / 2

    compiled = jax.jit(jax.value_and_grad(loss, argnums=(0, 1)))
    return lambda: jax.block_until_ready(compiled(parameters, x))


def hips_autograd(case: Case) -> Callable[[], object]:
    """HIPS autograd: NumPy with a tape."""
    from autograd import numpy as np_
    from autograd import value_and_grad

    parameters = [(np.array(layer.W), np.array(layer.b)) for layer in case.network.layers]

    def loss(arguments: Any) -> Any:
        parameters, a = arguments
        *hidden, (W_L, b_L) = parameters
        for W_l, b_l in hidden:
            a = np_.tanh(np_.dot(a, W_l.T) + b_l)
        z = np_.dot(a, W_L.T) + b_L
        if case.classify:
            z = z - np_.max(z, axis=-1, keepdims=True)
            log_a = z - np_.log(np_.sum(np_.exp(z), axis=-1, keepdims=True))
            return -np_.mean(np_.sum(case.y * log_a, axis=-1))
        return np_.mean(np_.sum((np_.tanh(z) - case.y) ** 2, axis=-1)) / 2

    both = value_and_grad(loss)
    return lambda: both((parameters, np.array(case.x)))


def micrograd(case: Case) -> Callable[[], object] | None:
    """micrograd: one Python object per number, so only for a network of a few."""
    if case.x.size > 10:
        return None
    from micrograd.engine import Value

    def tanh(z: Any) -> Any:
        out = Value(math.tanh(z.data), (z,), "tanh")

        def back() -> None:
            z.grad += (1 - out.data**2) * out.grad

        out._backward = back
        return out

    def run() -> object:
        a = [Value(v) for v in case.x.tolist()]
        for layer in case.network.layers:
            W = [[Value(w) for w in row] for row in layer.W.tolist()]
            b = [Value(v) for v in layer.b.tolist()]
            a = [
                tanh(sum((w * v for w, v in zip(row, a, strict=True)), b_i))
                for row, b_i in zip(W, b, strict=True)
            ]
        loss = sum((v - t) ** 2 for v, t in zip(a, case.y.tolist(), strict=True)) * 0.5
        loss.backward()
        return loss

    return run


PEERS: dict[str, tuple[str, Callable[[Case], Callable[[], object] | None]]] = {
    "torch": ("torch", torch_eager),
    "JAX": ("jax", jax_jit),
    "autograd": ("autograd", hips_autograd),
    "micrograd": ("micrograd", micrograd),
}
"""Name in the table: the library it needs, and how to make a run of it."""
