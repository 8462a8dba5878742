"""What a film does that ends on the smallest case: to it, through it in numbers, to the rules."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    PI,
    UP,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from bpview import lines, style
from bpview.collapse import shrunk
from bpview.diagram import Diagram
from bpview.equation import Equation
from bpview.formula import Formula
from bpview.phi_plot import phi_rule
from bpview.rules import forward_rules
from bpview.sayings import said
from bpview.worked import grow
from bpview.worked_film import WorkedFilm

__all__ = ["SmallestFilm"]


class SmallestFilm(WorkedFilm):
    """A large network becomes the one on the stage of `Worked`, and that the rules for any.

    ``found`` is the a of the layer that was worked through last.
    """

    found: VMobject

    def shrink_to_smallest(self, large: Diagram) -> None:
        """The `large` network collapses; where another takes its place, that is told above it."""
        worked = self.worked
        another = worked.reading is not self.reading
        many, few = (reading.count("parameters") for reading in (self.reading, worked.reading))
        told = VGroup(
            said(many, "weights and biases are too many to follow.", size=style.Size.TITLE),
            said("Another network, with", few, "of its own.", size=style.Size.TITLE),
        )
        told.arrange(DOWN, buff=0.3).move_to((0, 2.2, 0))
        self.line = told if another else VGroup()
        self.play(*map(FadeIn, self.line[:1]), run_time=0.6)
        shrunk(self, large, worked.net, 1.6)
        self.play(FadeIn(worked.names), *map(FadeIn, self.line[1:]), run_time=0.8)

    def names_step_aside(self) -> list[Any]:
        """Animations: the names of the columns go below them, where there is room for z above."""
        worked = self.worked
        if not worked.roomy:
            return [FadeOut(worked.names)]
        pairs = zip(worked.names, worked.net.columns.values(), strict=True)
        return [name.animate.next_to(column, DOWN, buff=0.15) for name, column in pairs]

    def layer_in_numbers(self, layer: int) -> None:
        """A layer forward: z = W a + b term by term, and beside it a = φ(z)."""
        worked, net, reading = self.worked, self.worked.net, self.worked.reading
        line, bent = self._layer_lines(layer)
        z, W, a, b = line.terms
        gone = self.clear_line()
        if gone:
            self.play(*gone, run_time=0.4)
        self.line = VGroup(line)
        self.play(*grow(W, net.edges[layer], z.symbol, *line.signs[0]), run_time=0.8)
        around = grow(a, net.columns[layer - 1], path_arc=PI / 2)  # not through W
        self.play(*around, net.run_forward(layer), run_time=1)
        self.play(*grow(b, net.columns[layer], *line.signs[1]), run_time=0.6)
        self.first_by_hand(line, layer)
        self.complete(line, run_time=0.6)
        self.play(*worked.z_appears(layer), run_time=0.4)
        self.say_on()
        if bent is not None:
            signs = [sign for both in bent.signs[1:] for sign in both]
            self.play(*grow(bent.terms[1], z.grid, *signs), run_time=0.6)
            rule = Formula(phi_rule(reading.experiment.network.phi[layer]), size=style.Size.SMALL)
            self.play(FadeIn(rule.next_to(bent, UP, buff=0.35)), run_time=0.4)
            self.complete(bent, run_time=0.6)
            self.line = VGroup(line, bent, rule)
        self.play(net.lit(layer, number=True), run_time=0.6)
        self.wait(0.8)

    def next_layer_in_numbers(self, layer: int) -> None:
        """The same lines with other numbers, in the place of the layer before.

        Their z comes when the lights have arrived, and their a with that of the neurons.
        """
        net, found = self.worked.net, self.found
        line, bent = self._layer_lines(layer)
        z, a = VGroup(line.terms[0].grid, line.terms[0].shape), line.terms[2].grid
        others = {id(m) for grid in (z, a) for m in grid.get_family()}
        new = [m for m in line.family_members_with_points() if id(m) not in others]
        kept = {id(m) for m in found.get_family()}
        self.play(FadeOut(*(m for m in self.seen_in(self.line) if id(m) not in kept)), run_time=0.4)
        # What the layer before has found is what this one takes.
        late = squish_rate_func(smooth, 0.5, 1)
        moves = ReplacementTransform(found, a), FadeIn(*new, rate_func=late)
        self.play(*moves, net.run_forward(layer), run_time=1)
        self.play(*self.worked.z_appears(layer), FadeIn(z), run_time=0.4)
        self.wait(0.6)
        whole = [line] if bent is None else [line, bent]
        self.play(net.lit(layer, number=True), *map(FadeIn, whole[1:]), run_time=0.6)
        self.line = VGroup(*whole)
        self.wait(1.6)

    def _layer_lines(self, layer: int) -> tuple[Equation, Equation | None]:
        """z = W a + b, and a = φ(z) on one level beside it; where φ couples, that is not told.

        What it finds is noted.
        """
        reading = self.worked.reading
        line = lines.affine(reading, layer)
        bent = lines.activation(reading, layer) if lines.diagonal(reading, layer) else None
        self.worked.place(line, bent)
        if bent is not None:
            bent.shift(UP * (line.terms[0].grid.get_y() - bent.terms[0].grid.get_y()))
            level = line.signs[0][0].get_y() - bent.signs[0][0].get_y()
            bent.symbols().shift(UP * level)
        self.found = self.worked.net.columns[layer].copy() if bent is None else bent.terms[0].grid
        return line, bent

    def rules_for_any_layer(self) -> None:
        """The rules of the forward pass, one after the other, and the names they speak of."""
        worked = self.worked
        self.line = rules = worked.place(forward_rules(worked.reading)).shift(UP * 0.3)
        net, last = worked.net, worked.net.last
        sources = net.columns[net.first], net.edges[last], net.columns[last], worked.loss
        for rule, source in zip(rules, sources, strict=True):
            self.play(FadeIn(rule, target_position=source, scale=0.3), run_time=0.4)
