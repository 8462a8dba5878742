"""Helpers for tests that render films: run manim as a person would, read what it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
SCENES = sorted((ROOT / "scenes").glob("[a-z]*.py"))


def manim(film: Path, media: Path, *words: str, **environment: str):
    """Run ``manim render`` on `film` from the root; output is captured as text."""
    command = [
        sys.executable,
        "-m",
        "manim",
        "render",
        *words,
        "--media_dir",
        str(media),
        str(film),
    ]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("BP_")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,  # a question would end the run, not wait for an answer
    )


def video(media: Path) -> Path:
    """The one video below `media`."""
    (found,) = media.glob("videos/*/*/*.mp4")
    return found


def rows(media: Path, kind: str) -> list[dict[str, Any]]:
    """The film's ``steps`` or ``values``."""
    return json.loads(video(media).with_suffix(f".{kind}.json").read_text("utf-8"))


def differing(first: Path, second: Path) -> list[int]:
    """For every frame of two videos the largest difference of a pixel, in levels of 255."""
    with av.open(str(first)) as one, av.open(str(second)) as other:
        pairs = zip(one.decode(video=0), other.decode(video=0), strict=True)
        rgb = ((a.to_ndarray(format="rgb24"), b.to_ndarray(format="rgb24")) for a, b in pairs)
        return [int(np.abs(a.astype(int) - b).max()) for a, b in rgb]
