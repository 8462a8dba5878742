"""Smallest case first: a large network shrinks into a small one, and unfolds out of it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from manim import (
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Restore,
    Transform,
    smooth,
    squish_rate_func,
)

from bpview.diagram import Diagram
from bpview.neuron import Neuron

__all__ = ["collapse", "unfold"]


def unfold(small: Diagram, large: Diagram, run_time: float = 2.0) -> Animation:
    """The way back: out of every small neuron walk those of the large network."""
    late = squish_rate_func(smooth, 0.3, 1)
    moves: list[Any] = [FadeOut(small, rate_func=squish_rate_func(smooth, 0, 0.5))]
    for neuron, start in _pairs(large, small):
        neuron.save_state()
        neuron.move_to(start.ring).set_opacity(0)
        moves.append(Restore(neuron))
    moves.append(FadeIn(*large.edges.values(), large.dots, rate_func=late))
    return AnimationGroup(*moves, run_time=run_time)


def collapse(large: Diagram, small: Diagram, run_time: float = 2.0) -> Animation:
    """The large network visibly shrinks into the small one: many neurons walk into each."""
    early, late = squish_rate_func(smooth, 0, 0.7), squish_rate_func(smooth, 0.5, 1)
    moves: list[Any] = [FadeOut(*large.edges.values(), large.dots, rate_func=early)]
    for neuron, target in _pairs(large, small):
        moves.append(Transform(neuron, neuron.copy().move_to(target.ring).set_opacity(0)))
    moves.append(FadeIn(small, rate_func=late))
    return AnimationGroup(*moves, run_time=run_time)


def _pairs(large: Diagram, small: Diagram) -> Iterator[tuple[Neuron, Neuron]]:
    """Every neuron of the large network with the small one that stands for it."""
    for layer in range(large.first, large.last + 1):
        share = (layer - large.first) / max(1, large.last - large.first)
        goal = small.neurons[small.first + round(share * (small.last - small.first))]
        column = large.neurons[layer]
        for k, neuron in enumerate(column):
            yield neuron, goal[k * len(goal) // len(column)]
