"""Pictures of the gallery: vectors and matrices, and what they do."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, Mobject, VGroup

from bpdeck.gallery_readings import digits, drawn, three, worked
from bpview import lines
from bpview.batch import Stack
from bpview.elided import Elided
from bpview.equation import Equation, Term, relation
from bpview.formula import Formula, part
from bpview.matrix import Grid
from bpview.pairing import outer
from bpview.verbs import Growing


def grids() -> Mobject:
    """A vector and a matrix in brackets, with their shapes; weights tell signs apart."""
    pair = VGroup(
        Grid(worked().entries("delta", 2), "delta"), Grid(worked().entries("W", 2), "weight")
    ).arrange(RIGHT, buff=1.2)
    return VGroup(pair, *(grid.shape_label() for grid in pair))


def equation() -> Mobject:
    """A line of symbols above the same line in numbers; ≈ where the decimals shown do not check."""
    delta, slopes, g = (
        Grid(worked().entries(name, 2), name) for name in ("delta", "phi_prime", "g")
    )
    return Equation(
        Term(part("delta", "delta", 2), delta),
        ("=", relation(delta, np.multiply, slopes, g)),
        Term(lines.phi_prime(2), slopes),
        "dot.o",
        Term(part("g", "g", 2), g),
    )


def ready_line() -> Mobject:
    """The lines of the films are ready to be shown, for any small network."""
    return lines.pulled_back(worked(), 1)


def elided_matrix() -> Mobject:
    """A matrix too large to be written out: its corners, dots, and its true shape."""
    return Elided(digits().entries("W", 1), "weight", most=5)


def growing() -> Mobject:
    """A product grows: a row meets the column, and partial sums count up to the next entry."""
    return Growing.affine(worked(), 1).halfway(1, 0, 1)


def shaded() -> Mobject:
    """A matrix whose patches tell sign and size at a glance."""
    grid = Grid(drawn(4, 5).entries("W", 1), decimals=2)
    return VGroup(grid.shades("weight"), grid)


def outer_product() -> Mobject:
    """A gradient fills in: each entry is one of the column's times one of the row's."""
    line = lines.outer(worked(), 2)
    result, column, row = (term.grid for term in line.terms)
    for at, _ in outer(result, column, row):  # a film plays these beats
        if at == (1, 1):
            result.cells.remove(result.entry(*at))
    return line


def diagonal() -> Mobject:
    """A vector and the diagonal matrix it becomes: the slopes of phi, and its Jacobian."""
    vector = Grid(worked().entries("phi_prime", 2), "phi_prime")
    matrix = Grid(worked().entries("J_a_z", 2), "phi_prime")
    arrow = Formula("->")
    return VGroup(vector, arrow, matrix).arrange(RIGHT, buff=0.6)


def batch() -> Mobject:
    """Examples stack into the rows of one matrix: here the third is still on its way."""
    stack = Stack(three().examples(), "a", 1, "a")
    rows = VGroup(*(stack.matrix.row(k) for k in (0, 1)))
    return VGroup(stack.matrix.brackets, rows, stack.names[:2], stack.vectors[2], stack.captions[2])
