"""The equations of the note for any layer, as rows of formulas."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, LEFT, RIGHT, VGroup

from bpview import lines, loss_lines
from bpview.formula import EQUALS, Formula, part
from bpview.ledger import Sheet
from bpview.reading import Reading

__all__ = ["backward_rules", "forward_rules", "forward_summary", "update_rules"]

_SIZE = 36
_BY_LOSS = "{{ partial cal(L) : loss }}"
_A_ROW = "{{ a^((ell-1) top) : a }}"


def forward_rules(reading: Reading) -> VGroup:
    """The rules of the forward pass, from x to the loss, their equals signs in one column."""
    ell, before, L = "ell", "ell-1", reading.experiment.network.L
    texts = (
        f"{part('a', 'a', 0)} {EQUALS} x, quad hat(y) = {part('a', 'a', L)}",
        f"{part('z', 'z', ell)} {EQUALS} {part('W', 'W', ell)} {part('a', 'a', before)}"
        f" + {part('b', 'b', ell)}",
        f"{part('a', 'a', ell)} {EQUALS} phi.alt^((ell))({part('z', 'z', ell)})",
        loss_lines.rule(reading),
    )
    rules = VGroup(*(Formula(text, size=38) for text in texts)).arrange(DOWN, buff=0.18)
    for rule in rules:
        rule.shift(LEFT * rule.part("eq").get_x())
    return rules


def forward_summary(reading: Reading, roomy: bool) -> VGroup:
    """`forward_rules`, and of one or two `roomy` layers a sheet with every number they gave."""
    L, rules = reading.experiment.network.L, forward_rules(reading)
    if not roomy or L > 2:
        return rules
    sheet = Sheet(reading, "Wbza", range(1, L + 1), row_gap=0.2, number_gap=0.14)
    return VGroup(sheet, rules).arrange(RIGHT, buff=0.9)


def backward_rules() -> VGroup:
    """δ of the last layer and of any other; the slopes by W and b: two rows of two."""
    delta = part("delta", "delta", "ell")
    jacobian = f"{{{{ J_a : phi_prime }}}} ({part('z', 'z', 'L')})^top"
    last = f"{part('delta', 'delta', 'L')} = {jacobian} {part('g', 'g', 'L')}"
    by_W = f"{_BY_LOSS} \\/ {part('W', 'partial W', 'ell')} = {delta} thin {_A_ROW}"
    by_b = f"{_BY_LOSS} \\/ {part('b', 'partial b', 'ell')} = {delta}"
    rows = [_row((last, lines.recursion("ell", "ell+1"))), _row((by_W, by_b))]
    return VGroup(*rows).arrange(DOWN, buff=0.25)


def update_rules() -> VGroup:
    """W and b move against their slopes, in one row."""
    delta = part("delta", "delta", "ell")
    W, b = part("W", "W", "ell"), part("b", "b", "ell")
    return _row((f"{W} <- {W} - eta thin {delta} thin {_A_ROW}", f"{b} <- {b} - eta thin {delta}"))


def _row(texts: Sequence[str]) -> VGroup:
    return VGroup(*(Formula(text, size=_SIZE) for text in texts)).arrange(RIGHT, buff=1.2)
