"""What a film does that ends on the smallest case: it shrinks to it, and leaves with the rules."""

from __future__ import annotations

from manim import DOWN, UP, FadeIn, VGroup

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
        """The `large` network collapses; where another takes its place, that is told above it."""
        worked = self.worked
        another = worked.reading is not self.reading
        many, few = (reading.count("parameters") for reading in (self.reading, worked.reading))
        told = VGroup(
            said(many, "weights and biases are too many to follow.", size=style.Size.TITLE),
            said("Here is another network, with", few, "of its own.", size=style.Size.TITLE),
        )
        told.arrange(DOWN, buff=0.3).move_to((0, 2.2, 0))
        self.line = told if another else VGroup()
        self.play(*map(FadeIn, self.line[:1]), run_time=0.6)
        shrunk(self, large, worked.net, 1.6)
        self.play(FadeIn(worked.names), *map(FadeIn, self.line[1:]), run_time=0.8)

    def rules_for_any_layer(self) -> None:
        """The rules of the forward pass, one after the other, and the names they speak of."""
        worked = self.worked
        self.line = rules = worked.place(forward_rules(worked.reading)).shift(UP * 0.3)
        if worked.roomy:  # above stand the names of z
            for name, column in zip(worked.names, worked.net.columns.values(), strict=True):
                name.next_to(column, DOWN, buff=0.15)
        self.play(FadeIn(worked.names), run_time=0.2)
        net, last = worked.net, worked.net.last
        sources = net.columns[net.first], net.edges[last], net.columns[last], worked.loss
        for rule, source in zip(rules, sources, strict=True):
            self.play(FadeIn(rule, target_position=source, scale=0.3), run_time=0.4)
