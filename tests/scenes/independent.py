"""Every entry a film may show, computed again by another route than the engine's recursion.

Forward values come from plain Python loops; every derivative is a complex step through those
loops. Nothing here calls bpcore's forward or backward.
"""

from __future__ import annotations

import cmath
import re

from bpcore.spec import Experiment

STEP = 1e-30
_NAME = re.compile(r"([\w.-]+)(?:~([^:+]+))?(\+[^:]*)?:(\w+)((?:\[\d+\])*)$")

PHI = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + cmath.exp(-z)),
    "tanh": cmath.tanh,
    "relu": lambda z: z if z.real > 0 else 0 * z,
}
LOSS = {
    "half_squared_error": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / 2,
    "squared_error": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y, strict=True)),
    "cross_entropy": lambda a, y: -sum(t * cmath.log(p) for p, t in zip(a, y, strict=True) if t),
}


def activate(phi, z):
    if phi != "softmax":
        return [PHI[phi](v) for v in z]
    top = max(v.real for v in z)
    powers = [cmath.exp(v - top) for v in z]
    return [p / sum(powers) for p in powers]


class Again:
    """One example of an experiment, with complex numbers and loops."""

    def __init__(self, experiment: Experiment) -> None:
        net = experiment.network
        self.W = {layer: net.W[layer].tolist() for layer in range(1, net.L + 1)}
        self.b = {layer: net.b[layer].tolist() for layer in range(1, net.L + 1)}
        self.phi, self.loss_name, self.L = net.phi, net.loss, net.L
        self.x = (experiment.x if experiment.x.ndim == 1 else experiment.x[0]).tolist()
        self.y = (experiment.y if experiment.y.ndim == 1 else experiment.y[0]).tolist()

    def run(self, *, start=0, a=None, add=None):
        """All z and a from layer `start` on, and the loss; `add` = (layer, k, step) nudges z."""
        a = {start: [complex(v) for v in (self.x if a is None else a)]}
        z = {}
        for layer in range(start + 1, self.L + 1):
            z[layer] = [
                sum(w * v for w, v in zip(row, a[layer - 1], strict=True)) + b
                for row, b in zip(self.W[layer], self.b[layer], strict=True)
            ]
            if add is not None and add[0] == layer:
                z[layer][add[1]] += add[2]
            a[layer] = activate(self.phi[layer], z[layer])
        return z, a, LOSS[self.loss_name](a[self.L], self.y)

    def step_down(self, rate: float) -> None:
        """Move every weight and bias against its slope, each slope by a complex step of its own."""
        _, a, _ = self.run()
        slopes = {
            layer: [
                self.run(add=(layer, j, 1j * STEP))[2].imag / STEP
                for j in range(len(self.b[layer]))
            ]
            for layer in self.b
        }
        for layer, found in slopes.items():
            for j, slope in enumerate(found):
                self.b[layer][j] -= rate * slope
                for i, before in enumerate(a[layer - 1]):
                    self.W[layer][j][i] -= rate * slope * before.real

    def value(self, quantity: str, index: list[int]) -> float:
        """The entry ``quantity[index…]``, the layer first as in the traces."""
        if quantity == "loss":
            return self.run()[2].real
        if quantity == "y":
            return self.y[index[0]]
        if quantity == "count_parameters":
            return sum(len(r) * len(r[0]) + len(r) for r in self.W.values())
        layer, *rest = index
        z, a, _ = self.run()
        if quantity in ("z", "a"):
            return {"z": z, "a": a}[quantity][layer][rest[0]].real
        if quantity in ("W", "b"):
            found = getattr(self, quantity)[layer][rest[0]]
            return found[rest[1]] if quantity == "W" else found
        if quantity == "phi_prime":
            return PHI[self.phi[layer]](z[layer][rest[0]] + 1j * STEP).imag / STEP
        if quantity in ("delta", "db"):
            return self.run(add=(layer, rest[0], 1j * STEP))[2].imag / STEP
        if quantity == "g":
            start = list(a[layer])
            start[rest[0]] += 1j * STEP
            if layer == self.L:
                return LOSS[self.loss_name](start, self.y).imag / STEP
            return self.run(start=layer, a=start)[2].imag / STEP
        if quantity == "dW":
            # z_j moves by the step times a_i when W_ji moves by the step.
            step = 1j * STEP * a[layer - 1][rest[1]].real
            return self.run(add=(layer, rest[0], step))[2].imag / STEP
        raise AssertionError(f"no independent route for {quantity}")


def split(name: str) -> tuple[str, float, bool, str, list[int]]:
    """(source, rate of a step down, whether it was nudged, quantity, indices) of a name."""
    source, rate, nudge, quantity, index = _NAME.match(name).groups()
    indices = [int(i) for i in re.findall(r"\d+", index)]
    return source, float(rate or 0), nudge is not None, quantity, indices
