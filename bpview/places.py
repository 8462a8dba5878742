"""Where a number lives in a network, and what it is called: w^(3), Δz^(3), ∂ℒ/∂a^(3)."""

from __future__ import annotations

from typing import Any

from bpview.formula import LOSS, part
from bpview.reading import Reading

__all__ = ["Place", "change_of", "name_of", "ratio_of", "role_of"]

Place = tuple[Any, ...]
"""What `Reading.entry` takes: ``("W", 3, 0, 0)``, ``("z", 3, 0)``, ``("loss",)``."""


def role_of(reading: Reading, place: Place) -> str:
    """The colour role of a place; a weight's tells its sign."""
    if place[0] == "W":
        return "weight_neg" if reading.entry(*place).value < 0 else "weight_pos"
    if place[0] == "loss_by_z":
        return "loss"
    return str(place[0])


def name_of(reading: Reading, place: Place, before: str = "") -> str:
    """Its symbol as a part of a `Formula`, with the Typst text `before` it in the same colour.

    An entry of a matrix or vector that has but one entry goes without indices.
    """
    if place == ("loss",):
        return LOSS if not before else f"{{{{ {before} cal(L) : loss }}}}"
    quantity, layer, *index = place
    many = reading.array(quantity, layer).size > 1
    letter = f"{before} {'w' if quantity == 'W' else quantity}".strip()
    below = "".join(str(i + 1) for i in index) if many else None
    return part(role_of(reading, place), letter, layer, below)


def change_of(reading: Reading, place: Place) -> str:
    """Δ and its symbol: the change of what stands there."""
    return f"Delta {name_of(reading, place)}"


def ratio_of(
    reading: Reading, top: Place, bottom: Place, *, change: bool = False, flat: bool = False
) -> str:
    """∂top/∂bottom as a fraction; with ``change`` Δ instead of ∂, with ``flat`` on one line."""
    both = [
        change_of(reading, place) if change else name_of(reading, place, "partial")
        for place in (top, bottom)
    ]
    return f"{both[0]} \\/ {both[1]}" if flat else f"frac({both[0]}, {both[1]})"
