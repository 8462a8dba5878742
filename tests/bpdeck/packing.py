"""A film of four seconds without Manim: two steps, two plain colours, all that lies beside it."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np

from bpdeck.material import Material, read_material
from bpdeck.stills import stills

STEPS = [("One & first", 0.0, 2.0), ("Two", 2.0, 4.0)]
COLOURS = {"One & first": (200, 40, 40), "Two": (40, 40, 200)}


def small_film(folder: Path, name: str = "small") -> Material:
    """Write the film into `folder` and read it back; its pictures are red, then blue."""
    folder.mkdir(parents=True, exist_ok=True)
    video = folder / f"{name.title()}.mp4"
    with av.open(str(video), "w") as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for title, start, end in STEPS:
            picture = np.full((180, 320, 3), COLOURS[title], dtype=np.uint8)
            for _ in range(round((end - start) * 5)):
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                container.mux(stream.encode(frame))
        container.mux(stream.encode())
    about = {
        "title": f"A <small> film: {name}",
        "teaches": "That δ goes back & forth.",
        "references": ["Somebody: A book (1986)"],
        "theme": "dark",
        "networks": [{"name": "chain", "title": "A chain", "source": "made up"}],
    }
    steps = [
        {"title": t, "say": f"This is said: {t}.", "describe": f"One colour fills {t}.",
         "start": a, "end": b, "plays": [[a, 1.6]]}
        for t, a, b in STEPS
    ]  # fmt: skip
    values = [
        {"time": b, "step": t, "text": "−0.100", "entry": "chain:delta[1][0]", "value": -0.1,
         "decimals": 3}
        for t, _, b in STEPS
    ]  # fmt: skip
    for kind, content in (("film", about), ("steps", steps), ("values", values)):
        video.with_suffix(f".{kind}.json").write_text(json.dumps(content), encoding="utf-8")
    srt = "".join(
        f"{k}\n00:00:0{a:.0f},000 --> 00:00:0{b:.0f},000\nThis is said: {t}.\n\n"
        for k, (t, a, b) in enumerate(STEPS, start=1)
    )
    video.with_suffix(".srt").write_text(srt, encoding="utf-8")
    return read_material(name, video)


def pictures_of(films: list[Material]) -> dict[str, list[Path]]:
    """The last frame of every step of every film, beside its video."""
    found = {}
    for film in films:
        found[film.film] = [film.video.parent / f"{step.number:02}.png" for step in film.steps]
        stills(film, film.video, found[film.film])
    return found
