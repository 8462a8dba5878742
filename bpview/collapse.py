"""Smallest case first: a large network shrinks into a small one, and unfolds out of it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from manim import (
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Restore,
    Scene,
    Transform,
    UpdateFromAlphaFunc,
    VMobject,
    smooth,
    squish_rate_func,
)

from bpview import style
from bpview.diagram import Diagram
from bpview.neuron import Neuron

__all__ = ["collapse", "shrunk", "unfold"]

_GONE = 0.8
"""Share of the way after which the edges of the large network are not seen any more."""


def unfold(small: Diagram, large: Diagram, run_time: float = 2.0) -> Animation:
    """The way back: out of every small neuron walk those of the large network."""
    late = squish_rate_func(smooth, 0.6, 1)
    moves: list[Any] = [FadeOut(small, rate_func=squish_rate_func(smooth, 0, 0.3))]
    for neuron, start in _starts(large, small):
        neuron.save_state()
        neuron.become(start)
        moves.append(Restore(neuron))
    moves += _edges_follow(large, lambda alpha: alpha)
    moves.append(FadeIn(large.dots, *large.skips.values(), rate_func=late))
    return AnimationGroup(*moves, run_time=run_time)


def collapse(large: Diagram, small: Diagram, run_time: float = 2.0) -> Animation:
    """The large network visibly shrinks into the small one: many neurons walk into each.

    They keep their edges on the way, and arrive as large as the neuron they become.
    """
    early, late = squish_rate_func(smooth, 0, 0.4), squish_rate_func(smooth, 0.6, 1)
    moves: list[Any] = [FadeOut(large.dots, *large.skips.values(), rate_func=early)]
    moves += [Transform(neuron, goal) for neuron, goal in _starts(large, small)]
    moves += _edges_follow(large, lambda alpha: max(0.0, 1 - alpha / _GONE))
    moves.append(FadeIn(small, rate_func=late))
    return AnimationGroup(*moves, run_time=run_time)


def shrunk(scene: Scene, large: Diagram, small: Diagram, run_time: float = 2.0) -> None:
    """Play `collapse`; what is left of the large network leaves unseen."""
    scene.play(collapse(large, small), run_time=run_time)
    scene.remove(*large.get_family())


def _starts(large: Diagram, small: Diagram) -> Iterator[tuple[Neuron, Neuron]]:
    """Every neuron of the large one with what it is while it is part of the small one."""
    for neuron, target in _pairs(large, small):
        inside = neuron.copy().scale(target.radius / neuron.radius)
        inside.shift(target.ring.get_center() - inside.ring.get_center())
        inside.fill.set_fill(opacity=0)
        inside.hollow.set_fill(opacity=0)
        inside.ring.set_stroke(style.colour("neutral"), width=2)
        yield neuron, inside


def _edges_follow(large: Diagram, shown: Callable[[float], float]) -> list[Animation]:
    """Edges hold on to their neurons in every frame; `shown` is how much of them is to be seen."""

    def follow(layer: int, strokes: list[tuple[VMobject, float]]) -> Animation:
        def step(_: Any, alpha: float) -> None:
            large.hold_edges(layer)
            for stroke, opacity in strokes:
                stroke.set_stroke(opacity=shown(alpha) * opacity)

        return UpdateFromAlphaFunc(large.edges[layer], step)

    return [
        follow(layer, [(stroke, stroke.get_stroke_opacity()) for stroke in edges])
        for layer, edges in large.edges.items()
    ]


def _pairs(large: Diagram, small: Diagram) -> Iterator[tuple[Neuron, Neuron]]:
    """Every neuron of the large network with the small one that stands for it."""
    for layer in range(large.first, large.last + 1):
        share = (layer - large.first) / max(1, large.last - large.first)
        goal = small.neurons[small.first + round(share * (small.last - small.first))]
        column = large.neurons[layer]
        for k, neuron in enumerate(column):
            yield neuron, goal[k * len(goal) // len(column)]
