"""Formulas in words, and the symbols of entries."""

import pytest
import typst

from bpdeck.mathematics import spoken, symbol


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "delta^((1)) = phi.alt'(z^((1))) dot.o (W^((2) top) delta^((2)))",
            "delta of layer 1 equals phi prime(z of layer 1) entry by entry times "
            "(W of layer 2 transposed delta of layer 2)",
        ),
        (
            "w_(11)^((2)) dot delta_(1)^((2)) + b",
            "w index 11 of layer 2 times delta index 1 of layer 2 + b",
        ),
        (
            "frac(partial cal(L), partial W^((ell))) = delta^((ell)) thin a^((ell-1) top)",
            "partial loss by partial W of layer l equals delta of layer l "
            "a of layer l-1 transposed",
        ),
        ("cal(L) = frac(1, 2) norm(a - y)^2", "loss equals one half the norm of (a - y) squared"),
        ("a = phi.alt paren.l z paren.r", "a equals phi(z)"),
        (
            "sum_j w_(j i)^((ell+1)) thin delta_j^((ell+1))",
            "sum index j w index j i of layer l+1 delta index j of layer l+1",
        ),
        ('J_a (z) = op("diag") z => a', "J index a (z) equals diag z hence a"),
        ("W <- W - eta thin delta", "W becomes W - eta delta"),
    ],
)
def test_formulas_are_told_in_words(source, words):
    assert spoken(source) == words
    typst.compile(f"${source}$".encode(), format="pdf")  # it was a formula


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("net:delta[2][0]", "delta_(1)^((2))"),
        ("net:W[2][1][0]", "w_(21)^((2))"),
        ("net:W[1][9][0]", "w_(10 1)^((1))"),
        ("net:y[1]", "y_(2)"),
        ("net:loss", "cal(L)"),
        ("net+0.1:secant_W[2][0][0]", None),
        ("net~0.01:loss", None),
        ("net:count_parameters", None),
    ],
)
def test_entries_have_their_symbols(entry, expected):
    assert symbol(entry) == expected


@pytest.mark.parametrize("entry", ["n:dW[1][0][1]", "n:phi_prime[1][0]", "n:db[3][2]", "n:g[0][0]"])
def test_symbols_are_typst(entry):
    typst.compile(f"${symbol(entry)}$".encode(), format="pdf")
