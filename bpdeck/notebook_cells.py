"""The functions of the lecture's notebook: each block of this file is one of its cells."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np

from bpcore import (
    BackwardTrace,
    ForwardTrace,
    Network,
    backward,
    forward,
    load_experiment,
    nudge,
    secant,
)
from bpcore.descend import descend


@cache
def passes(
    name: str, rate: float = 0.0, by: float = 0.0, place: str = ""
) -> tuple[Network, ForwardTrace, BackwardTrace]:
    """A network, and both passes of the example that was filmed: of several, the first.

    With a `rate`, every weight and bias first moves once against its slope; with `by`, the one
    at `place`, such as ``W[3][0][0]``, is nudged.
    """
    experiment = load_experiment(f"networks/{name}.toml")
    network, x, y = experiment.network, experiment.x, experiment.y
    if x.ndim > 1:
        x, y = x[0], y[0]
    if rate:
        network = descend(network, backward(network, forward(network, x, y)), rate)
    if place:
        layer, *index = numbers(place)
        network = nudge(network, place[0], layer, index, by)
    ahead = forward(network, x, y)
    return network, ahead, backward(network, ahead)


def numbers(text: str) -> list[int]:
    """``[3][0][1]`` as [3, 0, 1]."""
    return [int(found) for found in re.findall(r"\d+", text)]


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

    Behind the network, ``~0.5`` means after one step down at that rate, ``+0.1@W[3][0][0]`` with
    that weight moved by so much.
    """
    found = re.fullmatch(
        r"([\w.-]+)(?:~([^:+]+))?(?:\+([^:@]+)(?:@([^:]+))?)?:(\w+?)(_change)?((?:\[\d+\])*)", entry
    )
    if found is None or not Path(f"networks/{found[1]}.toml").exists():
        return None
    name, rate, by, place, quantity, change, index = found.groups()
    still = passes(name, float(rate or 0))
    if quantity.startswith("secant_"):
        layer, *inner = numbers(index)
        tensor = quantity.removeprefix("secant_")
        return secant(still[0], still[1].x, still[1].y, tensor, layer, inner, float(by))
    if by and not place:
        return None
    value = entry_of(passes(name, float(rate or 0), float(by or 0), place or ""), quantity, index)
    if change is None or value is None:
        return value
    return value - (entry_of(still, quantity, index) or 0.0)


def entry_of(
    found: tuple[Network, ForwardTrace, BackwardTrace], quantity: str, index: str
) -> float | None:
    """One entry of a network or of its passes; None if they have no such quantity."""
    network, ahead, back = found
    for holder in (ahead, back, network):
        value = getattr(holder, quantity, None)
        if value is not None:
            for place in numbers(index):
                value = value[place]
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
            rounded = "~" in entry or "+" in entry  # six digits of the rate, or of the nudge
            tolerance = 1e-4 if rounded else 1e-12
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
