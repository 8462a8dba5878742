"""The functions of the lecture's notebook: each block of this file is one of its cells."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np

from bpcore import BackwardTrace, ForwardTrace, Network, backward, forward, load_experiment, nudge
from bpcore.descend import descend


@cache
def passes(name: str, rate: float = 0.0) -> tuple[Network, ForwardTrace, BackwardTrace]:
    """A network, and both passes of the example that was filmed: of several, the first.

    With a `rate`, every weight and bias first moves once against its slope.
    """
    experiment = load_experiment(f"networks/{name}.toml")
    network, x, y = experiment.network, experiment.x, experiment.y
    if x.ndim > 1:
        x, y = x[0], y[0]
    if rate:
        network = descend(network, backward(network, forward(network, x, y)), rate)
    ahead = forward(network, x, y)
    return network, ahead, backward(network, ahead)


def trace(name: str) -> None:
    """Both passes, layer by layer: forward as read, backward beside it."""
    network, ahead, back = passes(name)
    with np.printoptions(precision=3, suppress=True, threshold=12, edgeitems=2):
        print(f"{name}: widths {'-'.join(map(str, network.widths))}, loss {ahead.loss:.3f}")
        for layer in range(1, network.L + 1):
            print(f"\nlayer {layer}, {network.phi[layer]}")
            print("  z     ", ahead.z[layer], "\n  a     ", ahead.a[layer])
            print("  g     ", back.g[layer], "\n  delta ", back.delta[layer])


def by_engine(entry: str) -> float | None:
    """The value bpcore gives now for ``worked_example:delta[2][0]``; None if no trace has it.

    ``~0.5`` behind the network means: after one step down at that rate.
    """
    found = re.fullmatch(r"([\w.-]+)(?:~([^:+]+))?:(\w+)((?:\[\d+\])*)", entry)
    if found is None or not Path(f"networks/{found[1]}.toml").exists():
        return None
    network, ahead, back = passes(found[1], float(found[2] or 0))
    for holder in (ahead, back, network):
        value = getattr(holder, found[3], None)
        if value is not None:
            for index in re.findall(r"\d+", found[4]):
                value = value[int(index)]
            return float(value)
    return None


def compare(name: str) -> None:
    """Every number the film `name` showed beside what bpcore gives now; they must be equal."""
    rows = json.loads(Path(f"films/{name}/{name}.values.json").read_text(encoding="utf-8"))
    shown = {row["entry"]: row for row in rows}
    now = {entry: by_engine(entry) for entry in shown}
    print(f"{'entry':<38}{'on screen':>12}{'bpcore now':>24}")
    for entry, value in now.items():
        if value is not None:
            print(f"{entry:<38}{shown[entry]['text']:>12}{value:>24.16g}")
            rate_is_rounded = "~" in entry  # the name tells six digits of the rate
            tolerance = 1e-4 if rate_is_rounded else 1e-12
            filmed = shown[entry]["value"]
            assert np.isclose(value, filmed, rtol=tolerance, atol=1e-15), (entry, value, filmed)
    others = [entry for entry, value in now.items() if value is None]
    print(f"\n{len(now) - len(others)} numbers are those of bpcore.", end=" ")
    print("In no trace:", ", ".join(others) or "none")


def slope_by_nudge(name: str, by: float = 1e-6) -> None:
    """The steepest weight of layer 1, moved a little: the loss answers as dW foretells."""
    network, ahead, back = passes(name)
    steepest = np.abs(back.dW[1]).argmax()
    j, i = (int(k) for k in np.unravel_index(steepest, back.dW[1].shape))
    moved = forward(nudge(network, "W", 1, (j, i), by), ahead.x, ahead.y)
    print(f"W[1][{j}, {i}] moved: loss over nudge {(moved.loss - ahead.loss) / by:.6f}")
    print(f"dW[1][{j}, {i}] of the backward pass {back.dW[1][j, i]:.6f}")
