"""What a film on linked number lines repeats: a link, a product of links, one substitution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import style
from bpview.chain import Chain, is_chain, slopes
from bpview.entry import Entry
from bpview.film import Film
from bpview.formula import EQUALS, Formula, Words, equated, sentence
from bpview.link_rows import SIZE, at, slope_row
from bpview.linked_lines import LinkedLines
from bpview.motion import circled, come_forward, stepped_back
from bpview.nudging import LossNudge, Wiggle
from bpview.opening import Opening
from bpview.places import Place, change_of, name_of, ratio_of, role_of
from bpview.product import Product
from bpview.reading import Reading
from bpview.verbs import framed

__all__ = ["LinkedFilm"]

TOP, GAP, MIDDLE, HALF = 1.05, 1.0, -2.65, 1.65
CHANGES, LINKS, BESIDE, RESULTS = -0.7, 5.42, 2.3, 5.35
_AREA, _LIT, _BACK = 0.22, 0.6, 0.1
_CONTEXT = 0.35


class LinkedFilm(Film):
    """A film on a chain of single neurons: the network above, four number lines below it.

    Attributes
    ----------
    small, large
        The chain that is worked through, and the network that shrinks into it: the film's own if
        that is no chain, else the digit network.
    chain
        The picture of `small`.
    lines
        The number lines that hang below it now.
    ticks, before
        Words and the number that tells the scale of the lines; what their numbers are.
    rows
        The links met so far, each ``slope = symbol = number`` beside its gap.
    changes
        Beside every line how far its dot has moved.
    results
        Slopes of the loss found so far, at the right.
    """

    def set_chain(self) -> None:
        """Choose and lay out both networks; nothing is shown yet.

        A chain in which a link answers no nudge ends the program with one clear message.
        """
        own = is_chain(self.reading)
        self.small: Reading = self.reading if own else self.read("chain")
        self.large: Reading = self.read("digits") if own else self.reading
        self.L = L = self.small.experiment.network.L
        self.chain = Chain(self.small, width=7.8).move_to((0.3, 2.35, 0))
        still = self.chain.still()
        if still:
            raise SystemExit(
                f"{type(self).__name__} needs a chain in which every link answers a nudge, but "
                f"{still}.\nAnother input, other weights or another phi will do."
            )
        self.w: Place = ("W", L, 0, 0)
        self.z: Place = ("z", L, 0)
        self.a: Place = ("a", L, 0)
        self.loss: Place = ("loss",)
        self.middle = [TOP - GAP * (k + 1 / 2) for k in range(3)]
        self.symbols = slopes(self.small, L)
        self.lines: LinkedLines
        self.product: Product
        self.ticks: Any
        self.before: Words
        self.rows: list[VGroup] = []
        self.changes: list[VGroup] = []
        self.results: list[VGroup] = []
        self.aside: VMobject = VGroup()
        self.ringed: list[VMobject] = []

    def one_weight_of(self, opening: Opening) -> None:
        """One weight of a whole network, the one its loss feels most, moves there and back."""
        net, loss = opening.whole.diagram, opening.loss
        most = self.large.largest("dW", net.last)
        way = net.way(net.last, *most.index)
        nudge = Wiggle(self.large, "W", net.last, most.index, [])

        def follow(now: Reading) -> None:
            net.activate(net.last, now)
            loss.value.set_entry(now.entry("loss"))
            way.weigh(now.array("W", net.last))

        j, i = most.index
        seen = VGroup(way, net.circles((net.last, j), (net.last - 1, i)))
        self.play(*stepped_back(*net.edges.values()), FadeIn(seen), run_time=0.4)
        moved = [net.columns[net.last], loss, way]
        self.play(nudge.run(follow, *moved), run_time=0.8)
        self.play(nudge.run(follow, *moved, back=True), run_time=0.6)
        self.play(*come_forward(*net.edges.values()), FadeOut(seen), run_time=0.4)

    def places(self, first: Place) -> list[Place]:
        """What four lines show, from the entry that is nudged to the loss."""
        return [first, self.z, self.a, self.loss]

    def checked_nudge(self, most: float) -> float:
        """The largest nudge of w, in steps of a twentieth up to `most`, that checks as it is shown.

        To every number before it add its change, both with three decimals: that is the number
        after it. Where no nudge does, it is `most`.
        """
        small, (tensor, layer, *index) = self.small, self.w
        for by in np.arange(int(20 * most + 1e-9), 0, -1) / 20:
            now = small.nudged(tensor, layer, tuple(index), float(by))
            found = [
                (small.entry(*place), small.moved(now, *place), now.entry(*place))
                for place in self.places(self.w)
            ]
            told = np.round([[entry.value for entry in row] for row in found], 3)
            if np.allclose(told[:, 0] + told[:, 1], told[:, 2], rtol=0, atol=1e-9):
                return float(by)
        return most

    def linked(self, first: Place, knob: Place, by: float) -> LinkedLines:
        """Four lines where lines hang: the first axis at TOP, all axes around MIDDLE."""
        found = LinkedLines(self.small, knob, self.places(first), by=by, half=HALF, gap=GAP)
        return found.shift(UP * TOP + RIGHT * MIDDLE)

    def note_the_scale(self) -> None:
        """Below the lines: how far it is from tick to tick, and what the numbers at their left say.

        Returned in ``ticks`` and ``before``; the film shows them.
        """
        low = TOP - 3 * GAP - 0.5
        words = Words("tick to tick", size=style.Size.SMALL, role="neutral")
        self.ticks = sentence(words, self.lines.tick()).move_to((MIDDLE, low, 0))
        self.before = Words("before the nudge", size=style.Size.SMALL, role="neutral")
        self.before.move_to((-5.55, low, 0))
        self.before.shift(UP * (words[0].get_bottom()[1] - self.before[0].get_bottom()[1]))

    def loss_nudge(self) -> tuple[LossNudge, VGroup]:
        """The loss against w at the right, and Δw, Δℒ and Δℒ/Δw between it and the lines."""
        small, w = self.small, self.w
        nudge = LossNudge(
            small,
            *("W", self.L, (0, 0)),
            symbol=name_of(small, w),
            role=role_of(small, w),
            width=4.1,
            height=2.9,
            reach=1.2,
        )
        nudge.plot.move_to((4.5, -0.6, 0))
        texts = [change_of(small, p) for p in (w, self.loss)]
        texts.append(ratio_of(small, self.loss, w, change=True))
        return nudge, nudge.rows(texts, SIZE, gap=0.2).move_to((0.75, -0.5, 0))

    def light(self, k: int | None = None) -> AnimationGroup:
        """The rays of one gap come forward, those of the others step back; None: all alike."""
        rest = _AREA if k is None else _BACK
        areas: list[Any] = [ray[0] for ray in self.lines.rays]
        return AnimationGroup(
            *(m.animate.set_fill(opacity=_LIT if j == k else rest) for j, m in enumerate(areas))
        )

    def attend(self, k: int | None = None) -> list[Any]:
        """The rays, the changes and the link of gap `k` come forward, all others step back.

        None: all come forward. What is not on screen stays away.
        """
        moves: list[Any] = [self.light(k)]
        for rows, used in ((self.rows, (k,)), (self.changes, (k, k if k is None else k + 1))):
            for j, row in enumerate(rows):
                opacity = 1.0 if k is None or j in used else _CONTEXT
                moves += [m.animate.set_opacity(opacity) for m in self.seen_in(row)]
        return moves

    def clear_aside(self) -> list[Any]:
        """What stands beside a link goes away, and rings in the network are as they were."""
        gone, self.aside = self.aside, VGroup()
        rings, self.ringed = self.ringed, []
        back: list[Any] = [FadeOut(ring) for ring in rings]
        return [*back, *([FadeOut(gone)] if gone.get_family()[1:] else [])]

    def ring(self, *rings: VMobject) -> list[Any]:
        """Circles around rings in the network, until what stands beside a link goes away."""
        self.ringed = [circled(ring) for ring in rings]
        return [FadeIn(circle) for circle in self.ringed]

    def link(
        self, k: int, source: Sequence[VMobject], entry: Entry, role: str, rings: list[VMobject]
    ) -> None:
        """One gap: the ratio of the changes, what it comes from, the slope with its number.

        The parts of its `source` appear beside it and stay as ``aside``; `rings` are where in the
        network its number comes from.
        """
        places = self.places(self.w)
        top, bottom = places[k + 1], places[k]
        number = self.lines.quotient(k, size=SIZE)
        ratio = Formula(f"{ratio_of(self.small, top, bottom, change=True)} {EQUALS}", size=SIZE)
        measured = at(equated(ratio, number, gap=0.16), LINKS, self.middle[k])
        self.play(*self.clear_aside(), *self.attend(k), run_time=0.4)
        self.play(FadeIn(measured, shift=RIGHT * 0.2), run_time=0.8)
        self.wait(1.2)
        self.play(FadeIn(source[0]), *self.ring(*rings), run_time=0.6)
        for piece in source[1:]:
            self.play(FadeIn(piece, shift=UP * 0.1), run_time=0.4)
        self.wait(0.4)
        text = f"{ratio_of(self.small, top, bottom)} = {{{{ {self.symbols[k]} : link }}}}"
        row = at(slope_row(text, entry, role), LINKS, self.middle[k])
        self.lines.release(number)
        self.play(FadeOut(ratio), run_time=0.4)
        self.play(ReplacementTransform(number, row[1]), FadeIn(row[0]), run_time=0.6)
        self.rows.append(row)
        self.aside = VGroup(*source)
        self.rest(row)

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
        at(row, RESULTS, self.middle[len(self.results)])
        self.play(FadeIn(row, shift=UP * 0.2), *also, run_time=0.6)
        self.results.append(row)

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
