"""What a film does with a product of links: it grows, one factor is swapped, the chain goes on."""

from __future__ import annotations

from typing import Any

from manim import (
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Indicate,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.entry import Entry
from bpview.formula import Formula
from bpview.link_rows import SIZE, at, slope_row
from bpview.linked_film import BESIDE, LINKS, LinkedFilm
from bpview.longer_chain import LongerChain
from bpview.nudged_film import MIDDLE, TOP
from bpview.nudging import SMALLEST
from bpview.places import Place, name_of, ratio_of, role_of
from bpview.product import Product
from bpview.verbs import framed

__all__ = ["ProductFilm"]

_RESULTS = 5.35


class ProductFilm(LinkedFilm):
    """A film whose links are multiplied.

    Attributes
    ----------
    product
        The product at the foot of the frame now.
    results
        Slopes of the loss found so far, at the right.
    longer
        The chain from a weight of the layer before.
    """

    product: Product
    longer: LongerChain

    def set_chain(self) -> None:
        """As `LinkedFilm.set_chain`; nothing is found yet."""
        super().set_chain()
        self.results: list[VGroup] = []

    def multiply_out(self) -> None:
        """The links make room; beside them what was measured, below them their product."""
        numeral: Any = self.measured[1]
        gone, self.changes = self.changes, []
        self.lines.release(*gone)
        self.play(*self.clear_aside(), *self.attend(), FadeOut(*gone), run_time=0.4)
        self.play(*(row.animate.shift(LEFT * (LINKS - BESIDE)) for row in self.rows), run_time=0.8)
        self.play(FadeOut(self.word, self.measured), run_time=0.2)
        self.result(self.w, numeral.entry)
        self.word.next_to(self.results[0], UP, buff=0.2)
        self.play(FadeIn(self.word), run_time=0.2)
        self.product = self.product_of(self.w, self.small.entry("a", self.L - 1, 0), "a")
        self.product_grows(self.product)

    def is_the_measured(self) -> None:
        """The result of the product goes to what was measured: the same number."""
        ink, result = style.colour("ink"), self.product.result
        found = result.copy()
        self.play(found.animate.move_to(self.results[0][1]), run_time=1)
        self.remove(found)
        self.play(Indicate(self.results[0], color=ink, scale_factor=1.2), run_time=0.6)

    def product_of(self, first: Place, entry: Entry, role: str) -> Product:
        """∂ℒ/∂first as a product along the four lines, at the foot of the frame."""
        small, L = self.small, self.L
        quantity = {"W": "dW", "b": "db", "a": "g"}[first[0]]
        places = self.places(first)
        entries = [entry, small.entry("phi_prime", L, 0), small.entry("g", L, 0)]
        factors = [
            (ratio_of(small, top, bottom), found, shade)
            for bottom, top, found, shade in zip(
                places, places[1:], entries, (role, "phi_prime", "g"), strict=False
            )
        ]
        whole = (ratio_of(small, self.loss, first), small.entry(quantity, *first[1:]), "ink")
        product = Product(whole, factors, size=SIZE)
        return product.move_to((0, -3.25, 0)).set_x(-6.7, LEFT)

    def product_grows(self, product: Product) -> None:
        """Link after link goes from its row into the product; what cancels lights up; the result.

        The left-hand side comes out of the last of the results.
        """
        self.play(FadeIn(product.left, target_position=self.results[-1]), run_time=0.6)
        self.play(FadeIn(product.signs[0], product.signs[1]), run_time=0.4)
        for k, row in enumerate(self.rows):
            self.play(*self.attend(k), run_time=0.4)
            new: list[Any] = [FadeIn(product.symbols[k], target_position=row[0], scale=0.6)]
            new.append(FadeIn(product.numbers[k], target_position=row[1], scale=0.6))
            if k:
                new.append(FadeIn(product.dots[k - 1]))
            self.play(*new, run_time=0.8)
        self.play(*product.cancelling(), run_time=0.8)
        self.play(*self.attend(), FadeIn(product.signs[2], product.result), run_time=0.8)

    def swap_b(self) -> None:
        """b in the place of w: the first factor is one."""
        L, small = self.L, self.small
        b: Place = ("b", L, 0)
        one = small.quotient(small.nudged("b", L, (0,), SMALLEST), self.z, b)
        self.swap(b, b, SMALLEST, "", one, "ink", self.chain.biases[L])

    def swap_a(self) -> None:
        """The a before in the place of w: the first factor is w."""
        L, small = self.L, self.small
        a: Place = ("a", L - 1, 0)
        knob: Place = ("W", L - 1, 0, 0)
        moved = small.moved(small.nudged("W", L - 1, (0, 0), SMALLEST), *a).value
        by = SMALLEST * SMALLEST / abs(moved)
        name, role = name_of(small, self.w), role_of(small, self.w)
        self.swap(a, knob, by, name, small.entry(*self.w), role, self.chain.names[L - 1])

    def swap(
        self,
        first: Place,
        knob: Place,
        by: float,
        text: str,
        entry: Entry,
        role: str,
        where: VMobject,
    ) -> None:
        """The first line becomes that of `first`; in the product only the first factor changes.

        `text` and `entry` are the slope of z by `first`, as a symbol (or nothing) and a number;
        its name, `where` it stands in the network, is framed.
        """
        small, old, before, old_lines = self.small, self.product, self.rows[0], self.lines
        new = self.linked(first, knob, by)
        new.tell, new.zoom = False, old_lines.zoom
        new.follow()
        frame = framed(where)
        # What no longer holds leaves at once.
        gone = FadeOut(old.left, old.symbols[0], old.numbers[0], old.signs[2], old.result)
        self.play(FadeOut(self.lines, before), FadeIn(new, frame), gone, run_time=0.6)
        self.lines = new
        self.ticks[1].set_entry(new.step())
        self.play(new.to(by), run_time=1.4)
        equals = f" = {text}" if text else ""
        row = slope_row(ratio_of(small, self.z, first) + equals, entry, role)
        at(row, BESIDE, self.middle[0])
        self.play(self.light(0), FadeIn(row, shift=RIGHT * 0.2), run_time=0.8)
        self.rows[0] = row
        self.product = product = self.product_of(first, entry, role)
        kept: list[Any] = [(old.signs[k], product.signs[k]) for k in (0, 1)]
        kept += [(old.symbols[k], product.symbols[k]) for k in (1, 2)]
        kept += [(old.numbers[k], product.numbers[k]) for k in (1, 2)]
        kept += list(zip(old.dots, product.dots, strict=True))
        self.play(*(ReplacementTransform(was, now) for was, now in kept), run_time=0.4)
        self.play(FadeIn(product.left, product.symbols[0], product.numbers[0]), run_time=0.6)
        self.play(FadeIn(product.signs[2], product.result), run_time=0.6)
        self.result(first, product.result.entry, FadeOut(frame))
        self.wait(0.2)

    def result(self, first: Place, entry: Entry, *also: Any) -> None:
        """∂ℒ/∂first and its number join the column of results; with what happens `also`."""
        row = slope_row(ratio_of(self.small, self.loss, first), entry, "ink")
        at(row, _RESULTS, self.middle[len(self.results)])
        self.play(FadeIn(row, shift=UP * 0.2), *also, run_time=0.6)
        self.results.append(row)

    @staticmethod
    def lit(*names: Formula) -> AnimationGroup:
        """Names in the network light up."""
        colour = style.colour("ink")
        return AnimationGroup(*(Indicate(n, color=colour, scale_factor=1.5) for n in names))

    def two_lines_more(self) -> None:
        """Four lines make room for the two before them, and the first of six is nudged."""
        self.longer = longer = LongerChain(self.small, top=TOP, middle=MIDDLE - 0.3)
        self.ticks[1].set_entry(longer.lines.step())
        self.play(
            FadeOut(*self.lines.rays, self.product, self.rules[0]),
            FadeOut(*self.rows, *self.results),
            run_time=0.4,
        )
        down = UP * (longer.low - self.ticks.get_y())
        lower = (note.animate.shift(down) for note in (self.ticks, self.before))
        self.play(*longer.out_of(self.lines), *lower, run_time=0.8)
        self.play(longer.lines.to(SMALLEST), run_time=1.6)
        self.lines = longer.lines
        self.add(self.lines)
        self.play(FadeIn(longer.measured, shift=RIGHT * 0.2), run_time=0.6)

    def five_links(self) -> None:
        """Link after link appears beside its gap; lights run along the network."""
        net, longer = self.chain.net, self.longer
        for k, (row, ray) in enumerate(zip(longer.rows, longer.lines.rays, strict=True)):
            # The route on the network: through a and z of either layer.
            light = {1: [net.run_forward(self.L - 1)], 2: [net.run_forward(self.L)]}.get(k, [])
            self.play(self.light(k), FadeIn(row, target_position=ray), *light, run_time=0.6)

    def five_multiplied(self) -> None:
        """The links go into one product, which is what was measured."""
        longer, product = self.longer, self.longer.product
        self.play(self.light(), FadeIn(product.terms[0].symbol), run_time=0.4)
        self.play(*longer.gathered(), run_time=1)
        self.complete(product, run_time=0.6)
        ink = style.colour("ink")
        same = longer.measured[1], product.terms[0].grid
        self.play(*(Indicate(m, color=ink, scale_factor=1.1) for m in same), run_time=0.8)

    def clear_lines(self) -> None:
        """All leaves but the network and the product of five links."""
        longer = self.longer
        gone = self.lines, self.ticks, self.before, longer.known, longer.measured, *longer.rows
        self.play(FadeOut(*gone), run_time=0.4)

    def goes_on(self, rule: Any, before: Any) -> None:
        """What `rule` finds is the last factor of the same, one layer `before`; lights run back."""
        found, last = rule.part("left").copy(), before.part("last")
        there = {id(m) for m in last.get_family()}
        rest = [m for m in before.family_members_with_points() if id(m) not in there]
        self.play(ReplacementTransform(found, last), run_time=0.8)
        same = (framed(m) for m in (rule.part("left"), last))
        self.play(*map(FadeIn, (*rest, *same)), run_time=0.4)
        for layer in (self.L, self.L - 1):
            self.play(self.chain.net.run_back(layer), run_time=0.8)
