"""One computed number and its name: what every number on screen holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

__all__ = ["Entries", "Entry"]

Entries = NDArray[Any]
"""An array of `Entry`, indexed, sliced and transposed like the values themselves."""


@dataclass(frozen=True)
class Entry:
    """One computed number and where it comes from.

    ``Entry("worked_example", "delta", 2, (0,), -0.08)`` is entry 0 of delta^(2) there; `layer` is
    None for quantities of the whole network such as the loss.
    """

    source: str
    quantity: str
    layer: int | None
    index: tuple[int, ...]
    value: float

    @property
    def name(self) -> str:
        """Its name as one would type it: ``worked_example:delta[2][0]``."""
        layer = "" if self.layer is None else f"[{self.layer}]"
        index = "".join(f"[{i}]" for i in self.index)
        return f"{self.source}:{self.quantity}{layer}{index}"
