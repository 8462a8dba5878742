"""A film as pictures: a still at the end of every step, and one amid every long motion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["FPS", "frames", "storyboard"]

_FRAME_HEIGHT = 8.0  # in scene units
_RED = "#ff2020"
_LONG = 1.5  # seconds of motion that deserve a still of their own
FPS = 5  # every run time is a multiple of 0.2 s, so that five frames a second keep all times


def storyboard(film: Path, out: Path, *, resolution: tuple[int, int] = (1920, 1080)) -> list[Path]:
    """Render `film` at five frames a second and write its stills, captions and contact sheet.

    Parameters
    ----------
    film
        A file of scenes/. The environment (BP_NETWORK, BP_THEME) applies as in any render.
    out
        Folder for ``01-end.png``, ``01-a.png`` (amid the first long motion of step 1), …,
        ``captions.txt``, ``sheet.png`` (all stills, what the audits find outlined in red),
        ``problems.json`` and ``strip.png`` (one small picture a second, to see what happens
        between the stills).

    Returns
    -------
    The stills, in the order of the film.

    Raises
    ------
    RuntimeError
        If the film does not render.
    """
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("[0-9][0-9]-*.png"):  # a film that lost a step leaves no still behind
        old.unlink()
    report = out / "problems.json"
    video = _render(film, out / "render", resolution, report)
    problems = json.loads(report.read_text(encoding="utf-8"))["problems"]
    steps = json.loads(video.with_suffix(".steps.json").read_text(encoding="utf-8"))
    wanted = list(_moments(steps))
    stills = []
    for (_, name), image in zip(wanted, frames(video, [t for t, _ in wanted]), strict=True):
        stills.append(out / f"{name}.png")
        image.save(stills[-1])
    seconds = [float(t) for t in range(1, int(steps[-1]["end"]))]
    _sheet(list(frames(video, seconds)), columns=6, width=320).save(out / "strip.png")
    said = video.with_suffix(".srt").read_text(encoding="utf-8")
    (out / "captions.txt").write_text(_captions(steps, said), encoding="utf-8")
    from PIL import Image

    numbers = [int(still.name[:2]) for still in stills]
    pictures = [
        _outlined(Image.open(still), [p for p in problems if p["step"] == steps[n - 1]["title"]])
        for still, n in zip(stills, numbers, strict=True)
    ]
    _sheet(pictures, columns=3, width=640).save(out / "sheet.png")
    return stills


def _outlined(picture: Any, problems: list[dict[str, Any]]) -> Any:
    """The picture with a red box, and its kind, around every problem of its step."""
    from PIL import ImageDraw

    unit = picture.height / _FRAME_HEIGHT
    middle = picture.width / 2, picture.height / 2
    pen = ImageDraw.Draw(picture)
    for problem in problems:
        left, bottom, right, top = problem["box"]
        corner = middle[0] + left * unit, middle[1] - top * unit
        pen.rectangle(
            (*corner, middle[0] + right * unit, middle[1] - bottom * unit),
            outline=_RED,
            width=max(2, picture.height // 270),
        )
        pen.text((corner[0], corner[1] - 0.3 * unit), problem["kind"], _RED, font_size=0.25 * unit)
    return picture


def _render(film: Path, media: Path, resolution: tuple[int, int], report: Path) -> Path:
    size = f"{resolution[0]},{resolution[1]}"
    command = [sys.executable, "-m", "manim", "render", str(film), "--resolution", size]
    command += ["--frame_rate", str(FPS), "--media_dir", str(media), "--progress_bar", "none"]
    settings = {**os.environ, "BP_AUDIT": str(report.resolve())}
    if subprocess.run(command, check=False, env=settings).returncode:
        raise RuntimeError(f"{film} does not render; manim's message stands above")
    found = sorted(media.glob("videos/*/*/*.steps.json"), key=lambda p: p.stat().st_mtime)
    return found[-1].with_suffix("").with_suffix(".mp4")


def _moments(steps: list[dict[str, Any]]) -> Iterator[tuple[float, str]]:
    for number, step in enumerate(steps, start=1):
        letters = iter("abcdefghijklmnopqrstuvwxyz")
        for start, length in step["plays"]:
            if length >= _LONG:
                yield start + length / 2, f"{number:02}-{next(letters)}"
        yield step["end"] - 1.5 / FPS, f"{number:02}-end"


def frames(video: Path, times: list[float]) -> Iterator[Any]:
    """The picture on screen at each of `times` (seconds), which rise."""
    import av

    # The last frame shown at a time is the one to keep; times rise, so one pass will do.
    remaining = iter(times)
    due = next(remaining, None)
    last = None
    with av.open(str(video)) as container:
        for frame in container.decode(video=0):
            while due is not None and frame.time is not None and frame.time > due and last:
                yield _image(last)
                due = next(remaining, None)
            last = frame
        while due is not None and last is not None:
            yield _image(last)
            due = next(remaining, None)


def _image(frame: Any) -> Any:
    return frame.to_image()


def _captions(steps: list[dict[str, Any]], subtitles: str) -> str:
    """What is said, with its seconds, and what is seen."""
    import srt  # manim brings it

    said = [(c.start.total_seconds(), c.content) for c in srt.parse(subtitles)]
    found = []
    for number, step in enumerate(steps, start=1):
        here, there = step["start"], step["end"]
        found.append(f"{number:02}  {here:6.1f}-{there:6.1f} s  {step['title']}")
        found += [f"    {t:6.1f}  {text}" for t, text in said if here <= t + 1e-3 < there]
        found.append(f"    shows:  {step['describe']}\n")
    return "\n".join(found)


def _sheet(pictures: list[Any], *, columns: int, width: int, gap: int = 8) -> Any:
    from PIL import Image

    height = width * pictures[0].height // pictures[0].width
    rows = -(-len(pictures) // columns)
    size = (columns * (width + gap) + gap, rows * (height + gap) + gap)
    sheet = Image.new("RGB", size, "#444444")
    for k, picture in enumerate(pictures):
        at = (gap + k % columns * (width + gap), gap + k // columns * (height + gap))
        sheet.paste(picture.resize((width, height)), at)
    return sheet
