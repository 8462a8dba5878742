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
    VGroup,
    smooth,
    squish_rate_func,
)

from bpview import style
from bpview.diagram import Diagram
from bpview.neuron import Neuron

__all__ = ["collapse", "unfold"]


def unfold(small: Diagram, large: Diagram, run_time: float = 2.0) -> Animation:
    """The way back: out of every small neuron walk those of the large network."""
    late = squish_rate_func(smooth, 0.6, 1)
    moves: list[Any] = [FadeOut(small, rate_func=squish_rate_func(smooth, 0, 0.3))]
    for whole, start in _starts(large, small):
        whole.save_state()
        whole.become(start)
        moves.append(Restore(whole))
    moves.append(FadeIn(large.dots, *large.skips.values(), rate_func=late))
    return AnimationGroup(*moves, run_time=run_time)


def collapse(large: Diagram, small: Diagram, run_time: float = 2.0) -> Animation:
    """The large network visibly shrinks into the small one: many neurons walk into each.

    They keep their edges on the way, and arrive as large as the neuron they become.
    """
    early, late = squish_rate_func(smooth, 0, 0.4), squish_rate_func(smooth, 0.6, 1)
    moves: list[Any] = [FadeOut(large.dots, *large.skips.values(), rate_func=early)]
    moves += [Transform(whole, goal) for whole, goal in _starts(large, small)]
    moves.append(FadeIn(small, rate_func=late))
    return AnimationGroup(*moves, run_time=run_time)


def _starts(large: Diagram, small: Diagram) -> Iterator[tuple[VGroup, VGroup]]:
    """Every neuron and every layer of edges with what it is while it is part of the small one."""
    for neuron, target in _pairs(large, small):
        inside = neuron.copy().scale(target.radius / neuron.radius)
        inside.shift(target.ring.get_center() - inside.ring.get_center())
        inside.fill.set_fill(opacity=0)
        inside.hollow.set_fill(opacity=0)
        inside.ring.set_stroke(style.colour("neutral"), width=2)
        yield neuron, inside
    box = VGroup(*small.edges.values())
    across = VGroup(*large.edges.values())
    for edges in large.edges.values():
        there = edges.copy()
        share = (edges.get_x() - across.get_left()[0]) / across.width
        there.stretch_to_fit_width(edges.width * box.width / across.width)
        there.stretch_to_fit_height(edges.height * box.height / across.height)
        there.move_to((box.get_left()[0] + share * box.width, box.get_y(), 0))
        yield edges, there.set_stroke(opacity=0)


def _pairs(large: Diagram, small: Diagram) -> Iterator[tuple[Neuron, Neuron]]:
    """Every neuron of the large network with the small one that stands for it."""
    for layer in range(large.first, large.last + 1):
        share = (layer - large.first) / max(1, large.last - large.first)
        goal = small.neurons[small.first + round(share * (small.last - small.first))]
        column = large.neurons[layer]
        for k, neuron in enumerate(column):
            yield neuron, goal[k * len(goal) // len(column)]
