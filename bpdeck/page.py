"""The page of a pack: what there is, what it teaches, how to show it and how to embed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files as package
from pathlib import Path
from string import Template
from urllib.parse import quote

from rich.filesize import decimal

from bpdeck.embeds import HERE, SERVER, Embed, embeds
from bpdeck.material import Material
from bpdeck.words import clock

__all__ = ["write_page"]

_WHOLE = {
    "lecture.pptx": "PowerPoint slides",
    "handout.pdf": "Hand-out",
    "lecture.ipynb": "Notebook",
}
_VIDEOS = {".mp4": "MP4", ".webm": "WebM"}
_MORE = {
    ".gif": "GIF of the last step",
    ".vtt": "Captions (WebVTT)",
    ".srt": "Captions (SRT)",
    ".chapters.vtt": "Chapters (WebVTT)",
    ".youtube.txt": "Chapters for YouTube",
    ".txt": "Transcript (text)",
    ".md": "Transcript (Markdown)",
    ".values.json": "Every number shown (JSON)",
    ".steps.json": "Steps (JSON)",
}


def write_page(
    films: Sequence[Material],
    out: Path,
    *,
    files: Mapping[str, int],
    title: str = "Backpropagation on film",
) -> Path:
    """Write ``out/index.html``, which leads to everything in a pack.

    Parameters
    ----------
    files
        What the pack holds: paths relative to `out`, with ``/``, and sizes in bytes. A film's
        files are ``films/<film>/…`` and ``<film>.html``. What is missing is not offered.
    """
    length = clock(sum(film.length for film in films))
    count = "One film" if len(films) == 1 else f"{len(films)} films"
    text = Template(_web("index.html")).substitute(
        title=escape(title),
        css=_web("index.css"),
        script=_web("index.js"),
        about=f"{count}, {length} in all. Every number in them was computed.",
        whole=_whole(files),
        films="\n".join(_film(film, files) for film in films),
        sources=_sources(films, files),
    )
    path = out / "index.html"
    path.write_text(text, encoding="utf-8")
    return path


def _web(name: str) -> str:
    return (package("bpdeck") / "web" / name).read_text(encoding="utf-8")


def _link(path: str, label: str, size: int, kind: str = "") -> str:
    return (
        f'<a class="file {kind}" href="{quote(path)}">{escape(label)}'
        f"<small>{decimal(size)}</small></a>"
    )


def _whole(files: Mapping[str, int]) -> str:
    """What shows all films together."""
    main = "lecture.html"
    links = [_link(main, "Present the lecture", files[main], "main")] if main in files else []
    links += [_link(path, label, files[path]) for path, label in _WHOLE.items() if path in files]
    return "\n".join(links)


def _links(film: Material, kinds: Mapping[str, str], files: Mapping[str, int]) -> list[str]:
    """Links to those files of `film` that the pack has."""
    paths = {f"films/{film.film}/{film.film}{suffix}": label for suffix, label in kinds.items()}
    return [_link(path, label, files[path]) for path, label in paths.items() if path in files]


def _details(summary: str, links: list[str]) -> str:
    inside = "\n".join(links)
    if not links:
        return ""
    return f"""
<details><summary>{summary}</summary>
<p class="files">
{inside}
</p>
</details>"""


def _film(film: Material, files: Mapping[str, int]) -> str:
    name = film.film
    deck = f"{name}.html"
    target = deck if deck in files else f"films/{name}/{name}.mp4"
    poster = f"films/{name}/poster.png"
    picture = (
        f'<img src="{quote(poster)}" alt="{escape(film.steps[-1].describe)}" width="1280"'
        f' height="720" loading="lazy">'
        if poster in files
        else '<span class="empty"></span>'
    )
    links = _links(film, _VIDEOS, files)
    if deck in files:
        links.insert(0, _link(deck, "Present, step by step", files[deck], "main"))
    more = _links(film, _MORE, files)
    pieces = "\n".join(_piece(embed) for embed in embeds(film, files.__contains__))
    return f"""<article id="{name}" aria-labelledby="title-{name}">
<a class="poster" href="{quote(target)}" tabindex="-1">{picture}</a>
<div class="about">
<h2 id="title-{name}"><a href="{quote(target)}">{escape(film.title)}</a></h2>
<p class="length">{clock(film.length)}, {len(film.steps)} steps</p>
<p class="teaches">{escape(film.teaches)}</p>
<p class="files">
{chr(10).join(links)}
</p>
</div>
<details><summary>Step by step<span class="unseen">: {escape(film.title)}</span></summary>
<ol class="steps">
{_steps(film, files, deck if deck in files else None)}
</ol>
</details>
<details><summary>Embed it<span class="unseen">: {escape(film.title)}</span></summary>
{pieces}
</details>{_details("Captions, transcript, numbers", more)}
</article>"""


def _steps(film: Material, files: Mapping[str, int], deck: str | None) -> str:
    """Every step, with its still and a link into the deck where the pack has them."""
    stills = sorted(path for path in files if path.startswith(f"films/{film.film}/stills/"))
    rows = []
    for step in film.steps:
        inside = f"<span>{step.number}. {escape(step.title)}</span>"
        if len(stills) == len(film.steps):
            picture = quote(stills[step.number - 1])
            inside = (
                f'<img src="{picture}" alt="" width="1920" height="1080" loading="lazy">{inside}'
            )
        if deck is not None:
            inside = f'<a href="{quote(deck)}#{film.film}-{step.number}">{inside}</a>'
        rows.append(f"<li>{inside}</li>")
    return "\n".join(rows)


def _piece(embed: Embed) -> str:
    code = escape(embed.code).replace(HERE, '<span class="at"></span>')
    code = code.replace(SERVER, '<span class="at" data-else="https://example.org/pack/"></span>')
    where = escape(embed.where)
    return f"""<section class="piece">
<h3>{where}</h3><p>{escape(embed.hint)}</p>
<button type="button" class="copy">Copy<span class="unseen"> for {where}</span></button>
<pre tabindex="0"><code>{code}</code></pre>
</section>"""


def _sources(films: Sequence[Material], files: Mapping[str, int]) -> str:
    """References and networks of all films, each once."""
    references = dict.fromkeys(reference for film in films for reference in film.references)
    networks = dict.fromkeys(network for film in films for network in film.networks)
    listed = "\n".join(f"<li>{escape(reference)}</li>" for reference in references)
    rows = []
    for name, title, source in networks:
        path = f"networks/{name}.toml"
        link = f'<a href="{quote(path)}">{escape(title)}</a>' if path in files else escape(title)
        rows.append(f"<li>{link}: {escape(source)}</li>")
    return f"""<section><h2>References</h2>
<ul>
{listed}
</ul></section>
<section><h2>Networks</h2>
<ul>
{chr(10).join(rows)}
</ul></section>"""
