"""What a film does with a product of links: it grows, and one factor gives way to another."""

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
from bpview.formula import Formula, Words
from bpview.link_rows import SIZE, at, slope_row
from bpview.linked_film import BESIDE, LINKS, LinkedFilm
from bpview.measuring import measured_slope
from bpview.nudging import SMALLEST
from bpview.places import Place, name_of, ratio_of, role_of
from bpview.product import Product
from bpview.verbs import framed

__all__ = ["ProductFilm"]

_RESULTS, _QUOTIENT = 5.35, 2.3


class ProductFilm(LinkedFilm):
    """A film whose links are multiplied.

    Attributes
    ----------
    product
        The product at the foot of the frame now.
    results
        Slopes of the loss found so far, at the right.
    quotient
        What a nudge of b or of the a before measures: a word, and a row ``quotient = number``.
    """

    product: Product

    def set_chain(self) -> None:
        """As `LinkedFilm.set_chain`; nothing is found yet."""
        super().set_chain()
        self.results: list[VGroup] = []
        self.quotient = VGroup()

    def multiply_out(self) -> None:
        """The links make room; beside them what was measured, below them their product."""
        numeral: Any = self.measured[1]
        gone, self.changes = self.changes, []
        self.lines.release(*gone)
        self.play(*self.clear_aside(), *self.attend(), FadeOut(*gone), run_time=0.4)
        aside = LEFT * (LINKS - BESIDE)
        self.play(*(row.animate.shift(aside) for row in self.rows), run_time=0.8)
        row = self.found(self.w, numeral.entry)
        self.word.next_to(row, UP, buff=0.2)
        self.play(FadeIn(row, self.word, shift=UP * 0.2), run_time=0.6)
        self.product = self.product_of(self.w, self.small.entry("a", self.L - 1, 0), "a")
        self.product_grows(self.product)

    def is_the_measured(self) -> None:
        """The result of the product goes to what was measured: the same number."""
        found = self.product.result.copy()
        self.play(found.animate.move_to(self.results[0][1]), run_time=0.8)
        self.remove(found)
        self.same(self.results[0], self.product.result)

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
        left = FadeIn(product.left, target_position=self.results[-1])
        self.play(left, FadeIn(product.signs[0], product.signs[1]), run_time=0.6)
        for k, row in enumerate(self.rows):
            self.play(*self.attend(k), run_time=0.4)
            new: list[Any] = [FadeIn(product.symbols[k], target_position=row[0], scale=0.6)]
            new.append(FadeIn(product.numbers[k], target_position=row[1], scale=0.6))
            if k:
                new.append(FadeIn(product.dots[k - 1]))
            self.play(*new, run_time=0.6)
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
        # Of few digits, so that what is measured with it can be found again.
        by = float(f"{SMALLEST * SMALLEST / abs(moved):.3g}")
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
        small, old, before = self.small, self.product, self.rows[0]
        product = self.product_of(first, entry, role)
        nudge, slope = measured_slope(small, knob, by, first, product.result.entry.value)
        new = self.linked(first, knob, nudge)
        new.tell, new.zoom = False, self.magnified * by / nudge
        new.follow()
        frame, ticks = framed(where), self.ticks_of(new).move_to(self.ticks)
        # What no longer holds leaves at once.
        gone = FadeOut(
            *(old.left, old.symbols[0], old.numbers[0], old.signs[2], old.result),
            *(self.lines, before, self.ticks, *self.quotient),
        )
        self.play(FadeIn(new, frame, ticks), gone, run_time=0.6)
        self.lines, self.ticks = new, ticks
        self.play(new.to(nudge), run_time=0.8)
        self.quotient = self.measured_row(first, slope)
        self.play(FadeIn(self.quotient, target_position=new.lines[-1].bar), run_time=0.6)
        equals = f" = {text}" if text else ""
        row = slope_row(ratio_of(small, self.z, first) + equals, entry, role)
        at(row, BESIDE, self.middle[0])
        self.rows[0], self.product = row, product
        kept: list[Any] = [(old.signs[k], product.signs[k]) for k in (0, 1)]
        kept += [(old.symbols[k], product.symbols[k]) for k in (1, 2)]
        kept += [(old.numbers[k], product.numbers[k]) for k in (1, 2)]
        kept += list(zip(old.dots, product.dots, strict=True))
        moved = (ReplacementTransform(was, now) for was, now in kept)
        self.play(self.light(0), FadeIn(row, shift=RIGHT * 0.2), *moved, run_time=0.8)
        self.play(FadeIn(product.left, product.symbols[0], product.numbers[0]), run_time=0.6)
        result = self.found(first, product.result.entry)
        self.play(
            FadeIn(product.signs[2], product.result),
            FadeIn(result, shift=UP * 0.2),
            *self.faded(*self.results[:-1]),
            FadeOut(frame),
            run_time=0.6,
        )
        self.same(self.quotient[1][1], product.result)

    def measured_row(self, first: Place, slope: Entry) -> VGroup:
        """The change of the loss over that of `first` as the nudge gave it; a word before it."""
        text = ratio_of(self.small, self.loss, first, change=True, flat=True)
        row = at(slope_row(text, slope, "ink"), _QUOTIENT, self.ticks.get_y())
        word = Words("measured", size=style.Size.SMALL, role="neutral")
        word.next_to(row, LEFT, buff=0.25)
        floor = self.before[0].get_bottom()[1]
        row.shift(UP * (floor - row[1].baseline))
        word.shift(UP * (floor - word[0].get_bottom()[1]))
        return VGroup(word, row)

    def found(self, first: Place, entry: Entry) -> VGroup:
        """∂ℒ/∂first and its number, as the next in the column of results, to be shown."""
        row = slope_row(ratio_of(self.small, self.loss, first), entry, "ink")
        at(row, _RESULTS, self.middle[len(self.results)])
        self.results.append(row)
        return row

    @staticmethod
    def lit(*names: Formula) -> AnimationGroup:
        """Names in the network light up."""
        colour = style.colour("ink")
        return AnimationGroup(*(Indicate(n, color=colour, scale_factor=1.5) for n in names))
