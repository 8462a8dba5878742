"""One weight of many is moved, in the picture of its neuron's weights; the changes stand beside."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Animation, FadeIn, VGroup

from bpview import style
from bpview.formula import EQUALS, LOSS, Formula, equated, pair, part, stacked
from bpview.image import Picture
from bpview.nudging import Wiggle
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["PictureNudge"]

_MOST = 0.6
_LINE = 0.68  # from row to row
_SIZE = 36
_SMALL = style.Size.NUMBER


class PictureNudge(VGroup):
    """The weights into neuron `j`, weight `i` of them framed, and what a nudge of it changes.

    Attributes
    ----------
    picture, mark, symbol
        The weights, the frame around the one that moves, and its symbol below.
    others
        The weights that do not move.
    source
        The sum in which the weight stands, above the rows.
    rows
        a_i, which stays, then Δw, Δz, Δa and Δℒ, live.
    up, down
        The `Wiggle` that raises the loss, and the one that lowers it.
    kept
        What remains of both: their Δw and Δℒ in two rows, below `heads`. They are added when they
        have been seen.
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
        self.source = Formula(f"{z} = dots + {w} {a} + dots", size=_SIZE)
        self.source.next_to(self.rows, UP, buff=0.3, aligned_edge=RIGHT)
        VGroup(self.source, self.rows).set_y(self.picture.get_y())
        self.mark = self.picture.marked(i)
        self.others = VGroup(*(cell for k, cell in enumerate(self.picture.cells) if k != i))
        self.symbol = Formula(w, size=_SIZE).next_to(self.picture, DOWN, buff=0.15)
        self.symbol.set_x(self.mark.get_x())  # of this square, not of the picture
        names = f"Delta {{{{ w : {role} }}}}", f"Delta {LOSS}"
        self.heads = VGroup(*(Formula(name, size=_SMALL) for name in names))
        self.kept = VGroup()
        super().__init__(self.picture, self.source, self.rows, self.symbol, self.mark)

    def keep(self) -> list[Animation]:
        """Δw and Δℒ as they are stay as the next row of `kept`."""
        sources = self.up.numbers[0], self.up.numbers[-1]
        right, floor = self.rows.get_corner(DOWN + RIGHT)[:2]
        new = [] if self.kept.submobjects else [FadeIn(self.heads)]
        row = VGroup()
        for source, head, x in zip(sources, self.heads, (right - 1.6, right), strict=True):
            head.move_to((x, floor - 0.45, 0), aligned_edge=RIGHT)
            number = Numeral(
                source.entry, source.decimals, size=_SMALL, colour=source.get_fill_color()
            )
            drop = 0.2 + 0.45 * len(self.kept)
            row.add(number.next_to(head, DOWN, buff=drop, aligned_edge=RIGHT))
        self.kept.add(row)
        return [FadeIn(row, shift=DOWN * 0.2), *new]

    def take(self, now: Reading) -> None:
        """Paint the weight as it is in a nudged network, and its change as its sign is."""
        layer, j, i = self._place
        self.picture.paint(i, now.entry("W", layer, j, i).value)
        change = self.up.numbers[0]
        change.set_fill(style.signed("weight", change.entry.value), opacity=1)
