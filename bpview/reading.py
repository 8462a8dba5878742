"""What a film reads: an experiment, its forward and backward trace, and names for every entry.

Nothing is computed here beyond calling `bpcore`; a `Reading` hands out `Entry` objects, each a
value together with the place it came from, and every number on screen holds one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpcore import (
    BackwardTrace,
    Experiment,
    ForwardTrace,
    backward,
    chain,
    forward,
    functions,
    log_norms,
)
from bpcore.descend import descend, safe_rate
from bpcore.nudge import nudge, secant
from bpview.entry import Entries, Entry

__all__ = ["Reading"]


_SUMS: dict[str, Callable[[ForwardTrace, int], Any]] = {
    "a_sum": lambda forward, layer: forward.a[layer].sum(),
    "exp_z": lambda forward, layer: np.exp(forward.z[layer]),
    "exp_z_sum": lambda forward, layer: np.exp(forward.z[layer]).sum(),
}


@dataclass(frozen=True)
class Reading:
    """An experiment with both traces of ONE example (the first, if it holds a batch).

    `name` tells the entries of several readings in one film apart.
    """

    name: str
    experiment: Experiment

    @cached_property
    def x(self) -> NDArray[Any]:
        """The example, shape ``(n_0,)``."""
        return self.experiment.x if self.experiment.x.ndim == 1 else self.experiment.x[0]

    @cached_property
    def y(self) -> NDArray[Any]:
        """Its target, shape ``(n_L,)``."""
        return self.experiment.y if self.experiment.y.ndim == 1 else self.experiment.y[0]

    def examples(self) -> list[Reading]:
        """One reading for each example of a batch, called ``name.1``, ``name.2``, …

        `Film.examples` also makes them known to the audits.
        """
        rows = zip(np.atleast_2d(self.experiment.x), np.atleast_2d(self.experiment.y), strict=True)
        return [
            Reading(f"{self.name}.{k}", replace(self.experiment, x=x, y=y))
            for k, (x, y) in enumerate(rows, start=1)
        ]

    @cached_property
    def forward(self) -> ForwardTrace:
        """The forward trace of the example."""
        return forward(self.experiment.network, self.x, self.y)

    @cached_property
    def backward(self) -> BackwardTrace:
        """The backward trace of the example."""
        return backward(self.experiment.network, self.forward)

    def array(self, quantity: str, layer: int | None = None) -> NDArray[Any]:
        """The values of a quantity.

        W, b, z, a, phi_prime, delta, g, dW, db, y, loss, losses; a_sum, the sum of a layer's a;
        exp_z and exp_z_sum, e to each of its z and all of them; and Jacobians: J_a_z of a^(l) by
        z^(l), shape (n_l, n_l), with the sums of its columns J_a_z_sum, (n_l,); J_z_a of z^(l) by
        a^(l-1), J_a_a of a^(l) by a^(l-1), both (n_l, n_(l-1)), and J_a_x of a^(l) by x,
        (n_l, n_0).

        Raises
        ------
        KeyError
            For a quantity no trace has.
        """
        if quantity.startswith("J_") and layer is not None:
            return self._jacobian(quantity, layer)
        if quantity in _SUMS and layer is not None:
            return np.asarray(_SUMS[quantity](self.forward, layer))
        holders = {
            ("W", "b"): self.experiment.network,
            ("z", "a", "phi_prime", "loss", "losses"): self.forward,
            ("delta", "g", "dW", "db"): self.backward,
            ("y",): self,
        }
        for quantities, holder in holders.items():
            if quantity in quantities:
                found = getattr(holder, quantity)
                return np.asarray(found if layer is None else found[layer])
        raise KeyError(f"{quantity!r} is in no trace")

    def _jacobian(self, quantity: str, layer: int) -> NDArray[Any]:
        network = self.experiment.network
        if quantity.startswith("J_a_z"):
            J = functions.activation(network.phi[layer]).jacobian(self.forward.z[layer])
            return J.sum(axis=0) if quantity.endswith("_sum") else J
        if quantity == "J_z_a":
            return network.W[layer]
        bottom = {"J_a_a": layer - 1, "J_a_x": 0}[quantity]
        return chain(network, self.forward, top=layer, bottom=bottom).value

    def entries(self, quantity: str, layer: int | None = None) -> Entries:
        """Every entry of a quantity, in an array of the same shape."""
        values = self.array(quantity, layer)
        found = np.empty(values.shape, dtype=object)
        for index in np.ndindex(values.shape):
            found[index] = Entry(self.name, quantity, layer, index, float(values[index]))
        return found

    def entry(self, quantity: str, layer: int | None = None, *index: int) -> Entry:
        """One entry: ``reading.entry("delta", 2, 0)``."""
        value = self.array(quantity, layer)[index]
        return Entry(self.name, quantity, layer, index, float(value))

    def norm(self, quantity: str, layer: int) -> Entry:
        """The Euclidean length of a layer's vector, ``delta`` for instance."""
        value = float(np.linalg.norm(self.array(quantity, layer)))
        return Entry(self.name, f"norm_{quantity}", layer, (), value)

    def log_norm(self, quantity: str, layer: int) -> float:
        """log10 of `norm`, also where that underflows; -inf for 0."""
        logs = log_norms(self.experiment.network, self.forward)
        return float(getattr(logs, quantity)[layer])

    def route(self, layer: int, i: int, k: int, j: int) -> Entry:
        """∂a_i^(l)/∂a_k^(l-1) · ∂a_k^(l-1)/∂a_j^(l-2): what goes through one neuron between."""
        outer, inner = (self.array("J_a_a", n) for n in (layer, layer - 1))
        value = float(outer[i, k] * inner[k, j])
        return Entry(self.name, "route", layer, (i, k, j), value)

    def factor(self, layer: int, j: int = 0, i: int = 0) -> Entry:
        """|w_ji^(layer + 1) φ'(z_i^(layer))|: the share of a change of z_i that reaches z_j."""
        w = self.array("W", layer + 1)[j, i]
        value = abs(float(w * self.array("phi_prime", layer)[i]))
        return Entry(self.name, "factor", layer, (j, i), value)

    def largest(self, quantity: str, layer: int) -> Entry:
        """The entry of a quantity that is farthest from 0; of equals, the first."""
        found: Entry = max(self.entries(quantity, layer).flat, key=lambda entry: abs(entry.value))
        return found

    def nudged(self, tensor: str, layer: int, index: tuple[int, ...], by: float) -> Reading:
        """The same example through the network with one parameter changed by `by`.

        With `tensor` ``x``, whatever the layer, it is an input that changes.
        """
        if by == 0:
            return self
        where = "".join(f"[{i}]" for i in index)
        if tensor == "x":
            x = self.experiment.x.copy()
            x.reshape(-1, x.shape[-1])[0][index] += by  # of the one example that is shown
            return Reading(f"{self.name}+{by:.6g}@x{where}", replace(self.experiment, x=x))
        network = nudge(self.experiment.network, tensor, layer, index, by)
        return Reading(
            f"{self.name}+{by:.6g}@{tensor}[{layer}]{where}",
            replace(self.experiment, network=network),
        )

    def descended(self, rate: float) -> Reading:
        """The same example after every weight and bias moved by `rate` against its slope."""
        network = descend(self.experiment.network, self.backward, rate)
        return Reading(f"{self.name}~{rate:.6g}", replace(self.experiment, network=network))

    def rate(self) -> Entry:
        """A rate at which one step surely lowers the loss; see `bpcore.descend.safe_rate`."""
        value = safe_rate(self.experiment.network, self.x, self.y)
        return Entry(self.name, "safe_rate", None, (), value)

    def secant(self, tensor: str, layer: int, index: tuple[int, ...], by: float) -> Entry:
        """Change of the loss over the nudge `by`, which must not be 0."""
        value = secant(self.experiment.network, self.x, self.y, tensor, layer, index, by)
        return Entry(f"{self.name}+{by:.6g}", f"secant_{tensor}", layer, index, value)

    def curve(self, layer: int, z: NDArray[Any]) -> NDArray[Any]:
        """φ^(l) over `z`, both of shape ``(m,)``."""
        return functions.activation(self.experiment.network.phi[layer]).value(z)

    def losses(self, a: NDArray[Any], j: int = 0) -> NDArray[Any]:
        """The loss where output `j` of the network were `a`, both of shape ``(m,)``."""
        loss = functions.loss(self.experiment.network.loss)
        outputs = np.tile(self.forward.a[self.experiment.network.L], (len(a), 1))
        outputs[:, j] = a
        return np.array([loss.value(row, self.y) for row in outputs])

    def moved(self, nudged: Reading, quantity: str, layer: int | None = None, *index: int) -> Entry:
        """How much an entry of `nudged`, this network with one parameter changed, has moved.

        ``loss_by_z`` of a layer is how much the loss would have, were it straight: Σ_j δ_j Δz_j.
        """
        if quantity == "loss_by_z":
            by = nudged.array("z", layer) - self.array("z", layer)
            change = float(self.array("delta", layer) @ by)
            name = nudged.name if nudged is not self else f"{self.name}+0"
            return Entry(name, quantity, layer, index, change)
        value = nudged.entry(quantity, layer, *index).value
        name = nudged.name if nudged is not self else f"{self.name}+0"
        change = value - self.entry(quantity, layer, *index).value
        return Entry(name, f"{quantity}_change", layer, index, change)

    def quotient(self, nudged: Reading, top: tuple[Any, ...], bottom: tuple[Any, ...]) -> Entry:
        """Change of `top` over change of `bottom` from here to `nudged`.

        Both are what `entry` takes, such as ``("z", 3, 0)``; the entry's index is that of `top`
        followed by that of `bottom`, layers included.

        Raises
        ------
        ZeroDivisionError
            If `bottom` does not change.
        """
        value = self.moved(nudged, *top).value / self.moved(nudged, *bottom).value
        quantity = f"quotient_{top[0]}_{bottom[0]}"
        return Entry(nudged.name, quantity, None, (*top[1:], *bottom[1:]), value)

    def cost(self, order: str, *, row: bool) -> Entry:
        """Multiplications that da^(L)/dx^T takes in an `order` of `bpcore.chain`.

        With `row` another row stands in front, the slopes of the loss by a^(L).
        """
        front = self.backward.g[self.experiment.network.L] if row else None
        found = chain(self.experiment.network, self.forward, order=order, row=front)
        name = f"cost_{order}_row" if row else f"cost_{order}"
        return Entry(self.name, name, None, (), float(found.cost))

    def products(self, layer: int, j: int) -> Entries:
        """w_ji a_i for every input i of neuron `j`, shape ``(n_{l-1},)``."""
        values = self.array("W", layer)[j] * self.array("a", layer - 1)
        found = np.empty(values.shape, dtype=object)
        for i, value in enumerate(values):
            found[i] = Entry(self.name, "product", layer, (j, i), float(value))
        return found

    def sent_back(self, layer: int, j: int, i: int) -> Entry:
        """w_ji^(layer) δ_j^(layer): what neuron `j` adds to the slope by an a_i before it."""
        value = float(self.array("W", layer)[j, i] * self.array("delta", layer)[j])
        return Entry(self.name, "sent_back", layer, (j, i), value)

    def partial(self, layer: int, j: int, count: int) -> Entry:
        """The sum of the first `count` products of neuron `j`; all of them and b make z_j."""
        first = (entry.value for entry in self.products(layer, j)[:count])
        return Entry(self.name, "partial", layer, (j, count), sum(first, 0.0))

    def count(self, quantity: str, layer: int | None = None) -> Entry:
        """How many there are: ``parameters`` of the network or of a layer, ``layers``, ``inputs``,
        ``outputs``, or ``slopes`` of every output by every input.
        """
        network = self.experiment.network
        sizes = {k: network.W[k].size + network.b[k].size for k in range(1, network.L + 1)}
        counts = {
            "parameters": sum(sizes.values()) if layer is None else sizes[layer],
            "layers": network.L,
            "inputs": self.x.size,
            "outputs": self.y.size,
            "slopes": self.x.size * self.y.size,
        }
        return Entry(self.name, f"count_{quantity}", layer, (), float(counts[quantity]))
