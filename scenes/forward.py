"""The forward film: a picture becomes a column, a sum, a bend, an answer and a loss.

    manim render scenes/forward.py
    BP_NETWORK=mine.toml manim render scenes/forward.py

An input of 16, 25, 36, … numbers is shown as a square picture, any other as a column. A network at
most four neurons wide in its last layers is worked through in numbers at the end; for a wider one
the worked example stands in. It needs layers without skips.
"""

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    VGroup,
)

from bpview import loss_lines, style
from bpview.collapse import shrunk
from bpview.column import InputColumn
from bpview.formula import Formula, Words, part
from bpview.image import Picture, unrolled
from bpview.layer_map import LayerMap, LayerTable
from bpview.motion import come_forward, live, stepped_back
from bpview.neuron_film import MIDDLE, NeuronFilm
from bpview.one_neuron import half_filled
from bpview.outputs import right_answer
from bpview.picture_nudge import PictureNudge
from bpview.rules import forward_rules
from bpview.sayings import said
from bpview.summing import SumLine, WeightedInput


class Forward(NeuronFilm):
    """a^(0) = x, z = W a + b, a = φ(z), layer after layer, to ŷ and the loss."""

    network = "digits"
    title = "From a picture to a loss"
    teaches = (
        "A network computes forward: every layer multiplies by W, adds b and bends by phi, until "
        "the last activations are the answer and one number says how wrong it is."
    )

    def construct(self) -> None:
        """The beats, in order."""
        self.set_stage()
        self.ask()
        self.to_a_column()
        self.one_sum()
        self.one_bend()
        self.one_layer()
        self.every_layer()
        self.the_loss()
        self.nudge_one_weight()
        self.shrink()
        self.one_layer_in_numbers()

    def ask(self) -> None:
        """What goes in, what comes out, and nothing known about what is between."""
        self.tell("ask", None if self.pictured else "numbers")
        x = self.reading.entries("a", 0)
        self.big = Picture(x, height=4.2).move_to((-4.2, -0.45, 0))
        count = self.reading.count
        inwards, outwards = (count("inputs"), "numbers in,"), (count("outputs"), "out: what do")
        pieces = *inwards, *outwards, count("parameters"), "weights and biases do?"
        question = said(*pieces, size=style.Size.TITLE).move_to((0, 2.95, 0))
        self.play(FadeIn(self.big, shift=RIGHT * 0.3), run_time=1)
        self.play(FadeIn(self.net), run_time=1)
        self.play(FadeIn(self.bars.names, shift=LEFT * 0.2), run_time=0.6)
        self.play(FadeIn(question), run_time=0.8)
        self.wait(1)
        self.line = question

    def to_a_column(self) -> None:
        """Every square is a number; row after row they become a^(0) = x."""
        self.tell("to_a_column", None if self.pictured else "numbers")
        x, net = self.big.entries, self.net
        numbers = self.big.numbers(1) if len(x) <= 64 else VGroup()
        column = InputColumn(x).shift((-0.45, -0.45, 0))
        strip = column.strip
        self.play(*self.clear_line(), run_time=0.4)
        self.play(FadeIn(numbers), run_time=0.8)
        self.wait(1.2)
        self.play(FadeOut(numbers), run_time=0.4)
        self.play(unrolled(self.big, strip), run_time=2.6)
        self.remove(*strip.cells)
        self.add(strip)
        self.play(FadeIn(strip.frame, *column[1:]), run_time=0.8)
        self.wait(0.6)
        self.play(
            FadeOut(strip.copy(), target_position=net.columns[0], scale=0.6),
            net.lit(0),
            FadeIn(self.names[0], target_position=column.symbol),
            run_time=1,
        )
        self.line = column

    def one_sum(self) -> None:
        """One row of W times a, product by product, plus b: one z."""
        self.tell("one_sum", None if self.pictured else "numbers")
        one, net = self.one, self.net
        row = WeightedInput(one, height=2.2).move_to((MIDDLE, 1.62, 0))
        _, a, _ = row.pictures
        key = Words("dashed, hollow: negative", size=style.Size.SMALL, role="weight_neg")
        key.move_to((net.get_x(), -3.5, 0))
        self.circle = net.circles((one.layer, one.j))
        self.play(
            *self.clear_line(),
            ReplacementTransform(self.big.cells, a.cells),
            ReplacementTransform(self.big.frame, a.frame),
            *stepped_back(*net.edges.values(), *(net.columns[k] for k in range(2, net.last + 1))),
            FadeIn(self.circle),
            run_time=1.2,
        )
        self.edges = self.weights_appear(row, key)
        self.one_product(row, one.product().move_to((MIDDLE, -1.15, 0)))
        self.sum = SumLine(one, width=6.4, height=1.9)
        self.sum.shift((MIDDLE, -3.15, 0) - self.sum.axis.get_center())
        self.total = one.total().scale(0.85).move_to((MIDDLE, -1.05, 0))
        self.add_up(row, self.sum, self.total)
        self.row, self.key = row, key

    def one_bend(self) -> None:
        """φ takes z to a: up to the curve, across to the other axis, into the neuron."""
        one, net, total, found = self.one, self.net, self.total, self.sum
        self.tell("one_bend", None if found.plot is not None else "shares")
        neuron = net.neuron(one.layer, one.j)
        self.play(FadeOut(self.row, found.step), run_time=0.4)
        self.play(total.animate.move_to((MIDDLE, 2.35, 0)), run_time=0.6)
        self.line = VGroup(total)
        if found.plot is not None:
            bent = one.bent().scale(0.85).move_to((MIDDLE, 0.45, 0))
            bent.shift(RIGHT * (total.signs[0][0].get_x() - bent.signs[0][0].get_x()))
            self.bend(found, bent)
            self.line.add(bent)
        self.light(neuron)

    def one_layer(self) -> None:
        """Every neuron has its row: W, and the shapes of z = W a + b."""
        reading, net = self.reading, self.net
        self.tell("one_layer")
        widths = reading.experiment.network.widths
        cell = min(3.95 / widths[0], 3.4 / widths[1], 0.5)
        whole = LayerMap(reading, 1, cell).move_to((MIDDLE, 0.6, 0))
        w = self.row.pictures[0]
        w.scale_to_fit_height(min(1.7, w.height))
        w.move_to((whole.maps["W"].get_x(), -0.4, 0))
        self.play(
            FadeOut(*self.seen_in(self.line, self.sum, self.edges, self.key)),
            FadeIn(w),
            *come_forward(net.edges[1]),
            run_time=0.8,
        )
        row = self.first_row(whole, w)
        bent = Formula(f"{part('a', 'a', 1)} = phi.alt({part('z', 'z', 1)})")
        bent.move_to((whole.maps["W"].get_x(), -0.4, 0))
        texts = "filled: positive, hollow: negative", "thick rim: negative $a$"
        key = VGroup(*(Words(text, size=style.Size.SMALL, role="neutral") for text in texts))
        key[0].next_to(whole.shapes["W"], DOWN, buff=0.35)
        key[1].move_to((net.get_x(), -3.5, 0))  # where the rims are
        self.row_by_row(whole, row, widths[1])
        self.play(net.run_forward(1), FadeOut(row), FadeIn(key), run_time=1)
        self.play(FadeOut(self.circle), run_time=0.2)
        self.play(
            net.lit(1),
            FadeIn(bent, target_position=whole.maps["z"]),
            FadeIn(self.names[1], target_position=bent),
            run_time=1,
        )
        self.whole, self.line = whole, VGroup(bent, key)

    def every_layer(self) -> None:
        """The same line for every layer; all parameters counted."""
        reading, net = self.reading, self.net
        self.tell("every_layer", "regression" if right_answer(reading) is None else None)
        table = LayerTable(reading, width=8.4, height=6.7).move_to((MIDDLE, -0.2, 0))
        first = table.rows[1]
        self.play(*self.clear_line(), *self.whole.turned_into(first), run_time=1)
        self.remove(*self.whole.get_family())
        self.add(first)
        self.play(FadeIn(table.counts[1]), run_time=0.6)
        for layer in range(2, net.last + 1):
            self.layer_of_table(table, layer, slow=net.last <= 4)
        if net.last == 1:
            self.play(*come_forward(net.columns[1]), run_time=0.2)
        bars = self.bars
        self.play(FadeIn(table.total, shift=UP * 0.2), run_time=0.4)
        self.wait(1.8)
        right = right_answer(reading)
        if right is None:
            self.add(bars.bars)
            self.play(live(lambda s: bars.take(reading, s), bars.bars), run_time=0.8)
            self.play(FadeIn(bars.numbers), run_time=0.8)
        else:
            self.answer = self.softmax(table, right)
        self.wait(0.2)
        self.table = table

    def the_loss(self) -> None:
        """The answer against the target: one number."""
        reading, bars = self.reading, self.bars
        right = right_answer(reading)
        self.tell("the_loss", "regression" if right is None else None)
        self.play(FadeOut(*self.seen_in(self.table, self.line)), run_time=0.6)
        answer = self.named_answer() if right is None else self.answer
        self.play(FadeIn(bars.targets, answer), run_time=0.8)
        if right is None:
            rule, numbers = Formula(loss_lines.rule(reading)), loss_lines.numbers(reading)
            self.line = VGroup(rule, numbers).arrange(DOWN, buff=0.5).move_to((MIDDLE, 0.9, 0))
            self.line.scale(min(1, 8 / self.line.width))
            self.play(FadeIn(rule, target_position=bars, scale=0.3), run_time=1)
            self.play(FadeIn(numbers, self.loss), run_time=1)
            return
        self.loss_on_its_curve(right)

    def nudge_one_weight(self) -> None:
        """One cause, live effects: a weight of the first layer is moved, all is computed again."""
        reading, net = self.reading, self.net
        j, i = half_filled(reading, 1)
        self.tell("nudge_one_weight")
        nudge = PictureNudge(reading, 1, j, i)
        # Its middle is that of the picture and its rows; the name below does not count.
        whole = VGroup(nudge.picture, nudge.source, nudge.rows)
        nudge.shift((MIDDLE, 1.75, 0) - whole.get_center())
        self.way = net.way(1, j, i)
        self.play(*self.clear_line(), *stepped_back(net.edges[1]), run_time=0.4)
        self.play(
            FadeIn(nudge.picture, target_position=net.columns[1], scale=0.3),
            FadeIn(net.circles((0, i), (1, j)), self.way),
            run_time=0.8,
        )
        self.play(FadeIn(nudge.mark, nudge.symbol, nudge.source), run_time=0.6)
        one_by_one = (FadeIn(row, shift=DOWN * 0.2) for row in nudge.rows)
        self.play(LaggedStart(*one_by_one, lag_ratio=0.8), run_time=1.8)
        for way, seconds in ((nudge.up, 0.6), (nudge.down, 0.4)):
            self.there_and_back(nudge, way, seconds)
        asked = VGroup(
            Words("Which way should each of"),
            said(reading.count("parameters"), "weights and biases move?"),
        ).arrange(DOWN, buff=0.25)
        asked.move_to(nudge.rows).align_to(nudge.rows, RIGHT)
        self.play(FadeOut(nudge.rows, nudge.source), run_time=0.2)
        self.play(FadeIn(asked), run_time=0.4)
        self.wait(1.6)

    def shrink(self) -> None:
        """The network collapses into one whose every number fits on screen."""
        worked = self.worked
        self.tell("shrink")
        many, few = (reading.count("parameters") for reading in (self.reading, worked.reading))
        told = said(many, "weights and biases become", few, size=style.Size.TITLE)
        told.move_to((0, 2.4, 0))
        self.play(FadeOut(*self.all_but(self.heading, self.net)), run_time=0.6)
        self.play(FadeIn(told[:2]), run_time=0.6)
        shrunk(self, self.net, worked.net, 1.6)
        self.play(FadeIn(worked.names, told[2]), run_time=0.8)
        self.line = told

    def one_layer_in_numbers(self) -> None:
        """z = W a + b and a = φ(z), every number, for the layers of the small network."""
        worked, net = self.worked, self.worked.net
        self.tell("one_layer_in_numbers")
        self.play(*self.clear_line(), FadeOut(worked.names), run_time=0.4)
        self.play(net.lit(net.first, number=True), run_time=0.6)
        for layer in range(net.first + 1, net.last + 1):
            self.layer_in_numbers(layer, slow=layer == net.first + 1)
        self.loss_in_numbers()
        self.wait(1.4)
        self.play(*self.clear_line(), run_time=0.4)
        self.line = worked.place(forward_rules(worked.reading)).shift(UP * 0.3)
        for name, column in zip(worked.names, net.columns.values(), strict=True):
            name.next_to(column, DOWN, buff=0.15)  # above stand the names of z
        self.play(FadeIn(worked.names), run_time=0.2)  # what the rules speak of
        for rule in self.line:
            self.play(FadeIn(rule, shift=UP * 0.3), run_time=0.4)
        self.wait(2.6)
