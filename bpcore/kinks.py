"""Units that sit exactly at a kink, where phi has a slope from the left and one from the right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpcore.functions import ACTIVATIONS
from bpcore.trace import ForwardTrace


@dataclass(frozen=True)
class Kink:
    """z = 0 in `unit` of `layer` (and `example` of a batch, else None), counted from 0.

    `left` and `right` are the slopes of `phi` on either side; `taken` is the one the engine uses.
    """

    layer: int
    example: int | None
    unit: int
    phi: str
    left: float
    right: float
    taken: float

    def __str__(self) -> str:
        example = "" if self.example is None else f"{self.example}, "
        return (
            f"z[{self.layer}][{example}{self.unit}] is exactly 0, where {self.phi} has slope "
            f"{self.left:g} on the left and {self.right:g} on the right: the engine takes "
            f"{self.taken:g}; a central difference would see {(self.left + self.right) / 2:g}, "
            "which is neither"
        )


def kinks(fwd: ForwardTrace) -> tuple[Kink, ...]:
    """Every unit of the run at a kink, in the order of layers; usually none."""
    found = []
    for layer, z in fwd.z.items():
        phi = ACTIVATIONS[fwd.network.phi[layer]]
        if phi.slope is None:
            continue
        tiny = float(np.finfo(z.dtype).tiny)
        left, taken, right = (float(s) for s in phi.slope(np.array([-tiny, 0, tiny], z.dtype)))
        if left == right:
            continue
        for index in np.argwhere(z == 0).tolist():
            example = index[0] if len(index) == 2 else None
            found.append(Kink(layer, example, index[-1], phi.name, left, right, taken))
    return tuple(found)
