"""A training step by hand, all of it in one ledger: the stage, what is given, and forward."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Indicate, ReplacementTransform, VGroup

from bpview import lines, loss_lines, style
from bpview.collapse import shrunk
from bpview.diagram import Diagram, Shape
from bpview.equation import Equation
from bpview.formula import Words
from bpview.layout import Layout
from bpview.ledger import Ledger, step_sheet
from bpview.ledger_film import LedgerFilm
from bpview.overview import edge_legend
from bpview.phi_plot import PhiPlot
from bpview.reading import Reading
from bpview.sayings import said
from bpview.ways import NeuronWays, SlopeKey, way
from bpview.worked import Worked

__all__ = ["ByHandFilm"]

_STAGE = Layout(
    net=(-4.6, 1.55),
    net_box=(3.6, 2.3),
    radius=0.46,
    names=0.25,
    rings=1.4,
    line=(3.1, 2.0),
    line_box=(7.5, 3.1),
    gap=0.25,
    loss=False,
)
_FLOOR = 3.74


class ByHandFilm(LedgerFilm):
    """The network at the left, room for a line at the right, the ledger below."""

    def set_stage(self) -> None:
        """Lay it out; a network that cannot be worked by hand ends the program with a message."""
        reading, network = self.reading, self.reading.experiment.network
        if network.L > 2 or max(network.widths) > 2 or not _plain(reading):
            raise SystemExit(
                f"{type(self).__name__} needs one or two layers of at most two neurons, without "
                "skips, a phi that goes entry by entry, and half_squared_error as the loss; "
                f"{reading.name} is another kind. The network worked_example would do."
            )
        self.worked, self.L = Worked(reading, _STAGE), network.L
        self.line, self.curve = VGroup(), None
        self.eta = lines.rate_by_hand(reading)
        self.after = reading.descended(self.eta.value)
        self.sheet = step_sheet(reading, self.after)
        words = f"new $W$ and $b$, {self.sheet.decimals} decimals"
        self.sheet_name = Words(words, size=style.Size.SMALL, role="neutral")
        self.ledger = Ledger(reading, self.after)
        self.ledger.move_to(DOWN * (_FLOOR - self.ledger.height / 2))
        self.key = self._key()
        self.wanted = self._wanted()
        neurons = self.worked.net.neurons
        self.ways = {k: NeuronWays(reading, k, neurons[k]) for k in self.layers()}

    def _key(self) -> SlopeKey:
        """Which way a slope's sign says, beside the name of the pass."""
        words, rule = self.ledger.passes["backward"]
        words.align_to(rule, LEFT)
        key = SlopeKey().align_to(rule, RIGHT)
        # Where the pass is narrow it reaches farther than its line.
        key.shift(RIGHT * max(0.0, words.get_right()[0] + 0.3 - key.get_left()[0]))
        key.shift(UP * (words[-1].get_bottom()[1] - key.floor))
        return key.only_g()

    def _wanted(self) -> VGroup:
        """Which way every output should move, between it and its target."""
        worked, wanted = self.worked, VGroup()
        for neuron, ring in zip(worked.net.neurons[self.L], worked.rings, strict=True):
            arrow = way(self.reading.entry("g", self.L, neuron.index).value, 0.5)
            wanted.add(arrow.move_to((neuron.ring.get_center() + ring.get_center()) / 2))
        return wanted

    def network_shrinks(self) -> None:
        """A large network becomes the one that is worked by hand."""
        large = Diagram(self.read("digits"), Shape(9.4, 5.6, edge_opacity=0.7))
        self.play(FadeIn(large), run_time=0.6)
        shrunk(self, large, self.worked.net, 1.4)

    def write_what_is_given(self) -> VGroup:
        """Weights and biases leave the edges for the ledger; then the input, and the target.

        Beside them stands, and is returned, how the picture tells a negative one, each as it comes.
        """
        worked, ledger = self.worked, self.ledger
        key = worked.place(VGroup(*edge_legend()[1:]))
        weights, inputs = key
        heads = [ledger.heads[q] for q in ("W", "b")]
        self.say_on()
        self.play(FadeIn(ledger.layers, *heads, ledger.passes["given"], weights), run_time=0.6)
        given = {k: [ledger.grids[q, k] for q in "Wb"] for k in self.layers()}
        edges = [
            FadeIn(*grids, target_position=worked.net.edges[layer], scale=0.3)
            for layer, grids in given.items()
        ]
        self.play(*edges, run_time=1)
        x = ledger.grids["a", 0]
        worked.context.add(x, *(g for grids in given.values() for g in grids))
        self.say_on()
        self.play(
            worked.fills(0),
            FadeIn(ledger.heads["a"], worked.names, inputs),
            FadeIn(x, target_position=worked.net.columns[0], scale=0.3),
            run_time=0.8,
        )
        self.play(FadeIn(worked.rings, worked.y_name), run_time=0.6)
        self.wait(0.6)
        return key

    def question(self, key: VGroup) -> VGroup:
        """What is asked of every weight and bias, which light up, in the place of the `key`."""
        count, size = self.reading.count("parameters"), style.Size.TITLE
        asked = (
            Words("Which way should", size=size),
            said("these", count, "numbers move?", size=size),
        )
        question = self.worked.place(VGroup(*asked).arrange(DOWN, buff=0.3))
        grids = self.cells(*((q, layer) for q in "Wb" for layer in self.layers()))
        lit = [Indicate(n, color=n.get_fill_color()) for grid in grids for n in grid.cells]
        self.say_on()
        self.play(FadeOut(key), run_time=0.2)
        self.play(FadeIn(question), *lit, run_time=0.8)
        return question

    def affine(self, layer: int, *, slow: bool) -> Equation:
        """z = W a + b: its numbers are looked up in the ledger, one by one if `slow`."""
        worked, net = self.worked, self.worked.net
        line = worked.place(lines.affine(self.reading, layer))
        stage = [net.columns[layer - 1], net.columns[layer], *net.edges[layer]]
        stage += self.cells(("W", layer), ("b", layer), ("a", layer - 1))
        new = [self.ledger.heads["z"], self.ledger.passes["forward"]] if slow else []
        self.play(*self.clear_line(), worked.focus(*stage), *map(FadeIn, new), run_time=0.4)
        z, W, a, b = line.terms
        found = [
            [*self.look_up("W", layer, W), FadeIn(z.symbol, *line.signs[0])],
            [*self.look_up("a", layer - 1, a), net.run_forward(layer)],
            [*self.look_up("b", layer, b), FadeIn(*line.signs[1])],
        ]
        if slow:
            for one in found:
                self.play(*one, run_time=0.6)
            self.first_by_hand(line, layer)
        else:
            self.play(*(move for one in found for move in one), run_time=1)
        return line

    def bend(self, line: Equation, layer: int) -> None:
        """z, which `line` found, is written down and goes through φ, beside its curve.

        The a that come out fill the neurons.
        """
        worked = self.worked
        curve = PhiPlot(self.reading, layer, width=2.4, height=1.3, numbered=True)
        bent = lines.activation(self.reading, layer)
        worked.place(bent, curve)
        # Apart, so that the rule of phi is not read as the end of the line.
        bent.shift(LEFT * 0.12)
        curve.shift(RIGHT * 0.08)
        z, goal = line.terms[0].grid, bent.terms[1]
        self.play(FadeOut(line.without(z)), *self.write_down("z", layer, z), run_time=0.8)
        self.play(
            ReplacementTransform(z, goal.grid), FadeIn(goal.symbol, goal.shape, curve), run_time=0.6
        )
        self.complete(bent)
        self.wait(0.2)
        self.play(*self.write_down("a", layer, bent.terms[0].grid), worked.fills(layer), run_time=1)
        self.line, self.curve = bent, curve


def _plain(reading: Reading) -> bool:
    """Whether every φ goes entry by entry, nothing skips, and g is a − y."""
    network = reading.experiment.network
    layers = range(1, network.L + 1)
    return loss_lines.slope(reading) is not None and all(
        lines.diagonal(reading, layer) and not network.skip[layer] for layer in layers
    )
