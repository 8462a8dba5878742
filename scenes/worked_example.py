"""The worked example: one training step of a small network, every number in one ledger.

    manim render scenes/worked_example.py
    BP_NETWORK=mine.toml manim render scenes/worked_example.py

It needs one or two layers of at most two neurons each, a phi that goes entry by entry, and half the
squared error as the loss.
"""

from manim import FadeIn, FadeOut, Indicate, VGroup

from bpview import lines, loss_lines
from bpview.by_hand_step import ByHandStep
from bpview.descent import Descent
from bpview.formula import stacked
from bpview.one_delta import OneDelta
from bpview.one_sum import OneSum


class WorkedExample(ByHandStep):
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
        """A large network shrinks into the one worked by hand; what is given; what is asked."""
        self.tell("ask")
        self.network_shrinks()
        key = self.write_what_is_given()
        self.line = self.question(key)
        self.wait(0.2)

    def forward(self, layer: int) -> None:
        """z = W a + b and a = φ(z), looked up in the ledger and written back."""
        slow = layer == 1
        self.tell("forward", None if slow else "later", layer=layer)
        line = self.affine(layer, slow=slow)
        self.complete(line, run_time=0.6)
        if slow:
            self.wait(0.4)
        self.say_on()
        self.bend(line, layer)

    def the_loss(self) -> None:
        """What came out against what was wanted: one number."""
        self.tell("the_loss")
        worked, net = self.worked, self.worked.net
        rule, numbers = loss_lines.worked_out(self.reading, 0.4)
        worked.place(VGroup(rule, numbers))
        stage = [net.columns[self.L], worked.rings, worked.y_name, *self.cells(("a", self.L))]
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.4)
        self.line = VGroup(rule, numbers)
        self.play(FadeIn(rule), run_time=0.6)
        self.play(FadeIn(numbers[0], target_position=worked.rings, scale=0.5), run_time=1)
        self.play(FadeIn(numbers[1]), run_time=0.4)
        self.play(*self.write_down("loss", self.L, numbers[1]), run_time=0.8)

    def one_output(self) -> None:
        """One output neuron: the loss by its a, its a by its z, and so the loss by its z."""
        worked, L = self.worked, self.L
        self.one = worked.place(OneDelta(self.reading))
        self.tell("one_output", None if self.one.chained.run else "no_step")
        stage = [worked.net.neuron(L, 0), worked.rings[0], worked.y_name]
        stage += [self.ledger.grids[q, L].entry(0) for q in "az"]
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.4)
        self.slope_by_a(self.one)
        self.slope_by_z(self.one)
        self.one_step_of_z(self.one)
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
        self.complete(line, run_time=0.6)
        self.slope_and_delta(line, L)
        self.line, self.curve = line, curve

    def one_layer_back(self) -> None:
        """Two routes from one hidden neuron, then all at once: Wᵀ δ; then the slope again."""
        L, worked, net = self.L, self.worked, self.worked.net
        self.tell("one_layer_back")
        one = worked.place(OneSum(self.reading, L, "za"))
        routes = self.routes(L - 1, 0)
        edges = [net.edges[L].edge(j, 0) for j in self.width()]
        used = self.cells(("W", L), ("delta", L))
        stage = net.neuron(L - 1, 0), *edges, *used, self.ways[L]
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.4)
        self.play(FadeIn(one.sum, target_position=net.neuron(L, 0), scale=0.3), run_time=0.6)
        for k in range(len(one.slopes)):
            self.play(*one.differentiated(k), run_time=0.8)
            self.wait(0.4)
        self.first_route(one, routes, L - 1, 0)
        self.trace(routes, L - 1, 0)
        line = worked.place(lines.pulled_back(self.reading, L - 1))
        _, W, delta = line.terms
        whole = net.columns[L - 1], *net.edges[L], net.columns[L], self.ways[L]
        self.play(FadeOut(routes), worked.focus(*whole, *used), run_time=0.4)
        self.say_on()
        self.transpose(W, L, self.ledger.grids["W", L])
        self.wait(0.6)
        self.play(*self.look_up("delta", L, delta), net.run_back(L), run_time=1)
        self.complete(line, run_time=0.6)
        self.wait(2)
        self.times_slope(line, L - 1)

    def every_gradient(self) -> None:
        """One weight and one bias in their sum; then ∂ℒ/∂W = δ aᵀ, layer by layer."""
        self.tell("every_gradient")
        worked, net, ledger, L = self.worked, self.worked.net, self.ledger, self.L
        one = worked.place(OneSum(self.reading, L, ("zw", "w", "b")))
        spot = [net.neuron(L, 0), net.neuron(L - 1, 0), net.edges[L].edge(0, 0)]
        spot += [ledger.grids["delta", L].entry(0), ledger.grids["a", L - 1].entry(0)]
        spot += [self.ways[L].at(0)]
        self.play(*self.clear_line(), worked.focus(*spot), run_time=0.4)
        self.play(FadeIn(one.sum, target_position=net.neuron(L, 0), scale=0.3), run_time=0.6)
        for k in range(len(one.slopes)):
            self.play(*one.differentiated(k), run_time=0.8)
        self.wait(0.8)
        self.say_on()
        deltas = self.cells(*(("delta", layer) for layer in self.layers()))
        self.play(worked.focus(*deltas, *self.ways.values()), run_time=0.2)
        lit = [Indicate(n, color=n.get_fill_color()) for grid in deltas for n in grid.cells]
        self.delta_is_slope_by_b(*lit)
        self.line = one
        self.say_on()
        for layer in range(L, 0, -1):
            self.fill_gradient(layer, slow=layer == L)
        self.say_on()
        self.play(worked.focus(), run_time=0.4)  # the ledger is full
        self.wait(0.4)

    def check_one_weight(self) -> None:
        """Nudge one weight of the first layer: Δℒ / Δw is the entry of the ledger."""
        self.tell("check_one_weight")
        # The last weight of the first row: where there are two, its indices differ.
        j, i = 0, self.reading.experiment.network.widths[0] - 1
        nudge = self.nudge_of(j, i)
        place = (4.6, 1.95, 0)  # no row on the level of the axis below
        self.say_on()
        rows = self.nudge_shrinks(nudge, lambda: nudge.told(place), 1.6, self.show, *self.moving())
        self.say_on()
        self.settles_to(nudge.slope, j, i)
        self.wait(0.4)
        self.line = VGroup(nudge.plot, nudge.moving, rows, nudge.slope)

    def one_step(self) -> None:
        """Every weight and bias moves against its slope; the loss falls."""
        self.tell("one_step")
        worked, net, sheet = self.worked, self.worked.net, self.sheet
        descent = Descent(self.reading, self.eta)
        rows = stacked(*descent.rows(), gap=0.4)
        self.place_sheet(rows)
        used = self.cells(*((q, k) for q in ("W", "b", "delta", "dW") for k in self.layers()))
        used += self.cells(("a", 0))
        stage = [*net.columns.values(), *(e for edges in net.edges.values() for e in edges)]
        stage += [worked.rings, worked.y_name, *self.ways.values()]
        self.play(*self.clear_line(), worked.focus(*stage, *used), run_time=0.4)
        self.every_way(sheet, rows)
        self.all_move(descent)
        self.one_new_bias(sheet, stage)
        self.write_back(sheet, rows)
        self.wait(1.8)
