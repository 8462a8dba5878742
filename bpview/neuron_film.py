"""What a film does that takes a layer apart: one product, one sum, one bend, row after row."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    LEFT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.edges import Edges
from bpview.equation import Equation
from bpview.formula import Formula, part
from bpview.image import Picture, is_picture, unrolled
from bpview.layer_map import LayerMap, LayerTable
from bpview.motion import come_forward, live
from bpview.neuron import Neuron
from bpview.nudging import Wiggle
from bpview.one_neuron import OneNeuron
from bpview.outputs import Answer, LossCurve, right_answer, share_line, softmax_line
from bpview.overview import LossLabel
from bpview.picture_nudge import PictureNudge
from bpview.reading import Reading
from bpview.summing import SumLine, WeightedInput
from bpview.worked import grow
from bpview.worked_film import WorkedFilm

__all__ = ["MIDDLE", "NeuronFilm"]

MIDDLE = -2.75
"""Of the left part, where a layer is taken apart; the network stands at the right."""


class NeuronFilm(WorkedFilm):
    """A whole network at the right; at the left, what one of its neurons or layers does.

    Attributes
    ----------
    net
        The network.
    pictured
        Whether its input is shown as a picture.
    one
        The neuron that is taken apart.
    bars, names, loss
        The answer beside the last layer; a^(l) above each column; the loss below.
    circle
        Around the neuron that is meant, once shown.
    curve_of_loss
        The loss against the share of the right answer, once shown.
    way
        The edge of the weight that is nudged, once chosen.
    """

    circle: VMobject
    curve_of_loss: LossCurve | None = None
    way: Edges

    def set_stage(self) -> None:
        """Lay it out; a network with skips ends the program with a message."""
        network = self.reading.experiment.network
        if any(network.skip[layer] for layer in range(1, network.L + 1)):
            raise SystemExit(
                f"{type(self).__name__} needs layers without skips, where a is phi(z) alone; "
                f"{self.reading.name} has some. The network digits would do."
            )
        super().set_stage()
        self.pictured = is_picture(self.reading.x.size)
        shape = Shape(2.7, 5.2, edge_width=2.4, edge_opacity=0.7)
        self.net = Diagram(self.reading, shape).move_to((3.2, -0.45, 0))
        self.names = {
            layer: Formula(part("a", "a", layer), size=style.Size.SMALL)
            .next_to(column, UP)
            .set_y(2.6)
            for layer, column in self.net.columns.items()
        }
        self.one = OneNeuron(self.reading, 1, 0)
        self.bars = Answer(self.net, length=0.64)
        self.loss = LossLabel(self.reading, 36).move_to((5.4, -3.5, 0))

    def weights_appear(self, row: WeightedInput, key: VMobject) -> VGroup:
        """The edges into the neuron, which are returned; out of them grows the picture of w."""
        edges = self.net.into(self.one.layer, self.one.j)
        self.play(Create(edges), FadeIn(row.names[1], key), run_time=0.8)
        self.add(self.net.columns[0])
        self.play(FadeIn(row.pictures[0], target_position=edges, scale=0.3), run_time=1)
        self.play(FadeIn(row.names[0], row.order), run_time=0.6)
        return edges

    def one_product(self, row: WeightedInput, product: Equation) -> None:
        """One square of w times one of a, in numbers, is one square of the products."""
        products = row.pictures[2]
        marks = [picture.marked(self.one.i) for picture in row.pictures]
        self.play(FadeIn(*marks[:2], row.signs[0]), run_time=0.4)
        self.play(
            *grow(product.terms[0], marks[0]),
            *grow(product.terms[1], marks[1], *product.signs[0]),
            run_time=1,
        )
        products.reveal(0)
        products.paint(self.one.i, products.entries[self.one.i].value)
        self.play(
            FadeIn(
                products.cells[self.one.i],
                products.frame,
                row.signs[1],
                row.names[2],
                *product.signs[1],
            ),
            FadeIn(product.terms[2].grid, target_position=marks[2]),
            FadeIn(marks[2]),
            run_time=0.8,
        )
        self.wait(1)
        self.line = VGroup(*marks, product)

    def add_up(self, row: WeightedInput, found: SumLine, total: Equation) -> None:
        """Product by product the dot moves along the line; b shifts it; where it stands is z."""
        products = row.pictures[2]
        count = len(products.cells)
        *marks, product = self.line
        self.play(FadeOut(*marks), FadeOut(product), FadeIn(found.line), run_time=0.6)
        self.play(FadeIn(found.dot, found.value), run_time=0.4)

        def add_up(alpha: float) -> None:
            products.reveal(round(alpha * count))
            found.add_up(round(alpha * count))

        self.play(live(add_up, products.cells, found.dot, found.value), run_time=2.4)
        self.play(*grow(total.terms[1], products), run_time=0.8)
        ring, step = self.net.neuron(self.one.layer, self.one.j).ring, found.step
        self.play(FadeIn(step[1], target_position=ring), FadeIn(step[0]), run_time=0.6)
        self.play(
            live(found.add_bias, found.dot, found.value),
            *grow(total.terms[2], step[1], *total.signs[1]),
            run_time=1,
        )
        self.play(*grow(total.terms[0], found.dot, *total.signs[0]), run_time=0.8)
        self.rest(total)
        self.line = VGroup()

    def bend(self, found: SumLine, bent: Equation) -> None:
        """Up from z to the curve of φ, across to its axis: there is a."""
        plot: Any = found.plot
        self.play(FadeOut(found.value), FadeIn(plot.y_axis, plot.y_label), run_time=0.6)
        self.play(Create(plot.curve), run_time=1)
        signs = [sign for both in bent.signs[1:] for sign in both]
        self.play(*grow(bent.terms[1], found.dot, *signs), run_time=0.8)
        self.play(Create(found.up), found.dot.animate.move_to(plot.dots[0]), run_time=1)
        self.play(Create(found.across), FadeIn(found.told), run_time=0.8)
        self.play(*grow(bent.terms[0], found.across[1], *bent.signs[0]), run_time=0.8)
        self.rest(bent)

    def light(self, neuron: Neuron) -> None:
        """One neuron fills with its a."""
        entry = self.reading.entry("a", self.one.layer, neuron.index)
        neuron.activate(entry, self.net.largest(self.one.layer))
        self.play(FadeIn(neuron.fill, neuron.hollow), run_time=0.6)

    def first_row(self, whole: LayerMap, w: Picture) -> VMobject:
        """The neuron's picture of w unrolls into the first row of W; returned is its mark."""
        flat = whole.unrolled_row(self.reading, 0)
        W, a = whole.maps["W"], whole.maps["a"]
        self.play(
            FadeIn(W.frame, a, whole.symbols["W"], whole.symbols["a"], whole.shapes["a"]),
            run_time=0.8,
        )
        self.play(unrolled(w, flat), run_time=1.8)
        whole.reveal(1)
        row = whole.row(0)
        self.add(*(whole.maps[q].image for q in "Wzb"))
        self.play(
            FadeOut(w),
            FadeIn(whole.maps["z"].frame, whole.maps["b"].frame, row),
            *(FadeIn(whole.symbols[q]) for q in ("z", "eq", "plus", "b")),
            *(FadeIn(whole.shapes[q]) for q in "zWb"),  # that of W when nothing flies over it
            run_time=0.8,
        )
        self.remove(*flat.cells)
        return row

    def row_by_row(self, whole: LayerMap, row: VMobject, count: int) -> None:
        """Each of `count` rows of W is marked by `row`, its neuron by the circle; it gives z."""
        rings = {n.index: n.ring for n in self.net.neurons[1]}

        def next_row(alpha: float) -> None:
            shown = max(1, round(alpha * count))
            whole.reveal(shown)
            row.move_to(whole.row(shown - 1))
            if shown - 1 in rings:
                self.circle.move_to(rings[shown - 1])

        moved = (*(whole.maps[q].image for q in "Wzb"), row, self.circle)
        self.play(live(next_row, *moved), run_time=2)

    def layer_of_table(self, table: LayerTable, layer: int, *, slow: bool) -> None:
        """A layer runs, and where there is room it has its line in the table.

        The shares of a classifier do not fill its last layer before they are told; see `softmax`.
        """
        net = self.net
        self.play(*come_forward(net.edges[layer], net.columns[layer]), run_time=0.2)
        new: list[Any] = []
        if layer in table.rows:
            new = [FadeIn(table.rows[layer], shift=LEFT * 0.6)]
        self.play(net.run_forward(layer), *new, run_time=1.2 if slow else 0.2)
        new = [FadeIn(table.counts[layer])] if layer in table.counts else []
        if slow:
            new.append(FadeIn(self.names[layer]))
        if layer < net.last or right_answer(self.reading) is None:
            new.append(net.lit(layer))
        self.play(*new, run_time=0.8 if slow else 0.2)

    def softmax(self, table: LayerTable, right: int) -> VGroup:
        """The last φ, where the rows above the last have been: e^z, their sum, and each its share.

        The share of the `right` answer is worked out.

        Returned is ŷ behind the name of the last layer.
        """
        last, bars = self.net.last, self.bars
        gone = [part[k] for part in (table.rows, table.counts) for k in table.layers if k != last]
        self.play(FadeOut(*gone, table.total), run_time=0.4)
        self.play(FadeIn(bars.sums, bars.heads[0]), run_time=0.6)
        self.wait(1.8)
        self.add(bars.bars)
        early, late = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
        sums = FadeOut(bars.sums, bars.heads[0], shift=UP * 0.2, rate_func=early)
        powers = FadeIn(bars.powers, bars.heads[1], shift=UP * 0.2, rate_func=late)
        self.play(sums, powers, live(bars.empower, bars.bars), run_time=1)
        self.play(FadeIn(bars.total, shift=DOWN * 0.2), run_time=0.8)
        self.wait(0.6)
        self.line = line = softmax_line(self.reading).move_to((MIDDLE, 1.2, 0))
        answer = self.named_answer()
        where = [n.index for n in self.net.neurons[last]].index(right)
        self.play(*grow(line.terms[1], bars.powers[where]), run_time=0.6)
        self.play(*grow(line.terms[2], bars.total, *line.signs[1]), run_time=0.6)
        self.complete(line, run_time=0.4)
        self.play(FadeOut(bars.powers, bars.total, bars.heads[1]), run_time=0.4)
        divided = live(bars.divide, bars.bars)
        new = FadeIn(bars.numbers, bars.heads[2], answer)
        self.play(divided, new, self.net.lit(last), run_time=1)
        return answer

    def named_answer(self) -> VGroup:
        """``= ŷ``, behind the name of the last layer."""
        name = self.names[self.net.last]
        equation = f"{part('a', 'a', self.net.last)} {{{{ = hat(y) : answer }}}}"
        whole = Formula(equation, size=style.Size.SMALL)
        whole.shift(name[0].get_center() - whole[0].get_center())
        return VGroup(*whole.part("answer"))

    def loss_on_its_curve(self, right: int) -> None:
        """ℒ = −ln ŷ of the `right` answer: its share is a place on the curve of the loss."""
        bars = self.bars
        curve = LossCurve(self.reading, width=5.4, height=2.5).move_to((MIDDLE, -1.95, 0))
        share = share_line(self.reading).move_to((MIDDLE, 1.9, 0))
        where = [n.index for n in self.net.neurons[self.net.last]].index(right)
        axes = [curve.x_axis, curve.x_label, curve.y_axis, curve.y_label, curve.marks]
        self.play(FadeIn(*axes), run_time=0.6)
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
            self.net.activate(layer, now)
        self.bars.take(now)
        self.way.weigh(now.array("W", 1))
        self.loss.value.set_entry(now.entry("loss"))
        if self.curve_of_loss is not None:
            self.curve_of_loss.take(now)

    def there_and_back(self, nudge: PictureNudge, way: Wiggle, seconds: float) -> None:
        """A square of the picture is nudged, held, and goes back in so many `seconds`.

        What w and ℒ have changed by is kept.
        """

        def follow(now: Reading) -> None:
            nudge.take(now)
            self.show(now)

        net, curve = self.net, self.curve_of_loss
        moved = [nudge.picture.cells, nudge.mark, self.bars, self.loss, self.way]
        moved += [net.columns[layer] for layer in range(1, net.last + 1)]
        moved += [] if curve is None else [curve.guides, curve.dot, curve.value]
        self.play(way.run(follow, *moved), run_time=1.6)
        self.wait(1)
        self.play(*nudge.keep(), run_time=0.6)
        self.play(way.run(follow, *moved, back=True), run_time=seconds)
