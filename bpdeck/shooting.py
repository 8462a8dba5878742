"""The pictures of a film that go into the pack: its video, and a still of every step."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

from bpdeck import render
from bpdeck.render import QUALITIES, Film, RenderError

__all__ = ["Look", "shoot_stills", "shoot_video", "slug"]

Look = dict[str, str]
"""What ``BP_NETWORK`` and ``BP_THEME`` are set to."""

_KEPT = 3  # renders of one film kept for another pack, say in the other theme
_BESIDE = (".film.json", ".steps.json", ".values.json", ".srt")


def work(film: Film) -> Path:
    """Where renders for packs are kept, so that one that was stopped goes on where it was."""
    return render.SCENES.parent / "media" / "lecture" / film.name


def shoot_stills(film: Film, look: Look, folder: Path, tick: Callable[[], None]) -> None:
    """Write ``NN-title.png``, 1080 lines high, the last frame of every step.

    Nothing else is drawn, so that this takes seconds at any quality of the video.

    Raises
    ------
    RenderError
        If the film does not run to its end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {**look, "BP_STILLS": str(folder)}
    words = ("-s", "--resolution", "1920,1080", "--disable_caching")
    media = work(film) / "stills"
    render.manim(film, media, *words, settings=settings, tick=tick)
    shutil.rmtree(media, ignore_errors=True)
    listed = folder / "steps.json"
    try:
        steps = json.loads(listed.read_text(encoding="utf-8"))
    except OSError:
        raise RenderError(f"{film.name} has no steps: see bpview.film.Film.step") from None
    for number, step in enumerate(steps, start=1):
        title = slug(step["title"])
        (folder / f"{number:02}.png").rename(folder / f"{number:02}-{title}.png")
    listed.replace(work(film) / "steps.json")  # tells the next render how long it will be


def shoot_video(
    film: Film,
    look: Look,
    quality: str,
    made_from: str,
    video: Path,
    watch: Callable[[float], None],
) -> None:
    """Render `film` to `video`, and beside it what a film leaves.

    Parameters
    ----------
    made_from
        A digest. Manim's own cache does not see every change of the code that draws, so each
        digest has a cache of its own; a render that was stopped finds what it had done.
    watch
        Told which fraction is done; if it raises, the render stops.

    Raises
    ------
    RenderError
        If Manim ends with an error.
    """
    media = work(film) / f"{quality}-{made_from[:12]}"
    done = media / "done"
    if not done.is_file():
        plays = _plays(film)
        render.manim(
            film, media, f"-q{quality}", settings=look, tick=lambda: watch(_share(media, plays))
        )
        for parts in media.glob("videos/*/*/partial_movie_files"):
            shutil.rmtree(parts)  # they are joined now
        done.touch()
    found = list(media.glob(f"videos/*/{QUALITIES[quality]}/*.mp4"))
    if len(found) != 1:
        raise RenderError(f"{film.name}: one video was expected in {media}, there are {len(found)}")
    shutil.copyfile(found[0], video)
    for suffix in _BESIDE:
        shutil.copyfile(found[0].with_suffix(suffix), video.with_suffix(suffix))
    done.touch()
    renders = sorted(work(film).glob("*/done"), key=lambda path: path.stat().st_mtime)
    for old in renders[:-_KEPT]:
        shutil.rmtree(old.parent, ignore_errors=True)


def slug(title: str) -> str:
    """A title as a part of a file's name: ``"δ runs back"`` becomes ``delta-runs-back``."""
    words, word = [], ""
    for sign in unicodedata.normalize("NFKD", title):
        name = unicodedata.name(sign, "")
        if sign.isascii() and sign.isalnum():
            word += sign.lower()
        elif "GREEK" in name and "LETTER" in name:
            words += [word, name.split()[-1].lower()]
            word = ""
        elif not unicodedata.combining(sign) and sign not in "'’":
            words.append(word)
            word = ""
    return "-".join(filter(None, [*words, word])) or "step"


def _plays(film: Film) -> list[float]:
    """The length of each animation, as its stills told."""
    try:
        steps = json.loads((work(film) / "steps.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [float(length) for step in steps for _, length in step["plays"]]


def _share(media: Path, plays: list[float]) -> float:
    """Seconds filmed among all: Manim leaves one small file an animation."""
    made = sum(1 for _ in media.glob("videos/*/*/partial_movie_files/*/*.mp4"))
    return sum(plays[:made]) / (sum(plays) or 1.0)
