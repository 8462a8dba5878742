"""What a rendered film left beside its video, read back: all that decks and hand-outs are made of.

Nothing here knows Manim or imports a film: a folder with ``X.mp4``, ``X.film.json``,
``X.steps.json``, ``X.values.json`` and ``X.srt`` is enough.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

__all__ = ["Caption", "Material", "MaterialError", "Number", "Step", "read_material"]


class MaterialError(RuntimeError):
    """A video without what a film leaves beside it; the message says what is missing."""


@dataclass(frozen=True)
class Step:
    """One step: a slide, a chapter, a row of the hand-out. Times in seconds from the beginning."""

    number: int
    title: str
    say: str
    describe: str
    start: float
    end: float
    plays: tuple[tuple[float, float], ...]
    """Start and length of every motion, for stills amid long ones."""
    equations: tuple[str, ...] = ()
    """What stood on screen at its end, in Typst mathematics."""


@dataclass(frozen=True)
class Caption:
    """One sentence that is said, with its times in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Number:
    """A number that stood on screen at the end of a step; `entry` says where it came from."""

    time: float
    step: str
    text: str
    entry: str
    value: float
    decimals: int


@dataclass(frozen=True)
class Material:
    """A rendered film with everything that is known about it.

    `film` is the name of its file in scenes/; `networks` are ``(name, title, source)``.
    """

    film: str
    video: Path
    title: str
    teaches: str
    references: tuple[str, ...]
    theme: str
    networks: tuple[tuple[str, str, str], ...]
    steps: tuple[Step, ...]
    captions: tuple[Caption, ...]
    numbers: tuple[Number, ...]

    @property
    def length(self) -> float:
        """In seconds."""
        return self.steps[-1].end

    def shown_in(self, step: Step) -> tuple[Number, ...]:
        """The numbers that stood on screen when `step` ended."""
        return tuple(n for n in self.numbers if n.time == step.end)


def read_material(film: str, video: Path) -> Material:
    """Read what `film` left beside `video`.

    Raises
    ------
    MaterialError
        If a file is missing, not JSON, or lacks a field; rendering the film again mends it.
    """
    import srt  # manim brings it

    try:
        about = _json(video, "film")
        captions = srt.parse(video.with_suffix(".srt").read_text(encoding="utf-8"))
        return Material(
            film=film,
            video=video,
            title=about["title"],
            teaches=about["teaches"],
            references=tuple(about["references"]),
            theme=about["theme"],
            networks=tuple((n["name"], n["title"], n["source"]) for n in about["networks"]),
            steps=tuple(_step(k, row) for k, row in enumerate(_json(video, "steps"), start=1)),
            captions=tuple(Caption(_s(c.start), _s(c.end), c.content) for c in captions),
            numbers=tuple(Number(**row) for row in _json(video, "values")),
        )
    except (OSError, ValueError, KeyError, TypeError, srt.SRTParseError) as error:
        raise MaterialError(
            f"{video}: what {film} leaves beside its video is missing or broken ({error}). "
            f"Render it again: bp render {film}"
        ) from error


def _json(video: Path, kind: str) -> Any:
    return json.loads(video.with_suffix(f".{kind}.json").read_text(encoding="utf-8"))


def _step(number: int, row: dict[str, Any]) -> Step:
    plays = tuple((start, length) for start, length in row.pop("plays"))
    equations = tuple(row.pop("equations", ()))
    row.pop("turns", None)  # the captions have them
    return Step(number=number, plays=plays, equations=equations, **row)


def _s(time: timedelta) -> float:
    return time.total_seconds()
