"""The equations of the note with the numbers of a network in them, ready to be shown.

Each function reads entries only, and returns an `Equation` whose first term is the left-hand
side. The sign between the lines of numbers is ``=`` where the shown decimals check, else ``≈``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import RIGHT, UP, VGroup, VMobject

from bpview import style
from bpview.entry import Entry
from bpview.equation import Equation, Term, relation
from bpview.factors import as_factor
from bpview.formula import EQUALS, Formula, part, slope
from bpview.matrix import Grid
from bpview.numeral import Numeral
from bpview.reading import Reading


def affine(reading: Reading, layer: int) -> Equation:
    """z^(l) = W^(l) a^(l-1) + b^(l)."""
    z, a = Grid(reading.entries("z", layer), "z"), Grid(reading.entries("a", layer - 1), "a")
    W, b = Grid(reading.entries("W", layer), "weight"), Grid(reading.entries("b", layer), "b")
    return Equation(
        Term(part("z", "z", layer), z),
        ("=", relation(z, lambda W, a, b: W @ a + b, W, a, b)),
        Term(part("W", "W", layer), W),
        Term(part("a", "a", layer - 1), a),
        "+",
        Term(part("b", "b", layer), b),
        gap=0.3,
    )


def difference(reading: Reading, quantity: str) -> Equation:
    """``g`` or ``delta`` of the last layer as a − y, where loss and φ make it so."""
    L = reading.experiment.network.L
    result = Grid(reading.entries(quantity, L), quantity)
    a, y = Grid(reading.entries("a", L), "a"), Grid(reading.entries("y"), "target")
    name = part(quantity, quantity, L)
    return Equation(
        Term(f"{name} = {_by_a(L)}" if quantity == "g" else name, result),
        ("=", relation(result, np.subtract, a, y)),
        Term(part("a", "a", L), a),
        "-",
        Term("{{ y : target }}", y),
    )


def activation(reading: Reading, layer: int) -> Equation:
    """a^(l) = φ(z^(l))."""
    a, z = Grid(reading.entries("a", layer), "a"), Grid(reading.entries("z", layer), "z")
    by_hand = relation(a, lambda z: reading.curve(layer, z), z)
    return Equation(
        Term(part("a", "a", layer), a),
        ("=", by_hand),
        ("", "phi.alt"),
        Term(f"phi.alt({part('z', 'z', layer)})", z),
    )


def affine_by_hand(reading: Reading, layer: int) -> VGroup:
    """The first z of a layer worked out: ``z_1 = (−1.0) · 0.4 + 0.8 · (−0.6) + 0.1 = −0.780``."""
    w = Grid(reading.entries("W", layer)[0], "weight")
    a = Grid(reading.entries("a", layer - 1), "a")
    b, z = (Grid(reading.entries(q, layer)[:1], q) for q in ("b", "z"))
    sign = relation(z, lambda w, a, b: (w * a).sum() + b, w, a, b)

    def told(grid: Grid, k: int = 0) -> VGroup:
        """As wide as it is, not as its column."""
        shown = grid.entry(k)
        return as_factor(Numeral(shown.entry, grid.decimals, colour=shown.get_fill_color()))

    name = _sign(f"{part('z', 'z', layer, 1)} {EQUALS}")
    pieces: list[VMobject] = [name]
    for k in range(len(w.cells)):
        pieces += [*([_sign("+")] if k else []), told(w, k), _sign("dot"), told(a, k)]
    pieces += [_sign("+"), told(b), _sign(sign), z.entry(0)]
    return _in_line(name, VGroup(*pieces))


def slope_by_hand(
    reading: Reading, layer: int, size: float, *, k: int = 0, decimals: int | None = None
) -> VGroup:
    """φ' of neuron `k` of a layer worked out from its a, where φ is tanh or the sigmoid.

    ``1 − 0.347 · 0.347 = 0.880``; for any other φ the group is empty.
    """
    phi = reading.experiment.network.phi[layer]
    if phi not in ("tanh", "sigmoid"):
        return VGroup()
    one = slice(k, k + 1)
    a, slope, other = (
        Grid(reading.entries(q, layer)[one], q, size=size, decimals=decimals)
        for q in ("a", "phi_prime", "a")
    )
    shown = a.values()
    by_tanh = phi == "tanh"
    sign = relation(slope, lambda _: 1 - shown**2 if by_tanh else shown * (1 - shown), a)
    dot, end = (Formula(text, size=size) for text in ("dot", sign))
    if by_tanh:
        first, second = as_factor(a.entry(0)), as_factor(other.entry(0))
        pieces = [Formula("1 -", size=size), first, dot, second, end, slope.entry(0)]
    else:
        before, close = (Formula(text, size=size) for text in ("paren.l 1 -", "paren.r"))
        pieces = [a.entry(0), dot, before, other.entry(0), close, end, slope.entry(0)]
    return VGroup(*pieces).arrange(RIGHT, buff=0.12)


def difference_by_hand(reading: Reading, size: float, j: int = 0) -> VGroup:
    """g of output `j` as what came out minus what was wanted: ``0.347 − 1.0 = −0.653``."""
    L = reading.experiment.network.L
    found = ("a", L, "a"), ("y", None, "target"), ("g", L, "g")
    a, y, g = (Grid(reading.entries(q, k)[j : j + 1], role, size=size) for q, k, role in found)
    signs = [Formula(text, size=size) for text in ("-", relation(g, np.subtract, a, y))]
    pieces = a.entry(0), signs[0], y.entry(0), signs[1], g.entry(0)
    return VGroup(*pieces).arrange(RIGHT, buff=0.12)


def bend_by_hand(reading: Reading, layer: int, size: float) -> VGroup:
    """a of the first neuron of a layer out of its z: ``a = φ(0.362) = 0.347``."""
    a, z = (Grid(reading.entries(q, layer)[:1], q, size=size) for q in ("a", "z"))
    sign = relation(a, lambda shown: reading.curve(layer, shown), z)
    before = Formula(f"{part('a', 'a', layer)} = phi.alt paren.l", size=size)
    close, equals = (Formula(text, size=size) for text in ("paren.r", sign))
    bent = VGroup(before, z.entry(0), close).arrange(RIGHT, buff=0.05)
    return VGroup(bent, equals, a.entry(0)).arrange(RIGHT, buff=0.12)


def bias_slope(reading: Reading, layer: int) -> Equation:
    """∂ℒ/∂b^(l) = δ^(l)."""
    return Equation(
        Term(slope("b", "b", layer), Grid(reading.entries("db", layer), "delta")),
        "=",
        Term(part("delta", "delta", layer), Grid(reading.entries("delta", layer), "delta")),
    )


def step_by_hand(before: Reading, after: Reading, eta: Entry, decimals: int) -> VGroup:
    """The first bias of the last layer one step later: ``b_1 ← 0.3 − 2.5 · (−0.116) = 0.59``."""
    L = before.experiment.network.L
    old, slope = (Grid(before.entries(q, L)[:1], r) for q, r in (("b", "b"), ("db", "delta")))
    new = Grid(after.entries("b", L)[:1], "b", decimals=decimals)
    rate = Numeral(eta, len(f"{eta.value:g}".partition(".")[2]))
    sign = relation(new, lambda b, d: b - eta.value * d, old, slope)
    by = as_factor(slope.entry(0))
    name = _sign(f"{part('b', 'b', L, 1)} {{{{ arrow.l : eq }}}}")
    pieces = name, old.entry(0), _sign("-"), rate, _sign("dot"), by, _sign(sign), new.entry(0)
    return _in_line(name, VGroup(*pieces))


def rate_by_hand(reading: Reading, decimals: int = 2) -> Entry:
    """The largest tenth of the safe rate whose step can be checked by hand.

    Whoever takes it from every W and b with the three decimals of the gradients gets the new ones
    at `decimals`, and from the new outputs at three decimals the new loss; where no tenth does, it
    is the safe rate itself.
    """
    safe = reading.rate().value
    for tenths in range(10, 0, -1):
        eta = Entry(reading.name, "rate", None, (), safe * tenths / 10)
        after = reading.descended(eta.value)
        layers = range(1, reading.experiment.network.L + 1)
        steps = (_checks(reading, after, q, n, eta, decimals) for q in "Wb" for n in layers)
        if _loss_checks(after) and all(steps):
            return eta
    return Entry(reading.name, "rate", None, (), safe)


def _loss_checks(reading: Reading, decimals: int = 3) -> bool:
    """Whether half the squared error of the outputs shown is the loss shown."""
    network = reading.experiment.network
    if network.loss != "half_squared_error":
        return True
    shown = np.round(reading.array("a", network.L), decimals)
    worked = ((shown - reading.y) ** 2).sum() / 2
    return bool(round(worked, decimals) == round(reading.entry("loss").value, decimals))


def _checks(
    before: Reading, after: Reading, quantity: str, layer: int, eta: Entry, decimals: int
) -> bool:
    new = Grid(after.entries(quantity, layer), decimals=decimals)
    old, slopes = (Grid(before.entries(q, layer)) for q in (quantity, f"d{quantity}"))
    return relation(new, lambda W, d: W - eta.value * d, old, slopes) == "="


def fused(reading: Reading) -> bool:
    """Whether δ^(L) is a − y: softmax with cross-entropy, sigmoid with its binary form."""
    network = reading.experiment.network
    return (network.phi[network.L], network.loss) in (
        ("softmax", "cross_entropy"),
        ("sigmoid", "binary_cross_entropy"),
    )


def through_jacobian(reading: Reading, layer: int) -> Equation:
    """δ^(l) = J_a(z^(l))ᵀ g^(l), whatever φ is."""
    delta, g = (
        Grid(reading.entries("delta", layer), "delta"),
        Grid(reading.entries("g", layer), "g"),
    )
    J = Grid(reading.entries("J_a_z", layer).T, "phi_prime")
    return Equation(
        Term(part("delta", "delta", layer), delta),
        ("=", relation(delta, np.matmul, J, g)),
        Term(f"{{{{ J_a : phi_prime }}}} ({part('z', 'z', layer)})^top", J),
        Term(part("g", "g", layer), g),
        gap=0.3,
    )


def entrywise(reading: Reading, layer: int) -> Equation:
    """δ^(l) = φ'(z^(l)) ⊙ g^(l), the same where J is diagonal."""
    delta, g = (
        Grid(reading.entries("delta", layer), "delta"),
        Grid(reading.entries("g", layer), "g"),
    )
    slopes = Grid(reading.entries("phi_prime", layer), "phi_prime")
    return Equation(
        Term(part("delta", "delta", layer), delta),
        ("=", relation(delta, np.multiply, slopes, g)),
        Term(phi_prime(layer), slopes),
        "dot.o",
        Term(part("g", "g", layer), g),
    )


