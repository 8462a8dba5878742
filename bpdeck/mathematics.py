"""Typst mathematics of the films: as words for those who listen, as symbols for an entry's name."""

from __future__ import annotations

import re

__all__ = ["spoken", "symbol"]

_ENTRY = re.compile(r"[\w.-]+:(\w+)((?:\[\d+\])*)$")
# Per quantity of a trace its symbol with the index `i` below and the layer `l` above.
_SYMBOLS = {
    "W": "w_({i})^(({l}))",
    "b": "b_({i})^(({l}))",
    "z": "z_({i})^(({l}))",
    "a": "a_({i})^(({l}))",
    "delta": "delta_({i})^(({l}))",
    "g": "g_({i})^(({l}))",
    "phi_prime": "phi.alt' paren.l z_({i})^(({l})) paren.r",
    "dW": "partial cal(L) \\/ partial w_({i})^(({l}))",
    "db": "partial cal(L) \\/ partial b_({i})^(({l}))",
}
_WORDS = [
    (r"\s*(?<![\w.])(?:thin|med|quad|space)\b(?:\.\w+)?", " "),
    (r"_(?:\(([^()]*)\)|(\w+))", r" index \1\2"),
    (r'\bop\("([^"]*)"\)', r"\1"),
    (r"=>", "hence"),
    (r"\^\(\(([^()]*)\)\)", r" of layer \1"),
    (r"\^\(\(([^()]*)\) *top\)", r" of layer \1 transposed"),
    (r"\s*\bparen\.l\s*", "("),
    (r"\s*\bparen\.r", ")"),
    (r"\^\(?(?:top|tack\.b)\)?", " transposed"),
    (r"\^\(?2\)?(?!\w)", " squared"),
    (r"\bphi\.alt'", "phi prime"),
    (r"\bphi\.alt\b", "phi"),
    (r"\bcal\(L\)", "loss"),
    (r"\bdot\.o\b", "entry by entry times"),
    (r"(?<=\s)dot(?=\s)", "times"),
    (r"\bnabla\b", "gradient"),
    (r"\bell\b", "l"),
    (r"<-", "becomes"),
    (r"(?<=\s)approx(?=\s)", "is about"),
    (r"(?<=\s)=(?=\s)", "equals"),
    (r"\\/", " by "),
    (r"\bnorm\(", "the norm of ("),
]


def spoken(source: str) -> str:
    """Typst mathematics as words: ``delta^((2)) = g`` is "delta of layer 2 equals g"."""
    source = _fractions(source)
    for pattern, words in _WORDS:
        source = re.sub(pattern, words, source)
    return re.sub(r"\s+", " ", source).strip()


def _fractions(source: str) -> str:
    """``frac(x, y)`` as "x by y", whatever brackets are in it."""
    before, found, rest = source.partition("frac(")
    if not found:
        return source
    depth, comma = 1, 0
    for at, sign in enumerate(rest):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 1:
            comma = at
        if depth == 0:
            over, under = rest[:comma].strip(), rest[comma + 1 : at].strip()
            half = (over, under) == ("1", "2")
            return _fractions(
                f"{before}{'one half' if half else f'{over} by {under}'}{rest[at + 1 :]}"
            )
    return source


def symbol(entry: str) -> str | None:
    """The symbol of a trace's entry: ``net:W[2][1][0]`` is ``w_(21)^((2))``, indices from 1.

    None for what has no symbol of its own, such as entries of a nudged network.
    """
    found = _ENTRY.match(entry)
    if found is None:
        return None
    quantity, indices = found[1], [int(i) for i in re.findall(r"\d+", found[2])]
    if quantity == "loss":
        return "cal(L)"
    if quantity == "y" and indices:
        return f"y_({indices[0] + 1})"
    if quantity not in _SYMBOLS or len(indices) < 2:
        return None
    below = [str(k + 1) for k in indices[1:]]
    gap = "" if all(len(k) == 1 for k in below) else " "
    return _SYMBOLS[quantity].format(i=gap.join(below), l=indices[0])
