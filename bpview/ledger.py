"""A worked example as one table: a row for every layer, a column for every quantity.

                 given           forward             backward
            ℓ    W     b       z      a     ℒ     φ'    δ = ∂ℒ/∂b   ∂ℒ/∂W
            0                         x
            1    …     …       …      …           …         …          …
            2    …     …       …      …     …     …         …          …

Forward fills it downwards, backward upwards; every row can be worked out by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, FadeIn, FadeOut, Line, Mobject, VGroup

from bpview import style
from bpview.entry import Entries
from bpview.equation import Term
from bpview.formula import LOSS, Formula, Words
from bpview.matrix import Grid
from bpview.motion import arrives
from bpview.reading import Reading

__all__ = ["Ledger", "Sheet", "fetch", "step_sheet"]

_NUMBER_GAP = 0.08  # between the rows of a grid
_STEP_DECIMALS = 2
_PASSES = (
    ("given", ("W", "b")),
    ("forward", ("z", "a", "loss")),
    ("backward", ("phi_prime", "delta", "dW")),
)
_HEADS = {
    "W": "{{ W : W }}",
    "b": "{{ b : b }}",
    "z": "{{ z : z }}",
    "a": "{{ a : a }}",
    "loss": LOSS,
    "phi_prime": "{{ phi.alt'(z) : phi_prime }}",
    "delta": "{{ delta : delta }} = {{ partial cal(L) : loss }} \\/ {{ partial b : b }}",
    "dW": "{{ partial cal(L) : loss }} \\/ {{ partial W : W }}",
}
_STANDS = {"phi_prime": 3}
"""Which glyph of a head stands on the line, where the first one reaches below it."""
_ROLES = {"W": "weight", "dW": "delta"}


class Sheet(VGroup):
    """Grids in rows, one a layer, and columns, one a quantity, with a head above each column.

    Attributes
    ----------
    grids
        ``grids[quantity, layer]``, empty cells left out.
    heads, layers
        Symbols above the columns, numbers of the layers left of the rows.

    Grids that are to change show so many `decimals`, with room for the entries `later`. Columns
    are wide enough for those of another sheet too, which needs `room` in them.
    """

    def __init__(
        self,
        reading: Reading,
        quantities: Iterable[str],
        layers: Iterable[int],
        *,
        heads: Mapping[str, str] = _HEADS,
        decimals: int | None = None,
        later: Reading | None = None,
        room: Sheet | None = None,
        column_gap: float = 0.33,
        row_gap: float = 0.2,
        number_gap: float = _NUMBER_GAP,
    ) -> None:
        self.reading, self.decimals = reading, decimals
        self.grids: dict[tuple[str, int], Grid] = {}
        size = style.Size.SMALL
        self.heads = {q: Formula(heads[q], size=size) for q in quantities}
        rows = {layer: Formula(str(layer), size=size) for layer in layers}
        for layer in rows:
            for q in self.heads:
                if _stands(reading, q, layer):
                    self.grids[q, layer] = Grid(
                        _entries(reading, q, layer),
                        _ROLES.get(q, q),
                        decimals=decimals,
                        later=None if later is None else _entries(later, q, layer),
                        size=size,
                        column_gap=0.22,
                        row_gap=number_gap,
                    )
        for (q, _), grid in self.grids.items():
            if q == "loss":  # no vector
                grid.remove(grid.brackets)
        self.layer_head = Formula("ell", size=size)
        x = self.layer_head.width / 2 + column_gap
        for q, head in self.heads.items():
            column = [g for (name, _), g in self.grids.items() if name == q]
            guests = [] if room is None else [g for (name, _), g in room.grids.items() if name == q]
            widest = max(g.width for g in (*column, *guests))
            width = max(head.width, widest)
            head.set_x(x + width / 2)
            right = x + (width + widest) / 2
            for grid in column:  # flush right, so that decimal points stand in line
                grid.shift(RIGHT * (right - grid.get_right()[0]))
            x += width + column_gap
        y = -0.3
        for layer, number in rows.items():
            cells = [g for (_, row), g in self.grids.items() if row == layer]
            height = max(g.height for g in cells)
            for m in (number, *cells):
                m.set_y(y - height / 2)
            y -= height + row_gap
        self.layers = VGroup(self.layer_head, *rows.values())
        # The heads stand on one line, whatever rises above it.
        for q, head in (("", self.layer_head), *self.heads.items()):
            head.shift(DOWN * head[_STANDS.get(q, 0)].get_bottom()[1])
        super().__init__(self.layers, *self.heads.values(), *self.grids.values())

    def take(self, reading: Reading) -> None:
        """Show the same entries of another reading, at once."""
        for (quantity, layer), grid in self.grids.items():
            found = _entries(reading, quantity, layer)
            for number, entry in zip(grid.numbers.flat, found.flat, strict=True):
                number.set_entry(entry)
                number.set_color(style.signed(_ROLES.get(quantity, quantity), entry.value))


class Ledger(Sheet):
    """The whole example: what is given, what runs forward, what runs backward.

    W and b of the reading `after` a step have room in it, and so has its run forward.

    Attributes
    ----------
    passes
        The names of the passes, each with a line below it.
    """

    def __init__(self, reading: Reading, after: Reading | None = None) -> None:
        quantities = [q for _, group in _PASSES for q in group]
        layers = range(reading.experiment.network.L + 1)
        later = after or reading
        self._after = Sheet(later, "Wbz", layers[1:], decimals=_STEP_DECIMALS)
        # As exact as they stand on the network.
        self._after.grids |= Sheet(later, ("a", "loss"), layers[1:]).grids
        super().__init__(reading, quantities, layers, room=self._after, column_gap=0.28)
        size = style.Size.SMALL
        self.passes: dict[str, VGroup] = {}
        level = max(m.get_top()[1] for m in self.heads.values()) + 0.2
        for name, group in _PASSES:
            cells = VGroup(*(g for (q, _), g in self.grids.items() if q in group))
            cells.add(*(self.heads[q] for q in group))
            left, right = cells.get_left()[0], cells.get_right()[0]
            guests = {key: grid for key, grid in self._after.grids.items() if key[0] in group}
            left = min(
                [left, *(self.grids[key].get_right()[0] - g.width for key, g in guests.items())]
            )
            words = Words(name, size=size, role="neutral").move_to(((left + right) / 2, 0, 0))
            words.shift(UP * (level + 0.05 - words[-1].get_bottom()[1]))
            rule = Line((left, level - 0.07, 0), (right, level - 0.07, 0), stroke_width=2)
            self.passes[name] = VGroup(words, rule.set_color(style.colour("neutral")))
        self.add(*self.passes.values())

    def filled(self, quantity: str, layer: int, source: Mobject) -> Animation:
        """A result is written down: it comes from `source` into its cell."""
        cell = self.grids[quantity, layer]
        return arrives(cell if isinstance(source, Grid) else cell.entry(0), source)

    def renewed(self, step: Sheet) -> list[Any]:
        """Animations: the grids of a `step_sheet` move into the cells of their kind."""
        grids = step.grids.items()
        come = [arrives(self._renewed(*key), grid) for key, grid in grids]
        return [FadeOut(*step.grids.values()), *come]

    def run_again(self, columns: Mapping[int, Mobject], loss: Mobject) -> list[Animation]:
        """z and a of the reading after the step come from its `columns`, its loss from `loss`."""
        forward = dict(_PASSES)["forward"]
        keys = [key for key in self._after.grids if key[0] in forward]
        return [
            arrives(self._renewed(q, layer), loss if q == "loss" else columns[layer])
            for q, layer in keys
        ]

    def _renewed(self, quantity: str, layer: int) -> Grid:
        """A grid of the reading after the step, in its cell."""
        cell = self.grids[quantity, layer]
        return self._after.grids[quantity, layer].move_to(cell, aligned_edge=RIGHT)


def step_sheet(before: Reading, after: Reading) -> Sheet:
    """All W and b of `before`, with room for those of `after`: each head tells the step."""
    heads = {
        q: f"{{{{ {q} : {q} }}}} - eta thin {{{{ partial cal(L) : loss }}}} \\/ "
        f"{{{{ partial {q} : {q}_by }}}}"
        for q in ("W", "b")
    }
    layers = range(1, before.experiment.network.L + 1)
    # Rows apart, so that an arrow can stand in the place of every number.
    return Sheet(
        before,
        "Wb",
        layers,
        heads=heads,
        decimals=_STEP_DECIMALS,
        later=after,
        row_gap=0.2,
        number_gap=0.24,
    )


def _stands(reading: Reading, quantity: str, layer: int) -> bool:
    """Whether there is such a cell: layer 0 has nothing but a, and ℒ follows the last a."""
    if quantity == "loss":
        return layer == reading.experiment.network.L
    return layer > 0 or quantity == "a"


def _entries(reading: Reading, quantity: str, layer: int) -> Entries:
    """The entries of a cell; ℒ is a vector of one."""
    return (
        np.array([reading.entry("loss")])
        if quantity == "loss"
        else reading.entries(quantity, layer)
    )


def fetch(ledger: Ledger, quantity: str, layer: int, term: Term) -> list[Animation]:
    """A number is looked up: it comes from its cell into `term`, whose symbol appears."""
    return [arrives(term.grid, ledger.grids[quantity, layer]), FadeIn(term.symbol, term.shape)]
