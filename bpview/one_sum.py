"""z_1 as a sum, and the slope of the loss by each kind of letter in it, which it flies out of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import RIGHT, UP, FadeIn, Indicate, VGroup

from bpview import style
from bpview.formula import EQUALS, Formula, part, slope
from bpview.reading import Reading

__all__ = ["OneSum"]


class OneSum(VGroup):
    """``sum`` is z_1 = w_11 a_1 + … + b_1 of `layer`, ``slopes`` the slopes by some of its letters.

    They stand in one line below it: those `by` w_11, by b_1 and by a_1, a route back; there the
    weight comes before δ as in Wᵀ δ, or behind it as in the others, with `delta_first`. With z it
    is the slope of z_1 itself by a_1, the weight of that route, and with zw that by w_11. `w` and
    `d` are the names of the parts w_11 and δ_1 in them.
    """

    def __init__(
        self, reading: Reading, layer: int, by: Sequence[str] = "wba", *, delta_first: bool = False
    ) -> None:
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
        pieces |= {"z": pieces["a"], "zw": pieces["w"]}
        role = style.by_sign("delta", reading.entry("delta", layer, 0).value)
        self.delta = delta = part(role, "delta", layer, 1)
        weight = part(roles[0], "w", layer, "11")
        self.w, self.d = roles[0], role
        by_a = part("a", "partial a", layer - 1, 1)
        z_by, by_w = part("z", "partial z", layer, 1), part("W", "partial w", layer, "11")
        of_a = part("a", "a", layer - 1, 1)
        texts = {
            "z": f"frac({z_by}, {by_a}) {EQUALS} {weight}",
            "zw": f"frac({z_by}, {by_w}) {EQUALS} {of_a}",
            "w": f"{slope('W', 'w', layer, '11')} {EQUALS} {delta} {of_a}",
            "b": f"{slope('b', 'b', layer, 1)} {EQUALS} {delta} dot 1",
            "a": f"{part('g', 'g', layer - 1, 1)} {EQUALS} {slope('a', 'a', layer - 1, 1)}"
            f" = {f'{delta} {weight}' if delta_first else f'{weight} {delta}'} + dots",
        }
        self.slopes = VGroup(*(Formula(texts[letter]) for letter in by)).arrange(RIGHT, buff=0.7)
        for one in self.slopes:
            one.shift(UP * (self.slopes[0].part("eq").get_y() - one.part("eq").get_y()))
        self._pieces = [pieces[letter] for letter in by]
        super().__init__(self.sum, self.slopes)
        self.arrange(direction=(0, -1, 0), buff=0.5)

    def differentiated(self, k: int) -> list[Any]:
        """Animations: slope `k` flies out of its letter, and what stands beside that lights up."""
        letter, beside = self._pieces[k]
        lit = [] if beside is None else [beside]
        return [
            FadeIn(self.slopes[k], target_position=letter, scale=0.3),
            *(Indicate(m, color=m[0].get_fill_color(), scale_factor=1.3) for m in lit),
        ]


def _letter(role: str, name: str, layer: int, index: int | str, which: int) -> str:
    return part(f"{role}_{which}", name, layer, index)
