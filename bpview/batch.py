"""A batch on screen: vectors of single examples stack into the rows of one matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    AnimationGroup,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.formula import Words
from bpview.matrix import Grid
from bpview.motion import born
from bpview.reading import Reading

__all__ = ["Stack"]


class Stack(VGroup):
    """A quantity of B examples: first B vectors side by side, then one B × n matrix.

    Row k of the matrix is example k: a batch changes nothing in a row.

    Parameters
    ----------
    readings
        One per example, as `Reading.examples` gives them.
    quantity, layer
        What is stacked: ``a``, ``z``, ``g`` or ``delta`` of a layer.
    decimals
        By default as in `Grid`.

    Attributes
    ----------
    vectors
        A column per example, in a row, each with its name below: where `stacked` starts.
    matrix
        The `Grid` of shape (B, n), above the vectors; `shape_label` tells its size.
    names
        "example k" left of each row.
    """

    def __init__(
        self,
        readings: Sequence[Reading],
        quantity: str,
        layer: int,
        role: str = "ink",
        *,
        decimals: int | None = None,
    ) -> None:
        entries = np.array([reading.entries(quantity, layer) for reading in readings])
        self.matrix = Grid(entries, role, decimals=decimals)
        self.shape_label = self.matrix.shape_label()
        every = range(len(readings))
        self._columns = [Grid(e, role, decimals=self.matrix.decimals) for e in entries]
        self.vectors = VGroup(*self._columns).arrange(RIGHT, buff=0.7)
        self.vectors.next_to(self.matrix, DOWN, buff=1.0)
        self.captions = VGroup(
            *(self._name(k).next_to(self._columns[k], DOWN, buff=0.2) for k in every)
        )
        self.names = VGroup(
            *(
                self._name(k)
                .next_to(self.matrix.brackets, LEFT, buff=0.25)
                .set_y(self.matrix.row(k).get_y())
                for k in every
            )
        )
        super().__init__(self.vectors, self.captions, self.matrix, self.names, self.shape_label)

    def stacked(self) -> LaggedStart:
        """Vector after vector lies down and becomes a row."""
        return LaggedStart(*(self._lies_down(k) for k in range(len(self._columns))), lag_ratio=0.4)

    def framed(self) -> AnimationGroup:
        """Then the brackets and the size of the whole appear."""
        return AnimationGroup(FadeIn(self.matrix.brackets), FadeIn(self.shape_label))

    def taken_out(self, k: int, goal: Grid) -> AnimationGroup:
        """Example k, a copy of its row, stands up as the column `goal`; the matrix stays."""
        moves = [born(goal.entry(i), self.matrix.entry(k, i)) for i in range(self.matrix.shape[1])]
        return AnimationGroup(FadeIn(goal.brackets), *moves)

    def _lies_down(self, k: int) -> AnimationGroup:
        vector, caption, name = self._columns[k], self.captions[k], self.names[k]
        moves: list[Any] = [
            ReplacementTransform(vector.entry(i), self.matrix.entry(k, i))
            for i in range(self.matrix.shape[1])
        ]
        return AnimationGroup(ReplacementTransform(caption, name), FadeOut(vector.brackets), *moves)

    @staticmethod
    def _name(k: int) -> VMobject:
        return Words(f"example {k + 1}", size=style.Size.SMALL, role="neutral")
