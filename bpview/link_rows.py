"""Rows ``slope = number`` of a chain of links, and the rule they make for any layer."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from bpview import lines, style
from bpview.entry import Entry
from bpview.formula import EQUALS, Formula, Words, equated, part, slope
from bpview.numeral import Numeral
from bpview.product import shown

__all__ = ["SIZE", "at", "general_rules", "slope_row"]

SIZE = 31


def slope_row(text: str, entry: Entry, role: str, size: float = SIZE) -> VGroup:
    """``text = number``."""
    decimals = shown(entry, role, size).decimals
    colour = style.signed(role, entry.value)
    number = Numeral(entry, decimals, size=size, colour=colour, flush_left=True)
    return equated(Formula(f"{text} {EQUALS}", size=size), number, gap=0.16)


def at(row: VGroup, x: float, y: float) -> VGroup:
    """Move ``text = number`` so that its sign of equality stands at (x, y)."""
    sign = row[0].part("eq")
    return row.shift(RIGHT * (x - sign.get_x()) + UP * (y - sign.get_y()))


def general_rules() -> tuple[Words, VGroup]:
    """The chain rule for w, b and the a before, in any layer: its name above three rules.

    A fourth is the first again, one layer before: its last factor is what the third one finds. One
    column is for what differs, one for what they share.
    """
    links = (
        ("W", "w", "ell", "ell", part("a", "a", "ell-1")),
        ("b", "b", "ell", "ell", "1"),
        ("a", "a", "ell-1", "ell", part("W", "w", "ell")),
        ("W", "w", "ell-1", "ell-1", part("a", "a", "ell-2")),
    )
    rules = VGroup()
    for role, letter, layer, at_layer, link in links:
        last = f"{{{{ {slope('a', 'a', at_layer)} : last }}}}"
        both = f"{lines.phi_prime(at_layer)} dot {last}"
        text = f"{{{{ {slope(role, letter, layer)} : left }}}} {EQUALS} {{{{ {link} : link }}}} "
        rules.add(Formula(f"{text} {{{{ dot {both} : both }}}}", size=34))
    rules.arrange(DOWN, buff=0.25)
    rules[-1].shift(DOWN * 0.2)
    for rule in rules:
        rule.shift(LEFT * rule.part("eq").get_x())
    column = max(rule.part("both").get_left()[0] for rule in rules)
    for rule in rules:
        rule.part("both").shift(RIGHT * (column - rule.part("both").get_left()[0]))
        rule.part("link").set_x((rule.part("eq").get_right()[0] + column) / 2)
    rules.move_to(DOWN * 1.35)
    name = Words("the chain rule", size=36).next_to(rules, UP, buff=0.3)
    return name, rules
