"""z_1 as a sum, and the slope of the loss by each kind of letter in it, which it flies out of."""

from __future__ import annotations

from typing import Any

from manim import LEFT, RIGHT, FadeIn, FadeOut, Indicate, VGroup

from bpview import style
from bpview.formula import LOSS, Formula, Words, part, slope
from bpview.motion import retold
from bpview.reading import Reading

__all__ = ["OneSum"]


class OneSum(VGroup):
    """``sum`` is z_1 = w_11 a_1 + … + b_1 of `layer`, ``slopes`` the slopes by some of its letters.

    They stand in one line below it: those `by` w_11, by b_1 and by a_1, a route back.
    """

    def __init__(self, reading: Reading, layer: int, by: str = "wba") -> None:
        roles = [style.by_sign("weight", w) for w in reading.array("W", layer)[0]]
        # Each letter has a name of its own: its role, and which it is.
        terms = [
            f"{_letter(role, 'w', layer, f'1{i}', i)} {_letter('a', 'a', layer - 1, i, i)}"
            for i, role in enumerate(roles, start=1)
        ]
        z, b = part("z", "z", layer, 1), part("b", "b", layer, 1)
        self.sum = Formula(f"{z} = {' + '.join(terms)} + {b}")
        w, a = self.sum.part(f"{roles[0]}_1"), self.sum.part("a_1")
        pieces = {"w": (w, a), "b": (self.sum.part("b"), None), "a": (a, w)}
        role = style.by_sign("delta", reading.entry("delta", layer, 0).value)
        self._delta = delta = part(role, "delta", layer, 1)
        weight = part(roles[0], "w", layer, "11")
        texts = {
            "w": f"{_named('by', slope('W', 'w', layer, '11'))} = {_named('first', delta)} "
            f"{_named('second', part('a', 'a', layer - 1, 1))}",
            "b": f"{slope('b', 'b', layer, 1)} = {delta} dot 1",
            "a": f"{part('g', 'g', layer - 1, 1)} = {slope('a', 'a', layer - 1, 1)}"
            f" = {weight} {delta} + dots",
        }
        self.slopes = VGroup(*(Formula(texts[letter]) for letter in by)).arrange(RIGHT, buff=0.7)
        self._pieces = [pieces[letter] for letter in by]
        super().__init__(self.sum, self.slopes)
        self.arrange(direction=(0, -1, 0), buff=0.5)
        self._place, self._size = layer, self.sum.height

    def changes(self) -> dict[tuple[Any, ...], str]:
        """What a nudge of w_11 moves, as `Reading.moved` takes it, with its name: w_11, z_1, ℒ."""
        layer = self._place
        w, z, a = (
            part("W", "w", layer, "11"),
            part("z", "z", layer, 1),
            part("a", "a", layer - 1, 1),
        )
        return {
            ("W", layer, 0, 0): f"Delta {w}",
            ("z", layer, 0): f"Delta {z} = {a} thin Delta {w}",
            ("loss",): f"{self._delta} thin Delta {z} approx Delta {LOSS}",
        }

    def chain(self) -> VGroup:
        """The chain rule for w_11, named, where the first slope will stand."""
        layer = self._place
        above, below = part("z_w", "partial z", layer, 1), part("W_of", "partial w", layer, "11")
        by_z, by_w = slope("z", "z", layer, 1), slope("W", "w", layer, "11")
        second = f"frac({above}, {below})"
        parts = (("by", by_w), ("first", by_z), ("second", second))
        by, *both = (_named(name, text) for name, text in parts)
        rule = Formula(f"{by} = {' dot '.join(both)}")
        name = Words("the chain rule").next_to(rule, RIGHT, buff=0.6)
        found = VGroup(rule, name).scale(self.sum.height / self._size)
        self._chain = found.move_to(self.slopes, aligned_edge=LEFT)
        return self._chain

    def chained(self) -> list[Any]:
        """Animations: the chain rule becomes its first slope."""
        lit = self.differentiated(0)[1:]
        rule, name = self._chain
        return [*retold(rule, self.slopes[0], ["by"], ["first", "second"]), FadeOut(name), *lit]

    def differentiated(self, k: int) -> list[Any]:
        """Animations: slope `k` flies out of its letter, and what stands beside that lights up."""
        letter, beside = self._pieces[k]
        lit = [] if beside is None else [beside]
        return [
            FadeIn(self.slopes[k], target_position=letter, scale=0.3),
            *(Indicate(m, color=m[0].get_fill_color(), scale_factor=1.3) for m in lit),
        ]


def _named(name: str, text: str) -> str:
    return f"{{{{ {text} : {name} }}}}"


def _letter(role: str, name: str, layer: int, index: int | str, which: int) -> str:
    return part(f"{role}_{which}", name, layer, index)
