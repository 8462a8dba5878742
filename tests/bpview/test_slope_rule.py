"""The slopes of φ and of softmax that are derived on screen are those the engine computes."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bpcore import load_experiment
from bpcore.functions import ACTIVATIONS, activation
from bpview.film import NETWORKS
from bpview.phi_plot import phi_rule
from bpview.reading import Reading
from bpview.slope_rule import BETWEEN, SPELLED, SlopeRule
from bpview.softmax_rules import softmax_derived, softmax_entries

Z = np.array([-1.7, -0.3, 0.4, 2.1])
DERIVED = ["identity", "sigmoid", "tanh", "relu", "softplus"]


RULES = (
    (r"frac\(partial a_j, partial z_k\)", "slope"),
    (r"\[j = k\]", "same"),
    (r"(\w)_\((\w)\)", r"\1_\2"),
    (r"(scripts\(sum\)|sum)_i e\^z_i", "total"),
    (r"e\^\(-z\)", "exp(-z)"),
    (r"e\^(z\w*)", r"exp(\1)"),
    (r"(ln|tanh) (\w+)", r"\1(\2)"),
    (r"(\w+) \"where\" (.+)", r"where(\2, \1, 0.0)"),
    (r"\^2", "**2"),
    (r"\\\\?/", "/"),
    (r"(a|a_j|\)) (?=\(|slope|same|a_k)", r"\1 * "),
)
"""From the notation of `Formula`, without the names of its parts, to Python."""

KNOWN = {"frac": np.divide, "ln": np.log, "max": np.maximum, "__builtins__": {}}


def sides(text, **known):
    """What stands on either side of the signs of equality, where the letters are `known`."""
    while "{{" in text:
        text = re.sub(r"\{\{ ([^{}]+?) : \w+ \}\}", r"\1", text)
    for pattern, python in RULES:
        text = re.sub(pattern, python, text)
    functions = {name: getattr(np, name) for name in ("exp", "tanh", "where")}
    return [eval(side, {**KNOWN, **functions, **known}) for side in text.split(" = ")]


def test_a_rule_that_is_spelled_out_is_that_phi():
    for phi, text in SPELLED.items():
        np.testing.assert_allclose(sides(text, z=Z)[0], activation(phi).value(Z))


@pytest.mark.parametrize("phi", DERIVED)
def test_every_line_of_a_derivation_is_the_derivative(phi):
    known = {"z": Z, "a": activation(phi).value(Z)}
    slope = activation(phi).derivative(Z)
    *_, rule = phi_rule(phi).split(" = ")
    np.testing.assert_allclose(sides(rule, **known)[0], known["a"])
    *_, short = phi_rule(phi, slope=True).partition(" = ")
    for text in (short, *([BETWEEN[phi]] if phi in BETWEEN else [])):
        np.testing.assert_allclose(np.broadcast_to(sides(text, **known)[0], Z.shape), slope)


@pytest.mark.parametrize("phi", sorted({*ACTIVATIONS} - {"softmax"}))
def test_a_slope_is_derived_where_its_rule_is_a_formula(phi):
    told = SlopeRule(phi)
    assert bool(told.submobjects) == (phi in DERIVED)
    assert len(told.spelled) == 0 or phi == "tanh"
    if told.submobjects:
        assert len(told.slope) == (2 if phi in BETWEEN else 1)
        short = told.short(34)
        assert len(short.part("left")) == len(told.slope[0])
        assert len(short.part("right")) == len(told.found)


def test_what_softmax_is_differentiated_to_is_its_jacobian():
    reading = Reading("three_classes", load_experiment(NETWORKS / "three_classes.toml"))
    z, a, J = (reading.array(q, 1) for q in ("z", "a", "J_a_z"))
    derived, entry = softmax_derived()
    told = [line.family_members_with_points()[0].text_source for line in (*derived[:3], entry)]
    for j, k in np.ndindex(J.shape):
        known = {"z_j": z[j], "z_k": z[k], "a_j": a[j], "a_k": a[k], "total": np.exp(z).sum()}
        for text in told:
            left, right = sides(text, **known, same=float(j == k), slope=J[j, k])
            assert left == pytest.approx(right, abs=1e-12), (text, j, k)


def test_what_stays_on_the_way_to_the_slope_of_a_is_in_both_lines():
    derived, entry = softmax_derived()
    for name in ("slope", "eq", "same", "minus"):
        assert len(derived[2].part(name)) == len(entry.part(name))


def test_worked_entries_of_softmax_tell_their_case():
    soft = Reading("three_classes", load_experiment(NETWORKS / "three_classes.toml"))
    for row, sign in zip(softmax_entries(soft, 1), ("j =", "j eq.not"), strict=True):
        case, *numbers = row
        assert case.family_members_with_points()[0].text_source.startswith(sign)
        assert case.get_right()[0] < numbers[0].get_left()[0]
    first, second = softmax_entries(soft, 1)
    assert first[0].get_right()[0] == pytest.approx(second[0].get_right()[0])
    assert first[-1].entry.value == pytest.approx(soft.array("J_a_z", 1)[0, 0])
    assert second[-1].entry.value == pytest.approx(soft.array("J_a_z", 1)[0, 1])
