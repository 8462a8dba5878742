"""A film for those who present with manim-slides: its JSON, and a clip a step each way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bpdeck.clips import back, cut
from bpdeck.material import Material, Step

__all__ = ["write_manim_slides"]

_BACKGROUND = {"dark": "black", "light": "white"}


def write_manim_slides(film: Material, folder: Path) -> Path:
    """Write ``slides/<film>.json`` and ``slides/files/<film>/`` below `folder`.

    In `folder`, ``manim-slides present <film>`` and ``manim-slides convert <film> out.html`` then
    take it for one of their own renders (version 5). Every step is a slide that ends where the
    step ends; going back rewinds it in a second; the speaker's notes are what is said and seen.

    Returns
    -------
    The JSON file.
    """
    clips = folder / "slides" / "files" / film.film
    clips.mkdir(parents=True, exist_ok=True)
    slides = [_slide(film, step, clips, folder) for step in film.steps]
    content = {
        "slides": slides,
        "resolution": _resolution(film.video),
        "background_color": _BACKGROUND.get(film.theme, "black"),
    }
    out = folder / "slides" / f"{film.film}.json"
    out.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return out


def _slide(film: Material, step: Step, clips: Path, folder: Path) -> dict[str, Any]:
    """A slide as manim-slides writes one; its files are named from `folder`."""
    forth, rewound = clips / f"{step.number:02}.mp4", clips / f"{step.number:02}_reversed.mp4"
    cut(film, step, forth)
    back(film, step, rewound)
    return {
        "file": forth.relative_to(folder).as_posix(),
        "rev_file": rewound.relative_to(folder).as_posix(),
        "loop": False,
        "auto_next": False,
        "playback_rate": 1.0,
        "reversed_playback_rate": 1.0,
        "notes": f"{step.title}\n\n{step.say}\n\nOn screen: {step.describe}",
        "dedent_notes": True,
        "skip_animations": False,
        "type": "video",
        "direction": "horizontal",
    }


def _resolution(video: Path) -> list[int]:
    import av

    with av.open(str(video)) as source:
        picture = source.streams.video[0]
        return [picture.width, picture.height]
