"""What stands beside a link of the chain: the curve its slope is read off, and its rule."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, Indicate, VGroup, VMobject

from bpview import lines, style
from bpview.chain import rules, slopes
from bpview.formula import EQUALS, LOSS, Formula, part
from bpview.graph import LossPlot
from bpview.link_rows import SIZE
from bpview.motion import born
from bpview.phi_plot import PhiPlot, phi_rule
from bpview.places import ratio_of
from bpview.reading import Reading

__all__ = ["HalfSquare", "loss_aside", "phi_aside"]

_TOLD = (1.35, -3.15, 0.0)  # left of the curves
_LOW = (-5.2, -3.3, 0.0)
_GONE = 0.35


def phi_aside(reading: Reading, layer: int) -> list[VMobject]:
    """φ of a layer with a run of one and its rise; the rule of φ' in symbols and in numbers."""
    # A unit is about as long both ways, so that the slope looks as steep as it is.
    curve = PhiPlot(reading, layer, width=3.2, height=1.15, slope=True, reach=3.1)
    legs = curve.legs()[:2]
    legs[1:].set_color(style.colour("a"))  # a rise of a, as on its line
    phi = reading.experiment.network.phi[layer]
    name = Formula(phi_rule(phi, layer=layer), size=style.Size.SMALL)
    name.next_to(curve.y_label.get_corner(DOWN + LEFT), UP + RIGHT, buff=0).shift(UP * 0.2)
    curve.remove(curve.y_label).add(legs, name).move_to((5.0, -2.53, 0))
    name.shift(LEFT * max(0.0, name.get_right()[0] - 6.85))
    rule = Formula(phi_rule(phi, slope=True, layer=layer), size=SIZE)
    told = VGroup(rule, lines.slope_by_hand(reading, layer, SIZE)).arrange(DOWN, buff=0.25)
    return [curve, *told.move_to(_TOLD)]


def loss_aside(reading: Reading, layer: int, rings: VMobject) -> list[VMobject]:
    """The loss against the last a, and its rule; `rings` are those of the target."""
    curve = LossPlot(reading, width=3.2, height=1.05).move_to((5.0, -2.88, 0))
    if reading.experiment.network.loss == "half_squared_error":
        return [curve, HalfSquare(reading, layer, rings)]
    rule = Formula(rules(reading, layer)[2], size=SIZE)
    rule.move_to((_TOLD[0], -3.25, 0))
    return [curve, rule.shift(LEFT * max(0.0, rule.get_right()[0] - 3.1))]


class HalfSquare(VGroup):
    """ℒ = ½ (a − y)²; to be shown beside it, its slope: the 2 comes down and cancels the half.

    Attributes
    ----------
    rule, slope
        What is differentiated, and what comes of it.
    numbers
        a − y in numbers, below the `rings` of the target.
    """

    def __init__(self, reading: Reading, layer: int, rings: VMobject) -> None:
        a, y = part("a", "a", layer), "{{ y : target }}"
        inner, half = f"{{{{ ({a} - {y}) : inner }}}}", "{{ frac(1, 2) : half }}"
        text = f"{LOSS} {EQUALS} {half} {inner}^({{{{ 2 : square }}}})"
        self.rule = Formula(text, size=SIZE).move_to(_LOW)
        left = ratio_of(reading, ("loss",), ("a", layer, 0), flat=True)
        found = f"{{{{ = : then }}}} {slopes(reading, layer)[2]}"
        text = f"{{{{ {left} : left }}}} {EQUALS} {{{{ 2 : square }}}} {{{{ dot : dot }}}}"
        self.slope = Formula(f"{text} {half} {inner} {found}", size=SIZE)
        self.slope.next_to(self.rule, RIGHT, buff=0.8)
        self.slope.shift(UP * (self.rule.part("eq").get_y() - self.slope.part("eq").get_y()))
        self.numbers = lines.difference_by_hand(reading, style.Size.SMALL)
        self.numbers.next_to(rings, DOWN, buff=0.4).shift(RIGHT * 0.75)
        super().__init__(self.rule)

    def differentiated(self) -> list[list[Any]]:
        """The beats: the 2 comes down, it meets the half, both step back; what is left."""
        rule, slope = self.rule, self.slope
        gone = VGroup(*(slope.part(name) for name in ("square", "dot", "half")))
        ink = style.colour("ink")
        return [
            [
                FadeIn(slope.part("left"), slope.part("eq"), slope.part("dot")),
                *(born(slope.part(k), rule.part(k)) for k in ("square", "half", "inner")),
            ],
            [Indicate(slope.part(k), color=ink, scale_factor=1.2) for k in ("square", "half")],
            [
                *(m.animate.set_opacity(_GONE) for m in gone.family_members_with_points()),
                FadeIn(slope.part("then"), slope.part("g"), shift=RIGHT * 0.1),
            ],
        ]
