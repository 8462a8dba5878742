"""The equations of the note for any layer, as rows of formulas."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, RIGHT, UP, VGroup

from bpview import lines, loss_lines, style
from bpview.formula import EQUALS, Formula, Words, part
from bpview.reading import Reading

__all__ = ["backward_rules", "forward_rules", "update_rules"]

_SIZE = 36
_BY_LOSS = "{{ partial cal(L) : loss }}"
_A_ROW = "{{ a^((ell-1) top) : a }}"


def forward_rules(reading: Reading) -> VGroup:
    """The rules of the forward pass, from x to the loss: two rows of two."""
    ell, before, L = "ell", "ell-1", reading.experiment.network.L
    texts = (
        f"{part('a', 'a', 0)} {EQUALS} x, quad hat(y) = {part('a', 'a', L)}",
        f"{part('z', 'z', ell)} {EQUALS} {part('W', 'W', ell)} {part('a', 'a', before)}"
        f" + {part('b', 'b', ell)}",
        f"{part('a', 'a', ell)} {EQUALS} phi.alt^((ell))({part('z', 'z', ell)})",
        loss_lines.rule(reading),
    )
    rules = VGroup(*(Formula(text) for text in texts))
    rules.arrange_in_grid(rows=2, cols=2, buff=(1.4, 0.7), col_alignments="ll", flow_order="rd")
    for pair in (rules[:2], rules[2:]):  # what stands side by side, on one line
        VGroup(*pair[1:]).shift(UP * (pair[0].part("eq").get_y() - pair[1].part("eq").get_y()))
    return rules


def backward_rules(last_phi: str = "") -> VGroup:
    """δ of the last layer and of any other; the slopes by W and b: two rows of two.

    Where the `last_phi` couples all outputs, so that J is full, it is named above it.
    """
    delta = part("delta", "delta", "ell")
    jacobian = f"{{{{ J_a : phi_prime }}}} ({part('z', 'z', 'L')})^top"
    last = f"{part('delta', 'delta', 'L')} {EQUALS} {jacobian} {part('g', 'g', 'L')}"
    by_W = f"{_BY_LOSS} \\/ {part('W', 'partial W', 'ell')} {EQUALS} {delta} thin {_A_ROW}"
    by_b = f"{_BY_LOSS} \\/ {part('b', 'partial b', 'ell')} {EQUALS} {delta}"
    rows = [_row((last, lines.recursion("ell", "ell+1"))), _row((by_W, by_b))]
    if last_phi == "softmax":
        name = Words(last_phi, size=style.Size.SMALL, role="neutral")
        J = rows[0][0].part("phi_prime")
        rows[0][0].add(name.next_to(J, UP, buff=0.18))
    return VGroup(*rows).arrange(DOWN, buff=0.25)


def update_rules() -> VGroup:
    """W and b move against their slopes, in one row."""
    delta = part("delta", "delta", "ell")
    W, b = part("W", "W", "ell"), part("b", "b", "ell")
    gets = "{{ <- : eq }}"
    texts = f"{W} {gets} {W} - eta thin {delta} thin {_A_ROW}", f"{b} {gets} {b} - eta thin {delta}"
    return _row(texts)


def _row(texts: Sequence[str]) -> VGroup:
    row = VGroup(*(Formula(text, size=_SIZE) for text in texts)).arrange(RIGHT, buff=1.2)
    for rule in row[1:]:
        rule.shift(UP * (row[0].part("eq").get_y() - rule.part("eq").get_y()))
    return row
