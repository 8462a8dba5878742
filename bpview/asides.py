"""What stands beside a link of the chain: the curve its slope is read off, and its rule."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup, VMobject

from bpview import lines, style
from bpview.chain import rules
from bpview.formula import Formula
from bpview.graph import LossPlot, PhiPlot, phi_rule
from bpview.link_rows import SIZE
from bpview.reading import Reading

__all__ = ["loss_aside", "phi_aside"]

_TOLD = (1.35, -3.15, 0.0)  # left of the curves


def phi_aside(reading: Reading, layer: int) -> list[VMobject]:
    """φ of a layer with a run of one and its rise; the rule of φ' in symbols and in numbers."""
    # A unit is about as long both ways, so that the slope looks as steep as it is.
    curve = PhiPlot(reading, layer, width=3.2, height=1.15, slope=True, reach=3.1)
    legs = curve.legs()[:2]
    legs[1:].set_color(style.colour("a"))  # a rise of a, as on its line
    phi = reading.experiment.network.phi[layer]
    name = Formula(phi_rule(phi, layer=layer), size=style.Size.SMALL)
    name.next_to(curve.y_label.get_corner(DOWN + LEFT), UP + RIGHT, buff=0).shift(UP * 0.1)
    curve.remove(curve.y_label).add(legs, name).move_to((5.0, -2.58, 0))
    rule = Formula(phi_rule(phi, slope=True, layer=layer), size=SIZE)
    told = VGroup(rule, lines.slope_by_hand(reading, layer, SIZE)).arrange(DOWN, buff=0.25)
    return [curve, *told.move_to(_TOLD)]


def loss_aside(reading: Reading, layer: int, rings: VMobject) -> list[VMobject]:
    """The loss against the last a, its rule, and a − y in numbers below the `rings` of the target.

    The numbers where that difference is its slope.
    """
    curve = LossPlot(reading, width=3.2, height=1.2).move_to((5.0, -2.8, 0))
    rule = Formula(rules(reading, layer)[2], size=SIZE)
    plain = reading.experiment.network.loss == "half_squared_error"
    told = [lines.difference_by_hand(reading, style.Size.SMALL)] if plain else []
    for one in told:
        one.next_to(rings, DOWN, buff=0.25).shift(RIGHT * 0.75)
    return [curve, rule.move_to((_TOLD[0], -3.25, 0)), *told]
