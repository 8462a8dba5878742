"""What a film does that takes whole layers: W row by row, then layer after layer in a table."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, FadeIn, FadeOut, VGroup, VMobject

from bpview import style
from bpview.formula import Formula, Words, part
from bpview.image import Picture, unrolled
from bpview.layer_map import LayerMap, LayerTable
from bpview.motion import come_forward, live
from bpview.neuron_film import MIDDLE, NeuronFilm
from bpview.outputs import right_answer

__all__ = ["LayersFilm"]


class LayersFilm(NeuronFilm):
    """A neuron's picture of w becomes a row of W; layers become rows of a table."""

    def map_of_first_layer(self) -> LayerMap:
        """z = W a + b of layer 1 as pictures, as large as there is room for."""
        widths = self.reading.experiment.network.widths
        cell = min(3.95 / widths[0], 3.4 / widths[1], 0.5)
        return LayerMap(self.reading, 1, cell).move_to((MIDDLE, 0.6, 0))

    def under_map(self, whole: LayerMap) -> tuple[Formula, VGroup]:
        """What stands below the picture of W in the end: a = φ(z), and how signs are told."""
        texts = "filled: positive, hollow: negative", "thick rim: negative $a$"
        key = VGroup(*(Words(text, size=style.Size.SMALL, role="neutral") for text in texts))
        key[0].next_to(whole.shapes["W"], DOWN, buff=0.35)
        key[1].move_to((self.net.get_x(), -3.5, 0))  # where the rims are
        bent = Formula(f"{part('a', 'a', 1)} = phi.alt({part('z', 'z', 1)})")
        bent.next_to(key[0], DOWN, buff=0.35).set_x(whole.maps["W"].get_x())
        bent.set_y(min(-0.4, bent.get_y()))
        return bent, key

    def first_row(self, whole: LayerMap, w: Picture) -> VMobject:
        """The neuron's picture of w unrolls into the first row of W; returned is its mark."""
        flat = whole.unrolled_row(self.reading, 0)
        W, a = whole.maps["W"], whole.maps["a"]
        self.play(
            FadeIn(W.frame, a, whole.symbols["W"], whole.symbols["a"], whole.shapes["a"]),
            run_time=0.8,
        )
        self.play(unrolled(w, flat), run_time=1.8)
        whole.reveal(1)
        row = whole.row(0)
        self.add(*(whole.maps[q].image for q in "Wzb"))
        self.play(
            FadeOut(w),
            FadeIn(whole.maps["z"].frame, whole.maps["b"].frame, row),
            *(FadeIn(whole.symbols[q]) for q in ("z", "eq", "plus", "b")),
            *(FadeIn(whole.shapes[q]) for q in "zWb"),  # that of W when nothing flies over it
            run_time=0.8,
        )
        self.remove(*flat.cells)
        return row

    def row_by_row(self, whole: LayerMap, row: VMobject) -> None:
        """Each row of W is marked by `row`, its neuron by the circle; it gives z."""
        count = len(whole.maps["W"].values)
        rings = {n.index: n.ring for n in self.net.neurons[1]}

        def next_row(alpha: float) -> None:
            shown = max(1, round(alpha * count))
            whole.reveal(shown)
            row.move_to(whole.row(shown - 1))
            if shown - 1 in rings:
                self.circle.move_to(rings[shown - 1])

        moved = (*(whole.maps[q].image for q in "Wzb"), row, self.circle)
        self.play(live(next_row, *moved), run_time=2)

    def layer_of_table(self, table: LayerTable, layer: int, *, slow: bool) -> None:
        """A layer runs, and where there is room it has its line in the table.

        The shares of a classifier do not fill its last layer before they are told; see `softmax`.
        """
        net = self.net
        self.play(*come_forward(net.edges[layer], net.columns[layer]), run_time=0.2)
        new: list[Any] = []
        if layer in table.rows:
            new = [FadeIn(table.rows[layer], shift=LEFT * 0.6)]
        self.play(net.run_forward(layer), *new, run_time=1.2 if slow else 0.2)
        new = [FadeIn(table.counts[layer])] if layer in table.counts else []
        if slow:
            new.append(FadeIn(self.names[layer]))
        if layer < net.last or right_answer(self.reading) is None:
            new.append(net.lit(layer))
        self.play(*new, run_time=0.8 if slow else 0.2)

    def first_row_of_table(self, whole: LayerMap, table: LayerTable) -> None:
        """The map of the first layer becomes the first row; its parameters are counted."""
        first = table.rows[1]
        self.play(*self.clear_line(), *whole.turned_into(first), run_time=1)
        self.remove(*whole.get_family())
        self.add(first)
        self.play(FadeIn(table.counts[1]), run_time=0.6)
