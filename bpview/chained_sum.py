"""z_1 as a sum, and the chain rule beside it: one skeleton, in which w, b and a change places."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, VGroup

from bpview import style
from bpview.formula import EQUALS, LOSS, Formula, Words, part, slope
from bpview.motion import retold
from bpview.numeral import Numeral
from bpview.one_sum import OneSum
from bpview.places import Place
from bpview.product import times
from bpview.reading import Reading

__all__ = ["ChainedSum"]


class ChainedSum(OneSum):
    """A `OneSum` by w_11, b_1 and a_1; beside the sum the chain rule for one of the three.

    Attributes
    ----------
    chains
        The rule for each, one on top of the other: all but the letter stands in the same place.
    title
        ``the chain rule``, below them.
    by_hand
        The slope by w_11 in numbers, beside it, and what comes out: ``result``.
    """

    def __init__(self, reading: Reading, layer: int) -> None:
        super().__init__(reading, layer, delta_first=True)
        self._layer = layer
        letters = (("W", "w", layer, "11"), ("b", "b", layer, 1), ("a", "a", layer - 1, 1))
        self.chains = VGroup(*(Formula(self._chain(*letter)) for letter in letters))
        # The rule beside the sum it comes from, the slopes below both.
        self.chains[0].next_to(self.sum, RIGHT, buff=1.2)
        place = self.chains[0].part("eq").get_center()
        for chain in self.chains[1:]:
            chain.shift(place - chain.part("eq").get_center())
        self.slopes.next_to(self.sum, DOWN, buff=0.9, aligned_edge=LEFT)
        self.title = Words("the chain rule", size=42)
        self.title.next_to(self.chains[0], DOWN, buff=0.6, aligned_edge=RIGHT)
        delta, a, slope = (
            Numeral(entry, colour=style.signed(role, entry.value))
            for entry, role in (
                (reading.entry("delta", layer, 0), "delta"),
                (reading.entry("a", layer - 1, 0), "a"),
                (reading.entry("dW", layer, 0, 0), "delta"),
            )
        )
        self.by_hand = VGroup(Formula("="), times(delta, a, slope)).arrange(RIGHT, buff=0.16)
        self.result = self.by_hand[1][-1]
        self.by_hand.scale(1.2).next_to(self.slopes[0], RIGHT, buff=0.25)
        self.by_hand.set_y(self.slopes[0].part("eq").get_y())
        self.add(self.chains, self.title, self.by_hand)

    def changes(self) -> dict[tuple[Any, ...], str]:
        """What a nudge of w_11 moves, as `Reading.moved` takes it, with its name.

        w_11, z_1, ℒ by its slope, and ℒ.
        """
        layer = self._layer
        w, z = part("W", "w", layer, "11"), part("z", "z", layer, 1)
        a = part("a", "a", layer - 1, 1)
        return {
            ("W", layer, 0, 0): f"Delta {w}",
            ("z", layer, 0): f"Delta {z} = {a} thin Delta {w}",
            ("loss_by_z", layer): f"{self.delta} thin Delta {z}",
            ("loss",): f"approx Delta {LOSS}",
        }

    @property
    def ratio(self) -> tuple[Place, Place]:
        """The changes whose quotient the first of the slopes is: ℒ over w_11."""
        return ("loss",), ("W", self._layer, 0, 0)

    def swapped(self, k: int) -> list[Any]:
        """Animations: in the chain rule letter `k` takes the place of the one before it."""
        before, after = self.chains[k - 1 : k + 1]
        return retold(before, after, ["eq", "first", "dot"], ["by", "second"])

    def _chain(self, role: str, letter: str, layer: int, index: int | str) -> str:
        z = part(f"z_{letter}", "partial z", self._layer, 1)
        below = part(f"{role}_of", f"partial {letter}", layer, index)
        pieces = {
            "by": slope(role, letter, layer, index),
            "first": slope("z", "z", self._layer, 1),
            "second": f"frac({z}, {below})",
        }
        by, first, second = (f"{{{{ {text} : {name} }}}}" for name, text in pieces.items())
        more = " + dots" if letter == "a" else ""
        return f"{by} {EQUALS} {first} {{{{ dot : dot }}}} {second}{more}"
