"""What a film says: the words of its steps, in a file beside it.

``scenes/words/delta.toml`` holds the words of ``scenes/delta.py``, so that a film's own file is
its choreography, and its words can be read, corrected or translated without touching code::

    [ask]                        # a beat of the film: the method that shows it
    title = "The question"
    say = "What is said, and shown as a caption. | And what is said later: see Film.say_on."
    describe = "What is seen, for those who cannot see it."

    [ask.numbers]                # where the film asks for this variant
    say = "What is said instead."
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FIELDS", "WordsError", "WordsOf", "words_file"]

FIELDS = ("title", "say", "describe")
"""What every beat has."""


class WordsError(Exception):
    """A file of words lacks something, or holds something no step can say."""


def words_file(film: Path) -> Path:
    """Where the words of the film in the file `film` stand."""
    return film.parent / "words" / f"{film.stem}.toml"


@dataclass(frozen=True)
class WordsOf:
    """The words of one film.

    `path` is the file they came from, `beats` its tables by the name of the beat.
    """

    path: Path
    beats: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> WordsOf:
        """Read a file of words.

        Raises
        ------
        WordsError
            If there is none, or if it is no TOML.
        """
        try:
            return cls(path, tomllib.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise WordsError(
                f"{path}: expected the words of the film here, found no file"
            ) from None
        except tomllib.TOMLDecodeError as error:
            raise WordsError(f"{path}: expected TOML, found something else: {error}") from None

    def of(self, beat: str, variant: str | None = None, **fields: object) -> dict[str, str]:
        """Title, say and describe of a beat, each as one line.

        Parameters
        ----------
        variant
            A table inside that of the beat; what stands in it takes the place of the beat's own.
        fields
            Fill ``{name}`` in the texts.

        Raises
        ------
        WordsError
            If the beat, the variant, one of the texts or a field is missing; it says which.
        """
        table = self._table(self.beats, beat, f"[{beat}]")
        if variant is not None:
            table = {**table, **self._table(table, variant, f"[{beat}.{variant}]")}
        found = {}
        for name in FIELDS:
            text = table.get(name)
            if not isinstance(text, str):
                raise WordsError(f"{self.path}: [{beat}] needs a text called {name}")
            try:
                found[name] = " ".join(text.format(**fields).split())
            except (KeyError, IndexError, ValueError) as error:
                raise WordsError(
                    f"{self.path}: [{beat}] {name}: the film does not know {{{error}}}; "
                    f"it knows: {', '.join(fields) or 'no fields'}"
                ) from None
        return found

    def _table(self, where: dict[str, Any], name: str, heading: str) -> dict[str, Any]:
        table = where.get(name)
        if not isinstance(table, dict):
            known = ", ".join(k for k, v in where.items() if isinstance(v, dict))
            raise WordsError(f"{self.path}: expected {heading}; there are: {known or 'none'}")
        return table
