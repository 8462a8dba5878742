"""A matrix too large to be written out: its corners, dots between them, and its true shape."""

from __future__ import annotations

from manim import DOWN, RIGHT, VGroup, VMobject

from bpview import style
from bpview.entry import Entries
from bpview.formula import Formula, Words
from bpview.matrix import Brackets
from bpview.numeral import Numeral, format_value

__all__ = ["Elided"]


class Elided(VGroup):
    """A vector or matrix of which at most `most` rows and columns are written.

    The first ``most - 2`` and the last stand there with dots between them, as on a blackboard;
    what has no more than `most` is written out.

    Parameters
    ----------
    entries
        Shape ``(n,)``, a column, or ``(m, n)``.
    role, decimals, size
        As in `Grid`.

    Attributes
    ----------
    numbers
        The written ones by their true place: ``numbers[15, 0]``.
    brackets, shape_label
        The pair of paths around them; how many rows and columns there are in truth.
    """

    def __init__(
        self,
        entries: Entries,
        role: str = "ink",
        *,
        most: int = 5,
        decimals: int = 2,
        size: float = style.Size.NUMBER,
        column_gap: float = 0.35,
        row_gap: float = 0.24,
    ) -> None:
        if most < 3:
            raise ValueError(f"most is {most}; the first, dots and the last need at least 3")
        if entries.ndim == 1:
            entries = entries[:, None]
        rows, columns = entries.shape
        self.numbers: dict[tuple[int, int], Numeral] = {}
        reserve = max((format_value(e.value, decimals) for e in entries.flat), key=len)
        widest = Numeral(entries.flat[0], decimals, size=size, reserve=reserve).width
        cells = VGroup()
        y = 0.0
        for i in _written(rows, most):
            x = height = 0.0
            for j in _written(columns, most):
                cell: VMobject
                if i is None or j is None:
                    dots = {(True, True): "dots.down", (True, False): "dots.v"}
                    cell = Formula(dots.get((i is None, j is None), "dots.h"), size=size)
                    cell.set_color(style.colour("neutral"))
                else:
                    entry = entries[i, j]
                    colour = style.signed(role, entry.value)
                    number = Numeral(entry, decimals, size=size, colour=colour, reserve=reserve)
                    self.numbers[i, j] = cell = number
                width = widest if j is not None else cell.width
                cells.add(cell.move_to(RIGHT * (x + width / 2) + DOWN * y))
                x += width + column_gap
                height = max(height, cell.height)
            y += height + row_gap
        cells.center()
        self.brackets = Brackets(cells.height + 0.3, cells.width + 0.34)
        text = f"${rows} times {columns}$"
        self.shape_label = Words(text, size=style.Size.SMALL, role="neutral")
        self.shape_label.next_to(self.brackets, DOWN, buff=0.15)
        super().__init__(self.brackets, cells, self.shape_label)


def _written(count: int, most: int) -> list[int | None]:
    """Which are written; None where dots stand for the rest."""
    if count <= most:
        return list(range(count))
    return [*range(most - 2), None, count - 1]
