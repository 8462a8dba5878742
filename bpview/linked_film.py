"""What a film on linked number lines does at each gap: the link of its two lines is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import (
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Indicate,
    Mobject,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.asides import HalfSquare
from bpview.chain import slopes
from bpview.entry import Entry
from bpview.formula import EQUALS, Formula, Words, equated
from bpview.link_rows import SIZE, at, slope_row
from bpview.motion import circled
from bpview.nudged_film import CHANGES, NudgedFilm
from bpview.nudging import SMALLEST
from bpview.places import ratio_of

__all__ = ["BESIDE", "LINKS", "LinkedFilm"]

LINKS, BESIDE = 5.42, 2.3
_AREA, _LIT, _BACK = 0.22, 0.36, 0.1
_CONTEXT = 0.35


class LinkedFilm(NudgedFilm):
    """A film that goes from line to line, and finds a slope between each two.

    Attributes
    ----------
    rows
        The links met so far, each ``slope = symbol = number`` beside its gap.
    word
        What the slope is called that the nudge gave.
    magnified
        The scale of the lines under the magnifying glass, for a nudge of `SMALLEST`.
    """

    word: Words
    magnified: float

    def set_chain(self) -> None:
        """As `NudgedFilm.set_chain`; no link is met yet."""
        super().set_chain()
        self.symbols = slopes(self.small, self.L)
        self.rows: list[VGroup] = []
        self.aside: VMobject = VGroup()
        self.ringed: list[VMobject] = []

    def magnify(self) -> None:
        """What was measured waits below the lines; these are magnified, and tell the changes."""
        self.word = Words("measured", size=style.Size.SMALL, role="neutral")
        self.play(*self.clear_aside(), FadeOut(self.measured), run_time=0.4)
        self.measured.move_to((-3.9, -3.3, 0))  # until the links are multiplied
        self.word.next_to(self.measured, LEFT, buff=0.25)
        self.play(FadeIn(self.measured, self.word), run_time=0.4)
        # One scale for the nudges of w, b and a: the last moves z by w times as much.
        most = max(1.0, abs(self.small.entry(*self.w).value))
        self.magnified = self.lines.fitting(most * SMALLEST)
        self.play(self.lines.to(zoom=self.magnified), run_time=1.6)
        self.changes = self.lines.changes(7, CHANGES)
        self.play(FadeIn(*self.changes, shift=RIGHT * 0.2), run_time=0.6)

    def light(self, *gaps: int) -> AnimationGroup:
        """The rays of some gaps come forward, those of the others step back; of none: all alike."""
        rest = _BACK if gaps else _AREA
        areas: list[Any] = [ray[0] for ray in self.lines.rays]
        return AnimationGroup(
            *(m.animate.set_fill(opacity=_LIT if j in gaps else rest) for j, m in enumerate(areas))
        )

    def attend(self, k: int | None = None) -> list[Any]:
        """The rays, the changes and the link of gap `k` come forward, all others step back.

        None: all come forward. What is not on screen stays away.
        """
        moves: list[Any] = [self.light(*(() if k is None else (k,)))]
        for rows, used in ((self.rows, (k,)), (self.changes, (k, k if k is None else k + 1))):
            for j, row in enumerate(rows):
                moves += self.faded(row, to=1.0 if k is None or j in used else _CONTEXT)
        return moves

    def faded(self, *wholes: VMobject, to: float = _CONTEXT) -> list[Any]:
        """What is on screen of some `wholes` steps back, or with ``to=1.0`` comes forward."""
        return [m.animate.set_opacity(to) for m in self.seen_in(*wholes)]

    def clear_aside(self) -> list[Any]:
        """What stands beside a link goes away, and rings in the network are as they were."""
        gone, self.aside = self.aside, VGroup()
        rings, self.ringed = self.ringed, []
        back: list[Any] = [FadeOut(ring) for ring in rings]
        return [*back, *([FadeOut(gone)] if gone.get_family()[1:] else [])]

    def ring(self, *rings: VMobject) -> list[Any]:
        """Circles around rings in the network, until what stands beside a link goes away."""
        self.ringed = [circled(ring) for ring in rings]
        return [FadeIn(circle) for circle in self.ringed]

    def measure(self, k: int) -> VGroup:
        """Of one gap the lines, the changes and their ratio stand in front."""
        places = self.places(self.w)
        number = self.lines.quotient(k, size=SIZE)
        text = ratio_of(self.small, places[k + 1], places[k], change=True)
        ratio = Formula(f"{text} {EQUALS}", size=SIZE)
        measured = at(equated(ratio, number, gap=0.16), LINKS, self.middle[k])
        self.play(*self.clear_aside(), *self.attend(k), run_time=0.4)
        self.play(FadeIn(measured, shift=RIGHT * 0.2), run_time=0.8)
        self.wait(1.2)
        return measured

    def explain(self, source: Sequence[VMobject], rings: list[VMobject], *gone: VMobject) -> None:
        """The parts of a `source` appear and stay as ``aside``; with `rings` in the network.

        What is `gone` makes room.
        """
        leave: list[Any] = [FadeOut(*gone)] if gone else []
        self.play(FadeIn(source[0]), *self.ring(*rings), *leave, run_time=0.6)
        for piece in source[1:]:
            self.play(FadeIn(piece, shift=UP * 0.1), run_time=0.4)
        self.aside = VGroup(*source)

    def slope_of_rule(self, rule: VMobject) -> None:
        """Where the loss is half a square, its slope comes out of its `rule`, then in numbers."""
        if not isinstance(rule, HalfSquare):
            return
        for beat, seconds in zip(rule.differentiated(), (0.8, 0.6, 0.4), strict=True):
            self.play(*beat, run_time=seconds)
        self.play(FadeIn(rule.numbers, shift=UP * 0.1), run_time=0.4)
        self.aside.add(rule.slope, rule.numbers)

    def same(self, *numbers: Mobject) -> None:
        """Numbers that are one and the same light up together."""
        ink = style.colour("ink")
        self.play(*(Indicate(n, color=ink, scale_factor=1.2) for n in numbers), run_time=0.8)

    def name_slope(self, k: int, measured: VGroup, entry: Entry, role: str) -> None:
        """The ratio of one gap becomes its slope: the symbol that was found, and the number."""
        places = self.places(self.w)
        text = ratio_of(self.small, places[k + 1], places[k])
        text = f"{text} = {{{{ {self.symbols[k]} : link }}}}"
        row = at(slope_row(text, entry, role), LINKS, self.middle[k])
        ratio, number = measured
        self.lines.release(number)
        self.play(FadeOut(ratio), run_time=0.4)
        self.play(ReplacementTransform(number, row[1]), FadeIn(row[0]), run_time=0.6)
        self.rows.append(row)
        self.rest(row)
