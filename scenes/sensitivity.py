"""The sensitivity film: nudge one weight and watch the loss; the slope is a product of links.

    manim render scenes/sensitivity.py
    BP_NETWORK=mine.toml manim render scenes/sensitivity.py

A network of one neuron per layer is worked through in numbers; any other opens the film, and the
chain that comes with the films stands in for the numbers.
"""

from typing import Any

from manim import LEFT, RIGHT, FadeIn, FadeOut, Indicate, VGroup

from bpview import style
from bpview.asides import loss_aside, phi_aside
from bpview.formula import Words
from bpview.last_layer import LastLayer
from bpview.longer_film import LongerFilm
from bpview.opening import Opening

NUDGE = 0.8


class Sensitivity(LongerFilm):
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
        self.opening.play(self, 0.4)
        self.tell_signs(self.opening)
        self.one_weight_of(self.opening)

    def run_forward(self) -> None:
        """The chain is run, and its last layer spelled out: three rules, each with its numbers."""
        self.tell("run_forward", None if self.half_square else "another_loss")
        self.opening.shrink(self, self.chain.net)
        self.run_chain()
        self.spelled = LastLayer(self.chain)
        self.spelled.add_up(self)
        self.spelled.single_numbers(self)
        self.spelled.bend(self)
        self.spelled.compare(self)

    def nudge_one_weight(self) -> None:
        """Four number lines; one dot is moved, the others answer."""
        chain = self.chain
        self.tell("nudge_one_weight")
        self.rules_step_aside(self.spelled.rows)
        self.hang_lines(NUDGE)
        for goal, seconds in ((self.largest, 1.8), (0.0, 1.0), (self.largest, 1.6)):
            self.play(self.lines.to(goal, *chain.changing(), then=chain.take), run_time=seconds)
            self.wait(0.4)
        self.wait(0.2)

    def shrink_the_nudge(self) -> None:
        """Δℒ/Δw settles to the slope ∂ℒ/∂w while the nudge shrinks."""
        self.tell("shrink_the_nudge")
        nudge, rows = self.loss_nudge()
        self.lines.release(*self.changes)
        self.play(FadeOut(*self.rules, *self.changes), FadeIn(nudge.plot), run_time=0.8)
        nudge.by = self.largest
        nudge.follow()
        self.play(FadeIn(nudge.moving, rows), run_time=0.8)
        self.wait(0.6)
        self.shrink(nudge, run_time=3)
        self.wait(0.4)
        self.settle(rows)
        self.aside = VGroup(nudge.plot, nudge.moving)

    def from_w_to_z(self) -> None:
        """The first link, under a magnifying glass: Δz/Δw is a, whatever the nudge."""
        self.tell("from_w_to_z")
        self.magnify()
        measured = self.measure(0)
        rule = self.rules[0].set_y(self.middle[1] - 0.1)
        self.explain([rule], [self.chain.net.neuron(self.L - 1, 0).ring])
        self.name_slope(0, measured, self.small.entry("a", self.L - 1, 0), "a")

    def from_z_to_a(self) -> None:
        """The second link: the slope of φ where it is used; its rule gives what was measured."""
        small, L = self.small, self.L
        tanh = small.experiment.network.phi[L] == "tanh"
        self.tell("from_z_to_a", "tanh" if tanh else None)
        measured = self.measure(1)
        *source, numbers = phi_aside(small, L)
        self.explain([*source, numbers], [self.chain.net.neuron(L, 0).ring])
        if numbers.submobjects:
            self.same(numbers[-1], measured[1])
        self.name_slope(1, measured, small.entry("phi_prime", L, 0), "phi_prime")
        self.wait(0.6)

    def from_a_to_the_loss(self) -> None:
        """The third link: what came out minus what was wanted."""
        small, L, chain = self.small, self.L, self.chain
        entry = small.entry("g", L, 0)
        if entry.value < 0:
            plain = self.half_square
            self.tell("from_a_to_the_loss", "crossed" if plain else "crossed_another_loss")
        else:
            self.tell("from_a_to_the_loss")
        measured = self.measure(2)
        curve, rule = loss_aside(small, L, chain.rings)
        rings: list[Any] = [chain.net.neuron(L, 0).ring, chain.rings[0][0]]
        self.explain([curve, rule], rings, self.measured, self.word)
        self.slope_of_rule(rule)
        self.name_slope(2, measured, entry, "g")

    def multiply(self) -> None:
        """The three links multiplied are the measured slope; then the name."""
        self.tell("multiply")
        self.multiply_out()
        self.is_the_measured()
        self.name = Words("the chain rule", size=style.Size.TITLE)
        self.name.next_to(self.product, RIGHT, buff=0.9)
        self.play(FadeIn(self.name, shift=LEFT * 0.2), run_time=0.6)
        self.play(self.chain.net.run_forward(self.L), run_time=0.6)
        ink = style.colour("ink")
        self.play(Indicate(self.chain.loss, color=ink, scale_factor=1.15), run_time=0.6)

    def substitute(self) -> None:
        """The same skeleton with b, and with the a before, in the place of w."""
        chain, L = self.chain, self.L
        self.tell("substitute", "later" if L > 1 else None)
        source = self.rules[0].scale_to_fit_width(2.8).move_to((5.35, self.ticks.get_y(), 0))
        gone = FadeOut(self.name, self.word)
        self.play(gone, FadeIn(source), self.lit(chain.biases[L]), run_time=0.6)
        self.swap_b()
        if L > 1:
            self.say_on()
            self.play(self.lit(chain.weights[L], chain.names[L - 1]), run_time=0.6)
            self.swap_a()

    def layer_before(self) -> None:
        """With a the chain goes on: five links from a weight of the layer before."""
        self.tell("layer_before")
        self.two_lines_more()
        self.first_of_six()
        self.five_links()
        self.five_multiplied()
        self.known_before()
        self.wait(0.8)

    def any_layer(self) -> None:
        """The same for w, b and the a before, in any layer; with more neurons, on more routes."""
        self.tell("any_layer")
        rule, before = self.any_rules()
        self.goes_on(rule, before)
        self.wait(1)
        self.say_on()
        self.several_routes()
        self.wait(2.2)
