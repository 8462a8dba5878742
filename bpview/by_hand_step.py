"""A training step by hand, its end: one slope is checked, and every weight and bias moves."""

from __future__ import annotations

from collections.abc import Iterable

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Indicate, VGroup, VMobject

from bpview import lines
from bpview.by_hand_backward import ByHandBackward
from bpview.descent import Descent
from bpview.ledger import Sheet
from bpview.one_weight import OneWeight
from bpview.reading import Reading
from bpview.ways import Ways

__all__ = ["ByHandStep"]

_BESIDE = 0.8  # of the size of rows that stand alone


class ByHandStep(ByHandBackward):
    """What is done with the slopes once all are known."""

    def nudge_of(self, j: int, i: int) -> OneWeight:
        """A weight of the first layer, the loss against it, and what it moves, lit."""
        worked, net = self.worked, self.worked.net
        nudge = OneWeight(self.reading, 1, j, i, width=1.9, height=1.9)
        nudge.plot.move_to((-0.75, 1.65, 0), aligned_edge=LEFT)
        touched = [net.neuron(0, i), net.edges[1].edge(j, i), net.neuron(1, j)]
        touched += [*net.columns[self.L], *net.edges[self.L]]
        touched += [self.ledger.grids[q, 1].entry(j, i) for q in ("W", "dW")]
        touched += self.cells(("loss", self.L))
        self.play(*self.clear_line(), worked.focus(*touched), run_time=0.4)
        nudge.follow()
        self.play(FadeIn(nudge.plot, nudge.moving), run_time=0.8)
        return nudge

    def settles_to(self, slope: VMobject, j: int, i: int) -> None:
        """The entry of the ledger lights up, and stands as `slope` below what the nudge told."""
        cell = self.ledger.grids["dW", 1].entry(j, i)
        lit = Indicate(cell, color=cell.get_fill_color(), scale_factor=1.3)
        self.play(lit, FadeIn(slope, target_position=cell), run_time=1)
        self.show(self.reading)

    def moving(self) -> list[VMobject]:
        """What a change of any weight changes on the network."""
        net = self.worked.net
        return [*(net.columns[k] for k in self.layers()), *net.edges.values()]

    def place_sheet(self, rows: VGroup) -> None:
        """The sheet of what moves, below its name, and the `rows` beside it.

        As far to the right as there is room: beside the rings of the target its numbers of layers
        would be read as theirs.
        """
        rows.scale(_BESIDE)
        sheet, right = VGroup(self.sheet_name, self.sheet), self.ledger.get_right()[0]
        self.worked.place(sheet.arrange(DOWN, buff=0.2), rows)
        self.sheet_name.align_to(self.sheet.heads["W"], LEFT)
        VGroup(sheet, rows).shift(RIGHT * (right - rows.get_right()[0]))

    def every_way(self, sheet: Sheet, rows: VGroup) -> None:
        """Every slope tells its number which way to move; then the numbers stand in `sheet`.

        `rows`, which come then, tell how far, and what it does to the loss. What δ said at the
        neurons has become the way of the biases.
        """
        ways = Ways(sheet, self.reading)
        sources = {("db", k): at_neurons.arrows for k, at_neurons in self.ways.items()}
        sources |= {("dW", k): self.ledger.grids["dW", k].cells for k in self.layers()}
        frames = [grid.brackets for grid in sheet.grids.values()]
        self.play(FadeIn(sheet.layers, *frames), run_time=0.4)
        self.play(
            *(
                FadeIn(arrow, target_position=slope, scale=0.5)
                for key, arrows in ways.cells.items()
                for arrow, slope in zip(arrows, sources[key], strict=True)
            ),
            run_time=1,
        )
        self.wait(1.4)
        numbers = [grid.cells for grid in sheet.grids.values()]
        # η is spoken of from here on.
        new = FadeIn(*numbers, *sheet.heads.values(), self.sheet_name, rows)
        self.say_on()
        self.worked.context.remove(*self.ways.values())
        self.play(FadeOut(ways, *self.ways.values()), new, run_time=0.6)

    def all_move(self, descent: Descent) -> None:
        """η grows: every number moves, the network runs anew with it, and the loss falls."""

        def follow(now: Reading) -> None:
            self.show(now)
            self.sheet.take(now)

        self.play(descent.run(follow, *self.moving(), self.sheet), run_time=1.6)
        self.worked.stays(*self.layers())

    def one_new_bias(self, sheet: Sheet, stage: Iterable[VMobject]) -> None:
        """The first bias of the last layer is worked out above its sheet; the `stage` stays lit."""
        L, name = self.L, self.sheet_name
        first = lines.step_by_hand(self.reading, self.after, self.eta, sheet.decimals or 2)
        first.scale(0.9).next_to(sheet, UP, buff=0.2, aligned_edge=LEFT)
        sources = [grid.entry(0) for grid in self.cells(("b", L), ("delta", L))]
        self.play(FadeOut(name), self.worked.focus(*stage, *sources), run_time=0.2)
        found = sheet.grids["b", L].entry(0)
        lit = (Indicate(n, color=n.get_fill_color(), scale_factor=1.4) for n in (found, *sources))
        self.say_on()
        self.play(FadeIn(first, shift=UP * 0.2), *lit, run_time=0.8)
        self.wait(2)
        self.line = first

    def write_back(self, sheet: Sheet, rows: VGroup) -> None:
        """The old W and b leave, with all that came from them; the new ones come, and their run."""
        worked, grids = self.worked, self.ledger.grids
        old = [grid for key, grid in grids.items() if key != ("a", 0)]
        leave = FadeOut(*old, self.key, *sheet.heads.values(), sheet.layers)
        self.say_on()
        self.play(*self.clear_line(), leave, run_time=0.6)
        worked.context.remove(*old)
        middle = rows.animate.scale(1 / _BESIDE).set_x(worked.layout.line[0])
        self.play(*self.ledger.renewed(sheet), middle, worked.focus(), run_time=0.8)
        self.say_on()
        self.play(*self.ledger.run_again(worked.net.columns, rows[-1][1]), run_time=0.8)
