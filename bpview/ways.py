"""Which way a number should move to lower the loss: against its slope."""

from __future__ import annotations

from manim import DOWN, UP, Arrow, VGroup

from bpview import style
from bpview.entry import Entry
from bpview.ledger import Sheet
from bpview.reading import Reading

__all__ = ["Ways", "way"]

_SLOPES = {"W": "dW", "b": "db"}


def way(slope: Entry, height: float = 0.26, role: str = "ink") -> Arrow:
    """An arrow up where the `slope` of the loss is negative, down where it is not.

    In the `role` ``delta`` it has the colour of its slope's sign.
    """
    end = UP if slope.value < 0 else DOWN
    return Arrow(
        -end * height / 2,
        end * height / 2,
        buff=0,
        stroke_width=4,
        color=style.signed(role, slope.value),
        tip_length=0.14,
        max_tip_length_to_length_ratio=1,
        max_stroke_width_to_length_ratio=100,
    )


class Ways(VGroup):
    """An arrow in the place of every W and b of a `sheet`: which way the step moves it.

    ``cells`` holds the arrows by the quantity of their slope, ``dW`` or ``db``, and the layer, row
    by row.
    """

    def __init__(self, sheet: Sheet, reading: Reading) -> None:
        self.cells: dict[tuple[str, int], VGroup] = {}
        for (quantity, layer), grid in sheet.grids.items():
            slopes = reading.entries(_SLOPES[quantity], layer)
            arrows = VGroup(
                *(
                    way(slope, 0.28, "delta").move_to(number)
                    for slope, number in zip(slopes.flat, grid.cells, strict=True)
                )
            )
            self.cells[_SLOPES[quantity], layer] = arrows
        super().__init__(*self.cells.values())
