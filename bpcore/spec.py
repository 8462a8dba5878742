"""Experiments in TOML files: a network and the example it is run on.

    title = "..."                # optional, the name of the file if absent
    source = "..."               # optional, where the numbers come from
    loss = "half_squared_error"
    x = [0.6, -0.4]              # or [[...], [...]]: a batch, rows are examples
    y = [1.0, 0.0]

    [[layers]]
    W = [[0.5, -0.3], [0.8, 0.2]]
    b = [0.1, -0.2]
    phi = "sigmoid"
    skip = false                 # optional; true adds a^(l-1)

Weights need not be typed. Drawn at random: give a layer `units` and `init` (and `gain`) in
place of W and b, and the file a `seed`. Stored: name an npz file beside the TOML file,
`weights = "digits.npz"`, that holds W1, b1, W2, b2, ...

Nor need the example. Stored: `example = 3` takes x[3] and y[3] from the npz, `example = [3, 5]`
a batch. Drawn: with `inputs` and `seed` but no x, each entry of x is drawn from the standard
normal distribution; without y, one output is drawn to be 1 and the others are 0.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bpcore import init
from bpcore.arrays import Array, frozen, shape_text
from bpcore.errors import BpcoreError, SpecError
from bpcore.example import check_example
from bpcore.fields import Fields
from bpcore.network import Layer, Network

KEYS = ("title", "source", "loss", "x", "y", "layers", "weights", "example", "inputs", "seed")
LAYER_KEYS = ("W", "b", "phi", "skip", "units", "init", "gain")


@dataclass(frozen=True, eq=False)
class Experiment:
    """A network and an example to run it on, as read from `path`.

    `x`: (n_0,) or (B, n_0); `y`: (n_L,) or (B, n_L); float64, read-only. `name` is the name of
    the file without its ending.
    """

    network: Network
    x: Array
    y: Array
    title: str
    source: str
    path: Path

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.path.stem


def load_experiment(path: str | Path) -> Experiment:
    """Read the TOML file at `path`, in the format at the top of this module.

    Raises: SpecError for everything that is wrong with the file or the npz it names, saying
    file, key, what was expected, what was found.
    """
    path = Path(path)
    top = Fields(_read_toml(path), str(path), KEYS)
    tables = top.tables("layers", LAYER_KEYS, "layer")
    store = _read_npz(path, top) if "weights" in top else {}
    rng = np.random.default_rng(top.integer("seed", 0)) if "seed" in top else None

    layers: list[Layer] = []
    for number, table in enumerate(tables, start=1):
        where = f"{path}: layer {number}"
        if "weights" in top:
            W, b = _stored_weights(where, number, table, store)
        elif "W" in table:
            W, b = _literal_weights(table)
        else:
            width = layers[-1].units if layers else _input_width(top)
            W, b = _drawn_weights(where, table, width, _require_seed(top, rng))
        phi, skip = table.text("phi"), table.flag("skip")
        with _located(where):
            layers.append(Layer(W, b, phi, skip))
    loss = top.text("loss")
    with _located(str(path)):
        network = Network(layers, loss)
    x, y = _example(top, network, store, rng)
    with _located(str(path)):
        x, y = check_example(network, x, y)
    if "inputs" in top and top.integer("inputs", 1) != network.widths[0]:
        raise top.wrong("inputs", f"{network.widths[0]}, as layer 1 takes")
    return Experiment(network, x, y, top.text("title", path.stem), top.text("source", ""), path)


def save_experiment(experiment: Experiment, path: str | Path) -> None:
    """Write `experiment` to `path`, every number in full, so that loading gives it back exactly.

    Raises: OSError if the file cannot be written.
    """
    network = experiment.network
    lines = [
        f"title = {_quoted(experiment.title)}",
        f"source = {_quoted(experiment.source)}",
        f"loss = {_quoted(network.loss)}",
        f"x = {experiment.x.tolist()}",
        f"y = {experiment.y.tolist()}",
    ]
    for layer in network.layers:
        lines += [
            "",
            "[[layers]]",
            f"W = {layer.W.tolist()}",
            f"b = {layer.b.tolist()}",
            f"phi = {_quoted(layer.phi)}",
            *(["skip = true"] if layer.skip else []),
        ]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SpecError(str(path), "a TOML file", _reason(error)) from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise SpecError(str(path), "valid TOML", str(error)) from error


def _read_npz(path: Path, top: Fields) -> dict[str, Array]:
    """The arrays of the npz beside `path`, float64."""
    name, where = top.text("weights"), top.at("weights")
    folder = path.parent.resolve()
    try:
        target = (folder / name).resolve()  # follows links, so that these cannot lead out either
        if not target.is_relative_to(folder):
            raise top.wrong("weights", "a file in the folder of the TOML file", "Put it beside it.")
        # Opened here, because NumPy forgets to close a file that turns out to be no zip archive.
        with target.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            store = {key: stored[key] for key in stored.files}
    except BpcoreError:
        raise
    except OSError as error:
        raise SpecError(where, "an npz file", f"{name!r}: {_reason(error)}") from error
    except Exception as error:  # a broken file makes zipfile, zlib and NumPy raise what they like
        raise SpecError(
            where, "an npz file of plain arrays", f"{name!r}: {error}", "Make it with np.savez."
        ) from error
    return {
        key: array.astype(np.float64) if array.dtype == np.float32 else array
        for key, array in store.items()
    }


def _stored_weights(
    where: str, number: int, table: Fields, store: dict[str, Array]
) -> tuple[Array, Array]:
    table.forbid(("W", "b", "units", "init", "gain"), "as weights names a file that has them")
    return _stored(where, store, f"W{number}"), _stored(where, store, f"b{number}")


def _stored(where: str, store: dict[str, Array], key: str) -> Array:
    if key not in store:
        raise SpecError(
            where, f"an array {key} in the npz file", f"only {', '.join(store) or 'nothing'}"
        )
    with _located(where):
        return frozen(store[key], f"array {key} of the npz file")


def _literal_weights(table: Fields) -> tuple[Array, Array]:
    table.forbid(("units", "init", "gain"), "as W is given in full")
    return table.array("W", (2,)), table.array("b", (1,))


def _drawn_weights(
    where: str, table: Fields, inputs: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    table.forbid(("b",), "as there is no W and drawn weights come with b = 0")
    units = table.integer("units", 1, "Give a layer W and b, or units and init.")
    name, gain = table.text("init"), table.number("gain", 1.0)
    with _located(where):
        return init.draw(name, units, inputs, rng, gain), np.zeros(units)


def _input_width(top: Fields) -> int:
    if "inputs" in top:
        return top.integer("inputs", 1)
    if "x" in top:
        return int(top.array("x", (1, 2)).shape[-1])
    raise top.wrong("inputs", "the number of inputs, as neither x nor W tells it")


def _require_seed(top: Fields, rng: np.random.Generator | None) -> np.random.Generator:
    if rng is None:
        raise top.wrong("seed", "an integer, as something is drawn at random", "Add seed = 0.")
    return rng


def _example(
    top: Fields, network: Network, store: dict[str, Array], rng: np.random.Generator | None
) -> tuple[Array, Array]:
    """x and y: stored, typed, or drawn, in that order of preference."""
    if "example" in top:
        top.forbid(("x", "y"), "as example takes both from the npz file")
        if "weights" not in top:
            raise top.wrong("weights", "the npz file that example takes x and y from")
        where = top.at("example")
        x, y = _stored(where, store, "x"), _stored(where, store, "y")
        if x.ndim != 2 or y.ndim != 2 or len(x) != len(y):
            raise top.wrong(
                "weights",
                "an npz file in which x and y have one row per example, equally many",
                f"They have shapes {shape_text(x.shape)} and {shape_text(y.shape)}.",
            )
        chosen = top.indices("example", len(x))
        return x[chosen], y[chosen]

    if "x" in top or "inputs" not in top:
        x = top.array("x", (1, 2))
    else:
        x = _require_seed(top, rng).standard_normal(network.widths[0])
    if "y" in top or "inputs" not in top:
        y = top.array("y", (1, 2))
    else:
        outputs = network.widths[network.L]
        hot = _require_seed(top, rng).integers(outputs, size=x.shape[:-1])
        y = np.eye(outputs)[hot]
    return x, y


@contextmanager
def _located(where: str) -> Iterator[None]:
    """Put `where` in front of complaints from code that does not know the file."""
    try:
        yield
    except BpcoreError as error:
        raise SpecError(
            f"{where}: {error.where}", error.expected, error.found, error.advice
        ) from error


def _quoted(text: str) -> str:
    """`text` as a TOML string: JSON's escapes, and DEL, which TOML wants escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _reason(error: OSError) -> str:
    """What the system says, without the path, which the message already has."""
    return (error.strerror or str(error)).lower()
