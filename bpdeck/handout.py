"""The hand-out: a tagged PDF with one step a row, room for notes, and the numbers of every film."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bpdeck.material import Material, Step
from bpdeck.mathematics import spoken, symbol
from bpdeck.words import clock

__all__ = ["write_handout"]

_TEMPLATE = Path(__file__).with_name("handout.typ")
_PIXELS = 1280  # across a still: 380 a printed inch
_ABOUT = (
    "What the films show, step by step, with room to write. "
    "Every number was computed by the network that is named with it."
)


def write_handout(
    films: Sequence[Material], out: Path, *, stills: Mapping[str, Sequence[Path]]
) -> Path:
    """Write the hand-out as PDF/UA-1: A4, three steps a page, then each film's numbers.

    Parameters
    ----------
    films
        In the order of the lecture.
    out
        The file to write, ``handout.pdf``.
    stills
        Per film its last frame of every step.

    Returns
    -------
    `out`.

    Raises
    ------
    ValueError
        If there is no film, or a film has not one still a step.
    """
    import typst

    if not films:
        raise ValueError("there is no film to make a hand-out of")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copy(_TEMPLATE, folder / "handout.typ")
        data = {
            "title": "Backpropagation",
            "about": _ABOUT,
            "films": [_film(film, stills.get(film.film, ()), folder) for film in films],
            "references": list(dict.fromkeys(r for film in films for r in film.references)),
            "networks": list(
                dict.fromkeys(f"{n}: {title}. {src}" for f in films for n, title, src in f.networks)
            ),
        }
        typst.compile(
            folder / "handout.typ",
            output=out,
            root=folder,
            ignore_system_fonts=True,  # Typst brings the films' own font: the same everywhere
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"],
        )
    return out


def _film(film: Material, stills: Sequence[Path], folder: Path) -> dict[str, Any]:
    if len(stills) != len(film.steps):
        raise ValueError(
            f"{film.film}: {len(film.steps)} steps need a still each, not {len(stills)}"
        )
    steps = []
    for step, still in zip(film.steps, stills, strict=True):
        picture = f"{film.film}-{step.number:02}.png"
        _for_print(still, folder / picture)
        steps.append(_step(step, picture))
    return {
        "name": film.film,
        "title": film.title,
        "teaches": film.teaches,
        "length": clock(film.length),
        "steps": steps,
        "numbers": _numbers(film),
    }


def _step(step: Step, picture: str) -> dict[str, Any]:
    return {
        "number": step.number,
        "title": step.title,
        "say": step.say,
        "describe": step.describe,
        "still": picture,
        "equations": [[source, spoken(source)] for source in step.equations],
    }


def _numbers(film: Material) -> list[dict[str, Any]]:
    """Each number once, in order of appearance, with the steps it stood in."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    steps: dict[tuple[str, str], list[int]] = {}
    for step in film.steps:
        for number in film.shown_in(step):
            key = (number.entry, number.text)
            sign = symbol(number.entry)
            found[key] = {
                "entry": number.entry,
                "text": number.text,
                "value": repr(number.value),
                "symbol": sign,
                "spoken": None if sign is None else spoken(sign),
            }
            seen = steps.setdefault(key, [])
            if step.number not in seen:
                seen.append(step.number)
    return [{**row, "steps": _ranges(steps[key])} for key, row in found.items()]


def _ranges(numbers: Sequence[int]) -> str:
    """``1, 3–5`` for 1, 3, 4, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def _for_print(still: Path, out: Path) -> None:
    from PIL import Image

    with Image.open(still) as picture:
        small = picture.convert("RGB")
        small.thumbnail((_PIXELS, _PIXELS))
        # Flat colours and thin lines keep their looks in a palette, at a third of the size.
        small.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
