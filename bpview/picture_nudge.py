"""One weight of many is moved, in the picture of its neuron's weights; the changes stand beside."""

from __future__ import annotations

from manim import DOWN, RIGHT, VGroup

from bpview import style
from bpview.formula import EQUALS, LOSS, Formula, equated, pair, part, stacked
from bpview.image import Picture
from bpview.nudging import Wiggle
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["PictureNudge"]

_MOST = 0.6
_LINE = 0.62  # from row to row
_SIZE = 36


class PictureNudge(VGroup):
    """The weights into neuron `j`, weight `i` of them framed, and what a nudge of it changes.

    Attributes
    ----------
    picture, mark, symbol
        The weights, the frame around the one that moves, and its symbol below.
    rows
        a_i, which stays, then Δw, Δz, Δa and Δℒ, live.
    up, down
        The `Wiggle` that raises the loss, and the one that lowers it.
    """

    def __init__(self, reading: Reading, layer: int, j: int, i: int) -> None:
        self._place = layer, j, i
        weight = reading.entry("W", layer, j, i)
        role = "weight_neg" if weight.value < 0 else "weight_pos"
        w, a = part(role, "w", layer, pair(j + 1, i + 1)), part("a", "a", layer - 1, i + 1)
        z, after = part("z", "z", layer, j + 1), part("a", "a", layer, j + 1)
        changes = {
            ("W", layer, j, i): f"Delta {w}",
            ("z", layer, j): f"Delta {z} = {a} thin Delta {w}",
            ("a", layer, j): f"Delta {after}",
            ("loss", None): f"Delta {LOSS}",
        }
        by = _MOST if reading.entry("dW", layer, j, i).value > 0 else -_MOST
        self.up, self.down = (
            Wiggle(reading, "W", layer, (j, i), list(changes), by=way) for way in (by, -by)
        )
        self.down.numbers = self.up.numbers
        size = style.Size.FORMULA
        still = Numeral(reading.entry("a", layer - 1, i), size=size, flush_left=True)
        first = equated(Formula(f"{a} {EQUALS}", size=_SIZE), still)
        self.rows = stacked(first, *self.up.rows(list(changes.values()), _SIZE))
        for k, (formula, number) in enumerate(self.rows):
            VGroup(formula, number).shift(DOWN * (_LINE * k + formula.part("eq").get_y()))
        self.picture = Picture(reading.entries("W", layer)[j], "weight", height=2.2)
        VGroup(self.picture, self.rows).arrange(RIGHT, buff=0.3)
        self.symbol = Formula(w, size=_SIZE).next_to(self.picture, DOWN, buff=0.15)
        self.mark = self.picture.marked(i)
        super().__init__(self.picture, self.rows, self.symbol, self.mark)

    def take(self, now: Reading) -> None:
        """Paint the weight as it is in a nudged network."""
        layer, j, i = self._place
        self.picture.paint(i, now.entry("W", layer, j, i).value)
