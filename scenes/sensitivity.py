"""The sensitivity film: nudge one weight and watch the loss; the slope is a product of links.

    manim render scenes/sensitivity.py
    BP_NETWORK=mine.toml manim render scenes/sensitivity.py

A network of one neuron per layer is worked through in numbers; any other opens the film, and the
chain that comes with the films stands in for the numbers.
"""

from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Indicate,
    VGroup,
)

from bpview import lines, loss_lines, style
from bpview.asides import loss_aside, phi_aside
from bpview.chain import rules
from bpview.formula import EQUALS, Formula, Words
from bpview.graph import PhiPlot
from bpview.link_rows import SIZE, general_rules
from bpview.linked_film import BESIDE, CHANGES, LINKS, MIDDLE, TOP, LinkedFilm
from bpview.longer_chain import LongerChain
from bpview.nudging import SMALLEST
from bpview.opening import Opening
from bpview.places import Place, name_of, ratio_of, role_of
from bpview.reading import Reading
from bpview.worked import grow

NUDGE = 0.8


class Sensitivity(LinkedFilm):
    """∂ℒ/∂w = ∂z/∂w ∂a/∂z ∂ℒ/∂a, measured first, then link by link; the same for b and a."""

    network = "chain"
    title = "What does one weight do to the loss?"
    teaches = (
        "How much the loss answers a nudge of one weight: a product of slopes, one for every "
        "link between them."
    )

    def construct(self) -> None:
        """The beats, in order."""
        self.set_chain()
        self.ask()
        self.run_forward()
        self.nudge_one_weight()
        self.shrink_the_nudge()
        self.from_w_to_z()
        self.from_z_to_a()
        self.from_a_to_the_loss()
        self.multiply()
        self.substitute()
        if self.L > 1:
            self.layer_before()
            self.any_layer()

    def ask(self) -> None:
        """A whole network, one loss, and one weight of many."""
        self.tell("ask")
        words = "What does one of", "weights and biases do to the loss?"
        self.opening = Opening(self.large, *words, height=4.6, drop=0.9)
        self.opening.play(self, 0.6)
        self.one_weight_of(self.opening)

    def run_forward(self) -> None:
        """The chain is run, and its last layer spelled out: three rules, each with its numbers."""
        chain, net, small, L = self.chain, self.chain.net, self.small, self.L
        self.tell("run_forward")
        self.opening.shrink(self, net)
        self.play(
            FadeIn(*chain.names.values(), *chain.weights.values(), *chain.biases.values()),
            net.lit(net.first, number=True),
            run_time=0.8,
        )
        for layer in range(net.first + 1, L + 1):
            self.play(net.run_forward(layer), run_time=0.6)
            self.play(net.lit(layer, number=True), run_time=0.4)
        line = lines.affine(small, L).move_to((-3.1, -0.35, 0))
        sources = chain.weights[L], net.neuron(L - 1, 0), chain.biases[L]
        for term, source, sign in zip(line.terms[1:], sources, (0, None, 1), strict=True):
            signs = line.signs[sign] if sign is not None else ()
            self.play(*grow(term, source, *signs), run_time=0.6)
        self.complete(line, run_time=0.6)
        curve = PhiPlot(small, L, width=3.6, height=1.9).move_to((3.9, -0.1, 0))
        bent = lines.bend_by_hand(small, L, SIZE).next_to(curve, DOWN, buff=0.25)
        self.play(FadeIn(curve), run_time=0.6)
        self.play(FadeIn(bent, target_position=curve), run_time=0.6)
        self.play(FadeIn(chain.rings, chain.y_name), run_time=0.4)
        rule = Formula(rules(small, L)[2])
        numbers = loss_lines.numbers(small)
        VGroup(rule, numbers).arrange(RIGHT, buff=0.3).move_to((0, -2.9, 0))
        self.play(FadeIn(rule, target_position=chain.rings), run_time=0.6)
        self.play(FadeIn(numbers), FadeIn(chain.loss), run_time=0.8)
        self.wait(1)
        self.spelled = [line, VGroup(curve, bent), VGroup(rule, numbers)]

    def nudge_one_weight(self) -> None:
        """Four number lines; one dot is moved, the others answer."""
        chain, net, L = self.chain, self.chain.net, self.L
        self.tell("nudge_one_weight")
        self.rules = [Formula(text, size=38) for text in rules(self.small, L)]
        for rule, y in zip(self.rules, self.middle, strict=True):
            rule.move_to((4.6, y, 0))
        grown = [
            FadeIn(rule, target_position=source.get_center())
            for rule, source in zip(self.rules, self.spelled, strict=True)
        ]
        self.play(FadeOut(*self.spelled), run_time=0.4)
        self.play(*grown, run_time=0.6)
        self.largest = self.checked_nudge(NUDGE)
        self.lines = self.linked(self.w, self.w, self.largest)
        sources = [chain.weights[L], self.rules[0], net.neuron(L, 0), chain.loss]
        for line, source in zip(self.lines.lines, sources, strict=True):
            self.play(FadeIn(line, target_position=source.get_center(), scale=0.3), run_time=0.6)
        self.changes = self.lines.changes(3, CHANGES)
        self.note_the_scale()
        self.play(FadeIn(*self.lines.rays, *self.changes, self.ticks), run_time=0.6)
        for goal, seconds in ((self.largest, 1.8), (0.0, 1.0), (self.largest, 1.6)):
            self.play(self.lines.to(goal, *chain.changing(), then=chain.take), run_time=seconds)
            self.wait(0.4)
        self.wait(1)

    def shrink_the_nudge(self) -> None:
        """Δℒ/Δw settles to the slope ∂ℒ/∂w while the nudge shrinks."""
        chain = self.chain
        self.tell("shrink_the_nudge")
        nudge, rows = self.loss_nudge()
        ratio, number = rows[2]
        self.lines.release(*self.changes)
        self.play(FadeOut(*self.rules, *self.changes), FadeIn(nudge.plot), run_time=0.8)

        def then(now: Reading) -> None:
            chain.take(now)
            self.lines.follow(nudge.by)

        moved = [*chain.changing(), *self.lines.rays, *self.lines.lines]
        nudge.by = self.largest
        nudge.follow()
        self.play(FadeIn(nudge.moving, rows), run_time=0.8)
        self.wait(0.6)
        self.play(nudge.to(SMALLEST, then, *moved), run_time=3)
        self.wait(0.4)
        self.lines.tell = False
        self.lines.follow()
        chain.take(self.small)
        slope = Formula(f"{ratio_of(self.small, self.loss, self.w)} {EQUALS}", size=SIZE)
        slope.move_to(ratio)
        slope.shift(RIGHT * (ratio.part("eq").get_x() - slope.part("eq").get_x()))
        self.play(FadeOut(*rows[:2], ratio), FadeIn(slope, self.before), run_time=0.8)
        self.measured = VGroup(slope, number)
        self.aside = VGroup(nudge.plot, nudge.moving)

    def from_w_to_z(self) -> None:
        """The first link, under a magnifying glass: Δz/Δw is a, whatever the nudge."""
        self.tell("from_w_to_z")
        self.word = Words("measured", size=style.Size.SMALL, role="neutral")
        self.play(*self.clear_aside(), FadeOut(self.measured), run_time=0.4)
        self.measured.move_to((-2.6, -3.3, 0))  # until the links are multiplied
        self.word.next_to(self.measured, LEFT, buff=0.25)
        self.play(FadeIn(self.measured, self.word), run_time=0.4)
        # One scale for the nudges of w, b and a: the last moves z by w times as much.
        most = max(1.0, abs(self.small.entry(*self.w).value))
        self.play(self.lines.to(zoom=self.lines.fitting(most * SMALLEST)), run_time=2)
        self.changes = self.lines.changes(7, CHANGES)
        self.play(FadeIn(*self.changes, shift=RIGHT * 0.2), run_time=0.6)
        rule = self.rules[0].set_y(self.middle[1] - 0.1)
        ring = self.chain.net.neuron(self.L - 1, 0).ring
        self.link(0, [rule], self.small.entry("a", self.L - 1, 0), "a", [ring])

    def from_z_to_a(self) -> None:
        """The second link: the slope of φ where it is used."""
        self.tell("from_z_to_a")
        entry = self.small.entry("phi_prime", self.L, 0)
        ring = self.chain.net.neuron(self.L, 0).ring
        self.link(1, phi_aside(self.small, self.L), entry, "phi_prime", [ring])
        self.wait(1.4)

    def from_a_to_the_loss(self) -> None:
        """The third link: what came out minus what was wanted."""
        entry = self.small.entry("g", self.L, 0)
        self.tell("from_a_to_the_loss", "crossed" if entry.value < 0 else None)
        rings: list[Any] = [self.chain.net.neuron(self.L, 0).ring, self.chain.rings[0][0]]
        aside = loss_aside(self.small, self.L, self.chain.rings)
        self.link(2, aside, entry, "g", rings)
        self.wait(0.8)

    def multiply(self) -> None:
        """The three links multiplied are the measured slope; then the name."""
        self.tell("multiply")
        numeral: Any = self.measured[1]
        gone, self.changes = self.changes, []
        self.lines.release(*gone)
        self.play(*self.clear_aside(), *self.attend(), FadeOut(*gone), run_time=0.4)
        self.play(*(row.animate.shift(LEFT * (LINKS - BESIDE)) for row in self.rows), run_time=0.8)
        self.play(FadeOut(self.word, self.measured), run_time=0.2)
        self.result(self.w, numeral.entry)
        self.word.next_to(self.results[0], UP, buff=0.2)
        self.play(FadeIn(self.word), run_time=0.2)
        self.product = self.product_of(self.w, self.small.entry("a", self.L - 1, 0), "a")
        self.product_grows(self.product)
        ink, result = style.colour("ink"), self.product.result
        found = result.copy()
        self.play(found.animate.move_to(self.results[0][1]), run_time=1)
        self.remove(found)
        self.play(Indicate(self.results[0], color=ink, scale_factor=1.2), run_time=0.6)
        self.name = Words("the chain rule", size=style.Size.TITLE)
        self.name.next_to(self.product, RIGHT, buff=0.9)
        self.play(FadeIn(self.name, shift=LEFT * 0.2), run_time=0.6)
        self.play(self.chain.net.run_forward(self.L), run_time=0.8)
        self.play(Indicate(self.chain.loss, color=ink, scale_factor=1.15), run_time=0.6)

    def substitute(self) -> None:
        """The same skeleton with b, and with the a before, in the place of w."""
        later = self.L > 1
        self.tell("substitute", "later" if later else None)
        L, small = self.L, self.small
        b: Place = ("b", L, 0)
        self.play(FadeOut(self.name, self.word), run_time=0.2)
        source = self.rules[0].move_to((4.9, -2.35, 0))
        self.play(FadeIn(source), self.lit(self.chain.biases[L]), run_time=0.6)
        one = small.quotient(small.nudged("b", L, (0,), SMALLEST), self.z, b)
        self.swap(b, b, SMALLEST, "", one, "ink", self.chain.biases[L])
        if later:
            a: Place = ("a", L - 1, 0)
            knob: Place = ("W", L - 1, 0, 0)
            moved = small.moved(small.nudged("W", L - 1, (0, 0), SMALLEST), *a).value
            by = SMALLEST * SMALLEST / abs(moved)
            self.play(self.lit(self.chain.weights[L], self.chain.names[L - 1]), run_time=0.6)
            name = name_of(small, self.w)
            role = role_of(small, self.w)
            self.swap(a, knob, by, name, small.entry(*self.w), role, self.chain.names[L - 1])

    @staticmethod
    def lit(*names: Formula) -> AnimationGroup:
        """Names in the network light up."""
        colour = style.colour("ink")
        return AnimationGroup(*(Indicate(n, color=colour, scale_factor=1.5) for n in names))

    def layer_before(self) -> None:
        """With a the chain goes on: five links from a weight of the layer before."""
        self.tell("layer_before")
        net = self.chain.net
        self.longer = longer = LongerChain(self.small, top=TOP, middle=MIDDLE - 0.3)
        rays = longer.lines.rays
        self.ticks[1].set_entry(longer.lines.step())
        self.play(
            FadeOut(*self.lines.rays, self.product, self.rules[0]),
            FadeOut(*self.rows, *self.results),
            run_time=0.4,
        )
        down = UP * (longer.low - self.ticks.get_y())
        notes = self.ticks, self.before
        lower = (n.animate.shift(down) for n in notes)
        self.play(*longer.out_of(self.lines), *lower, run_time=0.8)
        self.play(longer.lines.to(SMALLEST), run_time=1.6)
        self.lines = longer.lines
        self.add(self.lines)
        self.play(FadeIn(longer.measured, shift=RIGHT * 0.2), run_time=0.6)
        for k, (row, ray) in enumerate(zip(longer.rows, rays, strict=True)):
            # The route on the network: through a and z of either layer.
            light = {1: [net.run_forward(self.L - 1)], 2: [net.run_forward(self.L)]}.get(k, [])
            self.play(self.light(k), FadeIn(row, target_position=ray), *light, run_time=0.6)
        product = longer.product
        self.play(self.light(), FadeIn(product.terms[0].symbol), run_time=0.4)
        self.play(*longer.gathered(), run_time=1)
        self.complete(product, run_time=0.6)
        ink = style.colour("ink")
        same = longer.measured[1], product.terms[0].grid
        self.play(*(Indicate(m, color=ink, scale_factor=1.1) for m in same), run_time=0.8)
        self.play(FadeIn(longer.known), run_time=0.6)
        self.wait(3.2)

    def any_layer(self) -> None:
        """The same for w, b and the a before, in any layer: the chain rule."""
        self.tell("any_layer")
        called, (*rules, before) = general_rules()
        product, known = self.longer.product, self.longer.known
        gone = self.lines, self.ticks, self.before, known, self.longer.measured, *self.longer.rows
        self.play(FadeOut(*gone), run_time=0.4)
        self.play(FadeIn(called, shift=UP * 0.2), run_time=0.4)
        chain, L = self.chain, self.L
        where = chain.weights[L], chain.biases[L], chain.names[L - 1]
        for rule, name in zip(rules, where, strict=True):
            grown = FadeIn(rule, target_position=product, scale=0.5)
            self.play(grown, self.lit(name), run_time=0.8)
        self.play(FadeOut(product), run_time=0.2)
        self.goes_on(rules[-1], before)
        self.wait(2.4)
