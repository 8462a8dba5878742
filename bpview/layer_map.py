"""z = W a + b of a whole layer as pictures of matrices, with shapes that can be read off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Animation,
    Group,
    Line,
    Mobject,
    MoveToTarget,
    Rectangle,
    VGroup,
)
from numpy.typing import NDArray

from bpview import style
from bpview.formula import Formula, Words, part, sentence
from bpview.heatmap import Heatmap
from bpview.image import POWER, Picture
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["LayerMap", "LayerTable"]

_QUANTITIES = ("z", "W", "a", "b")
_COLUMNS = ("z", "eq", "W", "a", "plus", "b")
_SEEN = 0.02
"""From this side on it can be seen that a square is hollow."""
_THIN = 0.17
"""A column is drawn so wide, however small its squares are."""


class LayerMap(Group):
    """z^(l) = W^(l) a^(l-1) + b^(l): symbols, below each a picture in true proportion, its shape.

    Attributes
    ----------
    maps
        The `Heatmap` of ``z``, ``W``, ``a`` and ``b``; brighter where larger in size.
    symbols
        Their symbols, and the signs between them as ``eq`` and ``plus``.
    shapes
        ``(rows × columns)`` below each.

    Parameters
    ----------
    cell
        Side of one weight's square, in scene units.
    """

    def __init__(self, reading: Reading, layer: int, cell: float) -> None:
        self.layer, self.cell = layer, cell
        names = {q: part(q, q, layer - (q == "a")) for q in _QUANTITIES}
        z, W, a, b = (names[q] for q in _QUANTITIES)
        line = Formula(
            f"{{{{ {z} : at0 }}}} {{{{ = : eq }}}} {{{{ {W} : at1 }}}} {{{{ {a} : at2 }}}}"
            f" {{{{ + : plus }}}} {{{{ {b} : at3 }}}}",
            size=style.Size.LABEL,
        )
        self.maps: dict[str, Heatmap] = {}
        self.shapes: dict[str, Words] = {}
        self.symbols = {q: VGroup(*line.part(f"at{k}")) for k, q in enumerate(_QUANTITIES)}
        self.symbols |= {sign: VGroup(*line.part(sign)) for sign in ("eq", "plus")}
        for q in _QUANTITIES:
            values = _as_matrix(reading.array(q, layer - (q == "a")))
            rows, columns = values.shape
            roles = ("weight_pos", "weight_neg") if q == "W" else (q, None)
            self.maps[q] = Heatmap(
                values,
                *roles,
                width=columns * cell if q == "W" else max(cell, _THIN),
                height=rows * cell,
                name=f"{reading.name}:{q}[{layer - (q == 'a')}]",
                power=POWER,
                hollow=cell >= _SEEN,
            )
            self.shapes[q] = Words(
                f"${rows} times {columns}$", size=style.Size.SMALL, role="neutral"
            )
        self._place()
        super().__init__(*self.maps.values(), *self.shapes.values(), *self.symbols.values())
        self.center()

    def _place(self) -> None:
        top = max(m.height for m in self.maps.values()) / 2 + 0.28
        floor = self.symbols["eq"].get_y()
        x = 0.0
        for name in _COLUMNS:
            parts: list[Mobject] = [self.symbols[name]]
            if name in self.maps:
                # All hang from one line, each close below its symbol.
                self.maps[name].set_y(top - 0.28, UP)
                shape = self.shapes[name].next_to(self.maps[name], DOWN, buff=0.1)
                parts += [self.maps[name], shape]
            width = max(m.width for m in parts)
            for m in parts:
                m.set_x(x + width / 2)
            x += width + 0.16
            self.symbols[name].shift(UP * (top - floor))

    def push(self, name: str, by: float) -> None:
        """Move one column of the line, and all that follow it, `by` units to the right."""
        holders: tuple[Mapping[str, Mobject], ...] = (self.symbols, self.maps, self.shapes)
        for column in _COLUMNS[_COLUMNS.index(name) :]:
            for held in holders:
                if column in held:
                    held[column].shift(RIGHT * by)

    def row(self, j: int) -> Rectangle:
        """A frame around row `j` of W."""
        heat = self.maps["W"]
        frame = Rectangle(width=heat.width + 0.06, height=self.cell + 0.05, stroke_width=3)
        top = heat.frame.get_top()[1] - 0.02
        frame.set_stroke(style.colour("ink")).move_to(heat).set_y(top - (j + 0.5) * self.cell)
        return frame

    def unrolled_row(self, reading: Reading, j: int) -> Picture:
        """Row `j` of W as a `Picture` of one line, where it lies in the map."""
        entries = reading.entries("W", self.layer)[j]
        flat = Picture(entries, "weight", shape=(1, len(entries)), cell=(self.cell, self.cell))
        flat.largest = float(np.abs(reading.array("W", self.layer)).max()) or 1.0
        for k, entry in enumerate(entries):
            flat.paint(k, entry.value)
        flat.move_to(self.row(j))
        return flat

    def turned_into(self, goal: LayerMap) -> list[Animation]:
        """Pictures, symbols and shapes walk to where those of `goal` are; then it can take over."""
        for q, m in self.maps.items():
            end = m.generate_target().stretch_to_fit_width(goal.maps[q].width)
            end.stretch_to_fit_height(goal.maps[q].height).move_to(goal.maps[q])
        walks: list[Any] = [m.animate.move_to(goal.symbols[q]) for q, m in self.symbols.items()]
        walks += [m.animate.move_to(goal.shapes[q]) for q, m in self.shapes.items()]
        return [*map(MoveToTarget, self.maps.values()), *walks]

    def reveal(self, rows: int) -> None:
        """Show the first `rows` rows of W, z and b only, at once."""
        for q in ("W", "z", "b"):
            self.maps[q].reveal(rows)


class LayerTable(Group):
    """The layers of a network as `LayerMap` rows, each with φ and its parameters counted.

    Of many layers the first two and the last are shown.

    Attributes
    ----------
    layers
        The numbers of the layers that have a row.
    rows, counts
        Of each, by its number; a count is the name of φ above a number.
    total
        A line, the number of all parameters and what it counts.
    """

    def __init__(self, reading: Reading, *, width: float, height: float) -> None:
        network = reading.experiment.network
        last = network.L
        self.layers: Sequence[int] = range(1, last + 1) if last <= 3 else (1, 2, last)
        tall = sum(max(network.widths[k], network.widths[k - 1]) for k in self.layers)
        room = height - 0.6 - 1.15 * len(self.layers)
        widest = max(network.widths[k - 1] for k in self.layers)
        cell = min(room / tall, (width - 6.6) / widest, 0.3)
        self.rows = {k: LayerMap(reading, k, cell) for k in self.layers}
        self.counts = {}
        y = 0.0
        for row in self.rows.values():
            row.shift(UP * (y - row.get_top()[1]))
            row.shift(RIGHT * -row.symbols["eq"].get_x())
            y = row.get_bottom()[1] - 0.32
        self._align()
        for k in self.rows:
            phi = network.phi[k].replace("_", " ")
            name = Words(f"$phi.alt$: {phi}", size=style.Size.SMALL, role="neutral")
            number = Numeral(reading.count("parameters", k), 0, size=style.Size.LABEL)
            counted = Formula("{{ W : W }}, {{ b : b }} :", size=style.Size.SMALL)
            self.counts[k] = VGroup(name, sentence(counted, number, gap=0.12))
        end = max(row.get_right()[0] for row in self.rows.values()) + 0.25
        end += max(m.width for count in self.counts.values() for m in count)
        for k, row in self.rows.items():
            heights = row.symbols["eq"].get_y(), row.maps["W"].get_y()
            for m, height in zip(self.counts[k], heights, strict=True):
                m.move_to((end - m.width / 2, height, 0))
        rule = Line((end - 0.95, y, 0), (end, y, 0), stroke_width=2, color=style.colour("neutral"))
        number = Numeral(reading.count("parameters"), 0, size=style.Size.LABEL)
        number.move_to((end - number.width / 2, y - 0.12 - number.height / 2, 0))
        words = Words("all weights and biases:", size=style.Size.SMALL, role="neutral")
        words.move_to((end - 1.15 - words.width / 2, 0, 0))
        words.shift(UP * (number.baseline - words[0].get_bottom()[1]))
        self.total = VGroup(rule, words, number)
        super().__init__(*self.rows.values(), *self.counts.values(), self.total)
        self.center()

    def _align(self) -> None:
        """Every column as far right as in the row that needs most room."""
        for before, name in pairwise(("eq", "W", "a", "plus", "b")):
            rows = self.rows.values()
            gaps = [r.symbols[name].get_x() - r.symbols[before].get_x() for r in rows]
            for gap, row in zip(gaps, rows, strict=True):
                row.push(name, max(gaps) - gap)


def _as_matrix(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values if values.ndim == 2 else values[:, None]
