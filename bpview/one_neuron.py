"""What one neuron does, in numbers: a product, the sum of all of them plus b, and φ of it.

The decimals are as few as let a viewer check every line with the numbers shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bpview import style
from bpview.entry import Entry
from bpview.equation import Equation, Term, relation
from bpview.formula import pair, part
from bpview.matrix import Grid
from bpview.reading import Reading

__all__ = ["OneNeuron", "half_filled"]


def half_filled(reading: Reading, layer: int) -> tuple[int, int]:
    """(j, i) of a weight that shows how a scales a nudge: a_i is about half of the largest a.

    Neuron j is the one where the loss feels a weight most.
    """
    j = reading.largest("dW", layer).index[0]
    a = np.abs(reading.array("a", layer - 1))
    return j, int(np.abs(a - a.max() / 2).argmin())


class OneNeuron:
    """Neuron `j` (from 0) of `layer`, with an input `i` worked out as an example.

    The example is the input that adds or takes most. `decimals` are those of every line.
    """

    def __init__(self, reading: Reading, layer: int, j: int) -> None:
        self.reading, self.layer, self.j = reading, layer, j
        self.products = reading.products(layer, j)
        found = [abs(float(entry.value)) for entry in self.products]
        self.i = found.index(max(found))
        self.count = len(self.products)
        checked = [d for d in (2, 3, 4) if all(sign == "=" for sign in self._signs(d))]
        self.decimals = checked[0] if checked else 3

    def product(self) -> Equation:
        """w_ji a_i in symbols and numbers."""
        w, a, wa = self._product(self.decimals)
        return Equation(
            Term(self.weight(self.i + 1), w, scalar=True),
            "dot",
            Term(part("a", "a", self.layer - 1, self.i + 1), a, scalar=True),
            ("", relation(wa, np.multiply, w, a)),
            Term("", wa, scalar=True),
        )

    def total(self) -> Equation:
        """z_j = Σ_i w_ji a_i + b_j in symbols and numbers."""
        z, products, b = self._total(self.decimals)
        a = part("a", "a", self.layer - 1, "i")
        row = part("W", "w", self.layer, pair(self.j + 1, "i"))
        return Equation(
            Term(part("z", "z", self.layer, self.j + 1), z, scalar=True),
            ("=", relation(z, np.add, products, b)),
            Term(f"sum_(i=1)^{self.count} {row} {a}", products, scalar=True),
            "+",
            Term(part("b", "b", self.layer, self.j + 1), b, scalar=True),
        )

    def bent(self) -> Equation:
        """a_j = φ(z_j) in symbols and numbers."""
        a, z = self._bent(self.decimals)
        return Equation(
            Term(part("a", "a", self.layer, self.j + 1), a, scalar=True),
            ("=", relation(a, self._phi, z)),
            "phi.alt paren.l",
            Term(part("z", "z", self.layer, self.j + 1), z, scalar=True),
            "paren.r",
            gap=0.14,
        )

    def weight(self, i: int | str) -> str:
        """The symbol w_ji, coloured by the sign of the example's weight."""
        sign = self.reading.entry("W", self.layer, self.j, self.i).value
        role = "weight_neg" if sign < 0 else "weight_pos"
        return part(role, "w", self.layer, pair(self.j + 1, i))

    def _signs(self, decimals: int) -> list[str]:
        w, a, wa = self._product(decimals)
        z, products, b = self._total(decimals)
        out, z_in = self._bent(decimals)
        return [
            relation(wa, np.multiply, w, a),
            relation(z, np.add, products, b),
            relation(out, self._phi, z_in),
        ]

    def _product(self, decimals: int) -> tuple[Grid, Grid, Grid]:
        w = self.reading.entry("W", self.layer, self.j, self.i)
        a = self.reading.entry("a", self.layer - 1, self.i)
        return (
            _single(w, "weight", decimals),
            _single(a, "a", decimals),
            _single(self.products[self.i], "weight", decimals),
        )

    def _total(self, decimals: int) -> tuple[Grid, Grid, Grid]:
        reading, layer, j = self.reading, self.layer, self.j
        return (
            _single(reading.entry("z", layer, j), "z", decimals),
            _single(reading.partial(layer, j, self.count), "ink", decimals),
            _single(reading.entry("b", layer, j), "b", decimals),
        )

    def _bent(self, decimals: int) -> tuple[Grid, Grid]:
        a = self.reading.entry("a", self.layer, self.j)
        z = self.reading.entry("z", self.layer, self.j)
        return _single(a, "a", decimals), _single(z, "z", decimals)

    @property
    def _phi(self) -> Callable[[Any], Any]:
        return lambda z: self.reading.curve(self.layer, z)


def _single(entry: Entry, role: str, decimals: int) -> Grid:
    return Grid(np.array([entry]), role, decimals=decimals, size=style.Size.FORMULA)
