"""What a film leaves beside its video: its steps, its captions, its numbers, and what it is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

__all__ = ["TICK", "Shown", "Step", "captions", "one_line", "reading_time", "ticks", "write"]

_SHORT = 16  # characters
_READING_SPEED = 15.0  # characters a second
TICK = 0.2
"""Every run time is a multiple of it, so that 15, 30 and 60 frames a second agree."""


@dataclass
class Step:
    """One step of a film; times in seconds from its beginning, equations in Typst mathematics.

    ``turns`` are the times from which later parts of ``say`` are said, and where in it those begin.
    """

    title: str
    say: str
    describe: str
    start: float
    end: float = 0.0
    plays: list[tuple[float, float]] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)
    turns: list[tuple[float, int]] = field(default_factory=list)


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

    One of a few words stands with the sentence before it. What is said from a turn on is not said
    before it, unless it could not be read in the time that is left.
    """
    places = [0, *(place for _, place in step.turns), len(step.say)]
    parts = [step.say[here:there] for here, there in pairwise(places)]
    starts = [step.start, *(time for time, _ in step.turns)]
    left = step.end
    for k in range(len(parts) - 1, 0, -1):
        left -= reading_time(parts[k].strip())
        starts[k] = min(starts[k], left)
    for k in range(1, len(parts)):
        starts[k] = max(starts[k], starts[k - 1] + reading_time(parts[k - 1].strip()))
    ends = [*starts[1:], step.end]
    said = zip(parts, starts, ends, strict=True)
    return [caption for part in said for caption in _sentences(*part)]


def _sentences(text: str, start: float, end: float) -> Iterator[tuple[str, float, float]]:
    """Every sentence of a text, with its share of the time."""
    sentences: list[str] = []
    for sentence in re.findall(r".+?[.?!:](?=\s|$)\s*|.+$", text):
        if sentences and min(len(sentence), len(sentences[-1])) < _SHORT:
            sentences[-1] += sentence
        else:
            sentences.append(sentence)
    total = sum(map(len, sentences))
    whole = end - start
    for sentence in sentences:
        length = whole * len(sentence) / total
        yield sentence.strip(), start, length
        start += length


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
