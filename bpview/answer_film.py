"""What a film does with an answer: shares of softmax, the loss, and what a nudge does to both."""

from __future__ import annotations

from manim import (
    DOWN,
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    Group,
    VGroup,
    smooth,
    squish_rate_func,
)

from bpview import loss_lines, style
from bpview.edges import Edges
from bpview.formula import Formula, Words, part
from bpview.layer_map import LayerTable
from bpview.layers_film import LayersFilm
from bpview.motion import live
from bpview.neuron_film import MIDDLE
from bpview.nudging import Wiggle
from bpview.outputs import LossCurve, power_line, share_line, softmax_line
from bpview.picture_nudge import PictureNudge
from bpview.reading import Reading
from bpview.sayings import said
from bpview.worked import grow

__all__ = ["AnswerFilm"]

_TOP_ROW = 2.6
_FAINT = 0.4
"""Light of the edges by which a nudge goes on: less than of the one that is nudged."""


class AnswerFilm(LayersFilm):
    """The outputs of a network become an answer, and the answer a loss.

    Attributes
    ----------
    curve_of_loss
        The loss against the share of the right answer, once shown.
    way, fan
        The edge of the weight that is nudged, and those from its neuron on, once chosen.
    """

    curve_of_loss: LossCurve | None = None
    way: Edges
    fan: VGroup

    def bars_appear(self) -> None:
        """The answer of a regression: every output as a bar and a number, and in the light."""
        bars = self.bars
        self.add(bars.bars)
        grown = live(lambda s: bars.take(self.reading, s), bars.bars)
        self.play(grown, self.spot.on(self.net.columns[self.net.last]), run_time=0.8)
        self.play(FadeIn(bars.numbers), run_time=0.8)

    def softmax(self, table: LayerTable, right: int) -> VGroup:
        """The last φ: e^z, their sum, and each its share; that of the `right` answer worked out.

        The last row of the table walks to the top; of the network the outputs stay in the light.

        Returned is ŷ behind the name of the last layer.
        """
        last, bars = self.net.last, self.bars
        gone = [part[k] for part in (table.rows, table.counts) for k in table.layers if k != last]
        row = Group(table.rows[last], table.counts[last])
        self.play(FadeOut(*gone, table.total), run_time=0.2)
        light = self.spot.on(self.net.columns[last])
        self.play(row.animate.set_y(_TOP_ROW, UP), light, run_time=0.8)
        self.play(FadeIn(bars.sums, bars.heads[0]), run_time=0.6)
        self.wait(1.4)
        self.add(bars.bars)
        early, late = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
        sums = FadeOut(bars.sums, bars.heads[0], shift=UP * 0.2, rate_func=early)
        powers = FadeIn(bars.powers, bars.heads[1], shift=UP * 0.2, rate_func=late)
        self.play(sums, powers, live(bars.empower, bars.bars), run_time=1)
        where = [n.index for n in self.net.neurons[last]].index(right)
        power = power_line(self.reading).move_to((MIDDLE, 0.1, 0))
        self.play(FadeIn(power, target_position=bars.powers[where]), run_time=0.6)
        self.wait(1)
        self.play(FadeIn(bars.total, shift=DOWN * 0.2), run_time=0.6)
        self.line = line = softmax_line(self.reading).move_to((MIDDLE, -1.3, 0))
        answer = self.named_answer()
        self.play(*grow(line.terms[1], power[-1]), FadeOut(power), run_time=0.6)
        self.play(*grow(line.terms[2], bars.total, *line.signs[1]), run_time=0.6)
        self.complete(line, run_time=0.4)
        self.play(FadeOut(bars.powers, bars.total, bars.heads[1]), run_time=0.4)
        divided = live(bars.divide, bars.bars)
        new = FadeIn(bars.numbers, bars.heads[2], bars.whole, answer)
        self.play(divided, new, self.net.lit(last), run_time=1)
        return answer

    def named_answer(self) -> VGroup:
        """``= ŷ``, behind the name of the last layer."""
        name = self.names[self.net.last]
        equation = f"{part('a', 'a', self.net.last)} {{{{ = hat(y) : answer }}}}"
        whole = Formula(equation, size=style.Size.SMALL)
        whole.shift(name[0].get_center() - whole[0].get_center())
        return VGroup(*whole.part("answer"))

    def loss_written_out(self) -> None:
        """The loss of a regression, in symbols and numbers."""
        rule, numbers = Formula(loss_lines.rule(self.reading)), loss_lines.numbers(self.reading)
        self.line = VGroup(rule, numbers).arrange(DOWN, buff=0.5).move_to((MIDDLE, 0.9, 0))
        self.line.scale(min(1, 8 / self.line.width))
        self.play(FadeIn(rule, target_position=self.bars, scale=0.3), run_time=1)
        self.play(FadeIn(numbers, self.loss), run_time=1)

    def loss_on_its_curve(self, right: int) -> None:
        """ℒ = −ln ŷ of the `right` answer: its share is a place on the curve of the loss."""
        bars = self.bars
        curve = LossCurve(self.reading, width=5.4, height=2.5).move_to((MIDDLE, -1.95, 0))
        share = share_line(self.reading).move_to((MIDDLE, 1.9, 0))
        where = [n.index for n in self.net.neurons[self.net.last]].index(right)
        axes = [curve.x_axis, curve.x_label, curve.y_axis, curve.y_label, curve.marks]
        self.play(FadeIn(*axes), FadeOut(bars.whole), run_time=0.6)
        self.play(Create(curve.curve), run_time=1)
        self.play(*grow(share.terms[1], bars.numbers[where], *share.signs[1]), run_time=1)
        self.play(FadeIn(curve.dot, target_position=bars.bars[where]), run_time=0.8)
        told = FadeIn(curve.guides, curve.value)
        self.play(*grow(share.terms[0], curve.dot, *share.signs[0]), told)
        self.play(FadeIn(self.loss, target_position=share.terms[0]), run_time=0.8)
        self.line, self.curve_of_loss = share, curve

    def show(self, now: Reading) -> None:
        """The network, the answer and the loss of another reading, at once."""
        for layer in range(1, self.net.last + 1):
            self.spot.activate(layer, now)
        self.bars.take(now)
        self.way.weigh(now.array("W", 1))
        self.loss.value.set_entry(now.entry("loss"))
        if self.curve_of_loss is not None:
            self.curve_of_loss.take(now)

    def there_and_back(self, nudge: PictureNudge, way: Wiggle, seconds: float) -> None:
        """A square of the picture is nudged, held, and goes back in so many `seconds`.

        What w and ℒ have changed by is kept, and is part of the hold.
        """

        def follow(now: Reading) -> None:
            nudge.take(now)
            self.show(now)

        net, curve = self.net, self.curve_of_loss
        moved = [nudge.picture.cells, nudge.mark, self.bars, self.loss, self.way]
        moved += [net.columns[layer] for layer in range(1, net.last + 1)]
        moved += [] if curve is None else [curve.guides, curve.dot, curve.value]
        self.play(way.run(follow, *moved), run_time=2)
        self.wait(1.2)
        self.play(*nudge.keep(), run_time=0.6)
        self.play(way.run(follow, *moved, back=True), run_time=seconds)

    def weight_to_nudge(self, j: int, i: int) -> PictureNudge:
        """Weight (j, i) of the first layer, in the left part; its edge is the `way`.

        From its neuron the `fan` leads on.
        """
        nudge = PictureNudge(self.reading, 1, j, i)
        # Its middle is that of the picture and its rows; the name below does not count.
        whole = VGroup(nudge.picture, nudge.source, nudge.rows)
        nudge.shift((MIDDLE, 1.75, 0) - whole.get_center())
        net = self.net
        self.way = net.way(1, j, i)
        self.fan = VGroup(*(net.way(2, n.index, j) for n in net.neurons.get(2, [])))
        self.fan.set_stroke(opacity=_FAINT)
        return nudge

    def light_the_way(self, j: int, i: int) -> Animation:
        """The two ends of a weight (j, i) of the first layer, and all that follows, stay lit."""
        net = self.net
        ends = [n for k, at in enumerate((i, j)) for n in net.neurons[k] if n.index == at]
        later = [net.columns[k] for k in range(2, net.last + 1)]
        later += [net.edges[k] for k in range(3, net.last + 1)]
        return self.spot.on(*ends, *later, net.columns[net.last])

    def which_way(self, nudge: PictureNudge) -> VGroup:
        """The question of the films that follow, where the changes were told."""
        asked = VGroup(
            Words("Which way should each of"),
            said(self.reading.count("parameters"), "weights and biases move?"),
        ).arrange(DOWN, buff=0.25)
        return asked.move_to(nudge.rows).align_to(nudge.rows, RIGHT)
