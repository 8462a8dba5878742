"""What a film does with a chain of single neurons: it runs, one weight is nudged, lines answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.chain import Chain, is_chain, rules
from bpview.film import Film
from bpview.formula import EQUALS, Formula, Words, sentence
from bpview.link_rows import SIZE
from bpview.linked_lines import LinkedLines
from bpview.motion import come_forward, stepped_back
from bpview.nudging import SMALLEST, LossNudge, Wiggle
from bpview.opening import Opening
from bpview.places import Place, change_of, name_of, ratio_of, role_of
from bpview.reading import Reading

__all__ = ["CHANGES", "MIDDLE", "TOP", "NudgedFilm"]

TOP, GAP, MIDDLE, HALF = 1.05, 1.0, -2.65, 1.65
CHANGES = -0.7


class NudgedFilm(Film):
    """A film on a chain of single neurons: the network above, four number lines below it.

    Attributes
    ----------
    small, large
        The chain that is worked through, and the network that shrinks into it: the film's own if
        that is no chain, else the digit network.
    chain
        The picture of `small`.
    lines
        The number lines that hang below it now.
    ticks, before
        Words and the number that tells the scale of the lines; what their numbers are.
    changes
        Beside every line how far its dot has moved.
    rules
        The three rules of the last layer, each beside the line it answers on.
    measured
        The slope of the loss as the nudge gave it.
    """

    largest: float
    lines: LinkedLines
    ticks: Any
    before: Words
    rules: list[Formula]
    measured: VGroup

    def set_chain(self) -> None:
        """Choose and lay out both networks; nothing is shown yet.

        A chain in which a link answers no nudge ends the program with one clear message.
        """
        own = is_chain(self.reading)
        self.small: Reading = self.reading if own else self.read("chain")
        self.large: Reading = self.read("digits") if own else self.reading
        self.L = L = self.small.experiment.network.L
        self.chain = Chain(self.small, width=7.8).move_to((0.3, 2.35, 0))
        still = self.chain.still()
        if still:
            raise SystemExit(
                f"{type(self).__name__} needs a chain in which every link answers a nudge, but "
                f"{still}.\nAnother input, other weights or another phi will do."
            )
        self.w: Place = ("W", L, 0, 0)
        self.z: Place = ("z", L, 0)
        self.a: Place = ("a", L, 0)
        self.loss: Place = ("loss",)
        self.middle = [TOP - GAP * (k + 1 / 2) for k in range(3)]
        self.changes: list[VGroup] = []

    @property
    def half_square(self) -> bool:
        """Whether the loss of the chain is half the squared error."""
        return self.small.experiment.network.loss == "half_squared_error"

    def tell_signs(self, opening: Opening) -> None:
        """Below a whole network how its edges and neurons tell signs; it leaves when that does."""
        key = Words("red, hollow: negative", size=style.Size.SMALL, role="neutral")
        key.next_to(opening.whole.diagram, DOWN, buff=0.25)
        opening.around.add(key)
        self.play(FadeIn(key), run_time=0.4)

    def one_weight_of(self, opening: Opening) -> None:
        """One weight of a whole network, the one its loss feels most, moves there and back."""
        net, loss = opening.whole.diagram, opening.loss
        most = self.large.largest("dW", net.last)
        way = net.way(net.last, *most.index)
        nudge = Wiggle(self.large, "W", net.last, most.index, [])

        def follow(now: Reading) -> None:
            net.activate(net.last, now)
            loss.value.set_entry(now.entry("loss"))
            way.weigh(now.array("W", net.last))

        j, i = most.index
        seen = VGroup(way, net.circles((net.last, j), (net.last - 1, i)))
        self.play(*stepped_back(*net.edges.values()), FadeIn(seen), run_time=0.4)
        moved = [net.columns[net.last], loss, way]
        self.play(nudge.run(follow, *moved), run_time=0.8)
        self.play(nudge.run(follow, *moved, back=True), run_time=0.6)
        self.play(*come_forward(*net.edges.values()), FadeOut(seen), run_time=0.4)

    def run_chain(self) -> None:
        """The chain gets its names, and runs layer by layer."""
        chain, net = self.chain, self.chain.net
        self.play(
            FadeIn(*chain.names.values(), *chain.weights.values(), *chain.biases.values()),
            net.lit(net.first, number=True),
            run_time=0.8,
        )
        for layer in range(net.first + 1, self.L + 1):
            self.play(net.run_forward(layer), run_time=0.4)
            self.play(net.lit(layer, number=True), run_time=0.2)

    def places(self, first: Place) -> list[Place]:
        """What four lines show, from the entry that is nudged to the loss."""
        return [first, self.z, self.a, self.loss]

    def checked_nudge(self, most: float) -> float:
        """The largest nudge of w, in steps of a twentieth up to `most`, that checks as it is shown.

        To every number before it add its change, both with three decimals: that is the number
        after it. Where no nudge does, it is `most`.
        """
        small, (tensor, layer, *index) = self.small, self.w
        for by in np.arange(int(20 * most + 1e-9), 0, -1) / 20:
            now = small.nudged(tensor, layer, tuple(index), float(by))
            found = [
                (small.entry(*place), small.moved(now, *place), now.entry(*place))
                for place in self.places(self.w)
            ]
            told = np.round([[entry.value for entry in row] for row in found], 3)
            if np.allclose(told[:, 0] + told[:, 1], told[:, 2], rtol=0, atol=1e-9):
                return float(by)
        return most

    def linked(self, first: Place, knob: Place, by: float) -> LinkedLines:
        """Four lines where lines hang: the first axis at TOP, all axes around MIDDLE."""
        found = LinkedLines(self.small, knob, self.places(first), by=by, half=HALF, gap=GAP)
        return found.shift(UP * TOP + RIGHT * MIDDLE)

    def rules_step_aside(self, spelled: Sequence[VMobject]) -> None:
        """Of what was `spelled` out only the rules stay, each beside the line it will answer on."""
        self.rules = [Formula(text, size=38) for text in rules(self.small, self.L)]
        for rule, y in zip(self.rules, self.middle, strict=True):
            rule.scale(min(1.0, 4.5 / rule.width)).move_to((4.6, y, 0))  # cross-entropy is long
        grown = [
            FadeIn(rule, target_position=source.get_center())
            for rule, source in zip(self.rules, spelled, strict=True)
        ]
        self.play(FadeOut(*spelled), run_time=0.4)
        self.play(*grown, run_time=0.6)

    def hang_lines(self, most: float) -> None:
        """Four number lines, each out of what it shows, with a nudge of w up to `most`."""
        chain, L = self.chain, self.L
        self.largest = self.checked_nudge(most)
        self.lines = self.linked(self.w, self.w, self.largest)
        sources = [chain.weights[L], self.rules[0], chain.net.neuron(L, 0), chain.loss]
        for line, source in zip(self.lines.lines, sources, strict=True):
            self.play(FadeIn(line, target_position=source.get_center(), scale=0.3), run_time=0.4)
        self.changes = self.lines.changes(3, CHANGES)
        self.note_the_scale()
        self.play(FadeIn(*self.lines.rays, *self.changes, self.ticks), run_time=0.6)

    def note_the_scale(self) -> None:
        """Below the lines: how far it is from tick to tick, and what the numbers at their left say.

        Returned in ``ticks`` and ``before``; the film shows them.
        """
        low = TOP - 3 * GAP - 0.5
        self.ticks = self.ticks_of(self.lines).move_to((MIDDLE, low, 0))
        self.before = Words("before the nudge", size=style.Size.SMALL, role="neutral")
        self.before.move_to((-5.55, low, 0))
        self.before.shift(UP * (self.ticks[0][0].get_bottom()[1] - self.before[0].get_bottom()[1]))

    @staticmethod
    def ticks_of(linked: LinkedLines) -> VGroup:
        """How far it is from tick to tick of some lines."""
        words = Words("tick to tick", size=style.Size.SMALL, role="neutral")
        return sentence(words, linked.tick())

    def loss_nudge(self) -> tuple[LossNudge, VGroup]:
        """The loss against w at the right, and Δw, Δℒ and Δℒ/Δw between it and the lines."""
        small, w = self.small, self.w
        nudge = LossNudge(
            small,
            *("W", self.L, (0, 0)),
            symbol=name_of(small, w),
            role=role_of(small, w),
            width=4.1,
            height=2.9,
            reach=1.2,
            dots=role_of(small, w),
        )
        nudge.finer = 3  # on its way too the changes shown divide to the quotient shown
        nudge.plot.move_to((4.5, -0.6, 0))
        nudge.plot.add(nudge.foot())
        texts = [change_of(small, p) for p in (w, self.loss)]
        texts.append(ratio_of(small, self.loss, w, change=True))
        return nudge, nudge.rows(texts, SIZE, gap=0.2).move_to((0.75, -0.5, 0))

    def shrink(self, nudge: LossNudge, **kw: Any) -> None:
        """The nudge of the curve shrinks; the lines and the network answer it."""
        chain = self.chain

        def then(now: Reading) -> None:
            chain.take(now)
            self.lines.follow(nudge.by)

        moved = [*chain.changing(), *self.lines.rays, *self.lines.lines]
        self.play(nudge.to(SMALLEST, then, *moved), **kw)

    def settle(self, rows: VGroup) -> None:
        """The network and the lines are as they were; of the `rows` the last is now a slope."""
        ratio, number = rows[2]
        self.lines.tell = False
        self.lines.follow()
        self.chain.take(self.small)
        slope = Formula(f"{ratio_of(self.small, self.loss, self.w)} {EQUALS}", size=SIZE)
        slope.move_to(ratio)
        slope.shift(RIGHT * (ratio.part("eq").get_x() - slope.part("eq").get_x()))
        self.play(FadeOut(*rows[:2], ratio), FadeIn(slope, self.before), run_time=0.8)
        self.measured = VGroup(slope, number)
