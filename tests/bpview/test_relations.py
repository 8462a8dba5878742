"""The equations a film shows, as text that Typst sets again."""

import pytest
from manim import VGroup

from bpview.formula import EQUALS, LOSS, Formula, Words, part
from bpview.relations import plain, relations


def glyphs(*texts):
    return VGroup(*texts).family_members_with_points()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ x : a }} = 1", "x = 1"),
        ("{{ {{ W^((2)) : W }} a : at0 }} {{ = : at1 }} {{ z }}", "W^((2)) a = z"),
        ("frac({{ partial cal(L) : loss }}, 2)", "frac(partial cal(L), 2)"),
        ("a: b", "a: b"),
    ],
)
def test_groups_are_taken_off(source, expected):
    assert plain(source) == expected


def test_only_whole_lit_equations_count():
    rule = Formula(f"{LOSS} = frac(1, 2)")
    assert relations(glyphs(rule)) == ["cal(L) = frac(1, 2)"]
    assert relations(glyphs(rule, rule.copy())) == ["cal(L) = frac(1, 2)"]
    assert relations(glyphs(rule)[:-1]) == []
    assert relations(glyphs(rule.copy().set_opacity(0.2))) == []
    assert relations(glyphs(Formula("="), Formula("x"), Words("x $= y$"))) == []


def test_a_number_beside_the_formula_leaves_no_equals_sign_behind():
    delta = part("delta", "delta", 2)
    assert relations(glyphs(Formula(f"{delta} {EQUALS}"))) == []
    assert relations(glyphs(Formula(f"{delta} = x {EQUALS}"))) == ["delta^((2)) = x"]


def test_they_come_from_top_to_bottom():
    low, high = Formula("a = b"), Formula("c <- d").shift([0, 2, 0])
    assert relations(glyphs(low, high)) == ["c <- d", "a = b"]
