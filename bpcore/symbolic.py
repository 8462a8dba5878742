"""The equations of backpropagation, derived by SymPy from their definitions and proven equal.

Start from nothing but z^(l) = W^(l) a^(l-1) + b^(l), a^(l) = phi_l(z^(l)) and a loss l(a^(L)),
with phi_l and l abstract functions of which only the names of the derivatives are known. SymPy
differentiates the loss by the chain rule, entry by entry; each formula that `bpcore` computes
with is then subtracted, and every difference simplifies to 0.

    for theorem in derive():
        print(theorem.says, theorem.holds)
    print(as_typst(derive()))

This is the one module of bpcore that needs SymPy, and no other imports it.
"""

# ruff: noqa: E741  (l is the layer, as in the equations)
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import sympy as sp  # type: ignore[import-untyped]  # SymPy ships no types

from bpcore.arrays import Array
from bpcore.derivations import LATEX, SAYS, TYPST
from bpcore.errors import SpecError
from bpcore.network import Network
from bpcore.perlayer import PerLayer

__all__ = ["LOSS", "PHI", "Theorem", "as_latex", "as_typst", "derive", "gradients"]

Expr: TypeAlias = Any  # SymPy types its own expressions too loosely to say more


@dataclass(frozen=True)
class Theorem:
    """One equation, and what is left when its two sides are subtracted.

    `typst` and `latex`: the lines of its derivation, as mathematics without delimiters; the
    last one is the equation. `residuals`: one simplified difference per entry.
    """

    name: str
    says: str
    typst: tuple[str, ...]
    latex: tuple[str, ...]
    residuals: tuple[Expr, ...]

    @property
    def holds(self) -> bool:
        """Whether every entry agrees."""
        return bool(self.residuals) and all(residual == 0 for residual in self.residuals)


def derive(widths: Sequence[int] = (2, 3, 2)) -> tuple[Theorem, ...]:
    """All equations of the note, proven for a network of these widths n_0, ..., n_L.

    delta^(L), the recursion of delta, dW, db, the recursion of g, g across a skip, and the two
    losses that meet their activation in y_hat - y.
    """
    net = Abstract(widths)
    last, layers = net.L, range(1, net.L + 1)
    return (
        _theorem("output", _differences(net.by_z(last), net.delta[last])),
        _theorem("recursion", *(_differences(net.by_z(l), net.delta[l]) for l in layers[:-1])),
        _theorem(
            "weights",
            *(_differences(net.by(net.W[l]), net.delta[l] * net.a[l - 1].T) for l in layers),
        ),
        _theorem("biases", *(_differences(net.by(net.b[l]), net.delta[l]) for l in layers)),
        _theorem(
            "activations",
            *(_differences(net.by_a(l - 1), net.W[l].T * net.delta[l]) for l in layers),
        ),
        _skip(widths[0]),
        _softmax(widths[-1]),
        _sigmoid(),
    )


def _theorem(name: str, *residuals: Iterable[Expr]) -> Theorem:
    return Theorem(
        name, SAYS[name], TYPST[name], LATEX[name], tuple(r for some in residuals for r in some)
    )


