"""Truth on screen: every number is a computed entry, found again by another route, and as drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from bpcore import Experiment
from bpview.audit.again import CHOSEN, Again, NoRouteError, again, split
from bpview.audit.again_sweep import SweepAgain
from bpview.audit.problem import Finding
from bpview.audit.screen import Screen
from bpview.audit.shapes import box
from bpview.numeral import Numeral, format_value

__all__ = ["Truth"]

_DECIMAL = re.compile(r"\d[.,]\d")


class Truth:
    """Checks numbers against experiments, by the name of their source; remembers both."""

    def __init__(self, experiments: dict[str, Experiment]) -> None:
        self._experiments = experiments
        self._again: dict[tuple[str, float], Again | SweepAgain] = {}
        self._values: dict[str, float] = {}

    def findings(self, screen: Screen, *, passing: bool = False) -> Iterator[Finding]:
        """(kind, mobject, what, box) for everything untrue on screen.

        While a step is under way, `passing`, numbers of a nudged network may be shown.
        """
        for number in screen.numerals:
            wrong = self._wrong(number, passing)
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

    def _wrong(self, number: Numeral, passing: bool) -> tuple[str, str] | None:
        name, shown = number.entry.name, number.entry.value
        drawn, due = number.points, number.redrawn()
        if drawn.shape != due.shape or not np.allclose(drawn, due, atol=1e-6):
            return "stale number", f"what is drawn is not {number.text}"
        try:
            _, _, by, quantity, _ = split(name)
            if by and not (passing or quantity.startswith("secant")):
                return "stale number", "the value of a nudge outlived its step"
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
        source, rate, by, quantity, index = split(name)
        if quantity in CHOSEN or (by and quantity == "loss_change"):
            return None
        if name not in self._values:
            if (source, rate) not in self._again:
                self._again[source, rate] = again(source, rate, self._experiments.__getitem__)
            other = self._again[source, rate]
            before = 0.0
            if quantity.endswith("_change"):
                quantity = quantity.removesuffix("_change")
                before = other.value(quantity, index)
            if by and isinstance(other, Again) and not quantity.startswith("secant"):
                other = other.nudged(name)
            self._values[name] = other.value(quantity, index, by) - before
        return self._values[name]
