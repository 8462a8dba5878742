"""What the film on deep networks does to its network and to the plots below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import (
    DOWN,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Indicate,
    ReplacementTransform,
    VGroup,
    VMobject,
    linear,
    smooth,
    squish_rate_func,
)

from bpview import style
from bpview.chain_film import ChainFilm
from bpview.deep import DeepNet
from bpview.deep_lines import ShapedRecursion
from bpview.depth_plot import DepthPlot
from bpview.formula import Formula, Words
from bpview.meeting import Meeting
from bpview.motion import born, stepped_back
from bpview.swept import Swept
from bpview.trained import Trained, vanishes
from bpview.training_bars import TrainingBars
from bpview.verdict import Row, Verdict

__all__ = ["LEGIBLE", "VanishingFilm"]

_SMALL = style.Size.SMALL
_DIMMED = 0.4
LEGIBLE = 0.55
"""Light of what steps back and is still to be read, as names of curves are."""


class VanishingFilm(ChainFilm):
    """A deep network, and a chain of single neurons that stands for it.

    Attributes
    ----------
    deep, trained, swept
        The deep network, a few steps of it, and the comparison of φ.
    net
        The picture of the deep network.
    depth
        Its δ and the steps of its weights by layer, below it.
    """

    net: DeepNet
    depth: DepthPlot

    def choose(self) -> None:
        """The deep network, the chain that stands for it, and the φ that are compared."""
        own = self.reading
        self.deep = own if vanishes(own) else self.read("deep")
        self.L = self.deep.experiment.network.L
        self.lay_chain(self.read("deep_chain"))
        self.trained = Trained(self.deep, 5)
        self.swept = Swept.with_hidden(own, depth=50, width=32, seeds=16)

    def learns(self, shown: TrainingBars) -> None:
        """The loss appears, and below the network a bar for every layer; both follow the steps."""
        loss = FadeIn(shown.loss, target_position=self.net.columns[self.L])
        self.play(loss, FadeIn(shown.count), run_time=0.6)
        self.play(FadeIn(shown.bars, shown.bars.ground(), shown.names, shown.what), run_time=0.6)
        for step in shown.steps():
            self.play(step, run_time=0.6)
        self.play(FadeIn(*shown.ends()), run_time=0.6)

    def shrinks(self) -> None:
        """The columns of the deep network walk into the chain."""
        small = self.small
        self.play(FadeOut(*self.all_but(self.heading, self.net)), run_time=0.4)
        self.play(self.net.gathered(small), run_time=2)
        self.remove(*self.net.get_family())
        self.add(small)
        self.play(*(small.lit(layer, number=True) for layer in small.columns), run_time=0.8)

    def unfolds(self) -> None:
        """The way back, into the middle of the frame."""
        self.play(FadeOut(*self.all_but(self.heading, self.small)), run_time=0.4)
        self.play(self.net.spread(self.small), run_time=1.2)
        self.add(self.net)
        self.play(self.net.animate.move_to(UP * 0.1), self.net.dimmed(0.15), run_time=0.4)

    @property
    def crossing(self) -> tuple[int, int]:
        """Where two routes meet: the last layer but one, and the last neuron drawn of it."""
        layer = self.L - 1
        return layer, self.net.drawn(layer) - 1

    def two_routes(self) -> list[VGroup]:
        """Two of the ways back to the input, one after the other, with the φ' on them."""
        self.say_on()
        routes = [self.net.route(rows, self.crossing) for rows in ([0, 2, 1], [3, 1, 2, 0])]
        late = squish_rate_func(smooth, 0.7, 1)
        before: list[Any] = []
        for route in routes:
            rings = FadeIn(route[1], rate_func=late)
            self.play(Create(route[0], rate_func=linear), rings, *before, run_time=0.6)
            before = [route.animate.set_stroke(opacity=_DIMMED)]
        self.wait(0.4)
        return routes

    def routes_meet(self, routes: list[VGroup]) -> tuple[VGroup, Meeting]:
        """Where routes meet, what each brings is added up; the sum takes φ'.

        Returned are the edges of that neuron in the network, and the same drawn large. For these
        the network makes room.
        """
        self.say_on()
        net, up = self.net, UP * 1.2
        fan, meeting = net.fan(*self.crossing), Meeting(self.deep, *self.crossing)
        # The routes stay until it is seen that they run through it.
        late = squish_rate_func(smooth, 0.5, 1)
        self.play(Create(fan[0]), FadeIn(fan[1]), FadeOut(*routes, rate_func=late), run_time=0.8)
        large = VGroup(meeting.edges, meeting.rings)
        rise = (m.animate.shift(up) for m in (net, fan))
        grown = FadeIn(large, target_position=fan.get_center() + up, scale=0.15)
        self.play(*rise, grown, run_time=0.8)
        self.play(FadeIn(meeting.label, meeting.factors), run_time=0.6)
        self.play(*meeting.sets_off(), run_time=0.8)
        self.wait(1)
        self.play(*meeting.comes_together(), run_time=0.8)
        self.play(FadeIn(meeting.total), run_time=0.4)
        self.wait(0.8)
        for step in meeting.takes_slope():
            self.play(*step, run_time=0.6)
        self.wait(1)
        return fan, meeting

    def recursion_grows(
        self, line: ShapedRecursion, key: VGroup, fan: VGroup, meeting: Meeting
    ) -> None:
        """The recursion of vectors out of that of one neuron, with what its signs say."""
        self.say_on()
        back = stepped_back(fan, meeting.context)
        delta, _, slope, _, total = (pair[0] for pair in meeting.rule)
        grown: list[tuple[Any, list[Any], Any]] = [
            (total, line.symbols[2:], key[:1]),
            (slope, line.symbols[1:2], key[1:2]),
            (delta, line.symbols[:1], ()),
        ]
        for source, symbols, gloss in grown:
            moves = (FadeIn(m, target_position=source, scale=0.5) for m in symbols)
            self.play(*moves, *map(FadeIn, gloss), *back, run_time=0.6)
            back = []
        self.complete(line, run_time=0.4)

    def gradient_grows(self, gradient: Formula, shapes: VGroup) -> VMobject:
        """The slope by a weight of the last layer, out of the two ends of its edge, returned."""
        edge, before, after = self.net.edge(self.L)
        for role, source in (("delta", after), ("a", before), ("loss", edge)):
            grown = FadeIn(gradient.part(role), target_position=source.get_center(), scale=0.3)
            self.play(FadeIn(source), grown, run_time=0.4)
        self.complete(gradient, shapes, run_time=0.4)
        return edge

    def step_grows(self, step: Formula, gradient: Formula, edge: VMobject) -> Words:
        """The slope comes from its own line, the weight from its edge; returned is what names η."""
        names = ("loss", "W")
        slopes = (born(step.part(name), gradient.part(name)) for name in names)
        self.play(*slopes, run_time=0.6)
        self.play(FadeIn(step.part("W_old"), target_position=edge, scale=0.3), run_time=0.4)
        eta = Words("$eta$: learning rate", size=_SMALL, role="neutral")
        eta.next_to(step, DOWN, buff=0.25)
        self.complete(step, eta, run_time=0.4)
        return eta

    def axis_moves(self, verdict: Verdict) -> None:
        """The axis of the plot before becomes that of the comparison; all else gives way to it."""
        before, after = self.depth.plot.axis, verdict.plot.axis
        early, late = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
        gone = FadeOut(*self.all_but(self.heading, before), rate_func=early)
        new = FadeIn(verdict.what, *verdict.plot[1:], rate_func=late)
        self.play(gone, ReplacementTransform(before, after), new, run_time=1)

    def one_by_one(self, verdict: Verdict) -> Row:
        """Each φ has its turn; the last of them is returned, as it still stands in full light."""
        read: list[VMobject] = []
        own = len(verdict.rows) - 3  # the φ of a given network may come before the three
        for k, row in enumerate(verdict.rows):
            told = [verdict.key] if k == 0 else []  # what line and band are, once they are met
            if k >= own:
                self.say_on()
            self.falls(row, told, read)
            read = [row.told, *told]
        return verdict.rows[-1]

    def falls(self, row: Row, told: Sequence[VMobject], before: Sequence[VMobject]) -> None:
        """One φ: its slope, then its fall, and what taking its factor so often leaves.

        With the factor comes what else is to be `told`; what stood there `before` steps back.
        """
        back = stepped_back(*before, to=LEGIBLE)
        self.play(FadeIn(row.card, row.name, row.most), *back, run_time=0.6)
        self.add(row.band, row.curve)
        self.play(row.curve.run(row.band), run_time=1.2)
        label = FadeIn(row.label, target_position=row.factor, scale=0.5)
        self.play(FadeIn(row.factor, row.why, *told), label, run_time=0.6)
        self.wait(0.8)

    def slope_lights_up(self, rule: Formula, row: Row) -> None:
        """φ' in the recursion, what the three differ in; and with it the largest one of a φ."""
        role = "phi_prime"
        lit = Indicate(rule.part(role), color=style.colour(role), scale_factor=1.5)
        largest = (Indicate(m, color=m.get_fill_color(), scale_factor=1.2) for m in row.most)
        self.play(lit, *largest, run_time=0.8)

    @staticmethod
    def glosses() -> VGroup:
        """What the signs of the recursion of vectors say."""
        texts = "$top$: rows become columns", "$dot.o$: entry by entry", "$norm(space)$: length"
        key = VGroup(*(Words(text, size=_SMALL, role="neutral") for text in texts))
        return key.arrange((0, -1, 0), buff=0.15, aligned_edge=(-1, 0, 0)).move_to((5.05, 3.1, 0))
