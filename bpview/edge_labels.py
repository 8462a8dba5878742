"""Numbers on edges: weights, or the slopes along a route."""

from __future__ import annotations

from collections.abc import Iterable

from manim import BackgroundRectangle, VGroup, VMobject

from bpview import style
from bpview.entry import Entry
from bpview.numeral import Numeral

__all__ = ["on_edges"]


def on_edges(
    edges: Iterable[VMobject],
    entries: Iterable[Entry],
    role: str = "ink",
    decimals: int = 2,
    *,
    share: float = 0.5,
    air: float = 0.05,
) -> VGroup:
    """A number on every edge, at a `share` of its length; it stops short of it by `air`.

    Of a `role` that has two colours, each number has that of its sign. Returned are two groups: the
    plates that hide the edges, and the numbers.
    """
    plates, numbers = VGroup(), VGroup()
    for edge, entry in zip(edges, entries, strict=True):
        colour = style.signed(role, entry.value)
        number = Numeral(entry, decimals, size=style.Size.SMALL, colour=colour)
        start, end = edge.points[0], edge.points[-1]
        number.move_to(start + share * (end - start))
        numbers.add(number)
        ground = style.colour("background")
        plates.add(BackgroundRectangle(number, color=ground, fill_opacity=1, buff=air))
    return VGroup(plates, numbers)
