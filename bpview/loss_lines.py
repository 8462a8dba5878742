"""The loss in symbols and in numbers, and its slope by the outputs, ready to be shown."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, VGroup, VMobject
from numpy.typing import NDArray

from bpview import style
from bpview.equation import Equation, relation
from bpview.formula import EQUALS, LOSS, Formula, part
from bpview.lines import difference
from bpview.matrix import Grid
from bpview.numeral import Numeral
from bpview.reading import Reading


def rule(reading: Reading) -> str:
    """The loss of one example as a formula."""
    a, y = part("a", "a", reading.experiment.network.L), "{{ y : target }}"
    terms = {
        "half_squared_error": f"frac(1, 2) norm({a} - {y})^2",
        "squared_error": f"norm({a} - {y})^2",
        "mean_squared_error": f"frac(1, n) norm({a} - {y})^2",
        "cross_entropy": f"- {y}^top ln {a}",
        "binary_cross_entropy": f"- {y}^top ln {a} - (1 - {y})^top ln (1 - {a})",
    }
    return f"{LOSS} {EQUALS} {terms[reading.experiment.network.loss]}"


def numbers(reading: Reading) -> VGroup:
    """The loss with its numbers: spelled out where that is short, else just its value.

    The first member holds everything up to the last equals sign, the second is the value.
    """
    loss = reading.entry("loss")
    value = Numeral(loss, size=style.Size.FORMULA, colour=style.colour("loss"))
    a, y = reading.entries("a", reading.experiment.network.L), reading.entries("y")
    pieces: list[VMobject] = [Formula("=")]
    if reading.experiment.network.loss == "half_squared_error" and len(a) <= 3:
        shown_a, shown_y = Grid(a, "a", size=40), Grid(y, "target", size=40)
        several = len(a) > 1  # one square needs no brackets
        pieces += [Formula("frac(1, 2)"), *([_opening("bracket.l")] if several else [])]
        for k in range(len(a)):
            if k:
                pieces.append(Formula("+"))
            pieces += [_opening("paren.l"), shown_a.entry(k), Formula("-"), shown_y.entry(k)]
            pieces.append(_closing("{{ paren.r : level }}^2"))
        half = relation(Grid(np.array([loss])), _half_squares, shown_a, shown_y)
        pieces += [*([_closing("bracket.r")] if several else []), Formula(half)]
    left = VGroup(*pieces).arrange(RIGHT, buff=0.14)
    for before, piece in pairwise(pieces):
        # Parentheses and brackets hug what they hold; all else has air on both sides.
        hugs = getattr(before, "opens", False) or getattr(piece, "closes", False)
        piece.next_to(before, RIGHT, buff=0.04 if hugs else 0.2)
    for piece in pieces:
        level = (
            piece.part("level") if isinstance(piece, Formula) and "level" in piece.names else piece
        )
        piece.shift(UP * -level.get_y())
    value.next_to(left, RIGHT, buff=0.2).set_y(0)
    return VGroup(left, value)


def worked_out(reading: Reading, gap: float = 0.35) -> tuple[Formula, VGroup]:
    """`rule` above `numbers`, their first signs of equality in one column."""
    above, below = Formula(rule(reading)), numbers(reading)
    VGroup(above, below).arrange(DOWN, buff=gap)
    below.shift(RIGHT * (above.part("eq").get_x() - below[0][0].get_x()))
    return above, below


def _opening(text: str) -> Formula:
    sign = Formula(text)
    sign.opens = True
    return sign


def _closing(text: str) -> Formula:
    sign = Formula(text)
    sign.closes = True
    return sign


def _half_squares(a: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    return np.array([[((a - y) ** 2).sum() / 2]])


def slope(reading: Reading) -> Equation | None:
    """g^(L) written out, for the losses where it is as plain as a − y; None for the others."""
    plain = reading.experiment.network.loss == "half_squared_error"
    return difference(reading, "g") if plain else None
