"""Colour as a number: what WCAG calls contrast."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["contrast", "linear"]


def linear(rgb: Any) -> NDArray[np.float64]:
    """Linear light of sRGB values 0..1, shape kept (IEC 61966-2-1)."""
    values = np.asarray(rgb, dtype=float)
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(first: Any, second: Any) -> float:
    """WCAG contrast ratio of two sRGB colours, 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    one, two = (float(linear(c) @ weights) for c in (first, second))
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
