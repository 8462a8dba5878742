"""z_1 as a sum, and the slope of the loss by each kind of letter in it, which it flies out of."""

from __future__ import annotations

from typing import Any

from manim import RIGHT, FadeIn, Indicate, VGroup

from bpview import style
from bpview.formula import Formula, part, slope
from bpview.reading import Reading

__all__ = ["OneSum"]


class OneSum(VGroup):
    """``sum`` is z_1 = w_11 a_1 + … + b_1 of `layer`, ``slopes`` the slopes by w_11, b_1 and a_1.

    They stand in one line below it; without `inputs` the slope by a_1, a route back, is left out.
    """

    def __init__(self, reading: Reading, layer: int, *, inputs: bool = True) -> None:
        roles = [style.by_sign("weight", w) for w in reading.array("W", layer)[0]]
        # Each letter has a name of its own: its role, and which it is.
        terms = [
            f"{_letter(role, 'w', layer, f'1{i}', i)} {_letter('a', 'a', layer - 1, i, i)}"
            for i, role in enumerate(roles, start=1)
        ]
        z, b = part("z", "z", layer, 1), part("b", "b", layer, 1)
        self.sum = Formula(f"{z} = {' + '.join(terms)} + {b}")
        w, a = self.sum.part(f"{roles[0]}_1"), self.sum.part("a_1")
        pieces = [(w, a), (self.sum.part("b"), None), (a, w)]
        delta = part("delta", "delta", layer, 1)
        texts = [
            f"{slope('W', 'w', layer, '11')} = {delta} {part('a', 'a', layer - 1, 1)}",
            f"{slope('b', 'b', layer, 1)} = {delta} dot 1",
            f"{slope('a', 'a', layer - 1, 1)} = {delta} {part('W', 'w', layer, '11')} + dots",
        ]
        count = 3 if inputs else 2
        self.slopes = VGroup(*map(Formula, texts[:count])).arrange(RIGHT, buff=0.9)
        self._pieces = pieces[:count]
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
