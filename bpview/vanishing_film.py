"""What the film on deep networks does to its chain: fill it, open a line, draw δ by layer."""

from __future__ import annotations

from typing import Any

from manim import (
    UP,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import lines, style
from bpview.deep import DeepNet
from bpview.diagram import Diagram, Shape
from bpview.equation import Equation
from bpview.factor_bars import FactorBars
from bpview.film import Film
from bpview.formula import LOSS, Formula, Words, part
from bpview.logplot import LogPlot
from bpview.motion import circled
from bpview.nudging import SMALLEST, Wiggle, ZNudge
from bpview.reading import Reading
from bpview.swept import Swept
from bpview.trained import Trained, vanishes

__all__ = ["DELTA", "VanishingFilm"]

DELTA = part("delta", "delta", "ell")
_SMALL = style.Size.SMALL


class VanishingFilm(Film):
    """A deep network, and a chain of single neurons that stands for it.

    Attributes
    ----------
    deep, trained, swept
        The deep network, a few steps of it, and the comparison of φ.
    chain, small, names
        The chain, its picture, and a^(l) above its neurons.
    net
        The picture of the deep network.
    factors
        What the layers of the chain pass on, as bars.
    """

    net: DeepNet
    factors: FactorBars

    def choose(self) -> None:
        """The deep network, the chain that stands for it, and the φ that are compared."""
        own = self.reading
        self.deep = own if vanishes(own) else self.read("deep")
        self.L = self.deep.experiment.network.L
        self.chain = self.read("deep_chain")
        self.trained = Trained(self.deep, 5)
        self.swept = Swept.with_hidden(own, depth=50, width=32, seeds=16)
        shape = Shape(11.2, 1, radius=0.38, edge_width=5.0)
        self.small = Diagram(self.chain, shape).move_to((-0.5, 0.95, 0))
        self.names = VGroup(
            *(
                Formula(part("a", "a", layer), size=_SMALL).next_to(column, UP, buff=0.15)
                for layer, column in self.small.columns.items()
            )
        )

    def fill(self, reading: Reading) -> None:
        """The chain shows the a of another reading."""
        for layer in self.small.columns:
            self.small.activate(layer, reading, number=True)

    def opened(self, passed: Equation, joined: Equation) -> None:
        """In Δz = w Δa, Δa opens into φ' Δz; the rest steps aside."""
        moves = [
            ReplacementTransform(was, now)
            for old, new in zip(passed.terms[:2], joined.terms[:2], strict=True)
            for was, now in ((old.symbol, new.symbol), (old.grid, new.grid))
        ]
        kept = {id(m) for old in passed.terms[:2] for m in (*old.symbol, *old.grid.get_family())}
        gone = [m for m in self.all_in(passed) if id(m) not in kept]
        place = passed.terms[2].get_center()
        self.play(*moves, FadeOut(*gone), run_time=0.6)
        opening = VGroup(*joined.terms[2:])
        self.play(FadeIn(opening, target_position=place, scale=0.5), run_time=0.6)
        self.complete(joined, run_time=0.4)

    def slope_of_the_loss(self) -> VGroup:
        """Nudge the last z, and the loss answers; returned is the number of their quotient."""
        net, shown = self.small, self.factors
        nudge = ZNudge(self.chain, 0, width=3.8, height=2.0)
        nudge.plot.move_to((4.2, -1.75, 0))
        rows: Any = nudge.rows(nudge.names, 36, gap=0.25).move_to((0.2, -1.75, 0))
        circle = circled(net.neuron(net.last, 0).ring)
        nudge.follow()
        self.play(FadeIn(nudge.plot, nudge.moving, rows, circle), run_time=0.6)
        self.play(nudge.to(2.0, self.fill, net.columns[net.last]), run_time=1)
        self.wait(0.6)
        self.play(nudge.to(SMALLEST, self.fill, net.columns[net.last]), run_time=1.2)
        self.fill(self.chain)
        self.wait(0.4)
        self.play(FadeIn(shown.definition, shift=UP * 0.2), run_time=0.6)
        self.play(FadeOut(nudge.plot, nudge.moving, circle, *rows[:2], rows[2][0]), run_time=0.4)
        return VGroup(rows[2][1])

    def passes_on(self) -> None:
        """Nudge the last z but one: the last z answers by its factor, the loss by δ times that."""
        chain, net, last = self.chain, self.small, self.small.last
        before, after = part("z", "z", last - 1), part("z", "z", last)
        factor = f"{part('W', 'w', last)} thin {lines.phi_prime(last - 1)}"
        told = {
            ("z", last - 1, 0): f"Delta {before}",
            ("z", last, 0): f"{factor} thin Delta {before} approx Delta {after}",
            (
                "loss",
                None,
            ): f"{part('delta', 'delta', last)} thin Delta {after} approx Delta {LOSS}",
        }
        nudge = Wiggle(chain, "b", last - 1, (0,), list(told))
        rows = nudge.rows(list(told.values()), 36).move_to((0, -1.8, 0))
        circle = circled(net.neuron(last - 1, 0).ring)
        moved = [net.columns[k] for k in (last - 1, last)]
        self.play(FadeIn(rows, circle), run_time=0.6)
        self.play(nudge.run(self.fill, *moved), run_time=1)
        self.wait(1.4)
        self.play(nudge.run(self.fill, *moved, back=True), run_time=0.6)
        self.play(FadeOut(rows, circle), run_time=0.2)

    def delta_plot(self) -> tuple[LogPlot, dict[int, float]]:
        """A logarithmic axis below the chain, and log10 |δ| of its layers."""
        net, layers = self.small, range(1, self.small.last + 1)
        logs = {n: self.chain.log_norm("delta", n) for n in layers}
        plot = LogPlot(
            {n: net.columns[n].get_x() for n in layers},
            top=-1.0,
            bottom=-3.2,
            lowest=min(logs.values()),
            highest=max(logs.values()),
            symbol=f"abs({DELTA})",
            layers=tuple(layers),
        )
        return plot, logs

    def bars_become_points(self, plot: LogPlot, dots: Any, *also: VMobject) -> None:
        """The tops of the bars stay, as points; they go where the axes say that come then."""
        pairs = list(zip(reversed(self.factors.sizes), dots, strict=True))
        places = [dot.get_center() for dot in dots]
        for bar, dot in pairs:
            dot.move_to(bar.get_top())
        bars = FadeOut(*self.factors.sizes, self.factors.ground)
        self.play(bars, *map(FadeIn, dots), run_time=0.4)
        moves = (dot.animate.move_to(place) for dot, place in zip(dots, places, strict=True))
        self.play(*moves, run_time=0.8)
        # The axis comes when they are where it says.
        self.play(FadeIn(*plot, *also), run_time=0.4)

    @staticmethod
    def glosses() -> VGroup:
        """What the signs of the recursion of vectors say."""
        texts = "$top$: rows become columns", "$dot.o$: entry by entry", "$norm(space)$: length"
        key = VGroup(*(Words(text, size=_SMALL, role="neutral") for text in texts))
        return key.arrange((0, -1, 0), buff=0.15, aligned_edge=(-1, 0, 0)).move_to((5.05, 3.1, 0))
