"""One picture a step at 1080p, the step's last frame; and the poster."""

from __future__ import annotations

from pathlib import Path

from bpdeck.material import Material
from bpdeck.storyboard import frames

__all__ = ["HEIGHT", "height", "poster", "stills"]

HEIGHT = 1080
"""Lines of a still, whatever the video's quality."""


def height(video: Path) -> int:
    """Lines of `video`."""
    import av

    with av.open(str(video)) as source:
        return source.streams.video[0].height


def stills(film: Material, video: Path, paths: list[Path]) -> None:
    """Write the last frame of every step of `video`, which is `film` at any frame rate."""
    import av

    with av.open(str(video)) as source:
        rate = float(source.streams.video[0].average_rate or 30)
    times = [step.end - 1.5 / rate for step in film.steps]
    for path, image in zip(paths, frames(video, times), strict=True):
        image.thumbnail((1e6, HEIGHT))
        image.save(path, "PNG", optimize=False)


def poster(still: Path, out: Path) -> None:
    """The picture a page shows before the film runs: 1280 pixels wide, colours reduced."""
    from PIL import Image

    with Image.open(still) as picture:
        small = picture.convert("RGB")
        small.thumbnail((1280, 720))
        small.save(out, "PNG", optimize=True)