class Abstract:
    """A network of symbols: `W[l]`, `b[l]`, `a[l]`, `z[l]`, and `delta[l]` by the recursion."""

    def __init__(self, widths: Sequence[int], skip: bool = False) -> None:
        self.L, self._skip = len(widths) - 1, skip
        pairs = list(enumerate(pairwise(widths), start=1))
        self.W = {l: _matrix(f"W{l}", n, m) for l, (m, n) in pairs}
        self.b = {l: _matrix(f"b{l}", n, 1) for l, (_, n) in pairs}
        self._phi = {l: _function(f"phi{l}", 1) for l, _ in pairs}
        self._ell = _function("ell", widths[-1])
        self.a, self.z = {0: _matrix("x", widths[0], 1)}, {}
        for l, _ in pairs:
            self.z[l] = self.W[l] * self.a[l - 1] + self.b[l]
            self.a[l] = self._act(l, self.z[l], self.a[l - 1])
        self.loss = self._ell[0](*self.a[self.L])
        # What bpcore computes: g^(L), then delta = phi' * g and g = W^T delta [+ g], downwards.
        g = sp.Matrix([partial(*self.a[self.L]) for partial in self._ell[1]])
        self.delta, self.g = {}, {self.L: g}
        for l in range(self.L, 0, -1):
            slope = self.z[l].applyfunc(self._phi[l][1][0])
            self.delta[l] = slope.multiply_elementwise(self.g[l])
            self.g[l - 1] = self.W[l].T * self.delta[l] + (self.g[l] if skip else 0 * self.a[l - 1])

    def _act(self, l: int, z: Expr, below: Expr) -> Expr:
        return z.applyfunc(self._phi[l][0]) + (below if self._skip else 0 * z)

    def by(self, parameters: Expr) -> Expr:
        """dl/dp for a matrix of parameters, by the chain rule."""
        return parameters.applyfunc(lambda p: sp.diff(self.loss, p))

    def by_a(self, layer: int) -> Expr:
        """dl/da^(layer): the layers above as a function of a^(layer), differentiated."""
        a = start = _matrix("a", len(self.a[layer]), 1)
        for l in range(layer + 1, self.L + 1):
            a = self._act(l, self.W[l] * a + self.b[l], a)
        return self._derivative(a, start, self.a[layer])

    def by_z(self, layer: int) -> Expr:
        """dl/dz^(layer): everything from z^(layer) up as a function of it, differentiated."""
        start = _matrix("z", len(self.z[layer]), 1)
        a = self._act(layer, start, self.a[layer - 1])
        for l in range(layer + 1, self.L + 1):
            a = self._act(l, self.W[l] * a + self.b[l], a)
        return self._derivative(a, start, self.z[layer])

    def _derivative(self, output: Expr, variables: Expr, values: Expr) -> Expr:
        loss = self._ell[0](*output)
        at = dict(zip(variables, values, strict=True))
        return variables.applyfunc(lambda v: sp.diff(loss, v).xreplace(at))


def _matrix(name: str, rows: int, columns: int) -> Expr:
    return sp.Matrix(rows, columns, lambda i, j: sp.Symbol(f"{name}_{i + 1}{j + 1}", real=True))


def _function(name: str, arguments: int) -> tuple[Expr, list[Expr]]:
    """An abstract function and its abstract partial derivatives."""
    partials = [sp.Function(f"{name}_d{i + 1}") for i in range(arguments)]

    def fdiff(self: Expr, argindex: int = 1) -> Expr:
        return partials[argindex - 1](*self.args)

    return type(name, (sp.Function,), {"fdiff": fdiff}), partials


def _differences(left: Expr, right: Expr) -> tuple[Expr, ...]:
    return tuple(sp.simplify(sp.expand(l - r)) for l, r in zip(left, right, strict=True))


def _skip(width: int) -> Theorem:
    net = Abstract([width] * 3, skip=True)
    return _theorem(
        "skip",
        *(_differences(net.by_a(l), net.g[l]) for l in range(net.L)),
        *(_differences(net.by_z(l), net.delta[l]) for l in range(1, net.L + 1)),
    )


def _softmax(n: int) -> Theorem:
    z = sp.symbols(f"z1:{n + 1}", real=True)
    y = [*sp.symbols(f"y1:{n}", real=True)]
    y.append(1 - sum(y))  # the targets sum to 1
    a = [sp.exp(z_i) / sum(map(sp.exp, z)) for z_i in z]
    loss = -sum(y_i * sp.log(a_i) for y_i, a_i in zip(y, a, strict=True))
    jacobian = [
        sp.simplify(sp.diff(a[i], z[j]) - a[i] * (int(i == j) - a[j]))
        for i in range(n)
        for j in range(n)
    ]
    return _theorem(
        "softmax", jacobian, [sp.simplify(sp.diff(loss, z[j]) - (a[j] - y[j])) for j in range(n)]
    )


def _sigmoid() -> Theorem:
    z, y = sp.symbols("z y", real=True)
    a = 1 / (1 + sp.exp(-z))
    loss = -(y * sp.log(a) + (1 - y) * sp.log(1 - a))
    slope = sp.simplify(sp.diff(a, z) - a * (1 - a))
    return _theorem("sigmoid", [slope, sp.simplify(sp.diff(loss, z) - (a - y))])


def as_typst(theorems: Iterable[Theorem]) -> str:
    """The derivations as a Typst document: a heading in words, then the lines of mathematics.

    Raises: ValueError if one of them does not hold.
    """
    parts = []
    for theorem in _proven(theorems):
        lines = " \\\n  ".join(_aligned(theorem.typst, "&="))
        parts.append(f"== {theorem.says}\n\n$\n  {lines}\n$\n")
    return "\n".join(parts)