def pulled_back(reading: Reading, layer: int) -> Equation:
    """g^(l) = W^(l+1)ᵀ δ^(l+1), with the activation's own share where a skip passes it on."""
    g = Grid(reading.entries("g", layer), "g")
    W = Grid(reading.entries("W", layer + 1).T, "weight")
    delta = Grid(reading.entries("delta", layer + 1), "delta")
    left, right = Term(part("g", "g", layer), g), Term(part("delta", "delta", layer + 1), delta)
    weights = Term(f"{{{{ W^(({layer + 1}) top) : W }}}}", W)
    if not reading.experiment.network.skip[layer + 1]:
        return Equation(left, ("=", relation(g, np.matmul, W, delta)), weights, right)
    passed = Grid(reading.entries("g", layer + 1), "g")
    sign = relation(g, lambda W, d, p: W @ d + p, W, delta, passed)
    return Equation(left, ("=", sign), weights, right, "+", Term(part("g", "g", layer + 1), passed))


def diagonal(reading: Reading, layer: int) -> bool:
    """Whether every a of a layer depends on its own z alone, so that φ' is a vector."""
    return reading.experiment.network.phi[layer] != "softmax"


def recursion(layer: int | str, after: int | str, *, named: bool = False) -> str:
    """δ^(l) = φ'(z^(l)) ⊙ (W^(l+1)ᵀ δ^(l+1)) as symbols, in the order of `entrywise`.

    If `named`, its pieces are called ``at0`` to ``at4``.
    """
    pieces = [
        part("delta", "delta", layer),
        EQUALS,
        phi_prime(layer),
        "dot.o",
        f"({{{{ W^(({after}) top) : W }}}} {part('delta', 'delta', after)})",
    ]
    if named:
        pieces = [f"{{{{ {piece} : at{k} }}}}" for k, piece in enumerate(pieces)]
    return " ".join(pieces)


