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
    Circle,
    Create,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    VGroup,
)

from bpview import loss_lines, style
from bpview.collapse import collapse
from bpview.column import InputColumn
from bpview.diagram import Diagram, Shape
from bpview.formula import Formula, Words, part
from bpview.image import Picture, is_picture, unrolled
from bpview.layer_map import LayerMap, LayerTable
from bpview.motion import come_forward, live, ringed, stepped_back, unringed
from bpview.neuron_film import NeuronFilm
from bpview.one_neuron import OneNeuron, half_filled
from bpview.outputs import Answer, LossCurve, right_answer, share_line, softmax_line
from bpview.overview import LossLabel
from bpview.picture_nudge import PictureNudge
from bpview.reading import Reading
from bpview.rules import forward_summary
from bpview.sayings import said
from bpview.summing import SumLine, WeightedInput
from bpview.worked import grow

MIDDLE = -2.75  # of the left part, where a layer is taken apart; the network stands at the right


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

    def set_stage(self) -> None:
        """The network at the right; at the left there is room to take a layer apart."""
        network = self.reading.experiment.network
        if any(network.skip[layer] for layer in range(1, network.L + 1)):
            raise SystemExit(
                f"{type(self).__name__} needs layers without skips, where a is phi(z) alone; "
                f"{self.reading.name} has some. The network digits would do."
            )
        super().set_stage()
        self.pictured = is_picture(self.reading.x.size)
        self.net = Diagram(self.reading, Shape(2.7, 5.2, edge_width=2.4, edge_opacity=0.7)).move_to(
            (3.2, -0.45, 0)
        )
        self.names = {
            layer: Formula(part("a", "a", layer), size=style.Size.SMALL)
            .next_to(column, UP)
            .set_y(2.6)
            for layer, column in self.net.columns.items()
        }
        self.one = OneNeuron(self.reading, 1, 0)
        self.bars = Answer(self.net, length=0.64)

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
        self.wait(2)
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
        ring = net.neuron(one.layer, one.j).ring
        self.play(
            *self.clear_line(),
            ReplacementTransform(self.big.cells, a.cells),
            ReplacementTransform(self.big.frame, a.frame),
            *stepped_back(*net.edges.values(), *(net.columns[k] for k in range(2, net.last + 1))),
            ringed(ring, 5),
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
        w.move_to((whole.maps["W"].get_x(), -2.75, 0))
        self.play(
            FadeOut(*self.seen_in(self.line, self.sum, self.edges, self.key)),
            FadeIn(w),
            *come_forward(net.edges[1]),
            run_time=0.8,
        )
        row = self.first_row(whole, w)
        bent = Formula(f"{part('a', 'a', 1)} = phi.alt({part('z', 'z', 1)})")
        bent.move_to((whole.maps["W"].get_x(), -2.6, 0))
        texts = "W: blue positive, red negative; z, a, b: by size", "thick rim: negative a"
        key = VGroup(*(Words(text, size=style.Size.SMALL, role="neutral") for text in texts))
        key.arrange(DOWN, buff=0.12).move_to((MIDDLE, -3.4, 0))
        self.row_by_row(whole, row, widths[1])
        self.play(net.run_forward(1), FadeOut(row), FadeIn(key), run_time=1)
        self.play(
            unringed(net.neuron(1, 0).ring),
            run_time=0.2,
        )
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
        self.add(bars.bars)
        self.rule = VGroup()
        grown = live(lambda s: bars.take(reading, s), bars.bars)
        if right_answer(reading) is None:
            self.play(grown, run_time=0.8)
            self.play(FadeIn(bars.numbers), run_time=0.8)
        else:
            self.play(grown, FadeIn(bars.powers, bars.heads[0]), run_time=0.8)
            self.wait(1)
            self.softmax(table)
        self.wait(1)
        self.table = table

    def softmax(self, table: LayerTable) -> None:
        """The last φ in numbers, where the rows above the last have been: e^z becomes a share."""
        last, bars = self.net.last, self.bars
        gone = [part[k] for part in (table.rows, table.counts) for k in table.layers if k != last]
        self.play(FadeOut(*gone, table.total), run_time=0.4)
        line = softmax_line(self.reading).move_to((MIDDLE, 1.2, 0))
        self.answer = self.named_answer()
        new = FadeIn(line.symbols(), target_position=table.counts[last])
        self.play(new, FadeIn(self.answer), run_time=0.6)
        self.complete(line, run_time=0.6)
        self.play(FadeOut(bars.powers, bars.heads[0]), run_time=0.4)
        self.play(FadeIn(bars.numbers, bars.heads[1]), run_time=0.4)
        self.rule.add(line)

    def named_answer(self) -> VGroup:
        """``= ŷ``, behind the name of the last layer."""
        name = self.names[self.net.last]
        equation = f"{part('a', 'a', self.net.last)} {{{{ = hat(y) : answer }}}}"
        whole = Formula(equation, size=style.Size.SMALL)
        whole.shift(name[0].get_center() - whole[0].get_center())
        return VGroup(*whole.part("answer"))

    def the_loss(self) -> None:
        """The answer against the target: one number."""
        reading, bars = self.reading, self.bars
        right = right_answer(reading)
        self.tell("the_loss", "regression" if right is None else None)
        loss = LossLabel(reading, 36).move_to((5.4, -3.5, 0))
        self.play(FadeOut(*self.seen_in(self.table, self.rule)), run_time=0.6)
        answer = self.named_answer() if right is None else self.answer
        self.play(FadeIn(bars.targets, answer), run_time=0.8)
        self.curve_of_loss = None
        if right is None:
            rule, numbers = Formula(loss_lines.rule(reading)), loss_lines.numbers(reading)
            self.line = VGroup(rule, numbers).arrange(DOWN, buff=0.5).move_to((MIDDLE, 0.9, 0))
            self.loss = loss
            self.line.scale(min(1, 8 / self.line.width))
            self.play(FadeIn(rule, target_position=bars, scale=0.3), run_time=1)
            self.play(FadeIn(numbers, loss), run_time=1)
            return
        curve = LossCurve(reading, width=5.4, height=2.5).move_to((MIDDLE, -1.95, 0))
        share = share_line(reading).move_to((MIDDLE, 1.9, 0))
        where = [n.index for n in self.net.neurons[self.net.last]].index(right)
        axes = [curve.x_axis, curve.x_label, curve.y_axis, curve.y_label, curve.marks]
        self.play(FadeIn(*axes), run_time=0.6)
        self.play(Create(curve.curve), run_time=1)
        self.play(*grow(share.terms[1], bars.numbers[where], *share.signs[1]), run_time=1)
        self.play(FadeIn(curve.dot, target_position=bars.bars[where]), run_time=0.8)
        told = FadeIn(curve.guides, curve.value)
        self.play(*grow(share.terms[0], curve.dot, *share.signs[0]), told)
        self.play(FadeIn(loss, target_position=share.terms[0]), run_time=0.8)
        self.line, self.curve_of_loss, self.loss = share, curve, loss

    def nudge_one_weight(self) -> None:
        """One cause, live effects: a weight of the first layer is moved, all is computed again."""
        reading, net = self.reading, self.net
        j, i = half_filled(reading, 1)
        self.tell("nudge_one_weight")
        nudge = PictureNudge(reading, 1, j, i)
        # Its middle is that of the picture and its rows; the name below does not count.
        nudge.shift((MIDDLE, 1.95, 0) - VGroup(nudge.picture, nudge.rows).get_center())
        # The cause on the network: from one input along one edge to one neuron.
        ends = ((net.neurons[0], i), (net.neurons[1], j))
        found = [n for column, index in ends for n in column if n.index == index]
        # Around the neurons, not on their rims, or they would be read as negative.
        rings = [Circle(1.5 * n.radius, stroke_width=4).move_to(n) for n in found]
        for ring in rings:
            ring.set_stroke(style.colour("ink"))
        self.way = net.way(1, j, i)
        self.play(*self.clear_line(), *stepped_back(net.edges[1]), run_time=0.4)
        self.play(
            FadeIn(nudge.picture, target_position=net.columns[1], scale=0.3),
            FadeIn(*rings, self.way),
            run_time=0.8,
        )
        self.play(FadeIn(nudge.mark, nudge.symbol, nudge.rows), run_time=0.6)
        curve = self.curve_of_loss
        shown = [] if curve is None else [curve.guides, curve.dot, curve.value]
        moved = [
            self.loss,
            self.way,
            *(net.columns[layer] for layer in range(1, net.last + 1)),
            *shown,
        ]
        for way, seconds in ((nudge.up, 0.6), (nudge.down, 0.4)):
            self.there_and_back(nudge, way, seconds, *moved)
        asked = VGroup(
            Words("Which way should each of"),
            said(reading.count("parameters"), "weights and biases move?"),
        ).arrange(DOWN, buff=0.25)
        asked.move_to(nudge.rows).align_to(nudge.rows, RIGHT)
        self.play(FadeOut(nudge.rows), run_time=0.2)
        self.play(FadeIn(asked), run_time=0.4)

    def show(self, now: Reading) -> None:
        """The network, the answer and the loss of another reading, at once."""
        super().show(now)
        self.way.weigh(now.array("W", 1))
        self.loss.value.set_entry(now.entry("loss"))
        if self.curve_of_loss is not None:
            self.curve_of_loss.take(now)

    def shrink(self) -> None:
        """The network collapses into one whose every number fits on screen."""
        worked = self.worked
        self.tell("shrink")
        many, few = (reading.count("parameters") for reading in (self.reading, worked.reading))
        told = said(many, "weights and biases become", few, size=style.Size.TITLE)
        told.move_to((0, 2.4, 0))
        self.play(FadeOut(*self.all_but(self.heading, self.net)), run_time=0.6)
        self.play(FadeIn(told[:2]), run_time=0.6)
        self.play(collapse(self.net, worked.net), run_time=2)
        self.remove(*self.net.get_family())
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
        self.play(*self.clear_line(), FadeIn(worked.rings, worked.y_name), run_time=0.6)
        rule, numbers = loss_lines.worked_out(worked.reading)
        self.line = worked.place(VGroup(rule, numbers))
        self.play(FadeIn(rule, target_position=worked.rings), run_time=0.6)
        self.play(FadeIn(numbers), run_time=0.6)
        self.play(FadeIn(worked.loss, target_position=numbers), run_time=0.6)
        self.wait(1.4)
        self.play(*self.clear_line(), run_time=0.4)
        self.line = worked.place(forward_summary(worked.reading, worked.roomy))
        self.play(FadeIn(self.line), run_time=1)
        self.wait(1.8)
