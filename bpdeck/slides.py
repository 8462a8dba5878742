"""The lecture as PowerPoint slides: a slide a step, its video over the whole slide."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bpdeck import powerpoint
from bpdeck.clips import cut
from bpdeck.material import Material, Step

__all__ = ["write_slides"]

_OPENING, _FILM, _TEXT, _STEP = "Title Slide", "Section Header", "Title and Content", "Title Only"
_MARGIN = 660400  # EMU, 0.72 inches
_PICTURE = (5943600, 1860550, 5588000, 3143250)  # beside the title of a film, 16:9
_HOW = (
    "Space, an arrow key or a remote plays the video of a step, the next press goes on. "
    "A click on the picture plays and pauses it. What is said stands in the notes of each slide."
)


def write_slides(
    films: Sequence[Material], out: Path, *, stills: Mapping[str, Sequence[Path]]
) -> Path:
    """Write a deck: an opening, per film a title slide and a slide a step, the references.

    The title of a step stands above the slide's edge, where PowerPoint puts hidden titles: the
    film writes it on screen, readers and the outline find it, and the picture keeps all the room.

    Parameters
    ----------
    films
        In the order of the lecture; their theme is the deck's.
    out
        The file to write, ``lecture.pptx``.
    stills
        Per film its last frame of every step.

    Returns
    -------
    `out`.

    Raises
    ------
    ValueError
        If there is no film, or a film has not one still a step.
    """
    from pptx import Presentation

    if not films:
        raise ValueError("there is no film to make slides of")
    for film in films:
        found = len(stills.get(film.film, ()))
        if found != len(film.steps):
            raise ValueError(f"{film.film}: {len(film.steps)} steps need a still each, not {found}")
    deck = Presentation()
    _prepare(deck, dark=films[0].theme != "light")
    _opening(deck, films)
    starts = [("Opening", 0)]
    for film in films:
        starts.append((film.title, len(deck.slides)))
        _film(deck, film, stills[film.film])
    starts.append(("References", len(deck.slides)))
    _references(deck, films)
    powerpoint.sections(deck, starts)
    powerpoint.seal(deck)
    deck.save(str(out))
    return out


def _prepare(deck: Any, *, dark: bool) -> None:
    """Size, colours and the places of titles and texts, all in the master and its layouts."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    powerpoint.widescreen(deck, (_OPENING, _FILM, _TEXT, _STEP))
    powerpoint.colours(deck, *(("000000", "FFFFFF") if dark else ("FFFFFF", "000000")))
    wide = powerpoint.WIDTH - 2 * _MARGIN
    boxes = {  # left, top, width, height, points
        (_OPENING, 0): (_MARGIN, 1371600, wide, 1371600, 48),
        (_OPENING, 1): (_MARGIN, 2895600, wide, 3200400, 24),
        (_FILM, 0): (_MARGIN, 1371600, 4953000, 1371600, 40),
        (_FILM, 1): (_MARGIN, 2895600, 4953000, 3200400, 22),
        (_TEXT, 0): (_MARGIN, 457200, wide, 914400, 36),
        (_TEXT, 1): (_MARGIN, 1524000, wide, 4724400, 20),
        (_STEP, 0): (0, -838200, powerpoint.WIDTH, 762000, 28),
    }
    for layout in deck.slide_layouts:
        for holder in list(layout.placeholders):
            box = boxes.get((layout.name, holder.placeholder_format.idx))
            if box is None:  # date, footer and number, which the film has no room for
                holder.element.getparent().remove(holder.element)
                continue
            holder.left, holder.top, holder.width, holder.height = box[:4]
            title = holder.placeholder_format.idx == 0
            holder.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if title else MSO_ANCHOR.TOP
            _level_one(holder, box[4], PP_ALIGN.LEFT)
    info = deck.core_properties
    info.title, info.subject, info.language = "Backpropagation", "Backpropagation", "en"
    info.author = info.last_modified_by = info.keywords = info.comments = ""


def _level_one(holder: Any, points: int, align: Any) -> None:
    """The layout's own size, without a bullet, so that slides inherit it."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    style = holder.text_frame._txBody.find("{*}lstStyle")
    for old in list(style):
        style.remove(old)
    style.append(
        parse_xml(
            f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="{align.xml_value}">'
            f'<a:spcBef><a:spcPts val="900"/></a:spcBef><a:buNone/><a:defRPr sz="{points}00">'
            '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )


def _slide(deck: Any, layout: str, title: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name(layout))
    slide.shapes.title.text = title
    return slide


def _opening(deck: Any, films: Sequence[Material]) -> None:
    slide = _slide(deck, _OPENING, "Backpropagation")
    slide.placeholders[1].text = "\n".join(film.title for film in films)
    slide.notes_slide.notes_text_frame.text = _HOW


def _film(deck: Any, film: Material, stills: Sequence[Path]) -> None:
    slide = _slide(deck, _FILM, film.title)
    slide.placeholders[1].text = film.teaches
    picture = slide.shapes.add_picture(str(stills[-1]), *_PICTURE)
    picture._element.nvPicPr.cNvPr.set("descr", film.steps[-1].describe)
    networks = "".join(f"\nNetwork: {title}. {source}" for _, title, source in film.networks)
    slide.notes_slide.notes_text_frame.text = film.teaches + networks
    with tempfile.TemporaryDirectory() as folder:
        for step, still in zip(film.steps, stills, strict=True):
            clip = Path(folder) / f"{step.number:02}.mp4"
            cut(film, step, clip)
            _step(deck, step, clip, still)


def _step(deck: Any, step: Step, clip: Path, still: Path) -> None:
    slide = _slide(deck, _STEP, step.title)
    whole = (0, 0, powerpoint.WIDTH, powerpoint.HEIGHT)
    movie = slide.shapes.add_movie(
        str(clip), *whole, poster_frame_image=str(still), mime_type="video/mp4"
    )
    movie.name = f"Video: {step.title}"
    movie._element.nvPicPr.cNvPr.set("descr", step.describe)
    powerpoint.on_click(slide, movie, step.end - step.start)
    slide.notes_slide.notes_text_frame.text = f"{step.say}\n\nOn screen: {step.describe}"


def _references(deck: Any, films: Sequence[Material]) -> None:
    slide = _slide(deck, _TEXT, "References")
    listed = dict.fromkeys(reference for film in films for reference in film.references)
    slide.placeholders[1].text = "\n".join(listed)
    sources = dict.fromkeys(
        f"{title}. {source}" for film in films for _, title, source in film.networks
    )
    slide.notes_slide.notes_text_frame.text = "Networks filmed:\n" + "\n".join(sources)
