"""`manifest.json`: every file of a pack, how large, its sha256, and what it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["NAME", "Entry", "Manifest", "sha256", "write_whole"]

NAME = "manifest.json"


@dataclass(frozen=True)
class Entry:
    """One file of the pack.

    `path` is relative to the pack; `film` is None for what several films share; `network` is None
    where the films' own were filmed; `commit` is None outside git; `made_from` changes when
    anything that went into the file does.
    """

    path: str
    size: int
    sha256: str
    film: str | None
    target: str
    made_from: str
    commit: str | None
    network: str | None
    theme: str
    quality: str
    versions: dict[str, str]


class Manifest:
    """The entries of the pack in `folder`; it is written anew, whole, after every change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: dict[str, Entry] = {}
        try:
            content = json.loads((folder / NAME).read_text(encoding="utf-8"))
            self.entries = {row["path"]: Entry(**row) for row in content["files"]}
        except (OSError, ValueError, KeyError, TypeError):
            pass  # none yet, or of another version: everything is made anew

    def of(self, target: str) -> list[Entry]:
        """The files that `target` left."""
        return [entry for entry in self.entries.values() if entry.target == target]

    def why(self, target: str, made_from: str) -> str | None:
        """Why `target` must be made, in a few words; None if its files are there and true."""
        found = self.of(target)
        if not found:
            return "new"
        if any(entry.made_from != made_from for entry in found):
            return "changed"
        for entry in found:
            path = self.folder / entry.path
            if not path.is_file():
                return f"{path.name} is gone"
            if path.stat().st_size != entry.size or sha256(path) != entry.sha256:
                return f"{path.name} is not as it was made"
        return None

    def replace(self, target: str, made: list[Entry]) -> None:
        """`made` are now the files of `target`; others that it had left are deleted."""
        kept = {entry.path for entry in made}
        for old in self.of(target):
            del self.entries[old.path]
            if old.path not in kept:
                (self.folder / old.path).unlink(missing_ok=True)
        self.entries.update({entry.path: entry for entry in made})
        self.save()

    def save(self) -> None:
        """Write it, and drop entries whose file was deleted by hand."""
        rows: list[dict[str, Any]] = [
            asdict(self.entries[path])
            for path in sorted(self.entries)
            if (self.folder / path).is_file()
        ]
        write_whole(self.folder / NAME, json.dumps({"files": rows}, indent=1, ensure_ascii=False))


def sha256(path: Path) -> str:
    """Of what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, text: str) -> None:
    """Write a text file such that others see the old one or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
