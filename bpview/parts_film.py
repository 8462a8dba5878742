"""A layer taken apart, z = W a + b and a = φ(z), and the Jacobian of either part, by nudging."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    SurroundingRectangle,
    VGroup,
    VMobject,
)

from bpview import lines, style
from bpview.edge_labels import on_edges
from bpview.formula import Formula, Words
from bpview.graph import PhiPlot, phi_rule
from bpview.jacobian import DECIMALS, Jacobian, Total
from bpview.jacobian_film import A1, BELOW, Z1, JacobianFilm, X, tempo_of
from bpview.verbs import framed

__all__ = ["PartsFilm"]

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
        self.nudge(X, Z1, i, W, lit, weights=weights, tempo=tempo_of(i))

    def curve_beside(self, D: Jacobian) -> PhiPlot:
        """φ of layer 1, its tangents aside, and at its right `D` without its name.

        Both stand where `D` stood, which remembers it.
        """
        D.remove(D.called)
        D.save_state()
        # One unit is about as long both ways, so that a slope looks as steep as it is.
        curve = PhiPlot(self.small, 1, width=3.0, height=1.8, slope=True, named=True, reach=2.0)
        VGroup(curve, D).arrange(RIGHT, buff=0.45).move_to(BELOW).shift(RIGHT * 0.2)
        curve.remove(curve.tangents)
        return curve

    def nudge_every_z(self, D: Jacobian, curve: PhiPlot, source: Formula) -> None:
        """One z after the other is nudged; a tangent of the curve tells the slope found."""
        net, tangents, dots = self.worked.net, curve.tangents, list(enumerate(curve.dots))
        self.followers = (curve,)
        for i in range(D.grid.shape[1]):
            lit = [net.columns[1], *self.worked.z.get(1, ())]
            also: list[Any] = [FadeIn(curve, source) if i == 0 else FadeOut(tangents[i - 1])]
            also += [dot.animate.set_fill(opacity=0.3 + 0.7 * (k == i)) for k, dot in dots]
            # The tangent comes when the ratios have settled: before, they are those of a secant.
            self.nudge(Z1, A1, i, D, lit, tempo=tempo_of(i), also=also, found=[FadeIn(tangents[i])])
        self.followers = ()

    def a_slope_by_hand(self, D: Jacobian, rule: VMobject) -> VGroup:
        """One slope on the diagonal out of its a, below `rule`, where φ is tanh or the sigmoid."""
        small = self.small
        k = int((small.array("a", 1) > 0).argmax())  # a factor without parentheses, if there is one
        told = lines.slope_by_hand(small, 1, style.Size.NUMBER, k=k, decimals=DECIMALS)
        if not told.submobjects:
            return told
        own = Formula(phi_rule(small.experiment.network.phi[1], slope=True), size=34)
        told = VGroup(own, told).arrange(RIGHT, buff=0.6).next_to(rule, DOWN, buff=0.4)
        told.add(framed(D.grid.entry(k, k)))
        self.play(FadeIn(told, shift=DOWN * 0.2), run_time=0.6)
        return told

    def another_network(self) -> Words:
        """The one with softmax takes the stage; a word below it tells that it is another."""
        soft, old = self.soft, self.worked
        self.stage = stage = self.staged(soft, soft.experiment.network.L)
        before = VGroup(old.net, old.names, old.symbols, *old.z.values())
        self.play(*self.clear_line(), FadeOut(before), run_time=0.4)
        other = Words("another network", size=style.Size.SMALL, role="neutral")
        other.next_to(stage.net.columns[0], DOWN, buff=0.5).shift(RIGHT * 0.35)
        self.play(FadeIn(stage.net, other), run_time=0.4)
        self.fill(stage)
        return other

    def own_network_again(self) -> list[Any]:
        """The one with softmax leaves the stage to the one that is worked through."""
        gone, own = self.stage, self.worked
        return [
            FadeOut(gone.net, gone.names, gone.symbols, *gone.z.values()),
            FadeIn(own.net, own.names, own.symbols, *own.z.values()),
        ]

    def nudge_beside(self, total: Total, J: Jacobian) -> None:
        """One z of softmax after the other is nudged, and the `total` of all a stays."""
        own, stage = self.worked, self.stage
        last = stage.net.last
        self.worked, self.followers = stage, (total,)
        self.play(FadeIn(total), *stage.z_appears(last), run_time=0.4)
        for i in range(J.grid.shape[1]):
            lit = [stage.net.columns[last], *stage.z.get(last, ())]
            self.nudge(("z", last), ("a", last), i, J, lit, tempo=tempo_of(i + 1))
        self.worked, self.followers = own, ()

    def worked_out(self, entries: VMobject, J: Jacobian, source: Mobject) -> None:
        """Entries (1, 1) and (1, 2) of softmax's Jacobian out of its a, each framed in turn."""
        frame = SurroundingRectangle(J.grid.entry(0, 0), color=style.colour("ink"), buff=0.1)
        for j, row in enumerate(entries):
            goal = frame.copy().move_to(J.grid.entry(0, j))
            shown = Create(frame) if j == 0 else frame.animate.move_to(goal)
            self.play(FadeIn(row, target_position=source, scale=0.5), shown, run_time=0.8)
            self.wait(0.4)
        self.play(FadeOut(frame), run_time=0.2)
