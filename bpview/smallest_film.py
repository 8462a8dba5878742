"""What a film does that ends on the smallest case: it shrinks to it, and leaves with the rules."""

from __future__ import annotations

from manim import DOWN, UP, FadeIn

from bpview import style
from bpview.collapse import shrunk
from bpview.diagram import Diagram
from bpview.rules import forward_rules
from bpview.sayings import said
from bpview.worked_film import WorkedFilm

__all__ = ["SmallestFilm"]


class SmallestFilm(WorkedFilm):
    """A large network becomes the one on the stage of `Worked`, and that the rules for any."""

    def shrink_to_smallest(self, large: Diagram) -> None:
        """The `large` network collapses, and above it is told how many numbers are left."""
        worked = self.worked
        many, few = (reading.count("parameters") for reading in (self.reading, worked.reading))
        told = said(many, "weights and biases become", few, size=style.Size.TITLE)
        told.move_to((0, 2.4, 0))
        self.play(FadeIn(told[:2]), run_time=0.6)
        shrunk(self, large, worked.net, 1.6)
        self.play(FadeIn(worked.names, told[2]), run_time=0.8)
        self.line = told

    def rules_for_any_layer(self) -> None:
        """The rules of the forward pass, one after the other, and the names they speak of."""
        worked = self.worked
        self.line = rules = worked.place(forward_rules(worked.reading)).shift(UP * 0.3)
        for name, column in zip(worked.names, worked.net.columns.values(), strict=True):
            name.next_to(column, DOWN, buff=0.15)  # above stand the names of z
        self.play(FadeIn(worked.names), run_time=0.2)
        for rule in rules:
            self.play(FadeIn(rule, shift=UP * 0.3), run_time=0.4)
