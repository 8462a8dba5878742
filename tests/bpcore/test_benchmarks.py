"""The benchmark runs, says what it measures and keeps its ratios."""

import json
import subprocess
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "benchmarks" / "engine.py"


def run(*arguments):
    done = subprocess.run(
        [sys.executable, str(ENGINE), *arguments], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_gives_examples():
    text = run("--help")
    assert "examples:" in text
    assert "python benchmarks/engine.py --quick" in text


def test_quick_measures_everything_once(tmp_path):
    kept = tmp_path / "new" / "ratios.json"
    text = run("--quick", "--json", str(kept))
    assert "64-16-16-10 B32" in text
    assert "random numbers plus bare products" in text
    found = json.loads(kept.read_text())
    assert len(found["cases"]) == 6
    for case in found["cases"].values():
        ratio = case["ratios"]["bpcore"]
        assert 0 < ratio["low"] <= ratio["median"] <= ratio["high"]
    assert found["sweep"]["ratio"]["median"] > 0
    assert [point["width"] for point in found["curve"]["points"]] == [2, 8]
    # 10 layers of width n: one product of matrices costs n rows
    assert 1 < found["curve"]["points"][0]["multiplications"] < 2
    assert 6 < found["curve"]["points"][1]["multiplications"] < 8


def test_one_section_alone(tmp_path):
    kept = tmp_path / "curve.json"
    run("--quick", "--only", "curve", "--json", str(kept))
    found = json.loads(kept.read_text())
    assert "curve" in found
    assert "cases" not in found
