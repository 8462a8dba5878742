"""Many values at once: one image, one square a value, brightness by size and hue by sign."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Group, ImageMobject, Rectangle, RendererType, config
from manim.constants import RESAMPLING_ALGORITHMS
from numpy.typing import NDArray

from bpview import style

__all__ = ["Heatmap", "shade"]


def shade(
    values: NDArray[Any],
    positive: str,
    negative: str | None = None,
    *,
    largest: float | None = None,
) -> NDArray[np.uint8]:
    """Colours of `values` (any shape), as uint8 with a last axis of 3.

    Zero is the background, ``±largest`` (the largest |value| by default) the full colour of the
    roles `positive` and `negative`; in between the mix is by the square root, so that values a
    hundred times smaller are still a tenth as bright.
    """
    top = float(np.abs(values).max()) if largest is None else largest
    share = np.sqrt(np.clip(np.abs(values) / (top or 1.0), 0, 1))[..., None]
    back = _rgb("background")
    full = np.where((values < 0)[..., None], _rgb(negative or positive), _rgb(positive))
    colours: NDArray[np.uint8] = np.rint(255 * (back + share * (full - back))).astype(np.uint8)
    return colours


def _rgb(role: str) -> NDArray[np.float64]:
    return np.array(style.colour(role).to_rgb(), dtype=float)


class Heatmap(Group):
    """A matrix as one image in a thin frame, rows downwards.

    `quantity` and `layer` say what it shows, for audits; `values` keeps the shown matrix.
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
    ) -> None:
        if config.renderer is not RendererType.CAIRO:
            raise NotImplementedError("heat-maps are drawn with the cairo renderer")
        self.values = values
        self.entry_name = name
        height = width * values.shape[0] / values.shape[1] if height is None else height
        self.image = ImageMobject(shade(values, positive, negative, largest=largest))
        self.image.set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        self.image.stretch_to_fit_width(width).stretch_to_fit_height(height)
        self.frame = Rectangle(
            width=width + 0.04,
            height=height + 0.04,
            stroke_width=1.5,
            stroke_color=style.colour("neutral"),
        )
        super().__init__(self.image, self.frame)
