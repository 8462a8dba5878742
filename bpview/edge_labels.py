"""Weights as numbers beside their edges, each where no other edge crosses it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from manim import DR, PI, UL, VGroup, rotate_vector
from numpy.typing import NDArray

from bpview import style
from bpview.edges import Edges
from bpview.entry import Entries
from bpview.numeral import Numeral

__all__ = ["labels"]

_ALONG = sorted(np.linspace(0.2, 0.8, 25), key=lambda share: abs(share - 0.5))
_AIR = 0.1


def labels(edges: Edges, entries: Entries, i: int, decimals: int = 2) -> VGroup:
    """The weights of the edges that leave neuron `i`, each a number beside its edge.

    `entries` are column `i` of W. Of the places along its edge, between the columns and on either
    side, a number takes the first that is free of edges and of the other numbers; where there is
    none, one as near to the middle of the edge as it gets.
    """
    found = VGroup()
    ways = [_ends(edges, j, k) for j, k in edges.pairs]
    taken = np.concatenate([_along(*way) for way in ways])[:, :2]
    # Clear of a circle around a neuron of the column they leave.
    left, right = max(start[0] for start, _ in ways) + _AIR, min(end[0] for _, end in ways)
    for j, entry in enumerate(entries):
        colour = style.signed("weight", entry.value)
        number = Numeral(entry, decimals, size=style.Size.SMALL, colour=colour)
        box = np.array([number.width, number.height]) / 2
        places = list(_places(*_ends(edges, j, i), box))
        between = [p for p in places if left < p[0] - box[0] and p[0] + box[0] < right] or places
        free = (p for p in between if not (np.abs(taken - p[:2]) < box + _AIR / 2).all(1).any())
        number.move_to(next(free, between[0]))
        corners = _along(number.get_corner(UL), number.get_corner(DR))[:, :2]
        taken = np.concatenate([taken, corners])
        found.add(number)
    return found


def _ends(edges: Edges, j: int, i: int) -> tuple[NDArray[Any], NDArray[Any]]:
    points = edges.edge(int(j), int(i)).points
    return points[0], points[-1]


def _along(start: NDArray[Any], end: NDArray[Any]) -> NDArray[np.float64]:
    """Points of an edge, closer to each other than a number is high."""
    return np.linspace(start, end, max(2, int(np.linalg.norm(end - start) / 0.05)))


def _places(start: NDArray[Any], end: NDArray[Any], box: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Where the middle of a number can stand so that its box, of half sizes, clears the edge."""
    way = end - start
    up = rotate_vector(way / np.linalg.norm(way), PI / 2)
    clear = _AIR + np.abs(up[:2]) @ box
    for share, side in product(_ALONG, (1, -1)):
        yield start + share * way + side * clear * up