def outer(reading: Reading, layer: int) -> Equation:
    """∂ℒ/∂W^(l) = δ^(l) a^(l-1)ᵀ."""
    row = Grid(reading.entries("a", layer - 1), "a", as_row=True)
    column = Grid(reading.entries("delta", layer), "delta")
    grid = Grid(reading.entries("dW", layer), "delta")
    return Equation(
        Term(slope("W", "W", layer), grid),
        ("=", relation(grid, np.matmul, column, row)),
        Term(part("delta", "delta", layer), column),
        Term(f"{{{{ a^(({layer - 1}) top) : a }}}}", row),
        gap=0.3,
    )


def bias_beside(line: Equation, reading: Reading, layer: int, *, numbers: bool) -> VMobject:
    """∂ℒ/∂b^(l) = δ^(l) at the right of a line, on its level; in symbols only without `numbers`."""
    if numbers:
        found: Any = bias_slope(reading, layer)
        sign = found.signs[0][0]
    else:
        delta = part("delta", "delta", layer)
        found = Formula(f"{slope('b', 'b', layer)} {EQUALS} {delta}")
        sign = found.part("eq")
    found.next_to(line, RIGHT, buff=0.9)
    shown: VMobject = found.shift(UP * (line.signs[0][0].get_y() - sign.get_y()))
    return shown


def phi_prime(layer: int | str, index: int | None = None) -> str:
    """φ'(z^(l)), or of one entry of z, from 1, as a coloured part."""
    if index is None:
        return f"{{{{ phi.alt' : phi_prime }}}}({part('z', 'z', layer)})"
    # Parentheses of the common size, or an index and a layer would make them two lines high.
    return f"{{{{ phi.alt' : phi_prime }}}} paren.l {part('z', 'z', layer, index)} paren.r"


def _by_a(layer: int) -> str:
    """∂ℒ/∂a^(l), as a fraction in one line."""
    return f"{{{{ partial cal(L) : loss }}}} \\/ {part('a', 'partial a', layer)}"


def _in_line(name: Formula, pieces: VGroup) -> VGroup:
    """Pieces from left to right; the sign of equality behind the `name` on their level."""
    pieces.arrange(RIGHT, buff=0.14)
    name.shift(UP * (pieces[1].get_y() - name.part("eq").get_y()))
    return pieces


def _sign(text: str) -> Formula:
    """A sign between numbers, no larger than they are."""
    return Formula(text, size=style.Size.NUMBER)
