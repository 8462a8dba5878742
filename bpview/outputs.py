"""What a network answers: a bar for every output, the target dashed, and the loss as a curve."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    DashedVMobject,
    Dot,
    Line,
    Rectangle,
    VGroup,
    VMobject,
    interpolate_color,
)

from bpcore import functions
from bpview import style
from bpview.diagram import Diagram
from bpview.equation import Equation, Term, relation
from bpview.formula import EQUALS, LOSS, Formula, Words
from bpview.graph import Plot
from bpview.matrix import Grid
from bpview.numeral import Numeral
from bpview.reading import Reading
from bpview.strokes import Strokes

__all__ = ["Answer", "LossCurve", "power_line", "right_answer", "share_line", "softmax_line"]

_DECIMALS = (3, 4, 5)
_SIZE = 40
_LARGEST = 0.8
"""The bar of the largest power, beside that of a share of 1."""
_LOSS_TOP = 2.8
"""The loss at which its curve leaves the picture."""


def right_answer(reading: Reading) -> int | None:
    """The output (from 0) whose target is 1, for a classifier with softmax; else None."""
    network = reading.experiment.network
    one_hot = np.isin(reading.y, (0, 1)).all() and reading.y.sum() == 1
    classifies = network.phi[network.L] == "softmax" and network.loss == "cross_entropy"
    return int(reading.y.argmax()) if one_hot and classifies else None


class Answer(VGroup):
    """A bar and a number beside every drawn output neuron; a negative one is hollow.

    Parameters
    ----------
    level
        Where the names of layers stand, if the heads are to stand in one line with them.

    Attributes
    ----------
    names
        Classes 0, 1, … beside the neurons of a classifier, the right one in bold.
    bars, numbers
        In the order of the drawn neurons.
    sums, powers, heads
        Of a classifier z and e^z of every output, in the place of its number, and what stands
        above these and above the shares they become.
    total, whole
        Below the powers, under a line, their sum; and below the shares theirs.
    targets
        Dashed frames as long as y; an output whose y is 0 has none.
    """

    def __init__(self, diagram: Diagram, *, length: float, level: float | None = None) -> None:
        self.reading = diagram.reading
        self._last, self._length = diagram.last, length
        neurons = diagram.neurons[diagram.last]
        self._indices = [n.index for n in neurons]
        right = right_answer(self.reading)
        values = [*self.reading.array("a", self._last), *self.reading.y]
        self._largest = max(1.0, float(np.abs(values).max()))
        self.names, self.bars, self.targets = VGroup(), VGroup(), VGroup()
        self.numbers = VGroup()
        start = neurons[0].ring.get_right()[0] + (0.15 if right is None else 0.5)
        self._height = min(0.3, 1.3 * neurons[0].radius)
        entries = self.reading.entries("a", self._last)
        widest = "−0.000" if min(values) < 0 else "0.000"
        for n in neurons:
            y = n.ring.get_y()
            if right is not None:
                bold = n.index == right
                name = Words(
                    f"*{n.index}*" if bold else f"{n.index}",
                    size=style.Size.SMALL,
                    role="ink" if bold else "neutral",
                )
                self.names.add(name.move_to((start - 0.25, y, 0)))
            bar = Rectangle(width=1.0, height=self._height, stroke_width=1)
            bar.move_to((start, y, 0), aligned_edge=LEFT)
            self.bars.add(bar.set_stroke(style.colour("a")).set_fill(style.colour("a")))
            number = Numeral(entries[n.index], size=style.Size.SMALL, reserve=widest)
            number.move_to((start + length + 0.3, y, 0), aligned_edge=LEFT)
            self.numbers.add(number)
            self._add_target(n.index, start, y)
        self.sums, self.powers, self.heads = (VGroup() for _ in range(3))
        self.total, self.whole = VGroup(), VGroup()
        if right is not None:
            self._add_powers(level)
        super().__init__(self.bars, self.numbers)
        self.take(self.reading)

    def _add_powers(self, level: float | None) -> None:
        green = style.colour("z")
        for quantity, decimals, column in (("z", 4, self.sums), ("exp_z", 2, self.powers)):
            found = self.reading.entries(quantity, self._last)
            for index, number in zip(self._indices, self.numbers, strict=True):
                shown = Numeral(found[index], decimals, size=style.Size.SMALL, colour=green)
                column.add(shown.move_to(number, aligned_edge=RIGHT))
        for text in (
            f"{{{{ z_k^(({self._last})) : z_k }}}}",
            "{{ e^(z_k) : z_k }}",
            "{{ hat(y)_k : a }}",
        ):
            # In one line with the name of the layer.
            line = Formula(f"{{{{ a^(({self._last})) : name }}}} {text}", size=style.Size.SMALL)
            name = VGroup(*line.part("name"))
            y = self.numbers.get_top()[1] + 0.25 + name.height / 2 if level is None else level
            head = VGroup(*line.part(text.split()[-2]))
            self.heads.add(head.set_x(self.numbers.get_x()).shift(UP * (y - name.get_y())))
        powers = self.reading.entry("exp_z_sum", self._last)
        shares = self.reading.entry("a_sum", self._last)
        self.total = _added(self.powers, Numeral(powers, 2, size=style.Size.SMALL, colour=green))
        self.whole = _added(self.numbers, Numeral(shares, size=style.Size.SMALL))

    def _add_target(self, index: int, x: float, y: float) -> None:
        wanted = abs(float(self.reading.y[index])) / self._largest
        if wanted:
            frame = Rectangle(width=wanted * self._length + 0.1, height=self._height + 0.1)
            frame.set_stroke(style.colour("target"), width=3)
            dashed = DashedVMobject(frame, num_dashes=24)
            self.targets.add(dashed.move_to((x - 0.05, y, 0), aligned_edge=LEFT))

    def empower(self, share: float) -> None:
        """Bars of e^z, `share` of their length; the largest leaves room for its number."""
        powers = self.reading.array("exp_z", self._last)
        for bar, index in zip(self.bars, self._indices, strict=True):
            self._stretch(bar, share * _LARGEST * float(powers[index] / powers.max()))
            bar.set_color(style.colour("z"))

    def divide(self, share: float) -> None:
        """Bars of e^z become shares of their sum, and with it take the colour of a."""
        powers = self.reading.array("exp_z", self._last)
        start = powers.max() / _LARGEST
        whole = start + share * (powers.sum() - start)
        colour = interpolate_color(style.colour("z"), style.colour("a"), share)
        for bar, index in zip(self.bars, self._indices, strict=True):
            self._stretch(bar, float(powers[index] / whole))
            bar.set_color(colour)

    def take(self, reading: Reading, share: float = 1.0) -> None:
        """Take the a of another reading, at once; `share` of their length."""
        entries = reading.entries("a", self._last)
        for bar, number, index in zip(self.bars, self.numbers, self._indices, strict=True):
            value = entries[index].value
            self._stretch(bar, share * abs(value) / self._largest)
            bar.set_fill(opacity=float(value >= 0))
            number.set_entry(entries[index])

    def _stretch(self, bar: VMobject, share: float) -> None:
        """A bar gets `share` of the full length, its left end stays."""
        left = bar.get_left()
        bar.stretch_to_fit_width(max(0.01, share * self._length)).move_to(left, aligned_edge=LEFT)


def _added(column: VGroup, total: Numeral) -> VGroup:
    """A line below a column of numbers, and below that what they add up to."""
    total.next_to(column, DOWN, buff=0.3, aligned_edge=RIGHT)
    rule = Line(LEFT, RIGHT, stroke_width=2, color=style.colour("neutral"))
    rule.match_width(total).next_to(total, UP, buff=0.13)
    sign = Words("sum", size=style.Size.SMALL, role="neutral").next_to(total, LEFT, buff=0.15)
    sign.shift(UP * (total.baseline - sign[0].get_bottom()[1]))
    return VGroup(rule, sign, total)


class LossCurve(Plot):
    """Cross-entropy against the share of the right answer, and a dot where the network stands.

    Raises: ValueError for a network that is no classifier.
    """

    def __init__(self, reading: Reading, *, width: float, height: float) -> None:
        right = right_answer(reading)
        if right is None:
            raise ValueError("only softmax with cross-entropy and one right answer has this curve")
        self._right = right
        shares = np.geomspace(np.exp(-_LOSS_TOP), 1.0, 81)
        loss = functions.loss("cross_entropy")
        answers = [(np.array([p, 1.0]), np.array([1.0, 0.0])) for p in shares]
        super().__init__(
            shares,
            np.array([float(loss.value(a, y)) for a, y in answers]),
            width=width,
            height=height,
            x_symbol=_share(reading),
            y_symbol=LOSS,
            role="loss",
            window=((0.0, 1.1), (0.0, _LOSS_TOP)),
        )
        self.dot = Dot(radius=0.1, color=style.colour("ink")).set_z_index(1)  # on its guides
        self.guides = VMobject()
        self.value = Numeral(
            reading.entry("loss"), size=style.Size.SMALL, colour=style.colour("loss")
        )
        self.marks = VGroup()
        neutral = style.colour("neutral")
        floor, wall = self.x_axis.get_y(), self.y_axis.get_x()
        one, nought = self.at(1, 0)[0], self.at(1, 0)[1]
        ends = ((one, floor, "1"), (wall, nought, "0"))
        for x, y, text in ends:
            end, side = np.array([x, y, 0.0]), DOWN
            mark = Line(end - 0.08 * side, end + 0.08 * side, stroke_width=2, color=neutral)
            label = Formula(text, size=style.Size.SMALL).set_color(neutral)
            self.marks.add(mark, label.next_to(mark, side, buff=0.1))
        self.x_label.match_x(self.x_axis)
        self.add(self.marks, self.guides, self.dot, self.value)
        self.take(reading)

    def take(self, reading: Reading) -> None:
        """The dot goes where another reading stands, at once."""
        share = reading.entry("a", reading.experiment.network.L, self._right).value
        here = self.at(share, reading.entry("loss").value)
        self.dot.move_to(here)
        neutral = style.colour("neutral")
        ends = ((here[0], self.x_axis.get_y(), 0), (self.y_axis.get_x(), here[1], 0))
        self.value.set_entry(reading.entry("loss")).next_to(ends[1], LEFT, buff=0.15)
        self.guides.become(Strokes(np.array([here, here]), np.array(ends), neutral, 3, dashed=True))


def softmax_line(reading: Reading) -> Equation:
    """ŷ_k = e^(z_k) / Σ_k e^(z_k) of the right answer in symbols and numbers, for a classifier.

    Its index is the name of its class, which stands beside its neuron.
    """
    right, L = right_answer(reading), reading.experiment.network.L
    assert right is not None
    share = Grid(np.array([reading.entry("a", L, right)]), "a", size=style.Size.FORMULA)
    above, below = (
        Grid(np.array([entry]), "z", decimals=2, size=style.Size.FORMULA)
        for entry in (reading.entry("exp_z", L, right), reading.entry("exp_z_sum", L))
    )
    return Equation(
        Term(_share(reading), share, scalar=True),
        ("=", relation(share, np.divide, above, below)),
        Term(f"{{{{ e^(z_{right}) : z_right }}}}", above, scalar=True),
        ("\\/", "\\/"),
        Term("scripts(sum)_k {{ e^(z_k) : z_k }}", below, scalar=True),
    )


def power_line(reading: Reading) -> VGroup:
    """e^(z_k) of the right answer in numbers: ``e^{z_8} = e^{6.5826} = 722.42``."""
    right, L = right_answer(reading), reading.experiment.network.L
    assert right is not None
    z = Grid(np.array([reading.entry("z", L, right)]), "z", decimals=4, size=30)
    power = Grid(np.array([reading.entry("exp_z", L, right)]), "z", decimals=2, size=_SIZE)
    base = Formula("{{ e : z }}", size=_SIZE)
    raised = z.entry(0).next_to(base, RIGHT, buff=0.04, aligned_edge=DOWN)
    raised.shift(UP * 0.6 * base.height)
    left = Formula(f"{{{{ e^(z_{right}) : z }}}} {EQUALS}", size=_SIZE)
    middle = VGroup(base, raised, Formula(relation(power, np.exp, z), size=_SIZE))
    middle[2].next_to(raised, RIGHT, buff=0.2).match_y(base)
    whole = VGroup(left, middle.next_to(left, RIGHT, buff=0.2), power.entry(0))
    whole[2].next_to(middle, RIGHT, buff=0.2)
    VGroup(*middle[:2]).shift(UP * (left[0].get_bottom()[1] - base.get_bottom()[1]))
    whole[2].align_to(left[0], DOWN)
    return whole.center()


def share_line(reading: Reading) -> Equation:
    """ℒ = −ln ŷ_right in symbols and numbers, for a classifier."""
    right = right_answer(reading)
    assert right is not None
    loss = Grid(np.array([reading.entry("loss")]), "loss", size=style.Size.FORMULA)
    share = np.array([reading.entry("a", reading.experiment.network.L, right)])
    for decimals in _DECIMALS:
        shown = Grid(share, "a", decimals=decimals, size=style.Size.FORMULA)
        sign = relation(loss, lambda p: -np.log(p), shown)
        if sign == "=":
            break
    return Equation(
        Term(LOSS, loss, scalar=True),
        ("=", sign),
        "- ln",
        Term(_share(reading), shown, scalar=True),
    )


def _share(reading: Reading) -> str:
    """ŷ of the right answer, by the name of its class."""
    return f"{{{{ hat(y)_{right_answer(reading)} : a }}}}"
