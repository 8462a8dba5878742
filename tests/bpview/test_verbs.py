"""Matrices multiply, become diagonal and stack on screen; what is seen is true all the way."""

import numpy as np
import pytest
from manim import DOWN, RIGHT, UP, tempconfig

from bpcore import Experiment, Layer, Network
from bpview import style
from bpview.batch import Stack
from bpview.film import NETWORKS, Film
from bpview.matrix import Grid
from bpview.pairing import entrywise, outer
from bpview.verbs import Growing, made_diagonal, made_vector


def filmed(beats, monkeypatch, tmp_path):
    """A film whose only step are these beats; audited at its end and at every hold."""

    class Verbs(Film):
        network = "worked_example"

        def construct(self):
            self.step("Only", say="Look.", describe="A matrix.")
            beats(self)

    monkeypatch.setenv("BP_AUDIT", str(tmp_path / "audit.json"))
    monkeypatch.delenv("BP_NETWORK", raising=False)
    settings = {"dry_run": True, "pixel_width": 854, "pixel_height": 480, "frame_rate": 5}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = Verbs()
        film.render()
    return film


def on_screen(film):
    return {number.text: number.entry.name for number in film.numerals()}


def test_a_product_grows_by_partial_sums_into_what_the_network_has(monkeypatch, tmp_path):
    sums = []

    def beats(film):
        film.growing = growing = Growing.affine(film.reading, 1)
        film.add(growing)
        for i in range(2):
            for beat in growing.entry(i):
                film.play(*beat, run_time=0.4)
                film.wait(0.2)
                sums.append((growing.sum.entry.index[1:], growing.sum.entry.value))
        film.play(*growing.done(), run_time=0.4)

    film = filmed(beats, monkeypatch, tmp_path)
    assert film.auditor.problems == []
    assert [count for (count,), _ in sums] == [0, 1, 2, 2, 0, 1, 2, 2]
    W, x, b = film.reading.array("W", 1), film.reading.x, film.reading.array("b", 1)
    assert sums[1][1] == W[0, 0] * x[0]
    assert sums[2][1] == pytest.approx(W[0] @ x, rel=1e-15)
    assert film.growing.result.values()[:, 0] == pytest.approx(W @ x, abs=5e-4)
    assert film.reading.array("z", 1) == pytest.approx(W @ x + b, rel=1e-15)
    assert film.growing.sum not in film.get_mobject_family_members()
    shown = film.get_mobject_family_members()
    assert all(number in shown for number in film.growing.result.cells)
    for number in [*film.growing.left.cells, *film.growing.right.cells]:  # swelled, and came back
        assert number.em == pytest.approx(film.growing.left.entry(0).em)


def test_a_product_that_was_moved_and_scaled_fills_its_own_brackets(monkeypatch, tmp_path):
    def beats(film):
        film.growing = growing = Growing.affine(film.reading, 2).scale(1.4).shift(UP * 1.5)
        film.add(growing)
        for i in range(2):
            for beat in growing.entry(i):
                film.play(*beat, run_time=0.2)
            growing.shift(DOWN)
        film.play(*growing.done(), run_time=0.2)

    film = filmed(beats, monkeypatch, tmp_path)
    assert film.auditor.problems == []
    result = film.growing.result
    assert result.cells.get_center() == pytest.approx(result.brackets.get_center(), abs=1e-6)
    assert result.entry(1).em == pytest.approx(film.growing.left.entry(1).em)


def test_a_product_of_shapes_that_do_not_chain_is_refused():
    reading = worked()
    W, a = Grid(reading.entries("W", 1)), Grid(reading.entries("a", 0), as_row=True)
    with pytest.raises(ValueError, match="2 × 2 matrix times a 1 × 2"):
        Growing(W, a, a, lambda i, j, count: reading.partial(1, i, count))


def worked():
    from bpcore import load_experiment
    from bpview.reading import Reading

    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


def test_a_vector_becomes_a_diagonal_and_comes_back(monkeypatch, tmp_path):
    seen = []

    def beats(film):
        vector = Grid(film.reading.entries("phi_prime", 2), "phi_prime")
        back = Grid(film.reading.entries("phi_prime", 2), "phi_prime")
        matrix = Grid(film.reading.entries("J_a_z", 2), "phi_prime").shift(UP)
        film.add(vector)
        film.play(made_diagonal(vector, matrix), run_time=0.4)
        film.wait(0.2)
        seen.append(sorted(n.entry.name for n in film.numerals()))
        film.play(made_vector(matrix, back), run_time=0.4)

    film = filmed(beats, monkeypatch, tmp_path)
    assert film.auditor.problems == []
    J = [f"worked_example:J_a_z[2][{i}][{k}]" for i in (0, 1) for k in (0, 1)]
    assert seen == [J]
    assert sorted(on_screen(film).values()) == [f"worked_example:phi_prime[2][{k}]" for k in (0, 1)]


