"""The Jacobian of softmax: derived for one entry, as a rule, and two of its entries worked out."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup, VMobject

from bpview import style
from bpview.formula import EQUALS, Formula, Words, part
from bpview.jacobian import DECIMALS
from bpview.matrix import Grid
from bpview.reading import Reading

__all__ = ["softmax_derived", "softmax_entries", "softmax_rules"]

_SAME, _MINUS = "{{ [j = k] : same }}", "{{ - : minus }}"
_SLOPE = "{{ frac({{ partial a_j : a_slope }}, {{ partial z_k : z_slope }}) : slope }}"
_SIZE = 40


def softmax_derived() -> tuple[VGroup, Formula]:
    """Softmax, its logarithm and the slope of that, with what [j = k] means; then the slope of a_j.

    The last is what the one before turns into: all parts of the same name in both stay.
    """
    a_j, z_j, z_i = (
        part("a", "a", None, "j"),
        part("z", "z", None, "j"),
        part("z_i", "z", None, "i"),
    )
    lines = (
        f"{a_j} = {_share('j')}",
        f"ln {a_j} = {z_j} - ln scripts(sum)_i e^{z_i}",
        f"frac(1, {a_j}) {_SLOPE} {EQUALS} {_SAME} {_MINUS} {{{{ {_share('k')} : share }}}}",
    )
    told = Words("$[j = k]$ is 1 if $j = k$, else 0", size=style.Size.NUMBER)
    derived = VGroup(*(Formula(line, size=_SIZE) for line in lines), told)
    a_k = f"{{{{ {part('a_k', 'a', None, 'k')} : share }}}}"
    entry = f"{_SLOPE} {EQUALS} {a_j} {_SAME} {_MINUS} {part('a_j', 'a', None, 'j')} {a_k}"
    derived.arrange(DOWN, buff=0.45)
    # The third line comes when the first has left and the second stands in its place.
    VGroup(*derived[2:]).shift(UP * (derived[0].get_y() - derived[1].get_y()))
    return derived.center(), Formula(entry, size=_SIZE)


def _share(index: str) -> str:
    """e to one z over the sum of e to every z."""
    above, below = part(f"z_{index}", "z", None, index), part("z_all", "z", None, "i")
    return f"frac(e^{above}, sum_i e^{below})"


def softmax_rules(reading: Reading, layer: int, name: str) -> tuple[VGroup, VGroup]:
    """The lines that lead to the slope of a_j, and in their place three that tell what follows.

    These are the slope of a_j, `softmax_entries`, and J = diag a − a aᵀ; `name` is that of J.
    """
    derived, entry = softmax_derived()
    rule = Formula(f'{name} = op("diag") {part("a", "a")} - {{{{ a a^top : a_2 }}}}', size=48)
    rules = VGroup(entry, softmax_entries(reading, layer), rule)
    return derived, rules.arrange(DOWN, buff=0.35)


def softmax_entries(reading: Reading, layer: int) -> VGroup:
    """Two entries of diag a − a aᵀ worked out: (1, 1), a_1 − a_1 a_1, and (1, 2), −a_1 a_2.

    Each begins with its case, j = k or not.
    """
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
    cases = [Formula(f"j {sign} k :", size=style.Size.NUMBER) for sign in ("=", "eq.not")]
    left = rows.get_left()[0] - 0.4
    for shown_row, case in zip(rows, cases, strict=True):
        case.set_color(style.colour("neutral")).next_to(shown_row, LEFT, buff=0)
        shown_row.add_to_back(case.shift(RIGHT * (left - case.get_right()[0])))
    return rows.center()
