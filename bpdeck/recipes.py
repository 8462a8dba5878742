"""How each kind of file in a pack is made. All write below `Job.stage`, never into the pack."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bpdeck import digests
from bpdeck.material import Material, read_material
from bpdeck.render import Film
from bpdeck.shooting import Look, shoot_stills, shoot_video

__all__ = ["Job", "Options"]

EMBEDDED = 100_000_000
"""Bytes of video that `lecture.html` holds itself; beyond, it plays those that lie beside it."""


@dataclass(frozen=True)
class Options:
    """What a pack is asked to be; `network` None films each film's own."""

    quality: str = "h"
    network: Path | None = None
    theme: str = "dark"
    narrate: bool = False

    @property
    def look(self) -> Look:
        """As films read it from their environment."""
        network = {} if self.network is None else {"BP_NETWORK": str(self.network.resolve())}
        return {"BP_THEME": self.theme, **network}


@dataclass(frozen=True)
class Job:
    """One target being made: read the pack at `out`, write below `stage` as if it were the pack.

    `watch` is told which fraction is done, and raises if the making is to stop.
    """

    films: tuple[Film, ...]
    options: Options
    out: Path
    stage: Path
    watch: Callable[[float], None]

    @property
    def film(self) -> Film:
        """The one film it is about."""
        (film,) = self.films
        return film

    def made(self, film: Film) -> Path:
        """Where the pack has the files of `film`."""
        return self.out / "films" / film.name

    def material(self, film: Film) -> Material:
        """What the pack knows of `film`."""
        return read_material(film.name, self.made(film) / f"{film.name}.mp4")

    def materials(self) -> list[Material]:
        """All of them, in order."""
        return [self.material(film) for film in self.films]

    def stills(self) -> dict[str, list[Path]]:
        """Per film its last frame of every step."""
        return {f.name: sorted((self.made(f) / "stills").glob("*.png")) for f in self.films}

    def here(self) -> Path:
        """Where to write the files of the one film."""
        folder = self.stage / "films" / self.film.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def stills(job: Job) -> None:
    """A picture a step, and the poster: the last of them, which every film closes on."""
    from bpdeck.stills import poster

    folder = job.here() / "stills"
    shoot_stills(job.film, job.options.look, folder, lambda: job.watch(0.0))
    poster(max(folder.glob("*.png")), job.here() / "poster.png")


def video(made_from: str) -> Callable[[Job], None]:
    """The video with its captions, steps and numbers; `made_from` names the silent render."""

    def make(job: Job) -> None:
        out = job.here() / f"{job.film.name}.mp4"
        options = job.options
        shoot_video(job.film, options.look, options.quality, made_from, out, job.watch)
        if options.narrate:
            from bpdeck.narration import narrate

            narrate(read_material(job.film.name, out), out)

    return make


def words(job: Job) -> None:
    """Captions and chapters as WebVTT, transcripts, YouTube's chapters where its rules are met."""
    from bpdeck import words as written

    film = job.material(job.film)
    texts = {
        "vtt": written.captions_vtt(film),
        "chapters.vtt": written.chapters_vtt(film),
        "txt": written.transcript_txt(film),
        "md": written.transcript_md(film),
        "youtube.txt": written.youtube(film),
    }
    for suffix, text in texts.items():
        if text is not None:
            path = job.here() / f"{film.film}.{suffix}"
            path.write_text(text, encoding="utf-8")


def webm(job: Job) -> None:
    """The video as WebM."""
    from bpdeck.clips import webm as encode

    film = job.material(job.film)
    encode(film.video, job.here() / f"{film.film}.webm", lambda s: job.watch(s / film.length))


def gif(job: Job) -> None:
    """The last step as GIF."""
    from bpdeck.clips import gif as encode

    encode(job.material(job.film), job.here() / f"{job.film.name}.gif")


def clips(job: Job) -> None:
    """What manim-slides presents."""
    from bpdeck.manim_slides import write_manim_slides

    write_manim_slides(job.material(job.film), job.here())


def deck(job: Job) -> None:
    """One film as a page that stops at every step."""
    from bpdeck.deck import write_deck

    write_deck(job.material(job.film), job.stage, stills=job.stills()[job.film.name])


def lecture(job: Job) -> None:
    """All films as one such page."""
    from bpdeck.deck import write_lecture

    films = job.materials()
    whole = sum(film.video.stat().st_size for film in films)
    videos = {f.film: f"films/{f.film}/{f.video.name}" for f in films if whole > EMBEDDED}
    write_lecture(films, job.stage, stills=job.stills(), videos=videos)


def slides(job: Job) -> None:
    """PowerPoint slides."""
    from bpdeck.slides import write_slides

    write_slides(job.materials(), job.stage / "lecture.pptx", stills=job.stills())


def handout(job: Job) -> None:
    """The hand-out."""
    from bpdeck.handout import write_handout

    write_handout(job.materials(), job.stage / "handout.pdf", stills=job.stills())


def notebook(job: Job) -> None:
    """The notebook."""
    from bpdeck.notebook import write_notebook

    write_notebook(job.materials(), job.stage / "lecture.ipynb")


def networks(job: Job) -> None:
    """Copies of the networks that the films read, with stored weights."""
    folder = job.stage / "networks"
    folder.mkdir()
    given = job.options.network
    for name in sorted({name for film in job.materials() for name, _, _ in film.networks}):
        path = digests.ROOT / "assets" / "networks" / f"{name}.toml"
        if given is not None and given.stem == name:
            path = given
        for each in (path, *digests.beside(path)):
            shutil.copyfile(each, folder / each.name)


def page(job: Job) -> None:
    """The page of the pack, which offers what is there."""
    from bpdeck.page import write_page

    there = (path for path in job.out.rglob("*") if path.is_file())
    paths = {path: path.relative_to(job.out) for path in there}
    files = {
        relative.as_posix(): path.stat().st_size
        for path, relative in sorted(paths.items())
        if not relative.parts[0].startswith(".")
    }
    write_page(job.materials(), job.stage, files=files)
