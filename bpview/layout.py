"""Where things stand on the stage of a small network, and which networks have room there."""

from __future__ import annotations

from dataclasses import dataclass

from bpview.reading import Reading

__all__ = ["WIDEST", "Layout", "below", "fits", "two_layers"]

WIDEST = 4
"""Neurons a layer may have to be worked through in numbers."""


@dataclass(frozen=True)
class Layout:
    """Where things stand: the box of the network, of the line, and how far the target is.

    A box is its middle, its width and its height, in scene units; `names` is how far above the
    network the names of its columns stand. Without `loss` the stage has no label for it,
    without `target` no rings. Numbers, of `decimals`, stand above and below the neurons of layers
    up to `numbers` wide.
    """

    net: tuple[float, float]
    net_box: tuple[float, float]
    radius: float
    names: float
    rings: float
    line: tuple[float, float]
    line_box: tuple[float, float] = (13.2, 2.75)
    gap: float = 0.8
    loss: bool = True
    target: bool = True
    numbers: int = 2
    decimals: int = 3


def below(roomy: bool) -> Layout:
    """The network below, the line over the whole width above it."""
    return Layout(
        net=(-2.2, -1.8),
        net_box=(7.6, 3.0 if roomy else 3.5),
        radius=0.5 if roomy else 0.42,
        names=0.72 if roomy else 0.35,
        rings=1.8,
        line=(0.0, 1.75),
    )


def fits(reading: Reading) -> bool:
    """Whether the last two layers of the network are narrow enough to be shown in numbers."""
    return max(list(reading.experiment.network.widths)[-3:]) <= WIDEST


def two_layers(reading: Reading) -> bool:
    """Whether it has two narrow layers without skips, the first with a phi entry by entry."""
    network = reading.experiment.network
    plain = network.phi[1] != "softmax" and not any(network.skip[k + 1] for k in range(network.L))
    return network.L == 2 and plain and fits(reading)
