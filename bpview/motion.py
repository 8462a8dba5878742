"""Motion: a thing is born from what it stands for; one cause moves everything downstream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import Animation, Group, Mobject, ReplacementTransform, Restore, UpdateFromAlphaFunc

from bpview import style

__all__ = ["born", "come_forward", "live", "ringed", "stepped_back", "unringed"]


def born(target: Mobject, source: Mobject, **kwargs: Any) -> Animation:
    """A copy of `source` turns into `target`; the source stays.

    (`TransformFromCopy` would align the points of `target` itself, and a `Numeral` would no
    longer know its cell.)
    """
    return ReplacementTransform(source.copy(), target, **kwargs)


def stepped_back(*groups: Mobject) -> list[Any]:
    """Groups become context, and remember how they looked; see `come_forward`."""
    for group in groups:
        group.save_state()
    return [group.animate.fade(0.8) for group in groups]


def come_forward(*groups: Mobject) -> list[Animation]:
    """Those of the groups that `stepped_back` look as they did."""
    return [Restore(g) for g in groups if getattr(g, "saved_state", None) is not None]


def ringed(ring: Mobject, width: float = 7) -> Any:
    """The ring of a neuron stands out: this is the one."""
    return ring.animate.set_stroke(style.colour("ink"), width=width)


def unringed(ring: Mobject, width: float = 2) -> Any:
    """The ring of a neuron is one of many again."""
    return ring.animate.set_stroke(style.colour("neutral"), width=width)


def live(change: Callable[[float], None], *moved: Mobject, **kwargs: Any) -> Animation:
    """Call ``change(alpha)`` for every frame, and draw `moved`, all it may change, anew.

    (An updater would not do: Manim draws only what it knows to be moving, and a mobject whose
    parts were animated one by one is no longer in the scene as a whole.)
    """
    return UpdateFromAlphaFunc(Group(*moved), lambda _, alpha: change(alpha), **kwargs)
