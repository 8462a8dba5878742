"""A small network in numbers, layer by layer: what is calculated comes after what it is made of."""

from itertools import groupby

from manim import FadeIn, tempconfig

from bpview.smallest_film import SmallestFilm


class TwoLayers(SmallestFilm):
    """Both layers of the worked example; `seen` are the entries that stand there, play by play."""

    network = "worked_example"

    def construct(self):
        self.set_stage()
        self.seen = []
        self.step("Only", say="Both layers.", describe="Numbers.")
        self.play(FadeIn(self.worked.net, self.worked.names), run_time=0.4)
        self.play(*self.names_step_aside(), run_time=0.4)
        first = self.worked.net.first + 1
        self.layer_in_numbers(first)
        self.seen.clear()
        self.next_layer_in_numbers(first + 1)

    def play(self, *args, **kwargs):
        super().play(*args, **kwargs)
        above = self.worked.net.get_top()[1]
        self.seen.append(
            {(m.entry.quantity, m.entry.layer) for m in self.numerals() if m.get_y() > above + 0.5}
        )


def test_z_comes_when_the_lights_have_arrived_and_a_walks_over(monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}):
        film = TwoLayers(skip_animations=True)
        film.render()
    cleared, given, found, bent = (stands for stands, _ in groupby(film.seen))
    assert cleared == {("a", 1)}  # what the layer before has found stays, and is taken
    assert given == {("W", 2), ("a", 1), ("b", 2)}
    assert found == given | {("z", 2)}
    assert bent == found | {("a", 2)}
    assert all(name.get_top()[1] < film.worked.net.get_bottom()[1] for name in film.worked.names)
