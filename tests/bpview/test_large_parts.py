"""Parts for what is too large to be written out, or goes around a layer."""

import numpy as np
import pytest
from manim.animation.animation import prepare_animation
from PIL import Image

from bpcore import load_experiment
from bpdeck.gallery_readings import residual
from bpdeck.storyboard import _outlined
from bpview.collapse import collapse
from bpview.column import InputColumn
from bpview.descent import Descent
from bpview.diagram import Diagram, Shape
from bpview.elided import Elided
from bpview.film import NETWORKS
from bpview.heatmap import ColourBar
from bpview.reading import Reading
from bpview.slope_edges import slope_edges
from bpview.whole_film import WholeFilm


@pytest.fixture(scope="module")
def digits() -> Reading:
    return Reading("digits", load_experiment(NETWORKS / "digits.toml"))


def test_an_elided_matrix_writes_its_corners_and_tells_its_true_shape(digits):
    W = digits.entries("W", 1)
    matrix = Elided(W, "weight", most=5)
    assert set(matrix.numbers) == {(i, j) for i in (0, 1, 2, 15) for j in (0, 1, 2, 63)}
    for place, number in matrix.numbers.items():
        assert number.entry is W[place]
    assert "16 times 64" in matrix.shape_label[0].text_source


def test_columns_and_rows_of_an_elided_matrix_stand_in_line(digits):
    matrix = Elided(digits.entries("W", 1), "weight", most=4)
    for i in (0, 1, 15):
        assert np.ptp([matrix.numbers[i, j].get_y() for j in (0, 1, 63)]) < 1e-9
    for j in (0, 1, 63):
        assert np.ptp([matrix.numbers[i, j].get_right()[0] for i in (0, 1, 15)]) < 1e-9
    xs = [matrix.numbers[0, j] for j in (0, 1, 63)]
    assert xs[0].get_right()[0] < xs[1].get_left()[0] < xs[2].get_left()[0] - 1


def test_what_fits_is_written_out(digits):
    column = Elided(digits.entries("b", 3)[:4], "b", most=5)
    assert set(column.numbers) == {(k, 0) for k in range(4)}


def test_too_few_to_elide_is_refused(digits):
    with pytest.raises(ValueError, match="at least 3"):
        Elided(digits.entries("b", 3), most=2)


def test_a_colour_bar_shows_the_largest_entry_at_the_end_of_its_sign(digits):
    for layer in (1, 2, 3):
        largest = digits.largest("dW", layer)
        bar = ColourBar(largest, height=2)
        number = bar.marks[1]
        assert number.entry is largest
        assert np.sign(number.get_y() - bar.strip.get_y()) == np.sign(largest.value)


def test_a_residual_layer_has_an_arc_over_it_and_others_have_none(digits):
    net = Diagram(residual(), Shape(8, 3))
    assert set(net.skips) == {2, 3, 4}
    for layer, arc in net.skips.items():
        assert arc.get_start()[0] == pytest.approx(net.columns[layer - 1].get_x())
        assert arc.get_top()[1] > net.columns[layer].get_top()[1] + 0.2
    assert not Diagram(digits, Shape(8, 3)).skips


def test_a_residual_network_shrinks_like_any_other(digits):
    collapse(Diagram(digits, Shape(8, 4)), Diagram(residual(), Shape(4, 2)))
    collapse(Diagram(residual(), Shape(8, 4)), Diagram(residual(), Shape(4, 2), first=2))


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_edges_hold_on_to_their_neurons_while_a_network_shrinks(digits, share):
    small = Diagram(residual(), Shape(4, 2))
    large = Diagram(residual(), Shape(8, 4)).shift(np.array([1.0, 0.5, 0.0]))
    shrinking = collapse(large, small)
    shrinking.begin()
    shrinking.interpolate(share)
    for layer, edges in large.edges.items():
        for source in large.neurons[layer - 1]:
            for target in large.neurons[layer]:
                path = edges.edge(target.index, source.index).points
                for end, neuron in ((path[0], source), (path[-1], target)):
                    radius = neuron.ring.width / 2
                    away = np.linalg.norm(end - neuron.ring.get_center())
                    assert away == pytest.approx(radius, abs=1e-6)


