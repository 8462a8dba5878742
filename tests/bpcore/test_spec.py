"""Experiments in files: what can be written, and how each mistake is answered."""

import os
from pathlib import Path

import numpy as np
import pytest

from bpcore import Experiment, SpecError, backward, forward, load_experiment
from bpcore.spec import save_experiment

NETWORKS = Path(__file__).parents[2] / "assets" / "networks"

LITERAL = """
loss = "half_squared_error"
x = [0.6, -0.4]
y = [1, 0]
[[layers]]
W = [[0.5, -0.3], [0.8, 0.2], [1, 2]]
b = [0.1, -0.2, 0]
phi = "sigmoid"
[[layers]]
W = [[0.5, -0.3, 0.1], [0.8, 0.2, 0.3]]
b = [0.1, -0.2]
phi = "tanh"
"""
DRAWN = """
loss = "cross_entropy"
seed = 3
inputs = 4
[[layers]]
units = 5
phi = "tanh"
init = "lecun_normal"
gain = 2
[[layers]]
units = 5
phi = "relu"
init = "orthogonal"
skip = true
[[layers]]
units = 3
phi = "softmax"
init = "zeros"
"""
STORED = """
loss = "cross_entropy"
weights = "net.npz"
example = 1
[[layers]]
phi = "tanh"
[[layers]]
phi = "softmax"
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def store(tmp_path):
    """Write net.npz for STORED, with some arrays replaced or, if None, left out."""

    def store(**changes):
        rng = np.random.default_rng(0)
        arrays = {
            "W1": rng.normal(size=(4, 3)),
            "b1": np.zeros(4),
            "W2": rng.normal(size=(2, 4)),
            "b2": np.zeros(2),
            "x": rng.normal(size=(5, 3)),
            "y": np.eye(2)[[0, 1, 1, 0, 1]],
        } | changes
        arrays = {key: array for key, array in arrays.items() if array is not None}
        np.savez(tmp_path / "net.npz", **arrays)
        return arrays

    return store


def message(path):
    with pytest.raises(SpecError) as caught:
        load_experiment(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    return text.removeprefix(f"{path}: ")


def test_literal_numbers(write):
    experiment = load_experiment(write('title = "T"\nsource = "S"\n' + LITERAL))
    assert isinstance(experiment, Experiment)
    assert (experiment.title, experiment.source, experiment.name) == ("T", "S", "mine")
    assert list(experiment.network.widths) == [2, 3, 2]
    assert list(experiment.network.phi) == ["sigmoid", "tanh"]
    assert experiment.network.loss == "half_squared_error"
    assert experiment.network.W[1].tolist() == [[0.5, -0.3], [0.8, 0.2], [1.0, 2.0]]
    assert experiment.x.tolist() == [0.6, -0.4]
    assert experiment.y.tolist() == [1.0, 0.0]
    assert experiment.x.dtype == experiment.y.dtype == np.float64
    assert forward(experiment.network, experiment.x, experiment.y).x is experiment.x


def test_title_and_source_may_be_left_out(write):
    experiment = load_experiment(write(LITERAL))
    assert (experiment.title, experiment.source) == ("mine", "")


def test_a_batch(write):
    text = LITERAL.replace("[0.6, -0.4]", "[[0.6, -0.4], [1, 2]]").replace(
        "[1, 0]", "[[1, 0], [0, 1]]"
    )
    assert load_experiment(write(text)).x.tolist() == [[0.6, -0.4], [1, 2]]


def test_drawn_weights_and_example(write):
    first, again = load_experiment(write(DRAWN)), load_experiment(write(DRAWN))
    network = first.network
    assert list(network.widths) == [4, 5, 5, 3]
    assert network.skip[2]
    assert network.W[3].tolist() == np.zeros((3, 5)).tolist()
    np.testing.assert_allclose(network.W[2] @ network.W[2].T, np.eye(5), atol=1e-14)
    assert first.x.shape == (4,)
    assert sorted(first.y) == [0, 0, 1]
    for one, other in zip(network.W, again.network.W, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(first.x, again.x)
    other_seed = load_experiment(write(DRAWN.replace("seed = 3", "seed = 4")))
    assert not np.array_equal(other_seed.network.W[1], network.W[1])
    # gain is a factor, and a typed x leaves the weights as they were
    halved = load_experiment(write("x = [1, 2, 3, 4]\n" + DRAWN.replace("gain = 2", "gain = 1")))
    np.testing.assert_array_equal(2 * halved.network.W[1], network.W[1])
    assert halved.x.tolist() == [1, 2, 3, 4]


def test_x_tells_the_number_of_inputs(write):
    text = DRAWN.replace("inputs = 4", "x = [1, 2]\ny = [0, 0, 1]")
    assert load_experiment(write(text)).network.widths[0] == 2


def test_stored_weights_and_examples(write, store):
    arrays = store()
    experiment = load_experiment(write(STORED))
    np.testing.assert_array_equal(experiment.network.W[2], arrays["W2"])
    np.testing.assert_array_equal(experiment.x, arrays["x"][1])
    np.testing.assert_array_equal(experiment.y, arrays["y"][1])
    batch = load_experiment(write(STORED.replace("example = 1", "example = [4, 0, 4]")))
    np.testing.assert_array_equal(batch.x, arrays["x"][[4, 0, 4]])
    np.testing.assert_array_equal(batch.y, arrays["y"][[4, 0, 4]])
    typed = load_experiment(write(STORED.replace("example = 1", "x = [1, 2, 3]\ny = [1, 0]")))
    assert typed.x.tolist() == [1, 2, 3]


def test_stored_float32_is_read_as_float64(write, store):
    store(W1=np.ones((4, 3), dtype=np.float32))
    assert load_experiment(write(STORED)).network.dtype == np.float64


@pytest.mark.parametrize("text", [LITERAL, DRAWN])
def test_what_is_saved_is_loaded_again_exactly(write, tmp_path, text):
    title = 'quotes " and \\ backslashes,\na new line, \x7f, \x01, ∂ and 𝛿'
    original = load_experiment(write(text))
    original = Experiment(original.network, original.x, original.y, title, "source", original.path)
    target = tmp_path / "copy.toml"
    save_experiment(original, target)
    copy = load_experiment(target)
    assert copy.title == title
    assert copy.source == "source"
    assert copy.network.loss == original.network.loss
    for name in ("W", "b", "phi", "skip"):
        ours, theirs = getattr(copy.network, name), getattr(original.network, name)
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(copy.x, original.x)
    np.testing.assert_array_equal(copy.y, original.y)


def replaced(old, new, text=LITERAL):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loss = ", "expected valid TOML; found Invalid value (at end of document)"),
        ("", "layers: expected one or more tables, each headed [[layers]]; found nothing"),
        ("layers = []", "layers: expected one or more tables"),
        ("layers = [1]", "layers: expected one or more tables, each headed [[layers]]; found [1]"),
        ("los = 1\n" + LITERAL, "los: expected one of the keys title, source, loss, x, y,"),
        ("los = 1\n" + LITERAL, "found 'los'. Did you mean 'loss'?"),
        ("title = 3\n" + LITERAL, "title: expected a text in quotes; found 3"),
        (
            replaced('loss = "half_squared_error"', ""),
            "loss: expected a text in quotes; found nothing",
        ),
        (
            replaced("half_squared_error", "half_square_error"),
            "found 'half_square_error'. Did you mean 'half_squared_error'?",
        ),
        (replaced("phi", "phy"), "layer 1: phy: expected one of the keys W, b, phi, skip, units,"),
        (replaced("phi", "phy"), "found 'phy'. Did you mean 'phi'?"),
        (replaced('phi = "sigmoid"', ""), "layer 1: phi: expected a text in quotes; found nothing"),
        (replaced('"tanh"', '"tan"'), "layer 2: phi: expected one of identity,"),
        (replaced('"tanh"', '"tan"'), "found 'tan'. Did you mean 'tanh'?"),
        (
            replaced('phi = "sigmoid"', 'phi = "sigmoid"\nskip = 1'),
            "layer 1: skip: expected true or false; found 1",
        ),
        (
            replaced('phi = "sigmoid"', 'phi = "sigmoid"\nskip = true'),
            "layer 1: skip: expected as many units as inputs, since a^(l-1) is added to phi(z); "
            "found 3 units and 2 inputs",
        ),
        (
            replaced("[0.8, 0.2], [1, 2]", "[0.8], [1, 2]"),
            "layer 1: W, row 2: expected 2 numbers, as many as in row 1; found 1",
        ),
        (
            replaced("[0.5, -0.3]", '[0.5, "0.3"]'),
            "layer 1: W, row 1, entry 2: expected a finite number; found '0.3'",
        ),
        (
            replaced("[0.5, -0.3]", "[0.5, nan]"),
            "layer 1: W, row 1, entry 2: expected a finite number; found nan",
        ),
        (replaced("-0.4]", "-inf]"), "x, entry 2: expected a finite number; found -inf"),
        (replaced("[1, 0]", "[true, 0]"), "y, entry 1: expected a finite number; found True"),
        (
            replaced("[1, 0]", f"[1{'0' * 400}, 0]"),
            "y, entry 1: expected a finite number; found 1000",
        ),
        (
            replaced("[0.1, -0.2, 0]", "[[0.1], [-0.2], [0]]"),
            "layer 1: b: expected a list of numbers; found [[0.1], [-0.2], [0]]",
        ),
        (
            replaced("b = [0.1, -0.2, 0]", ""),
            "layer 1: b: expected a list of numbers; found nothing",
        ),
        (
            replaced("[0.1, -0.2, 0]", "[0.1, -0.2]"),
            "layer 1: b: expected shape (3,), one entry per row of W; found shape (2,)",
        ),
        (
            replaced("W = [[0.5, -0.3, 0.1], [0.8, 0.2, 0.3]]", "W = [[0.5, -0.3], [0.8, 0.2]]"),
            "layer 2: W: expected 3 columns, one per unit of layer 1; found shape (2, 2)",
        ),
        (
            replaced("W = [[0.5, -0.3], [0.8, 0.2], [1, 2]]", "W = [0.5, -0.3]"),
            "layer 1: W: expected a list of rows, each a list of numbers; found [0.5, -0.3]",
        ),
        (
            replaced("[[0.5, -0.3], [0.8, 0.2], [1, 2]]", "[]"),
            "layer 1: W: expected a list of rows",
        ),
        (
            replaced("[[0.5, -0.3], [0.8, 0.2], [1, 2]]", "[[], []]"),
            "layer 1: W: expected a list of",
        ),
        (replaced("[0.6, -0.4]", "[0.6, [1]]"), "x: expected a list of numbers or a list of rows"),
        (replaced("[0.6, -0.4]", "0.6"), "x: expected a list of numbers or a list of rows"),
        (replaced("x = [0.6, -0.4]", ""), "x: expected a list of numbers or a list of rows"),
        (
            replaced("[0.6, -0.4]", "[0.6]"),
            "x: expected shape (2,) for one example or (B, 2) for a batch of B >= 1; "
            "found shape (1,)",
        ),
        (replaced("[1, 0]", "[1, 0, 0]"), "y: expected shape (2,)"),
        (
            replaced('"half_squared_error"', '"cross_entropy"').replace("[1, 0]", "[1, 1]"),
            "y: expected probabilities that sum to 1",
        ),
        ("inputs = 3\n" + LITERAL, "inputs: expected 2, as layer 1 takes; found 3"),
        (
            replaced('phi = "sigmoid"', 'phi = "sigmoid"\ninit = "zeros"'),
            "layer 1: init: expected nothing here, as W is given in full; found 'zeros'. "
            "Leave out init.",
        ),
        (
            "example = 1\n" + LITERAL,
            "x: expected nothing here, as example takes both from the npz file",
        ),
        (
            "example = 1\n" + LITERAL.replace("x =", "#").replace("y =", "#"),
            "weights: expected the npz file that example takes x and y from; found nothing",
        ),
        (
            replaced("seed = 3", "", DRAWN),
            "seed: expected an integer, as something is drawn at random; found nothing. "
            "Add seed = 0.",
        ),
        (
            replaced("seed = 3", "seed = -3", DRAWN),
            "seed: expected an integer, 0 or more; found -3",
        ),
        (
            replaced("seed = 3", "seed = 3.5", DRAWN),
            "seed: expected an integer, 0 or more; found 3.5",
        ),
        (
            replaced("inputs = 4", "", DRAWN),
            "inputs: expected the number of inputs, as neither x nor W tells it; found nothing",
        ),
        (
            replaced("inputs = 4", "inputs = 0", DRAWN),
            "inputs: expected an integer, 1 or more; found 0",
        ),
        (
            replaced("units = 5", "", DRAWN),
            "layer 1: units: expected an integer, 1 or more; found nothing. "
            "Give a layer W and b, or units and init.",
        ),
        (
            replaced("units = 5", "units = 0", DRAWN),
            "layer 1: units: expected an integer, 1 or more",
        ),
        (replaced("units = 5", "units = true", DRAWN), "layer 1: units: expected an integer, 1 or"),
        (replaced('init = "lecun_normal"', "", DRAWN), "layer 1: init: expected a text in quotes"),
        (
            replaced('"lecun_normal"', '"lecun"', DRAWN),
            "layer 1: init: expected one of zeros, lecun_normal, xavier_normal, xavier_uniform, "
            "he_normal, he_uniform, orthogonal; found 'lecun'. Did you mean 'lecun_normal'?",
        ),
        (replaced("gain = 2", 'gain = "2"', DRAWN), "layer 1: gain: expected a finite number"),
        (
            replaced("gain = 2", "b = [1]", DRAWN),
            "layer 1: b: expected nothing here, as there is no W and drawn weights come with b = 0",
        ),
    ],
)
def test_a_mistake_is_answered_with_file_key_expected_and_found(write, text, expected):
    assert expected in message(write(text))


@pytest.mark.parametrize(
    ("changes", "text", "expected"),
    [
        ({"b2": None}, STORED, "layer 2: expected an array b2 in the npz file; found only W1, b1,"),
        ({"x": None}, STORED, "example: expected an array x in the npz file; found only W1, b1,"),
        (
            {"W1": np.ones((4, 3), int)},
            STORED,
            "layer 1: array W1 of the npz file: expected float64",
        ),
        (
            {"W1": np.full((4, 3), np.nan)},
            STORED,
            "array W1 of the npz file: expected finite numbers",
        ),
        ({"W1": np.ones(4)}, STORED, "layer 1: W: expected a matrix of shape (units, inputs)"),
        (
            {"W2": np.ones((2, 5))},
            STORED,
            "layer 2: W: expected 4 columns, one per unit of layer 1",
        ),
        ({"y": np.ones((4, 2))}, STORED, "weights: expected an npz file in which x and y have one"),
        ({"x": np.ones((5, 4))}, STORED, "x: expected shape (3,) for one example"),
        ({"W1": np.array([{}])}, STORED, "weights: expected an npz file of plain arrays; found"),
        (
            {},
            STORED.replace("example = 1", "example = 5"),
            "example: expected an index from 0 to 4, or a list of such; found 5",
        ),
        (
            {},
            STORED.replace("example = 1", "example = -1"),
            "example: expected an index from 0 to 4",
        ),
        (
            {},
            STORED.replace("example = 1", "example = []"),
            "example: expected an index from 0 to 4",
        ),
        (
            {},
            STORED.replace("example = 1", "example = [0, 1.0]"),
            "example: expected an index from 0",
        ),
        (
            {},
            STORED.replace("example = 1", "example = true"),
            "example: expected an index from 0 to",
        ),
        (
            {},
            STORED.replace('phi = "tanh"', 'phi = "tanh"\nunits = 4'),
            "layer 1: units: expected nothing here, as weights names a file that has them; found 4",
        ),
        ({}, STORED.replace('"net.npz"', "3"), "weights: expected a text in quotes; found 3"),
        (
            {},
            STORED.replace('"net.npz"', '"nut.npz"'),
            "weights: expected an npz file; found 'nut.npz': no such file or directory",
        ),
        (
            {},
            STORED.replace('"net.npz"', '"."'),
            "weights: expected an npz file; found '.': is a d",
        ),
        (
            {},
            STORED.replace('"net.npz"', '"mine.toml"'),
            "weights: expected an npz file of plain arr",
        ),
        (
            {},
            STORED.replace('"net.npz"', '"a\\u0000b"'),
            "weights: expected an npz file of plain arr",
        ),
    ],
)
def test_a_mistake_with_stored_weights(write, store, changes, text, expected):
    store(**changes)
    assert expected in message(write(text))


def test_a_truncated_or_single_array_is_not_an_npz_file(write, store, tmp_path):
    store()
    whole = (tmp_path / "net.npz").read_bytes()
    (tmp_path / "net.npz").write_bytes(whole[: len(whole) // 2])
    assert "weights: expected an npz file of plain arrays" in message(write(STORED))
    (tmp_path / "net.npz").write_bytes(b"")
    assert "weights: expected an npz file of plain arrays" in message(write(STORED))
    with open(tmp_path / "net.npz", "wb") as file:
        np.save(file, np.ones(3))
    assert "weights: expected an npz file of plain arrays" in message(write(STORED))


@pytest.mark.parametrize("name", ["../net.npz", "inner/../../net.npz", "{outside}", "link.npz"])
def test_weights_never_come_from_outside_the_folder(tmp_path, store, name):
    store()
    inside = tmp_path / "inside"
    (inside / "inner").mkdir(parents=True)
    outside = tmp_path / "net.npz"
    os.symlink(outside, inside / "link.npz")
    path = inside / "mine.toml"
    path.write_text(STORED.replace("net.npz", name.format(outside=outside)))
    assert "weights: expected a file in the folder of the TOML file; found" in message(path)


def test_a_file_that_cannot_be_read(tmp_path):
    assert (
        message(tmp_path / "none.toml") == "expected a TOML file; found no such file or directory"
    )
    assert message(tmp_path) == "expected a TOML file; found is a directory"
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    assert "expected valid TOML; found 'utf-8' codec can't decode" in message(
        tmp_path / "latin.toml"
    )


@pytest.mark.parametrize("name", ["worked_example", "chain", "digits"])
def test_the_networks_that_ship(name):
    experiment = load_experiment(NETWORKS / f"{name}.toml")
    fwd = forward(experiment.network, experiment.x, experiment.y)
    bwd = backward(experiment.network, fwd)
    assert np.isfinite(bwd.g[0]).all()
    assert experiment.title
    assert experiment.source
    widths = {"worked_example": [2, 2, 2], "chain": [1, 1, 1, 1], "digits": [64, 16, 16, 10]}
    assert list(experiment.network.widths) == widths[name]
