"""How small a nudge must be for its quotient to show the slope it settles to."""

from __future__ import annotations

from bpview.entry import Entry
from bpview.places import Place
from bpview.reading import Reading

__all__ = ["measured_slope"]

_DECIMALS = 3
_SHARES = 1.0, 0.1, 0.01


def measured_slope(
    reading: Reading, knob: Place, by: float, first: Place, exact: float
) -> tuple[float, Entry]:
    """A nudge, and the change of the loss over that of `first` which it makes.

    The `knob`, an entry of W or b, is nudged by `by`, or by a tenth or a hundredth of it where only
    then the quotient shows the slope, which is `exact`.
    """
    tensor, layer, *index = knob
    for share in _SHARES:
        nudge = by * share
        found = reading.quotient(
            reading.nudged(tensor, layer, tuple(index), nudge), ("loss",), first
        )
        if round(found.value, _DECIMALS) == round(exact, _DECIMALS):
            break
    return nudge, found
