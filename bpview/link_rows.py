"""Rows ``slope = number`` of a chain of links, and the rule they make for any layer."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, VGroup

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
        pieces = {
            "left": slope(role, letter, layer),
            "eq": "=",
            "link": link,
            "first": "dot",
            "middle": lines.phi_prime(at_layer),
            "second": "dot",
            "last": slope("a", "a", at_layer),
        }
        rules.add(
            Formula(" ".join(f"{{{{ {text} : {k} }}}}" for k, text in pieces.items()), size=SIZE)
        )
    rules.arrange(DOWN, buff=0.36)
    x = 0.0
    for piece in pieces:  # one column for each; there will be frames around `left` and `last`
        column = [rule.part(piece) for rule in rules]
        width = max(found.width for found in column)
        x += {"eq": 0.12, "link": 0.06, "last": 0.28}.get(piece, 0.0)
        for found in column:
            found.set_x(x + width, RIGHT) if piece == "left" else found.set_x(x + width / 2)
        x += width + 0.16
    for rule in rules:  # a dot stands half-way between its neighbours
        for before, dot, after in (("link", "first", "middle"), ("middle", "second", "last")):
            sides = rule.part(before).get_right()[0], rule.part(after).get_left()[0]
            rule.part(dot).set_x(sum(sides) / 2)
    rules.move_to((-3.4, -1.55, 0))
    name = Words("the chain rule", size=36).next_to(rules, UP, buff=0.3)
    return name, rules
