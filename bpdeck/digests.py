"""What a file of the pack was made from, in one short number: it changes when any of that does."""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

__all__ = ["ROOT", "code", "combine", "commit", "files", "networks", "package", "versions"]

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds bpcore, bpview, bpdeck and assets."""


def combine(*parts: object) -> str:
    """One digest of several; their order counts."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def files(paths: Iterable[Path]) -> str:
    """Of what files hold and are called; a folder counts as all that is in it."""
    whole = hashlib.sha256()
    for path in paths:
        for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if each.is_file() and "__pycache__" not in each.parts:
                whole.update(each.name.encode() + b"\0")
                whole.update(hashlib.sha256(each.read_bytes()).digest())
    return whole.hexdigest()


def package(name: str) -> str:
    """Of everything in a package, pictures and fonts too."""
    return files([ROOT / name])


def networks(given: Path | None) -> str:
    """Of every network a film may read: those that come along, and `given` with its weights."""
    own = files([ROOT / "assets" / "networks"])
    return own if given is None else combine(own, files([given, *beside(given)]))


def beside(network: Path) -> list[Path]:
    """The file of stored weights that a network names, if any."""
    import tomllib

    try:
        weights = tomllib.loads(network.read_text(encoding="utf-8")).get("weights")
    except (OSError, ValueError):
        return []  # the film will say what is wrong with it
    path = network.parent / weights if isinstance(weights, str) else None
    return [path] if path is not None and path.is_file() else []


def code(*modules: str) -> str:
    """Of these modules of bpdeck, those of bpdeck they import, and the other files they name."""
    todo, found = list(modules), dict[Path, str]()
    while todo:
        path = ROOT / "bpdeck" / f"{todo.pop()}.py"
        if path not in found and path.is_file():
            found[path] = path.read_text(encoding="utf-8")
            todo += _imported(found[path])
    text = "\n".join(found.values())
    others = [p for p in (ROOT / "bpdeck").rglob("*.*") if p.suffix not in (".py", ".pyc")]
    return files(sorted([*found, *(p for p in others if p.is_file() and p.name in text)]))


@cache
def _imported(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"bpdeck.{a.name}" for a in node.names] if node.module == "bpdeck" else []
            names += [m.split(".")[1] for m in [node.module, *whole] if m.startswith("bpdeck.")]
    return names


@cache
def versions() -> dict[str, str]:
    """Of Python, Manim, NumPy and this project."""
    named = {"manim": "manim", "numpy": "numpy", "bp": "backprop-films"}
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name, distribution in named.items():
        try:
            found[name] = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            found[name] = "unknown"
    return found


@cache
def commit() -> str | None:
    """The git commit of the project, with ``-dirty`` where something is not committed; or None."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40"]
    try:
        done = subprocess.run(
            [*command, "--exclude=*"], check=False, capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
