"""Jacobians on screen: a matrix whose rows answer and whose columns cause, and their products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    FadeIn,
    Line,
    ReplacementTransform,
    VGroup,
    smooth,
    squish_rate_func,
)

from bpview import style
from bpview.formula import EQUALS, Formula, Words, part, sentence
from bpview.matrix import Grid
from bpview.numeral import Numeral
from bpview.reading import Reading
from bpview.responses import Place

__all__ = [
    "DECIMALS",
    "QUIET",
    "ROW_GAP",
    "Jacobian",
    "Shaped",
    "Total",
    "affine_slope",
    "by",
    "jacobian_name",
    "limit_rule",
    "quiet_zeros",
]

DECIMALS = 2
"""Decimals of the entries of Jacobians, and of the weights among them."""

ROW_GAP = 0.36
"""Between the rows of a Jacobian, in scene units."""

_RIGHT = 6.85  # where the frame's margin begins
QUIET = 0.65
"""Opacity of a zero: still readable, and never brighter than what is not zero."""


def by(f: Place, p: Place, *, inline: bool = False) -> str:
    """∂f/∂pᵀ as a fraction, or `inline`, in the notation of `Formula`."""
    above = part(f[0], f"partial {f[0]}", f[1])
    below = f"{{{{ partial {p[0]}^(({p[1]}) top) : {p[0]}_by }}}}"
    return f"{above} \\/ {below}" if inline else f"frac({above}, {below})"


def jacobian_name(f: str, p: str, layer: int | None, role: str) -> str:
    """J_f(p) in the notation of `Formula`, J in the colour of a `role`, p that of a layer or bare.

    >>> jacobian_name("a", "z", 2, "phi_prime")
    '{{ J_({{ a : a_of2 }}) : phi_prime_J2 }} ({{ z^((2)) : z_at2 }})'
    """
    key = "" if layer is None else layer
    J = f"{{{{ J_({{{{ {f} : {f}_of{key} }}}}) : {role}_J{key} }}}}"
    return f"{J} ({part(f'{p}_at{key}', p, layer)})"


class Jacobian(VGroup):
    """J_f(p): one row for each entry of f, one column for each entry of p, each with its name.

    Attributes
    ----------
    grid, shape
        The numbers, and rows × columns below them.
    tops, sides
        Names of the entries of p above the columns and of f left of the rows.
    called
        What the matrix is, up to an equals sign, left of it.
    role
        Colour of the numbers; zeros are quieter.
    layered
        Whether the names tell the layer: without it they are those of any layer.
    """

    def __init__(
        self,
        reading: Reading,
        quantity: str,
        f: Place,
        p: Place,
        *,
        role: str = "ink",
        name: str = "J_f (p)",
        layered: bool = True,
    ) -> None:
        entries = reading.entries(quantity, f[1])
        self.role, self.layered = role, layered
        self.grid = Grid(entries, role, decimals=DECIMALS, row_gap=ROW_GAP)
        quiet_zeros(self.grid)
        rows, columns = self.grid.shape
        names = {
            place: [
                part(place[0], place[0], place[1] if layered else None, k + 1) for k in range(count)
            ]
            for place, count in ((f, rows), (p, columns))
        }
        self.tops, self.sides = (
            VGroup(*(Formula(text, size=style.Size.SMALL) for text in names[place]))
            for place in (p, f)
        )
        for j, top in enumerate(self.tops):
            top.next_to(self.grid, UP, buff=0.12).set_x(self.grid.column(j).get_x())
        for i, side in enumerate(self.sides):
            side.next_to(self.grid, LEFT, buff=0.25).set_y(self.grid.row(i).get_y())
        self.called = Formula(f"{name} {EQUALS}")
        self.called.next_to(self.sides, LEFT, buff=0.3)
        self.called.shift(UP * (self.grid.get_y() - self.called.part("eq").get_y()))
        self.shape = self.grid.shape_label()
        super().__init__(self.grid, self.tops, self.sides, self.called, self.shape)

    def frame(self) -> VGroup:
        """The empty matrix: brackets and the names of its rows."""
        return VGroup(self.grid.brackets, self.sides)

    def fill(self, column: int, sources: Sequence[Any]) -> list[Animation]:
        """The `sources`, one for each row, walk into a column from above.

        Its name appears behind them, or they would walk through it.
        """
        cells, late = self.grid.column(column), squish_rate_func(smooth, 0.7, 1)
        walk = squish_rate_func(smooth, 0.2, 0.9)
        walks = [
            ReplacementTransform(source, cell, rate_func=walk)
            for cell, source in zip(cells, sources, strict=True)
        ]
        return [*walks, FadeIn(self.tops[column], rate_func=late)]

    def column_sums(self, reading: Reading, layer: int) -> VGroup:
        """The sums of the columns of J_a(z) under a line below; the shape goes to the right."""
        self.shape.next_to(self.grid, RIGHT, buff=0.25)
        self.shift(LEFT * max(0.0, self.shape.get_right()[0] - _RIGHT))
        entries = reading.entries("J_a_z_sum", layer)
        sums = VGroup(*(Numeral(entry, DECIMALS) for entry in entries))
        for j, number in enumerate(sums):
            cell = self.grid.entry(0, j)
            number.next_to(self.grid, DOWN, buff=0.34).align_to(cell, RIGHT)
        words = Words("sum", size=style.Size.SMALL, role="neutral")
        words.next_to(sums, LEFT, buff=0.6)
        words.shift(UP * (sums[0].baseline - words.get_bottom()[1]))
        half = self.grid.width / 2 * RIGHT
        rule = Line(-half, half, stroke_width=2, color=style.colour("neutral"))
        rule.next_to(self.grid, DOWN, buff=0.18)
        return VGroup(rule, words, sums)


class Shaped(VGroup):
    """Symbols in one line, with rows × columns below those that have a shape.

    Attributes
    ----------
    pieces
        One `VGroup` for each item: its symbol and, where it has one, its shape.

    Parameters
    ----------
    items
        (Typst text, shape), the shape None for operators.
    """

    def __init__(self, *items: tuple[str, tuple[int, int] | None]) -> None:
        line = Formula(" quad ".join(f"{{{{ {t} : at{k} }}}}" for k, (t, _) in enumerate(items)))
        floor = line.get_bottom()[1] - 0.15
        self.pieces: list[VGroup] = []
        self.shapes: list[Words] = []
        for k, (_, shape) in enumerate(items):
            symbol = VGroup(*line.part(f"at{k}"))
            self.pieces.append(VGroup(symbol))
            if shape is not None:
                rows, columns = shape
                label = Words(f"${rows} times {columns}$", size=style.Size.SMALL, role="neutral")
                label.next_to((symbol.get_x(), floor, 0), DOWN, buff=0)
                self.pieces[-1].add(label)
                self.shapes.append(label)
        super().__init__(*self.pieces)


def limit_rule(f: Place, p: Place, index: int) -> Formula:
    """Δf / Δp → ∂f / ∂p as Δp → 0, for entry `index` (from 1) of p."""
    (f_name, f_layer), (p_name, p_layer) = f, p
    above, below = part(f_name, f_name, f_layer), part(p_name, p_name, p_layer, index)
    slope = f"frac({part(f_name, f'partial {f_name}', f_layer)}, "
    slope += f"{part(p_name, f'partial {p_name}', p_layer, index)})"
    return Formula(
        f'frac(Delta {above}, Delta {below}) arrow.r {slope} quad "as" quad Delta {below} arrow.r 0'
    )


def affine_slope(source: Formula, z: Place, a: Place) -> Formula:
    """Below z = W a + b, part below part: a leaves, and b, which does not answer a, is 0.

    The parts of `source` are ``z``, ``eq``, ``W``, ``a``, ``plus`` and ``b``; those of what is
    returned ``slope``, ``eq``, ``W``, ``plus`` and ``b``.
    """
    zero = "{{ + : plus }} {{ 0 : b }}"
    slope = Formula(f"{{{{ {by(z, a)} : slope }}}} {EQUALS} {part('W', 'W', z[1])} {zero}")
    slope.next_to(source, DOWN, buff=0.45)
    slope.part("slope").align_to(source.part("z"), RIGHT)
    for name in ("eq", "W", "plus", "b"):
        slope.part(name).set_x(source.part(name).get_x())
    return slope


class Total(VGroup):
    """``sum 1.00`` below the neurons of a layer: all their a, live."""

    def __init__(self, reading: Reading, layer: int, column: VGroup) -> None:
        self._layer = layer
        words = Words("sum", size=style.Size.SMALL, role="neutral")
        colour = style.colour("a")
        self._number = Numeral(reading.entry("a_sum", layer), DECIMALS, colour=colour)
        super().__init__(*sentence(words, self._number))
        self.next_to(column, DOWN, buff=0.25)
        self.shift(RIGHT * (column.get_x() - self._number.get_x()))

    def take(self, reading: Reading) -> None:
        """Show the sum in another reading, at once."""
        self._number.set_entry(reading.entry("a_sum", self._layer))


def quiet_zeros(grid: Grid) -> None:
    """What is exactly zero is a plain 0, so that the eye goes to what is not."""
    for k, (at, number) in enumerate(np.ndenumerate(grid.numbers)):
        if number.entry.value == 0:
            quiet = Numeral(number.entry, 0, colour=style.colour("neutral"))
            quiet.set_fill(opacity=QUIET)
            quiet.scale(number.height / quiet.height).move_to(number)
            grid.numbers[at] = grid.cells.submobjects[k] = quiet
