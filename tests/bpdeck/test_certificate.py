"""bp check: what the certificate says, its exit code, its honesty about kinks, its errors."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bpcore import load_experiment
from bpcore.functions import ACTIVATIONS, Activation
from bpdeck.check import CLAIMS, affordable, check_network
from bpdeck.cli import main

NETWORKS = Path(__file__).parents[2] / "assets" / "networks"
KINK = """
title = "At a kink"
loss = "half_squared_error"
x = [0.5, 0.5]
y = [0.0]
[[layers]]
W = [[1.0, -1.0], [2.0, 2.0]]
b = [0, 0]
phi = "relu"
[[layers]]
W = [[3.0, 5.0]]
b = [1.0]
phi = "identity"
"""


def run(*arguments):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def words(result):
    """The output as one line of words, without the frame."""
    return " ".join(result.output.replace("│", " ").split())


@pytest.fixture
def kink(tmp_path):
    path = tmp_path / "kink.toml"
    path.write_text(KINK)
    return path


@pytest.fixture
def wrong_tanh(monkeypatch):
    right = ACTIVATIONS["tanh"]
    monkeypatch.setitem(
        ACTIVATIONS,
        "tanh",
        Activation("tanh", right.value, lambda z: right.slope(z) * (1 + 1e-6)),
    )


@pytest.mark.parametrize("name", ["digits", "worked_example", "chain"])
def test_every_shipped_network_gets_its_certificate(name):
    result = run(NETWORKS / f"{name}.toml", "--entries", "0")
    assert result.exit_code == 0, result.output
    text = words(result)
    assert text.count("✓") == len(CLAIMS) == 5
    for check, claim in CLAIMS.items():
        assert claim in text
        assert f"{check}: " in text
    assert "All 5 checks hold: at this example, every number of the gradients is right" in text
    assert "No unit sits at a kink" in text


def test_the_digit_network_in_figures():
    text = words(run(NETWORKS / "digits.toml"))
    assert "64-16-16-10, 2 × tanh, softmax; cross_entropy; 1,482 parameters, 1 example" in text
    assert "central difference: all 1,482 numbers" in text


def test_a_wrong_slope_fails_and_the_exit_code_says_so(wrong_tanh):
    result = run(NETWORKS / "digits.toml")
    assert result.exit_code == 1
    text = words(result)
    assert "✗ complex step: does not hold." in text
    assert "e-06 > 1e-13, worst at " in text
    assert "checks do not hold: complex step, central difference" in text
    assert "the engine has" in text
    # Wrong from layer 2 down: the last layer is a softmax, whose delta needs no slope.
    assert "Look at delta[2] first." in text


def test_a_kink_is_told_and_does_not_fail(kink):
    result = run(kink)
    assert result.exit_code == 0
    text = words(result)
    assert "1 unit sits exactly at a kink: z[1][0] is exactly 0, where relu has slope 0" in text
    assert "the engine takes 0; a central difference would see 0.5, which is neither" in text
    assert "central difference: 6 of 9 numbers" in text
    assert "3 steps would carry a unit across a kink and are left out" in text


def test_json_for_programs(kink, wrong_tanh):
    values = json.loads(run(kink, "--format", "json").output)
    assert values["holds"] is True
    assert [check["check"] for check in values["checks"]] == list(CLAIMS)
    assert values["kinks"][0] == {
        "layer": 1,
        "example": None,
        "unit": 0,
        "phi": "relu",
        "left": 0.0,
        "right": 1.0,
        "taken": 0.0,
    }
    result = run(NETWORKS / "digits.toml", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.output)["holds"] is False


def test_nothing_to_compare_is_said(tmp_path):
    path = tmp_path / "dead.toml"
    path.write_text(
        'loss = "half_squared_error"\nx = [1.0]\ny = [1.0]\n[[layers]]\nW = [[1.0]]\n'
        'b = [-5.0]\nphi = "relu"\n'
    )
    result = run(path)
    assert result.exit_code == 0
    assert "Taylor remainder: says nothing here" in words(result)
    assert "All 4 checks hold (Taylor remainder has nothing to say)" in words(result)


def test_entries_bound_the_work():
    certificate = check_network(NETWORKS / "digits.toml", 10)
    assert certificate.holds
    step = certificate.reports[1]
    assert step.compared < step.total
    assert "every number compared of the gradients" in words(
        run(NETWORKS / "digits.toml", "--entries", "10")
    )


def test_a_deep_network_is_sampled_and_its_heading_is_short(tmp_path):
    layer = '[[layers]]\nunits = 12\nphi = "tanh"\ninit = "xavier_normal"\n'
    path = tmp_path / "deep.toml"
    path.write_text('loss = "half_squared_error"\nseed = 1\ninputs = 12\n' + 120 * layer)
    assert affordable(load_experiment(NETWORKS / "digits.toml")) == 2000  # more than all
    assert 20 <= affordable(load_experiment(path)) < 1000
    heading = words(run(path, "--entries", "1"))
    assert "120 layers, 12-…-12, at most 12 wide, 120 × tanh; half_squared_error" in heading


def test_a_missing_file():
    result = run("none.toml")
    assert result.exit_code == 1
    expected = "none.toml: expected a TOML file; found no such file or directory"
    assert result.stderr == f"Error: {expected}\n"


def test_a_bad_file_names_the_layer(kink):
    kink.write_text(KINK.replace("[[3.0, 5.0]]", "[[3.0, 5.0, 1.0]]"))
    result = run(kink)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: {kink}: layer 2: W: expected 2 columns, one per unit of layer 1; "
        "found shape (1, 3)\n"
    )
    assert run(kink, "--entries", "-1").exit_code == 2


def test_help_has_examples():
    text = run("--help").output
    assert "bp check assets/networks/digits.toml" in text
    assert "The exit code is 1" in " ".join(text.split())


def test_a_batch_of_stored_digits_is_certified(tmp_path):
    text = (NETWORKS / "digits.toml").read_text().replace("example = 51 ", "example = [0, 9, 51] ")
    (tmp_path / "digits.npz").write_bytes((NETWORKS / "digits.npz").read_bytes())
    path = tmp_path / "three.toml"
    path.write_text(text)
    certificate = check_network(path)
    assert certificate.holds, [str(report) for report in certificate.reports]
    assert certificate.experiment.x.shape == (3, 64)
    assert np.isfinite([report.error for report in certificate.reports]).all()
