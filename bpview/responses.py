"""One entry of p is nudged, every entry of f answers: answer over nudge is a column of J_f(p)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Line, Mobject, Triangle, VGroup

from bpview import style
from bpview.entry import Entries, Entry
from bpview.equation import Equation, Term
from bpview.formula import part
from bpview.matrix import Grid
from bpview.motion import live
from bpview.neuron import Neuron
from bpview.nudging import SMALLEST
from bpview.numeral import Numeral
from bpview.reading import Reading

__all__ = ["Arrows", "Place", "Responses"]

Place = tuple[str, int]
"""A quantity and its layer: ``("z", 1)`` is z^(1)."""

_REACH = 2.1  # scene units for a change of 1
_SIDE = 1.5  # in radii, from the middle of a neuron: clear of a circle around it
_LEAST, _SHAFT = 0.13, 0.08  # the least head, and shaft, that can be seen from row ten
_SEEN = 0.008  # from this length on there is an arrow


class Arrows(VGroup):
    """An upright arrow beside each neuron: up for a value that grows, as long as its change.

    `side` is the way from a neuron's middle to where its arrow stands, in radii; `role` the colour.
    """

    def __init__(self, neurons: Sequence[Neuron], side: Any, role: str) -> None:
        self._middles = [n.ring.get_center() + side * n.radius for n in neurons]
        self._radii = [n.radius for n in neurons]
        colour = style.colour(role)
        heads = [Triangle(fill_color=colour, fill_opacity=1, stroke_width=0) for _ in neurons]
        shafts = [Line(UP, DOWN, stroke_width=6, color=colour) for _ in neurons]
        super().__init__(*(VGroup(*pair) for pair in zip(shafts, heads, strict=True)))
        self.take([0.0] * len(neurons))

    def take(self, changes: Sequence[float]) -> None:
        """Show these changes, at once; a change that cannot be seen has no arrow."""
        places = zip(self._middles, self._radii, strict=True)
        for (shaft, head), (middle, radius), change in zip(self, places, changes, strict=True):
            length = _REACH * change
            seen = float(abs(length) >= _SEEN)
            side = min(0.2, max(_LEAST * seen, 0.6 * abs(length), 1e-3))
            way = UP * np.sign(length or 1.0)
            foot = middle - way * radius  # so that it stays beside its neuron, either way
            tip = foot + way * max(abs(length), side + _SHAFT * seen)
            neck = tip - way * side
            shaft.set_points_as_corners([foot, neck])
            across = side / 2 * RIGHT
            head.set_points_as_corners([neck - across, tip, neck + across, neck - across])
            shaft.set_stroke(opacity=seen)
            head.set_fill(opacity=seen)


class Responses(VGroup):
    """Δp_i → Δf → Δf / Δp_i, live: symbols above numbers.

    Attributes
    ----------
    equation
        The line; its terms are the nudge, the answers and their ratios.
    now
        The network with the nudge in it.

    Parameters
    ----------
    cause, effect
        What is nudged, ``("a", 0)`` for an input or ``("z", l)``, and what is watched.
    index
        Which entry of the cause.
    role
        Colour of the ratios.
    by
        How large the nudge grows.
    layered
        Whether the names tell the layer.
    """

    def __init__(
        self,
        reading: Reading,
        cause: Place,
        effect: Place,
        index: int,
        *,
        role: str = "ink",
        by: float = 0.5,
        layered: bool = True,
    ) -> None:
        self.reading, self.cause, self.effect, self.index = reading, cause, effect, index
        self.most, self._by, self._role = by, by, role
        self.now = self._nudged()
        p, f = part(*_named(cause, layered), index + 1), part(*_named(effect, layered))
        large = self._entries()
        self._by = SMALLEST
        self.now = self._nudged()
        small = self._entries()
        roles = (cause[0], effect[0], role)
        decimals = (5, 5, 2)  # so that the quotient of what is shown is what is shown
        nudge, answers, ratios = (
            Grid(now, role, decimals=places, later=later)
            for now, later, role, places in zip(small, large, roles, decimals, strict=True)
        )
        self.equation = Equation(
            Term(f"Delta {p}", nudge, scalar=True),
            ("", "arrow.r"),
            Term(f"Delta {f}", answers),
            ("", "arrow.r"),
            Term(f"frac(Delta {f}, Delta {p})", ratios),
            gap=0.26,
        )
        self._arrows: tuple[Arrows, Arrows] | None = None
        super().__init__(self.equation)

    def beside(self, causes: Sequence[Neuron], effects: Sequence[Neuron]) -> VGroup:
        """Arrows for the nudge, left of its neuron, and for the answers, right of theirs."""
        cause = Arrows([causes[self.index]], _SIDE * LEFT, self.cause[0])
        effect = Arrows(effects, _SIDE * RIGHT, self.effect[0])
        self._arrows = cause, effect
        return VGroup(cause, effect)

    def to(
        self,
        goal: float,
        then: Callable[[Reading], Any],
        *moved: Mobject,
        terms: int = 3,
        **kw: Any,
    ) -> Animation:
        """The nudge goes to `goal`; `then` is told every frame's network and changes `moved`.

        Only the first so many `terms` of the line are on screen yet.
        """
        start = self._by

        def change(alpha: float) -> None:
            self._by = start + alpha * (goal - start)
            self.now = self._nudged()
            self._follow()
            then(self.now)

        numbers = [n for term in self.equation.terms[:terms] for n in term.grid.cells]
        return live(change, *numbers, *(self._arrows or ()), *moved, **kw)

    def _follow(self) -> None:
        entries = self._entries()
        for term, found in zip(self.equation.terms, entries, strict=True):
            for number, entry in zip(term.grid.numbers.flat, found, strict=True):
                self._show(number, entry)
        if self._arrows is not None:
            for arrows, found in zip(self._arrows, entries, strict=False):
                arrows.take([entry.value for entry in found])

    def _show(self, number: Numeral, entry: Entry) -> None:
        number.set_entry(entry)
        if entry.quantity.startswith("quotient"):
            opacity = number.get_fill_opacity()
            number.set_fill(style.signed(self._role, entry.value), opacity=opacity)

    def _entries(self) -> tuple[Entries, Entries, Entries]:
        """The nudge, the answers and the ratios, each a vector."""
        quantity, layer = self.effect
        answers = range(self.reading.experiment.network.widths[layer])
        nudge = Entry(self.reading.name, "nudge", self.cause[1], (self.index,), self._by)
        changes = [self.reading.moved(self.now, quantity, layer, j) for j in answers]
        by = (*self.cause, self.index)
        ratios = [self.reading.quotient(self.now, (*self.effect, j), by) for j in answers]
        return np.array([nudge]), np.array(changes), np.array(ratios)

    def _nudged(self) -> Reading:
        quantity, layer = self.cause
        # b stands beside z in z = W a + b, so that a nudge of b is a nudge of z.
        tensor = "b" if quantity == "z" else "x"
        return self.reading.nudged(tensor, layer, (self.index,), self._by)


def _named(place: Place, layered: bool) -> tuple[str, str, int | None]:
    quantity, layer = place
    return quantity, quantity, layer if layered else None
