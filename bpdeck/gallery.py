"""One page with every part of bpview: its picture in both themes, and the code that made it."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from rich.console import Console
from rich.progress import track

__all__ = ["gallery"]

THEMES = ("dark", "light")
PIXELS = (960, 540)
MOST = 1.7  # by how much a small picture is enlarged
AIR = 0.5  # scene units between a picture and its edge

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The parts of bpview</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 82rem; }
figure { margin: 0 0 3rem; }
figcaption { max-width: 60ch; margin-bottom: 0.5rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
img { width: 100%; height: auto; display: block; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid; }
nav a { margin-right: 1rem; }
</style>
</head>
<body>
<h1>The parts of bpview</h1>
<p>Every number was computed. Left the dark theme, right the light one; below each pair the code
that made it.</p>
<nav>$contents</nav>
<main>
$chapters
<h2 id="readings">What the pictures read</h2>
$readings
</main>
</body>
</html>
""")


def gallery(out: Path, *, only: str | None = None) -> Path:
    """Draw every example of `bpdeck.gallery_examples` and write ``out/index.html``.

    Parameters
    ----------
    out
        Folder for the page and its pictures, ``numeral-dark.png`` and so on; made if missing.
    only
        Draw this example alone, to look at while it is being made; no page is written.

    Raises
    ------
    ValueError
        If there is no such example; it lists those there are.
    """
    from bpdeck import gallery_readings as read
    from bpdeck.gallery_examples import EXAMPLES

    out.mkdir(parents=True, exist_ok=True)
    every = [example for examples in EXAMPLES.values() for example in examples]
    if only is not None:
        every = [example for example in every if example.__name__ == only]
        if not every:
            names = ", ".join(e.__name__ for found in EXAMPLES.values() for e in found)
            raise ValueError(f"there is no example {only!r}; there are: {names}")
    jobs = [(example, theme) for theme in THEMES for example in every]
    bar = Console(stderr=True)
    for example, theme in track(jobs, "drawing", console=bar, disable=not bar.is_terminal):
        _draw(example, theme).save(out / f"{example.__name__}-{theme}.png", optimize=True)
    if only is not None:
        return out
    page = out / "index.html"
    text = _PAGE.substitute(
        contents="\n".join(
            f'<a href="#{_anchor(title)}">{escape(title)}</a>' for title in EXAMPLES
        ),
        chapters="\n".join(_chapters(EXAMPLES)),
        readings="\n".join(
            _code(helper)
            for helper in (
                *(read.worked, read.digits, read.chain, read.jacobian, read.three, read.drawn),
                *(read.two_outputs, read.three_classes),
                *(read.deep, read.deep_chain, read.residual, read.lit, read.done),
            )
        ),
    )
    page.write_text(text, encoding="utf-8")
    return page


def _draw(example: Callable[[], Any], theme: str) -> Any:
    from manim import Camera, tempconfig

    from bpview import style

    before = os.environ.get("BP_THEME")
    os.environ["BP_THEME"] = theme
    try:
        width, height = PIXELS
        with tempconfig({"pixel_width": width, "pixel_height": height, "verbosity": "ERROR"}):
            shown = example()
            camera = Camera(background_color=style.colour("background"))
            room = camera.frame_width - 2 * AIR, camera.frame_height - 2 * AIR
            shown.scale(min(MOST, room[0] / shown.width, room[1] / shown.height)).center()
            camera.capture_mobjects([shown])
            return camera.get_image().convert("RGB")
    finally:
        if before is None:
            del os.environ["BP_THEME"]
        else:
            os.environ["BP_THEME"] = before


def _chapters(examples: dict[str, tuple[Callable[[], Any], ...]]) -> Iterator[str]:
    for title, found in examples.items():
        yield f'<h2 id="{_anchor(title)}">{escape(title)}</h2>'
        yield from map(_figure, found)


def _figure(example: Callable[[], Any]) -> str:
    said = escape(inspect.getdoc(example) or "", quote=True)
    width, height = PIXELS
    pictures = "\n".join(
        f'<img src="{example.__name__}-{theme}.png" width="{width}" height="{height}"'
        f' alt="{said} ({theme} theme)" loading="lazy">'
        for theme in THEMES
    )
    return (
        f"<figure><figcaption>{said}</figcaption>\n"
        f'<div class="pair">{pictures}</div>\n{_code(example)}</figure>'
    )


def _code(function: Callable[..., Any]) -> str:
    return f'<pre tabindex="0"><code>{escape(inspect.getsource(function).strip())}</code></pre>'


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")
