"""A chain of single neurons in one row: the smallest network in which a slope has links."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, Line, Mobject, ReplacementTransform, VGroup

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.formula import LOSS, Formula, part, symbol
from bpview.overview import LossLabel, target_rings
from bpview.places import name_of
from bpview.reading import Reading

__all__ = ["Chain", "is_chain", "rules", "slopes"]

_LEAST = 1e-4
_LOSSES = {
    "half_squared_error": ("frac(1, 2) (A - Y)^2", "A - Y"),
    "squared_error": ("(A - Y)^2", "2 (A - Y)"),
    "mean_squared_error": ("(A - Y)^2", "2 (A - Y)"),
    "cross_entropy": ("- Y ln A", "- Y \\/ A"),
    "binary_cross_entropy": (
        "- Y ln A - (1 - Y) ln (1 - A)",
        "(A - Y) \\/ (A (1 - A))",
    ),
}
"""The loss of one output A against its target Y, and its slope by A."""


def is_chain(reading: Reading) -> bool:
    """Whether each layer is one neuron, and in the last two each a is φ of its z alone."""
    network = reading.experiment.network
    last = [layer for layer in (network.L - 1, network.L) if layer >= 1]
    return set(network.widths) == {1} and not any(
        network.phi[layer] == "softmax" or network.skip[layer] for layer in last
    )


def rules(reading: Reading, layer: int) -> list[str]:
    """z = w a + b, a = φ(z) and the loss of layer `layer`, as Typst text."""
    z, a, b = (part(q, q, layer) for q in ("z", "a", "b"))
    w = name_of(reading, ("W", layer, 0, 0))
    loss = _LOSSES[reading.experiment.network.loss][0]
    return [
        f"{z} = {w} {part('a', 'a', layer - 1)} + {b}",
        f"{a} = phi.alt({z})",
        f"{LOSS} = {_filled(loss, a)}",
    ]


def slopes(reading: Reading, layer: int) -> list[str]:
    """What each of the three rules has for a slope: a by w, φ' by z, and that of the loss by a."""
    by_a = _LOSSES[reading.experiment.network.loss][1]
    return [
        part("a", "a", layer - 1),
        f"{{{{ phi.alt' : phi_prime }}}} ({part('z', 'z', layer)})",
        # In one colour, that of its number.
        f"{{{{ {by_a.replace('A', symbol('a', layer)).replace('Y', 'y')} : g }}}}",
    ]


def _filled(text: str, a: str) -> str:
    return text.replace("A", a).replace("Y", "{{ y : target }}")


class Chain(VGroup):
    """The last layers of a chain with their weights and biases named, the target and the loss.

    Attributes
    ----------
    net
        The `Diagram`.
    names, weights, biases
        a^(l) above each neuron, w^(l) above each edge, b^(l) below the neuron it is added in;
        each a dictionary by layer.
    rings, y_name, loss
        The target, its name, and the loss at the right end.
    """

    def __init__(
        self, reading: Reading, *, width: float, radius: float = 0.43, most: int = 4
    ) -> None:
        self.reading = reading
        L = reading.experiment.network.L
        shape = Shape(width, 2.5 * radius, radius=radius, edge_width=7.0)
        self.net = Diagram(reading, shape, first=max(0, L + 1 - most))
        layers = range(self.net.first, L + 1)
        self.names = {layer: self._beside(("a", layer, 0), layer, UP) for layer in layers}
        self.biases = {layer: self._beside(("b", layer, 0), layer, DOWN) for layer in layers[1:]}
        self.weights = {}
        for layer in layers[1:]:
            edge = self.net.edges[layer]
            name = Formula(name_of(reading, ("W", layer, 0, 0)), size=style.Size.SMALL)
            self.weights[layer] = name.next_to(edge, UP, buff=0.14)
        self.rings = target_rings(self.net, 3.6 * radius)
        self.y_name = Formula("{{ y : target }}", size=style.Size.SMALL)
        self.y_name.next_to(self.rings, UP, buff=0.12)
        self.y_name.match_y(self.names[L])
        self.loss = LossLabel(reading).next_to(self.rings, RIGHT, buff=0.6)
        super().__init__(
            self.net,
            *self.names.values(),
            *self.weights.values(),
            *self.biases.values(),
            self.rings,
            self.y_name,
            self.loss,
        )

    def take(self, now: Reading) -> None:
        """Fill neurons, weigh edges and tell the loss as in another reading, at once."""
        for layer in range(self.net.first, self.net.last + 1):
            self.net.activate(layer, now, number=True)
        self.net.weigh(now)
        self.loss.value.set_entry(now.entry("loss"))

    def changing(self) -> list[Mobject]:
        """What `take` changes."""
        return [*self.net.columns.values(), *self.net.edges.values(), self.loss]

    def any_layer(self) -> list[Any]:
        """Names become those of any layer, the last being ℓ; what is this network's own leaves.

        Those are its numbers, and the signs of its weights. The names are then the new ones.
        """
        moves: list[Any] = []
        for role, letter, names in (
            ("a", "a", self.names),
            ("W", "w", self.weights),
            ("b", "b", self.biases),
        ):
            for layer, old in names.items():
                back = self.net.last - layer
                text = part(role, letter, f"ell-{back}" if back else "ell")
                names[layer] = Formula(text, size=style.Size.SMALL).move_to(old)
                moves.append(ReplacementTransform(old, names[layer]))
        # Between any layer and the loss there can be others.
        moves.append(FadeIn(Formula("dots.c").move_to(self.rings)))
        told = [self.loss.value, *self.rings, self.y_name]
        neurons = [neuron for column in self.net.neurons.values() for neuron in column]
        for neuron in neurons:
            told += [m for m in (neuron.fill, neuron.hollow, neuron.number) if m is not None]
        moves.append(FadeOut(*told, self.loss[0][-1], *self.net.edges.values()))
        for before, after in pairwise(neurons):
            way = Line(before.ring.get_right(), after.ring.get_left(), stroke_width=7)
            moves.append(FadeIn(way.set_color(style.colour("neutral"))))
        return moves

    def still(self) -> str:
        """Which link of the last two layers does not answer a nudge, as text; empty if all do."""
        reading, L = self.reading, self.net.last
        links = [("a", L - 1), ("phi_prime", L), ("g", L)]
        if L > 1:
            links += [("a", L - 2), ("phi_prime", L - 1), ("W", L)]
        for quantity, layer in links:
            entry = reading.entries(quantity, layer).flat[0]
            if abs(entry.value) < _LEAST:
                return f"{quantity}[{layer}] is {entry.value:.2g}"
        return ""

    def _beside(self, place: tuple[str, int, int], layer: int, side: Any) -> Formula:
        name = part(place[0], place[0], layer)
        return Formula(name, size=style.Size.SMALL).next_to(
            self.net.neurons[layer][0].ring, side, buff=0.16
        )
