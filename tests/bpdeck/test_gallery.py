"""The gallery shows every part in both themes, stands on its own and prints the code it ran."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from manim import Mobject
from PIL import Image

import bpdeck
import bpview
from bpdeck.cli import main
from bpdeck.gallery_examples import EXAMPLES

pytestmark = pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")
NAMES = [example.__name__ for examples in EXAMPLES.values() for example in examples]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    out = tmp_path_factory.mktemp("gallery")
    done = CliRunner().invoke(main, ["gallery", "-o", str(out)])
    assert done.exit_code == 0, done.output
    return out / "index.html"


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_drawn_in_both_themes_and_its_code_stands_there(page, name):
    text = page.read_text("utf-8")
    assert f"def {name}() -&gt; Mobject:" in text
    back = {"dark": (0, 0, 0), "light": (255, 255, 255)}
    for theme, corner in back.items():
        with Image.open(page.with_name(f"{name}-{theme}.png")) as picture:
            assert picture.size == (960, 540)
            assert picture.getpixel((0, 0)) == corner
            assert len(picture.getcolors(1 << 20)) > 10  # something is drawn
        assert f'src="{name}-{theme}.png"' in text


def test_the_page_needs_nothing_else_and_can_be_heard(page):
    text = page.read_text("utf-8")
    assert "http" not in text
    assert '<html lang="en">' in text
    pictures = re.findall(r"<img [^>]*>", text)
    assert len(pictures) == 2 * len(NAMES)
    assert all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures)


INSIDE = {
    "Arrows": "Responses",
    "Band": "Verdict",
    "Brackets": "Grid",
    "Edges": "Diagram",
    "LogCurve": "DepthPlot",
    "LossNudge": "ZNudge",
    "Neuron": "Diagram",
    "Picture": "WeightedInput",
    "Run": "Tally",
    "SlopeCard": "Verdict",
    "Strokes": "Pulses",
}
"""Parts that are seen in the picture of another."""


def test_every_part_has_its_picture():
    gallery = Path(bpdeck.__file__).parent.glob("gallery_*.py")
    code = "".join(path.read_text("utf-8") for path in gallery)
    for found in pkgutil.iter_modules(bpview.__path__):
        module = importlib.import_module(f"bpview.{found.name}")
        for name in getattr(module, "__all__", ()):
            part = getattr(module, name)
            if inspect.isclass(part) and issubclass(part, Mobject):
                assert re.search(rf"\b{INSIDE.get(name, name)}\b", code), (
                    f"{module.__name__}.{name}"
                )


def test_an_unknown_example_is_refused_by_name(tmp_path):
    done = CliRunner().invoke(main, ["gallery", "-o", str(tmp_path), "--only", "violin"])
    assert done.exit_code == 1
    assert "violin" in done.output
    assert "phi_plot" in done.output


def test_help_gives_examples():
    assert "bp gallery --only" in CliRunner().invoke(main, ["gallery", "--help"]).output
