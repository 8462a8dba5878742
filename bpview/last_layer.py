"""The last layer of a chain spelled out: its three rules, each with its numbers."""

from __future__ import annotations

from manim import DOWN, RIGHT, FadeIn, FadeOut, ReplacementTransform, VGroup, VMobject

from bpview import lines, loss_lines
from bpview.chain import Chain, rules
from bpview.factors import as_factor
from bpview.film import Film
from bpview.formula import Formula
from bpview.link_rows import SIZE
from bpview.phi_plot import PhiPlot
from bpview.places import name_of
from bpview.worked import grow

__all__ = ["LastLayer"]

_BACK = 0.6


class LastLayer:
    """z = w a + b, a = φ(z) and the loss of the last layer; each grows out of the `chain`.

    ``rows`` holds the three, whatever of them is on screen.
    """

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        reading, L = chain.reading, chain.net.last
        self._sum = lines.affine(reading, L).move_to((-3.1, -0.35, 0))
        self._curve = PhiPlot(reading, L, width=3.6, height=1.9).move_to((3.9, -0.1, 0))
        self._bent = lines.bend_by_hand(reading, L, SIZE).next_to(self._curve, DOWN, buff=0.25)
        self._rule = Formula(rules(reading, L)[2])
        self._numbers = loss_lines.numbers(reading)
        VGroup(self._rule, self._numbers).arrange(RIGHT, buff=0.3).move_to((0, -2.9, 0))
        self.rows: list[VMobject] = [
            self._sum,
            VGroup(self._curve, self._bent),
            VGroup(self._rule, self._numbers),
        ]

    def add_up(self, film: Film) -> None:
        """w, a and b leave the network one by one, for their places in z = w a + b."""
        chain, L, line = self._chain, self._chain.net.last, self._sum
        sources = chain.weights[L], chain.net.neuron(L - 1, 0), chain.biases[L]
        for term, source, sign in zip(line.terms[1:], sources, (0, None, 1), strict=True):
            signs = line.signs[sign] if sign is not None else ()
            film.play(*grow(term, source, *signs), run_time=0.6)
        film.complete(line, run_time=0.6)
        film.wait(0.8)

    def single_numbers(self, film: Film) -> None:
        """Each matrix is one number: brackets and shapes leave, a dot comes, and W is w."""
        chain, line = self._chain, self._sum
        z, W, a, b = line.terms
        numbers = [term.grid.entry(0) for term in line.terms]
        dot = Formula("dot")
        dot.move_to((numbers[1].get_right() + numbers[2].get_left()) / 2).match_y(line.signs[0][1])
        new = VGroup(dot, *(sign for n in numbers[1:] for sign in as_factor(n)[::2] if sign != n))
        w = Formula(name_of(chain.reading, ("W", chain.net.last, 0, 0)))
        w.move_to(W.symbol).align_to(W.symbol, DOWN)
        gone = [m for term in (z, W, a, b) for m in (term.grid.brackets, term.shape)]
        for m in (*gone, W.symbol):
            for whole in line.get_family():
                whole.remove(m)
        film.play(FadeOut(*gone), ReplacementTransform(W.symbol, w), FadeIn(new), run_time=0.6)
        line.add(w, new)
        film.wait(0.4)

    def bend(self, film: Film) -> None:
        """The curve of φ takes z to a; the sum steps back."""
        film.play(FadeIn(self._curve), self._sum.animate.fade(_BACK), run_time=0.6)
        film.play(FadeIn(self._bent, target_position=self._curve), run_time=0.6)
        film.wait(0.8)

    def compare(self, film: Film) -> None:
        """The target appears, and the loss compares a with it; the curve steps back."""
        chain, back = self._chain, self.rows[1].animate.fade(_BACK)
        film.play(FadeIn(chain.rings, chain.y_name), back, run_time=0.4)
        film.play(FadeIn(self._rule, target_position=chain.rings), run_time=0.6)
        film.play(FadeIn(self._numbers), FadeIn(chain.loss), run_time=0.8)
