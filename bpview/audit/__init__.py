"""Audits of a film at the end of each step: is it true, can it be read, can all eyes tell it apart?

auditor = Auditor(film)
auditor.look(step)        # at the end of a step, or with passing=True while it holds something
auditor.problems
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from manim import Scene

from bpview import style
from bpview.audit.colours import palette_findings
from bpview.audit.contrast import contrast_findings
from bpview.audit.layout import layout_findings
from bpview.audit.problem import Problem
from bpview.audit.screen import Screen
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
        self._roles: set[str] = set()
        self.problems: list[Problem] = []
        self.looked: Counter[str] = Counter(looks=0, numbers=0, texts=0, marks=0)

    def look(self, step: str, *, passing: bool = False) -> None:
        """Audit what is on screen now as the end of `step`, or as something it holds on its way."""
        screen = Screen(self._scene)
        self.looked.update(looks=1, numbers=len(screen.numerals))
        self.looked.update(texts=len(screen.texts), marks=len(screen.marks))
        seen = {(p.kind, p.mobject, p.what) for p in self.problems if p.step == step}
        for kind, mobject, what, box in (
            *self._truth.findings(screen, passing=passing),
            *layout_findings(screen),
            *contrast_findings(screen),
        ):
            if (kind, mobject, what) not in seen:  # a formula of ten glyphs is one problem
                seen.add((kind, mobject, what))
                self.problems.append(Problem(self._film, step, kind, mobject, what, box))
        self._look_at_colours(screen, step)

    def report(self) -> dict[str, Any]:
        """What was looked at, and every problem, for JSON."""
        return {"looked": dict(self.looked), "problems": [asdict(p) for p in self.problems]}

    def _look_at_colours(self, screen: Screen, step: str) -> None:
        by_colour: dict[str, list[str]] = {}
        for role, code in style.theme().roles.items():
            by_colour.setdefault(code.upper(), []).append(role)
        shown: set[str] = set()
        for m in screen.paths:
            colours: list[Any] = [m.get_fill_color(), m.get_stroke_color()]
            for colour in filter(None, colours):  # an empty group has none
                shown.update(by_colour.get(colour.to_hex().upper(), [])[:1])
        new = shown - self._roles
        self._roles |= shown
        for which, what in palette_findings(style.theme(), self._roles):
            if any(role in new for role in which.split(" and ")):
                box = (0.0, 0.0, 0.0, 0.0)
                self.problems.append(Problem(self._film, step, "colours", which, what, box))
