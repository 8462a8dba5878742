"""Equations from named parts in the note's notation, each part coloured by its role."""

from __future__ import annotations

from itertools import count
from typing import Any, Self

from manim import DOWN, LEFT, RIGHT, UP, MathTypst, Typst, VGroup, VMobject

from bpview import style
from bpview.glyphs import DIGIT_HEIGHT

__all__ = [
    "EQUALS",
    "LOSS",
    "Formula",
    "Words",
    "equated",
    "pair",
    "part",
    "sentence",
    "slope",
    "stacked",
    "symbol",
]

LOSS = "{{ cal(L) : loss }}"
"""The loss: a script L, since ℓ counts layers and L is the last of them."""

EQUALS = "{{ = : eq }}"
"""An equals sign that `equated` can find."""

_AXIS = 0.25
"""How high the middle of a sign stands above the baseline, in ems, in New Computer Modern."""


def symbol(name: str, layer: int | str | None = None, index: int | str | None = None) -> str:
    """Typst text of a symbol of the note: ``symbol("delta", 2, 1)`` is δ with (2) above, 1 below.

    `name` is Typst math (``W``, ``delta``, ``phi.alt'``); `layer` an integer or text such as
    ``"ell"``; `index` counts from 1, as the note does.
    """
    above = "" if layer is None else f"^(({layer}))"
    below = "" if index is None else f"_({index})"
    return f"{name}{below}{above}"


def pair(j: int, i: int | str) -> str:
    """The index of a weight, to `j` from `i`, both from 1; a comma where digits would run together.

    (With a space before it: a number with a comma would look like a typed value.)
    """
    return f"{j} , {i}" if j > 9 or (isinstance(i, int) and i > 9) else f"{j} {i}"


def part(
    role: str, name: str, layer: int | str | None = None, index: int | str | None = None
) -> str:
    """A symbol as a named part of a `Formula`: ``part("delta", "delta", 2)`` is a yellow δ^(2)."""
    return f"{{{{ {symbol(name, layer, index)} : {role} }}}}"


def slope(role: str, name: str, layer: int | str, index: int | str | None = None) -> str:
    """Derivative of the loss by a symbol: ``slope("W", "W", 2)`` is ∂ℒ/∂W^(2) as a fraction."""
    by = part(role, f"partial {name}", layer, index)
    return f"frac({{{{ partial cal(L) : loss }}}}, {by})"


def sentence(*pieces: VMobject, gap: float = 0.15) -> VGroup:
    """Words and numbers in one line, on one baseline.

    A number tells its own baseline; of words the first letter must stand on it.
    """
    line = VGroup(*pieces).arrange(RIGHT, buff=gap)
    for piece in pieces:
        floor = getattr(piece, "baseline", None)
        piece.shift(DOWN * (piece[0].get_bottom()[1] if floor is None else floor))
    return line.center()


def equated(formula: Formula, number: VMobject, gap: float = 0.25) -> VGroup:
    """A formula that ends in ``{{ = : eq }}`` and the number it equals, on one baseline."""
    number.next_to(formula, RIGHT, buff=gap).match_y(formula.part("eq"))
    # The middle of a digit stands higher than that of the sign, both being on the baseline.
    em = getattr(number, "em", 0.0)
    number.shift(UP * (DIGIT_HEIGHT / 2 - _AXIS) * em)
    return VGroup(formula, number)


def stacked(*lines: VGroup, gap: float = 0.3) -> VGroup:
    """Lines made by `equated`, one below the other, their equals signs in one column."""
    rows = VGroup(*lines).arrange(DOWN, buff=gap)
    for formula, number in lines:
        VGroup(formula, number).shift(LEFT * formula.part("eq").get_x())
    return rows


class _Light(Typst):
    """Text that is cheap to copy, as Manim copies what it animates, several times an animation.

    Each glyph keeps the SVG path it was made from, a thousand small objects that nobody asks for
    again; without them, and without a copy for a cache, a film is laid out in half the time.
    """

    def init_svg_mobject(self, use_svg_cache: bool) -> Self:
        super().init_svg_mobject(use_svg_cache=False)
        for glyph in self.family_members_with_points():
            vars(glyph).pop("path_obj", None)
        return self


class Formula(_Light, MathTypst):
    """A displayed equation. ``{{ delta^((2)) : delta }}`` is a part, coloured by its role.

    The part's name is its role, optionally followed by ``_`` and anything that tells it from
    others of the same role: ``delta_out``, ``delta_in``. A name that is no role stays in the ink.

    `opens` and `closes` mark a parenthesis that hugs what stands after or before it.

    >>> Formula("{{ delta^((1)) : delta }} = {{ g^((1)) : g }} dot.o {{ phi.alt' : phi_prime }}")
    """

    opens = False
    closes = False

    def __init__(self, source: str, *, size: float = style.Size.FORMULA, **kwargs: Any) -> None:
        super().__init__(
            source,
            font_size=size,
            color=style.colour("ink"),
            typst_preamble=style.PREAMBLE,
            **kwargs,
        )
        self.names = list(dict.fromkeys(self._group_labels))
        _sign(self, "Formula", source, size)
        for name in self.names:
            role = _role(name)
            if role is not None:
                self.part(name).set_color(style.colour(role))

    def part(self, name: str) -> VGroup:
        """The glyphs of a named part; ``KeyError`` names the parts there are."""
        try:
            return self.select(name)
        except KeyError:
            raise KeyError(f"no part {name!r} in this formula; it has {self.names}") from None


class Words(_Light):
    """Running text in the film's font; ``$…$`` is mathematics, as in any Typst text."""

    def __init__(
        self,
        text: str,
        *,
        size: float = style.Size.LABEL,
        role: str = "ink",
        **kwargs: Any,
    ) -> None:
        super().__init__(
            text,
            font_size=size,
            color=style.colour(role),
            typst_preamble=style.PREAMBLE,
            **kwargs,
        )
        _sign(self, "Words", text, size)


_keys = count()


def _sign(text: Typst, kind: str, source: str, size: float) -> None:
    """Every glyph, and every copy of it, knows which text it belongs to and how large that was."""
    key = next(_keys)
    glyphs: list[Any] = text.family_members_with_points()
    for index, glyph in enumerate(glyphs):
        glyph.text_key, glyph.text_index = key, index
        glyph.text_kind, glyph.text_source = kind, source
        glyph.text_count = len(glyphs)
        glyph.text_em = size * style.EM / max(glyph.width, glyph.height)


def _role(name: str) -> str | None:
    """The longest role `name` begins with, up to an underscore: phi_prime_2 → phi_prime."""
    roles = style.theme().roles
    pieces = name.split("_")
    for end in range(len(pieces), 0, -1):
        candidate = "_".join(pieces[:end])
        if candidate in roles:
            return candidate
    return None
