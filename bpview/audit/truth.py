"""Truth on screen: every number is a computed entry, found again by another route, and as drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from bpcore import Experiment
from bpview.audit.again import Again, NoRouteError, again
from bpview.audit.again_sweep import SweepAgain
from bpview.audit.entry_names import CHOSEN, split
from bpview.audit.problem import Finding
from bpview.audit.screen import Screen
from bpview.audit.shapes import box
from bpview.numeral import Numeral, format_value

__all__ = ["Truth", "nudges"]

_DECIMAL = re.compile(r"\d[.,]\d")
_COMPARES = re.compile(r"secant_|quotient_|\w+_change$")
"""What compares two networks, and cannot be taken for a value of one of them."""
_FIXED = re.compile(r"y$|count_|rate$|nudge$|tick$|safe_rate$")


def nudges(names: Iterable[str]) -> set[tuple[str, float]]:
    """(source, nudge) of every value among the entries' names that a nudge can change."""
    found = set()
    for name in names:
        try:
            source, _, by, quantity, _ = split(name)
        except ValueError:  # reported where it is looked up
            continue
        if not (_COMPARES.match(quantity) or _FIXED.match(quantity)):
            found.add((source, by))
    sources = [source for source, _ in found]
    return {pair for pair in found if sources.count(pair[0]) > 1}


class Truth:
    """Checks numbers against experiments, by the name of their source; remembers both."""

    def __init__(self, experiments: dict[str, Experiment]) -> None:
        self._experiments = experiments
        self._again: dict[tuple[str, float], Again | SweepAgain] = {}
        self._values: dict[str, float] = {}

    def findings(self, screen: Screen, *, passing: bool = False) -> Iterator[Finding]:
        """(kind, mobject, what, box) for everything untrue on screen.

        A step may end with a nudged network on screen, but not with values of two networks.
        While it is under way, `passing`, it may show both.
        """
        mixed = not passing and bool(nudges(n.entry.name for n in screen.numerals))
        for number in screen.numerals:
            wrong = self._wrong(number, mixed)
            if wrong:
                yield wrong[0], screen.name(number), wrong[1], box(number)
        for text in screen.texts:
            if text.source is not None and _DECIMAL.search(text.source):
                yield (
                    "typed decimal",
                    text.name,
                    "a value is typed, not read from a trace",
                    text.box,
                )

    def _wrong(self, number: Numeral, mixed: bool) -> tuple[str, str] | None:
        name, shown = number.entry.name, number.entry.value
        drawn, due = number.points, number.redrawn()
        if drawn.shape != due.shape or not np.allclose(drawn, due, atol=1e-6):
            return "stale number", f"what is drawn is not {number.text}"
        try:
            _, _, by, quantity, _ = split(name)
            if by and mixed and not _COMPARES.match(quantity):
                return "stale number", "the value of a nudge outlived its nudge"
            value = self._value(name)
        except (NoRouteError, ValueError, LookupError):
            return "wrong number", "nothing that computes it again knows this entry"
        # The name of a nudge tells its size to six digits only; what is shown by its leading
        # digits, however small, is compared by these.
        tiny = bool(number.writing["significant"])
        rtol, atol = (1e-9, 0.0) if tiny else (1e-12, 1e-15)
        if by:
            rtol = 1e-5
        if not np.isclose(shown, shown if value is None else value, rtol=rtol, atol=atol):
            return "wrong number", f"shows {shown!r}; by another route {value!r}"
        expected = format_value(
            shown if by or value is None else value, number.decimals, **number.writing
        )
        if number.text != expected + number.suffix:
            return "wrong number", f"shows {number.text}, rounds to {expected}"
        return None

    def _value(self, name: str) -> float | None:
        """The entry by another route; None where it is a choice, such as a rate."""
        source, rate, by, quantity, _ = split(name)
        if quantity in CHOSEN or (by and quantity == "loss_change" and "@" not in name):
            return None
        if name not in self._values:
            if (source, rate) not in self._again:
                self._again[source, rate] = again(source, rate, self._experiments.__getitem__)
            self._values[name] = self._again[source, rate].entry(name)
        return self._values[name]
