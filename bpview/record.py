"""What a film leaves beside its video: its steps, its captions, its numbers, and what it is."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["TICK", "Shown", "Step", "captions", "one_line", "reading_time", "ticks", "write"]

_SHORT = 16  # characters
_READING_SPEED = 15.0  # characters a second
TICK = 0.2
"""Every run time is a multiple of it, so that 15, 30 and 60 frames a second agree."""


@dataclass
class Step:
    """One step of a film; times in seconds from its beginning, equations in Typst mathematics."""

    title: str
    say: str
    describe: str
    start: float
    end: float = 0.0
    plays: list[tuple[float, float]] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """A number that stood on screen at the end of a step."""

    time: float
    step: str
    text: str
    entry: str
    value: float
    decimals: int


def captions(step: Step) -> list[tuple[str, float, float]]:
    """A caption a sentence, with its start and its length: its share of the characters.

    One of a few words stands with the sentence before it.
    """
    sentences: list[str] = []
    for sentence in re.findall(r".+?[.?!:](?=\s|$)\s*|.+$", step.say):
        if sentences and min(len(sentence), len(sentences[-1])) < _SHORT:
            sentences[-1] += sentence
        else:
            sentences.append(sentence)
    total = sum(map(len, sentences))
    start, found = step.start, []
    for sentence in sentences:
        length = (step.end - step.start) * len(sentence) / total
        found.append((sentence.strip(), start, length))
        start += length
    return found


def reading_time(text: str) -> float:
    """Seconds in which a text can be read."""
    return len(text) / _READING_SPEED


def ticks(seconds: float) -> float:
    """The next multiple of `TICK`."""
    return math.ceil(seconds / TICK - 1e-9) * TICK


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def write(video: Path, about: dict[str, Any], steps: list[Step], shown: list[Shown]) -> None:
    """``<film>.film.json``, ``<film>.steps.json`` and ``<film>.values.json`` beside `video`."""
    video.parent.mkdir(parents=True, exist_ok=True)
    rows = {"film": about, "steps": list(map(asdict, steps)), "values": list(map(asdict, shown))}
    for kind, content in rows.items():
        text = json.dumps(content, indent=1, ensure_ascii=False)
        video.with_suffix(f".{kind}.json").write_text(text + "\n", encoding="utf-8")
