"""Decks: one HTML file that stops at every step of a film, and one for a whole lecture.

What makes them run lies in bpdeck/web; here a film becomes slides, and all goes into one file.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from bpdeck.material import Material
from bpdeck.words import captions_vtt, clock

__all__ = ["write_deck", "write_lecture"]

STILL = 960
"""Width of the stills in a deck, in pixels: for the next step in the notes, and for browsers
that cannot decode the video."""

_TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}
_SCRIPTS = ("deck.js", "view.js", "notes.js", "controls.js")


def write_deck(film: Material, out: Path, *, stills: Sequence[Path]) -> Path:
    """Write ``out/<film>.html``: title, every step, references; the video is part of the file.

    Parameters
    ----------
    stills
        The last frame of every step, in order.

    Raises
    ------
    ValueError
        If there is not one still a step, or the video is neither MP4 nor WebM.
    """
    shown = [_film(film, stills, None)]
    cards = [_title_card(film, shown[0]), _sources([film])]
    slides = [*_slides(0, film), _card_slide("references", "References")]
    return _write(out / f"{film.film}.html", film.title, film.teaches, [film], shown, slides, cards)


def write_lecture(
    films: Sequence[Material],
    out: Path,
    *,
    stills: Mapping[str, Sequence[Path]],
    videos: Mapping[str, str] | None = None,
    title: str = "Backpropagation",
) -> Path:
    """Write ``out/lecture.html``: contents, all `films` one after the other, references.

    Parameters
    ----------
    stills
        By film, the last frame of every step, in order.
    videos
        By film, the address of its video relative to `out`. Films not named become part of the
        file, which then needs no other: best up to some hundred megabytes.

    Raises
    ------
    ValueError
        If there is no film, not one still a step, or a video is neither MP4 nor WebM.
    """
    if not films:
        raise ValueError("a lecture needs at least one film; none was given")
    addresses = videos or {}
    shown = [_film(film, stills[film.film], addresses.get(film.film)) for film in films]
    slides: list[dict[str, Any]] = [_card_slide("contents", "Contents")]
    cards = [_contents(title, films, shown)]
    for k, film in enumerate(films):
        slides += _slides(k, film)
        cards.append(_title_card(film, shown[k]))
    slides.append(_card_slide("references", "References"))
    cards.append(_sources(films))
    about = f"{len(films)} films in one deck: " + "; ".join(film.title for film in films)
    return _write(out / "lecture.html", title, about, films, shown, slides, cards)


def _write(
    path: Path,
    title: str,
    about: str,
    films: Sequence[Material],
    shown: list[dict[str, Any]],
    slides: list[dict[str, Any]],
    cards: list[str],
) -> Path:
    text = Template(_web("deck.html")).substitute(
        theme=films[0].theme,
        title=escape(title),
        about=escape(about),
        css=_web("deck.css"),
        cards="\n".join(cards),
        slides=_json({"films": shown, "slides": slides}),
        videos="\n".join(_video(f) for f, s in zip(films, shown, strict=True) if "src" not in s),
        scripts="\n".join(_web(name) for name in _SCRIPTS),
    )
    path.write_text(text, encoding="utf-8")
    return path


def _web(name: str) -> str:
    return (files("bpdeck") / "web" / name).read_text(encoding="utf-8")


def _json(value: object) -> str:
    """JSON that may stand in a script element: "</script>" and "<!--" cannot occur."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _film(film: Material, stills: Sequence[Path], address: str | None) -> dict[str, Any]:
    """What the script knows of a film."""
    if len(stills) != len(film.steps):
        raise ValueError(f"{film.film} has {len(film.steps)} steps, but {len(stills)} stills")
    steps = [
        {
            "title": step.title,
            "say": step.say,
            "describe": step.describe,
            "start": step.start,
            "end": step.end,
            "still": _still(still),
        }
        for step, still in zip(film.steps, stills, strict=True)
    ]
    known = {"name": film.film, "captions": captions_vtt(film), "steps": steps}
    return known if address is None else {**known, "src": address}


def _still(path: Path) -> str:
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB")
    small.thumbnail((STILL, STILL))
    written = io.BytesIO()
    small.save(written, "WEBP", quality=82)
    return "data:image/webp;base64," + base64.b64encode(written.getvalue()).decode("ascii")


def _video(film: Material) -> str:
    kind = _TYPES.get(film.video.suffix)
    if kind is None:
        raise ValueError(f"{film.video}: a deck takes {' or '.join(_TYPES)}")
    content = base64.b64encode(film.video.read_bytes()).decode("ascii")
    return f'<script type="text/plain" id="video-{film.film}" data-type="{kind}">{content}</script>'


def _slides(number: int, film: Material) -> Iterator[dict[str, Any]]:
    yield {**_card_slide(film.film, film.title), "film": number}
    for k, step in enumerate(film.steps):
        yield {"id": f"{film.film}-{k + 1}", "title": step.title, "film": number, "step": k}


def _card_slide(name: str, title: str) -> dict[str, Any]:
    return {"id": name, "title": title, "card": f"card-{name}"}


def _title_card(film: Material, shown: Mapping[str, Any]) -> str:
    last = film.steps[-1]
    steps = "\n".join(
        f'<li><a href="#{film.film}-{step.number}"><b>{step.number}</b>'
        f"<span>{escape(step.title)}</span>"
        f"<time>{clock(step.end - step.start)}</time></a></li>"
        for step in film.steps
    )
    return f"""<section class="card title" id="card-{film.film}" tabindex="0" hidden><div>
<header><h2>{escape(film.title)}</h2><p class="lead">{escape(film.teaches)}</p>
<p class="hint">Press <kbd>→</kbd>, click or swipe: every step plays once and waits.</p></header>
<img class="picture" src="{shown["steps"][-1]["still"]}" alt="{escape(last.describe)}">
<ol class="toc">
{steps}
</ol>
</div></section>"""


def _contents(title: str, films: Sequence[Material], shown: Sequence[Mapping[str, Any]]) -> str:
    items = "\n".join(
        f'<li><a href="#{film.film}"><img src="{known["steps"][-1]["still"]}" alt="">'
        f"<span><strong>{escape(film.title)}</strong><time>{clock(film.length)}</time></span>"
        f"</a></li>"
        for film, known in zip(films, shown, strict=True)
    )
    return f"""<section class="card contents" id="card-contents" tabindex="0" hidden><div>
<h2>{escape(title)}</h2>
<ul class="films">
{items}
</ul>
</div></section>"""


def _sources(films: Sequence[Material]) -> str:
    """References and networks of all films, each once."""
    references = dict.fromkeys(reference for film in films for reference in film.references)
    networks = dict.fromkeys(network for film in films for network in film.networks)
    listed = "\n".join(f"<li>{escape(reference)}</li>" for reference in references)
    used = "\n".join(f"<li>{escape(title)}: {escape(source)}</li>" for _, title, source in networks)
    return f"""<section class="card sources" id="card-references" tabindex="0" hidden><div>
<h2>References</h2>
<ul>
{listed}
</ul>
<h3>Networks</h3>
<ul>
{used}
</ul>
</div></section>"""
