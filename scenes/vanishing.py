"""The film on vanishing gradients: why the first layers of a deep network stand still.

    manim render scenes/vanishing.py
    BP_NETWORK=mine.toml manim render scenes/vanishing.py

A network of 8 to 60 layers whose gradients vanish is filmed itself; else a deep network that
comes with the films stands in, and the φ of the given one joins the comparison at the end.
"""

from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    ReplacementTransform,
    VGroup,
)

from bpview import style
from bpview.deep import DeepNet
from bpview.deep_lines import ShapedRecursion, shaped_gradient, weight_step
from bpview.depth_plot import DepthPlot
from bpview.factor_bars import FactorBars
from bpview.formula import Words
from bpview.motion import circled, stepped_back
from bpview.slopes import Ripple, SlopeMeter
from bpview.training_bars import TrainingBars
from bpview.vanishing_film import LEGIBLE, VanishingFilm
from bpview.verdict import Verdict


class Vanishing(VanishingFilm):
    """δ^(l) = φ'(z^(l)) ⊙ (Wᵀ δ^(l+1)): a factor below 1 a layer, after many next to nothing."""

    network = "deep"
    title = "Vanishing gradients"
    teaches = (
        "On its way back δ is multiplied by φ' once a layer; where φ' is small the product "
        "vanishes, and with it every step of the first layers."
    )

    def construct(self) -> None:
        """The beats, in order."""
        self.choose()
        self.ask()
        self.shrink_and_nudge()
        self.one_slope()
        self.one_factor_a_layer()
        self.delta_goes_back()
        self.logarithmic_axis()
        self.whole_network()
        self.stand_still()
        self.other_slopes()

    def ask(self) -> None:
        """A few real steps: the last layers move, the first do not."""
        self.tell("ask")
        self.net = net = DeepNet(self.deep, 11.4, 1.7).move_to(UP * 1.25)
        shown = TrainingBars(self.trained, net)
        self.play(FadeIn(net, shown.depth), run_time=1)
        self.play(net.light(), run_time=1.2)
        self.learns(shown)
        question = shown.question("Why do the first layers stand still?")
        self.play(FadeIn(question, shift=UP * 0.2), run_time=0.8)

    def shrink_and_nudge(self) -> None:
        """Smallest case first; nudge the first z and see what is left of it, layer by layer."""
        self.tell("shrink_and_nudge")
        self.shrinks()
        net = self.small
        self.ripple = ripple = Ripple(self.chain, net, most=0.5, floor=-2.6, height=1.8)
        ripple.size.move_to(UP * 2.6).set_x(net.columns[1].get_x(), LEFT)
        around = (ripple.names, ripple.bars.ground(), circled(net.neuron(1, 0).ring))
        self.play(FadeIn(self.names, ripple.size, ripple.numbers, *around), run_time=0.6)
        self.add(ripple)
        self.say_on()
        self.play(ripple.to(ripple.most, self.fill, *net.columns.values()), run_time=2)
        self.wait(2.2)
        self.play(ripple.to(0.0, self.fill, *net.columns.values()), run_time=0.8)
        self.play(FadeOut(ripple, *around), run_time=0.4)
        self.say_on()
        question = Words("What does one layer let through?", size=style.Size.TITLE)
        self.play(FadeIn(question.move_to(DOWN * 1.2), shift=UP * 0.2), run_time=0.6)
        self.gone: list[Any] = [question]

    def one_slope(self) -> None:
        """φ' of one neuron: the rise of its tangent, at most a quarter for the sigmoid."""
        self.tell("one_slope")
        steepest = self.swept.steepest("sigmoid")
        meter = SlopeMeter(self.chain, width=5.4, height=2.8, most=steepest, middle=(-3.2, -1.7))
        law = self.ripple.law().move_to(UP * 2.75)
        self.play(FadeOut(*self.gone), run_time=0.4)
        self.meter_appears(meter)
        self.law_grows(law, meter)
        self.say_on()
        self.z_slides(meter)
        self.say_on()
        self.law_holds(law, meter)
        self.rest(law)
        self.meter = meter

    def one_factor_a_layer(self) -> None:
        """Every layer has its bar, and its weight stretches it: the factor it passes on."""
        net = self.small
        self.tell("one_factor_a_layer")
        self.factors = shown = FactorBars(self.chain, net)
        bars = shown.slopes
        kept = (self.heading, net, self.names, self.meter.bar)
        self.play(FadeOut(*self.all_but(*kept)), run_time=0.6)
        self.play(
            ReplacementTransform(self.meter.bar, bars[0]),
            FadeIn(shown.one, shown.ground, shown.slope_name),
            run_time=0.8,
        )
        grown = [FadeIn(b, target_position=net.columns[n]) for n, b in enumerate(bars, start=1)]
        self.play(*grown, FadeIn(shown.slope_numbers), run_time=1)
        self.wait(0.8)
        self.say_on()
        joined = self.passed_on()
        self.wait(1)
        self.bars_are_stretched()
        self.wait(0.6)
        self.say_on()
        gone = FadeOut(joined, run_time=0.2)  # it tells of the weight as it was
        self.play(gone, shown.weigh(shown.all_passes(), self.fill, run_time=1.4))
        self.wait(1)
        self.play(shown.weigh(shown.own, self.fill), run_time=0.6)

    def delta_goes_back(self) -> None:
        """δ is the slope of ℒ by z; on its way back it takes factor after factor."""
        self.tell("delta_goes_back")
        shown, bars = self.factors, self.factors.sizes
        gone = (shown.slopes, shown.one, shown.factor_name, shown.ground, shown.weights)
        self.play(FadeOut(*gone), run_time=0.4)
        self.play(*shown.beside_edges(), run_time=0.8)
        self.play(FadeIn(shown.loss, shift=LEFT * 0.2), run_time=0.6)
        self.slope_of_the_loss()
        size = FadeIn(shown.deltas[-1], target_position=shown.last_delta[1])
        self.play(size, FadeIn(shown.delta_name), run_time=0.6)
        self.passes_on()
        scale = FadeIn(shown.ground, shown.scale_of_sizes)
        known = FadeOut(shown.definition, shown.last_delta, shown.signs)
        self.play(scale, GrowFromEdge(bars[-1], DOWN), known, run_time=0.6)
        self.rule_grows()
        self.wait(1)
        self.goes_back()

    def logarithmic_axis(self) -> None:
        """A linear axis shows nothing of what is small; on a logarithmic one it is a place."""
        self.tell("logarithmic_axis")
        net, shown = self.small, self.factors
        factors = (shown.factor_numbers, shown.times)
        passed = (net, self.names, shown.deltas, shown.delta_name, shown.sizes)
        kept = (self.heading, shown.ground, *factors, *passed)
        self.play(FadeOut(*self.all_but(*kept)), run_time=0.6)
        self.wait(0.6)
        plot, logs = self.delta_plot()
        curve, line = plot.curve(logs, dots=True), plot.curve(logs)
        key = plot.key().next_to(plot.symbol, RIGHT, buff=0.6)
        self.bars_become_points(plot, curve, key)
        self.factors_light_up(line.run())

    def whole_network(self) -> None:
        """The same in the deep network, where δ is a vector and many routes add up."""
        self.tell("whole_network")
        deep, net, L = self.deep, self.net, self.L
        self.unfolds()
        fan, meeting = self.routes_meet(self.two_routes())
        line = ShapedRecursion(deep, L - 1).move_to((-0.6, 3.1, 0))
        key = self.glosses()
        self.recursion_grows(line, key, fan, meeting)
        self.wait(0.8)
        self.depth = shown = DepthPlot(deep, self.trained, net)
        key[2].next_to(shown.key, RIGHT, buff=0.6)
        key[2].shift(UP * (shown.key[0].get_bottom()[1] - key[2][-1].get_bottom()[1]))
        self.play(FadeOut(fan, meeting), net.dimmed(0.6), run_time=0.4)
        self.play(FadeIn(shown.plot, shown.key, key[2], shown.last, shown.dots[1]), run_time=0.6)
        self.add(shown.delta)
        self.say_on()
        self.play(net.pulse(lambda n: shown.delta.upto(n / (L - 1)), shown.delta), run_time=3.4)
        self.play(FadeIn(shown.first, shown.dots[0]), run_time=0.6)
        self.line = VGroup(line, key)

    def stand_still(self) -> None:
        """∂ℒ/∂W = δ aᵀ: as small as δ is the step of the weights."""
        self.tell("stand_still")
        net, shown, L = self.net, self.depth, self.L
        gradient, shapes = shaped_gradient(self.deep, L)
        step = weight_step().next_to(gradient, RIGHT, buff=1.2)
        VGroup(gradient, step, shapes).move_to((0.6, 3.05, 0))
        self.play(FadeOut(self.line), net.dimmed(0.25), run_time=0.4)
        edge = self.gradient_grows(gradient, shapes)
        eta = self.step_grows(step, gradient, edge)
        self.wait(0.8)
        self.say_on()
        back = stepped_back(gradient, shapes, step, eta, to=LEGIBLE)
        self.play(FadeIn(shown.move_name), shown.moved.run(), *back, run_time=2)
        self.play(FadeIn(shown.moves), run_time=0.6)
        name = Words("the vanishing gradient", size=style.Size.TITLE)
        name.move_to((-2.6, -1.1, 0))
        self.play(FadeIn(name, shift=UP * 0.2), run_time=0.6)
        self.wait(0.6)

    def other_slopes(self) -> None:
        """Sigmoid, tanh, ReLU, the same weights: three slopes, three falls."""
        swept = self.swept
        self.tell("other_slopes")
        verdict = Verdict(swept)
        self.axis_moves(verdict)
        last = self.one_by_one(verdict)
        self.wait(0.4)
        self.say_on()
        slopes = VGroup(*(row.most for row in verdict.rows))
        rule = FadeIn(verdict.rule, target_position=slopes, scale=0.5)
        # What is told of the last, the sigmoid, stays bright: it is the answer.
        self.play(rule, *stepped_back(verdict.what, to=LEGIBLE), run_time=0.8)
        self.slope_lights_up(verdict.rule, last)
        self.wait(1.8)
