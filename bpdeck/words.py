"""A film in words: captions, chapters and transcripts from what its steps say and show."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from bpdeck.material import Material

__all__ = ["captions_vtt", "chapters_vtt", "clock", "transcript_md", "transcript_txt", "youtube"]

_SHORTEST = 10  # seconds of a chapter that YouTube takes
_FEWEST = 3


def captions_vtt(film: Material) -> str:
    """Its captions as WebVTT."""
    return _vtt((c.start, c.end, c.text) for c in film.captions)


def chapters_vtt(film: Material) -> str:
    """Its steps as WebVTT chapters, one after the other without a gap."""
    return _vtt((s.start, s.end, s.title) for s in film.steps)


def youtube(film: Material) -> str | None:
    """Chapters for a video's description on YouTube, or None where its rules are not met.

    The rules: the first chapter at 0:00, at least three, each at least ten seconds long.
    https://support.google.com/youtube/answer/9884579
    """
    # YouTube reads whole seconds, so that is what the rule is held to.
    starts = [round(step.start) for step in film.steps]
    ends = [*starts[1:], int(film.length)]
    short = any(end - start < _SHORTEST for start, end in zip(starts, ends, strict=True))
    if starts[0] != 0 or len(starts) < _FEWEST or short:
        return None
    return "".join(f"{clock(step.start)} {step.title}\n" for step in film.steps)


def transcript_txt(film: Material) -> str:
    """What is said and what is seen, step by step, as plain text."""
    return "\n".join(_lines(film)) + "\n"


def _lines(film: Material) -> Iterator[str]:
    yield from (film.title, "=" * len(film.title), "", film.teaches, "")
    for step in film.steps:
        yield f"{step.number}. {step.title} ({clock(step.start)})"
        yield f"   {step.say}"
        yield f"   [{step.describe}]"
        yield ""
    for name, title, source in film.networks:
        yield f"Network {name}: {title}. {source}"
    yield from (f"Reference: {reference}" for reference in film.references)


def transcript_md(film: Material) -> str:
    """What is said and what is seen, step by step, as Markdown."""
    parts = [f"# {_md(film.title)}", _md(film.teaches)]
    for step in film.steps:
        parts.append(f"## {step.number}. {_md(step.title)} ({clock(step.start)})")
        parts += [_md(step.say), f"*On screen:* {_md(step.describe)}"]
    parts.append("## Networks")
    parts.append("\n".join(f"- `{n}`: {_md(title)}. {_md(src)}" for n, title, src in film.networks))
    parts.append("## References")
    parts.append("\n".join(f"- {_md(reference)}" for reference in film.references))
    return "\n\n".join(parts) + "\n"


def _md(text: str) -> str:
    for sign in "\\`*_<&#":
        text = text.replace(sign, "\\" + sign)
    return text


def _vtt(cues: Iterable[tuple[float, float, str]]) -> str:
    blocks = ["WEBVTT\n"]
    for number, (start, end, text) in enumerate(cues, start=1):
        safe = html.escape(text, quote=False)  # <, > and & begin markup in WebVTT
        blocks.append(f"{number}\n{_stamp(start)} --> {_stamp(end)}\n{safe}\n")
    return "\n".join(blocks)


def _stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def clock(seconds: float) -> str:
    """A time as players show it: ``1:05``, or ``1:01:05`` from an hour up."""
    s = round(seconds)
    return f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}" if s >= 3600 else f"{s // 60}:{s % 60:02}"
