"""The sensitivity film: nudge one weight and watch the loss; the slope is a product of links.

    manim render scenes/sensitivity.py
    BP_NETWORK=mine.toml manim render scenes/sensitivity.py

A network of one neuron per layer is worked through in numbers; any other opens the film, and the
chain that comes with the films stands in for the numbers.
"""

from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Group,
    Indicate,
    Line,
    ReplacementTransform,
    VGroup,
    VMobject,
)

from bpview import lines, style
from bpview.chain import Chain, is_chain, rules, slopes
from bpview.collapse import collapse
from bpview.diagram import Shape
from bpview.film import Film
from bpview.formula import EQUALS, Formula, Words, equated, part, sentence, slope, stacked
from bpview.graph import PhiPlot
from bpview.nudging import SMALLEST, LossNudge
from bpview.numberline import LinkedLines
from bpview.numeral import Numeral
from bpview.overview import LossLabel, Overview
from bpview.places import Place, change_of, name_of, ratio_of, role_of
from bpview.product import Product, by_hand, shown
from bpview.reading import Entry, Reading
from bpview.worked import grow

NUDGE = 0.8
TOP, GAP, MIDDLE, HALF = 1.1, 1.08, -2.65, 1.65
CHANGES, LINKS, BESIDE, RESULTS = -0.7, 5.5, 2.3, 5.35
SIZE = 34


