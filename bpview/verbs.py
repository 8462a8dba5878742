"""What matrices do on screen: multiply entry by entry, and become a diagonal and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    SurroundingRectangle,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.entry import Entry
from bpview.formula import Formula
from bpview.matrix import Grid
from bpview.motion import live
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["Growing", "framed", "made_diagonal", "made_vector"]

_GAP = 0.3
_AIR = 0.07  # between numbers and the frame around them


class Growing(VGroup):
    """A product of matrices that grows: a row meets a column, and partial sums count up.

    Played as ``for beat in growing.entry(i, j): self.play(*beat, run_time=0.6)``.

    Parameters
    ----------
    left, right, result
        Grids of shapes (m, n), (n, p) and (m, p).
    partial
        ``partial(i, j, count)`` is the sum of the first `count` products of entry (i, j), and
        with all n of them the entry itself.

    Attributes
    ----------
    left, right, result, signs
        The factors, the product, and what stands between them. The numbers of the product are
        not on screen until their beats have been played.
    row, column
        The frames around the row and the column that meet.
    sum
        The partial sum, above the result.

    Raises
    ------
    ValueError
        For shapes that do not chain.
    """

    def __init__(
        self, left: Grid, right: Grid, result: Grid, partial: Callable[[int, int, int], Entry]
    ) -> None:
        (m, n), (inner, p) = left.shape, right.shape
        if inner != n or result.shape != (m, p):
            raise ValueError(
                f"a {m} × {n} matrix times a {inner} × {p} one is not {result.shape[0]} × "
                f"{result.shape[1]}: the inner sizes must match, the outer ones stay"
            )
        self.left, self.right, self.result, self._partial = left, right, result, partial
        self.count = n
        self.signs = VGroup(Formula("="))
        VGroup(left, right, self.signs, result).arrange(RIGHT, buff=_GAP)
        self.row, self.column = framed(left.row(0)), framed(right.column(0))
        self.sum = Numeral(partial(0, 0, 0), result.decimals, size=style.Size.NUMBER)
        self.sum.next_to(result.brackets, UP, buff=0.35)
        self._middle, self._height = result.brackets.get_center(), result.brackets.left.height
        super().__init__(left, right, self.signs, result.brackets)

    @classmethod
    def affine(cls, reading: Reading, layer: int) -> Growing:
        """W^(l) a^(l-1), the sums before the bias."""
        W, a = reading.entries("W", layer), reading.entries("a", layer - 1)
        n, m = W.shape
        sums = np.empty(n, dtype=object)
        for j in range(n):
            sums[j] = reading.partial(layer, j, m)
        return cls(
            Grid(W, "weight"),
            Grid(a, "a"),
            Grid(sums, "z"),
            lambda i, _, count: reading.partial(layer, i, count),
        )

    def entry(self, i: int, j: int = 0) -> Iterator[list[Animation]]:
        """The beats that make entry (i, j): the two meet, one beat a product, the entry lands."""
        self._settle()
        row, column = framed(self.left.row(i)), framed(self.right.column(j))
        first = i == j == 0
        if first:
            self.row.become(row)
            self.column.become(column)
            meet: list[Any] = [FadeIn(self.row, self.column, self.sum)]
        else:
            meet = [self.row.animate.become(row), self.column.animate.become(column)]
        self.sum.set_entry(self._partial(i, j, 0))
        yield meet
        for k in range(self.count):
            yield [self._add(i, j, k)]
        goal = self.result.entry(i, j)
        landing = self.sum.copy()
        yield [ReplacementTransform(landing, goal)]
        self.add(goal)

    def halfway(self, i: int, j: int, count: int) -> VGroup:
        """A still: the entries before (i, j) are there, and `count` products of this one."""
        self._settle()
        before = [n for k, n in enumerate(self.result.cells) if k < i * self.result.shape[1] + j]
        self.sum.set_entry(self._partial(i, j, count))
        frames = framed(self.left.row(i)), framed(self.right.column(j))
        return VGroup(self, *before, *frames, self.sum)

    def done(self) -> list[Animation]:
        """The frames and the partial sum leave; the product stays."""
        return [FadeOut(self.row, self.column, self.sum)]

    def _settle(self) -> None:
        """Bring what is not on screen yet to where the factors and the brackets have been moved."""
        brackets = self.result.brackets
        waiting = [n for n in self.result.cells if n not in self.submobjects]
        size = brackets.left.height / self._height
        self._height = brackets.left.height
        shift = brackets.get_center() - self._middle
        for number in [*waiting, self.sum]:
            number.scale(size, about_point=self._middle).shift(shift)
        self._middle = brackets.get_center()

    def _add(self, i: int, j: int, k: int) -> Animation:
        """One more product: its two factors swell, and the sum takes it in."""
        pair = [self.left.entry(i, k), self.right.entry(k, j)]
        sizes = [number.em for number in pair]
        entry = self._partial(i, j, k + 1)

        def swell(alpha: float) -> None:
            for number, em in zip(pair, sizes, strict=True):
                number.scale(em * (1 + 0.3 * np.sin(np.pi * alpha)) / number.em)
            if alpha >= 0.5:
                self.sum.set_entry(entry)

        return live(swell, *pair, self.sum)


def framed(numbers: VMobject) -> SurroundingRectangle:
    """A frame around the numbers of a row, a column, or one entry; or around a name."""
    return SurroundingRectangle(
        numbers, color=style.colour("ink"), stroke_width=3, buff=_AIR, corner_radius=0.08
    )


def made_diagonal(vector: Grid, matrix: Grid) -> AnimationGroup:
    """A vector becomes a diagonal matrix: entry k walks to (k, k), and zeros come between.

    Parameters
    ----------
    vector
        Shape (n, 1), on screen.
    matrix
        Shape (n, n), where it is to stand.

    Raises
    ------
    ValueError
        If the matrix has another size.
    """
    zeros = _off_diagonal(vector, matrix)
    return AnimationGroup(
        ReplacementTransform(vector.brackets, matrix.brackets),
        *(ReplacementTransform(n, matrix.entry(k, k)) for k, n in enumerate(vector.cells)),
        *([FadeIn(*zeros)] if zeros else []),
    )


def made_vector(matrix: Grid, vector: Grid) -> AnimationGroup:
    """The way back: the zeros of a diagonal matrix leave, and its diagonal becomes a vector.

    Shapes and errors as in `made_diagonal`; `matrix` is on screen.
    """
    zeros = _off_diagonal(vector, matrix)
    return AnimationGroup(
        ReplacementTransform(matrix.brackets, vector.brackets),
        *(ReplacementTransform(matrix.entry(k, k), n) for k, n in enumerate(vector.cells)),
        *([FadeOut(*zeros)] if zeros else []),
    )


def _off_diagonal(vector: Grid, matrix: Grid) -> list[Numeral]:
    n = vector.shape[0]
    if vector.shape[1] != 1 or matrix.shape != (n, n):
        raise ValueError(
            f"expected a column and a square matrix of its height, found shapes "
            f"{vector.shape} and {matrix.shape}"
        )
    return [matrix.entry(i, k) for i in range(n) for k in range(n) if i != k]
