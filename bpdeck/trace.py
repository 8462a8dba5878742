"""Every value of one run as text: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bpcore import BackwardTrace, Experiment, ForwardTrace, backward, forward, load_experiment
from bpcore.arrays import Array
from bpcore.functions import activation
from bpcore.perlayer import PerLayer

COLUMNS = 5
"""So many matrix columns stand side by side; wider matrices are printed in blocks."""


def as_json(path: Path) -> str:
    """The run of the experiment at `path` as JSON.

    Keys: `loss`, a number, and `a`, `z`, `delta`, `g`, `dW`, `db`, each an object that maps the
    layer, "0" to "L", to nested lists. A value beyond the largest float is null.

    Raises: BpcoreError as `load_experiment`, `forward` and `backward` do.
    """
    _, fwd, bwd = _run(path)
    values = {
        "loss": fwd.loss,
        "a": _by_layer(fwd.a),
        "z": _by_layer(fwd.z),
        "delta": _by_layer(bwd.delta),
        "g": _by_layer(bwd.g),
        "dW": _by_layer(bwd.dW),
        "db": _by_layer(bwd.db),
    }
    return json.dumps(values, indent=2, allow_nan=False)


def as_table(path: Path) -> str:
    """The run of the experiment at `path` as a table, six digits per number, ending in no newline.

    Raises: BpcoreError as `load_experiment`, `forward` and `backward` do.
    """
    experiment, fwd, bwd = _run(path)
    return "\n".join(_lines(experiment, fwd, bwd))


def _run(path: Path) -> tuple[Experiment, ForwardTrace, BackwardTrace]:
    experiment = load_experiment(path)
    fwd = forward(experiment.network, experiment.x, experiment.y)
    return experiment, fwd, backward(experiment.network, fwd)


def _by_layer(values: PerLayer[Array]) -> dict[str, object]:
    return {str(layer): _finite_lists(array) for layer, array in values.items()}


def _finite_lists(array: Array) -> object:
    """Nested lists; None for infinity, which JSON cannot say."""
    entries = array.astype(object)
    entries[~np.isfinite(array)] = None
    return entries.tolist()


def _lines(experiment: Experiment, fwd: ForwardTrace, bwd: BackwardTrace) -> Iterator[str]:
    network = experiment.network
    yield experiment.title
    yield f"widths {'-'.join(map(str, network.widths))}, loss {network.loss}"
    yield ""
    yield from _unit_table("layer 0: the input x", {"a": fwd.x, "g": bwd.g[0]})
    for layer in range(1, network.L + 1):
        phi = activation(network.phi[layer])
        across = f" + a({layer - 1})" if network.skip[layer] else ""
        columns = {"z": fwd.z[layer], "a": fwd.a[layer]}
        if phi.slope is not None:
            columns["phi'(z)"] = fwd.phi_prime[layer]
        columns |= {"g": bwd.g[layer], "delta": bwd.delta[layer]}
        if layer == network.L:
            columns["y"] = fwd.y
        yield from _unit_table(f"layer {layer}: a = {phi.name}(z){across}", columns)
        yield from _parameter_table("W", network.W[layer], "b", network.b[layer])
        yield from _parameter_table("dW", bwd.dW[layer], "db", bwd.db[layer])
    if fwd.batch is not None:
        for k, loss in enumerate(fwd.losses, start=1):
            yield f"loss of example {k}{_number(loss)}"
    yield f"loss {_number(fwd.loss).strip()}"


def _unit_table(heading: str, columns: dict[str, Array]) -> Iterator[str]:
    """One row per unit, or per example and unit of a batch."""
    yield heading
    batch = next(iter(columns.values())).ndim > 1
    yield f"{'example' if batch else '':>9}{'unit':>6}" + "".join(f"{c:>13}" for c in columns)
    stacked = np.stack([np.atleast_2d(array) for array in columns.values()], axis=-1)
    for example, units in enumerate(stacked, start=1):
        for unit, row in enumerate(units, start=1):
            label = f"{example if batch else '':>9}{unit:>6}"
            yield label + "".join(_number(value) for value in row)
    yield ""


def _parameter_table(name: str, W: Array, bias: str, b: Array) -> Iterator[str]:
    """A matrix with its bias beside it, in blocks of columns."""
    for start in range(0, W.shape[1], COLUMNS):
        stop = min(start + COLUMNS, W.shape[1])
        last = stop == W.shape[1]
        head = "".join(f"{column:>13}" for column in range(start + 1, stop + 1))
        yield f"{name:>9}{'unit':>6}{head}" + (f"{bias:>13}" if last else "")
        for unit, (row, entry) in enumerate(zip(W[:, start:stop], b, strict=True), start=1):
            numbers = [*row, entry] if last else row
            yield f"{unit:>15}" + "".join(_number(value) for value in numbers)
        yield ""


def _number(value: float) -> str:
    """Six significant digits, right-aligned, with a space in front."""
    return f"{value:>13.6g}"
