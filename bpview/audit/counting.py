"""Multiplications of a product of matrices, counted one by one."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Pattern", "multiplications"]

Pattern = set[tuple[int, int]]
"""Where a matrix is not zero by its nature, as (row, column)."""


def multiplications(factors: Sequence[Pattern], from_left: bool) -> list[int]:
    """Multiplications of each product when matrices are multiplied in order, zeros left out."""
    counts: list[int] = []
    first, *others = factors if from_left else factors[::-1]
    for other in others:
        left, right = (first, other) if from_left else (other, first)
        rows: dict[int, list[int]] = {}
        for k, j in right:
            rows.setdefault(k, []).append(j)
        pairs = [(i, j) for i, k in left for j in rows.get(k, ())]
        counts.append(len(pairs))
        first = set(pairs)
    return counts
