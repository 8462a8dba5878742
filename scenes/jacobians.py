"""Jacobians: how every output answers every input, and why the product is taken from the left.

    manim render scenes/jacobians.py
    BP_NETWORK=mine.toml manim render scenes/jacobians.py

A network of two layers, at most four neurons wide, is worked through; for any other one a small one
stands in, and the given one opens the film and has its multiplications counted.
"""

from typing import Any

from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, Group, VGroup

from bpview import lines, style
from bpview.collapse import shrunk
from bpview.diagram import Shape
from bpview.edge_labels import on_edges
from bpview.falk_film import FalkFilm
from bpview.formula import Formula, Words, part
from bpview.graph import PhiPlot
from bpview.jacobian import Jacobian, Total, by, limit_rule
from bpview.jacobian_film import A1, A2, J_PHI, Z1, X, tempo_of
from bpview.overview import LossLabel, Overview
from bpview.sayings import said
from bpview.softmax_rules import softmax_rules
from bpview.tally import Tally

BELOW = (2.75, -1.9, 0)
TOP = (2.75, 1.6, 0)
SOURCE = -3.4  # the height of what a step differentiates, below the network


class Jacobians(FalkFilm):
    """J_f(p) column by column; J_z(a) = W, J_a(z) = diag φ'(z); their product, in two orders."""

    network = "jacobian"
    title = "Jacobians"
    teaches = (
        "A Jacobian holds the answer of every output to every input; layer by layer they multiply, "
        "and with one loss in front the product is cheapest from the left."
    )

    def construct(self) -> None:
        """The beats, in order."""
        self.set_stage()
        self.ask()
        self.first_column()
        self.every_column()
        self.through_the_weights()
        self.through_phi()
        self.through_softmax()
        self.one_layer()
        self.two_layers()
        self.either_order()
        self.one_row()

    def ask(self) -> None:
        """Numbers in, numbers out: how does each output answer each input?"""
        self.tell("ask")
        size, worked = style.Size.TITLE, self.worked
        shape = Shape(7.4, 4.6, edge_width=2.4, edge_opacity=0.7)
        whole = Overview(self.large, shape, run=True)
        whole.move_to(DOWN * 0.3)
        net = whole.diagram
        question = Words("How does each output answer each input?", size=size).move_to(UP * 2.85)
        ends = (("inputs", 0), ("outputs", net.last))
        counts = VGroup(*(said(self.large.count(what), what) for what, _ in ends))
        for count, (_, layer) in zip(counts, ends, strict=True):
            count.move_to((net.columns[layer].get_x(), -3.3, 0))
        self.play(FadeIn(whole, question), run_time=1)
        self.play(FadeIn(counts[0], shift=UP * 0.2), run_time=0.4)
        self.play(net.run_forward(1, run_time=0.8))
        self.play(FadeIn(counts[1], shift=UP * 0.2), run_time=0.4)
        self.wait(0.2)
        self.play(FadeOut(whole.around, counts, question), run_time=0.4)
        shrunk(self, net, worked.net, 1.6)
        texts = "How does each output", "answer each input?"
        self.line = VGroup(*(Words(text, size=size) for text in texts))
        self.line.arrange(DOWN, buff=0.3).move_to((2.9, -0.35, 0))
        self.play(FadeIn(self.line), run_time=0.4)
        self.fill(worked)

    def first_column(self) -> None:
        """Nudge one input; the outputs' answers over the nudge settle to a column of slopes."""
        self.tell("first_column")
        self.J = Jacobian(self.small, "J_a_x", A2, X).move_to(BELOW)
        net = self.worked.net
        self.play(*self.clear_line(), run_time=0.4)
        self.nudge(X, A2, 0, self.J, [net, *self.all_z()], slow=True)
        self.line = limit = limit_rule(A2, X, 1).move_to(TOP)
        self.play(FadeIn(limit, target_position=self.J.tops[0]), run_time=0.8)
        self.wait(1)

    def every_column(self) -> None:
        """The other inputs fill the other columns; then the matrix gets its name."""
        self.tell("every_column")
        net, J = self.worked.net, self.J
        self.play(*self.clear_line(), run_time=0.4)
        for i in range(1, J.grid.shape[1]):
            self.nudge(X, A2, i, J, [net, *self.all_z()], tempo=tempo_of(i))
        floor = net.get_bottom()[1] - 0.35
        p, f = (
            Formula(f"{name} = {part('a', 'a', layer)}") for name, layer in (("p", 0), ("f", 2))
        )
        for name, layer in ((p, 0), (f, 2)):
            name.move_to((net.columns[layer].get_x(), floor, 0))
        rule = Formula("J_f (p) = frac(partial f, partial p^top)", size=56).move_to(TOP)
        self.play(FadeIn(p, target_position=net.columns[0]), run_time=0.6)
        self.play(FadeIn(f, target_position=net.columns[2]), run_time=0.6)
        self.play(FadeIn(J.called, J.shape), run_time=0.6)
        self.play(FadeIn(rule, target_position=J.called), run_time=0.8)
        self.wait(2)
        self.line = VGroup(p, f, rule, J)

    def through_the_weights(self) -> None:
        """The first part of a layer, z = W a + b: its Jacobian is W, as it stands on the edges."""
        self.tell("through_the_weights")
        z, a, w = part("z", "z", 1), part("a", "a", 0), part("W", "W", 1)
        name = f"{{{{ J_z : W_j }}}} (a) = {w}"
        W = Jacobian(self.small, "J_z_a", Z1, X, role="weight", name=name).move_to(BELOW)
        net = self.worked.net
        source = Formula(f"{z} = {w} {a} + {part('b', 'b', 1)}")
        source.move_to((self.worked.net.get_x(), SOURCE, 0))
        self.play(*self.clear_line(), FadeIn(source), *self.worked.z_appears(1), run_time=0.4)
        for i in range(W.grid.shape[1]):
            edges = [net.edges[1].edge(j, i) for j in range(W.grid.shape[0])]
            weights = on_edges(edges, self.small.entries("W", 1)[:, i], "weight")
            lit = [net.neuron(0, i), *net.columns[1], *self.worked.z.get(1, ()), *edges]
            self.nudge(X, Z1, i, W, lit, weights=weights, tempo=tempo_of(i))
        rule = VGroup(source.copy(), Formula(f"{by(Z1, X)} = {w}")).arrange(DOWN, buff=0.45)
        rule.move_to(TOP)
        self.play(
            FadeIn(W.called, W.shape),
            self.worked.focus(*net.columns[0], *net.columns[1], *net.edges[1], *self.all_z()),
            run_time=0.6,
        )
        self.play(FadeOut(source), FadeIn(rule[0], shift=UP * 0.3), run_time=0.4)
        self.play(FadeIn(rule[1], target_position=rule[0], scale=0.5), run_time=0.6)
        self.wait(1)
        self.line = VGroup(W, rule)

    def through_phi(self) -> None:
        """The second part, a = φ(z): only its own a answers a z, by the slope of φ there."""
        self.tell("through_phi")
        D = Jacobian(self.small, "J_a_z", A1, Z1, role="phi_prime", name=J_PHI)
        # One unit is about as long both ways, so that a slope looks as steep as it is.
        curve = PhiPlot(self.small, 1, width=3.0, height=1.8, slope=True, named=True, reach=2.0)
        whole, called = D.copy().move_to(BELOW), D.called
        D.remove(called)
        VGroup(curve, D).arrange(RIGHT, buff=0.45).move_to(BELOW).shift(RIGHT * 0.2)
        net = self.worked.net
        tangents = curve.tangents
        curve.remove(tangents)
        self.play(*self.clear_line(), run_time=0.4)
        self.followers, dots = (curve,), list(enumerate(curve.dots))
        source = Formula(f"{part('a', 'a', 1)} = phi.alt({part('z', 'z', 1)})")
        source.move_to((net.get_x(), SOURCE, 0))
        for i in range(D.grid.shape[1]):
            lit = [net.columns[1], *self.worked.z.get(1, ())]
            also: list[Any] = [FadeIn(curve, source) if i == 0 else FadeOut(tangents[i - 1])]
            also += [dot.animate.set_fill(opacity=0.3 + 0.7 * (k == i)) for k, dot in dots]
            # The tangent comes when the ratios have settled: before, they are those of a secant.
            self.nudge(Z1, A1, i, D, lit, tempo=tempo_of(i), also=also, found=[FadeIn(tangents[i])])
        self.followers = ()
        slopes = f"{{{{ phi.alt' : phi_prime_2 }}}}({part('z', 'z')})"
        rule = Formula(f'{J_PHI} = op("diag") {slopes}', size=56)
        rule.move_to(TOP)
        called.move_to(whole.called)
        self.play(FadeOut(curve, tangents[-1]), run_time=0.2)
        self.play(
            D.animate.shift(whole.grid.get_center() - D.grid.get_center()),
            FadeIn(called),
            FadeIn(rule, shift=UP * 0.3),
            run_time=0.8,
        )
        by_hand = self.a_slope_by_hand(D, rule)
        self.wait(0.8)
        self.line = VGroup(D, called, rule, source, by_hand)

    def through_softmax(self) -> None:
        """Softmax shares one sum among all: every a answers every z."""
        self.tell("through_softmax")
        soft, old = self.soft, self.worked
        last = soft.experiment.network.L
        stage = self.staged(soft, last)
        before = VGroup(old.net, old.names, old.symbols, *old.z.values())
        self.play(*self.clear_line(), FadeOut(before), run_time=0.4)
        other = Words("another network", size=style.Size.SMALL, role="neutral")
        other.next_to(stage.net.columns[0], DOWN, buff=0.5).shift(RIGHT * 0.35)
        self.play(FadeIn(stage.net, other), run_time=0.4)
        self.fill(stage)
        J = Jacobian(soft, "J_a_z", ("a", last), ("z", last), role="phi_prime", name=J_PHI)
        J.move_to(BELOW)
        sums = J.column_sums(soft, last)
        self.worked = stage
        total = Total(soft, last, stage.net.columns[last])
        self.followers = (total,)
        self.play(FadeIn(total), *stage.z_appears(last), run_time=0.4)
        for i in range(J.grid.shape[1]):
            lit = [stage.net.columns[last], *stage.z.get(last, ())]
            self.nudge(("z", last), ("a", last), i, J, lit, tempo=tempo_of(i + 1))
        self.followers = ()
        self.play(FadeIn(J.called, J.shape), FadeIn(sums, shift=DOWN * 0.3), run_time=0.8)
        rules = softmax_rules(soft, last).move_to(TOP)
        self.play(FadeIn(rules[0]), run_time=0.6)
        self.worked_out(rules[2], J, stage.net.columns[last])
        self.play(FadeIn(rules[1], shift=DOWN * 0.2), run_time=0.6)
        self.wait(1)
        self.line = VGroup(J, sums, rules, total, other)
        self.stage = self.worked
        self.worked = old

    def one_layer(self) -> None:
        """The two parts in a row: their Jacobians multiply."""
        self.tell("one_layer")
        net = self.worked.net
        line, falk = self.product_of_one_layer()
        gone, own = self.stage, self.worked
        self.play(
            *self.clear_line(),
            FadeOut(gone.net, gone.names, gone.symbols, *gone.z.values()),
            FadeIn(net, own.names, own.symbols, *own.z.values()),
            run_time=0.6,
        )
        lit = [net.columns[0], net.columns[1], *net.edges[1], *self.worked.z.get(1, ())]
        self.play(self.worked.focus(*lit), run_time=0.4)
        self.multiply(line, falk, lambda j, _: net.neuron(1, j), net.edges[1].edge)
        self.first_entry(falk, lit)
        self.meet(falk, but=(0, 0))
        self.play(FadeIn(falk.shapes[2], falk.rounded), run_time=0.4)
        self.wait(0.4)
        self.first_layer = falk.product
        self.line = VGroup(line, *(part for part in falk if part is not falk.product))

    def two_layers(self) -> None:
        """Routes from an input to an output, then their sum; and these are the slopes measured."""
        self.tell("two_layers")
        net = self.worked.net
        line, falk = self.product_of_two_layers()
        self.play(*self.clear_line(), self.worked.focus(), *self.second_z(), run_time=0.4)
        # With softmax every slope takes part in every entry: there the matrix comes whole.
        source = None if lines.diagonal(self.small, 2) else net.edges[2].edge
        self.multiply(line, falk, source, None, self.first_layer)
        at = falk.checked()
        self.trace(line, falk, *at, falk.sigma(A2, A1, X, *at))
        self.meet(falk, but=at)
        self.play(FadeIn(falk.shapes[2], falk.rounded), run_time=0.4)
        measured = self.compare(falk, self.J)
        self.line = VGroup(line, falk.product, falk.rounded, measured)

    def either_order(self) -> None:
        """The product of all factors from the left and from the right, multiplications counted."""
        self.tell("either_order")
        tally = Tally(self.small, row=False, widest=0.75)
        tally.move_to((2.9, -0.1, 0))
        self.play(*self.clear_line(), self.worked.focus(), run_time=0.4)
        grown = self.heads_grow(tally.heads, self.worked.net, last_first=True)
        self.play(grown, FadeIn(tally.ends))
        self.worked.context.add(self.worked.names)
        self.play(self.worked.focus(VGroup()), run_time=0.2)
        for run in (tally.left, tally.right):
            self.count(run, 0.6)
        same = self.same_result(tally, self.J)
        self.line = VGroup(tally, same)

    def one_row(self) -> None:
        """One loss puts a row in front: from the left everything stays a row."""
        self.tell("one_row")
        tally = Tally(self.counted, row=True, widest=1.5, gap=0.38)
        end = Words(
            "Backpropagation starts at the loss: row times Jacobian, a *vector–Jacobian product*"
        )
        VGroup(tally, end).arrange(DOWN, buff=0.4).move_to(DOWN * 0.2)
        shape = Shape(8.4, 4.4, edge_width=2.4, edge_opacity=0.7)
        whole = Overview(self.counted, shape, run=True)
        net, loss = whole.diagram, LossLabel(self.counted)
        loss.next_to(whole, RIGHT, buff=0.4)
        Group(whole, loss).move_to(DOWN * 0.3)
        self.play(FadeOut(*self.all_but(self.heading)), FadeIn(whole, loss), run_time=0.6)
        self.wait(0.4)
        row = FadeIn(tally.heads[0], target_position=loss, scale=0.3)
        grown = self.heads_grow(tally.heads[1:], net, row)
        self.play(FadeOut(whole, loss, run_time=1.2), grown, FadeIn(tally.ends))
        self.wait(0.4)
        self.count(tally.left, 0.4)
        self.play(FadeIn(tally.answer, target_position=tally.left.results[-1]), run_time=0.6)
        self.count(tally.right, 0.4)
        self.play(FadeIn(end), run_time=0.6)
        self.wait(2.8)
