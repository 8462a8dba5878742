"""The Jacobian of softmax as a rule, and two of its entries worked out."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, VGroup, VMobject

from bpview import style
from bpview.formula import Formula, part
from bpview.jacobian import DECIMALS
from bpview.matrix import Grid
from bpview.reading import Reading

__all__ = ["softmax_entries", "softmax_rules"]


def softmax_rules(reading: Reading, layer: int) -> VGroup:
    """Softmax, its Jacobian diag a − a aᵀ, and `softmax_entries`: three lines."""
    jacobian = "{{ J_a : phi_prime }} ({{ z : z_of }})"
    rule = f'{jacobian} = op("diag") {part("a", "a")} - {{{{ a a^top : a_2 }}}}'
    a, z = part("a", "a", None, "j"), [part("z", "z", None, k) for k in "jk"]
    softmax = Formula(f"{a} = frac(e^{z[0]}, sum_k e^{z[1]})")
    lines = softmax, Formula(rule, size=48), softmax_entries(reading, layer)
    return VGroup(*lines).arrange(DOWN, buff=0.25)


def softmax_entries(reading: Reading, layer: int) -> VGroup:
    """Two entries of diag a − a aᵀ worked out: (1, 1), a_1 − a_1 a_1, and (1, 2), −a_1 a_2."""
    a, J = reading.entries("a", layer), reading.entries("J_a_z", layer)
    rows, signs = VGroup(), []
    for i in (0, 1):
        first, second = (Grid(a[[k]], "a", decimals=DECIMALS).entry(0) for k in (0, i))
        result = Grid(J[[0], i], "phi_prime", decimals=DECIMALS)
        shown = float(first.text) * ((i == 0) - float(second.text))
        holds = abs(round(shown, DECIMALS) - result.values()[0, 0]) < 1e-9
        size = style.Size.NUMBER
        pieces: list[VMobject] = [Formula("-", size=size), first, Formula("dot", size=size), second]
        if i == 0:
            pieces.insert(0, Grid(a[[0]], "a", decimals=DECIMALS).entry(0))
        signs.append(Formula("=" if holds else "approx", size=size))
        row = VGroup(*pieces, signs[-1], result.entry(0)).arrange(RIGHT, buff=0.14)
        if i:  # the sign of a number, not a difference
            pieces[0].next_to(pieces[1], LEFT, buff=0.05)
        rows.add(row)
    rows.arrange(DOWN, buff=0.2)
    for shown_row, sign in zip(rows, signs, strict=True):  # the signs in one column
        shown_row.shift(LEFT * sign.get_x())
    right = max(shown_row[-1].get_right()[0] for shown_row in rows)
    for shown_row in rows:  # and so the decimals of the results
        shown_row[-1].shift(RIGHT * (right - shown_row[-1].get_right()[0]))
    return rows.center()
