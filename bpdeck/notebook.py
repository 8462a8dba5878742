"""The lecture as a notebook: the films, their numbers beside bpcore, a scene of one's own."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bpdeck import notebook_cells
from bpdeck.material import Material

__all__ = ["write_notebook"]

_HEAD = """\
# Backpropagation

The films of this folder, and beside each the engine that computed its numbers. This notebook
stands in the folder of the pack, next to `films` and `networks`. Every cell runs without a
network; all of them together take less than a minute.

What follows are a few short functions. They read the networks that were filmed and call
`bpcore`, nothing else."""
_FILM = '''\
from IPython.display import HTML


def film(name):
    """The film with its captions, in a frame of the notebook."""
    return HTML(
        f'<video controls preload="metadata" width="854" aria-label="Film {name}" '
        f'poster="films/{name}/poster.png" src="films/{name}/{name}.mp4">'
        f'<track kind="captions" srclang="en" label="English" src="films/{name}/{name}.vtt">'
        "</video>"
    )'''
_OWN = """\
## A scene of your own

The parts of the films are Manim mobjects. `%%manim` renders the scene of a cell into this
notebook; the words behind it are those of `manim render`, and the last one names the scene.
`-s` instead of `-ql` draws the last frame only."""
_IMPORTS = """\
import os

os.environ.setdefault("BP_THEME", "{theme}")
from manim import *

from bpview import style
from bpview.diagram import Diagram, Shape
from bpview.overview import LossLabel
from bpview.reading import Reading"""
_SCENE = """\
%%manim -ql -v WARNING --progress_bar none Mini


class Mini(Scene):
    def construct(self):
        self.camera.background_color = style.colour("background")
        reading = Reading("{name}", load_experiment("networks/{name}.toml"))
        net = Diagram(reading, Shape(width=6, height=4)).shift(LEFT * 1.5)
        for layer in net.columns:
            net.activate(layer)
        loss = LossLabel(reading).next_to(net, RIGHT, buff=1)
        self.play(FadeIn(net), run_time=0.6)
        self.play(Write(loss), run_time=0.6)"""
_TRY = """\
## One slope, checked by hand

Change the steepest weight of layer 1 a little, run forward again, and divide the change of the
loss by the nudge."""


def write_notebook(films: Sequence[Material], out: Path) -> Path:
    """Write the notebook for a pack with ``films/<film>/<film>.mp4`` and ``networks/*.toml``.

    Parameters
    ----------
    films
        In the order of the lecture.
    out
        The file to write, ``lecture.ipynb`` beside those folders.

    Returns
    -------
    `out`.

    Raises
    ------
    ValueError
        If there is no film.
    """
    import nbformat

    if not films:
        raise ValueError("there is no film to make a notebook of")
    v4: Any = nbformat.v4  # which has no types
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell}
    notebook = v4.new_notebook(
        cells=[make[kind](text) for kind, text in _cells(films)],
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": "Backpropagation",
        },
    )
    for number, cell in enumerate(notebook.cells):
        # nbformat draws ids at random; the same films make the same file.
        cell["id"] = hashlib.sha256(f"{number} {cell.source}".encode()).hexdigest()[:8]
    out.write_text(v4.writes(notebook) + "\n", encoding="utf-8")
    return out


def _cells(films: Sequence[Material]) -> Iterator[tuple[str, str]]:
    """(kind, text) of every cell."""
    yield "markdown", _HEAD
    docstring, *blocks = inspect.getsource(notebook_cells).strip().split("\n\n\n")
    yield "code", docstring.partition("\n\n")[2]
    for block in blocks:
        yield "code", block
    yield "code", _FILM
    traced: set[str] = set()
    for film in films:
        steps = "\n".join(f"{step.number}. {step.title}" for step in film.steps)
        yield "markdown", f"## {film.title}\n\n{film.teaches}\n\n{steps}"
        yield "code", f'film("{film.film}")'
        for name, title, source in film.networks:
            if name in traced:
                continue
            traced.add(name)
            yield "markdown", f"The network `{name}`: {title}. {source}"
            yield "code", f'trace("{name}")'
        yield "markdown", "Its numbers, as they stood on screen and as `bpcore` gives them now:"
        yield "code", f'compare("{film.film}")'
    first = next((n for film in films for n, _, _ in film.networks), None)
    if first is not None:
        yield "markdown", _TRY
        yield "code", f'slope_by_nudge("{first}")'
        yield "markdown", _OWN
        yield "code", _IMPORTS.format(theme=films[0].theme)
        yield "code", _SCENE.format(name=first)
    references = dict.fromkeys(reference for film in films for reference in film.references)
    yield "markdown", "## References\n\n" + "\n".join(f"- {each}" for each in references)
