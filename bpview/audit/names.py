"""What to call a mobject in a report: where a film keeps it, and what it says."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
from manim import Mobject, Scene

__all__ = ["Names", "description"]

_DEEPEST = 7
_INNARDS = {"submobjects", "updaters", "target", "saved_state", "points"}
# What a scene holds only because it draws it tells nobody where to look.
_OF_ANY_SCENE = {
    "mobjects",
    "foreground_mobjects",
    "moving_mobjects",
    "static_mobjects",
    "animations",
}


def description(m: Any) -> str:
    """A number's entry, a text's source, or the class of anything else."""
    if hasattr(m, "entry"):
        return f"Numeral {m.entry.name}"
    if hasattr(m, "text_source"):
        return f"{m.text_kind} {m.text_source!r}"
    return type(m).__name__


class Names:
    """The shortest way to every mobject from the attributes of a film: ``worked.z[1][0]``."""

    def __init__(self, scene: Scene) -> None:
        self._paths: dict[int, str] = {}
        own = {k: v for k, v in vars(scene).items() if k not in _OF_ANY_SCENE}
        queue: deque[tuple[str, Any]] = deque(own.items())
        seen: set[int] = set()
        while queue:
            path, value = queue.popleft()
            if id(value) in seen or path.count(".") + path.count("[") > _DEEPEST:
                continue
            seen.add(id(value))
            if isinstance(value, Mobject):
                self._paths.setdefault(id(value), path)
            queue.extend(_within(path, value))

    def of(self, *mobjects: Any) -> str:
        """Where the first of `mobjects` that a film keeps is kept, and what the first one is."""
        paths = [self._paths[id(m)] for m in mobjects if id(m) in self._paths]
        said = description(mobjects[0])
        return f"{paths[0]} ({said})" if paths else said


def _within(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mobject):
        kept = {k: v for k, v in vars(value).items() if k not in _INNARDS and k[0] != "_"}
        for name, part in kept.items():
            if isinstance(part, Mobject | list | tuple | dict | np.ndarray):
                yield f"{path}.{name}", part
        yield from _items(path, value.submobjects)
    else:
        yield from _items(path, value)


def _items(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        yield from ((f"{path}.{name}", part) for name, part in value._asdict().items())
    elif isinstance(value, list | tuple):
        yield from ((f"{path}[{k}]", part) for k, part in enumerate(value))
    elif isinstance(value, dict):
        yield from ((f"{path}[{key!r}]", part) for key, part in value.items())
    elif isinstance(value, np.ndarray) and value.dtype == object:
        for index in np.ndindex(value.shape):
            yield f"{path}[{', '.join(map(str, index))}]", value[index]
