"""Steps of the film on Jacobians, played without pictures: what stands on screen at every hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from manim import FadeIn, FadeOut, ReplacementTransform, VGroup
from manim.animation.animation import prepare_animation

from bpcore import load_experiment
from bpview.falk import Falk
from bpview.falk_film import FalkFilm
from bpview.film import NETWORKS
from bpview.jacobian import Jacobian
from bpview.jacobian_film import STAGE
from bpview.parts_film import PartsFilm
from bpview.reading import Reading
from bpview.softmax_rules import softmax_rules
from bpview.tally import Tally
from bpview.worked import Worked


def read(name: str) -> Reading:
    return Reading(name, load_experiment(NETWORKS / f"{name}.toml"))


class Played:
    """Instead of a scene: every animation is at its end at once, and what it leaves is known."""

    def __init__(self):
        self.shown = {}

    def play(self, *moves, **_):
        for move in map(prepare_animation, moves):
            move.begin()
            move.finish()
            family = [m for m in move.mobject.get_family() if m.has_points()]
            if isinstance(move, FadeIn):
                self.shown.update((id(m), m) for m in family)
            if isinstance(move, FadeOut | ReplacementTransform):
                for m in family:
                    self.shown.pop(id(m), None)
            if isinstance(move, ReplacementTransform):
                family = move.target_mobject.get_family()
                self.shown.update((id(m), m) for m in family if m.has_points())

    def wait(self, *_): ...

    def say_on(self): ...

    def stands(self, whole) -> bool:
        return all(id(m) in self.shown for m in whole.family_members_with_points())


@pytest.fixture(scope="module")
def soft():
    return read("three_classes")


def test_two_lines_on_softmax_stand_at_a_time_with_air_and_the_bracket_keeps_its_meaning(soft):
    derived, rules = softmax_rules(soft, 1, "J")
    *lines, told = derived
    lines.append(rules[0])
    seen = []

    class Film(Played):
        def wait(self, *_):
            seen.append([line for line in lines if self.stands(line)])
            stack = [*seen[-1], *([told] if self.stands(told) else [])]
            for above, below in pairwise(stack):
                assert above.get_bottom()[1] - below.get_top()[1] > 0.3
            if seen[-1][-1] in lines[2:]:  # it has the bracket
                assert stack[-1] is told

    PartsFilm.derive_softmax(Film(), derived, rules[0])
    share, log, slope, entry = lines
    assert seen == [[share], [share, log], [log, slope], [entry]]
    # The two cases take the place of what was told, and the rule comes below them.
    assert abs(told.get_y() - rules[1].get_y()) < 0.3
    assert rules[1].get_bottom()[1] > rules[2].get_top()[1]


KINDS = ("J_a_a", 2, "ink"), ("J_a_a", 1, "ink"), ("J_a_x", 2, "ink")


def test_the_measured_matrix_has_the_name_it_got_when_it_was_filled():
    small = read("jacobian")
    J = Jacobian(small, "J_a_x", ("a", 2), ("a", 0))
    shown, *_ = FalkFilm.compare(Played(), Falk(small, *KINDS, added=True), J)
    (name,) = {m.text_source for m in J.called.family_members_with_points()}
    (told,) = {m.text_source for m in shown[1].family_members_with_points()}
    assert name.split(" {{")[0] in told


def of_widths(folder, inputs: int, *widths: int) -> Reading:
    """A network of such layers."""
    text = 'title = "a test"\nsource = "a test"\nloss = "half_squared_error"\nseed = 1\n'
    text += f"inputs = {inputs}\n"
    for units in widths:
        text += f'[[layers]]\nunits = {units}\nphi = "tanh"\ninit = "xavier_normal"\n'
    path = folder / "other.toml"
    path.write_text(text, encoding="utf-8")
    return Reading("other", load_experiment(path))


@pytest.mark.parametrize("widths", [(4, 4, 4), (2, 4, 2), (4, 2, 4), (3, 4, 3)])
def test_products_of_layers_four_wide_fit_between_network_and_frame(widths, tmp_path):
    wide = of_widths(tmp_path, *widths)
    film = FalkFilm.__new__(FalkFilm)
    film.small = wide
    net = Worked(wide, STAGE).net
    for line, falk in (film.product_of_one_layer(), film.product_of_two_layers()):
        both = VGroup(line, falk)
        assert net.get_right()[0] + 0.2 < both.get_left()[0]
        assert both.get_right()[0] < 6.87
        assert -3.75 < both.get_bottom()[1] < both.get_top()[1] < 3.75
        # What is worked out in the free corner is as large as the scheme.
        told = [falk.first_by_hand()[0]] if falk.first_by_hand() else falk.routes(0, 0)
        for row in told:
            assert falk.right.entry(0).em == pytest.approx(row[-1].em)
            assert net.get_right()[0] + 0.2 < row.get_left()[0] or widths[1] < 3
            assert row.get_right()[0] < falk.right.get_left()[0]
    J = Jacobian(wide, "J_a_x", ("a", 2), ("a", 0))
    shown, _, called = FalkFilm.compare(Played(), falk, J)
    assert net.get_right()[0] + 0.2 < shown[0].get_left()[0]
    assert max(m.get_right()[0] for m in (falk.product, called)) < 6.87


def test_routes_are_numbered_and_of_their_numbers_the_k_of_the_sum_is_made():
    small = read("jacobian")
    film = FalkFilm.__new__(FalkFilm)
    film.small = small
    film.worked = stage = film.staged(small, 1)
    assert not film.numbered().submobjects  # no z has room, or stands there
    stage.z_appears(1)
    labels = film.numbered()
    assert len(labels) == small.array("z", 1).size
    for label, neuron, z in zip(labels, stage.net.neurons[1], stage.z[1], strict=True):
        assert label.get_x() == pytest.approx(neuron.ring.get_x())
        assert 0 < label.get_bottom()[1] - neuron.ring.get_top()[1] < 0.2
        assert id(z) in stage.hidden  # where it stood
    _, falk = film.product_of_two_layers()
    sigma = falk.sigma(("a", 2), ("a", 1), ("a", 0), 0, 1)
    moves = film.summed(sigma, labels)
    walks = [move for move in moves if isinstance(move, ReplacementTransform)]
    for walk, label in zip(walks, labels, strict=True):
        k = label.part("k")
        assert walk.mobject.get_center() == pytest.approx(k.get_center())
        assert walk.mobject.height == pytest.approx(k.height)
    played = Played()
    played.play(*moves)
    assert played.stands(sigma)
    played.play(*film.summed(falk.sigma(("a", 2), ("a", 1), ("a", 0), 0, 1), VGroup()))


def test_words_below_narrow_matrices_keep_clear_of_each_other(tmp_path):
    narrow = of_widths(tmp_path, 1, 2, 1)
    J = Jacobian(narrow, "J_a_x", ("a", 2), ("a", 0))
    shown, equals, called = FalkFilm.compare(Played(), Falk(narrow, *KINDS, added=True), J)
    measured, words = shown
    assert words.get_right()[0] < called.get_left()[0] - 0.3
    assert measured.get_right()[0] < equals.get_left()[0] - 0.2
    assert words.get_y() == pytest.approx(called.get_y(), abs=0.05)
    film = FalkFilm.__new__(FalkFilm)
    film.small = narrow
    _, falk = film.product_of_one_layer()
    left, _, product = falk.shapes
    assert left.get_right()[0] < product.get_left()[0] - 0.1


@pytest.mark.parametrize(("name", "row"), [("jacobian", False), ("digits", True)])
def test_the_box_of_a_result_stands_between_its_shape_and_what_is_multiplied(name, row):
    tally = Tally(read(name), row=row, widest=1.0)
    for run in (tally.left, tally.right):
        for box, (shape, told) in run.results:
            assert shape.get_bottom()[1] > box.get_top()[1]
            assert box.get_bottom()[1] > told.get_top()[1]
            assert run.title.get_bottom()[1] > shape.get_top()[1]
