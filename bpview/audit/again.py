"""Every entry a film may show, computed again by another route than the engine's recursion.

Forward values come from plain Python loops; every derivative is a complex step through those
loops. Nothing here calls bpcore's forward or backward.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from bpcore import Experiment
from bpview.audit.again_sweep import SweepAgain
from bpview.audit.by_hand import LOSS, PHI, activate
from bpview.audit.counting import Pattern, multiplications
from bpview.audit.entry_names import split

__all__ = ["Again", "NoRouteError", "again"]

STEP = 1e-30
_INDICES = {"loss": 0, "z": 2, "a": 2, "b": 2, "W": 3}  # how many, the layer among them
_NUDGE = re.compile(r"\+([^@:]+)@([Wbx])((?:\[\d+\])+):")


class NoRouteError(LookupError):
    """The entry is chosen, not computed, or nobody wrote a second route for it."""


class Again:
    """One example of an experiment, with complex numbers and loops.

    `rate` moves every weight and bias against its own slope first, each slope by its own step.
    """

    def __init__(self, experiment: Experiment, rate: float = 0.0) -> None:
        net = experiment.network
        self.W = {layer: net.W[layer].tolist() for layer in range(1, net.L + 1)}
        self.b = {layer: net.b[layer].tolist() for layer in range(1, net.L + 1)}
        self.skip = {layer: net.skip[layer] for layer in range(1, net.L + 1)}
        self.phi, self.loss_name, self.L = net.phi, net.loss, net.L
        self.x = (experiment.x if experiment.x.ndim == 1 else experiment.x[0]).tolist()
        self.y = (experiment.y if experiment.y.ndim == 1 else experiment.y[0]).tolist()
        self._start, self._rate = experiment, rate
        if rate:
            self._step_down(rate)

    def run(
        self,
        *,
        start: int = 0,
        a: Sequence[complex] | None = None,
        add: tuple[int, int, complex] | None = None,
    ) -> tuple[dict[int, list[complex]], dict[int, list[complex]], complex]:
        """All z and a from layer `start` on, and the loss; `add` = (layer, k, step) nudges z."""
        seen = {start: [complex(v) for v in (self.x if a is None else a)]}
        z: dict[int, list[complex]] = {}
        for layer in range(start + 1, self.L + 1):
            z[layer] = [
                sum(w * v for w, v in zip(row, seen[layer - 1], strict=True)) + b
                for row, b in zip(self.W[layer], self.b[layer], strict=True)
            ]
            if add is not None and add[0] == layer:
                z[layer][add[1]] += add[2]
            seen[layer] = activate(self.phi[layer], z[layer])
            if self.skip[layer]:
                pairs = zip(seen[layer], seen[layer - 1], strict=True)
                seen[layer] = [new + old for new, old in pairs]
        return z, seen, LOSS[self.loss_name](seen[self.L], self.y)

    def value(self, quantity: str, index: Sequence[int], by: float = 0.0) -> float:
        """The entry ``quantity[index…]``, the layer first; `NoRouteError` if there is none."""
        if quantity == "loss":
            return float(self.run()[2].real)
        if quantity == "y":
            return float(self.y[index[0]])
        if quantity.startswith("secant_"):
            return self._secant(quantity.removeprefix("secant_"), index, by)
        if quantity.startswith("cost_"):
            return float(self._cost(quantity, index))
        if quantity.startswith("count_"):
            return float(self._count(quantity.removeprefix("count_"), index))
        if quantity in ("product", "partial"):
            layer, j, end = index
            pairs = list(zip(self.W[layer][j], self.run()[1][layer - 1], strict=True))
            begin, stop = (end, end + 1) if quantity == "product" else (0, end)
            return float(sum((w * a for w, a in pairs[begin:stop]), 0j).real)
        if quantity == "sent_back":
            layer, j, i = index
            return self.run(add=(layer, j, 1j * STEP * self.W[layer][j][i]))[2].imag / STEP
        if quantity == "a_sum":
            return float(sum(self.run()[1][index[0]], 0j).real)
        if quantity in ("exp_z", "exp_z_sum"):
            layer, *which = index
            powers = [math.exp(z.real) for z in self.run()[0][layer]]
            return powers[which[0]] if which else math.fsum(powers)
        if quantity in ("moved", "trained_loss"):
            return _trained(self._start, self._rate, quantity, tuple(index))
        if quantity.startswith("norm_"):
            name, (layer, *_) = quantity.removeprefix("norm_"), index
            units = range(len(self.b[layer]))
            return math.hypot(*(self._by_layer(name, layer, [j]) for j in units))
        if quantity == "route":
            layer, i, k, j = index
            slopes = (layer, [i, k]), (layer - 1, [k, j])
            return math.prod(self._jacobian("J_a_a", at, place) for at, place in slopes)
        if quantity == "factor":
            layer, j, i = index
            return abs(self.run(add=(layer, i, 1j * STEP))[0][layer + 1][j].imag / STEP)
        layer, *rest = index or [0]
        if quantity.startswith("J_"):
            return float(self._jacobian(quantity, layer, rest))
        if quantity not in ("z", "a", "W", "b", "phi_prime", "delta", "db", "g", "dW"):
            raise NoRouteError(quantity)
        return float(self._by_layer(quantity, layer, rest))

    def entry(self, name: str) -> float:
        """The entry of that name, whatever nudge it tells; `NoRouteError` if there is none."""
        _, _, by, quantity, index = split(name)
        if quantity.startswith("secant_"):
            return self.value(quantity, index, by)
        moved = self.nudged(name) if by else self
        if quantity.endswith("_change"):
            return self._change(moved, quantity.removesuffix("_change"), index)
        if quantity == "loss_by_z":
            (layer,) = index
            units = ([layer, j] for j in range(len(self.b[layer])))
            return sum(self.value("delta", j) * self._change(moved, "z", j) for j in units)
        if quantity.startswith("quotient_"):
            top, bottom = quantity.removeprefix("quotient_").split("_")
            cut = _INDICES[top]
            below = self._change(moved, bottom, index[cut:])
            return self._change(moved, top, index[:cut]) / below
        return moved.value(quantity, index)

    def _change(self, moved: Again, quantity: str, index: Sequence[int]) -> float:
        return moved.value(quantity, index) - self.value(quantity, index)

    def _count(self, what: str, layer: Sequence[int]) -> int:
        """Of the parts of the network, by the lengths of its lists."""
        if what == "parameters":
            found = [self.W[k] for k in (layer or self.W)]
            return sum(len(row) + 1 for rows in found for row in rows)
        inputs, outputs = len(self.x), len(self.b[self.L])
        counts = {"layers": len(self.W), "inputs": inputs, "outputs": outputs}
        counts["slopes"] = inputs * outputs
        if what not in counts:
            raise NoRouteError(f"count_{what}")
        return counts[what]

    def nudged(self, name: str) -> Again:
        """The same with the one parameter moved that the entry's `name` tells, if it tells one."""
        found = _NUDGE.search(name)
        if found is None:
            raise NoRouteError(name)
        by, tensor, place = found.groups()
        *above, last = [int(i) for i in re.findall(r"\d+", place)]
        moved = copy.deepcopy(self)
        row: Any = getattr(moved, tensor)
        for index in above:
            row = row[index]
        row[last] += float(by)
        return moved

    def _secant(self, tensor: str, index: Sequence[int], by: float) -> float:
        """Difference quotient of the loss over a nudge of z, which is what a nudge of W or b is."""
        layer, j, *rest = index
        factor = self.run()[1][layer - 1][rest[0]].real if tensor == "W" else 1.0
        moved = self.run(add=(layer, j, by * factor))[2]
        return float((moved - self.run()[2]).real / by)

    def _by_layer(self, quantity: str, layer: int, rest: Sequence[int]) -> float:
        if quantity in ("W", "b"):
            found: Any = getattr(self, quantity)[layer]
            for k in rest:
                found = found[k]
            return float(found)
        z, a, _ = self.run()
        k = rest[0]
        if quantity in ("z", "a"):
            return {"z": z, "a": a}[quantity][layer][k].real
        if quantity == "phi_prime":
            return self._jacobian("J_a_z", layer, [k, k])
        if quantity == "g":
            start = list(a[layer])
            start[k] += 1j * STEP
            return self.run(start=layer, a=start)[2].imag / STEP
        # z_j moves by a_i times the step when W_ji moves by the step.
        factor = a[layer - 1][rest[1]].real if quantity == "dW" else 1.0
        return self.run(add=(layer, k, 1j * STEP))[2].imag / STEP * factor

    def _jacobian(self, quantity: str, layer: int, rest: Sequence[int]) -> float:
        """One entry of a Jacobian, or of the sums of its columns: one step of one cause."""
        z, a, _ = self.run()
        column = rest[-1]
        if quantity in ("J_a_z", "J_a_z_sum"):
            moved = list(z[layer])
            moved[column] += 1j * STEP
            answers = activate(self.phi[layer], moved)
        elif quantity in ("J_z_a", "J_a_a", "J_a_x"):
            start = 0 if quantity == "J_a_x" else layer - 1
            moved = list(a[start])
            moved[column] += 1j * STEP
            new_z, new_a, _ = self.run(start=start, a=moved)
            answers = (new_z if quantity == "J_z_a" else new_a)[layer]
        else:
            raise NoRouteError(quantity)
        if quantity == "J_a_z_sum":
            return sum(answers, 0j).imag / STEP
        return answers[rest[0]].imag / STEP

    def _cost(self, quantity: str, index: Sequence[int]) -> int:
        """Multiplications of the product da/dx, all or those of the one that `index` tells."""
        factors: list[Pattern] = [{(0, k) for k in range(len(self.b[self.L]))}]
        for layer in range(self.L, 0, -1):
            n, m = len(self.W[layer]), len(self.W[layer][0])
            full = self.phi[layer] == "softmax"
            factors.append({(i, k) for i in range(n) for k in range(n) if full or i == k})
            factors.append({(i, k) for i in range(n) for k in range(m)})
        name, row = quantity.removesuffix("_row"), quantity.endswith("_row")
        counts = multiplications(factors if row else factors[1:], name == "cost_backward")
        return counts[index[0]] if index else sum(counts)

    def _step_down(self, rate: float) -> dict[int, list[list[float]]]:
        """Take a step, and tell by how much every weight moved."""
        z, a, _ = self.run()
        steps: dict[int, list[list[float]]] = {}
        for layer in range(1, self.L + 1):
            slopes = []
            for j in range(len(self.b[layer])):
                moved = list(z[layer])
                moved[j] += 1j * STEP
                after = activate(self.phi[layer], moved)
                if self.skip[layer]:
                    after = [n + old for n, old in zip(after, a[layer - 1], strict=True)]
                slopes.append(self.run(start=layer, a=after)[2].imag / STEP)
            steps[layer] = [[-rate * s * v.real for v in a[layer - 1]] for s in slopes]
            steps[-layer] = [[-rate * s] for s in slopes]
        for layer in range(1, self.L + 1):
            for j, row in enumerate(steps[layer]):
                self.b[layer][j] += steps[-layer][j][0]
                for i, step in enumerate(row):
                    self.W[layer][j][i] += step
        return steps


@cache
def _trained(start: Experiment, rate: float, quantity: str, index: tuple[int, ...]) -> float:
    """The loss after steps down, or what the steps of a layer's weights add up to, over W."""
    now, before = Again(start), Again(start)
    *layer, steps = index
    total: dict[tuple[int, int, int], float] = {}
    for _ in range(steps):
        taken = now._step_down(rate)
        for n, rows in taken.items():
            for j, row in enumerate(rows):
                for i, step in enumerate(row):
                    total[n, j, i] = total.get((n, j, i), 0.0) + step
    if quantity == "trained_loss":
        return float(now.run()[2].real)
    moved = [step for (n, _, _), step in total.items() if n == layer[0]]
    return math.hypot(*moved) / math.hypot(*(w for row in before.W[layer[0]] for w in row))


def again(source: str, rate: float, load: Callable[[str], Experiment]) -> Again | SweepAgain:
    """Whatever computes the entries of `source` again; `load` finds an experiment by its name."""
    if source.startswith("sweep-"):
        return SweepAgain(source, PHI)
    return Again(load(source), rate)
