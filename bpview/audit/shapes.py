"""Drawn paths as plain geometry: where a stroke runs, what a filling covers, in which colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import ImageMobject, Mobject, VMobject
from numpy.typing import NDArray

from bpview.numeral import Numeral

__all__ = ["Box", "box", "colour_at", "covers", "opacity", "sampled"]

Points = NDArray[np.float64]
Box = tuple[float, float, float, float]

_SPACING = 0.04  # how densely paths are sampled, in scene units


def opacity(m: VMobject) -> float:
    """The larger of what is visible of filling and stroke."""
    stroke = m.get_stroke_opacity() if m.get_stroke_width() > 0 else 0.0
    return float(max(m.get_fill_opacity(), stroke))


def box(m: Mobject) -> Box:
    """(left, bottom, right, top) of a mobject's points."""
    points = m.points[12:] if isinstance(m, Numeral) else m.points  # a cell is wider than its ink
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def sampled(m: VMobject) -> Points:
    """Points (n, 2) along the path, densely enough that no glyph fits between two."""
    return np.concatenate([np.zeros((0, 2)), *_curves(m)])


def _curves(m: VMobject) -> list[Points]:
    curves = m.points.reshape(-1, 4, 3)[:, :, :2]
    lengths = np.linalg.norm(np.diff(curves, axis=1), axis=2).sum(axis=1)
    found = []
    for (a, b, c, d), length in zip(curves, lengths, strict=True):
        t = np.linspace(0, 1, max(3, int(length / _SPACING) + 1))[:, None]
        found.append(
            (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
        )
    return found


def covers(m: Mobject, points: Points) -> NDArray[np.bool_]:
    """Which of `points` (n, 2) lie in the filling of a path, or on an image."""
    left, bottom, right, top = box(m)
    x, y = points.T
    inside: NDArray[np.bool_] = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    if isinstance(m, VMobject) and inside.any():
        inside[inside] = _winding(m, points[inside]) != 0
    return inside


def _winding(m: VMobject, points: Points) -> NDArray[np.int_]:
    """How often the path runs around each point; where that is not 0, Cairo fills."""
    turns = np.zeros(len(points), dtype=int)
    for path in m.get_subpaths():
        outline = _curves(VMobject().set_points(path))
        start = np.concatenate(outline)
        end = np.roll(start, -1, axis=0)  # a filling closes every path
        for k, (x, y) in enumerate(points):
            side = (end[:, 0] - start[:, 0]) * (y - start[:, 1]) - (x - start[:, 0]) * (
                end[:, 1] - start[:, 1]
            )
            up = (start[:, 1] <= y) & (end[:, 1] > y) & (side > 0)
            down = (start[:, 1] > y) & (end[:, 1] <= y) & (side < 0)
            turns[k] += int(up.sum()) - int(down.sum())
    return turns


def colour_at(m: Mobject, point: Points) -> tuple[float, Points]:
    """(opacity, sRGB 0..1) that a path's filling or an image has at a `point` it covers."""
    if isinstance(m, ImageMobject):
        left, bottom, right, top = box(m)
        pixels: Any = m.pixel_array
        share = (point - [left, bottom]) / [right - left, top - bottom]
        row = min(int((1 - share[1]) * pixels.shape[0]), pixels.shape[0] - 1)
        column = min(int(share[0] * pixels.shape[1]), pixels.shape[1] - 1)
        rgba = np.asarray(pixels[row, column], dtype=float) / 255
        return (float(rgba[3]) if rgba.size > 3 else 1.0), rgba[:3]
    if not isinstance(m, VMobject) or m.get_fill_color() is None:  # an empty group has none
        return 0.0, np.zeros(3)
    return float(m.get_fill_opacity()), np.array(m.get_fill_color().to_rgb(), dtype=float)
