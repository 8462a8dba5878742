"""What a film does to a chain of single neurons: fill it, nudge it, take δ back through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import (
    PI,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Mobject,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.equation import Equation
from bpview.factor_bars import FactorBars
from bpview.film import Film
from bpview.formula import Formula, part
from bpview.handed_on import HandedOn
from bpview.levels import Levels
from bpview.logplot import LogCurve, LogPlot
from bpview.motion import arrives, circled, retold, stepped_back
from bpview.nudging import SMALLEST, ZNudge
from bpview.reading import Reading
from bpview.slopes import Ripple, SlopeMeter
from bpview.worked import grow

__all__ = ["DELTA", "ChainFilm"]

DELTA = part("delta", "delta", "ell")


class ChainFilm(Film):
    """A film on a chain of single neurons.

    Attributes
    ----------
    chain, small, names
        The chain, its picture, and a^(l) above its neurons.
    ripple
        A nudge of its first z, and what of it comes through.
    factors
        What its layers pass on, as bars.
    """

    chain: Reading
    small: Diagram
    ripple: Ripple
    factors: FactorBars

    def lay_chain(self, chain: Reading) -> None:
        """Choose the chain; nothing is shown yet."""
        self.chain = chain
        shape = Shape(11.2, 1, radius=0.38, edge_width=5.0)
        self.small = Diagram(chain, shape).move_to((-0.5, 0.95, 0))
        self.names = VGroup(
            *(
                Formula(part("a", "a", layer), size=style.Size.SMALL).next_to(column, UP, buff=0.15)
                for layer, column in self.small.columns.items()
            )
        )

    def fill(self, reading: Reading) -> None:
        """The chain shows the a of another reading."""
        for layer in self.small.columns:
            self.small.activate(layer, reading, number=True)

    # -- the slope of one neuron

    def meter_appears(self, meter: SlopeMeter) -> None:
        """The curve comes out of the first neuron, and its slope, the rise, is drawn as a bar."""
        net = self.small
        plot = FadeIn(meter.plot, target_position=net.columns[1], scale=0.3)
        self.play(FadeIn(circled(net.neuron(1, 0).ring)), plot, run_time=1)
        self.play(FadeIn(meter.moving), FadeIn(*meter.rows[:2]), run_time=0.6)
        bar = FadeIn(meter.bar, target_position=meter.moving)
        self.play(FadeIn(meter.ground, meter.one), bar, FadeIn(meter.rows[2]), run_time=0.8)

    def law_grows(self, law: Equation, meter: SlopeMeter) -> None:
        """Δz, φ' and Δa grow out of the neuron, the bar and the run."""
        sources: list[Mobject] = [self.small.columns[1], meter.bar, meter.moving[1]]
        for k in (2, 1, 0):
            grown = FadeIn(law.terms[k].symbol, target_position=sources[k], scale=0.3)
            self.play(grown, run_time=0.4)
        self.complete(law.symbols(), run_time=0.4)

    def z_slides(self, meter: SlopeMeter) -> None:
        """z goes far to both sides and comes back; the largest slope is marked."""
        columns = list(self.small.columns.values())
        self.play(meter.to(2.8, self.fill, *columns), run_time=1)
        self.play(meter.to(-3.6, self.fill, *columns), run_time=1.2)
        self.play(meter.back(self.fill, *columns), run_time=0.8)
        self.play(FadeIn(meter.most), run_time=0.6)

    def law_holds(self, law: Equation, meter: SlopeMeter) -> None:
        """The nudge of before, on the curve: its rise is what the law foretells."""
        _, run, rise, _, one = meter.moving
        nudge = meter.nudged(self.ripple.most)
        self.play(FadeOut(run, rise, one), FadeIn(nudge), run_time=0.6)
        self.complete(law, run_time=0.6)

    # -- the factor of a layer

    def passed_on(self) -> Equation:
        """Δz = w Δa, in which Δa opens into φ' Δz; returned is what then stands there."""
        passed, joined = (line.move_to(UP * 2.75) for line in self.ripple.passed_on())
        self.play(FadeIn(self.factors.weights), FadeIn(passed.symbols()), run_time=0.6)
        self.complete(passed, run_time=0.6)
        self.wait(0.6)
        self._opened(passed, joined)
        return joined

    def _opened(self, passed: Equation, joined: Equation) -> None:
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

    def bars_are_stretched(self) -> None:
        """The bars of φ' become those of |w φ'|."""
        shown, bars = self.factors, self.factors.slopes
        self.play(FadeOut(shown.slope_numbers, shown.slope_name), run_time=0.4)
        self.add(bars)
        self.play(bars.to(shown.factors), run_time=0.8)
        bars.role = "neutral"
        new = FadeIn(shown.factor_numbers, shown.factor_name)
        self.play(bars.to(shown.factors), new, run_time=0.4)

    # -- δ goes back

    def slope_of_the_loss(self) -> None:
        """Nudge the last z, and the loss answers; the quotient, settled, is δ of that layer."""
        net, shown = self.small, self.factors
        nudge = ZNudge(self.chain, 0, width=3.8, height=2.0)
        nudge.plot.move_to((4.2, -1.75, 0))
        rows: Any = nudge.rows(nudge.names, 36, gap=0.25).move_to((0.2, -1.75, 0))
        circle = circled(net.neuron(net.last, 0).ring)
        nudge.follow()
        self.play(FadeIn(nudge.plot, nudge.moving, rows, circle), run_time=0.6)
        self.play(nudge.to(2.0, self.fill, net.columns[net.last]), run_time=1)
        self.wait(0.4)
        self.play(nudge.to(SMALLEST, self.fill, net.columns[net.last]), run_time=1.2)
        self.fill(self.chain)
        self.say_on()
        self.wait(0.4)
        self.play(FadeIn(shown.definition, shift=UP * 0.2), run_time=0.6)
        name, number = shown.last_delta
        gone = FadeOut(nudge.plot, nudge.moving, circle, *rows[:2], rows[2][0])
        found = arrives(number, rows[2][1])  # past the factors, which can still be read
        self.play(gone, found, FadeIn(name, shown.signs), FadeOut(rows[2][1]), run_time=0.6)

    def passes_on(self) -> None:
        """Nudge the last z but one: the last z answers by its factor, the loss by δ times that."""
        self.say_on()
        net, shown, last = self.small, self.factors, self.small.last
        nudge = HandedOn(self.chain).move_to((0.2, -1.75, 0))
        by_factor, by_delta = nudge.to_z, nudge.to_loss
        circle = circled(net.neuron(last - 1, 0).ring)
        moved = [net.columns[k] for k in (last - 1, last)]
        factor = VGroup(shown.times[-1], shown.factor_numbers[-1])
        lit = Indicate(factor, color=style.colour("ink"), scale_factor=1.3)
        self.play(FadeIn(by_factor, circle), run_time=0.6)
        self.play(nudge.to(nudge.most, self.fill, *moved, shown=1), lit, run_time=1)
        self.wait(1.2)
        self.say_on()
        sources = shown.loss[1], shown.last_delta, by_factor.terms[0]
        grown = [move for pair in zip(by_delta.terms, sources, strict=True) for move in grow(*pair)]
        self.play(*grown, FadeIn(*(VGroup(*pair) for pair in by_delta.signs)), run_time=0.8)
        self.complete(by_delta, run_time=0.2)  # a negative factor has parentheses
        self.wait(0.8)
        told = self.one_into_the_other(nudge)
        back = nudge.to(0.0, self.fill, *moved, shown=0)
        self.play(FadeOut(told, circle), back, run_time=0.4)

    def one_into_the_other(self, nudge: HandedOn) -> VGroup:
        """Δz^(L) is put into the line of the loss, which is returned: before Δz^(L-1) stands δ."""
        by_factor, by_delta = nudge.to_z, nudge.to_loss
        joined, before = nudge.put_together()
        self.say_on()
        self.play(FadeOut(by_factor.terms[0], by_delta.terms[2], *by_factor.signs[0]), run_time=0.4)
        old = [*by_delta.terms[:2], *by_factor.terms[1:]]
        pairs = [(was.symbol, now.symbol) for was, now in zip(old, joined.terms, strict=True)]
        pairs += [(was.grid, now.grid) for was, now in zip(old, joined.terms, strict=True)]
        signs = zip((*by_delta.signs, *by_factor.signs[1:]), joined.signs, strict=True)
        pairs += [pair for was, now in signs for pair in zip(was, now, strict=True)]
        gone = FadeOut(*(term.parens for term in old))
        self.play(*(ReplacementTransform(*pair) for pair in pairs), gone, run_time=1)
        self.complete(joined, run_time=0.2)
        self.play(FadeIn(before), run_time=0.6)
        self.wait(1.4)
        return VGroup(joined, before)

    def rule_grows(self) -> None:
        """|δ| of the last layer but one, out of its factor and the δ behind it."""
        self.say_on()
        shown, rule = self.factors, self.factors.rule
        sources = (shown.factor_numbers[-1], shown.deltas[-1])
        for term, source, signs in zip(rule.terms[1:], sources, rule.signs, strict=False):
            # Around the factors that stand in the way.
            self.play(*grow(term, source, *signs, path_arc=PI / 2), run_time=0.4)
        self.complete(rule, run_time=0.4)

    def goes_back(self) -> None:
        """A light runs back; |δ| of layer after layer appears, as a bar and as a number."""
        done = stepped_back(self.factors.rule)
        for n in range(self.small.last - 1, 0, -1):
            # What has been seen twice can be faster.
            seconds = 0.6 if n > self.small.last - 3 else 0.4
            self.play(*self.factors.taken_back(n), *done, run_time=seconds)
            done = []

    # -- its sizes on a logarithmic axis

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

    def bars_become_points(self, plot: LogPlot, points: LogCurve, *also: VMobject) -> None:
        """The tops of the bars stay, as points, and lines at powers of ten stand between them.

        These move to even distances, and every point stays between its lines.
        """
        bars, ground = self.factors.sizes, self.factors.ground
        levels = Levels(plot, bars)
        for bar, dot in zip(reversed(bars), points.dots, strict=True):
            dot.move_to(bar.get_top())
        self.play(FadeIn(plot.axis, levels.lines, *levels.told, points.dots), run_time=0.6)
        self.wait(0.4)
        self.say_on()
        # What names the numbers names the axis now.
        named = retold(self.factors.delta_name, plot.symbol, ("delta",), ())
        self.play(levels.spread(points), FadeOut(*bars, ground), *named, run_time=1.4)
        self.complete(plot, *also, run_time=0.4)

    def factors_light_up(self, *with_them: Any) -> None:
        """Each factor lights up as the line takes its drop."""
        ink, shown = style.colour("ink"), self.factors
        self.say_on()
        pairs: Sequence[Any] = [*zip(shown.times, shown.factor_numbers, strict=True)]
        lit = (Indicate(VGroup(*pair), color=ink, scale_factor=1.3) for pair in reversed(pairs))
        self.play(*with_them, LaggedStart(*lit, lag_ratio=0.8), run_time=1.8)
