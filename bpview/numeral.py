"""A number on screen: it knows which computed entry it shows, and changes cheaply every frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from manim import ManimColor, VMobject
from numpy.typing import NDArray

from bpview import glyphs, style
from bpview.entry import Entry

__all__ = ["Numeral", "fewest_decimals", "format_value"]

_CORNERS = 12  # three curves of no length at the front of the points: origin, right end, top


def format_value(
    value: float, decimals: int = 3, *, plus: bool = False, significant: int | None = None
) -> str:
    """`value` as it is shown: a true minus sign, never a negative zero.

    With `significant`, numbers below ``10**-decimals`` or from a million up become ``1.2·10^−9``
    (``^`` starts the superscript).
    """
    if not np.isfinite(value):
        raise ValueError(f"only finite numbers can be shown, found {value}")
    if significant and value and not 10.0**-decimals <= abs(value) < 1e6:
        mantissa, exponent = f"{value:.{significant - 1}e}".split("e")
        sign = "+" if plus and value > 0 else ""
        return f"{sign}{mantissa}·10^{int(exponent)}".replace("-", "−")
    text = f"{value:{',' if decimals == 0 else ''}.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    elif plus and value > 0:
        text = "+" + text
    return text.replace("-", "−")


def fewest_decimals(entries: Iterable[Entry], most: int = 3) -> int:
    """Decimals for a vector or matrix: `most`, but fewer where given values need fewer.

    Given are W, b, x and y, as typed in the network's file; computed values always get `most`.
    """
    found = list(np.asarray(entries, dtype=object).flat)
    given = all(
        e.quantity in ("W", "b", "y") or (e.quantity == "a" and e.layer == 0) for e in found
    )
    for decimals in range(1, most) if given else ():
        if all(abs(round(e.value, decimals) - e.value) < 1e-12 for e in found):
            return decimals
    return most


class Numeral(VMobject):
    """One number as one path.

    Its box is its *cell*: from the baseline to the height of a digit, as wide as `reserve` (or
    its own text). Numerals placed by their boxes share a baseline, and a column of them keeps its
    decimal points in line while the values change.

    Parameters
    ----------
    entry
        What is shown. `entry.value` is the only source of the digits.
    decimals, significant, plus
        As in `format_value`.
    size
        Font size; capitals of `style.Size.SMALL` are the smallest readable from row ten.
    reserve
        Text whose width the cell keeps; digits are set flush right in it, or flush left.
    suffix
        Typeset after the digits, ``%`` for instance.
    sign_gap
        How far, in ems, a sign stands off the digits, as that of a term of a sum does.
    """

    def __init__(
        self,
        entry: Entry,
        decimals: int = 3,
        *,
        size: float = style.Size.NUMBER,
        colour: ManimColor | None = None,
        reserve: str | None = None,
        plus: bool = False,
        significant: int | None = None,
        suffix: str = "",
        flush_left: bool = False,
        sign_gap: float = 0.0,
        **kwargs: Any,
    ) -> None:
        self.entry = entry
        self.decimals = decimals
        self.writing: dict[str, Any] = {"plus": plus, "significant": significant}
        self.suffix = suffix
        self._flush_left, self._sign_gap = flush_left, sign_gap
        super().__init__(
            stroke_width=0, fill_opacity=1, fill_color=colour or style.colour("ink"), **kwargs
        )
        em = size * style.EM
        self._cell_width = glyphs.width(reserve if reserve is not None else self.text)
        if self.text[0] in "−+":
            self._cell_width += sign_gap
        elif flush_left:
            self._cell_width += glyphs.width("−")
        corners = [[0, 0, 0], [self._cell_width, 0, 0], [0, glyphs.DIGIT_HEIGHT, 0]]
        self.points = np.repeat(np.array(corners, dtype=float), 4, axis=0) * em
        self.points = self.redrawn()
        self.center()

    @property
    def text(self) -> str:
        """The characters shown, for audits: exactly what is drawn."""
        return format_value(self.entry.value, self.decimals, **self.writing) + self.suffix

    @property
    def read(self) -> float:
        """The number as it is shown, with its decimals: what a viewer can calculate with."""
        return float(self.text.replace("−", "-").replace("·10^", "e"))

    @property
    def baseline(self) -> float:
        """The height of the line the digits stand on."""
        return float(self.points[0][1])

    def set_entry(self, entry: Entry) -> Self:
        """Show another entry in the same cell, wherever the number has been moved to."""
        if entry is not self.entry:
            self.entry = entry
            self.points = self.redrawn()
        return self

    @property
    def em(self) -> float:
        """The size of the digits now, in scene units."""
        top: NDArray[np.float64] = self.points[8] - self.points[0]
        return float(np.linalg.norm(top)) / glyphs.DIGIT_HEIGHT

    def redrawn(self) -> NDArray[np.float64]:
        """The points that show the entry in the cell as it stands now."""
        corners: NDArray[np.float64] = self.points[:_CORNERS]
        origin, right, top = corners[0], corners[4], corners[8]
        x_axis = (right - origin) / self._cell_width
        y_axis = (top - origin) / glyphs.DIGIT_HEIGHT
        text = self.text
        start = self._cell_width - glyphs.width(text)
        if self._flush_left:  # with a slot for a sign, so that decimal points stay in line
            start = 0.0 if text.startswith(("−", "+")) else glyphs.width("−")
        outline = glyphs.layout(text, start)
        if self._sign_gap and text[0] in "−+":
            digits = outline[len(glyphs.layout(text[0])) :]
            sign = glyphs.layout(text[0], start - self._sign_gap)
            outline = np.concatenate([sign, digits])
        placed = origin + outline[:, :1] * x_axis + outline[:, 1:2] * y_axis
        return np.concatenate([corners, placed])
