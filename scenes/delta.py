"""The δ film: one error signal runs back through a network and leaves every gradient behind.

    manim render scenes/delta.py
    BP_NETWORK=mine.toml manim render scenes/delta.py

A network at most four neurons wide in its last layers is worked through in numbers; a wider one
opens and closes the film, and the worked example stands in for the numbers.
"""

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Group,
    Indicate,
    LaggedStart,
    Mobject,
    ReplacementTransform,
    VGroup,
)

from bpview import lines, style
from bpview.diagram import Shape, collapse
from bpview.equation import Equation
from bpview.film import Film
from bpview.formula import EQUALS, LOSS, Formula, Words, equated, part, sentence, slope
from bpview.motion import born
from bpview.nudging import SMALLEST, ZNudge
from bpview.numeral import Numeral
from bpview.overview import LossLabel, Overview, gradient_maps, sign_legend
from bpview.routes import Routes
from bpview.worked import Worked, faded, fits, grow


class Delta(Film):
    """δ^(L) = g ⊙ φ'(z), δ^(l) = (Wᵀ δ) ⊙ φ'(z), ∂ℒ/∂W = δ aᵀ, ∂ℒ/∂b = δ."""

    network = "digits"

    def construct(self) -> None:
        """The beats, in order."""
        small = self.reading if fits(self.reading) else self.read("worked_example")
        self.worked = Worked(small)
        self.L = small.experiment.network.L
        self.ask()
        self.shrink()
        self.run_forward()
        self.nudge_one_z()
        self.delta_at_the_output()
        if self.L > 1:
            self.two_routes()
            self.one_layer_back()
        self.outer_products()
        self.whole_network()

    def ask(self) -> None:
        """The whole network, one example, one loss: which way should every weight move?"""
        self.step(
            "The question",
            say="""A network has seen one example and was not quite right. How wrong it was is one
            number, the loss. Which way should each weight and bias move to make it smaller?""",
            describe="""A whole network. Its input enters at the left, lights run to the right, and
            the outputs fill; the loss appears beside them. A line asks which way each of the
            network's numbers should move.""",
        )
        self.whole = Overview(self.reading, Shape(7.4, 4.9, edge_width=2.4, edge_opacity=0.7))
        self.whole.move_to(DOWN * 0.75 + LEFT * 1.1)
        net = self.whole.diagram
        loss = LossLabel(self.reading).next_to(self.whole, RIGHT, buff=0.6)
        size = style.Size.TITLE
        question = sentence(
            Words("Which way should each of", size=size),
            Numeral(self.reading.count("parameters"), 0, size=size),
            Words("weights and biases move?", size=size),
        ).move_to(UP * 2.7)
        self.play(FadeIn(self.whole), run_time=1)
        for layer in range(1, net.last + 1):
            self.play(net.run_forward(layer, run_time=self.pace(net.last, 0.8)))
            self.play(net.lit(layer), run_time=0.2)
        self.play(born(loss, net.columns[net.last]), run_time=0.8)
        self.play(FadeIn(question, shift=DOWN * 0.2), run_time=0.8)
        self.opening = Group(question, loss, self.whole.around)

    def shrink(self) -> None:
        """The large network shrinks into the one whose every number fits on screen."""
        self.step(
            "The smallest case",
            say="""To see every number, shrink it to the smallest network with the same parts:
            inputs, a hidden layer, outputs.""",
            describe="""The neurons of the large network walk together into a small one. A solid
            blue edge is a positive weight, a dashed red one a negative weight; thick is large.""",
        )
        net = self.worked.net
        self.play(FadeOut(self.opening), run_time=0.4)
        self.play(collapse(self.whole.diagram, net), run_time=2)
        self.remove(self.whole.diagram)
        legend = VGroup(
            Words("solid: positive weight", role="weight_pos"),
            Words("dashed: negative weight", role="weight_neg"),
        ).arrange(RIGHT, buff=1)
        self.play(FadeIn(self.worked.names), FadeIn(legend.move_to(UP * 1.9)), run_time=0.8)
        self.legend = legend

    def run_forward(self) -> None:
        """z = W a + b, a = φ(z), layer by layer, to the loss."""
        worked, net = self.worked, self.worked.net
        self.step(
            "Forward",
            say="""Forward first: every z is a weighted sum plus a bias, and phi bends it into an
            activation a. The number in brackets says which layer; it is no exponent. The result is
            compared with the target y.""",
            describe="""z equals W times a plus b, in symbols and in numbers. Lights run to the
            right, each neuron fills with its activation, its z above it in green. Dashed rings at
            the right hold the target, and beside them stands the loss.""",
        )
        first = net.first + 1
        line = worked.place(lines.affine(worked.reading, first))
        self.play(FadeOut(self.legend, worked.names), net.lit(net.first, number=True), run_time=0.8)
        self.play(
            *grow(line.terms[1], net.edges[first], *line.signs[0]),
            *grow(line.terms[2], net.columns[net.first]),
            run_time=1.2,
        )
        self.play(FadeIn(line), run_time=0.6)
        for layer in range(first, self.L + 1):
            self.play(net.run_forward(layer, run_time=1))
            self.play(*worked.z_appears(layer), net.lit(layer, number=True), run_time=0.8)
        self.play(FadeIn(worked.rings), FadeIn(worked.y_name), run_time=0.8)
        self.play(born(worked.loss, worked.rings), run_time=0.8)
        self.line: Mobject = line

    def nudge_one_z(self) -> None:
        """One cause, live effects: the slope of the loss against one z; then its name."""
        worked, L = self.worked, self.L
        self.step(
            "Nudge one z",
            say="""Nudge one z and watch the loss answer. The ratio of the two changes is a slope.
            Shrink the nudge, and the slope settles. This slope, the answer of the loss to one z,
            is what we call delta.""",
            describe="""A curve of the loss against z of the first output neuron. A green leg is the
            change of z, a pink leg the change of the loss; the line through both points becomes
            the tangent while everything on the network is computed again. Its slope is delta.""",
        )
        nudge = ZNudge(worked.reading, 0, width=4.4, height=2.3)
        nudge.plot.move_to(UP * 1.9 + RIGHT * 3.4)
        z = part("z", "z", L, 1)
        size = style.Size.FORMULA
        ratio = Formula(f"frac(Delta {LOSS}, Delta {z}) {EQUALS}", size=size)
        slope_now = Numeral(nudge.secant(), size=size)
        delta_z = Formula(f"Delta {z} {EQUALS}", size=size)
        run_now = Numeral(nudge.size(), size=size, colour=style.colour("z"))
        left = VGroup(equated(delta_z, run_now), equated(ratio, slope_now))
        left.arrange(DOWN, buff=0.45, aligned_edge=RIGHT).move_to(UP * 1.8 + LEFT * 3.6)
        neuron = worked.net.neuron(L, 0)
        self.play(
            FadeOut(self.line),
            neuron.ring.animate.set_stroke(style.colour("ink"), width=7),
            FadeIn(nudge.plot),
            run_time=0.8,
        )
        nudge.follow()
        numbers = VGroup(ratio, slope_now, delta_z, run_now)
        self.play(FadeIn(nudge.moving), FadeIn(numbers), run_time=0.8)

        def follow(_: Mobject) -> None:
            nudge.follow()
            worked.show_reading(nudge.now)
            slope_now.set_entry(nudge.secant())
            run_now.set_entry(nudge.size())

        nudge.moving.add_updater(follow)
        self.play(nudge.by.animate.set_value(0.8), run_time=1.6)
        self.play(nudge.by.animate.set_value(SMALLEST), run_time=3)
        nudge.moving.remove_updater(follow)
        worked.show_reading(worked.reading)
        entry = worked.reading.entry("delta", L, 0)
        name = Formula(
            f"{part('delta', 'delta', L, 1)} = {slope('z', 'z', L, 1)} {EQUALS}", size=size
        )
        value = Numeral(entry, size=size, colour=style.signed("delta", entry.value))
        equated(name, value).move_to(UP * 1.8 + LEFT * 3.4)
        self.play(
            FadeOut(delta_z, run_now),
            ReplacementTransform(ratio, name),
            ReplacementTransform(slope_now, value),
            run_time=1,
        )
        yellow = style.colour("delta")
        self.play(Indicate(name.part("delta"), color=yellow, scale_factor=1.3), run_time=0.8)
        self.line = VGroup(nudge, name, value)

    def delta_at_the_output(self) -> None:
        """δ^(L) = g^(L) ⊙ φ'(z^(L)), both factors met on the network first."""
        worked, L = self.worked, self.L
        fused = lines.fused(worked.reading)
        self.step(
            "Delta at the output",
            say="""At the output two factors meet: how far off each answer is, and how steep phi is
            there. Each output feels only its own z, so they multiply entry by entry: the circled
            dot."""
            if not fused
            else """At the output, the slope of phi and the slope of the loss cancel to one
            difference: what came out, minus what was wanted.""",
            describe="""The outputs minus the targets give g, the slope of the loss against each
            output. Entry by entry, times the slope of phi, it is delta of the last layer; its
            numbers go to the output neurons.""",
        )
        ring = worked.net.neuron(L, 0).ring
        self.play(
            FadeOut(self.line),
            ring.animate.set_stroke(style.colour("neutral"), width=2),
            run_time=0.6,
        )
        first = (
            lines.difference(worked.reading, "delta") if fused else lines.loss_slope(worked.reading)
        )
        if first is not None:
            self.build(first, worked.net.columns[L], worked.rings)
        if fused:
            assert first is not None
            line = first
        else:
            line = worked.place(lines.output_delta(worked.reading))
            z_source = worked.z.get(L, worked.net.columns[L])
            if first is not None:
                self.wait(0.4)
                self.play(
                    FadeOut(first.without(first.terms[0].grid)),
                    ReplacementTransform(first.terms[0].grid, line.terms[1].grid),
                    FadeIn(line.terms[1].symbol, line.terms[1].shape),
                    run_time=1,
                )
            else:
                self.play(*grow(line.terms[1], worked.rings), run_time=1)
            self.play(*grow(line.terms[2], z_source, *line.signs[1]), run_time=1)
            self.play(FadeIn(line), run_time=0.8)
        self.play(*worked.delta_appears(L, line), run_time=1)
        self.line = line

    def build(self, line: Equation, *sources: Mobject) -> None:
        """The right-hand side of a line grows out of `sources`; then the left-hand side follows."""
        self.worked.place(line)
        for term, source, signs in zip(line.terms[1:], sources, line.signs, strict=False):
            self.play(*grow(term, source, *signs), run_time=1)
        self.play(FadeIn(line), run_time=0.8)

    def two_routes(self) -> None:
        """Paths before Σ: one hidden activation reaches the loss by every edge that leaves it."""
        worked, L = self.worked, self.L
        net, reading = worked.net, worked.reading
        self.step(
            "One step back",
            say="""Now one hidden neuron. It reaches the loss along every edge that leaves it. Each
            route brings back its weight times the delta at its end. The routes add up: that is g,
            the slope against this activation.""",
            describe="""The edges that leave the first hidden neuron light up one after the other.
            Each brings a product, weight times delta, into a line of symbols and numbers. Their
            sum is g of that neuron.""",
        )
        line = worked.place(Routes(reading, L - 1, 0))
        self.play(FadeOut(self.line), faded(net.edges[L], 0.15), run_time=0.6)
        self.play(*line.appear(line.symbol, net.neuron(L - 1, 0)), run_time=0.8)
        self.play(FadeIn(line.equals), run_time=0.4)
        for j, route in enumerate(line.routes):
            edge = net.edges[L].edge(j, 0)
            self.play(edge.animate.set_stroke(opacity=1), run_time=0.4)
            self.play(
                *line.appear(route.weight, edge),
                *line.appear(route.delta, worked.delta[L][j]),
                FadeIn(route.plus, route.dot),
                run_time=1,
            )
        self.play(FadeIn(line.result, shift=RIGHT * 0.2), run_time=0.8)
        self.line = line

    def one_layer_back(self) -> None:
        """All neurons at once: g = Wᵀ δ, and ⊙ φ' turns it into the next δ."""
        worked, L = self.worked, self.L
        net = worked.net
        self.step(
            "All of them at once",
            say="""All sums at once: the weights stand transposed, what left a neuron is now a row.
            Then the gesture from before: times the slope of phi, entry by entry. Delta has moved
            one layer back.""",
            describe="""W transposed times delta, then entry by entry times the slope of phi, is
            delta of the layer before: symbols above, numbers and shapes below. Lights run back
            along the edges and the numbers go to the hidden neurons.""",
        )
        line = worked.place(lines.recursion(worked.reading, L - 1))
        self.play(FadeOut(self.line), faded(net.edges[L], 1.0), run_time=0.6)
        self.play(*grow(line.terms[1], net.edges[L], line.signs[1][0]), run_time=1)
        self.play(*grow(line.terms[2], worked.delta[L]), net.run_back(L), run_time=1.4)
        source = worked.z.get(L - 1, net.columns[L - 1])
        self.play(*grow(line.terms[3], source, *line.signs[2]), run_time=1)
        self.play(FadeIn(line), run_time=0.8)
        self.play(*worked.delta_appears(L - 1, line), run_time=1)
        self.line = line

    def outer_products(self) -> None:
        """∂ℒ/∂W = δ aᵀ filling in, ∂ℒ/∂b = δ; once slowly, once at speed."""
        worked, L = self.worked, self.L
        self.step(
            "Every gradient",
            say="""A weight sits between an activation and a delta, and its slope is their product.
            All weights of a layer together: delta times a transposed, an outer product. For a bias
            it is delta itself.""",
            describe="""Delta stands as a column, the activations before it as a row. Their products
            fill a matrix, entry by entry, while the edge of each entry lights up: the gradient of
            the weights. Then the same for the layer before.""",
        )
        for layer in range(L, worked.net.first, -1):
            line = worked.place(lines.outer(worked.reading, layer))
            bias = Formula(f"{slope('b', 'b', layer)} {EQUALS} {part('delta', 'delta', layer)}")
            bias.next_to(line, RIGHT, buff=0.9)
            bias.shift(UP * (line.signs[0][0].get_y() - bias.part("eq").get_y()))
            worked.place(VGroup(line, bias))
            self.play(FadeOut(self.line), run_time=0.4)
            self.fill(line, layer, 0.8 if layer == L and worked.roomy else 0.2)
            self.play(*grow_bias(bias, worked.delta.get(layer)), run_time=0.6)
            self.line = VGroup(line, bias)

    def fill(self, line: Equation, layer: int, seconds: float) -> None:
        """One outer product fills in, each entry with the edge it belongs to."""
        worked = self.worked
        grid, column, row = (term.grid for term in line.terms)
        source = worked.delta.get(layer, worked.net.columns[layer])
        self.play(
            *grow(line.terms[1], source),
            *grow(line.terms[2], worked.net.columns[layer - 1]),
            FadeIn(line.terms[0].symbol, grid.brackets, line.terms[0].shape, *line.signs[0]),
            run_time=1,
        )
        for j in range(grid.shape[0]):
            for i in range(grid.shape[1]):
                flash = worked.net.edges[layer].edge(j, i).copy()
                flash.set_stroke(style.colour("ink"), width=9)
                self.play(
                    born(grid.entry(j, i), column.entry(j)),
                    FadeOut(row.entry(0, i).copy(), target_position=grid.entry(j, i)),
                    FadeOut(flash),
                    run_time=seconds,
                )

    def whole_network(self) -> None:
        """The same lines on the large network: δ over the whole net, every gradient a picture."""
        self.step(
            "Every weight of the network",
            say="""Back to the whole network. The same lines run from the last layer to the first,
            and every weight has its slope. Yellow: move it up and the loss grows. Violet: move it
            up and the loss falls.""",
            describe="""The large network again, with the equations above it. Lights run from right
            to left, and rings take the colour and size of their delta. Below, layer by layer, a
            picture of the gradient appears, one square for every weight.""",
        )
        self.play(FadeOut(*(m for m in self.mobjects if m is not self.heading)), run_time=0.6)
        whole = Overview(self.reading, Shape(9.2, 3.1, edge_width=2.4, edge_opacity=0.7))
        net = whole.diagram
        whole.move_to(UP * 0.35)
        for layer in range(1, net.last + 1):
            net.activate(layer)
        rules = self.rules().move_to(UP * 2.7)
        maps = gradient_maps(self.reading, 13.0, 1.15)
        Group(*maps).move_to(DOWN * 2.75)
        legend = sign_legend().to_corner(UP + RIGHT, buff=0.4)
        self.play(FadeIn(whole), LaggedStart(*map(FadeIn, rules), lag_ratio=0.3), run_time=1.6)
        for layer in range(net.last, 0, -1):
            self.play(net.halo(layer), run_time=0.4)
            self.play(net.run_back(layer, run_time=self.pace(net.last, 1.2)))
            new = (maps[layer - 1], legend) if layer == net.last else (maps[layer - 1],)
            self.play(FadeIn(*new), run_time=self.pace(net.last, 0.6))
        self.wait(1)

    def rules(self) -> VGroup:
        """The equations of the film in one strip."""
        delta, z = part("delta", "delta", "ell"), part("z", "z", "ell")
        after, phi = part("delta", "delta", "ell+1"), "{{ phi.alt' : phi_prime }}"
        texts = (
            f"{part('delta', 'delta', 'L')} = {part('g', 'g', 'L')} dot.o"
            f" {phi}({part('z', 'z', 'L')})",
            f"{delta} = ({{{{ W^((ell+1) top) : W }}}} {after}) dot.o {phi}({z})",
            f"{slope('W', 'W', 'ell')} = {delta} {{{{ a^((ell-1) top) : a }}}}",
            f"{slope('b', 'b', 'ell')} = {delta}",
        )
        strip = VGroup(*(Formula(text, size=36) for text in texts)).arrange(RIGHT, buff=0.6)
        return strip.scale_to_fit_width(min(13.4, strip.width))

    def pace(self, layers: int, seconds: float) -> float:
        """A gesture repeated over many layers is quicker."""
        return seconds if layers <= 4 else 0.2


def grow_bias(bias: Formula, source: Mobject | None) -> list[FadeIn]:
    """∂ℒ/∂b = δ grows out of δ itself."""
    if source is None:
        return [FadeIn(bias)]
    return [FadeIn(bias, target_position=source.get_center(), scale=0.3)]
