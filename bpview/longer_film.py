"""What a film does with a chain that goes on: the layer before, any layer, and wider networks."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, ReplacementTransform, VGroup

from bpview.link_rows import general_rules
from bpview.longer_chain import MEASURED, LongerChain
from bpview.motion import circled, stepped_back
from bpview.nudged_film import MIDDLE, TOP
from bpview.product_film import ProductFilm
from bpview.two_routes import TwoRoutes
from bpview.verbs import framed

__all__ = ["LongerFilm"]


class LongerFilm(ProductFilm):
    """A film whose chain is made longer, link by link.

    Attributes
    ----------
    longer
        The chain from a weight of the layer before.
    known
        The last of the results: the slope by the a before, with which that chain ends.
    told
        The rules for any layer, with their name and frames.
    """

    longer: LongerChain
    known: VGroup
    told: list[Any]

    def two_lines_more(self) -> None:
        """Four lines make room for the two before them; the slope by the a before stays."""
        self.longer = longer = LongerChain(self.small, top=TOP, middle=MIDDLE - 0.3)
        *gone, self.known = self.results
        self.play(
            FadeOut(*self.lines.rays, self.ticks, self.before, *self.quotient),
            FadeOut(self.product, self.rules[0], *self.rows, *gone),
            *self.faded(self.known),
            run_time=0.4,
        )
        self.before.shift(UP * (longer.low - self.ticks.get_y()))
        self.ticks = self.ticks_of(longer.lines).move_to((MIDDLE, longer.low, 0))
        aside = RIGHT * (MEASURED - self.known[0].part("eq").get_x())
        self.play(
            *longer.out_of(self.lines),
            FadeIn(self.ticks, self.before),
            self.known.animate.shift(aside),
            run_time=0.8,
        )
        self.lines, self.rows = longer.lines, longer.rows
        self.add(self.lines)

    def first_of_six(self) -> None:
        """The first line is nudged: how far it and the loss move, and the quotient."""
        lines = self.lines.lines
        by_w, by_loss, *quotient = self.longer.measured
        self.play(self.lines.to(self.longer.by), run_time=1)
        out = zip((by_w, by_loss), (lines[0].bar, lines[-1].bar), strict=True)
        self.play(*(FadeIn(row, target_position=bar) for row, bar in out), run_time=0.6)
        self.play(FadeIn(*quotient), run_time=0.6)
        self.wait(0.4)

    def five_links(self) -> None:
        """Link after link lights up and goes into the product; lights run along the network."""
        net, longer = self.chain.net, self.longer
        left = longer.product.terms[0].symbol
        self.play(*self.faded(longer.measured), FadeIn(left), run_time=0.4)
        for k in range(len(longer.rows)):
            # The route on the network: through a and z of either layer.
            light = {1: [net.run_forward(self.L - 1)], 2: [net.run_forward(self.L)]}.get(k, [])
            # The last three have been met before.
            known = k > 1
            seconds = 0.6 if known else 1.0
            self.play(*self.attend(k), *longer.met(k), *light, run_time=seconds)
            if k == 1 and longer.worked.submobjects:
                self.slope_is_worked_out()
            else:
                self.wait(0.2 if known else 0.4)

    def slope_is_worked_out(self) -> None:
        """The slope of φ out of the a of its neuron, as in the last layer."""
        shown, a = self.longer.worked, self.chain.net.neuron(self.L - 1, 0)
        circle = circled(a.ring)
        self.play(FadeIn(circle, shown), run_time=0.4)
        self.same(shown[-1], self.longer.rows[1][1])
        self.play(FadeOut(circle, shown), run_time=0.2)

    def five_multiplied(self) -> None:
        """The product is what was measured."""
        longer, product = self.longer, self.longer.product
        front, back = self.faded(longer.measured, to=1.0), self.faded(*longer.rows)
        self.play(self.light(), *front, *back, run_time=0.4)
        self.complete(product, run_time=0.6)
        self.same(longer.measured[2], product.terms[0].grid)
        self.wait(0.6)

    def known_before(self) -> None:
        """The last three links stand in front: their product is the slope by the a before."""
        longer, terms = self.longer, self.longer.product.terms
        (brace, (name, number)), (old_name, old_number) = longer.known, self.known
        equals, *dots = longer.product.signs[:3]
        first = (*terms[:3], *equals, *(dot for pair in dots for dot in pair), longer.product[-1])
        back = self.faded(longer.measured, *longer.rows, *first)
        self.play(self.light(2, 3, 4), *back, FadeIn(brace), run_time=0.6)
        self.play(
            FadeOut(old_name),
            ReplacementTransform(old_number, number),
            FadeIn(name),
            run_time=0.8,
        )

    def any_rules(self) -> tuple[Any, Any]:
        """Only the product stays; out of it come three rules for any layer, which is named.

        Returned are the last of them, and the one that is to follow.
        """
        longer, chain, L = self.longer, self.chain, self.L
        called, (*rules, before) = general_rules()
        gone = self.lines, self.ticks, self.before, longer.known, longer.measured, *longer.rows
        self.play(FadeOut(*gone), run_time=0.4)
        self.play(*chain.any_layer(), FadeIn(called, shift=UP * 0.2), run_time=0.8)
        where = chain.weights[L], chain.biases[L], chain.names[L - 1]
        for rule, name in zip(rules, where, strict=True):
            grown = FadeIn(rule, target_position=longer.product, scale=0.5)
            self.play(grown, self.lit(name), run_time=0.6)
        self.play(FadeOut(longer.product), run_time=0.2)
        self.told = [called, *rules, before]
        return rules[-1], before

    def goes_on(self, rule: Any, before: Any) -> None:
        """What `rule` finds is the last factor of the same, one layer `before`; lights run back."""
        found, last = rule.part("left").copy(), before.part("last")
        there = {id(m) for m in last.get_family()}
        rest = [m for m in before.family_members_with_points() if id(m) not in there]
        self.play(ReplacementTransform(found, last), run_time=0.8)
        same = [framed(m) for m in (rule.part("left"), last)]
        self.told += same
        self.play(*map(FadeIn, (*rest, *same)), run_time=0.4)
        for layer in (self.L, self.L - 1):
            # Of the colour of what is found: the slope of the loss.
            self.play(self.chain.net.run_back(layer, role="loss"), run_time=0.4)

    def several_routes(self) -> None:
        """Beside the rules a wider network: two routes leave one a, one after the other."""
        wider = TwoRoutes(self.read("two_routes")).to_edge(RIGHT, buff=0.3).set_y(-1.2)
        back = stepped_back(*self.told, to=0.4)
        self.play(FadeIn(wider.net, wider.words, wider.indices), *back, run_time=0.6)
        new = [FadeIn(wider.left, shift=DOWN * 0.2)]
        for j, (route, product) in enumerate(zip(wider.routes, wider.products, strict=True)):
            self.play(FadeIn(route), wider.light(j), *new, run_time=0.8)
            new = []
            # The later ones would fly through what stands above them.
            way: dict[str, Any] = {"shift": LEFT * 0.4} if j else {"target_position": route}
            self.play(FadeIn(product, **way), run_time=0.6)
            self.wait(0.6)
        self.say_on()
        self.play(FadeIn(wider.sum, shift=RIGHT * 0.2), run_time=0.6)
