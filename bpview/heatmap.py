"""Many values at once: one image, one square a value, brightness by size and hue by sign."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    RIGHT,
    UP,
    Group,
    ImageMobject,
    Line,
    Rectangle,
    RendererType,
    VGroup,
    config,
)
from manim.constants import RESAMPLING_ALGORITHMS
from numpy.typing import NDArray

from bpview import style
from bpview.entry import Entry
from bpview.formula import Words
from bpview.numeral import Numeral

__all__ = ["ColourBar", "Heatmap", "shade"]


_PIXELS = 5


def shade(
    values: NDArray[Any],
    positive: str,
    negative: str | None = None,
    *,
    largest: float | None = None,
    power: float = 0.5,
) -> NDArray[np.uint8]:
    """Colours of `values` (any shape), as uint8 with a last axis of 3.

    Zero is the background, ``±largest`` (the largest |value| by default) the full colour of the
    roles `positive` and `negative`; in between the mix is by the square root, so that values a
    hundred times smaller are still a tenth as bright; or by another `power`, 1 for in proportion.
    """
    top = float(np.abs(values).max()) if largest is None else largest
    share = (np.clip(np.abs(values) / (top or 1.0), 0, 1) ** power)[..., None]
    back = _rgb("background")
    full = np.where((values < 0)[..., None], _rgb(negative or positive), _rgb(positive))
    colours: NDArray[np.uint8] = np.rint(255 * (back + share * (full - back))).astype(np.uint8)
    return colours


def _rgb(role: str) -> NDArray[np.float64]:
    return np.array(style.colour(role).to_rgb(), dtype=float)


class Heatmap(Group):
    """A matrix as one image in a thin frame, rows downwards.

    `quantity` and `layer` say what it shows, for audits; `values` keeps the shown matrix. If
    `hollow`, a negative value leaves the middle of its square empty, so that its sign needs no
    colour; that wants squares large enough to see it.
    """

    def __init__(
        self,
        values: NDArray[Any],
        positive: str = "delta",
        negative: str | None = "delta_neg",
        *,
        width: float,
        height: float | None = None,
        name: str = "",
        largest: float | None = None,
        power: float = 0.5,
        hollow: bool = False,
    ) -> None:
        if config.renderer is not RendererType.CAIRO:
            raise NotImplementedError("heat-maps are drawn with the cairo renderer")
        self.values = values
        self.entry_name = name
        height = width * values.shape[0] / values.shape[1] if height is None else height
        colours = shade(values, positive, negative, largest=largest, power=power)
        self._pixels = _PIXELS if hollow else 1  # of a square, either way
        self.image = ImageMobject(_emptied(colours, values < 0) if hollow else colours)
        self.image.set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        self.image.stretch_to_fit_width(width).stretch_to_fit_height(height)
        self.frame = Rectangle(
            width=width + 0.04,
            height=height + 0.04,
            stroke_width=1.5,
            stroke_color=style.colour("neutral"),
        )
        super().__init__(self.image, self.frame)

    def reveal(self, rows: int) -> None:
        """Show the first `rows` rows only, at once."""
        pixels: Any = self.image.pixel_array
        pixels[:, :, 3] = 0
        pixels[: rows * self._pixels, :, 3] = 255


def _emptied(colours: NDArray[np.uint8], where: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Every square of several pixels, those `where` it is so with the background in its middle."""
    large = colours.repeat(_PIXELS, 0).repeat(_PIXELS, 1)
    empty = where.repeat(_PIXELS, 0).repeat(_PIXELS, 1)
    middle = np.arange(_PIXELS) % (_PIXELS - 1) > 0  # all but the first and the last pixel
    inside = np.outer(*(np.tile(middle, n) for n in where.shape))
    large[empty & inside] = np.rint(255 * _rgb("background"))
    return large


class ColourBar(Group):
    """What the brightness of a `Heatmap` says: a strip from −largest to largest, 0 in its middle.

    Parameters
    ----------
    largest
        The entry farthest from 0, at which the map has its full colour: `Reading.largest`. Its
        number stands at its end of the strip.
    positive, negative
        Roles, as in `Heatmap`.
    height
        In scene units.

    Attributes
    ----------
    strip, marks
        The picture; the ticks with 0 and the number.
    """

    def __init__(
        self,
        largest: Entry,
        positive: str = "delta",
        negative: str | None = "delta_neg",
        *,
        height: float,
        decimals: int = 3,
        width: float = 0.25,
    ) -> None:
        ramp = np.linspace(1, -1, 101)[:, None]
        self.strip = Heatmap(ramp, positive, negative, width=width, height=height)
        number = Numeral(largest, decimals, size=style.Size.SMALL, significant=2)
        end = height / 2 if largest.value >= 0 else -height / 2
        zero = Words("0", size=style.Size.SMALL)
        self.marks = VGroup()
        for label, y in ((number, end), (zero, 0.0)):
            tick = Line(RIGHT * width / 2, RIGHT * (width / 2 + 0.12), stroke_width=2)
            tick.set_color(style.colour("neutral")).shift(UP * y)
            self.marks.add(tick, label.next_to(tick, RIGHT, buff=0.1))
        super().__init__(self.strip, self.marks)
