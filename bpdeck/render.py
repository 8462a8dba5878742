"""Render a film by running Manim on its file, exactly as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["QUALITIES", "Film", "RenderError", "films", "find_film", "manim", "render"]

QUALITIES = {"l": "480p15", "m": "720p30", "h": "1080p60", "p": "1440p60", "k": "2160p60"}
"""Manim's quality letters and the folder each renders into."""

SCENES = Path(__file__).resolve().parent.parent / "scenes"


class RenderError(RuntimeError):
    """A film that does not exist or did not render; the message says which and what to do."""


@dataclass(frozen=True)
class Film:
    """A file of scenes/, and its first line."""

    path: Path
    about: str

    @property
    def name(self) -> str:
        """What the commands call it."""
        return self.path.stem

    @property
    def files(self) -> list[Path]:
        """What it is written in: its file, and the words beside it where there are some."""
        words = self.path.parent / "words" / f"{self.name}.toml"
        return [self.path, words] if words.is_file() else [self.path]


def films() -> list[Film]:
    """Every film, by name."""
    found = []
    for path in sorted(SCENES.glob("[a-z]*.py")):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        found.append(Film(path, first.strip('"')))
    return found


def find_film(name: str) -> Film:
    """The film called `name`, also given as a path to its file.

    Raises
    ------
    RenderError
        If there is none; it lists those there are.
    """
    stem = Path(name).stem
    for film in films():
        if film.name == stem:
            return film
    known = ", ".join(film.name for film in films())
    raise RenderError(f"there is no film {name!r}; there are: {known}")


def render(
    film: Film,
    *,
    quality: str = "h",
    network: Path | None = None,
    theme: str | None = None,
    cards: bool = False,
    extra: tuple[str, ...] = (),
) -> tuple[Path, float]:
    """Render and return the video file and the seconds it took.

    Parameters
    ----------
    quality
        A letter of `QUALITIES`.
    network, theme, cards
        What ``BP_NETWORK``, ``BP_THEME`` and ``BP_CARDS`` are set to.
    extra
        Further words for ``manim render``.

    Raises
    ------
    RenderError
        If Manim ends with an error; its own message stands above. KeyboardInterrupt passes.
    """
    settings: dict[str, str] = {}
    if network is not None:
        settings["BP_NETWORK"] = str(network.resolve())
    if theme is not None:
        settings["BP_THEME"] = theme
    if cards:
        settings["BP_CARDS"] = "1"
    _mend(SCENES.parent / "media" / "videos" / film.name)
    command = [sys.executable, "-m", "manim", "render", f"-q{quality}", *extra, str(film.path)]
    began = time.monotonic()
    status = subprocess.run(command, check=False, env=_with(settings), cwd=SCENES.parent).returncode
    if status:
        raise RenderError(f"{film.name} was not rendered (manim ended with {status}); see above")
    videos = SCENES.parent / "media" / "videos" / film.name / QUALITIES[quality]
    newest = max(videos.glob("*.mp4"), key=lambda p: p.stat().st_mtime)
    return newest, time.monotonic() - began


def manim(
    film: Film,
    media: Path,
    *words: str,
    settings: Mapping[str, str],
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Run ``manim render`` on `film` in the background of this program, all files below `media`.

    Parameters
    ----------
    words, settings
        Further words of the command line, and of the environment.
    tick
        Called a few times a second while Manim runs; if it raises, Manim is stopped.

    Raises
    ------
    RenderError
        If Manim ends with an error; the message ends with what it said last, and
        ``media/log.txt`` holds all of it.
    """
    media.mkdir(parents=True, exist_ok=True)
    _mend(media)
    command = [sys.executable, "-m", "manim", "render", "--media_dir", str(media), *words]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("BP_")}
    log = media / "log.txt"
    with log.open("w", encoding="utf-8") as said:
        running = subprocess.Popen(
            [*command, str(film.path)],
            cwd=SCENES.parent,
            env={**clean, **settings},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches this program alone, which then stops Manim
        )
        try:
            while running.poll() is None:
                tick()
                time.sleep(0.1)
        finally:
            if running.poll() is None:
                running.kill()
                running.wait()
    if running.returncode:
        last = log.read_text(encoding="utf-8").strip()[-1500:]
        raise RenderError(
            f"{film.name} was not rendered (manim ended with {running.returncode}):\n{last}"
        )


def _mend(media: Path) -> None:
    """Drop animations that a stopped render left half-written: Manim would take them as whole."""
    import av

    for part in media.glob("**/partial_movie_files/*/*.mp4"):
        try:
            with av.open(str(part)):  # their table of contents is written last
                pass
        except av.FFmpegError:
            part.unlink()


def _with(settings: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **settings}