def test_neurons_that_shrink_into_one_leave_no_broken_edges(digits):
    large = Diagram(digits, Shape(8, 4))
    shrunk = collapse(large, Diagram(residual(), Shape(4, 2), first=1, last=2))
    shrunk.begin()
    shrunk.interpolate(1)  # two layers are in one column now
    for edges in large.edges.values():
        assert all(np.isfinite(stroke.points).all() for stroke in edges)


def test_problems_are_outlined_where_they_are():
    problem = {"box": [-1.0, -0.5, 1.0, 0.5], "kind": "overlap"}
    picture = _outlined(Image.new("RGB", (1600, 900)), [problem])
    unit = 900 / 8
    assert picture.getpixel((round(800 - unit), 450)) == (255, 32, 32)
    assert picture.getpixel((800, round(450 + unit / 2))) == (255, 32, 32)
    assert picture.getpixel((800, 450)) == (0, 0, 0)


def test_one_edge_of_a_large_network_leads_from_its_input_to_its_neuron(digits):
    net = Diagram(digits, Shape(8, 4))
    (edge,) = net.way(1, 15, 61)
    for end, neuron in ((0, net.neuron(0, 61)), (-1, net.neuron(1, 15))):
        away = np.linalg.norm(edge.points[end] - neuron.ring.get_center())
        assert away == pytest.approx(neuron.radius, abs=1e-6)
    assert edge.get_stroke_opacity() == 1
    assert len(net.way(1, 15, 30)) == 0  # the ellipsis stands for that input


def test_names_of_the_ends_of_a_column_stand_on_a_level_with_their_cells(digits):
    column = InputColumn(digits.entries("a", 0))
    cell = column.strip.height / 64
    first, last = (end.get_y() for end in column.ends)
    assert first == pytest.approx(column.strip.get_top()[1] - cell / 2, abs=0.02)
    assert last == pytest.approx(column.strip.get_bottom()[1] + cell / 2, abs=0.02)


class _Played(WholeFilm):
    """What a film does with its pictures, without a screen: `played` are its animations."""

    def __init__(self) -> None:
        self.played = []

    def play(self, *moves, **_):
        self.played += map(prepare_animation, moves)

    def seen_in(self, *wholes):
        return self.all_in(*wholes)


def test_the_lines_of_a_large_network_grow_as_strong_as_their_weights_have_moved(digits):
    film, net = _Played(), Diagram(digits, Shape(8, 3))
    film.slopes = {layer: slope_edges(net, layer) for layer in net.edges}
    lines = [line for edges in film.slopes.values() for line in edges]
    whole = np.array([line.get_stroke_opacity() for line in lines])
    places = [m.get_center() for m in (*lines, net.columns[0])]
    for move in map(prepare_animation, film.slopes_wait(net)):
        move.begin()
        move.finish()
    ways = [
        m.get_center() - before for m, before in zip((*lines, net.columns[0]), places, strict=True)
    ]
    np.testing.assert_allclose(ways, [[0, -0.75, 0]] * len(ways), atol=1e-9)  # all together
    waiting = np.array([line.get_stroke_opacity() for line in lines])
    assert (waiting < whole / 3).all()
    descent = Descent(digits)
    film.step_is_taken(descent, net, 3)
    (step,) = film.played
    for share in (0.0, 0.5, 1.0):
        step.mobject.suspend_updating()
        step.interpolate_mobject(share)
        now = np.array([line.get_stroke_opacity() for line in lines])
        np.testing.assert_allclose(now, waiting + descent.share * (whole - waiting), atol=1e-6)
    np.testing.assert_allclose(now, whole, atol=1e-6)
    # The neurons are as full as the stepped network makes them.
    before, after = Diagram(digits, Shape(8, 3)), Diagram(digits, Shape(8, 3))
    before.activate(net.last)
    after.activate(net.last, descent.now)
    fullness = ([n.fill.get_fill_opacity() for n in d.neurons[net.last]] for d in (before, net))
    old, new = fullness
    assert old != new == [n.fill.get_fill_opacity() for n in after.neurons[net.last]]
