"""∂ℒ/∂w on the edges of a diagram: which way each weight should move, where the weight is."""

from __future__ import annotations

import numpy as np
from manim import VGroup

from bpview.diagram import Diagram
from bpview.strokes import Strokes, bundles

__all__ = ["slope_edges"]


def slope_edges(net: Diagram, layer: int) -> VGroup:
    """The drawn edges of a layer: the sign of the slope as colour, the root of its size as width.

    The largest of the layer is widest and strongest. They lie below all else.
    """
    pairs, starts, ends = net.ways(layer)
    slopes = net.reading.array("dW", layer)[pairs[:, 0], pairs[:, 1]]
    roots = np.sign(slopes) * np.sqrt(np.abs(slopes))
    widest = net.shape.edge_width
    found = bundles(roots, "delta", widest=widest)
    lines = (Strokes(starts[m], ends[m], ink, width, width / widest) for m, ink, width in found)
    return VGroup(*lines).set_z_index(-1)
