"""A deep network takes a few steps: how far each layer moves, as bars, and what the loss does."""

from __future__ import annotations

from collections.abc import Iterator

from manim import LEFT, RIGHT, UP, Animation, VGroup

from bpview import style
from bpview.bars import Bars
from bpview.deep import DeepNet
from bpview.formula import Formula, Words, part, sentence
from bpview.numeral import Numeral
from bpview.overview import LossLabel
from bpview.trained import Trained

__all__ = ["TrainingBars"]

_FLOOR, _HIGH = -3.0, 2.0
_SIZE = style.Size.NUMBER
_LEFT = -1.2  # the middle of what stands above the short bars


class TrainingBars:
    """Bars below a `DeepNet`, one a layer, and above it depth, steps and loss.

    Attributes
    ----------
    depth, count, loss
        In the upper right corner, on one baseline; steps and loss are live.
    bars, names, what
        The bars, W of the first and the last layer below them, and what a bar tells.
    first, last
        How far these two layers have moved in the end.
    """

    def __init__(self, trained: Trained, net: DeepNet) -> None:
        self._trained, self._net = trained, net
        self._layers = range(1, trained.reading.experiment.network.L + 1)
        self.loss = LossLabel(trained.reading, _SIZE).to_corner(UP + RIGHT, buff=0.35)
        self._steps = Numeral(trained.count(0), 0, size=_SIZE)
        self.count = self._before(self.loss, "steps:", self._steps)
        layers = Numeral(trained.reading.count("layers"), 0, size=_SIZE)
        self.depth = self._before(self.count, "layers:", layers)
        ends = [trained.moved(layer) for layer in self._layers]
        self.bars = Bars.scaled(
            [trained.moved(layer, 0) for layer in self._layers],
            [net.x(layer) for layer in self._layers],
            floor=_FLOOR,
            height=_HIGH,
            largest=ends,
            role="W",
        )
        last = self._layers[-1]
        self.names = VGroup(
            *(
                Formula(part("W", "W", n), size=style.Size.SMALL).move_to(
                    (net.x(n), _FLOOR - 0.35, 0)
                )
                for n in (1, last)
            )
        )
        text = "how far the weights of a layer moved, relative to their size"
        self.what = Words(text, size=style.Size.SMALL, role="neutral")
        self.what.move_to((_LEFT, _FLOOR + 1.0, 0))
        self.first, self.last = (
            Numeral(entry, 2, significant=2, colour=style.colour("W"))
            for entry in (ends[0], ends[-1])
        )

    def steps(self) -> Iterator[Animation]:
        """Step by step the network is as it was trained, and the bars grow."""
        for step in range(1, self._trained.steps + 1):
            self._net.activate(self._trained.after(step))
            self.loss.value.set_entry(self._trained.loss(step))
            self._steps.set_entry(self._trained.count(step))
            yield self.bars.to([self._trained.moved(layer, step) for layer in self._layers])

    def ends(self) -> VGroup:
        """`first` and `last` where they belong, once the bars have grown."""
        self.first.next_to((self._net.x(1), _FLOOR, 0), UP, buff=0.15)
        self.first.align_to(self.names[0], LEFT)
        self.last.next_to(self.bars[-1], UP, buff=0.12)
        return VGroup(self.first, self.last)

    def question(self, text: str) -> Words:
        """A question above the bars that did not grow."""
        asked = Words(text, size=style.Size.TITLE)
        asked.move_to((_LEFT, _FLOOR + 2.2, 0))
        return asked

    def _before(self, after: VGroup, text: str, number: Numeral) -> VGroup:
        """Words and a number left of `after`, on the baseline of the loss."""
        line = sentence(Words(text, size=_SIZE), number).next_to(after, LEFT, buff=0.8)
        return line.shift(UP * (self.loss.value.baseline - number.baseline))
