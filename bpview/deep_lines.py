"""One step back in symbols: for a chain with its numbers, for a deep network with its shapes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, VGroup, VMobject

from bpview import lines, style
from bpview.equation import Equation, Term, relation
from bpview.formula import Formula, Words, part
from bpview.matrix import Grid
from bpview.reading import Reading

__all__ = ["ShapedRecursion", "chain_step", "recursion_of_layers", "shaped_gradient", "weight_step"]


class ShapedRecursion(VGroup):
    """δ^(l) = φ'(z^(l)) ⊙ (W^(l+1)ᵀ δ^(l+1)) with the shape of each symbol below it.

    ``symbols`` are the four symbols, in order.
    """

    def __init__(self, reading: Reading, layer: int) -> None:
        rows, columns = reading.array("W", layer + 1).T.shape
        line = recursion_of_layers(40)
        slopes = VGroup(line.part("phi_prime"), line.part("z"))
        self.symbols = [line.part("delta"), slopes, line.part("W"), line.part("delta_after")]
        shapes = [(rows, 1), (rows, 1), (rows, columns), (columns, 1)]
        super().__init__(line, _below(self.symbols, shapes))


def recursion_of_layers(size: float) -> Formula:
    """δ^(l) = φ'(z^(l)) ⊙ (W^(l+1)ᵀ δ^(l+1)), with room for the shapes of W and δ below them."""
    delta, after = part("delta", "delta", "ell"), "{{ delta^((ell+1)) : delta_after }}"
    W = "{{ W^((ell+1) top) : W }}"
    return Formula(f"{delta} = {lines.phi_prime('ell')} dot.o ({W} thick {after})", size=size)


def chain_step(reading: Reading, layer: int) -> Equation:
    """|δ^(l)| = |w^(l+1)| φ'(z^(l)) · |δ^(l+1)| for layers of a single neuron."""
    delta, before = (
        Grid(np.array([reading.norm("delta", n)]), "delta") for n in (layer, layer + 1)
    )
    factor = Grid(np.array([reading.factor(layer)]))
    sign = relation(delta, lambda *factors: np.prod(factors, axis=0), factor, before)
    symbols = [f"abs({part('delta', 'delta', n)})" for n in (layer, layer + 1)]
    w = part("W", "w", layer + 1)
    return Equation(
        Term(symbols[0], delta, scalar=True),
        ("=", sign),
        Term(f"abs({w}) thin {lines.phi_prime(layer)}", factor, scalar=True),
        "dot",
        Term(symbols[1], before, scalar=True),
        gap=0.2,
    )


def shaped_gradient(reading: Reading, layer: int) -> tuple[Formula, VGroup]:
    """∂ℒ/∂W^(l) = δ^(l) a^(l-1)ᵀ in one line, and the shape of each symbol below it."""
    rows, columns = reading.array("W", layer).shape
    delta, a = part("delta", "delta", "ell"), "{{ a^((ell-1) top) : a }}"
    line = Formula(f"{slope_in_line('W', 'ell')} = {delta} thick {a}", size=40)
    symbols = [VGroup(line.part("loss"), line.part("W")), line.part("delta"), line.part("a")]
    return line, _below(symbols, [(rows, columns), (rows, 1), (1, columns)])


def weight_step() -> Formula:
    """W^(l) ← W^(l) − η ∂ℒ/∂W^(l)."""
    new, old = (part(name, "W", "ell") for name in ("W_new", "W_old"))
    return Formula(f"{new} arrow.l {old} - eta thin {slope_in_line('W', 'ell')}", size=40)


def slope_in_line(by: str, layer: int | str) -> str:
    """∂ℒ/∂by^(l), as a fraction in one line."""
    return f"{{{{ partial cal(L) : loss }}}} \\/ {part(by, f'partial {by}', layer)}"


def _below(symbols: Sequence[VMobject], shapes: Sequence[tuple[int, int]]) -> VGroup:
    """A shape below each symbol, all on one level."""
    labels: VGroup = VGroup()
    for symbol, (m, n) in zip(symbols, shapes, strict=True):
        label = Words(f"${m} times {n}$", size=style.Size.SMALL, role="neutral")
        labels.add(label.next_to(symbol, DOWN, buff=0.15))
    lowest = min(each.get_y() for each in labels)
    for each in labels:
        each.set_y(lowest)
    return labels
