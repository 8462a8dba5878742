"""The look: ONE table of roles per theme, type sizes and distances.

A colour is asked for by what it means, never by its name: ``style.colour("delta")``. Diagrams,
formulas and plots read the same table, so a colour cannot mean two things.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from manim import ManimColor

__all__ = [
    "CUES",
    "DARK",
    "EM",
    "LIGHT",
    "MIN_TEXT_HEIGHT",
    "PREAMBLE",
    "Size",
    "Theme",
    "by_sign",
    "colour",
    "signed",
    "theme",
]


@dataclass(frozen=True)
class Theme:
    """A name and the colour of every role, as ``#RRGGBB``."""

    name: str
    roles: dict[str, str]


# Roles that meet in one picture and come close for some eyes carry a second cue: negative
# weights are dashed, negative deltas hollow, the target ringed, and every number has its symbol.
DARK: Final = Theme(
    "dark",
    {
        "background": "#000000",
        "ink": "#FFFFFF",  # words, symbols without a role
        "neutral": "#BBBBBB",  # lines, axes, brackets, quiet labels
        "faint": "#555555",  # grids, empty cells
        "weight_pos": "#58C4DD",
        "weight_neg": "#FC6255",
        "W": "#58C4DD",  # the symbol W
        "b": "#EC92AB",
        "z": "#83C167",
        "a": "#FFFFFF",
        "phi_prime": "#3FA796",
        "delta": "#FFFF00",
        "delta_neg": "#8F7BFF",  # a negative entry of delta or of a gradient, as weights have two
        "g": "#FF9D2E",
        "loss": "#FF4FD8",
        "target": "#BBBBBB",
    },
)
LIGHT: Final = Theme(
    "light",
    {
        "background": "#FFFFFF",
        "ink": "#000000",
        "neutral": "#5A5A5A",
        "faint": "#BDBDBD",
        "weight_pos": "#0B6E99",
        "weight_neg": "#C0341D",
        "W": "#0B6E99",
        "b": "#D9266B",
        "z": "#3B7A1E",
        "a": "#000000",
        "phi_prime": "#00716B",
        "delta": "#806000",
        "delta_neg": "#4B35C4",
        "g": "#602B00",
        "loss": "#890B8E",
        "target": "#5A5A5A",
    },
)
_THEMES: Final = {"dark": DARK, "light": LIGHT}


class Size:
    """Type sizes in Manim's font-size units; capitals of 29 are 2.5 % of the frame's height."""

    TITLE: Final = 40
    FORMULA: Final = 44
    NUMBER: Final = 34
    LABEL: Final = 32
    SMALL: Final = 30


MIN_TEXT_HEIGHT: Final = 0.2
"""Least height of a capital or digit in scene units: 2.5 % of a frame 8 units high."""

EM: Final = 1 / 96
"""Scene units per font-size unit of Typst text: 48 points are half a unit."""

PREAMBLE: Final = '#set text(font: "New Computer Modern")'
"""Typst carries this font, so nothing is read from the system."""


_EDGES = "edges join neurons; axes, brackets and curves stand apart from the network"
_STEP = "a z is a dot on a curve, or the level leg of a step on it"
_BIAS = "a step of b lies on the axis of a sum, wider than that, under its own number"
_HALO = "a halo is wider than the ring it takes the place of"
_WAY = "an arrow that stands for a slope tells its sign by its direction, and stands in a matrix"
_TANGENT = "a tangent is short and straight, and touches a curve"
_BAR = "a dot or bar of a number line has its symbol at the left end of the line"
CUES: Final = {
    ("g", "loss"): _TANGENT,
    ("weight_neg", "g"): _TANGENT,
    ("g", "z"): _TANGENT,
    ("b", "g"): _TANGENT,
    ("b", "loss"): _BAR,
    ("b", "neutral"): _BAR,
    ("b", "weight_pos"): _BAR,
    ("b", "weight_neg"): _BAR,
    ("b", "z"): _BAR,
    ("b", "phi_prime"): _BAR,
    ("neutral", "weight_pos"): _EDGES,
    ("neutral", "weight_neg"): "dashed; " + _EDGES,
    ("weight_pos", "loss"): _EDGES,
    ("weight_neg", "loss"): "dashed; " + _EDGES,
    ("weight_neg", "delta"): "dashed; " + _EDGES,
    ("weight_pos", "phi_prime"): _EDGES,
    ("weight_pos", "z"): _STEP,
    ("weight_neg", "z"): _STEP,
    ("neutral", "z"): _STEP,
    ("phi_prime", "z"): _STEP,
    ("delta", "z"): _STEP,
    ("delta_neg", "z"): _STEP,
    ("loss", "phi_prime"): "a tangent is short, straight and on a curve of phi, not of the loss",
    ("ink", "delta"): "ink fills the inside of a neuron, delta rings it or keys a picture",
    ("neutral", "phi_prime"): "a tangent is three times as wide as an axis, and touches a curve",
    ("delta_neg", "loss"): _WAY,
    ("delta_neg", "phi_prime"): _WAY,
    ("delta_neg", "weight_pos"): _WAY,
    **{(role, "b"): _BIAS for role in ("neutral", "weight_pos", "weight_neg", "loss")},
    ("neutral", "delta"): _HALO,
    ("neutral", "delta_neg"): _HALO,
}
"""Pairs of roles that come close in colour for some eyes though marks of both have one form (lines,
rings or fillings), and what else tells them apart. Texts have their symbols."""


def theme() -> Theme:
    """The theme that ``BP_THEME`` names: ``dark`` (default) or ``light``.

    Raises
    ------
    ValueError
        For any other name.
    """
    name = os.environ.get("BP_THEME", "dark")
    if name not in _THEMES:
        raise ValueError(f"BP_THEME is {name!r}; expected one of: {', '.join(_THEMES)}")
    return _THEMES[name]


def colour(role: str) -> ManimColor:
    """The colour of `role` in the current theme; ``KeyError`` for a role nobody defined."""
    return ManimColor(theme().roles[role])


_BY_SIGN: Final = {"weight": ("weight_pos", "weight_neg"), "delta": ("delta", "delta_neg")}


def signed(role: str, value: float) -> ManimColor:
    """The colour of a number in `role`; ``weight`` and ``delta`` tell signs apart."""
    return colour(by_sign(role, value))


def by_sign(role: str, value: float) -> str:
    """The role of a number in `role`: ``weight`` is ``weight_pos`` or ``weight_neg``."""
    positive, negative = _BY_SIGN.get(role, (role, role))
    return negative if value < 0 else positive
