"""Some neurons and edges of a network in full light; all others step back and are context."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, VMobject

from bpview.diagram import Diagram
from bpview.motion import live
from bpview.reading import Reading

__all__ = ["Spotlight"]

_CONTEXT = 0.2


class Spotlight:
    """The light on a `Diagram`; at first all of it is lit.

    What makes a neuron hollow keeps its opacity: it covers the filling, however faint that is.
    """

    def __init__(self, net: Diagram) -> None:
        self._net = net
        self._share: dict[int, float] = {}

    def on(self, *lit: VMobject, **kw: Any) -> Animation:
        """`lit`, neurons and edges, come forward, and all others step back to a fifth."""
        return self._go_to(_CONTEXT, lit, **kw)

    def everywhere(self, **kw: Any) -> Animation:
        """All of the network comes forward."""
        return self._go_to(1.0, (), **kw)

    def activate(self, layer: int, reading: Reading) -> None:
        """Neurons take the a of another reading at once, each in the light it stands in."""
        self._net.activate(layer, reading)
        for neuron in self._net.neurons[layer]:
            share = self._share.get(id(neuron.fill), 1.0)
            neuron.fill.set_fill(opacity=share * neuron.fill.get_fill_opacity())

    def _go_to(self, context: float, lit: tuple[VMobject, ...], **kw: Any) -> Animation:
        net = self._net
        hollows = {id(n.hollow) for column in net.neurons.values() for n in column}
        keep = {id(m) for whole in lit for m in whole.get_family()}
        paths = [m for m in net.family_members_with_points() if id(m) not in hollows]
        goal = {id(m): 1.0 if id(m) in keep else context for m in paths}
        before = np.array([[m.get_fill_opacity(), m.get_stroke_opacity()] for m in paths])
        gains = np.array([[goal[id(m)] / self._share.get(id(m), 1.0)] for m in paths])
        self._share = goal

        def change(alpha: float) -> None:
            now = before * (1 + alpha * (gains - 1))
            for m, (fill, stroke) in zip(paths, now, strict=True):
                m.set_fill(opacity=fill, family=False).set_stroke(opacity=stroke, family=False)

        return live(change, *net.edges.values(), net.dots, *net.columns.values(), **kw)
