"""Motion: a thing is born from what it stands for; one cause moves everything downstream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from manim import (
    Animation,
    Circle,
    FadeIn,
    FadeOut,
    Group,
    Mobject,
    ReplacementTransform,
    Restore,
    UpdateFromAlphaFunc,
    smooth,
    squish_rate_func,
)

from bpview import style

__all__ = [
    "arrives",
    "born",
    "circled",
    "come_forward",
    "live",
    "retold",
    "stepped_back",
    "unringed",
]

_AROUND = 0.08


def born(target: Mobject, source: Mobject, **kwargs: Any) -> Animation:
    """A copy of `source` turns into `target`; the source stays.

    (`TransformFromCopy` would align the points of `target` itself, and a `Numeral` would no
    longer know its cell.)
    """
    return ReplacementTransform(source.copy(), target, **kwargs)


def arrives(target: Mobject, source: Mobject) -> Animation:
    """`target` comes from where `source` stands, small and faint at first.

    What it passes on its way can still be read, and so can the source it leaves.
    """
    return FadeIn(target, target_position=source, scale=0.3)


def retold(old: Any, new: Any, moved: Sequence[str], swapped: Sequence[str]) -> list[Any]:
    """One `Formula` becomes another, by named parts, so that no glyph turns into another's shape.

    Parts that are `moved` look alike in both; those `swapped` give way where they stand to what
    they have turned out to be. All else fades.
    """
    named = (*moved, *swapped)
    found: list[Any] = [ReplacementTransform(old.part(name), new.part(name)) for name in moved]
    for name in swapped:
        place = old.part(name).get_center()
        # One after the other, so that both can be read.
        early, late = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
        found.append(FadeOut(old.part(name), rate_func=early))
        found.append(FadeIn(new.part(name), target_position=place, rate_func=late))
    for whole, fade in ((old, FadeOut), (new, FadeIn)):
        known = {id(m) for name in named for m in whole.part(name).get_family()}
        rest = [m for m in whole.family_members_with_points() if id(m) not in known]
        found += [fade(*rest)] if rest else []
    return found


def stepped_back(*groups: Mobject, to: float = 0.2) -> list[Any]:
    """Groups become context, with a share `to` of their light, and remember how they looked.

    See `come_forward`.
    """
    for group in groups:
        group.save_state()
    return [group.animate.fade(1 - to) for group in groups]


def come_forward(*groups: Mobject) -> list[Animation]:
    """Those of the groups that `stepped_back` look as they did."""
    return [Restore(g) for g in groups if getattr(g, "saved_state", None) is not None]


def circled(ring: Mobject) -> Circle:
    """A circle around the ring of a neuron: this is the one.

    Not on its rim, or it would be read as that of a negative activation.
    """
    radius = ring.width / 2
    circle = Circle(radius + min(0.5 * radius, _AROUND), stroke_width=4)
    return circle.set_stroke(style.colour("ink")).move_to(ring)


def unringed(ring: Mobject, width: float = 2) -> Any:
    """The ring of a neuron is one of many again."""
    return ring.animate.set_stroke(style.colour("neutral"), width=width)


def live(change: Callable[[float], None], *moved: Mobject, **kwargs: Any) -> Animation:
    """Call ``change(alpha)`` for every frame, and draw `moved`, all it may change, anew.

    (An updater would not do: Manim draws only what it knows to be moving, and a mobject whose
    parts were animated one by one is no longer in the scene as a whole.)
    """
    return UpdateFromAlphaFunc(Group(*moved), lambda _, alpha: change(alpha), **kwargs)
