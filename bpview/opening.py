"""How films begin: a whole network runs forward to its loss, and a question is asked."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Group

from bpview import style
from bpview.collapse import shrunk
from bpview.diagram import Diagram, Shape
from bpview.film import Film
from bpview.overview import LossLabel, Overview
from bpview.reading import Reading
from bpview.sayings import said

__all__ = ["Opening"]


class Opening:
    """A whole network, its loss, and a question about all its parameters.

    Attributes
    ----------
    whole, loss, question
        The `Overview` in the middle, the label at its right, the words above.
    around
        All but the network, which is what shrinks next.
    """

    def __init__(
        self, reading: Reading, before: str, after: str, *, height: float, drop: float
    ) -> None:
        shape = Shape(7.4, height, edge_width=2.4, edge_opacity=0.7)
        self.whole = Overview(reading, shape).move_to(DOWN * drop + LEFT * 1.1)
        self.loss = LossLabel(reading).next_to(self.whole, RIGHT, buff=0.6)
        count = reading.count("parameters")
        self.question = said(before, count, after, size=style.Size.TITLE).move_to(UP * 2.65)
        self.around = Group(self.question, self.loss, self.whole.around)

    def play(self, film: Film, seconds: float = 0.6) -> None:
        """Layer by layer to the loss, `seconds` a layer; then the question."""
        net = self.whole.diagram
        film.play(FadeIn(self.whole), run_time=1)
        for layer in range(1, net.last + 1):
            quick = seconds if net.last <= 4 else 0.2
            film.play(net.run_forward(layer, run_time=quick))
            film.play(net.lit(layer), run_time=0.2)
        film.play(FadeIn(self.loss, target_position=net.columns[net.last]), run_time=0.8)
        film.say_on()
        film.play(FadeIn(self.question, shift=DOWN * 0.2), run_time=0.8)

    def shrink(self, film: Film, small: Diagram, seconds: float = 2) -> None:
        """The question leaves, and the network shrinks into a small one."""
        film.play(FadeOut(self.around), run_time=0.4)
        shrunk(film, self.whole.diagram, small, seconds)
