"""A layer taken apart, z = W a + b and a = φ(z), and the Jacobian of either part, by nudging."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    PI,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    ReplacementTransform,
    Restore,
    SurroundingRectangle,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from bpview import lines, style
from bpview.edge_labels import on_edges
from bpview.formula import Formula, Words
from bpview.jacobian import DECIMALS, Jacobian, Total
from bpview.jacobian_film import A1, BELOW, EASY, ROOM, TOP, Z1, JacobianFilm, X, tempo_of
from bpview.motion import born, retold
from bpview.numeral import Numeral
from bpview.phi_plot import PhiPlot
from bpview.slope_rule import SlopeRule
from bpview.verbs import framed

__all__ = ["PartsFilm"]

_LEFT = 0.35  # of a part that a derivative leaves out
_SOURCE = -3.4  # the height of what a step differentiates, below the network


class PartsFilm(JacobianFilm):
    """A film that nudges what goes into W, into φ, and into softmax.

    Attributes
    ----------
    stage
        The network with softmax, once it has been shown.
    """

    def source(self, text: str) -> Formula:
        """What a step differentiates, below the network."""
        return Formula(text).move_to((self.worked.net.get_x(), _SOURCE, 0))

    def nudge_into_z(self, W: Jacobian, i: int) -> None:
        """Input `i` is nudged; the weights on the edges that leave it fill column `i` of `W`."""
        net = self.worked.net
        edges = [net.edges[1].edge(j, i) for j in range(W.grid.shape[0])]
        weights = on_edges(edges, self.small.entries("W", 1)[:, i], "weight")
        lit = [net.neuron(0, i), *net.columns[1], *self.worked.z.get(1, ()), *edges]
        self.nudge(X, Z1, i, W, lit, weights=weights, tempo=tempo_of(i + 1))

    def set_beside(self, source: Any, above: Any, *also: Any) -> None:
        """What stands below the network moves to where it is differentiated, clear of matrices."""
        goal = np.array(TOP) + above
        self.play(source.animate(path_arc=PI / 4).move_to(goal), *also, run_time=0.8)

    def a_and_b_leave(self, source: Formula, slope: Formula) -> VGroup:
        """z = W a + b becomes its slope by a part by part; what is left of that is returned."""
        self.play(FadeIn(slope.part("slope"), slope.part("eq"), shift=DOWN * 0.3), run_time=0.6)
        for below, gone in (("W",), ("a",)), (("plus", "b"), ("plus", "b")):
            new = VGroup(*(slope.part(name) for name in below))
            faint = (source.part(name).animate.set_opacity(_LEFT) for name in gone)
            self.play(FadeIn(new, target_position=source.part(below[-1])), *faint, run_time=0.6)
        self.wait(0.8)
        self.play(FadeOut(slope.part("plus"), slope.part("b")), run_time=0.4)
        return VGroup(*(slope.part(name) for name in ("slope", "eq", "W")))

    def curve_beside(self, D: Jacobian) -> PhiPlot:
        """φ of layer 1, its tangents aside, and at its right `D` without its name.

        Both stand where `D` stood, which remembers it.
        """
        D.remove(D.called)
        D.save_state()
        # One unit is about as long both ways, so that a slope looks as steep as it is.
        curve = PhiPlot(self.small, 1, width=3.0, height=1.8, reach=2.0)
        both = VGroup(curve, D).arrange(RIGHT, buff=0.7)
        both.scale(min(1.0, ROOM / both.width)).move_to(BELOW).shift(RIGHT * 0.2)
        return curve

    def nudge_every_z(self, D: Jacobian, curve: PhiPlot, source: Formula) -> VGroup:
        """A z is nudged, and the others as it; a tangent of the curve tells the slope found.

        Its rise over a run of 1 is drawn, and its number beside it where there is room; from there
        it walks into the matrix. What is drawn for the last z is returned.
        """
        dots = curve.dots
        slopes = [
            VGroup(line, curve.legs(i), self.risen(D, curve, i))
            for i, line in enumerate(curve.tangents)
        ]
        lit = [self.worked.net.columns[1], *self.worked.z.get(1, ())]

        def only(i: int) -> list[Any]:
            return [d.animate.set_fill(opacity=1 if d is dots[i] else 0.3) for d in dots]

        self.followers = (curve,)
        # The tangent comes when the ratios have settled: before, they are those of a secant.
        also, found = [FadeIn(curve, source), *only(0)], [FadeIn(slopes[0])]
        self.nudge(Z1, A1, 0, D, lit, tempo=EASY, also=also, found=found)
        self.followers = ()
        early, late = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
        for i in range(1, D.grid.shape[1]):
            gone = FadeOut(slopes[i - 1], rate_func=early)
            self.play(gone, FadeIn(slopes[i], rate_func=late), *only(i), run_time=0.4)
            cell, number = D.grid.entry(i, i), slopes[i][2]
            walk = [born(cell, number[0])] if number.submobjects else [FadeIn(cell)]
            new = (m for m in (*D.grid.column(i), D.tops[i]) if m is not cell)
            self.play(*walk, FadeIn(*new, shift=DOWN * 0.2), run_time=0.4)
        return slopes[-1]

    @staticmethod
    def risen(D: Jacobian, curve: PhiPlot, i: int) -> VGroup:
        """The slope at neuron `i` beside its rise, if there is one, and room before `D`."""
        _, *rise, _ = curve.legs(i)
        entry, colour = D.grid.entry(i, i).entry, style.colour("phi_prime")
        number = Numeral(entry, DECIMALS, size=style.Size.SMALL, colour=colour)
        # Low, as the curve passes above.
        found = VGroup(*(number.next_to(leg, RIGHT, 0.1, aligned_edge=DOWN) for leg in rise))
        return found if D.get_left()[0] - found.get_right()[0] > 0.2 else VGroup()

    def curve_leaves(self, D: Jacobian, curve: PhiPlot, last: VGroup, told: SlopeRule) -> None:
        """`D` has the room to itself; the rule of the curve goes to where it is differentiated."""
        label = curve.y_label
        if told.submobjects:
            curve.remove(label)
            self.add(label)
        self.play(FadeOut(curve, last), run_time=0.2)
        moved = [ReplacementTransform(label, told.named)] if told.submobjects else []
        late = squish_rate_func(smooth, 0.5, 1)
        self.play(Restore(D), FadeIn(D.called, rate_func=late), *moved, run_time=0.8)

    def derive(self, told: SlopeRule) -> None:
        """φ in terms of e, its slope as it comes out of that, and what it is in short."""
        if not told.submobjects:
            return
        if told.spelled.submobjects:
            self.play(FadeIn(told.spelled), run_time=0.4)
            self.wait(0.4)
        self.play(FadeIn(told.slope, shift=DOWN * 0.3), run_time=0.6)
        self.wait(0.6)
        self.play(FadeIn(told.sign, told.found, shift=RIGHT * 0.2), run_time=0.4)
        self.wait(1)

    def slopes_fill(self, D: Jacobian, rule: VMobject, told: SlopeRule) -> VGroup:
        """`rule` takes the place of what was derived, whose short form stays below it.

        Beside that one slope on the diagonal is worked out of its a, where φ is tanh or the
        sigmoid. All that then stands there is returned.
        """
        small = self.small
        early, late = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
        shown, come = VGroup(rule), FadeIn(rule, shift=UP * 0.3, rate_func=late)
        if not told.submobjects:
            self.play(come, run_time=0.8)
            return shown
        k = int((small.array("a", 1) > 0).argmax())  # a factor without parentheses, if there is one
        by_hand = lines.slope_by_hand(small, 1, style.Size.NUMBER, k=k, decimals=DECIMALS)
        short = told.short(34)
        beside = VGroup(short, *([by_hand] if by_hand.submobjects else []))
        beside.arrange(RIGHT, buff=0.6).next_to(rule, DOWN, buff=0.4)
        walk = squish_rate_func(smooth, 0.4, 1)  # when what they walk through has left
        self.play(
            ReplacementTransform(told.slope[0], short.part("left"), rate_func=walk),
            ReplacementTransform(told.found, short.part("right"), rate_func=walk),
            FadeOut(told.named, told.spelled, *told.slope[1:], told.sign, rate_func=early),
            come,
            run_time=0.8,
        )
        if by_hand.submobjects:
            by_hand.add(framed(D.grid.entry(k, k)))
            self.play(FadeIn(by_hand, shift=DOWN * 0.2), run_time=0.6)
        return shown.add(beside)

    def another_network(self) -> VGroup:
        """The one with softmax takes the stage; words below it, returned, tell if it is another."""
        soft, old = self.soft, self.worked
        self.stage = stage = self.staged(soft, soft.experiment.network.L)
        before = VGroup(old.net, old.names, old.symbols, *old.z.values())
        self.play(*self.clear_line(), FadeOut(before), run_time=0.4)
        told = VGroup()
        if soft is not self.small:
            told.add(Words("another network", size=style.Size.SMALL, role="neutral"))
            told.next_to(stage.net.columns[stage.net.first], DOWN, buff=0.5).shift(RIGHT * 0.35)
        self.play(FadeIn(stage.net, *told), run_time=0.4)
        self.fill(stage)
        return told

    def own_network_again(self) -> list[Any]:
        """The one with softmax leaves the stage to the one that is worked through."""
        gone, own = self.stage, self.worked
        return [
            FadeOut(gone.net, gone.names, gone.symbols, *gone.z.values()),
            FadeIn(own.net, own.names, own.symbols, *own.z.values()),
        ]

    def nudge_beside(self, total: Total, J: Jacobian) -> None:
        """A z of softmax is nudged, the others as it, and the `total` of all a stays."""
        own, stage = self.worked, self.stage
        last = stage.net.last
        self.worked, self.followers = stage, (total,)
        self.play(FadeIn(total), *stage.z_appears(last, layered=J.layered), run_time=0.4)
        lit = [stage.net.columns[last], *stage.z.get(last, ())]
        self.nudge(("z", last), ("a", last), 0, J, lit, tempo=tempo_of(1))
        self.others_fill(J, range(1, J.grid.shape[1]), lit)
        self.worked, self.followers = own, ()

    def derive_softmax(self, derived: Any, goal: VMobject) -> None:
        """Line by line to the slope of one a, which moves to `goal` as the others leave.

        Two lines stand at a time: the first leaves, and the next moves up to where it stood. What
        the bracket means stays close below whatever has the bracket.
        """
        share, log, slope, told = derived
        for line in (share, log):
            self.say_on()
            self.play(FadeIn(line, shift=DOWN * 0.2), run_time=0.6)
            self.wait(0.6)
        early, late = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
        up = log.animate(rate_func=squish_rate_func(smooth, 0.2, 0.8)).move_to(share)
        new = FadeIn(VGroup(slope, told), shift=DOWN * 0.2, rate_func=late)
        self.play(FadeOut(share, rate_func=early), up, new, run_time=1)
        self.wait(2.6)
        self.say_on()
        kept = "slope", "eq", "same", "minus"
        # When what it walks through has faded.
        follow = told.animate(rate_func=late).next_to(goal, DOWN, buff=0.35)
        turned = retold(slope, goal, kept, ("share",))
        self.play(FadeOut(log, rate_func=early), *turned, follow, run_time=1)
        self.wait(1)

    def worked_out(self, entries: VMobject, J: Jacobian, source: Mobject, told: Mobject) -> None:
        """Entries (1, 1) and (1, 2) of softmax's Jacobian out of its a, each framed in turn.

        Both say for which j and k they hold, instead of what was `told` of the bracket.
        """
        frame = SurroundingRectangle(J.grid.entry(0, 0), color=style.colour("ink"), buff=0.1)
        for j, row in enumerate(entries):
            goal = frame.copy().move_to(J.grid.entry(0, j))
            shown = Create(frame) if j == 0 else frame.animate.move_to(goal)
            label, *numbers = row
            new = FadeIn(VGroup(*numbers), target_position=source, scale=0.5)
            gone = [FadeOut(told)] if j == 0 else []
            self.play(new, FadeIn(label), shown, *gone, run_time=0.6)
            self.wait(0.4)
        self.play(FadeOut(frame), run_time=0.2)
