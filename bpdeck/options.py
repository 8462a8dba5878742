"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["network", "quality"]

Decorator = Callable[[Any], Any]


def quality(more: str = "") -> Decorator:
    """``--quality`` with Manim's letters; `more` ends its help."""
    return click.option(
        "-q",
        "--quality",
        type=click.Choice(["l", "m", "h", "p", "k"]),
        default="h",
        show_default=True,
        help=f"480p15, 720p30, 1080p60, 1440p60 or 2160p60{more}.",
    )


def network(whose: str) -> Decorator:
    """``--network FILE`` in place of that of the film, or films, named in its help."""
    return click.option(
        "--network",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help=f"Film this network (TOML) instead of {whose} own.",
    )
