"""What is installed here of all that films and packs are made with, and how to get the rest."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from rich.console import Console
from rich.table import Table

__all__ = ["Finding", "examine", "show"]


@dataclass(frozen=True)
class Finding:
    """One thing: `found` is its version or place, None if it is missing; `needed` for any film."""

    what: str
    use: str
    found: str | None
    needed: bool
    cure: str


# What it is called, its distribution, the module that must import, what it is for.
_NEEDED = (
    ("NumPy", "numpy", "numpy", "every number"),
    ("Manim", "manim", "", "every film"),  # its import takes seconds; its parts are tried below
    ("cairo", "pycairo", "cairo", "drawing"),
    ("Pango", "ManimPango", "manimpango", "text"),
    ("PyAV", "av", "av", "video"),
    ("typst", "typst", "typst", "equations, hand-out"),
    ("SymPy", "sympy", "", "symbolic proofs"),
    ("srt", "srt", "srt", "captions"),
)
_EXTRAS = (
    ("python-pptx", "python-pptx", "pptx", "bp lecture: lecture.pptx"),
    ("nbformat", "nbformat", "nbformat", "bp lecture: lecture.ipynb"),
    ("nbclient", "nbclient", "nbclient", "running the notebook"),
    ("pypdf", "pypdf", "pypdf", "tests of the hand-out"),
    ("playwright", "playwright", "playwright", "tests of the decks"),
)
_PROGRAMS = (
    ("git", ("git",), "the commit in manifest.json", "git"),
    ("espeak-ng", ("espeak-ng", "espeak"), "bp lecture --narrate", "espeak-ng"),
    (
        "chromium",
        ("chromium", "chromium-browser", "google-chrome"),
        "tests of the decks",
        "chromium",
    ),
    ("LibreOffice", ("soffice", "libreoffice"), "tests of the slides", "libreoffice-impress"),
    ("pdftoppm", ("pdftoppm",), "pictures of the hand-out", "poppler-utils"),
)


def examine() -> Iterator[Finding]:
    """Look at everything, one after the other."""
    version = ".".join(map(str, sys.version_info[:3]))
    new = sys.version_info >= (3, 11)
    yield Finding("Python", "everything", version if new else None, True, "install 3.11 or newer")
    for what, distribution, module, use in _NEEDED:
        yield Finding(what, use, _library(distribution, module), True, "make setup")
    for what, distribution, module, use in _EXTRAS:
        cure = "make setup, or pip install -e '.[dev]'"
        yield Finding(what, use, _library(distribution, module), False, cure)
    for what, names, use, package in _PROGRAMS:
        cure = f"apt-get install {package}, brew install {package}, or the like"
        yield Finding(what, use, _program(names), False, cure)


def show(findings: list[Finding], console: Console) -> bool:
    """Print them; whether everything needed is there."""
    table = Table(box=None)
    for column in ("", "what", "version", "for", "what to do"):
        table.add_column(column, overflow="fold")
    for f in findings:
        mark = "[green]✓[/]" if f.found else "[red]✗[/]" if f.needed else "[yellow]–[/]"
        table.add_row(mark, f.what, f.found or "missing", f.use, "" if f.found else f.cure)
    console.print(table)
    lacking = [f.what for f in findings if f.needed and not f.found]
    left = sum(not f.found and not f.needed for f in findings)
    if lacking:
        console.print(f"Films cannot be made without: {', '.join(lacking)}")
    else:
        more = f"; {left} things that not everybody needs are missing" if left else ""
        console.print(f"Everything that films need is here{more}")
    return not lacking


def _library(distribution: str, module: str) -> str | None:
    """Its version, if it is installed and loads: a wheel may lack its C library."""
    try:
        found = metadata.version(distribution)
        if module:
            importlib.import_module(module)
    except (metadata.PackageNotFoundError, ImportError, OSError):
        return None
    return found


def _program(names: tuple[str, ...]) -> str | None:
    """The number in what the first of `names` that is there says about its version."""
    for name in names:
        path = shutil.which(name)
        if path is None:
            continue
        flag = "-v" if name == "pdftoppm" else "--version"
        try:
            done = subprocess.run(
                [path, flag], check=False, capture_output=True, text=True, timeout=20
            )
        except (OSError, subprocess.TimeoutExpired):
            return path
        words = (done.stdout + done.stderr).split()
        return next((word for word in words if word[0].isdigit() and "." in word), path)
    return None
