"""A sequence whose indices are those of the maths.

`delta[l]` exists for l = 1..L and `a[l]` for l = 0..L. Python's habit of reading index -1 as
"the last" and of starting at 0 would silently turn a formula into another one, so both raise.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class PerLayer(Generic[T]):
    """One value per layer, numbered `first`..`last` as in the equations. Immutable.

    Iterating gives the values in order of l; `items()` gives pairs (l, value).

    Raises: IndexError for an index outside `first`..`last`, negative ones included;
    TypeError for an index that is not an integer.
    """

    __slots__ = ("_name", "_values", "first")

    def __init__(self, name: str, first: int, values: Sequence[T]) -> None:
        self._name = name
        self._values = tuple(values)
        self.first = first

    @property
    def last(self) -> int:
        """The largest index, L."""
        return self.first + len(self._values) - 1

    def __getitem__(self, layer: int) -> T:
        try:
            position = operator.index(layer) - self.first
        except TypeError:
            raise TypeError(
                f"{self._name}[{layer!r}]: the index is a layer, one integer "
                f"from {self.first} to {self.last}"
            ) from None
        if not 0 <= position < len(self._values):
            raise IndexError(
                f"{self._name}[{layer}]: layers run from {self.first} to {self.last} here, "
                f"as in the equations; the last one is {self._name}[{self.last}]"
            )
        return self._values[position]

    # Without these two Python would iterate by calling [0], [1], ... until the first
    # IndexError, and a one-based sequence would look empty.
    def __iter__(self) -> Iterator[T]:
        return iter(self._values)

    def __reversed__(self) -> Iterator[T]:
        return reversed(tuple(self))

    def __len__(self) -> int:
        return len(self._values)

    def items(self) -> Iterator[tuple[int, T]]:
        """Pairs (l, value) for l = first..last."""
        return enumerate(self, start=self.first)

    def __repr__(self) -> str:
        plain = all(isinstance(value, int | str) for value in self._values)
        values = f": {', '.join(map(str, self._values))}" if plain else ""
        return f"<{self._name}[{self.first}..{self.last}]{values}>"
