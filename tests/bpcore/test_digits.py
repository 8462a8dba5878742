"""The trained network that ships: as good as it says, and trained by the command it names."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest

from bpcore import backward, forward, load_experiment

NETWORKS = Path(__file__).parents[2] / "assets" / "networks"


def test_the_shipped_network_reads_the_shipped_digits():
    network = load_experiment(NETWORKS / "digits.toml").network
    with np.load(NETWORKS / "digits.npz") as stored:
        x, y, accuracy = stored["x"], stored["y"], float(stored["accuracy"])
    assert accuracy >= 0.95
    assert x.shape == (60, 64)
    assert x.min() == 0
    assert x.max() == 1
    np.testing.assert_array_equal(y.sum(axis=0), np.full(10, 6))
    fwd = forward(network, x, y)
    assert (fwd.a[3].argmax(axis=1) == y.argmax(axis=1)).mean() >= 0.95


def test_the_filmed_digit_is_read_rightly_and_with_doubts():
    experiment = load_experiment(NETWORKS / "digits.toml")
    fwd = forward(experiment.network, experiment.x, experiment.y)
    bwd = backward(experiment.network, fwd)
    right = experiment.y.argmax()
    assert fwd.a[3].argmax() == right
    assert 0.5 < fwd.a[3][right] < 0.9
    for layer in (1, 2, 3):
        assert np.abs(bwd.delta[layer]).max() > 0.1


@pytest.mark.filterwarnings("default")  # scikit-learn's are not ours
def test_training_again_gives_the_same_file(tmp_path, capsys):
    pytest.importorskip("sklearn")
    script = shutil.copy(NETWORKS / "train_digits.py", tmp_path)
    runpy.run_path(script, run_name="__main__")
    assert "held-out accuracy 0.9" in capsys.readouterr().out
    assert (tmp_path / "digits.npz").read_bytes() == (NETWORKS / "digits.npz").read_bytes()
