"""The plan of a pack: what is made of each film, what of all together, and from what."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bpdeck import digests, recipes
from bpdeck.recipes import Job, Options
from bpdeck.render import Film

__all__ = ["KINDS", "Target", "missing", "of_film", "of_lecture"]

KINDS = {
    "films": "MP4, captions, numbers",
    "stills": "a 1080p picture a step, poster",
    "words": "WebVTT, chapters, transcripts",
    "webm": "the video as WebM",
    "gif": "the last step, short",
    "clips": "manim-slides: JSON and a clip a step",
    "deck": "<film>.html and lecture.html",
    "slides": "lecture.pptx",
    "handout": "handout.pdf",
    "notebook": "lecture.ipynb",
    "networks": "the networks that were filmed",
    "page": "index.html",
}
"""What ``--only`` takes."""

_PACKAGES = {"slides": "pptx", "handout": "typst", "notebook": "nbformat"}


@dataclass(frozen=True)
class Target:
    """Some files of the pack that are made together by `make`.

    `made_from` is the digest of all that goes in; `needs` are the names of targets made before;
    `films` are those it shows.
    """

    name: str
    kind: str
    made_from: str
    make: Callable[[Job], None]
    films: tuple[Film, ...]
    needs: tuple[str, ...] = field(default=())

    @property
    def film(self) -> str | None:
        """The film it belongs to, None if it shows them all."""
        return self.films[0].name if self.name.startswith("films/") else None


def of_film(film: Film, options: Options) -> list[Target]:
    """What is made of one film."""
    filmed = digests.combine(
        film.name,
        digests.files(film.files),
        digests.files([digests.ROOT / "manim.cfg"]),
        digests.package("bpcore"),
        digests.package("bpview"),
        digests.networks(options.network),
        options.theme,
        digests.versions(),
        digests.code("render", "shooting"),
    )
    here = f"films/{film.name}"
    stills = Target(f"{here}/stills", "stills", digests.combine(filmed, digests.code("stills")),
                    recipes.stills, (film,))  # fmt: skip
    voice = digests.code("narration") if options.narrate else "silent"
    render = digests.combine(filmed, options.quality)
    video = Target(f"{here}/video", "films", digests.combine(render, voice),
                   recipes.video(render), (film,), (stills.name,))  # fmt: skip

    def more(
        name: str, kind: str, make: Callable[[Job], None], module: str, *after: Target
    ) -> Target:
        sources = (video, *after)
        made_from = digests.combine(*(t.made_from for t in sources), digests.code(module))
        needs = tuple(t.name for t in sources)
        return Target(f"{here}/{name}", kind, made_from, make, (film,), needs)

    found = [
        stills,
        video,
        more("words", "words", recipes.words, "words"),
        more("webm", "webm", recipes.webm, "clips"),
        more("gif", "gif", recipes.gif, "clips"),
        more("manim-slides", "clips", recipes.clips, "manim_slides"),
        more("deck", "deck", recipes.deck, "deck", stills),
    ]
    return [target for target in found if target.kind not in missing()]


def of_lecture(films: Sequence[Film], options: Options) -> list[Target]:
    """What is made of all `films` together, in this order."""
    each = [(film, {t.name: t for t in of_film(film, options)}) for film in films]
    shown = [t for film, made in each for t in made.values() if t.kind in ("films", "stills")]

    def more(
        name: str, make: Callable[[Job], None], *modules: str, after: Sequence[Target] = ()
    ) -> Target:
        made_from = digests.combine(
            *(t.made_from for t in (*shown, *after)), digests.code(*modules)
        )
        needs = tuple(t.name for t in (*shown, *after))
        kind = name if name in KINDS else "deck"
        return Target(name, kind, made_from, make, tuple(films), needs)

    found = [
        more("lecture", recipes.lecture, "deck"),
        more("slides", recipes.slides, "slides"),
        more("handout", recipes.handout, "handout"),
        more("notebook", recipes.notebook, "notebook"),
        more("networks", recipes.networks, "material"),
    ]
    found = [target for target in found if target.kind not in missing()]
    rest = [t for _, made in each for t in made.values() if t not in shown]
    return [*found, more("page", recipes.page, "page", after=(*rest, *found))]


def missing() -> dict[str, str]:
    """The kinds that cannot be made here, and the Python package each lacks."""
    return {
        kind: package
        for kind, package in _PACKAGES.items()
        if importlib.util.find_spec(package) is None
    }
