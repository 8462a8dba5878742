"""What the name of an entry tells: its network, how that was changed, the quantity, its indices."""

from __future__ import annotations

import re

__all__ = ["CHOSEN", "split"]

CHOSEN = ("rate", "nudge", "steps", "tick")
"""What a film chooses: there is nothing to compute again."""
_NAME = re.compile(r"([\w.-]+)(?:~([^:+]+))?(\+[^:]*)?:(\w+)((?:\[\d+\])*)$")


def split(name: str) -> tuple[str, float, float, str, list[int]]:
    """(source, rate of a step down, size of a nudge, quantity, indices) of an entry's name.

    Raises: ValueError for a name that is none.
    """
    found = _NAME.match(name)
    if found is None:
        raise ValueError(f"{name!r} is no entry's name, such as worked_example:delta[2][0]")
    source, rate, nudge, quantity, index = found.groups()
    indices = [int(i) for i in re.findall(r"\d+", index)]
    size = float((nudge or "+0").lstrip("+").partition("@")[0])
    return source, float(rate or 0), size, quantity, indices