def test_a_matrix_of_another_size_is_no_diagonal():
    vector = Grid(worked().entries("a", 1))
    with pytest.raises(ValueError, match=r"\(2, 1\) and \(1, 2\)"):
        made_diagonal(vector, Grid(worked().entries("a", 1), as_row=True))


def test_a_product_entry_by_entry_and_an_outer_product_fill_in(monkeypatch, tmp_path):
    def beats(film):
        delta, slopes, g = (
            Grid(film.reading.entries(name, 2), name).shift(RIGHT * 2 * k)
            for k, name in enumerate(("delta", "phi_prime", "g"))
        )
        dW = Grid(film.reading.entries("dW", 2), "delta").shift(2 * UP)
        a = Grid(film.reading.entries("a", 1), "a", as_row=True).shift(2 * DOWN)
        film.add(slopes, g, a)
        film.order = [
            (at, film.play(*beat, run_time=0.4)) for at, beat in entrywise(delta, slopes, g)
        ]
        film.order += [(at, film.play(*beat, run_time=0.2)) for at, beat in outer(dW, delta, a)]
        film.delta, film.dW = delta, dW

    film = filmed(beats, monkeypatch, tmp_path)
    assert film.auditor.problems == []
    assert [at for at, _ in film.order] == [(0, 0), (1, 0), (0, 0), (0, 1), (1, 0), (1, 1)]
    shown = film.get_mobject_family_members()
    assert all(n in shown for n in (*film.delta.cells, *film.dW.cells))


def test_what_cannot_be_paired_is_refused():
    W, a = Grid(worked().entries("W", 1)), Grid(worked().entries("a", 1))
    with pytest.raises(ValueError, match=r"the result is \(2, 2\), a factor \(2, 1\)"):
        entrywise(W, W, a)
    with pytest.raises(ValueError, match=r"found \(2, 1\) and \(2, 1\)"):
        outer(W, a, a)


def test_patches_tell_sign_and_size():
    grid = Grid(worked().entries("W", 1), "ink")
    opacities = [patch.get_fill_opacity() for patch in grid.shades()]
    sizes = [abs(n.entry.value) for n in grid.cells]
    assert max(opacities) == pytest.approx(0.45)
    assert np.array(opacities) / 0.45 == pytest.approx(np.array(sizes) / max(sizes))
    colours = {patch.get_fill_color().to_hex() for patch in grid.shades()}
    assert colours == {style.colour("weight_pos").to_hex(), style.colour("weight_neg").to_hex()}


def test_examples_stack_into_the_rows_of_a_batch(monkeypatch, tmp_path):
    alone = worked().experiment
    x = np.array([[0.4, -0.6], [1.5, 0.2], [-0.3, 0.9]])
    y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])

    def beats(film):
        batch = Experiment(alone.network, x, y, "three", "a test", alone.path)
        film.experiments["three"] = batch
        whole = type(film.reading)("three", batch)
        film.stack = stack = Stack(film.examples(whole), "a", 1, "a")
        film.add(stack.vectors, stack.captions)
        film.wait(0.2)
        film.play(stack.stacked(), run_time=0.8)
        film.play(stack.framed(), run_time=0.4)
        film.wait(0.2)
        film.one = Grid(film.examples(whole)[1].entries("a", 1), "a")
        film.one.next_to(stack.matrix, buff=1)
        film.play(stack.taken_out(1, film.one), run_time=0.4)

    film = filmed(beats, monkeypatch, tmp_path)
    assert film.auditor.problems == []
    from bpcore import forward

    together = forward(alone.network, x, y).a[1]
    assert film.stack.matrix.values() == pytest.approx(together, abs=5e-4)
    assert film.one.values()[:, 0] == pytest.approx(together[1], abs=5e-4)
    assert film.stack.matrix.entry(2, 0).entry.name == "three.3:a[1][0]"
    shown = film.get_mobject_family_members()
    assert not any(m in shown for vector in film.stack.vectors for m in vector.get_family())


def test_a_network_of_one_neuron_multiplies_too(monkeypatch, tmp_path):
    def beats(film):
        network = Network([Layer([[0.5]], [0.1], "tanh")], "half_squared_error")
        film.experiments["one"] = one = Experiment(
            network, np.array([0.8]), np.array([1.0]), "one", "a test", NETWORKS
        )
        growing = Growing.affine(type(film.reading)("one", one), 1)
        film.add(growing)
        for beat in growing.entry(0):
            film.play(*beat, run_time=0.4)

    assert filmed(beats, monkeypatch, tmp_path).auditor.problems == []
