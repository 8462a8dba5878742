"""Truth on screen: every number is a computed entry, found again by another route, and as drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from bpcore import Experiment
from bpview.audit.again import Again, NoRouteError, split
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
        self._again: dict[tuple[str, float], Again] = {}
        self._values: dict[str, float | None] = {}

    def findings(self, screen: Screen) -> Iterator[Finding]:
        """(kind, mobject, what, box) for everything untrue on screen."""
        for number in screen.numerals:
            wrong = self._wrong(number)
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

    def _wrong(self, number: Numeral) -> tuple[str, str] | None:
        name = number.entry.name
        drawn, due = number.points, number.redrawn()
        if drawn.shape != due.shape or not np.allclose(drawn, due, atol=1e-6):
            return "stale number", f"what is drawn is not {number.text}"
        nudged, quantity = split(name)[2:4]
        if nudged and not quantity.startswith("secant"):
            return "stale number", "the value of a nudge outlived its step"
        value = self._value(name)
        if value is None:
            return None
        if not np.isclose(number.entry.value, value, rtol=1e-12, atol=1e-15):
            return "wrong number", f"shows {number.entry.value!r}; by another route {value!r}"
        expected = format_value(value, number.decimals, **number.writing)
        if number.text != expected + number.suffix:
            return "wrong number", f"shows {number.text}, rounds to {expected}"
        return None

    def _value(self, name: str) -> float | None:
        """The entry by another route; None where it is a choice, such as a rate."""
        if name not in self._values:
            source, rate, by, quantity, index = split(name)
            key = (source, rate)
            if key not in self._again:
                self._again[key] = Again(self._experiments[source], rate)
            try:
                self._values[name] = self._again[key].value(quantity, index, by)
            except NoRouteError:
                self._values[name] = None
        return self._values[name]
