"""What the film of the δ recursion repeats: a layer and its curve, routes, a gradient."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Mobject,
    ReplacementTransform,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from bpview import lines, loss_lines, style
from bpview.chained_sum import ChainedSum
from bpview.equation import Equation
from bpview.formula import EQUALS, Formula, equated, part, slope
from bpview.motion import circled
from bpview.nudging import Wiggle
from bpview.numeral import Numeral
from bpview.overview import delta_legend
from bpview.phi_plot import PhiPlot
from bpview.reading import Reading
from bpview.routes import Routes
from bpview.whole_film import WholeFilm
from bpview.worked import grow, label

__all__ = ["DeltaFilm"]


class DeltaFilm(WholeFilm):
    """A small network with a line above it, between two looks at a large one."""

    def layer_with_curve(self, layer: int) -> None:
        """z = W a + b of one layer, and beside it the curve of its φ."""
        worked, net, reading = self.worked, self.worked.net, self.worked.reading
        line = lines.affine(reading, layer)
        curve = None
        if lines.diagonal(reading, layer):
            curve = PhiPlot(reading, layer, width=2.6, height=1.3)
        worked.place(line, curve)
        out = self.clear_line()
        if out:
            self.play(*out, run_time=0.4)
        weights, a = line.terms[1:3]
        left = line.terms[0].symbol, *line.signs[0]
        # One after the other, the weights in an arc to the right: neither crosses a number.
        factors = LaggedStart(
            AnimationGroup(*grow(weights, net.edges[layer], *left, path_arc=PI / 2)),
            AnimationGroup(*grow(a, net.columns[layer - 1])),
            lag_ratio=0.6,
        )
        self.play(factors, net.run_forward(layer), run_time=1.2)
        self.complete(line, run_time=0.6)
        new = [] if curve is None else [FadeIn(curve)]
        self.play(*worked.z_appears(layer), net.lit(layer, number=True), *new, run_time=0.8)
        self.wait(1.4)
        self.line, self.curve = line, curve

    def named(self, measured: VGroup) -> VGroup:
        """The last of the `measured` numbers gets its name: δ, a slope of the loss.

        Returned are the name, the number and what tells its sign.
        """
        L = self.L
        entry = self.worked.reading.entry("delta", L, 0)
        role = style.by_sign("delta", entry.value)
        name = Formula(f"{part(role, 'delta', L, 1)} = {slope('z', 'z', L, 1)} {EQUALS}")
        value = Numeral(entry, size=style.Size.FORMULA, colour=style.colour(role))
        equated(name, value).move_to(UP * 1.85 + LEFT * 3.4)
        self.play(FadeOut(*measured[:2], measured[2][0]), run_time=0.4)
        self.say_on()
        self.play(FadeIn(name), ReplacementTransform(measured[2][1], value), run_time=0.8)
        key = delta_legend().next_to(name, DOWN, buff=0.3, aligned_edge=LEFT)
        lit = Indicate(name.part(role), color=style.colour(role), scale_factor=1.3)
        self.play(lit, FadeIn(key), run_time=0.8)
        return VGroup(name, value, key)

    def kept_below(self, measured: VMobject) -> list[Any]:
        """The slope found by nudging goes where δ will stand, to be met by it."""
        self.measured = VGroup()
        if not self.worked.roomy:
            return []
        found: Any = self.worked.net.values("delta", self.L, "delta", DOWN)[0]
        role = style.by_sign("delta", found.entry.value)
        _, name = label(part(role, "delta", self.L, 1), found)
        self.measured.add(found, name)
        # In the middle, until δ comes: farther left edges end.
        self.measured.shift(RIGHT * (found.get_x() - self.measured.get_x()))
        # In an arc around the name of z.
        return [
            ReplacementTransform(measured, found, path_arc=PI / 3),
            FadeIn(name, rate_func=squish_rate_func(smooth, 0.5, 1)),
        ]

    def delta_meets(self) -> None:
        """δ comes to where its first entry was measured: they are the same."""
        worked, L = self.worked, self.L
        self.say_on()
        if self.measured.submobjects:
            found, name = self.measured
            place = worked.net.values("delta", L, "delta", DOWN)[0]
            self.play(FadeOut(name), found.animate.move_to(place), run_time=0.4)
        self.play(*worked.delta_appears(L, self.line), run_time=1)
        self.remove(*self.measured)
        if worked.roomy:
            first = worked.delta[L][0]
            lit = Indicate(first, color=first.get_fill_color(), scale_factor=1.5)
            self.play(lit, run_time=0.4)

    def slope_of_the_loss(self) -> Equation | None:
        """g^(L) out of the loss, where it is as plain as a − y; the loss stays beside it."""
        worked = self.worked
        first = loss_lines.slope(worked.reading)
        if first is None:
            return None
        rule = Formula(loss_lines.rule(worked.reading))
        worked.place(VGroup(rule, first).arrange(buff=1.2))
        self.play(FadeIn(rule), run_time=0.8)
        # The slope flies out of the loss; its numbers come from the network.
        self.play(FadeIn(first.symbols(), target_position=rule, scale=0.5), run_time=1)
        self.put_in(first, worked.net.columns[self.L], worked.rings)
        self.rest(first.terms[0])
        self.play(FadeOut(rule), run_time=0.4)
        return first

    def nudge_there_and_back(
        self,
        tensor: str,
        layer: int,
        index: tuple[int, ...],
        line: Routes | ChainedSum,
        place: tuple[float, float],
        lit: list[VMobject],
        weights: VMobject | None = None,
    ) -> VGroup:
        """Nudge there and back; what moves is lit, and the changes of `line` are told above.

        A weight that is nudged changes its edge; on the edges stand `weights` that are used.
        Returned is the quotient of the changes, at `place`: it has settled to the slope, and stays.
        """
        worked, told = self.worked, line.changes()
        nudge = Wiggle(worked.reading, tensor, layer, index, list(told), ratio=line.ratio)
        # As high as it goes, clear of the names of z below.
        rows = worked.place(nudge.rows(list(told.values()))).shift(UP * 0.15)
        rows.shift(LEFT * 1.2 * (place[0] > 0))  # clear of it, with more decimals too
        slope = nudge.quotient.move_to((*place, 0))
        # What changes first; what that does to the loss is told when it has been seen.
        causes, effects = rows[:-2], rows[-2:]
        told_one_by_one = LaggedStart(*map(FadeIn, causes), lag_ratio=0.5)
        new_weights = [] if weights is None else [weights]
        new = [FadeIn(m) for m in new_weights]
        self.play(worked.focus(*lit), told_one_by_one, *new, run_time=0.8)
        edges = worked.net.edges[layer] if tensor == "W" else VGroup()

        def follow(now: Reading) -> None:
            worked.show_reading(now)
            if tensor == "W":
                edges.weigh(now.array("W", layer))

        moved = [*worked.changing(layer), edges]
        self.play(nudge.run(follow, *moved, shown=len(causes)), run_time=1)
        self.wait(1 if layer < self.L else 0.4)  # the second time the rows are known
        self.play(FadeIn(effects, shift=UP * 0.2), run_time=0.4)
        self.wait(1)
        self.play(FadeIn(slope), run_time=0.4)
        self.wait(0.2)
        (about, *name), last = rows[-1]  # it stands alone now: about equal to nothing
        ends, gone = VGroup(rows[0], *name, last), VGroup(*rows[1:-1], about, *new_weights)
        self.play(FadeOut(gone), run_time=0.2)
        self.play(nudge.settle(follow, *moved), run_time=1.4 if layer < self.L else 1)
        self.wait(0.4)
        self.play(FadeOut(ends), run_time=0.2)
        follow(worked.reading)
        return slope

    def slopes_meet(self, measured: VGroup, calculated: Mobject) -> None:
        """What was measured and what was calculated light up together: they are the same."""
        numbers = [m for m in measured if isinstance(m, Numeral)]
        pair = *numbers, calculated
        lit = (Indicate(m, color=m.get_color(), scale_factor=1.15) for m in pair)
        if numbers:
            self.play(*lit, run_time=0.8)

    def route_by_route(self, line: Routes, layer: int, index: int, measured: VGroup) -> None:
        """Every edge that leaves a neuron brings its weight and its δ; then the sum, and Σ.

        The sum is what was `measured`.
        """
        worked, net = self.worked, self.worked.net
        neuron = net.neuron(layer, index)
        self.say_on()
        # Equal to what is to come: its sign of equality stands in line with the others.
        aside = [
            measured.animate.shift(RIGHT * (line.equals.get_x() - name.part("eq").get_x()))
            for name in measured[:1]
        ]
        self.play(*line.appear(line.symbol, neuron), FadeIn(line.equals), *aside, run_time=0.8)
        lit: list[VMobject] = [neuron]
        for j, route in enumerate(line.routes):
            edge, delta = net.edges[layer + 1].edge(j, index), worked.delta[layer + 1][j]
            lit += [edge, delta, net.neuron(layer + 1, j)]
            self.play(worked.focus(*lit), run_time=0.4)
            self.play(
                *line.appear(route.weight, edge),
                *line.appear(route.delta, delta),
                FadeIn(route.plus, route.dot),
                run_time=1,
            )
        self.say_on()
        self.play(FadeIn(line.result, shift=LEFT * 0.2), run_time=0.8)
        self.slopes_meet(measured, line.result)
        self.play(FadeIn(line.sigma), run_time=0.8)

    def in_symbols(self, line: Equation, layer: int) -> Formula:
        """δ^(l) = φ' ⊙ g with its numbers becomes the whole rule: in the place of g stands Wᵀ δ."""
        rule = Formula(lines.recursion(layer, layer + 1, named=True)).move_to(UP * 1.9)
        delta, slopes, g = (term.symbol for term in line.terms)
        moved = [(delta, "at0"), (line.signs[0][0], "at1"), (slopes, "at2")]
        moved.append((line.signs[1][0], "at3"))
        kept = {id(m) for old, _ in (*moved, (g, "")) for m in old.get_family()}
        whole = [line] if self.curve is None else [line, self.curve]
        gone = [m for m in self.all_in(*whole) if id(m) not in kept]
        self.play(FadeOut(*gone), run_time=0.4)
        place = g.get_center()
        self.play(
            *(ReplacementTransform(old, rule.part(name)) for old, name in moved),
            FadeOut(g),
            FadeIn(rule.part("at4"), target_position=place),
            run_time=0.8,
        )
        self.curve = None
        return rule

    def gradient_of_layer(self, layer: int) -> None:
        """∂ℒ/∂W = δ aᵀ fills in, entry by entry at the output; beside it ∂ℒ/∂b = δ."""
        worked, net, L = self.worked, self.worked.net, self.L
        if layer == L:
            self.say_on()
        line = lines.outer(worked.reading, layer)
        bias = lines.bias_beside(line, worked.reading, layer, numbers=worked.roomy)
        worked.place(VGroup(line, bias))
        stage: list[Any] = [net.columns[layer - 1], net.columns[layer]]
        stage += [*worked.delta.get(layer, ()), *net.edges[layer]]
        self.play(*self.clear_line(), worked.focus(*stage), run_time=0.4)
        if layer == L:
            self.fill_outer_product(line, layer, 0.4 if worked.roomy else 0.2)
            self.play(FadeIn(bias, shift=UP * 0.2), run_time=0.4)
            self.wait(1.2)
        else:  # the same line with other numbers
            self.play(FadeIn(line, bias), run_time=0.6)
            self.wait(0.2)
        self.line = VGroup(line, bias)

    def letter_by_letter(self, one: ChainedSum, measured: VGroup) -> None:
        """The slope by each letter of the sum; the first in numbers, to meet what was `measured`.

        The rule has its name once it has been used, and loses it when the line needs the room.
        """
        worked, net, L = self.worked, self.worked.net, self.L
        after, before = net.neuron(L, 0), net.neuron(L - 1, 0)
        known = [*worked.z.get(L, ())[:1], *worked.delta[L], after]
        own = circled(after.ring).set_stroke(style.colour("b"))  # b has no edge
        found = {
            1: [worked.focus(*known), FadeIn(own)],
            2: [worked.focus(*known, net.edges[L].edge(0, 0), before), FadeOut(own, one.title)],
        }
        for k in range(len(one.slopes)):
            if k == 1:
                self.say_on()
            if k:
                self.play(*one.swapped(k), *found[k], run_time=0.6)
            self.play(*one.differentiated(k), run_time=0.8)
            if k == 0:
                self.play(FadeIn(one.by_hand, target_position=one.slopes[0]), run_time=0.6)
                self.slopes_meet(measured, one.result)
                self.wait(1)
                late = squish_rate_func(smooth, 0.5, 1)
                named = FadeIn(one.title, rate_func=late)
                self.play(FadeOut(measured, one.by_hand), named, run_time=0.6)
            if k == 1:  # the slope by b is δ itself
                number = worked.delta[L][0]
                self.play(Indicate(number, color=number.get_fill_color()), run_time=0.6)
            self.wait((0.4, 0.4, 1.6)[k])
