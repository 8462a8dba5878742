"""Colour as it is seen by eyes that tell fewer colours apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from bpview.colours import linear
from bpview.style import CUES, Theme

__all__ = ["form_of", "palette_findings", "seen_distance"]

LEAST = 10.0
"""Two roles are told apart by colour from this distance in OKLab × 100 on."""

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
_DEFICIENCIES = {
    "normal vision": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Ottosson 2020, OKLab.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def seen_distance(first: Any, second: Any) -> dict[str, float]:
    """Distance in OKLab × 100 of two sRGB colours, for every kind of colour vision."""
    found = {}
    for vision, matrix in _DEFICIENCIES.items():
        labs = [
            100 * _TO_LAB @ np.cbrt(_TO_CONES @ np.clip(matrix @ linear(c), 0, 1))
            for c in (first, second)
        ]
        found[vision] = float(np.linalg.norm(labs[0] - labs[1]))
    return found


def palette_findings(
    theme: Theme, shown: Iterable[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], str]]:
    """(roles, what) for pairs of marks of one film that some eyes cannot tell apart.

    `shown` holds (role, form) of every mark; form is what `form_of` says. Marks of two forms are
    told apart by that, and those of one form may come close where `style.CUES` names another cue.
    """
    cues = {frozenset(pair) for pair in CUES}
    for (first, form), (second, other) in combinations(sorted(set(shown)), 2):
        if form != other or frozenset((first, second)) in cues:
            continue
        distances = seen_distance(_rgb(theme.roles[first]), _rgb(theme.roles[second]))
        vision = min(distances, key=distances.__getitem__)
        if distances[vision] < LEAST:
            what = f"as {form}s {distances[vision]:.1f} apart with {vision}; needed are {LEAST:.0f}"
            yield (first, second), f"{what}, or another cue in style.CUES"


def form_of(m: VMobject) -> str:
    """What a mark is for the eye: a line, a ring or a filling."""
    if m.get_stroke_width() == 0 or m.get_stroke_opacity() < m.get_fill_opacity():
        return "filling"
    return "ring" if m.is_closed() else "line"


def _rgb(code: str) -> NDArray[np.float64]:
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)])
