"""Entry by entry: how ⊙ and an outer product fill in, the sources of each entry lighting up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import Animation, FadeIn, Indicate

from bpview.matrix import Grid
from bpview.numeral import Numeral

__all__ = ["entrywise", "outer"]

Beat = tuple[tuple[int, int], list[Animation]]
"""The place of an entry, and the animations that make it."""


def entrywise(result: Grid, *factors: Grid) -> Iterator[Beat]:
    """The product ⊙: entry (i, j) lands from the entries (i, j) of all factors, row by row.

    Played as ``for _, beat in entrywise(delta, slopes, g): self.play(*beat, run_time=0.4)``.

    Raises
    ------
    ValueError
        If a factor has another shape than the result.
    """
    for factor in factors:
        if factor.shape != result.shape:
            raise ValueError(
                f"entry by entry all shapes are the same; the result is {result.shape}, "
                f"a factor {factor.shape}"
            )
    return (
        (at, _lands(result.entry(*at), *(f.entry(*at) for f in factors))) for at in _all(result)
    )


def outer(result: Grid, column: Grid, row: Grid) -> Iterator[Beat]:
    """The product of a column and a row: entry (j, i) lands from column j and row i.

    Raises
    ------
    ValueError
        If the shapes are not (n, m), (n, 1) and (1, m).
    """
    n, m = result.shape
    if column.shape != (n, 1) or row.shape != (1, m):
        raise ValueError(
            f"an outer product of shape {result.shape} needs a column of shape {(n, 1)} and a row "
            f"of shape {(1, m)}; found {column.shape} and {row.shape}"
        )
    return (
        ((j, i), _lands(result.entry(j, i), column.entry(j), row.entry(0, i)))
        for j, i in _all(result)
    )


def _all(grid: Grid) -> list[tuple[int, int]]:
    return [(int(i), int(j)) for i, j in np.ndindex(grid.shape)]


def _lands(entry: Numeral, first: Numeral, *others: Numeral) -> list[Animation]:
    lit = [Indicate(n, color=n.get_fill_color()) for n in (first, *others)]
    return [FadeIn(entry, target_position=first), *lit]
