"""The worked example: one training step of a small network, every number in one ledger.

    manim render scenes/worked_example.py
    BP_NETWORK=mine.toml manim render scenes/worked_example.py

It needs one or two layers of at most two neurons each, a phi that goes entry by entry, and half the
squared error as the loss.
"""

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    MoveToTarget,
    VGroup,
)

from bpview import lines, loss_lines, style
from bpview.collapse import collapse
from bpview.diagram import Diagram, Shape
from bpview.formula import EQUALS, LOSS, Formula, Words, equated, part, stacked
from bpview.graph import PhiPlot
from bpview.layout import Layout
from bpview.ledger import Ledger, Sheet
from bpview.ledger_film import LedgerFilm
from bpview.nudging import SMALLEST, Descent, LossNudge
from bpview.numeral import Numeral
from bpview.overview import edge_legend
from bpview.reading import Reading
from bpview.routes import Routes
from bpview.sayings import said
from bpview.worked import Worked, grow

STAGE = Layout(
    net=(-4.45, 1.5),
    net_box=(3.9, 2.3),
    radius=0.45,
    names=0.3,
    rings=1.05,
    line=(3.1, 1.75),
    line_box=(7.5, 3.2),
    gap=0.25,
    loss=False,
)


class WorkedExample(LedgerFilm):
    """Forward, loss, δ, every gradient, one of them checked, one step: all by hand."""

    network = "worked_example"
    title = "The worked example"
    teaches = (
        "One training step by hand: forward down the ledger, backward up, one gradient checked by "
        "a nudge, and every weight and bias moved."
    )

    def construct(self) -> None:
        """The beats, in order."""
        self.set_stage()
        self.ask()
        for layer in range(1, self.L + 1):
            self.forward(layer)
        self.the_loss()
        self.delta_at_the_output()
        if self.L > 1:
            self.one_layer_back()
        self.every_gradient()
        self.check_one_weight()
        self.one_step()

    def set_stage(self) -> None:
        """The network at the left, room for a line at the right, the ledger below."""
        reading, network = self.reading, self.reading.experiment.network
        plain = loss_lines.slope(reading) is not None and all(
            lines.diagonal(reading, layer) and not network.skip[layer]
            for layer in range(1, network.L + 1)
        )
        if network.L > 2 or max(network.widths) > 2 or not plain:
            raise SystemExit(
                f"{type(self).__name__} needs one or two layers of at most two neurons, without "
                "skips, a phi that goes entry by entry, and half_squared_error as the loss; "
                f"{reading.name} is another kind. The network worked_example would do."
            )
        self.worked, self.L = Worked(reading, STAGE), network.L
        self.line, self.curve = VGroup(), None
        self.ledger = Ledger(reading)
        self.ledger.move_to(DOWN * (3.74 - self.ledger.height / 2))

    def ask(self) -> None:
        """A large network shrinks into the one worked by hand; what is given is written down."""
        self.tell("ask")
        worked, ledger = self.worked, self.ledger
        large = Diagram(self.read("digits"), Shape(9.4, 5.6, edge_opacity=0.7))
        count, size = self.reading.count("parameters"), style.Size.TITLE
        asked = (
            said("Which way should each of", count, "numbers", size=size),
            Words("move, to bring the output nearer to $y$?", size=size),
        )
        question = VGroup(*asked).arrange(DOWN, buff=0.3)
        key = edge_legend()
        self.line = worked.place(VGroup(question, key).arrange(DOWN, buff=0.45))
        self.play(FadeIn(large), run_time=0.6)
        self.play(collapse(large, worked.net), run_time=1.8)
        self.remove(*large.get_family())
        heads = [ledger.heads[q] for q in ("W", "b")]
        self.play(FadeIn(question, key), run_time=0.8)
        self.play(FadeIn(ledger.layers, *heads, ledger.passes["given"], worked.names), run_time=0.6)
        for layer in range(1, self.L + 1):
            edges = worked.net.edges[layer]
            given = [ledger.grids[q, layer] for q in ("W", "b")]
            self.play(FadeIn(*given, target_position=edges, scale=0.3), run_time=0.8)
        x = ledger.grids["a", 0]
        worked.context.add(x, *(ledger.grids[q, k] for q in "Wb" for k in range(1, self.L + 1)))
        worked.context.add(ledger.target)
        self.play(
            worked.fills(0),
            FadeIn(ledger.heads["a"]),
            FadeIn(x, target_position=worked.net.columns[0], scale=0.3),
            run_time=0.8,
        )
        self.play(FadeIn(worked.rings, worked.y_name), run_time=0.6)
        self.play(FadeIn(ledger.target, target_position=worked.rings, scale=0.3), run_time=0.8)

    def forward(self, layer: int) -> None:
        """z = W a + b and a = φ(z), looked up in the ledger and written back."""
        self.tell("forward", None if layer == 1 else "later", layer=layer)
        worked, net, reading = self.worked, self.worked.net, self.reading
        line = worked.place(lines.affine(reading, layer))
        stage = [net.columns[layer - 1], net.columns[layer], *net.edges[layer]]
        stage += self.cells(("W", layer), ("b", layer), ("a", layer - 1))
        new = [self.ledger.heads["z"], self.ledger.passes["forward"]] if layer == 1 else []
        self.play(*self.clear_line(), worked.focus(*stage), *map(FadeIn, new), run_time=0.6)
        _, W, a, b = line.terms
        self.play(*self.look_up("W", layer, W), FadeIn(*line.signs[0]), run_time=0.8)
        self.play(*self.look_up("a", layer - 1, a), net.run_forward(layer), run_time=0.8)
        self.play(*self.look_up("b", layer, b), FadeIn(*line.signs[1]), run_time=0.6)
        self.finish(line, "z", layer, 1.0 if layer == 1 else 0.0)
        curve = PhiPlot(reading, layer, width=2.4, height=1.3)
        bent = lines.activation(reading, layer)
        worked.place(bent, curve)
        # Apart, so that the rule of phi is not read as the end of the line.
        bent.shift(LEFT * 0.12)
        curve.shift(RIGHT * 0.12)
        self.hand_over(line, bent.terms[1], curve)
        self.complete(bent)
        self.rest(bent.terms[0])
        self.play(*self.write_down("a", layer, bent.terms[0].grid), worked.fills(layer), run_time=1)
        self.line, self.curve = bent, curve

    def the_loss(self) -> None:
        """What came out against what was wanted: one number."""
        self.tell("the_loss")
        worked, net = self.worked, self.worked.net
        rule, numbers = loss_lines.worked_out(self.reading, 0.4)
        both = worked.place(VGroup(rule, numbers))
        stage = [net.columns[self.L], worked.rings, worked.y_name]
        stage += [*self.cells(("a", self.L)), self.ledger.target]
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.6)
        self.play(FadeIn(rule), run_time=0.8)
        self.play(FadeIn(numbers[0], target_position=worked.rings, scale=0.5), run_time=1)
        self.play(FadeIn(numbers[1]), run_time=0.6)
        self.play(FadeIn(self.ledger.loss, target_position=numbers[1]), run_time=0.8)
        self.wait(0.8)
        worked.context.add(self.ledger.loss)
        self.line, self.rule = both, rule

    def delta_at_the_output(self) -> None:
        """g = a − y, times the slope of φ: δ of the last layer."""
        self.tell("delta_at_the_output")
        worked, reading, L = self.worked, self.reading, self.L
        line, rule = lines.difference(reading, "g"), self.rule
        both = worked.place(VGroup(rule.copy(), line).arrange(DOWN, buff=0.12))
        rule.generate_target().move_to(both[0]).scale_to_fit_height(both[0].height)
        self.line.remove(rule)
        stage = [worked.net.columns[L], worked.rings, worked.y_name, self.ledger.target]
        stage += self.cells(("a", L), ("z", L))
        new = [self.ledger.passes["backward"]]
        # The loss stays above its own slope.
        self.play(
            *self.clear_line(),
            MoveToTarget(rule),
            worked.focus(*stage),
            *map(FadeIn, new),
            run_time=0.8,
        )
        _, a, y = line.terms
        self.play(*self.look_up("a", L, a), run_time=0.8)
        self.play(*grow(y, self.ledger.target[1], *line.signs[1]), run_time=0.8)
        self.complete(line)
        self.rest(line.terms[0])
        self.wait(0.6)
        self.play(FadeOut(rule), run_time=0.4)
        self.times_slope(line, L)

    def one_layer_back(self) -> None:
        """Two routes from one hidden neuron, then all at once: Wᵀ δ; then the slope again."""
        L, worked, net = self.L, self.worked, self.worked.net
        self.tell("one_layer_back")
        routes = Routes(self.reading, L - 1, 0)
        routes.remove(routes.sigma)
        routes.sigma.next_to(routes, DOWN, buff=0.35)
        routes.sigma.shift(RIGHT * (routes.equals.get_x() - routes.sigma[0].get_x()))
        worked.place(VGroup(routes, routes.sigma))
        self.play(
            *self.clear_line(),
            worked.focus(
                net.neuron(L - 1, 0),
                *(net.edges[L].edge(j, 0) for j in self.width()),
                *self.cells(("W", L), ("delta", L)),
            ),
            run_time=0.6,
        )
        self.play(*routes.appear(routes.symbol, net.neuron(L - 1, 0)), FadeIn(routes.equals))
        for j, route in enumerate(routes.routes):
            edge = net.edges[L].edge(j, 0)
            flash = edge.copy().set_stroke(width=12, opacity=1)
            self.play(
                *routes.appear(route.weight, edge),
                *routes.appear(route.delta, self.ledger.grids["delta", L].entry(j)),
                FadeIn(route.plus, route.dot),
                FadeOut(flash),
                run_time=1,
            )
        self.play(FadeIn(routes.result), FadeIn(routes.sigma), run_time=0.8)
        self.wait(2.2)
        line = worked.place(lines.pulled_back(self.reading, L - 1))
        _, W, delta = line.terms
        stage = [net.columns[L - 1], *net.edges[L], net.columns[L]]
        stage += self.cells(("W", L), ("delta", L), ("z", L - 1))
        self.play(FadeOut(routes, routes.sigma), worked.focus(*stage), run_time=0.6)
        self.play(*grow(W, self.ledger.grids["W", L]), run_time=0.8)
        self.play(*self.look_up("delta", L, delta), net.run_back(L), run_time=1)
        self.complete(line)
        self.wait(2)
        self.times_slope(line, L - 1)

    def every_gradient(self) -> None:
        """∂ℒ/∂W = δ aᵀ as an outer product, ∂ℒ/∂b = δ, layer by layer."""
        self.tell("every_gradient")
        worked, net = self.worked, self.worked.net
        for layer in range(self.L, 0, -1):
            line = worked.place(lines.outer(self.reading, layer))
            stage = [net.columns[layer - 1], net.columns[layer], *net.edges[layer]]
            stage += self.cells(("delta", layer), ("a", layer - 1))
            new = [self.ledger.heads["dW"]] if layer == self.L else []
            self.play(*self.clear_line(), worked.focus(*stage), *map(FadeIn, new), run_time=0.4)
            self.fill_outer_product(line, layer, 0.4)
            self.wait(1.6 if layer == self.L else 1)
            self.play(*self.write_down("dW", layer, line.terms[0].grid), run_time=0.8)
            bias = worked.place(lines.bias_slope(self.reading, layer))
            self.play(FadeOut(line), run_time=0.4)
            cell = self.ledger.grids["delta", layer]
            self.play(*self.look_up("delta", layer, bias.terms[1]), run_time=0.6)
            self.complete(bias, *([self.ledger.heads["delta"]] if layer == self.L else []))
            lit = [Indicate(n, color=n.get_fill_color()) for n in cell.cells]
            self.play(*lit, run_time=1 if layer == self.L else 0.6)
            self.line = bias

    def check_one_weight(self) -> None:
        """Nudge one weight of the first layer: Δℒ / Δw is the entry of the ledger."""
        reading, worked, net = self.reading, self.worked, self.worked.net
        # The last weight of the first row: where there are two, its indices differ.
        j, i = 0, reading.experiment.network.widths[0] - 1
        entry = reading.entry("dW", 1, j, i)
        edge, name = net.edges[1].edge(j, i), part("W", "w", 1, f"{j + 1}{i + 1}")
        self.tell("check_one_weight")
        # The nudge is positive, so its leg has the colour of what is.
        nudge = LossNudge(
            reading, "W", 1, (j, i), symbol=name, role="weight_pos", width=2.4, height=1.9
        )
        nudge.plot.move_to((0.65, 1.65, 0))
        size = 36
        names = [f"Delta {name}", f"Delta {LOSS}", f"Delta {LOSS} \\/ Delta {name}"]
        by_w = f"{{{{ partial cal(L) : loss }}}} \\/ {part('W', 'partial w', 1, f'{j + 1}{i + 1}')}"
        found = Numeral(
            entry, 5, size=size, colour=style.signed("delta", entry.value), flush_left=True
        )
        slope = equated(Formula(f"{by_w} {EQUALS}", size=size), found)
        rows = stacked(*nudge.rows(names, size, decimals=5, gap=0.36), slope, gap=0.36)
        rows.move_to((4.5, 1.95, 0))  # no row on the level of the axis below
        touched = [
            net.neuron(0, i),
            edge,
            net.neuron(1, j),
            *net.columns[self.L],
            *net.edges[self.L],
        ]
        touched += [self.ledger.grids[q, 1].entry(j, i) for q in ("W", "dW")]
        self.play(*self.clear_line(), worked.focus(*touched), run_time=0.6)
        nudge.follow()
        self.play(FadeIn(nudge.plot, nudge.moving, *rows[:3]), run_time=0.8)
        moved = [*(net.columns[k] for k in range(1, self.L + 1)), *net.edges.values()]
        self.play(nudge.to(1.6, self.show, *moved), run_time=1.6)
        self.wait(0.8)
        self.play(nudge.to(SMALLEST, self.show, *moved), run_time=2.4)
        self.wait(0.6)
        cell = self.ledger.grids["dW", 1].entry(j, i)
        self.play(Indicate(cell, color=cell.get_fill_color(), scale_factor=1.3), run_time=0.8)
        self.play(FadeIn(rows[3], target_position=cell), run_time=1)
        self.wait(2)
        self.show(reading)
        self.play(FadeOut(*rows[:2]), run_time=0.4)
        self.line = VGroup(nudge.plot, nudge.moving, *rows[2:])

    def one_step(self) -> None:
        """Every weight and bias moves against its slope; the loss falls."""
        self.tell("one_step")
        reading, worked, net = self.reading, self.worked, self.worked.net
        eta = lines.rate_by_hand(reading)
        after = reading.descended(eta.value)
        rule = worked.place(lines.update(reading, after, "b", self.L, eta, decimals=2))
        self.play(*self.clear_line(), worked.focus(), run_time=0.6)
        _, old, rate, gradient = rule.terms
        self.play(*self.look_up("b", self.L, old), FadeIn(*rule.signs[1]), run_time=0.8)
        self.play(FadeIn(rate, *rule.signs[2]), run_time=0.6)
        self.play(*self.look_up("delta", self.L, gradient), run_time=0.8)
        self.complete(rule)
        self.rest(rule.terms[0])
        heads = {
            q: f"{{{{ {q} : {q} }}}} - eta thin {{{{ partial cal(L) : loss }}}} \\/ "
            f"{{{{ partial {q} : {q}_by }}}}"
            for q in ("W", "b")
        }
        sheet = Sheet(reading, "Wb", range(1, self.L + 1), heads=heads, decimals=2, later=after)
        sheet.move_to((1.55, 1.45, 0))
        descent = Descent(reading, eta)
        rows = stacked(*descent.rows(), gap=0.4).move_to((5.35, 1.55, 0))
        when = Words("after the step", size=style.Size.SMALL, role="neutral")
        when.next_to(sheet, UP, buff=0.25)
        used = self.cells(*((q, k) for q in ("W", "b", "delta", "dW") for k in self.layers()))
        stage = [*net.columns.values(), *(e for edges in net.edges.values() for e in edges)]
        self.play(
            FadeOut(rule),
            FadeIn(sheet, rows, when),
            worked.focus(*stage, worked.rings, worked.y_name, *used),
            run_time=0.8,
        )
        self.wait(0.8)

        def follow(now: Reading) -> None:
            self.show(now)
            sheet.take(now)

        moved = [*(net.columns[k] for k in range(1, self.L + 1)), *net.edges.values(), sheet]
        self.play(descent.run(follow, *moved), run_time=3)
        self.wait(3)
