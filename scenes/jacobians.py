"""Jacobians: how every output answers every input, and why the product is taken from the left.

    manim render scenes/jacobians.py
    BP_NETWORK=mine.toml manim render scenes/jacobians.py

A network of two layers, at most four neurons wide, is worked through; for any other one a small one
stands in, and the given one opens the film and has its multiplications counted.
"""

from manim import DOWN, RIGHT, UP, FadeIn, VGroup

from bpview import lines, style
from bpview.formula import EQUALS, Formula, Words, part
from bpview.jacobian import Jacobian, Total, affine_slope, jacobian_name, limit_rule
from bpview.jacobian_film import A1, A2, TOP, Z1, X, tempo_of
from bpview.slope_rule import SlopeRule
from bpview.softmax_rules import softmax_rules
from bpview.tally import Tally
from bpview.tally_film import TallyFilm


class Jacobians(TallyFilm):
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
        self.ask_of_the_large("How does each output answer each input?")
        texts = "How does each output", "answer each input?"
        self.line = VGroup(*(Words(text, size=style.Size.TITLE) for text in texts))
        self.line.arrange(DOWN, buff=0.3).move_to((2.9, -0.35, 0))
        self.play(FadeIn(self.line), run_time=0.4)
        self.fill(self.worked)

    def first_column(self) -> None:
        """Nudge one input; the outputs' answers over the nudge settle to a column of slopes."""
        self.tell("first_column")
        self.J = self.below(Jacobian(self.small, "J_a_x", A2, X))
        net = self.worked.net
        self.play(*self.clear_line(), run_time=0.4)
        self.nudge(X, A2, 0, self.J, [net, *self.all_z()], slow=True)
        self.line = limit = limit_rule(A2, X, 1).move_to(TOP)
        self.play(FadeIn(limit, target_position=self.J.tops[0]), run_time=0.8)
        self.wait(0.6)

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
        self.wait(1.6)
        self.line = VGroup(p, f, rule, J)

    def through_the_weights(self) -> None:
        """The first part of a layer, z = W a + b: its Jacobian is W, as it stands on the edges."""
        self.tell("through_the_weights")
        net, w = self.worked.net, part("W", "W", 1)
        name = f"{jacobian_name('z', 'a', 0, 'W')} = {w}"
        W = self.below(Jacobian(self.small, "J_z_a", Z1, X, role="weight", name=name))
        z, a, b = part("z", "z", 1), part("a", "a", 0), part("b", "b", 1)
        source = self.source(f"{z} {EQUALS} {w} {a} {{{{ + : plus }}}} {b}")
        self.play(*self.clear_line(), FadeIn(source), *self.worked.z_appears(1), run_time=0.4)
        for i in range(W.grid.shape[1]):
            self.nudge_into_z(W, i)
        both = self.worked.focus(*net.columns[0], *net.columns[1], *net.edges[1], *self.all_z())
        self.set_beside(source, UP * 0.7, both)
        left = self.a_and_b_leave(source, affine_slope(source, Z1, X))
        self.play(FadeIn(W.called, W.shape), run_time=0.6)
        self.wait(0.6)
        self.line = VGroup(W, source, left)

    def through_phi(self) -> None:
        """The second part, a = φ(z): only its own a answers a z, by the slope of φ there."""
        self.tell("through_phi")
        name = jacobian_name("a", "z", 1, "phi_prime")
        D = self.below(Jacobian(self.small, "J_a_z", A1, Z1, role="phi_prime", name=name))
        curve = self.curve_beside(D)
        source = self.source(f"{part('a', 'a', 1)} = phi.alt({part('z', 'z', 1)})")
        self.play(*self.clear_line(), run_time=0.4)
        last = self.nudge_every_z(D, curve, source)
        told = SlopeRule(self.small.experiment.network.phi[1]).move_to(TOP).shift(RIGHT * 0.2)
        self.say_on()
        self.curve_leaves(D, curve, last, told)
        self.derive(told)
        rule = Formula(f'{name} = op("diag") {lines.phi_prime(1)}', size=56).move_to(TOP)
        shown = self.slopes_fill(D, rule, told)
        self.wait(0.4)
        self.line = VGroup(D, D.called, source, shown)

    def through_softmax(self) -> None:
        """Softmax shares one sum among all: every a answers every z."""
        soft, last = self.soft, self.soft.experiment.network.L
        own = soft is self.small
        self.tell("through_softmax")
        words = self.another_network()
        a, z = ("a", last), ("z", last)
        name = jacobian_name("a", "z", last if own else None, "phi_prime")
        J = Jacobian(soft, "J_a_z", a, z, role="phi_prime", name=name, layered=own)
        self.below(J)
        sums = J.column_sums(soft, last)
        column = self.stage.net.columns[last]
        total = Total(soft, last, column)
        self.nudge_beside(total, J)
        self.play(FadeIn(J.called, J.shape), FadeIn(sums, shift=DOWN * 0.3), run_time=0.8)
        derived, rules = (one.move_to(TOP) for one in softmax_rules(soft, last, name))
        self.derive_softmax(derived, rules[0])
        self.worked_out(rules[1], J, column, derived[-1])
        self.say_on()
        self.play(FadeIn(rules[2], shift=DOWN * 0.2), run_time=0.6)
        self.wait(0.8)
        self.line = VGroup(J, sums, rules, total, words)

    def one_layer(self) -> None:
        """The two parts in a row: their Jacobians multiply."""
        self.tell("one_layer")
        net = self.worked.net
        line, falk = self.product_of_one_layer()
        self.play(*self.clear_line(), *self.own_network_again(), run_time=0.4)
        lit = [net.columns[0], net.columns[1], *net.edges[1], *self.worked.z.get(1, ())]
        self.play(self.worked.focus(*lit), run_time=0.4)
        self.multiply(line, falk, lambda j, _: net.neuron(1, j), net.edges[1].edge)
        self.say_on()
        self.first_entry(falk, lit)
        self.meet(falk, but=(0, 0))
        self.play(FadeIn(falk.shapes[2], falk.rounded), run_time=0.4)
        self.wait(0.2)
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
        self.say_on()
        self.trace(line, falk, *at, falk.sigma(A2, A1, X, *at))
        self.meet(falk, but=at)
        self.play(FadeIn(falk.shapes[2], falk.rounded), run_time=0.4)
        self.say_on()
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
        self.count(tally.left, 0.6)
        self.count(tally.right, 0.4)
        self.say_on()
        same = self.same_result(tally, self.J)
        self.line = VGroup(tally, same)

    def one_row(self) -> None:
        """One loss puts a row in front: from the left everything stays a row."""
        self.tell("one_row")
        tally = Tally(self.counted, row=True, widest=1.5, gap=0.38)
        end = Words("Backpropagation: row times Jacobian, a *vector–Jacobian product*")
        VGroup(tally, end).arrange(DOWN, buff=0.36).move_to(DOWN * 0.3)
        self.grow_out_of_the_large(tally)
        self.wait(0.4)
        self.count(tally.left, 0.4)
        self.play(FadeIn(tally.answer, target_position=tally.left.results[-1]), run_time=0.6)
        self.count(tally.right, 0.4)
        self.wait(0.4)
        self.play(FadeIn(end), run_time=0.6)
        self.wait(1.6)
