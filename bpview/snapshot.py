"""Pictures of a film's steps, taken where ``BP_STILLS`` names a folder for them.

With ``manim render -s`` nothing else is drawn, so that a still a step costs seconds, has the size
that is asked for and none of a video's compression.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from manim import Scene
from manim.utils.iterables import list_update

__all__ = ["snapshot"]


def snapshot(scene: Scene, steps: Sequence[Any]) -> None:
    """Write ``NN.png``, what is on screen as step NN ends, and ``steps.json``, the steps so far.

    Does nothing unless the environment holds ``BP_STILLS``.
    """
    folder = os.environ.get("BP_STILLS")
    if not folder:
        return
    # Drawn afresh: the picture that the renderer keeps may lack what moved last.
    camera: Any = scene.renderer.camera
    camera.reset()
    camera.capture_mobjects(list_update(scene.mobjects, scene.foreground_mobjects))
    camera.get_image().convert("RGB").save(Path(folder) / f"{len(steps):02}.png")
    text = json.dumps([asdict(step) for step in steps], ensure_ascii=False)
    (Path(folder) / "steps.json").write_text(text, encoding="utf-8")
