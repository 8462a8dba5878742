"""The worked example: one training step of a small network, every number in one ledger.

    manim render scenes/worked_example.py
    BP_NETWORK=mine.toml manim render scenes/worked_example.py

It needs one or two layers of at most two neurons each, a phi that goes entry by entry, and half the
squared error as the loss.
"""

from manim import DOWN, LEFT, RIGHT, FadeIn, FadeOut, Indicate, VGroup

from bpview import lines, loss_lines, style
from bpview.by_hand_film import ByHandFilm
from bpview.collapse import shrunk
from bpview.diagram import Diagram, Shape
from bpview.formula import Words, stacked
from bpview.graph import PhiPlot
from bpview.nudging import Descent
from bpview.one_delta import OneDelta
from bpview.one_sum import OneSum
from bpview.one_weight import OneWeight
from bpview.overview import edge_legend
from bpview.reading import Reading
from bpview.sayings import said


class WorkedExample(ByHandFilm):
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
        self.one_output()
        self.delta_at_the_output()
        if self.L > 1:
            self.one_layer_back()
        self.every_gradient()
        self.check_one_weight()
        self.one_step()

    def ask(self) -> None:
        """A large network shrinks into the one worked by hand; what is given is written down."""
        self.tell("ask")
        worked, ledger = self.worked, self.ledger
        large = Diagram(self.read("digits"), Shape(9.4, 5.6, edge_opacity=0.7))
        count, size = self.reading.count("parameters"), style.Size.TITLE
        asked = (
            said("Which way should each of", count, "numbers", size=size),
            Words("move, to bring the output to its target?", size=size),
        )
        question = VGroup(*asked).arrange(DOWN, buff=0.3)
        key = edge_legend()
        self.line = worked.place(VGroup(question, key).arrange(DOWN, buff=0.45))
        self.play(FadeIn(large), run_time=0.6)
        shrunk(self, large, worked.net, 1.8)
        heads = [ledger.heads[q] for q in ("W", "b")]
        self.play(FadeIn(question, key), run_time=0.6)
        self.play(FadeIn(ledger.layers, *heads, ledger.passes["given"], worked.names), run_time=0.6)
        given = {k: [ledger.grids[q, k] for q in "Wb"] for k in self.layers()}
        edges = [
            FadeIn(*grids, target_position=worked.net.edges[layer], scale=0.3)
            for layer, grids in given.items()
        ]
        self.play(*edges, run_time=1)
        x = ledger.grids["a", 0]
        worked.context.add(x, *(g for grids in given.values() for g in grids))
        self.play(
            worked.fills(0),
            FadeIn(ledger.heads["a"], worked.rings, worked.y_name),
            FadeIn(x, target_position=worked.net.columns[0], scale=0.3),
            run_time=1,
        )
        self.wait(1)

    def forward(self, layer: int) -> None:
        """z = W a + b and a = φ(z), looked up in the ledger and written back."""
        slow = layer == 1
        self.tell("forward", None if slow else "later", layer=layer)
        worked, net, reading = self.worked, self.worked.net, self.reading
        line = worked.place(lines.affine(reading, layer))
        stage = [net.columns[layer - 1], net.columns[layer], *net.edges[layer]]
        stage += self.cells(("W", layer), ("b", layer), ("a", layer - 1))
        new = [self.ledger.heads["z"], self.ledger.passes["forward"]] if slow else []
        self.play(*self.clear_line(), worked.focus(*stage), *map(FadeIn, new), run_time=0.6)
        z, W, a, b = line.terms
        found = [
            [*self.look_up("W", layer, W), FadeIn(z.symbol, *line.signs[0])],
            [*self.look_up("a", layer - 1, a), net.run_forward(layer)],
            [*self.look_up("b", layer, b), FadeIn(*line.signs[1])],
        ]
        if slow:
            for one in found:
                self.play(*one, run_time=0.8)
            self.first_by_hand(line, layer)
        else:
            self.play(*(move for one in found for move in one), run_time=1)
        self.finish(line, "z", layer, 0.4)
        curve = PhiPlot(reading, layer, width=2.4, height=1.3, numbered=True)
        bent = lines.activation(reading, layer)
        worked.place(bent, curve)
        # Apart, so that the rule of phi is not read as the end of the line.
        bent.shift(LEFT * 0.12)
        curve.shift(RIGHT * 0.08)
        self.hand_over(line, bent.terms[1], curve)
        self.complete(bent)
        self.wait(0.2)
        self.play(*self.write_down("a", layer, bent.terms[0].grid), worked.fills(layer), run_time=1)
        self.line, self.curve = bent, curve

    def the_loss(self) -> None:
        """What came out against what was wanted: one number."""
        self.tell("the_loss")
        worked, net = self.worked, self.worked.net
        rule, numbers = loss_lines.worked_out(self.reading, 0.4)
        worked.place(VGroup(rule, numbers))
        stage = [net.columns[self.L], worked.rings, worked.y_name, *self.cells(("a", self.L))]
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.6)
        self.line = VGroup(rule, numbers)
        self.play(FadeIn(rule), run_time=0.6)
        self.play(FadeIn(numbers[0], target_position=worked.rings, scale=0.5), run_time=1)
        self.play(FadeIn(numbers[1]), run_time=0.4)
        self.play(*self.write_down("loss", self.L, numbers[1]), run_time=0.8)

    def one_output(self) -> None:
        """One output neuron: the loss by its a, its a by its z, and so the loss by its z."""
        self.tell("one_output")
        worked, L = self.worked, self.L
        self.one = worked.place(OneDelta(self.reading))
        stage = [worked.net.neuron(L, 0), worked.rings[0], worked.y_name]
        stage += [self.ledger.grids[q, L].entry(0) for q in "az"]
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.6)
        self.slope_by_a(self.one)
        self.slope_by_z(self.one)
        self.product_of_slopes(self.one)

    def delta_at_the_output(self) -> None:
        """The same for every output at once: δ = φ' ⊙ g."""
        self.tell("delta_at_the_output")
        worked, L = self.worked, self.L
        line = lines.entrywise(self.reading, L)
        curve = self.slope_curve(L)
        worked.place(line, curve)
        outputs = worked.net.columns[L], worked.rings, worked.y_name, self.wanted
        self.into_columns(self.one, line, *outputs, *self.cells(("a", L), ("z", L)))
        _, slopes, g = line.terms
        self.complete(line.symbols(), line.number_signs(), *curve.plain(), self.wanted)
        self.other_differences(line, g)
        self.one_slope_after_another(curve, list(slopes.grid.cells), first=1)
        self.complete(line)
        self.slope_and_delta(line, L)
        self.line, self.curve = line, curve

    def one_layer_back(self) -> None:
        """Two routes from one hidden neuron, then all at once: Wᵀ δ; then the slope again."""
        L, worked, net = self.L, self.worked, self.worked.net
        self.tell("one_layer_back")
        one = worked.place(OneSum(self.reading, L, "a"))
        routes = self.routes(L - 1, 0)
        edges = [net.edges[L].edge(j, 0) for j in self.width()]
        used = self.cells(("W", L), ("delta", L))
        stage = net.neuron(L - 1, 0), *edges, *used
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.6)
        self.play(FadeIn(one.sum, target_position=net.neuron(L, 0), scale=0.3), run_time=0.8)
        self.play(*one.differentiated(0), run_time=1)
        self.wait(0.4)
        self.first_route(one, routes, L - 1, 0)
        self.trace(routes, L - 1, 0)
        line = worked.place(lines.pulled_back(self.reading, L - 1))
        _, W, delta = line.terms
        whole = net.columns[L - 1], *net.edges[L], net.columns[L]
        self.play(FadeOut(routes), worked.focus(*whole, *used), run_time=0.4)
        self.transpose(W, L, self.ledger.grids["W", L])
        self.play(*self.look_up("delta", L, delta), net.run_back(L), run_time=1)
        self.complete(line)
        self.rest(line.terms[0])
        self.times_slope(line, L - 1)

    def every_gradient(self) -> None:
        """One weight and one bias in their sum; then ∂ℒ/∂W = δ aᵀ, layer by layer."""
        self.tell("every_gradient")
        worked, net, ledger, L = self.worked, self.worked.net, self.ledger, self.L
        one = worked.place(OneSum(self.reading, L, "wb"))
        spot = [net.neuron(L, 0), net.neuron(L - 1, 0), net.edges[L].edge(0, 0)]
        spot += [ledger.grids["delta", L].entry(0), ledger.grids["a", L - 1].entry(0)]
        self.play(*self.clear_line(), worked.focus(*spot), run_time=0.4)
        self.play(FadeIn(one.sum, target_position=net.neuron(L, 0), scale=0.3), run_time=0.8)
        for k in range(len(one.slopes)):
            self.play(*one.differentiated(k), run_time=0.8)
        self.wait(1.4)
        deltas = self.cells(*(("delta", layer) for layer in self.layers()))
        self.play(worked.focus(*deltas), run_time=0.2)
        lit = [Indicate(n, color=n.get_fill_color()) for grid in deltas for n in grid.cells]
        self.delta_is_slope_by_b(*lit)
        self.line = one
        for layer in range(L, 0, -1):
            self.fill_gradient(layer, slow=layer == L)
        self.play(worked.focus(), run_time=0.4)  # the ledger is full
        self.wait(0.8)

    def check_one_weight(self) -> None:
        """Nudge one weight of the first layer: Δℒ / Δw is the entry of the ledger."""
        reading, worked, net = self.reading, self.worked, self.worked.net
        # The last weight of the first row: where there are two, its indices differ.
        j, i = 0, reading.experiment.network.widths[0] - 1
        self.tell("check_one_weight")
        nudge = OneWeight(reading, 1, j, i, width=2.4, height=1.9)
        nudge.plot.move_to((0.5, 1.65, 0))
        touched = [net.neuron(0, i), net.edges[1].edge(j, i), net.neuron(1, j)]
        touched += [*net.columns[self.L], *net.edges[self.L]]
        touched += [self.ledger.grids[q, 1].entry(j, i) for q in ("W", "dW")]
        self.play(*self.clear_line(), worked.focus(*touched), run_time=0.4)
        nudge.follow()
        self.play(FadeIn(nudge.plot, nudge.moving), run_time=0.8)
        moved = [*(net.columns[k] for k in range(1, self.L + 1)), *net.edges.values()]
        place = (4.6, 1.95, 0)  # no row on the level of the axis below
        rows = self.nudge_shrinks(nudge, lambda: nudge.told(place), 1.6, self.show, *moved)
        cell = self.ledger.grids["dW", 1].entry(j, i)
        lit = Indicate(cell, color=cell.get_fill_color(), scale_factor=1.3)
        self.play(lit, FadeIn(nudge.slope, target_position=cell), run_time=1)
        self.show(reading)
        self.line = VGroup(nudge.plot, nudge.moving, rows, nudge.slope)

    def one_step(self) -> None:
        """Every weight and bias moves against its slope; the loss falls."""
        self.tell("one_step")
        worked, net, sheet = self.worked, self.worked.net, self.sheet
        descent = Descent(self.reading, self.eta)
        rows = stacked(*descent.rows(), gap=0.4)
        new = VGroup(self.sheet_name, sheet).arrange(DOWN, buff=0.2)
        worked.place(new, rows)
        used = self.cells(*((q, k) for q in ("W", "b", "delta", "dW") for k in self.layers()))
        used += self.cells(("a", 0))
        stage = [*net.columns.values(), *(e for edges in net.edges.values() for e in edges)]
        stage += [worked.rings, worked.y_name, self.wanted]
        self.play(*self.clear_line(), worked.focus(*stage, *used), run_time=0.6)
        self.every_way(sheet, rows)

        def follow(now: Reading) -> None:
            self.show(now)
            sheet.take(now)

        moved = [*(net.columns[k] for k in range(1, self.L + 1)), *net.edges.values(), sheet]
        self.play(descent.run(follow, *moved), run_time=2.4)
        worked.stays(*self.layers())
        self.one_new_bias(sheet, stage)
        self.write_back(sheet, rows)
        self.wait(1.4)
