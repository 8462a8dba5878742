"""The equations of the note with the numbers of a network in them, ready to be shown.

Each function reads entries only, and returns an `Equation` whose first term is the left-hand
side. The sign between the lines of numbers is ``=`` where the shown decimals check, else ``≈``.
"""

from __future__ import annotations

import numpy as np

from bpview.equation import Equation, Term, relation
from bpview.formula import LOSS, part, slope, symbol
from bpview.matrix import Grid
from bpview.reading import Reading

__all__ = ["affine", "difference", "fused", "loss_slope", "outer", "output_delta", "recursion"]


def affine(reading: Reading, layer: int) -> Equation:
    """z^(l) = W^(l) a^(l-1) + b^(l)."""
    z, a = Grid(reading.entries("z", layer), "z"), Grid(reading.entries("a", layer - 1), "a")
    W, b = Grid(reading.entries("W", layer), "weight"), Grid(reading.entries("b", layer), "b")
    return Equation(
        Term(part("z", "z", layer), z),
        ("=", relation(z, lambda W, a, b: W @ a + b, W, a, b)),
        Term(part("W", "W", layer), W),
        Term(part("a", "a", layer - 1), a),
        "+",
        Term(part("b", "b", layer), b),
    )


def difference(reading: Reading, quantity: str) -> Equation:
    """``g`` or ``delta`` of the last layer as ŷ − y, where the loss makes it so."""
    L = reading.experiment.network.L
    result = Grid(reading.entries(quantity, L), quantity)
    y_hat = Grid(reading.entries("a", L), "a")
    y = Grid(reading.entries("y"), "target")
    name = part(quantity, quantity, L)
    return Equation(
        Term(f"{name} = nabla_a {LOSS}" if quantity == "g" else name, result),
        ("=", relation(result, np.subtract, y_hat, y)),
        Term(f"{{{{ hat(y) = {symbol('a', L)} : a }}}}", y_hat),
        "-",
        Term("{{ y : target }}", y),
    )


def loss_slope(reading: Reading) -> Equation | None:
    """g^(L) written out, for the losses where it is as plain as ŷ − y; None for the others."""
    plain = reading.experiment.network.loss == "half_squared_error"
    return difference(reading, "g") if plain else None


def fused(reading: Reading) -> bool:
    """Whether δ^(L) is ŷ − y: softmax with cross-entropy, sigmoid with its binary form."""
    network = reading.experiment.network
    return (network.phi[network.L], network.loss) in (
        ("softmax", "cross_entropy"),
        ("sigmoid", "binary_cross_entropy"),
    )


def output_delta(reading: Reading) -> Equation:
    """δ^(L) = g^(L) ⊙ φ'(z^(L))."""
    L = reading.experiment.network.L
    delta, g = Grid(reading.entries("delta", L), "delta"), Grid(reading.entries("g", L), "g")
    slopes = Grid(reading.entries("phi_prime", L), "phi_prime")
    return Equation(
        Term(part("delta", "delta", L), delta),
        ("=", relation(delta, np.multiply, g, slopes)),
        Term(part("g", "g", L), g),
        "dot.o",
        Term(_phi_prime(L), slopes),
    )


def recursion(reading: Reading, layer: int) -> Equation:
    """δ^(l) = (W^(l+1)ᵀ δ^(l+1)) ⊙ φ'(z^(l))."""
    delta = Grid(reading.entries("delta", layer), "delta")
    W = Grid(reading.entries("W", layer + 1).T, "weight")
    after = Grid(reading.entries("delta", layer + 1), "delta")
    slopes = Grid(reading.entries("phi_prime", layer), "phi_prime")
    return Equation(
        Term(part("delta", "delta", layer), delta),
        ("=", relation(delta, lambda W, d, p: (W @ d) * p, W, after, slopes)),
        ("paren.l", ""),
        Term(f"{{{{ W^(({layer + 1}) top) : W }}}}", W),
        Term(part("delta", "delta", layer + 1), after),
        ("paren.r dot.o", "dot.o"),
        Term(_phi_prime(layer), slopes),
    )


def outer(reading: Reading, layer: int) -> Equation:
    """∂ℒ/∂W^(l) = δ^(l) a^(l-1)ᵀ."""
    row = Grid(reading.entries("a", layer - 1), "a", as_row=True)
    column = Grid(reading.entries("delta", layer), "delta")
    grid = Grid(reading.entries("dW", layer), "delta")
    return Equation(
        Term(slope("W", "W", layer), grid),
        ("=", relation(grid, np.matmul, column, row)),
        Term(part("delta", "delta", layer), column),
        Term(f"{{{{ a^(({layer - 1}) top) : a }}}}", row),
    )


def _phi_prime(layer: int) -> str:
    return f"{{{{ phi.alt' : phi_prime }}}}({part('z', 'z', layer)})"
