"""Audit a film as `bp check` does: film it without drawing, and gather what its audits find."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bpdeck.render import SCENES, Film, RenderError

__all__ = ["THEMES", "audit", "show"]

THEMES = ("dark", "light")


def audit(film: Film, theme: str, network: Path | None = None) -> dict[str, Any]:
    """``problems`` of `film` in `theme`, in the order of its steps, and what was ``looked`` at.

    Only what the film holds is looked at, so that no animation needs to be drawn. See
    `bpview.audit.Problem` for what a problem tells.

    Raises
    ------
    RenderError
        If the film does not run to its end.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "problems.json"
        settings = {"BP_AUDIT": str(found), "BP_THEME": theme}
        if network is not None:
            settings["BP_NETWORK"] = str(network.resolve())
        command = [sys.executable, "-m", "manim", "render", "-s", "-ql", "--disable_caching"]
        command += ["--media_dir", folder]
        done = subprocess.run(
            [*command, str(film.path)],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **settings},
            cwd=SCENES.parent,
        )
        if done.returncode or not found.exists():
            last = (done.stdout + done.stderr).strip()[-1500:]
            raise RenderError(f"{film.name} did not run to its end:\n{last}")
        report: dict[str, Any] = json.loads(found.read_text("utf-8"))
    return report


def show(film: Film, theme: str, report: dict[str, Any]) -> None:
    """Print problems as a table, or that there are none, and in how much."""
    console = Console(highlight=False)
    problems, looked = report["problems"], report["looked"]
    if not problems:
        console.print(f"{film.name}, {theme}: every number true, nothing overlapping, tiny or dim")
    else:
        console.print(_table(f"{film.name}, {theme}: {len(problems)} problems", problems))
    counts = "{looks} looks at what it holds: {numbers} numbers, {texts} texts, {marks} other paths"
    console.print(f"  {counts.format(**looked)}", style="dim")


def _table(title: str, problems: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("step", "kind", "mobject", "what"):
        table.add_column(column, overflow="fold")
    for p in problems:
        table.add_row(*(str(p[key]) for key in ("step", "kind", "mobject", "what")))
    return table
