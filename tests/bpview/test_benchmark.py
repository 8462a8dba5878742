"""The benchmark of numbers runs, says what it compares, and its target is met."""

import json
import subprocess
import sys
from pathlib import Path

NUMERAL = Path(__file__).parents[2] / "benchmarks" / "numeral.py"


def run(*arguments):
    done = subprocess.run(
        [sys.executable, str(NUMERAL), *arguments], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_gives_examples():
    assert "python benchmarks/numeral.py --quick" in run("--help")


def test_a_changing_number_is_at_least_twenty_times_cheaper_than_manims(tmp_path):
    kept = tmp_path / "new" / "ratios.json"
    assert "DecimalNumber / Numeral" in run("--quick", "--json", str(kept))
    found = json.loads(kept.read_text("utf-8"))
    assert found.keys() == {"change", "frame"}
    for ratio in found.values():
        assert 0 < ratio["low"] <= ratio["median"] <= ratio["high"]
    assert found["change"]["median"] >= 20
