"""docs/engine.md: its examples run, its signatures are the real ones, nothing public is missing."""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import bpcore
from bpcore import symbolic
from bpcore.functions import ACTIVATIONS, LOSSES
from bpcore.init import INITS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "engine.md").read_text(encoding="utf-8")
SIGNATURES = re.findall(r"^### `([\w.]+)(\(.*\))`$", PAGE, re.MULTILINE)


def test_every_example_gives_what_the_page_says(monkeypatch):
    monkeypatch.chdir(ROOT)  # the examples name files as one does from there
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 10
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "engine.md", None, 0)
    report = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=report.append)
    assert runner.failures == 0, "".join(report)
    assert runner.tries > 40


@pytest.mark.parametrize(("name", "signature"), SIGNATURES, ids=[name for name, _ in SIGNATURES])
def test_every_signature_is_the_real_one(name, signature):
    module, _, attribute = name.rpartition(".")
    owner = importlib.import_module(f"bpcore.{module}" if module else "bpcore")
    real = inspect.signature(getattr(owner, attribute))
    parameters = []
    for parameter in real.parameters.values():
        if parameter.name.startswith("_"):
            continue
        default = parameter.default
        if inspect.isfunction(default):  # as it is called, not where it lives in memory
            parameters.append(f"{parameter.name}={default.__name__}")
        else:
            parameters.append(parameter.replace(annotation=parameter.empty))
    shown = [p if isinstance(p, str) else str(p) for p in parameters]
    keyword = [p.name for p in real.parameters.values() if p.kind is p.KEYWORD_ONLY]
    if keyword:
        shown.insert(list(real.parameters).index(keyword[0]), "*")
    assert signature == f"({', '.join(shown)})"


def test_every_public_name_has_its_entry():
    assert set(bpcore.__all__) <= {name for name, _ in SIGNATURES}
    proofs = {f"symbolic.{name}" for name in symbolic.__all__ if name not in ("PHI", "LOSS")}
    assert proofs <= {name for name, _ in SIGNATURES}


@pytest.mark.parametrize("name", [*ACTIVATIONS, *LOSSES, *INITS])
def test_every_choice_is_in_a_table(name):
    assert any(f"`{name}`" in line for line in PAGE.splitlines() if line.startswith("|"))


def test_the_mathematics_is_balanced():
    assert PAGE.count("$$") % 2 == 0
    for line in PAGE.splitlines():
        assert line.replace("$$", "").count("$") % 2 == 0, line
        assert line.count("{") == line.count("}"), line
