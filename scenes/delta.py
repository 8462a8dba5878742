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
    VMobject,
)

from bpview import lines, style
from bpview.diagram import Shape, collapse
from bpview.equation import Equation
from bpview.film import Film
from bpview.formula import EQUALS, LOSS, Formula, Words, equated, part, sentence, slope, stacked
from bpview.graph import PhiPlot
from bpview.nudging import SMALLEST, ZNudge
from bpview.numeral import Numeral
from bpview.overview import LossLabel, Overview, gradient_maps, sign_legend
from bpview.routes import Routes
from bpview.worked import Worked, fits, grow


class Delta(Film):
    """δ^(L) = J_a(z)ᵀ ∇ₐℒ, δ^(l) = (Wᵀ δ) ⊙ φ'(z), ∂ℒ/∂W = δ aᵀ, ∂ℒ/∂b = δ."""

    network = "digits"

    def construct(self) -> None:
        """The beats, in order."""
        small = self.reading if fits(self.reading) else self.read("worked_example")
        self.worked = Worked(small)
        self.curve: PhiPlot | None = None
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
            say="""A network has seen one example and was not quite right. How far off it was is one
            number, the loss. Which way should each weight and bias move to make it smaller?""",
            describe="""A whole network. Its input enters at the left, lights run to the right, and
            the outputs fill; a hollow disc is a negative activation, a dashed ring the right
            answer. The loss appears. A line asks which way each of the numbers should move.""",
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
            self.play(net.run_forward(layer, run_time=self.pace(net.last, 1.0)))
            self.play(net.lit(layer), run_time=0.2)
        self.play(FadeIn(loss, target_position=net.columns[net.last]), run_time=0.8)
        self.play(FadeIn(question, shift=DOWN * 0.2), run_time=0.8)
        self.opening = Group(question, loss, self.whole.around)

    def shrink(self) -> None:
        """The large network shrinks into the one whose every number fits on screen."""
        self.step(
            "The smallest case",
            say="To see every number, shrink it to the smallest network with the same parts.",
            describe="""The neurons of the large network walk together into a small one. A solid
            blue edge is a positive weight, a dashed red one a negative weight; thick is large.""",
        )
        worked = self.worked
        self.play(FadeOut(self.opening), run_time=0.4)
        self.play(collapse(self.whole.diagram, worked.net), run_time=2)
        self.remove(*self.whole.diagram.get_family())
        self.legend = VGroup(
            Words("solid: positive weight", role="weight_pos"),
            Words("dashed: negative weight", role="weight_neg"),
        ).arrange(RIGHT, buff=1)
        self.legend.move_to(UP * 1.9)
        self.play(FadeIn(worked.names), FadeIn(self.legend), run_time=0.8)

    def run_forward(self) -> None:
        """z = W a + b, a = φ(z), layer by layer, to the loss."""
        worked, net = self.worked, self.worked.net
        self.step(
            "Forward",
            say="""Forward: z is a weighted sum plus a bias, and phi bends it into a. The number in
            brackets says which layer; it is no exponent. Compared with the target y, one number
            comes out: the loss.""",
            describe="""z equals W times a plus b, in symbols and in numbers; a curve of phi takes
            each z to its a. Lights run to the right and each neuron fills with its activation, its
            z above it in green. Dashed rings hold the target; beside them stands the loss.""",
        )
        first = net.first + 1
        line = lines.affine(worked.reading, first)
        curve = VGroup()
        if lines.diagonal(worked.reading, first):
            curve = PhiPlot(worked.reading, first, width=2.9, height=1.5)
            curve.tangents.set_opacity(0)
        worked.place(line, curve if curve else None)
        self.play(FadeOut(self.legend, worked.names), net.lit(net.first, number=True), run_time=0.8)
        self.play(
            *grow(line.terms[1], net.edges[first], *line.signs[0]),
            *grow(line.terms[2], net.columns[net.first]),
            run_time=1.2,
        )
        self.complete(line)
        for layer in range(first, self.L + 1):
            self.play(net.run_forward(layer, run_time=1))
            new = [FadeIn(curve)] if layer == first and curve else []
            self.play(*worked.z_appears(layer), net.lit(layer, number=True), *new, run_time=1)
        self.play(FadeIn(worked.rings), FadeIn(worked.y_name), run_time=0.8)
        rule = Formula(lines.loss_rule(worked.reading), size=style.Size.FORMULA)
        value = Numeral(
            worked.reading.entry("loss"), size=style.Size.FORMULA, colour=style.colour("loss")
        )
        worked.place(equated(rule, value))
        self.play(FadeOut(line, curve), FadeIn(rule), run_time=0.8)
        self.play(FadeIn(value, target_position=worked.rings), run_time=0.8)
        self.play(FadeIn(worked.loss, target_position=value, scale=0.6), run_time=0.8)
        self.line: Mobject = VGroup(rule, value)

    def nudge_one_z(self) -> None:
        """One cause, live effects: the slope of the loss against one z; then its name."""
        worked, L = self.worked, self.L
        self.step(
            "Nudge one z",
            say="""Nudge one z, and the loss answers. Shrink the nudge, and the ratio of the two
            changes settles to a slope. This slope, the answer of the loss to one z, is called
            delta.""",
            describe="""A curve of the loss against z of the first output neuron. A green leg is the
            change of z, a pink leg the change of the loss; the line through both points becomes
            the tangent while everything on the network is computed again. Its slope is delta.""",
        )
        nudge = ZNudge(worked.reading, 0, width=4.4, height=2.1)
        nudge.plot.move_to(UP * 1.95 + RIGHT * 3.4)
        z, size = part("z", "z", L, 1), 40
        names = [f"Delta {z}", f"Delta {LOSS}", f"frac(Delta {LOSS}, Delta {z})"]
        formulas = [Formula(f"{name} {EQUALS}", size=size) for name in names]
        live = {"size": "z", "rise": "loss", "secant": "ink"}
        numbers = [
            Numeral(
                getattr(nudge, what)(),
                size=size,
                colour=style.colour(role),
                significant=2,
                flush_left=True,
            )
            for what, role in live.items()
        ]
        rows = stacked(*(equated(f, n) for f, n in zip(formulas, numbers, strict=True)))
        rows.move_to(UP * 1.85 + LEFT * 3.6)
        neuron = worked.net.neuron(L, 0)
        self.play(
            FadeOut(self.line),
            neuron.ring.animate.set_stroke(style.colour("ink"), width=7),
            FadeIn(nudge.plot),
            run_time=0.8,
        )

        def follow(_: Mobject) -> None:
            nudge.follow()
            worked.show_reading(nudge.now)
            for number, what in zip(numbers, live, strict=True):
                number.set_entry(getattr(nudge, what)())

        # The updater sits on the network, which lies below everything that moves with it.
        follow(nudge)
        self.play(FadeIn(nudge.moving), FadeIn(rows), run_time=0.8)
        worked.net.add_updater(follow)
        self.play(nudge.by.animate.set_value(0.8), run_time=1.6)
        self.play(nudge.by.animate.set_value(SMALLEST), run_time=3)
        worked.net.remove_updater(follow)
        worked.show_reading(worked.reading)
        entry = worked.reading.entry("delta", L, 0)
        delta = part("delta", "delta", L, 1)
        name = Formula(f"{delta} = {slope('z', 'z', L, 1)} {EQUALS}")
        value = Numeral(entry, size=style.Size.FORMULA, colour=style.signed("delta", entry.value))
        equated(name, value).move_to(UP * 1.85 + LEFT * 3.4)
        self.play(
            FadeOut(*rows[:2]),
            FadeOut(formulas[2]),
            FadeIn(name),
            ReplacementTransform(numbers[2], value),
            run_time=1,
        )
        yellow = style.colour("delta")
        self.play(Indicate(name.part("delta"), color=yellow, scale_factor=1.3), run_time=0.8)
        self.line = VGroup(nudge.plot, nudge.moving, name, value)

    def delta_at_the_output(self) -> None:
        """δ^(L) = J_a(z)ᵀ ∇ₐℒ, and where J is diagonal, entry by entry."""
        worked, L, reading = self.worked, self.L, self.worked.reading
        fused = lines.fused(reading)
        self.step(
            "Delta at the output",
            say="""How strongly does the loss feel each output? That is g. How strongly does each
            output feel the z's? That is the Jacobian of phi: diagonal, for each output has its
            own z. So the product goes entry by entry: the circled dot."""
            if not fused
            else """At the output, the slope of phi and the slope of the loss cancel to one
            difference: what came out, minus what was wanted.""",
            describe="""The outputs minus the targets give g. The Jacobian, a diagonal matrix of
            the slopes of phi, times g is delta of the last layer; the zeros fall away and entry by
            entry product remains. The numbers of delta go to the output neurons, violet where
            they are negative.""",
        )
        ring = worked.net.neuron(L, 0).ring
        self.play(
            FadeOut(self.line),
            ring.animate.set_stroke(style.colour("neutral"), width=2),
            run_time=0.6,
        )
        outputs = VGroup(worked.net.columns[L], worked.rings, worked.y_name)
        self.play(worked.focus(outputs, *worked.z.get(L, ())), run_time=0.4)
        if fused:
            line = lines.difference(reading, "delta")
            self.build(line, worked.net.columns[L], worked.rings)
        else:
            first = lines.loss_slope(reading)
            if first is not None:
                self.build(first, worked.net.columns[L], worked.rings)
                self.rest(first.terms[0])
            line = self.times_phi_prime(first, L)
        self.play(*worked.delta_appears(L, line), run_time=1)
        self.line = line

    def build(self, line: Equation, *sources: Mobject) -> None:
        """The right-hand side of a line grows out of `sources`; then the left-hand side follows."""
        self.worked.place(line)
        for term, source, signs in zip(line.terms[1:], sources, line.signs, strict=False):
            self.play(*grow(term, source, *signs), run_time=1)
        self.complete(line)

    def times_phi_prime(self, before: Equation | None, layer: int) -> Equation:
        """g, the first term of the line before, becomes δ; at the output by way of the Jacobian."""
        worked, reading = self.worked, self.worked.reading
        diagonal = lines.diagonal(reading, layer)
        curve = PhiPlot(reading, layer, width=2.6, height=1.4) if diagonal else None
        source = worked.z.get(layer, worked.net.columns[layer])
        by_matrix = lines.through_jacobian(reading, layer)
        line = lines.entrywise(reading, layer) if diagonal else by_matrix
        for each in (by_matrix, line):
            worked.place(each, curve)
        start = by_matrix if layer == self.L else line
        if before is None:
            self.play(*grow(start.terms[2], worked.rings), run_time=1)
        else:
            g = before.terms[0].grid
            self.play(
                FadeOut(before.without(g)),
                ReplacementTransform(g, start.terms[2].grid),
                FadeIn(start.terms[2].symbol, start.terms[2].shape),
                run_time=1,
            )
        new = [FadeIn(curve)] if curve is not None else []
        self.play(*grow(start.terms[1], source), *new, run_time=1)
        self.complete(start)
        self.rest(start.terms[0])
        if start is not line:
            J, slopes = start.terms[1].grid, line.terms[1].grid
            kept = VGroup(*(J.entry(k, k) for k in range(J.shape[0])))
            zeros = VGroup(*(n for n in J.cells if n not in kept.submobjects))
            self.play(FadeOut(zeros), run_time=0.6)
            self.play(
                *(ReplacementTransform(kept[k], slopes.entry(k)) for k in range(len(kept))),
                ReplacementTransform(J.brackets, slopes.brackets),
                *(
                    ReplacementTransform(old.grid, new.grid)
                    for old, new in (
                        (start.terms[0], line.terms[0]),
                        (start.terms[2], line.terms[2]),
                    )
                ),
                FadeOut(start.without(*(t.grid for t in start.terms))),
                FadeIn(line.without(*(t.grid for t in line.terms))),
                run_time=1,
            )
        self.curve = curve
        return line

    def two_routes(self) -> None:
        """Paths before Σ: one hidden activation reaches the loss by every edge that leaves it."""
        worked, L = self.worked, self.L
        net, reading = worked.net, worked.reading
        self.step(
            "One step back",
            say="""One step back: a hidden neuron reaches the loss along every edge that leaves it.
            Each route brings back its weight times the delta at its end; w two one leads into 2,
            from 1. The routes add up.""",
            describe="""The edges that leave the first hidden neuron light up one after the other.
            Each brings a product, weight times delta, into a line of symbols and numbers. Their
            sum is g of that neuron.""",
        )
        line = worked.place(Routes(reading, L - 1, 0))
        neuron = net.neuron(L - 1, 0)
        self.play(FadeOut(self.line, *self.curves()), worked.focus(neuron), run_time=0.6)
        self.play(*line.appear(line.symbol, neuron), FadeIn(line.equals), run_time=0.8)
        lit: list[VMobject] = [neuron]
        for j, route in enumerate(line.routes):
            edge = net.edges[L].edge(j, 0)
            lit += [edge, worked.delta[L][j], net.neuron(L, j)]
            self.play(worked.focus(*lit), run_time=0.4)
            self.play(
                *line.appear(route.weight, edge),
                *line.appear(route.delta, worked.delta[L][j]),
                FadeIn(route.plus, route.dot),
                run_time=1,
            )
        self.play(FadeIn(line.result, shift=LEFT * 0.2), run_time=0.8)
        self.play(FadeIn(line.sigma), run_time=0.8)
        self.line = line

    def one_layer_back(self) -> None:
        """All neurons at once: g = Wᵀ δ, and ⊙ φ' turns it into the next δ."""
        worked, L = self.worked, self.L
        net = worked.net
        self.step(
            "All of them at once",
            say="""All sums at once: the weights stand transposed, what left a neuron is now a row.
            Then the gesture from before: entry by entry, times the slope of phi. Delta has moved
            one layer back.""",
            describe="""W is turned into W transposed; times delta it gives g. Entry by entry, times
            the slope of phi, that is delta of the layer before, and its numbers go to the hidden
            neurons. Lights run back along the edges. Above, the whole rule in symbols.""",
        )
        line = worked.place(lines.pulled_back(worked.reading, L - 1))
        weights, delta = line.terms[1], line.terms[2]
        stage = VGroup(*net.edges[L], net.columns[L], net.columns[L - 1], worked.delta[L])
        self.play(FadeOut(self.line), worked.focus(*stage), run_time=0.6)
        before = weights.grid.untransposed()
        self.play(FadeIn(before, target_position=net.edges[L].get_center(), scale=0.3), run_time=1)
        self.play(
            before.turned_into(weights.grid), FadeIn(weights.symbol, weights.shape), run_time=1
        )
        self.play(*grow(delta, worked.delta[L]), net.run_back(L), run_time=1.4)
        self.complete(line)
        self.rest(line.terms[0])
        self.play(worked.focus(net.columns[L - 1], *worked.z.get(L - 1, ())), run_time=0.4)
        line = self.times_phi_prime(line, L - 1)
        self.play(*worked.delta_appears(L - 1, line), run_time=1)
        self.line = line
        if lines.diagonal(worked.reading, L - 1):
            self.line = Formula(lines.recursion(L - 1, L)).move_to(UP * 1.9)
            self.play(FadeOut(line, *self.curves()), run_time=0.4)
            self.play(FadeIn(self.line, scale=0.8), run_time=0.8)

    def curves(self) -> list[Mobject]:
        """The curve of φ that stands beside a line, if one does."""
        return [] if self.curve is None else [self.curve]

    def outer_products(self) -> None:
        """∂ℒ/∂W = δ aᵀ filling in, ∂ℒ/∂b = δ; once slowly, once at speed."""
        worked, L = self.worked, self.L
        self.step(
            "Every gradient",
            say="""Nudge a weight, and its z moves by a. So its slope is delta times a, and for all
            weights of a layer at once: an outer product. A bias moves z itself: its slope is
            delta.""",
            describe="""The sum that makes z, with its first weight; the slope of that weight. Then
            delta stands as a column, the activations as a row, and their products fill a matrix
            entry by entry while the edge of each lights up. Then the same for the layer before.""",
        )
        one = Formula(lines.one_sum(worked.reading, L))
        its_slope = Formula(lines.one_slope(L))
        worked.place(VGroup(one, its_slope).arrange(DOWN, buff=0.5))
        edge, first = worked.net.edges[L].edge(0, 0), worked.net.neuron(L - 1, 0)
        spot = [worked.net.neuron(L, 0), first, edge]
        self.play(FadeOut(self.line, *self.curves()), worked.focus(*spot), run_time=0.6)
        self.play(FadeIn(one), run_time=0.6)
        self.play(FadeIn(its_slope, target_position=one, scale=0.3), run_time=1)
        self.wait(1)
        self.line = VGroup(one, its_slope)
        for layer in range(L, worked.net.first, -1):
            line = lines.outer(worked.reading, layer)
            bias = Formula(f"{slope('b', 'b', layer)} {EQUALS} {part('delta', 'delta', layer)}")
            bias.next_to(line, RIGHT, buff=0.9)
            bias.shift(UP * (line.signs[0][0].get_y() - bias.part("eq").get_y()))
            worked.place(VGroup(line, bias))
            stage = [worked.net.columns[layer - 1], worked.net.columns[layer]]
            stage += [*worked.delta.get(layer, ()), *worked.net.edges[layer]]
            self.play(FadeOut(self.line), worked.focus(*stage), run_time=0.4)
            self.fill(line, layer, 0.6 if layer == L and worked.roomy else 0.2)
            self.play(FadeIn(bias, shift=UP * 0.2), run_time=0.6)
            self.rest(line.terms[0])
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
                flash.set_stroke(width=12, opacity=1)
                self.play(
                    FadeIn(grid.entry(j, i), target_position=column.entry(j)),
                    FadeOut(flash),
                    Indicate(column.entry(j), color=column.entry(j).get_fill_color()),
                    Indicate(row.entry(0, i), color=row.entry(0, i).get_fill_color()),
                    run_time=seconds,
                )

    def whole_network(self) -> None:
        """The same lines on the large network: δ over the whole net, every gradient a picture."""
        self.step(
            "Every weight of the network",
            say="""Back to the whole network. Delta runs from the last layer to the first, and every
            weight and bias has its slope. Move each against its slope, and the loss falls.""",
            describe="""The large network again, with the rules above it. Lights run from right to
            left, the strongest in each layer; rings take the colour and size of their delta, which
            is the slope of the bias. Below, layer by layer, a picture of the gradient, one square
            a weight, the brightest as large as the largest of its layer; brightness grows with the
            square root.""",
        )
        self.play(FadeOut(*(m for m in self.mobjects if m is not self.heading)), run_time=0.6)
        whole = Overview(self.reading, Shape(9.2, 2.9, edge_width=2.4, edge_opacity=0.7))
        net = whole.diagram
        whole.move_to(UP * 0.1)
        for layer in range(1, net.last + 1):
            net.activate(layer)
        rules = self.rules().move_to(UP * 2.45)
        maps = gradient_maps(self.reading, 13.0, 1.15)
        Group(*maps).move_to(DOWN * 2.75)
        legend = sign_legend().to_corner(UP + RIGHT, buff=0.4)
        self.play(FadeIn(whole), LaggedStart(*map(FadeIn, rules), lag_ratio=0.3), run_time=1.6)
        self.play(FadeIn(legend), run_time=0.4)
        for layer in range(net.last, 0, -1):
            self.play(net.halo(layer), run_time=0.4)
            self.play(net.run_back(layer, run_time=self.pace(net.last, 1.2)))
            self.play(FadeIn(maps[layer - 1]), run_time=self.pace(net.last, 0.6))
        self.wait(4)

    def rules(self) -> VGroup:
        """The equations of the film in two rows; the last answers the opening question."""
        delta, ell = part("delta", "delta", "ell"), "ell"
        W, b, loss = part("W", "W", ell), part("b", "b", ell), "{{ partial cal(L) : loss }}"
        by_W = f"{loss} \\/ partial {W}"
        first = (
            f"{part('delta', 'delta', 'L')} = {{{{ J_a (z)^top : phi_prime }}}} nabla_a {LOSS}",
            lines.recursion(ell, "ell+1"),
        )
        second = (
            f"{by_W} = {delta} thin {{{{ a^((ell-1) top) : a }}}}",
            f"{loss} \\/ partial {b} = {delta}",
            f"{W} <- {W} - eta thin {by_W}",
        )
        rows = [VGroup(*(Formula(t, size=36) for t in row)) for row in (first, second)]
        return VGroup(*(row.arrange(RIGHT, buff=1.0) for row in rows)).arrange(DOWN, buff=0.3)

    def pace(self, layers: int, seconds: float) -> float:
        """A gesture repeated over many layers is quicker."""
        return seconds if layers <= 4 else 0.2