def as_latex(theorems: Iterable[Theorem]) -> str:
    """The derivations as LaTeX: a paragraph heading in words, then an `align*` (amsmath).

    Raises: ValueError if one of them does not hold.
    """
    parts = []
    for theorem in _proven(theorems):
        lines = " \\\\\n  ".join(_aligned(theorem.latex, "&="))
        says = theorem.says.replace("ŷ − y", r"$\hat y - y$")
        parts.append(f"\\paragraph{{{says}}}\n\\begin{{align*}}\n  {lines}\n\\end{{align*}}\n")
    return "\n".join(parts)


def _aligned(lines: Sequence[str], sign: str) -> list[str]:
    """Each line with its first equals sign as the point to align at."""
    return [line.replace("=", sign, 1) for line in lines]


def _proven(theorems: Iterable[Theorem]) -> list[Theorem]:
    theorems = list(theorems)
    for theorem in theorems:
        if not theorem.holds:
            raise ValueError(f"{theorem.name}: expected every entry to be 0; found one that is not")
    return theorems


def gradients(network: Network, x: Array, y: Array) -> tuple[PerLayer[Array], PerLayer[Array]]:
    """dW and db of one example as SymPy has them, evaluated at the numbers of `network`.

    SymPy writes the whole loss out as one expression of every weight, differentiates that, and
    turns the result into NumPy code: no recursion, no delta. Shapes as in `BackwardTrace`.
    `x`: (n_0,), `y`: (n_L,). For small networks: the expressions grow with every layer.

    Raises: SpecError for a batch.
    """
    if np.ndim(x) != 1:
        raise SpecError("x", "one example, shape (n_0,)", f"{np.ndim(x)} dimensions")
    L = network.L
    W = {l: _matrix(f"W{l}", *W_l.shape) for l, W_l in network.W.items()}
    b = {l: _matrix(f"b{l}", len(b_l), 1) for l, b_l in network.b.items()}
    a = sp.Matrix(np.asarray(x).tolist())
    for l in range(1, L + 1):
        below, z = a, W[l] * a + b[l]
        a = (
            sp.Matrix(_softmaxed(z))
            if network.phi[l] == "softmax"
            else z.applyfunc(PHI[network.phi[l]])
        )
        if network.skip[l]:
            a += below
    loss = LOSS[network.loss](list(a), np.asarray(y).tolist())
    flat = [p for l in W for p in (*W[l], *b[l])]
    numbers = [v for l in W for v in (*network.W[l].ravel(), *network.b[l])]
    values = iter(sp.lambdify(flat, [sp.diff(loss, p) for p in flat], "numpy", cse=True)(*numbers))
    dW, db = [], []
    for l in W:
        dW.append(np.array([next(values) for _ in W[l]], float).reshape(network.W[l].shape))
        db.append(np.array([next(values) for _ in b[l]], float))
    return PerLayer("dW", 1, dW), PerLayer("db", 1, db)


def _softmaxed(z: Iterable[Expr]) -> list[Expr]:
    powers = [sp.exp(z_i) for z_i in z]
    return [power / sum(powers) for power in powers]


def _sigma(z: Expr) -> Expr:
    return 1 / (1 + sp.exp(-z))


def _squares(a: Sequence[Expr], y: Sequence[float]) -> Expr:
    return sum((a_i - y_i) ** 2 for a_i, y_i in zip(a, y, strict=True))


PHI: dict[str, Callable[[Expr], Expr]] = {
    "identity": lambda z: z,
    "sigmoid": _sigma,
    "tanh": sp.tanh,
    "relu": lambda z: sp.Piecewise((z, z > 0), (0, True)),
    "leaky_relu": lambda z: sp.Piecewise((z, z > 0), (z / 100, True)),
    "elu": lambda z: sp.Piecewise((z, z > 0), (sp.exp(z) - 1, True)),
    "softplus": lambda z: sp.log(1 + sp.exp(z)),
    "silu": lambda z: z * _sigma(z),
}
"""phi(z) as its definition reads, for every activation that acts on each entry by itself."""

LOSS: dict[str, Callable[[Sequence[Expr], Sequence[float]], Expr]] = {
    "half_squared_error": lambda a, y: _squares(a, y) / 2,
    "squared_error": _squares,
    "mean_squared_error": lambda a, y: _squares(a, y) / len(y),
    "binary_cross_entropy": lambda a, y: (
        -sum(y_i * sp.log(a_i) + (1 - y_i) * sp.log(1 - a_i) for a_i, y_i in zip(a, y, strict=True))
    ),
    "cross_entropy": lambda a, y: -sum(y_i * sp.log(a_i) for a_i, y_i in zip(a, y, strict=True)),
}
"""l(a, y) as its definition reads."""
