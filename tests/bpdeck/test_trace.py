"""The bp command: what it prints, how it fails, how little it imports."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bpcore import backward, forward, load_experiment
from bpdeck.cli import main

NETWORKS = Path(__file__).parents[2] / "assets" / "networks"

SMALL = """
title = "Small"
loss = "half_squared_error"
x = [1.0, 2.0]
y = [1.0]
[[layers]]
W = [[1.0, -1.0], [0.5, 0.25]]
b = [0.5, 0.0]
phi = "identity"
skip = true
[[layers]]
W = [[2.0, 1.0]]
b = [0.25]
phi = "relu"
"""

# Worked by hand: z1 = (-0.5, 1), a1 = z1 + x, z2 = 4.25, g2 = 3.25, g0 = W1^T delta1 + g1
SMALL_TABLE = """\
Small
widths 2-2-1, loss half_squared_error

layer 0: the input x
           unit            a            g
              1            1       14.625
              2            2      -2.4375

layer 1: a = identity(z) + a(0)
           unit            z            a      phi'(z)            g        delta
              1         -0.5          0.5            1          6.5          6.5
              2            1            3            1         3.25         3.25

        W  unit            1            2            b
              1            1           -1          0.5
              2          0.5         0.25            0

       dW  unit            1            2           db
              1          6.5           13          6.5
              2         3.25          6.5         3.25

layer 2: a = relu(z)
           unit            z            a      phi'(z)            g        delta            y
              1         4.25         4.25            1         3.25         3.25            1

        W  unit            1            2            b
              1            2            1         0.25

       dW  unit            1            2           db
              1        1.625         9.75         3.25

loss 5.28125
"""


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def test_the_table(small):
    result = run("trace", small)
    assert result.exit_code == 0
    assert result.output == SMALL_TABLE


def test_the_table_of_a_batch_numbers_its_examples(tmp_path):
    path = tmp_path / "batch.toml"
    path.write_text(
        SMALL.replace("[1.0, 2.0]", "[[1.0, 2.0], [0.0, 0.0]]").replace(
            "[1.0]\n", "[[1.0], [0.0]]\n", 1
        )
    )
    output = run("trace", path).output
    assert (
        "  example  unit            a            g\n        1     1            1       14.625\n"
        in output
    )
    assert "\n        2     1            0        5.625\n" in output
    assert output.endswith(
        "loss of example 1      5.28125\nloss of example 2      0.78125\nloss 3.03125\n"
    )


def test_wide_matrices_come_in_blocks():
    output = run("trace", NETWORKS / "digits.toml").output
    assert max(map(len, output.splitlines())) <= 100
    assert (
        "\n        W  unit            6            7            8            9           10\n"
        in output
    )
    assert (
        "\n       dW  unit           61           62           63           64           db\n"
        in output
    )
    assert "phi'(z)            g        delta            y\n" not in output  # none for softmax


@pytest.mark.parametrize("name", ["worked_example", "chain", "digits"])
def test_json_holds_the_trace(name):
    path = NETWORKS / f"{name}.toml"
    result = run("trace", path, "--format", "json")
    assert result.exit_code == 0
    values = json.loads(result.output)
    experiment = load_experiment(path)
    fwd = forward(experiment.network, experiment.x, experiment.y)
    bwd = backward(experiment.network, fwd)
    assert list(values) == ["loss", "a", "z", "delta", "g", "dW", "db"]
    assert values["loss"] == fwd.loss
    for key, trace in (
        ("a", fwd),
        ("z", fwd),
        ("delta", bwd),
        ("g", bwd),
        ("dW", bwd),
        ("db", bwd),
    ):
        expected = getattr(trace, key)
        assert list(values[key]) == [str(layer) for layer, _ in expected.items()]
        for layer, array in expected.items():
            np.testing.assert_array_equal(np.array(values[key][str(layer)]), array)


def test_json_has_null_for_what_no_float_can_hold(tmp_path):
    path = tmp_path / "far.toml"
    path.write_text(
        'loss = "cross_entropy"\nx = [1.0]\ny = [0.0, 1.0]\n[[layers]]\n'
        'W = [[1000.0], [-1000.0]]\nb = [0.0, 0.0]\nphi = "softmax"\n'
    )
    values = json.loads(run("trace", path, "--format", "json").output)
    assert values["loss"] == 2000
    assert values["g"]["1"] == [0, None]
    assert values["delta"]["1"] == [1, -1]


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_bad_file_is_answered_in_one_line(small, form):
    small.write_text(SMALL.replace('"relu"', '"rely"'))
    result = run("trace", small, "--format", form)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {small}: layer 2: phi: expected one of identity, ")
    assert result.stderr.endswith("found 'rely'. Did you mean 'relu'?\n")
    assert result.stderr.count("\n") == 1


def test_a_missing_file_and_a_wrong_option(tmp_path):
    missing = run("trace", tmp_path / "none.toml")
    assert missing.exit_code == 1
    assert missing.stderr.endswith("expected a TOML file; found no such file or directory\n")
    assert run("trace").exit_code == 2
    wrong = run("trace", "x.toml", "--format", "yaml")
    assert wrong.exit_code == 2
    assert "Traceback" not in wrong.stderr


def test_values_that_overflow_are_an_error_not_a_traceback(small):
    small.write_text(SMALL.replace("W = [[2.0, 1.0]]", "W = [[1e308, 1e308]]"))
    result = run("trace", small)
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: z[2]: expected finite numbers; found an overflow. Are weights or inputs huge?\n"
    )


def test_help_shows_how():
    assert "bp trace assets/networks/worked_example.toml" in run("--help").output
    assert "bp trace mine.toml --format json > mine.json" in run("trace", "--help").output


def imported(code):
    """The top-level modules that a fresh interpreter has after running `code`."""
    report = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}; {report}"], capture_output=True, text=True, check=True
    )
    return set(ran.stdout.split())


def test_help_imports_no_numpy_and_trace_no_manim():
    assert not imported("import bpdeck.cli") & {"numpy", "manim", "bpcore", "bpview", "rich"}
    assert not imported("import bpdeck.trace") & {"manim", "bpview", "sklearn", "sympy"}
