"""What films there are, read from their files without importing Manim."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass

from bpdeck import render
from bpdeck.render import Film, RenderError

__all__ = ["ORDER", "Entry", "catalogue", "choose"]

ORDER = (
    "forward", "sensitivity", "jacobians", "delta", "worked_example", "autodiff", "minibatch",
    "kinks", "softmax", "vanishing", "remedies", "gradient_check", "training",
)  # fmt: skip
"""The order in which a lecture shows the films; others follow by name."""


@dataclass(frozen=True)
class Entry:
    """A film's own words about itself; `length` in seconds if it was rendered, else None."""

    film: Film
    scene: str
    title: str
    teaches: str
    network: str
    length: float | None


def catalogue() -> list[Entry]:
    """Every film, in the order of the lecture."""
    return [_read(film) for film in choose(())]


def choose(names: tuple[str, ...]) -> list[Film]:
    """The films called `names`, in that order and each once; without names all of them.

    Raises
    ------
    RenderError
        If there is no such film, or none at all.
    """
    if names:
        return list({film.name: film for film in map(render.find_film, names)}.values())
    found = render.films()
    if not found:
        raise RenderError(f"there is no film in {render.SCENES}")
    rank = {name: k for k, name in enumerate(ORDER)}
    return sorted(found, key=lambda film: (rank.get(film.name, len(rank)), film.name))


def _read(film: Film) -> Entry:
    tree = ast.parse(film.path.read_text(encoding="utf-8"), str(film.path))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            words = _words(node)
            return Entry(
                film,
                node.name,
                words.get("title", film.name),
                words.get("teaches", film.about),
                words.get("network", ""),
                _length(film, node.name),
            )
    return Entry(film, "", film.name, film.about, "", None)


def _words(scene: ast.ClassDef) -> dict[str, str]:
    """The strings its class attributes are set to."""
    found = {}
    for node in scene.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.AnnAssign):
            target = node.target
        if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign):
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[target.id] = value.value
    return found


def _length(film: Film, scene: str) -> float | None:
    """Seconds, from the newest list of steps that a render left."""
    videos = render.SCENES.parent / "media"
    found = [
        *videos.glob(f"videos/{film.name}/*/{scene}.steps.json"),
        *videos.glob(f"lecture/{film.name}/*/videos/*/*/{scene}.steps.json"),
    ]
    for steps in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True):
        try:
            return float(json.loads(steps.read_text(encoding="utf-8"))[-1]["end"])
        except (ValueError, LookupError, TypeError):
            continue  # half-written; an older one will do
    return None
