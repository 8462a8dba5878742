"""Audits of a film at the end of each step: is it true, can it be read, can all eyes tell it apart?

auditor = Auditor(film)
auditor.look(step)        # at the end of a step, or with passing=True while it holds something
auditor.problems
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from manim import Scene, VMobject

from bpview import style
from bpview.audit.colours import form_of, palette_findings
from bpview.audit.contrast import contrast_findings
from bpview.audit.layout import layout_findings
from bpview.audit.problem import Problem
from bpview.audit.screen import Screen
from bpview.audit.shapes import Box, box
from bpview.audit.truth import Truth

__all__ = ["Auditor", "Problem"]


class Auditor:
    """Looks at a scene when told to, and gathers problems.

    `experiments` maps the names of entries' sources to experiments; it may grow while filming.
    `looked` counts what has been looked at, so that "no problem" says something.
    """

    def __init__(self, scene: Scene, experiments: dict[str, Any]) -> None:
        self._scene = scene
        self._film = type(scene).__name__
        self._truth = Truth(experiments)
        self._marks: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []
        self.looked: Counter[str] = Counter(looks=0, numbers=0, texts=0, marks=0)

    def look(self, step: str, *, passing: bool = False) -> None:
        """Audit what is on screen now as the end of `step`, or as something it holds on its way."""
        screen = Screen(self._scene)
        self.looked.update(looks=1, numbers=len(screen.numerals))
        self.looked.update(texts=len(screen.texts), marks=len(screen.marks))
        for kind, mobject, what, where in (
            *self._truth.findings(screen, passing=passing),
            *layout_findings(screen),
            *contrast_findings(screen),
        ):
            self._add(step, kind, mobject, what, where)
        self._look_at_colours(screen, step)

    def report(self) -> dict[str, Any]:
        """What was looked at, and every problem, for JSON."""
        return {"looked": dict(self.looked), "problems": [asdict(p) for p in self.problems]}

    def _look_at_colours(self, screen: Screen, step: str) -> None:
        """Two marks are reported in the step in which the second of them first appears."""
        by_colour: dict[str, str] = {}
        for role, code in style.theme().roles.items():
            by_colour.setdefault(code.upper(), role)
        first: dict[tuple[str, str], VMobject] = {}
        for m in screen.paths:
            form = form_of(m)
            colour = m.get_fill_color() if form == "filling" else m.get_stroke_color()
            if colour is None:  # an empty group has none
                continue
            role = by_colour.get(colour.to_hex().upper(), "")
            if not role:
                what = (
                    f"{colour.to_hex()} is the colour of no role in the {style.theme().name} theme"
                )
                self._add(step, "colour", screen.name(m), what, box(m))
            elif not screen.is_text(m) and role != "background":
                first.setdefault((role, form), m)
        new = first.keys() - self._marks
        self._marks |= first.keys()
        for (one, other), what in palette_findings(style.theme(), self._marks):
            for (role, _), m in first.items():
                if role in (one, other) and any(role == r for r, _ in new):
                    self._add(step, "clashing roles", f"{one} and {other}", what, box(m))
                    break

    def _add(self, step: str, kind: str, mobject: str, what: str, where: Box) -> None:
        problem = Problem(self._film, step, kind, mobject, what, where)
        if not any(
            (p.step, p.kind, p.mobject, p.what) == (step, kind, mobject, what)
            for p in self.problems
        ):
            self.problems.append(problem)
