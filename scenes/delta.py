"""The δ film: one error signal runs back through a network and leaves every gradient behind.

    manim render scenes/delta.py
    BP_NETWORK=mine.toml manim render scenes/delta.py

A network at most four neurons wide in its last layers is worked through in numbers; a wider one
opens and closes the film, and the worked example stands in for the numbers.
"""

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Group, VGroup

from bpview import lines
from bpview.chained_sum import ChainedSum
from bpview.delta_film import DeltaFilm
from bpview.descent import Descent
from bpview.diagram import Shape
from bpview.edge_labels import on_edges
from bpview.equation import Equation
from bpview.motion import circled
from bpview.nudging import ZNudge
from bpview.numeral import fewest_decimals
from bpview.opening import Opening
from bpview.overview import edge_legend, gradient_maps, sign_legend, step_legend
from bpview.routes import Routes
from bpview.rules import backward_rules
from bpview.worked import grow


class Delta(DeltaFilm):
    """δ^(L) = J_a(z)ᵀ ∇ₐℒ, δ^(l) = (Wᵀ δ) ⊙ φ'(z), ∂ℒ/∂W = δ aᵀ, ∂ℒ/∂b = δ."""

    network = "digits"
    title = "The error signal δ"
    teaches = (
        "One error signal, δ, runs back through a network; times the activations before each "
        "layer it is the gradient of every weight."
    )

    def construct(self) -> None:
        """The beats, in order."""
        self.set_stage()
        self.ask()
        self.shrink()
        self.run_forward()
        self.nudge_one_z()
        self.delta_at_the_output()
        if self.L > 1:
            self.two_routes()
            self.one_layer_back()
        self.every_gradient()
        self.whole_network()
        self.one_step_down()

    def ask(self) -> None:
        """The whole network, one example, one loss: which way should every weight move?"""
        self.tell("ask")
        words = "Which way should each of", "weights and biases move?"
        self.opening = Opening(self.reading, *words, height=4.9, drop=0.75)
        self.opening.play(self)

    def shrink(self) -> None:
        """The large network shrinks into the one whose every number fits on screen."""
        self.tell("shrink")
        worked = self.worked
        self.opening.shrink(self, worked.net, 1.6)
        # Where the target and the loss will be: it stays until they come.
        self.key = edge_legend().next_to(worked.net, RIGHT, buff=0.7)
        self.play(FadeIn(worked.names, self.key), run_time=0.8)

    def run_forward(self) -> None:
        """z = W a + b, a = φ(z), layer by layer, to the loss."""
        worked, net = self.worked, self.worked.net
        self.tell("run_forward")
        self.play(FadeOut(worked.names), net.lit(net.first, number=True), run_time=0.8)
        for layer in range(net.first + 1, self.L + 1):
            self.layer_with_curve(layer)
        self.say_on()
        self.loss_in_numbers(self.key)

    def nudge_one_z(self) -> None:
        """One cause, live effects: the slope of the loss against one z; then its name."""
        worked, L = self.worked, self.L
        self.tell("nudge_one_z")
        nudge = ZNudge(worked.reading, 0, width=4.4, height=2.1)
        nudge.plot.move_to(UP * 1.95 + RIGHT * 3.4)
        self.circle = circled(worked.net.neuron(L, 0).ring)
        self.play(*self.clear_line(), run_time=0.4)
        self.play(FadeIn(self.circle, nudge.plot), run_time=0.6)

        def told() -> VGroup:
            return nudge.rows(nudge.names, 40, gap=0.3).move_to(UP * 1.85 + LEFT * 3.6)

        nudge.follow()
        self.play(FadeIn(nudge.moving), run_time=0.6)
        moved = worked.changing(L)
        rows = self.nudge_shrinks(nudge, told, 1.8, worked.show_reading, *moved)
        worked.show_reading(worked.reading)
        name, self.slope, key = self.named(rows)
        self.line = VGroup(nudge.plot, nudge.moving, name, key)

    def delta_at_the_output(self) -> None:
        """δ^(L) = J_a(z)ᵀ ∇ₐℒ, and where J is diagonal, entry by entry."""
        worked, L, reading = self.worked, self.L, self.worked.reading
        fused = lines.fused(reading)
        self.tell("delta_at_the_output", "fused" if fused else None)
        kept = self.kept_below(self.slope)
        self.play(*self.clear_line(), FadeOut(self.circle), *kept, run_time=0.6)
        outputs = VGroup(worked.net.columns[L], worked.rings, worked.y_name)
        self.play(worked.focus(outputs, *worked.z.get(L, ())), run_time=0.4)
        sources = worked.net.columns[L], worked.rings
        if fused:
            self.line = line = worked.place(lines.difference(reading, "delta"))
            self.build(line, *sources)
        else:
            first = self.slope_of_the_loss()
            self.say_on()
            self.times_phi_prime(first, L)
        self.delta_meets()

    def two_routes(self) -> None:
        """Paths before Σ: one hidden activation reaches the loss by every edge that leaves it."""
        worked, L = self.worked, self.L
        net, reading = worked.net, worked.reading
        self.tell("two_routes")
        line = worked.place(Routes(reading, L - 1, 0))
        neuron = net.neuron(L - 1, 0)
        self.play(*self.clear_line(), run_time=0.4)
        edges = [net.edges[L].edge(j, 0) for j in range(len(line.routes))]
        fed = [*edges, net.columns[L], worked.loss, *worked.z.get(L, ()), *worked.delta.get(L, ())]
        # a is nudged on its own: what it comes from is hidden for as long.
        worked.hidden = worked.own_z(L - 1, 0)
        W = reading.entries("W", L)[:, 0]
        # Not where they cross others.
        weights = on_edges(edges, W, "weight", decimals=fewest_decimals(W), share=0.26, air=0.08)
        lit = [neuron, *fed]
        measured = self.nudge_there_and_back("b", L - 1, (0,), line, (-4.6, 2.85), lit, weights)
        worked.hidden = set()
        self.route_by_route(line, L - 1, 0, measured)
        self.line = VGroup(line, measured)

    def one_layer_back(self) -> None:
        """All neurons at once: g = Wᵀ δ, and ⊙ φ' turns it into the next δ."""
        worked, net, L = self.worked, self.worked.net, self.L
        self.tell("one_layer_back")
        line = worked.place(lines.pulled_back(worked.reading, L - 1))
        weights, delta = line.terms[1], line.terms[2]
        stage = VGroup(*net.edges[L], net.columns[L], net.columns[L - 1], worked.delta[L])
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.6)
        self.transpose(weights, L)
        self.play(*grow(delta, worked.delta[L]), net.run_back(L), run_time=1.2)
        self.complete(line)
        self.rest(line.terms[0])
        self.play(worked.focus(net.columns[L - 1], *worked.z.get(L - 1, ())), run_time=0.4)
        self.say_on()
        self.times_phi_prime(line, L - 1)
        self.say_on()
        self.play(*worked.delta_appears(L - 1, self.line), run_time=1)
        if lines.diagonal(worked.reading, L - 1):
            assert isinstance(self.line, Equation)
            self.line = self.in_symbols(self.line, L - 1)
            self.wait(0.6)

    def every_gradient(self) -> None:
        """One sum, three letters in it, three slopes; then ∂ℒ/∂W = δ aᵀ for whole layers."""
        worked, net, L = self.worked, self.worked.net, self.L
        self.tell("every_gradient")
        one = worked.place(ChainedSum(worked.reading, L))
        spot = [net.neuron(L, 0), net.neuron(L - 1, 0), net.edges[L].edge(0, 0)]
        spot += [*worked.z.get(L, ())[:1], *worked.delta[L]]  # the name of δ stands at its last
        self.play(*self.clear_line(), run_time=0.4)
        place = 4.95, one.slopes.get_y()
        lit = [*spot, worked.loss]
        measured = self.nudge_there_and_back("W", L, (0, 0), one, place, lit)
        self.say_on()
        self.play(worked.focus(*spot), FadeIn(one.sum), run_time=0.6)
        rule = FadeIn(one.chains[0], target_position=one.sum, scale=0.5)
        self.play(rule, run_time=0.8)
        self.letter_by_letter(one, measured)
        self.line = VGroup(one.sum, one.chains[-1], one.slopes)
        for layer in range(L, net.first, -1):
            self.gradient_of_layer(layer)

    def whole_network(self) -> None:
        """The same lines on the large network: δ over the whole net, every gradient a picture."""
        self.tell("whole_network")
        net = self.whole_unfolds(Shape(9.2, 2.9, edge_width=2.4, edge_opacity=0.7))
        edges = (each.animate.set_stroke(opacity=0.25) for each in net.edges.values())
        self.legend = sign_legend().move_to(DOWN * 1.78)
        self.play(FadeIn(self.whole.around, self.legend[:2]), *edges, run_time=0.4)
        last = self.reading.experiment.network.phi[net.last]
        self.rules = backward_rules(last).move_to(UP * 2.45)
        maps = gradient_maps(self.reading, 13.0, 1.1)
        Group(*maps).to_edge(DOWN, buff=0.3)
        self.delta_runs_back(net, VGroup(*self.rules[0]))
        # What δ leaves behind: now it is that which counts.
        gradients = FadeIn(self.rules[1], self.legend[2:])
        self.play(self.rules[0].animate.fade(0.65), gradients, run_time=0.6)
        self.say_on()
        self.gradients_appear(net, maps)
        self.wait(1.8)
        self.maps = maps

    def one_step_down(self) -> None:
        """Every weight and bias moves against its slope, and the loss of this example falls."""
        self.tell("one_step_down")
        descent = Descent(self.reading)
        updates, rows = self.step_in_symbols(descent)
        told = step_legend().move_to(self.legend).shift(DOWN)
        self.play(FadeOut(self.rules, self.legend, *self.maps), run_time=0.4)
        self.play(FadeIn(updates, rows, told), *self.slopes_wait(self.whole), run_time=0.8)
        self.wait(0.6)
        self.say_on()
        self.step_is_taken(descent, self.whole.diagram, 3)
        self.wait(1)
