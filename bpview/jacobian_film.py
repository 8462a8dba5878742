"""What a film on Jacobians repeats: it nudges a cause, and fills a column with the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from manim import (
    DOWN,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from bpview import lines, style
from bpview.collapse import shrunk
from bpview.diagram import Shape
from bpview.formula import Formula, Words, part
from bpview.jacobian import Jacobian
from bpview.layout import Layout, two_layers
from bpview.motion import circled
from bpview.nudging import SMALLEST
from bpview.overview import Overview
from bpview.places import Place
from bpview.reading import Reading
from bpview.responses import Responses
from bpview.sayings import said
from bpview.tally import countable
from bpview.worked import Worked
from bpview.worked_film import WorkedFilm

__all__ = [
    "A1",
    "A2",
    "BELOW",
    "EASY",
    "ROOM",
    "STAGE",
    "TOP",
    "Z1",
    "JacobianFilm",
    "Tempo",
    "X",
    "tempo_of",
]

X, Z1, A1, A2 = ("a", 0), ("z", 1), ("a", 1), ("a", 2)
BELOW = (2.75, -1.9, 0)
TOP = (2.75, 1.6, 0)
ROOM = 7.6  # from the network to the frame's edge

STAGE = Layout(
    net=(-3.75, -0.35),
    net_box=(4.2, 4.9),
    radius=0.56,
    names=0.52,
    rings=1.05,
    line=(2.9, 1.55),
    line_box=(7.6, 3.7),
    gap=0.2,
    loss=False,
    target=False,
    numbers=3,
    decimals=2,
)


class Tempo(NamedTuple):
    """Seconds of a nudge: a cause is lit, its table comes, it moves out, stays, and goes back; then
    the column fills and the table leaves.
    """

    light: float
    tell: float
    out: float
    hold: float
    back: float
    fill: float
    clear: float


CALM = Tempo(0.4, 0.4, 0.8, 0.6, 1.0, 0.8, 0.4)
EASY = Tempo(0.4, 0.4, 0.6, 0.4, 0.8, 0.6, 0.4)
QUICK = Tempo(0.4, 0.2, 0.4, 0.2, 0.6, 0.4, 0.2)
BRIEF = Tempo(0.2, 0.2, 0.2, 0.2, 0.4, 0.2, 0.2)


def tempo_of(k: int) -> Tempo:
    """A gesture that is known is quicker: of the nudge number `k`, from 0."""
    return (CALM, QUICK, BRIEF)[min(k, 2)]


class JacobianFilm(WorkedFilm):
    """A small network at the left; at the right a line of symbols, and below it a matrix.

    Attributes
    ----------
    small, large, soft
        The network that is worked through, one that shrinks into it, and one with softmax.
    counted
        The network whose multiplications are counted.
    followers
        What else, besides the network, takes every reading of a nudge.
    """

    followers: tuple[Any, ...] = ()

    def set_stage(self) -> None:
        """The network at the left, a line above and a matrix below at the right."""
        given = self.reading
        small = given if two_layers(given) else self.read("jacobian")
        self.large = given if small is not given else self.read("digits")
        self.counted = self.large if countable(self.large) else self.read("digits")
        self.small, self.L = small, 2
        self.worked = self.staged(small, 1)
        self.line, self.curve = VGroup(), None
        self.soft = self.read("three_classes") if lines.diagonal(small, self.L) else small

    def staged(self, reading: Reading, layer: int) -> Worked:
        """A stage whose columns have their names close above them, or above the z of `layer`.

        Those of another network than the one worked through tell no layer, lest they be taken for
        its own: there is just an a above `layer`.
        """
        worked = Worked(reading, STAGE)
        for neuron in (n for column in worked.net.neurons.values() for n in column):
            neuron.least = STAGE.decimals  # every number can show how it answers a nudge
        for k, name in enumerate(worked.names):
            buff = STAGE.names if k == layer and worked.roomy else STAGE.gap
            name.next_to(worked.net.columns[k], UP, buff=buff)
        if reading is not self.small:
            bare = Formula(part("a", "a"), size=style.Size.LABEL)
            worked.names.submobjects = [bare.move_to(worked.names[layer - worked.net.first])]
        return worked

    def ask_of_the_large(self, text: str) -> None:
        """A large network runs forward, its inputs and outputs are counted, and it shrinks.

        Above it stands a question.
        """
        shape = Shape(7.4, 4.6, edge_width=2.4, edge_opacity=0.7)
        whole = Overview(self.large, shape, run=True)
        whole.move_to(DOWN * 0.3)
        net = whole.diagram
        question = Words(text, size=style.Size.TITLE).move_to(UP * 2.85)
        ends = (("inputs", 0), ("outputs", net.last))
        counts = VGroup(*(said(self.large.count(what), what) for what, _ in ends))
        for count, (_, layer) in zip(counts, ends, strict=True):
            count.move_to((net.columns[layer].get_x(), -3.3, 0))
        self.play(FadeIn(whole, question), run_time=1)
        self.play(FadeIn(counts[0], shift=UP * 0.2), run_time=0.4)
        self.play(net.run_forward(1, run_time=0.8))
        self.play(FadeIn(counts[1], shift=UP * 0.2), run_time=0.4)
        self.wait(0.2)
        self.play(FadeOut(whole.around, counts, question), run_time=0.4)
        shrunk(self, net, self.worked.net, 1.2)

    def below(self, J: Jacobian) -> Jacobian:
        """`J` below at the right, made to fit there."""
        J.scale(min(1.0, ROOM / J.width)).move_to(BELOW)
        return J

    def fill(self, worked: Worked) -> None:
        """Every layer fills with its a."""
        layers = range(worked.net.last + 1)
        self.play(*(worked.fills(k) for k in layers), FadeIn(worked.names), run_time=0.6)

    def show(self, now: Reading) -> None:
        """The network of another reading, at once; what is out of the light follows too."""
        self.worked.show_all_but_loss(now)
        self.worked.show_faint(now)
        self.worked.show_input(now)
        for follower in self.followers:
            follower.take(now)

    def all_z(self) -> list[VMobject]:
        """Every z that stands beside a neuron."""
        return [number for column in self.worked.z.values() for number in column]

    def nudge(
        self,
        cause: Place,
        effect: Place,
        i: int,
        J: Jacobian,
        lit: list[VMobject],
        *,
        slow: bool = False,
        tempo: Tempo = CALM,
        weights: VGroup | None = None,
        also: list[Any] | None = None,
        found: list[Any] | None = None,
    ) -> None:
        """Nudge one cause; its answers over the nudge fill column `i` of `J`.

        What happens `also` is played as the cause is lit, what is `found` as the column fills.
        Where `weights` stand, as `on_edges` makes them, they light up as it does.
        """
        worked = self.worked
        net, small = worked.net, worked.reading
        causes, effects = net.neurons[cause[1]], net.neurons[effect[1]]
        answers = Responses(small, cause, effect, i, role=J.role, layered=J.layered)
        worked.place(answers)
        arrows = answers.beside(causes, effects)
        nudge, response, ratio = answers.equation.terms
        signs = [sign for pair in answers.equation.signs for sign in pair if sign.submobjects]
        ring, circle = causes[i].ring, circled(causes[i].ring)
        new: list[Any] = [FadeIn(weights)] if weights is not None else []
        lighting = worked.focus(*lit), FadeIn(circle)
        self.play(*lighting, *new, *(also or ()), run_time=tempo.light)
        moved = [*net.columns.values(), *self.all_z(), *self.followers]
        self.add(arrows)
        if slow:
            self.play(
                FadeIn(nudge, target_position=ring, scale=0.3), FadeIn(J.frame()), run_time=0.6
            )
            self.play(
                FadeIn(response, target_position=net.columns[effect[1]], scale=0.3),
                FadeIn(signs[0]),
                run_time=0.6,
            )
            self.play(answers.to(answers.most, self.show, *moved, terms=2), run_time=1.6)
            self.say_on()
            self.play(FadeIn(ratio, signs[1]), run_time=0.6)
            self.wait(0.8)
        else:
            self.play(FadeIn(answers), run_time=tempo.tell)
            self.play(answers.to(answers.most, self.show, *moved), run_time=tempo.out)
            self.wait(tempo.hold)
        if slow:
            self.say_on()
        self.play(answers.to(SMALLEST, self.show, *moved), run_time=2 if slow else tempo.back)
        if slow:
            self.wait(0.6)
        new = [*(found or ()), *([FadeIn(J.frame())] if i == 0 and not slow else [])]
        if weights is not None:  # the slopes found are what stands on the edges
            new += [Indicate(w, color=w.get_fill_color()) for w in weights[1]]
        # What stands below the ratios leaves their way.
        ratio.remove(ratio.shape)
        new.append(FadeOut(ratio.shape, rate_func=squish_rate_func(smooth, 0, 0.3)))
        self.play(*new, *J.fill(i, list(ratio.grid.cells)), run_time=tempo.fill)
        self.show(small)
        gone = [answers] if weights is None else [answers, weights]
        self.remove(arrows)
        self.play(FadeOut(*gone), FadeOut(circle), run_time=tempo.clear)

    def others_fill(
        self, J: Jacobian, columns: Sequence[int], lit: list[VMobject], *also: Any
    ) -> None:
        """More `columns` of `J`, found as the one before, fill at once, while `lit` is lit."""
        new = VGroup(*(VGroup(*J.grid.column(k), J.tops[k]) for k in columns))
        if new.submobjects:
            self.play(self.worked.focus(*lit), FadeIn(new, shift=DOWN * 0.2), *also, run_time=0.6)

    def second_z(self) -> list[Any]:
        """z above the last layer, whose name makes room for it."""
        worked, last = self.worked, self.worked.net.last
        room = UP * (STAGE.names - STAGE.gap)
        made = [worked.names[-1].animate.shift(room)] if worked.roomy else []
        return [*worked.z_appears(last), *made]
