"""How far a render has come, in one line: seconds of film, the step it is in, time gone by."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

__all__ = ["FilmProgress", "known_length"]


def known_length(artifact: Path | None) -> float | None:
    """Seconds the film had when it was last rendered at any size, or None.

    Manim keeps ``<videos>/<file>/<size>/<Scene>.mp4``, and a film its steps beside that.
    """
    if artifact is None:
        return None
    lengths = []
    for found in artifact.parent.parent.glob(f"*/{artifact.stem}.steps.json"):
        try:
            lengths.append((found.stat().st_mtime, json.loads(found.read_text("utf-8"))[-1]["end"]))
        except (OSError, ValueError, LookupError):
            continue  # half-written or foreign: the bar is a courtesy, not worth an error
    return float(max(lengths)[1]) if lengths else None


class FilmProgress:
    """A bar on the terminal's error stream; silent where that is not a terminal."""

    def __init__(self, name: str, seconds: float | None) -> None:
        self._bar = Progress(
            TextColumn(f"{name} [bold]{{task.description}}"),
            BarColumn(),
            TextColumn("{task.completed:.0f} s filmed"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.disable = not self._bar.console.is_terminal
        self._task = self._bar.add_task("", total=seconds)
        self._bar.start()

    def at(self, seconds: float, title: str) -> None:
        """The film has come to `seconds`, in the step `title`."""
        self._bar.update(self._task, completed=seconds, description=title)

    def stop(self) -> None:
        """Take the bar away."""
        self._bar.stop()
