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
    VGroup,
)

from bpview import style
from bpview.answer_film import AnswerFilm
from bpview.column import InputColumn
from bpview.formula import Words
from bpview.image import Picture
from bpview.layer_map import LayerTable
from bpview.motion import come_forward, stepped_back
from bpview.neuron_film import MIDDLE
from bpview.one_neuron import half_filled
from bpview.outputs import right_answer
from bpview.smallest_film import SmallestFilm
from bpview.summing import WeightedInput


class Forward(AnswerFilm, SmallestFilm):
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
        self.big = Picture(self.reading.entries("a", 0), height=4.2).move_to((-4.2, -0.45, 0))
        self.line = self.question()
        self.play(FadeIn(self.big, shift=RIGHT * 0.3), run_time=1)
        self.play(FadeIn(self.net), run_time=1)
        self.play(FadeIn(self.bars.names, shift=LEFT * 0.2), run_time=0.6)
        self.play(FadeIn(self.line), run_time=0.8)
        self.wait(1)

    def to_a_column(self) -> None:
        """Every square is a number; row after row they become a^(0) = x."""
        self.tell("to_a_column", None if self.pictured else "numbers")
        net, column = self.net, InputColumn(self.big.entries).shift((-0.45, -0.45, 0))
        self.play(*self.clear_line(), run_time=0.4)
        self.read_row_by_row(self.big, column)
        self.wait(0.6)
        self.play(
            FadeOut(column.strip.copy(), target_position=net.columns[0], scale=0.6),
            net.lit(0),
            FadeIn(self.names[0], target_position=column.symbol),
            run_time=1,
        )
        self.line = column

    def one_sum(self) -> None:
        """One row of W times a, product by product, plus b: one z."""
        self.tell("one_sum", None if self.pictured else "numbers")
        one = self.one
        row = WeightedInput(one, height=2.2).move_to((MIDDLE, 1.62, 0))
        key = Words("dashed, hollow: negative", size=style.Size.SMALL, role="weight_neg")
        key.move_to((self.net.get_x(), -3.5, 0))
        self.one_steps_out(self.big, row.pictures[1])
        self.edges = self.weights_appear(row, key)
        self.one_product(row, one.product().move_to((MIDDLE, -1.15, 0)))
        self.sum, self.total = self.sum_line()
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
        net = self.net
        self.tell("one_layer")
        whole = self.map_of_first_layer()
        bent, key = self.under_map(whole)
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
        self.row_by_row(whole, row)
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
        self.first_row_of_table(self.whole, table)
        for layer in range(2, net.last + 1):
            self.layer_of_table(table, layer, slow=net.last <= 4)
        self.play(FadeIn(table.total, shift=UP * 0.2), run_time=0.4)
        self.wait(2)
        self.say_on()
        right = right_answer(reading)
        if right is None:
            self.bars_appear()
        else:
            self.answer = self.softmax(table, right)
        self.wait(0.2)
        self.table = table

    def the_loss(self) -> None:
        """The answer against the target: one number."""
        right = right_answer(self.reading)
        self.tell("the_loss", "regression" if right is None else None)
        self.play(FadeOut(*self.seen_in(self.table, self.line)), run_time=0.6)
        answer = self.named_answer() if right is None else self.answer
        self.play(FadeIn(self.bars.targets, answer), run_time=0.8)
        if right is None:
            self.loss_written_out()
        else:
            self.loss_on_its_curve(right)

    def nudge_one_weight(self) -> None:
        """One cause, live effects: a weight of the first layer is moved, all is computed again."""
        j, i = half_filled(self.reading, 1)
        self.tell("nudge_one_weight")
        nudge = self.weight_to_nudge(j, i)
        self.play(*self.clear_line(), self.light_the_way(j, i), run_time=0.6)
        self.play(
            FadeIn(nudge.picture, target_position=self.way, scale=0.3),
            FadeIn(self.way, self.fan),
            run_time=0.8,
        )
        marked = FadeIn(nudge.mark, nudge.symbol, nudge.source)
        self.play(marked, *stepped_back(nudge.others), run_time=0.6)
        causes, effects = nudge.rows[:3], nudge.rows[3:]
        one_by_one = (FadeIn(row, shift=DOWN * 0.2) for row in causes)
        self.play(LaggedStart(*one_by_one, lag_ratio=0.8), run_time=1)
        self.wait(0.8)
        self.play(FadeIn(effects), run_time=0.4)
        for way, seconds in ((nudge.up, 0.8), (nudge.down, 0.6)):
            self.there_and_back(nudge, way, seconds)
        self.play(FadeOut(nudge.rows, nudge.source, self.fan), run_time=0.2)
        self.play(
            self.spot.everywhere(),
            *come_forward(nudge.others),
            FadeIn(self.which_way(nudge)),
            run_time=0.4,
        )
        self.wait(1)

    def shrink(self) -> None:
        """The network collapses into one whose every number fits on screen."""
        self.tell("shrink", "same" if self.worked.reading is self.reading else None)
        self.play(FadeOut(*self.all_but(self.heading, self.net)), run_time=0.6)
        self.shrink_to_smallest(self.net)
        self.wait(0.6)

    def one_layer_in_numbers(self) -> None:
        """z = W a + b and a = φ(z), every number, for the layers of the small network."""
        net = self.worked.net
        self.tell("one_layer_in_numbers")
        self.play(*self.clear_line(), *self.names_step_aside(), run_time=0.4)
        self.play(net.lit(net.first, number=True), run_time=0.6)
        self.layer_in_numbers(net.first + 1)
        self.say_on()
        for layer in range(net.first + 2, net.last + 1):
            self.next_layer_in_numbers(layer)
        self.say_on()
        self.loss_in_numbers()
        self.wait(1.6)
        self.play(*self.clear_line(), run_time=0.4)
        self.say_on()
        self.rules_for_any_layer()
        self.wait(2.4)