class Sensitivity(Film):
    """∂ℒ/∂w = ∂z/∂w ∂a/∂z ∂ℒ/∂a, measured first, then link by link; the same for b and a."""

    network = "chain"
    title = "What does one weight do to the loss?"
    teaches = (
        "How much the loss answers a nudge of one weight: a product of slopes, one for every "
        "link between them."
    )

    def construct(self) -> None:
        """The beats, in order."""
        self.choose()
        self.ask()
        self.run_forward()
        self.nudge_one_weight()
        self.shrink_the_nudge()
        self.from_w_to_z()
        self.from_z_to_a()
        self.from_a_to_the_loss()
        self.multiply()
        self.substitute()
        if self.L > 1:
            self.layer_before()

    def choose(self) -> None:
        """The chain that is worked through, and the network it stands for; nothing is shown."""
        own = is_chain(self.reading)
        self.small: Reading = self.reading if own else self.read("chain")
        self.large: Reading = self.read("digits") if own else self.reading
        self.L = self.small.experiment.network.L
        self.chain = Chain(self.small, width=7.8).move_to((0.3, 2.45, 0))
        still = self.chain.still()
        if still:
            raise SystemExit(
                f"Sensitivity needs a chain in which every link answers a nudge, but {still}.\n"
                "Another input, other weights or another phi will do."
            )
        L = self.L
        self.w: Place = ("W", L, 0, 0)
        self.z: Place = ("z", L, 0)
        self.a: Place = ("a", L, 0)
        self.loss: Place = ("loss",)
        self.middle = [TOP - GAP * (k + 1 / 2) for k in range(3)]
        self.rows: list[VGroup] = []
        self.results: list[VGroup] = []
        self.aside: VMobject = VGroup()
        self.symbols = slopes(self.small, L)

    def ask(self) -> None:
        """A whole network, one loss, and one weight of many."""
        self.step(
            "The question",
            say="""One network, many weights, one loss. Change one weight a little: how much does
            the loss change?""",
            describe="""A whole network; lights run to the right, its neurons fill, and the loss
            appears. A line asks what one of its weights and biases does to the loss.""",
        )
        whole = Overview(self.large, Shape(7.4, 4.6, edge_width=2.4, edge_opacity=0.7))
        whole.move_to(DOWN * 0.9 + LEFT * 1.1)
        net = whole.diagram
        loss = LossLabel(self.large).next_to(whole, RIGHT, buff=0.6)
        size = style.Size.TITLE
        question = sentence(
            Words("What does one of", size=size),
            Numeral(self.large.count("parameters"), 0, size=size),
            Words("weights and biases do to the loss?", size=size),
        ).move_to(UP * 2.6)
        self.play(FadeIn(whole), run_time=0.8)
        for layer in range(1, net.last + 1):
            quick = 0.6 if net.last <= 4 else 0.2
            self.play(net.run_forward(layer, run_time=quick))
            self.play(net.lit(layer), run_time=0.2)
        self.play(FadeIn(loss, target_position=net.columns[net.last]), run_time=0.6)
        self.play(FadeIn(question, shift=DOWN * 0.2), run_time=0.8)
        self.wait(1)
        self.whole, self.opening = whole, Group(question, loss, whole.around)

    def run_forward(self) -> None:
        """The chain is run, and its last layer spelled out: three rules, each with its numbers."""
        chain, net, small, L = self.chain, self.chain.net, self.small, self.L
        self.step(
            "One neuron in each layer",
            say="""Smallest case: one neuron in each layer. The number in brackets counts layers, it
            is no exponent. z is w times a plus b, each one by one, a plain number. Phi bends z into
            a; against the target y comes the loss.""",
            describe="""All neurons of a layer walk together into one. In the chain that remains
            solid blue edges are positive weights, dashed red ones negative. Lights run through it
            and the neurons fill. The last layer is spelled out: z equals w times a plus b with its
            numbers, a curve of phi takes z to a, and the loss compares a with y.""",
        )
        self.play(FadeOut(self.opening), run_time=0.4)
        self.play(collapse(self.whole.diagram, net), run_time=2)
        self.remove(*self.whole.diagram.get_family())
        self.play(
            FadeIn(*chain.names.values(), *chain.weights.values(), *chain.biases.values()),
            net.lit(net.first, number=True),
            run_time=0.8,
        )
        for layer in range(net.first + 1, L + 1):
            self.play(net.run_forward(layer), run_time=0.6)
            self.play(net.lit(layer, number=True), run_time=0.4)
        line = lines.affine(small, L).move_to((-3.1, -0.35, 0))
        sources = chain.weights[L], net.neuron(L - 1, 0), chain.biases[L]
        for term, source, sign in zip(line.terms[1:], sources, (0, None, 1), strict=True):
            signs = line.signs[sign] if sign is not None else ()
            self.play(*grow(term, source, *signs), run_time=0.6)
        self.complete(line, run_time=0.6)
        curve = PhiPlot(small, L, width=3.6, height=1.9).move_to((3.9, -0.3, 0))
        self.play(FadeIn(curve), run_time=0.6)
        self.play(FadeIn(chain.rings, chain.y_name), run_time=0.4)
        rule = Formula(rules(small, L)[2])
        numbers = lines.loss_numbers(small)
        VGroup(rule, numbers).arrange(RIGHT, buff=0.3).move_to((0, -2.9, 0))
        self.play(FadeIn(rule, target_position=chain.rings), run_time=0.6)
        self.play(FadeIn(numbers), FadeIn(chain.loss), run_time=0.8)
        self.wait(1)
        self.spelled = [line, curve, VGroup(rule, numbers)]

    def nudge_one_weight(self) -> None:
        """Four number lines; one dot is moved, the others answer."""
        chain, net, L = self.chain, self.chain.net, self.L
        self.step(
            "Nudge one weight",
            say="""A number line for w, and one for all that it moves. Nudge w: z moves, so a moves,
            so the loss moves. Delta is the change of each, the thick bar.""",
            describe="""Number lines for w, z, a and the loss, one below the other on one scale,
            base values in the middle. The dot of w walks to the right and back; the dots of z and a
            follow, the loss answers. Bars mark the changes, grey rays join them from line to line,
            and the neuron, the edge and the loss of the network move with them.""",
        )
        self.rules = [Formula(text, size=38) for text in rules(self.small, L)]
        for rule, y in zip(self.rules, self.middle, strict=True):
            rule.move_to((4.6, y, 0))
        self.play(
            *(
                FadeIn(rule, target_position=source.get_center())
                for rule, source in zip(self.rules, self.spelled, strict=True)
            ),
            FadeOut(*self.spelled),
            run_time=1,
        )
        self.lines = self.linked(self.w, self.w, NUDGE)
        sources = [chain.weights[L], self.rules[0], net.neuron(L, 0), chain.loss]
        for line, source in zip(self.lines.lines, sources, strict=True):
            self.play(FadeIn(line, target_position=source.get_center(), scale=0.3), run_time=0.6)
        self.changes = self.lines.changes(3, CHANGES)
        self.scale_note = Words(
            "all four lines on one scale", size=style.Size.SMALL, role="neutral"
        )
        self.scale_note.move_to((MIDDLE, TOP - 3 * GAP - 0.55, 0))
        new = FadeIn(*self.lines.rays, *self.changes, self.scale_note)
        self.play(new, run_time=0.6)
        for goal, seconds in ((NUDGE, 1.8), (0.0, 1.0), (NUDGE, 1.8)):
            self.play(self.lines.to(goal, *chain.changing(), then=chain.take), run_time=seconds)
            self.wait(0.4)
        self.wait(1)

    def shrink_the_nudge(self) -> None:
        """Δℒ/Δw settles to the slope ∂ℒ/∂w while the nudge shrinks."""
        chain, L = self.chain, self.L
        self.step(
            "Shrink the nudge",
            say="""How much loss per weight? Divide the two changes. A large nudge tells of the
            curve; let it shrink, and the line through both points becomes the tangent. The ratio
            settles to the slope, written with a curly d.""",
            describe="""A curve of the loss against w. A level leg is the change of w, an upright
            pink leg the change of the loss, a white line goes through both points. As the nudge
            shrinks, dots on all lines come home and the ratio settles to the slope.""",
        )
        w = name_of(self.small, self.w)
        nudge = LossNudge(
            self.small,
            "W",
            L,
            (0, 0),
            symbol=w,
            role=role_of(self.small, self.w),
            width=4.1,
            height=2.9,
        )
        nudge.plot.move_to((4.5, -0.6, 0))
        texts = [change_of(self.small, p) for p in (self.w, self.loss)]
        texts.append(ratio_of(self.small, self.loss, self.w, change=True))
        formulas = [Formula(f"{text} {EQUALS}", size=SIZE) for text in texts]
        numbers = nudge.numerals(SIZE)
        rows = stacked(*(equated(f, n) for f, n in zip(formulas, numbers, strict=True)), gap=0.2)
        rows.move_to((0.75, -0.5, 0))
        self.lines.release(*self.changes)
        self.play(FadeOut(*self.rules, *self.changes), FadeIn(nudge.plot), run_time=0.8)

        def then(now: Reading) -> None:
            chain.take(now)
            self.lines.follow(nudge.by)

        moved = [*chain.changing(), *self.lines.rays, *self.lines.lines]
        nudge.by = NUDGE
        nudge.follow()
        self.play(FadeIn(nudge.moving, rows), run_time=0.8)
        self.wait(1.4)
        self.play(nudge.to(SMALLEST, then, *moved), run_time=3)
        self.wait(1)
        self.lines.tell = False
        self.lines.follow()
        chain.take(self.small)
        slope = Formula(f"{ratio_of(self.small, self.loss, self.w)} {EQUALS}", size=SIZE)
        slope.move_to(formulas[2])
        slope.shift(RIGHT * (formulas[2].part("eq").get_x() - slope.part("eq").get_x()))
        self.play(FadeOut(*rows[:2], formulas[2]), FadeIn(slope), run_time=0.8)
        self.measured = VGroup(slope, numbers[2])
        self.aside = VGroup(nudge.plot, nudge.moving)

    def from_w_to_z(self) -> None:
        """The first link, under a magnifying glass: Δz/Δw is a, whatever the nudge."""
        self.step(
            "From w to z",
            say="""Magnify all four lines alike, and go link by link. z moves a times as much as w,
            because in the sum w stands beside a.""",
            describe="""The four lines are magnified until the tiny nudge is as wide as before.
            Between w and z, the change of z over the change of w; the rule z equals w times a plus
            b gives its a to the slope. The neuron whose a it is flashes.""",
        )
        self.word = Words("measured", size=style.Size.SMALL, role="neutral")
        self.word.move_to((-1.7, -3.2, 0))
        home = self.measured.animate.move_to((0.6, -3.2, 0))
        self.play(FadeOut(self.aside), home, FadeIn(self.word), run_time=0.8)
        self.play(self.lines.to(zoom=self.lines.fitting(SMALLEST)), run_time=2)
        self.changes = self.lines.changes(7, CHANGES)
        self.play(FadeIn(*self.changes, shift=RIGHT * 0.2), run_time=0.6)
        rule = self.rules[0].set_y(self.middle[1] - 0.1)
        source = self.chain.net.neuron(self.L - 1, 0).ring
        self.link(0, rule, self.small.entry("a", self.L - 1, 0), "a", source)

    def from_z_to_a(self) -> None:
        """The second link: the slope of φ where it is used."""
        self.step(
            "From z to a",
            say="""a moves with z as steeply as the curve of phi runs at this z. That is phi prime,
            the slope of the tangent.""",
            describe="""Between z and a, the change of a over the change of z. Below it the curve of
            phi with a short tangent where z is; the slope of that tangent is the second factor.""",
        )
        curve = PhiPlot(self.small, self.L, width=3.2, height=1.4, slope=True)
        curve.move_to((4.7, -2.5, 0))
        entry = self.small.entry("phi_prime", self.L, 0)
        self.link(1, curve, entry, "phi_prime", self.chain.net.neuron(self.L, 0).ring)

    def from_a_to_the_loss(self) -> None:
        """The third link: what came out minus what was wanted."""
        entry = self.small.entry("g", self.L, 0)
        turned = """ It is negative: more a, less loss, so here the rays cross."""
        self.step(
            "From a to the loss",
            say="""Last, the loss itself, against a: its slope compares what came out with what was
            wanted."""
            + (turned if entry.value < 0 else ""),
            describe="""Between a and the loss, the change of the loss over the change of a. The
            rule of the loss gives its slope: for half the square, a minus y. Where it is negative
            the rays between the two lines cross.""",
        )
        rule = self.rules[2].set_y(self.middle[2] - 1.15)
        self.link(2, rule, entry, "g", self.chain.rings)

    def multiply(self) -> None:
        """The three links multiplied are the measured slope; then the name."""
        self.step(
            "Multiplied",
            say="""z per w, times a per z, times loss per a: z and a cancel. So multiply the three
            links: out comes the slope that the nudge measured. This is the chain rule. One weight,
            one route to the loss: nothing to add.""",
            describe="""The three factors come down into one line, symbols, then numbers; the
            product equals the measured slope, which lights up. The name, chain rule, appears. A
            light runs along the one route from the weight to the loss.""",
        )
        self.play(*self.clear_aside(), FadeOut(*self.changes, self.scale_note), run_time=0.4)
        self.lines.release(*self.changes)
        self.results = [self.measured]
        eq = self.measured[0].part("eq")
        to_results = RIGHT * (RESULTS - eq.get_x()) + UP * (self.middle[0] - eq.get_y())
        above = (RESULTS + 0.2, self.middle[0] + 0.75, 0)
        moves: list[Any] = [self.measured.animate.shift(to_results)]
        moves.append(self.word.animate.move_to(above))
        moves += [row.animate.shift(LEFT * (LINKS - BESIDE)) for row in self.rows]
        self.play(*moves, run_time=1)
        self.product = self.product_of(self.w, self.small.entry("a", self.L - 1, 0), "a")
        product = self.product
        self.play(FadeIn(product.left, target_position=self.results[0]), run_time=0.6)
        self.play(FadeIn(product.signs[0], product.signs[1]), run_time=0.4)
        for k, row in enumerate(self.rows):
            self.play(self.light(k), run_time=0.4)
            new: list[Any] = [FadeIn(product.symbols[k], target_position=row[0], scale=0.6)]
            new.append(FadeIn(product.numbers[k], target_position=row[1], scale=0.6))
            if k:
                new.append(FadeIn(product.dots[k - 1]))
            self.play(*new, run_time=0.8)
        self.play(self.light(), FadeIn(product.signs[2], product.result), run_time=0.8)
        self.play(
            Indicate(self.results[0], color=style.colour("ink"), scale_factor=1.2),
            Indicate(product.result, color=style.colour("ink"), scale_factor=1.3),
            run_time=1,
        )
        self.name = Words("the chain rule")
        self.name.next_to(product, RIGHT, buff=0.4).match_y(product.result)
        self.play(FadeIn(self.name, shift=LEFT * 0.2), run_time=0.6)
        self.play(self.chain.net.run_forward(self.L), run_time=0.8)

    def substitute(self) -> None:
        """The same skeleton with b, and with the a before, in the place of w."""
        later = self.L > 1
        self.step(
            "One substitution",
            say="""Now nudge b instead: z moves just as much, so the first link is one; the others
            stay."""
            + (" Nudge the a before: z moves w times as much." if later else ""),
            describe="""The first line becomes that of b. Its rays to z run parallel, and in the
            product only the first factor changes, to one. Then it becomes that of the a of the
            layer before, and the first factor is w.""",
        )
        L, small = self.L, self.small
        b: Place = ("b", L, 0)
        self.play(FadeOut(self.name, self.word), run_time=0.2)
        one = small.quotient(small.nudged("b", L, (0,), SMALLEST), self.z, b)
        self.swap(b, b, SMALLEST, "", one, "ink")
        if later:
            a: Place = ("a", L - 1, 0)
            knob: Place = ("W", L - 1, 0, 0)
            moved = small.moved(small.nudged("W", L - 1, (0, 0), NUDGE), *a).value
            by = SMALLEST * NUDGE / abs(moved)
            name = name_of(small, self.w)
            self.swap(a, knob, by, name, small.entry(*self.w), role_of(small, self.w))

    def layer_before(self) -> None:
        """With a the chain goes on: five links from a weight of the layer before."""
        L, small = self.L, self.small
        self.step(
            "The layer before",
            say="""And a comes from the layer before, so the chain goes on: from its weight to the
            loss there are five links. Multiply them. Whatever the layer, the rules on the right are
            the same.""",
            describe="""Six number lines, from the weight of the layer before down to the loss. The
            nudge of that weight passes through all of them, smaller and smaller. Beside each gap
            its slope in symbols and numbers, below them their product. At the right the chain rule
            for w, b and a of any layer.""",
        )
        knob: Place = ("W", L - 1, 0, 0)
        z: Place = ("z", L - 1, 0)
        a: Place = ("a", L - 1, 0)
        places: list[Place] = [knob, z, a, self.z, self.a, self.loss]
        gap = 0.9
        six = LinkedLines(small, knob, places, by=SMALLEST, half=1.45, gap=gap)
        six.shift(UP * TOP + RIGHT * (MIDDLE - 0.3))
        six.tell = False
        self.play(
            FadeOut(self.lines, self.product, *self.rows, *self.results),
            run_time=0.4,
        )
        self.play(FadeIn(six), run_time=0.8)
        self.play(six.to(SMALLEST), run_time=1.6)
        links = [
            (part("a", "a", L - 2), small.entry("a", L - 2, 0), "a"),
            (lines.phi_prime(L - 1), small.entry("phi_prime", L - 1, 0), "phi_prime"),
            (name_of(small, self.w), small.entry(*self.w), role_of(small, self.w)),
            (self.symbols[1], small.entry("phi_prime", L, 0), "phi_prime"),
            (self.symbols[2], small.entry("g", L, 0), "g"),
        ]
        rows = [self.row(*link) for link in links]
        whole = small.entry("dW", L - 1, 0, 0)
        numbers: list[Any] = [row[1] for row in rows]
        sign = by_hand(shown(whole, "ink", SIZE), numbers)
        total = self.row(ratio_of(small, self.loss, knob, flat=True), whole, "ink", sign=sign)
        for k, row in enumerate([*rows, total]):
            at(row, 0.65, TOP - gap * min(k + 1 / 2, 5))
        below = Line(LEFT, RIGHT, stroke_width=2, color=style.colour("neutral"))
        below.set_length(total[1].width + 0.3).move_to(total[1]).shift(UP * 0.225)
        for row, ray in zip(rows, six.rays, strict=True):
            self.play(FadeIn(row, target_position=ray), run_time=0.6)
        self.wait(0.6)
        self.play(FadeIn(below, total), run_time=0.8)
        general = VGroup(*(Formula(text, size=style.Size.SMALL) for text in general_rules()))
        general.arrange(DOWN, buff=0.4, aligned_edge=RIGHT).set_y(-1.3).set_x(6.75, RIGHT)
        name = Words("the chain rule").next_to(general, UP, buff=0.4)
        self.play(FadeIn(name, general, shift=LEFT * 0.2), run_time=1)
        self.wait(3)

    # -- gestures that are repeated

    def places(self, first: Place) -> list[Place]:
        """What four lines show, from the entry that is nudged to the loss."""
        return [first, self.z, self.a, self.loss]

    def linked(self, first: Place, knob: Place, by: float) -> LinkedLines:
        """Four lines where lines hang: the first axis at TOP, all axes around MIDDLE."""
        found = LinkedLines(self.small, knob, self.places(first), by=by, half=HALF, gap=GAP)
        return found.shift(UP * TOP + RIGHT * MIDDLE)

    def row(
        self, text: str, entry: Entry, role: str, *, size: float = SIZE, sign: str = "="
    ) -> VGroup:
        """``text = number``."""
        formula = Formula(f"{text} {{{{ {sign} : eq }}}}", size=size)
        colour = style.signed(role, entry.value)
        decimals = shown(entry, role, size).decimals
        number = Numeral(entry, decimals, size=size, colour=colour, flush_left=True)
        return equated(formula, number, gap=0.15)

    def light(self, k: int | None = None) -> AnimationGroup:
        """The rays of one gap come forward, those of the others step back; None: all alike."""
        rest = 0.22 if k is None else 0.1
        areas: list[Any] = [ray[0] for ray in self.lines.rays]
        return AnimationGroup(
            *(m.animate.set_fill(opacity=0.6 if j == k else rest) for j, m in enumerate(areas))
        )

    def clear_aside(self) -> list[Any]:
        """What stands beside a link goes away."""
        gone, self.aside = self.aside, VGroup()
        return [FadeOut(gone)] if gone.get_family()[1:] else []

    def link(self, k: int, source: VMobject, entry: Entry, role: str, where: VMobject) -> None:
        """One gap: the ratio of the changes, what it comes from, the slope with its number."""
        places = self.places(self.w)
        top, bottom = places[k + 1], places[k]
        number = self.lines.quotient(k, size=SIZE)
        ratio = Formula(f"{ratio_of(self.small, top, bottom, change=True)} {EQUALS}", size=SIZE)
        measured = at(equated(ratio, number, gap=0.15), LINKS, self.middle[k])
        self.play(*self.clear_aside(), self.light(k), run_time=0.4)
        self.play(FadeIn(measured, target_position=VGroup(*self.changes[k : k + 2])), run_time=0.8)
        self.wait(1.4)
        self.play(FadeIn(source), run_time=0.6)
        self.play(Indicate(where, color=style.colour("ink"), scale_factor=1.15), run_time=0.6)
        text = f"{ratio_of(self.small, top, bottom)} = {{{{ {self.symbols[k]} : link }}}}"
        row = self.row(text, entry, role)
        at(row, LINKS, self.middle[k])
        self.play(
            FadeOut(measured),
            FadeIn(row[0], target_position=source, scale=0.6),
            FadeIn(row[1]),
            run_time=1,
        )
        self.lines.release(number)
        self.rows.append(row)
        self.aside = source
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
        return Product(whole, factors, size=SIZE).move_to((-1.2, -3.3, 0))

    def swap(
        self, first: Place, knob: Place, by: float, text: str, entry: Entry, role: str
    ) -> None:
        """The first line becomes another; in the product only the first factor changes."""
        small, old, before = self.small, self.product, self.rows[0]
        new = self.linked(first, knob, by)
        new.tell = False
        self.play(FadeOut(self.lines, before), FadeIn(new), run_time=0.6)
        self.lines = new
        self.play(new.to(by), run_time=1.2)
        equals = f" = {text}" if text else ""
        row = self.row(ratio_of(small, self.z, first) + equals, entry, role)
        at(row, BESIDE, self.middle[0])
        self.play(self.light(0), FadeIn(row, target_position=new.rays[0]), run_time=0.8)
        self.rows[0] = row
        self.product = product = self.product_of(first, entry, role)
        kept = [(old.signs[k], product.signs[k]) for k in (0, 1)]
        kept += [(old.symbols[k], product.symbols[k]) for k in (1, 2)]
        kept += [(old.numbers[k], product.numbers[k]) for k in (1, 2)]
        kept += list(zip(old.dots, product.dots, strict=True))
        self.play(
            *(ReplacementTransform(was, now) for was, now in kept),
            FadeOut(old.left, old.symbols[0], old.numbers[0], old.signs[2], old.result),
            FadeIn(product.left),
            FadeIn(product.symbols[0], product.numbers[0], target_position=row),
            run_time=0.8,
        )
        self.play(FadeIn(product.signs[2], product.result), run_time=0.6)
        self.result(first, product.result)

    def result(self, first: Place, source: Any) -> None:
        """∂ℒ/∂first and its number join the row of results."""
        row = self.row(ratio_of(self.small, self.loss, first), source.entry, "ink")
        at(row, RESULTS, self.middle[len(self.results)])
        self.play(FadeIn(row, target_position=source), run_time=0.6)
        self.results.append(row)


def at(row: VGroup, x: float, y: float) -> VGroup:
    """Move ``text = number`` so that its sign of equality stands at (x, y)."""
    sign = row[0].part("eq")
    return row.shift(RIGHT * (x - sign.get_x()) + UP * (y - sign.get_y()))


def general_rules() -> list[str]:
    """The chain rule for w, b and the a before, in any layer."""
    both = f"{lines.phi_prime('ell')} dot {slope('a', 'a', 'ell')}"
    rows = (
        ("W", "w", "ell", part("a", "a", "ell-1")),
        ("b", "b", "ell", "1"),
        ("a", "a", "ell-1", part("W", "w", "ell")),
    )
    return [
        f"{slope(role, letter, layer)} = {link} dot {both}" for role, letter, layer, link in rows
    ]
