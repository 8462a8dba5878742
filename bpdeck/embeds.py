"""What to paste where: a film in web pages, notebooks, slides and learning platforms."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from bpdeck.material import Material

__all__ = ["HERE", "SERVER", "Embed", "embeds"]

HERE = "\ue000"
"""Stands before every address, for the folder or address where the pack lies."""

SERVER = "\ue001"
"""The same where it must be an address on the web."""


@dataclass(frozen=True)
class Embed:
    """A piece to paste: where, what else it takes, and the text with `HERE` and `SERVER` in it."""

    where: str
    hint: str
    code: str


def embeds(film: Material, has: Callable[[str], bool]) -> list[Embed]:
    """Every piece for `film`; `has` tells whether the pack holds a file, by its path."""
    found = [_html(film, has), _markdown(film, has), _quarto(film), _jupyter(film, has)]
    return [*found, _reveal(film, has), _beamer(film), _platforms(film, has)]


def _path(film: Material, name: str) -> str:
    return f"films/{film.film}/{name}"


def _video(film: Material) -> str:
    return _path(film, f"{film.film}.mp4")


def _html(film: Material, has: Callable[[str], bool]) -> Embed:
    webm, vtt = _path(film, f"{film.film}.webm"), _path(film, f"{film.film}.vtt")
    lines = [
        f'<video controls preload="metadata" poster="{HERE}{_path(film, "poster.png")}"',
        f'       aria-label="{escape(film.title)}" style="width: 100%; aspect-ratio: 16 / 9">',
        f'  <source src="{HERE}{_video(film)}" type="video/mp4">',
    ]
    if has(webm):
        lines.append(f'  <source src="{HERE}{webm}" type="video/webm">')
    if has(vtt):
        lines.append(
            f'  <track kind="captions" srclang="en" label="English" src="{HERE}{vtt}" default>'
        )
    return Embed(
        "HTML",
        "Also in MkDocs, Hugo and other Markdown that lets HTML through.",
        "\n".join([*lines, "</video>"]),
    )


def _markdown(film: Material, has: Callable[[str], bool]) -> Embed:
    target = f"{film.film}.html" if has(f"{film.film}.html") else _video(film)
    title = film.title.replace("[", "\\[").replace("]", "\\]")
    return Embed(
        "Markdown",
        "GitHub, MkDocs, Jupyter Book: the poster, and a click opens the film.",
        f"[![{title}]({HERE}{_path(film, 'poster.png')})]({HERE}{target})",
    )


def _quarto(film: Material) -> Embed:
    title = film.title.replace('"', "'")
    return Embed(
        "Quarto",
        "In pages, books and reveal.js slides.",
        f'{{{{< video {HERE}{_video(film)} title="{title}" >}}}}',
    )


def _jupyter(film: Material, has: Callable[[str], bool]) -> Embed:
    lines = [
        "from IPython.display import IFrame, Video, display",
        "",
        f'display(Video("{HERE}{_video(film)}", width=960))',
    ]
    if has(f"{film.film}.html"):
        lines.append(f'display(IFrame("{HERE}{film.film}.html", 960, 640))  # stops at every step')
    return Embed("Jupyter", "The path is relative to the notebook.", "\n".join(lines))


def _reveal(film: Material, has: Callable[[str], bool]) -> Embed:
    def clip(number: int) -> str:
        return _path(film, f"slides/files/{film.film}/{number:02}.mp4")

    if all(has(clip(step.number)) for step in film.steps):
        slides = "\n".join(_section(clip(s.number), f"{s.say} {s.describe}") for s in film.steps)
        return Embed("reveal.js", "A slide a step, with speaker notes.", slides)
    return Embed("reveal.js", "The film on one slide.", _section(_video(film), film.teaches))


def _section(video: str, notes: str) -> str:
    return (
        f'<section><video data-autoplay muted playsinline class="r-stretch" src="{HERE}{video}">'
        f'</video><aside class="notes">{escape(notes)}</aside></section>'
    )


def _beamer(film: Material) -> Embed:
    poster = f"\\includegraphics[width=\\linewidth]{{{HERE}{_path(film, 'poster.png')}}}"
    lines = [
        "% \\usepackage{multimedia} in the preamble",
        f"\\begin{{frame}}{{{_tex(film.title)}}}",
        f"  \\movie{{{poster}}}{{{HERE}{_video(film)}}}",
        "\\end{frame}",
    ]
    hint = "Plays on the slide in pdfpc, pympress and Okular, in a player elsewhere."
    return Embed("Beamer", hint, "\n".join(lines))


def _platforms(film: Material, has: Callable[[str], bool]) -> Embed:
    target = f"{film.film}.html" if has(f"{film.film}.html") else _video(film)
    code = (
        f'<iframe src="{SERVER}{target}" title="{escape(film.title)}" allowfullscreen\n'
        f'        style="width: 100%; aspect-ratio: 16 / 11; border: 0"></iframe>'
    )
    hint = f"In the HTML view of the editor. Or upload {target} as a file: it needs no other."
    if target == _video(film):
        hint = "In the HTML view of the editor. Or upload the MP4 as a file."
    return Embed("Moodle, Canvas", hint, code)


def _tex(text: str) -> str:
    """`text` for any TeX engine: what is special escaped, Greek letters as mathematics."""
    return "".join(_signs(text))


def _signs(text: str) -> Iterator[str]:
    special = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
    for sign in text:
        name = unicodedata.name(sign, "")
        if sign in special:
            yield special[sign]
        elif sign in "&%$#_{}":
            yield "\\" + sign
        elif name.startswith("GREEK SMALL LETTER "):
            yield f"$\\{name.split()[-1].lower()}$"
        else:
            yield sign
