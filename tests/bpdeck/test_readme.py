"""What the README shows works as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.film
def test_the_film_in_the_readme_renders_and_the_audits_find_nothing(tmp_path):
    (film,) = (code for code in blocks("python") if "class Product(Film)" in code)
    (tmp_path / "product.py").write_text(film, encoding="utf-8")
    audit = tmp_path / "audit.json"
    words = ["-s", "-ql", "--media_dir", str(tmp_path / "media"), str(tmp_path / "product.py")]
    settings = {k: v for k, v in os.environ.items() if not k.startswith("BP_")}
    done = subprocess.run(
        [sys.executable, "-m", "manim", "render", *words],
        cwd=ROOT,
        env={**settings, "BP_AUDIT": str(audit)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(audit.read_text(encoding="utf-8"))
    assert report["problems"] == []
    assert min(report["looked"].values()) >= 2


def test_every_picture_and_page_it_leads_to_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
