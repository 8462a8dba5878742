"""Helpers for tests that render films: run manim as a person would, read what it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SCENES = sorted((ROOT / "scenes").glob("[a-z]*.py"))


def manim(film: Path, media: Path, *words: str, digests: Path | None = None, **environment: str):
    """Run ``manim render`` on `film` from the root; output is captured as text.

    `digests` gets a line for every frame that is drawn.
    """
    plain = ["-m", "manim"]
    digesting = [str(Path(__file__).with_name("digesting.py")), str(digests)]
    command = [
        sys.executable,
        *("-W", "error::RuntimeWarning"),  # numbers that are none, and the like
        *(plain if digests is None else digesting),
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
