"""The deck of the tiny film: read back with python-pptx, as XML, and as LibreOffice shows it."""

import io
import subprocess
import zipfile
from dataclasses import replace

import av
import pytest
from lxml import etree
from packing import pictures_of, small_film
from pptx import Presentation
from programs import need
from pypdf import PdfReader

from bpdeck.slides import write_slides

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The children of these elements in the order the schema of ECMA-376 asks for.
PRESENTATION = ["sldMasterIdLst", "notesMasterIdLst", "handoutMasterIdLst", "sldIdLst", "sldSz"]
PRESENTATION += ["notesSz", "smartTags", "embeddedFontLst", "custShowLst", "photoAlbum"]
PRESENTATION += ["custDataLst", "kinsoku", "defaultTextStyle", "modifyVerifier", "extLst"]
SLIDE = ["cSld", "clrMapOvr", "transition", "timing", "extLst"]


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    one = small_film(folder / "a", "one")
    two = replace(small_film(folder / "b", "two"), references=("Somebody else: 1990",))
    return [one, two]


@pytest.fixture(scope="module")
def pictures(films):
    return pictures_of(films)


@pytest.fixture(scope="module")
def path(films, pictures, tmp_path_factory):
    out = tmp_path_factory.mktemp("deck") / "lecture.pptx"
    assert write_slides(films, out, stills=pictures) == out
    return out


@pytest.fixture(scope="module")
def deck(path):
    return Presentation(path)


def parts(path, start):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist() if name.startswith(start)}


def movie(slide):
    (found,) = (shape for shape in slide.shapes if not shape.is_placeholder)
    return found


def test_every_step_is_a_slide_with_its_title_and_notes(deck):
    titles = [slide.shapes.title.text for slide in deck.slides]
    steps = ["One & first", "Two"]
    film = "A <small> film: {}"
    assert titles == [
        "Backpropagation", film.format("one"), *steps, film.format("two"), *steps, "References",
    ]  # fmt: skip
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert notes[3] == "This is said: Two.\n\nOn screen: One colour fills Two."
    assert "made up" in notes[1]
    assert deck.slides[7].placeholders[1].text.split("\n") == [
        "Somebody: A book (1986)",
        "Somebody else: 1990",
    ]


def test_every_picture_says_what_it_shows(deck):
    pictures = [s for slide in deck.slides for s in slide.shapes if not s.is_placeholder]
    assert [alt(s) for s in pictures][:3] == [
        "One colour fills Two.",
        "One colour fills One & first.",
        "One colour fills Two.",
    ]
    assert len(pictures) == 6
    assert all(map(alt, pictures))


def alt(shape):
    return shape._element.nvPicPr.cNvPr.get("descr")


def test_a_step_fills_its_slide_with_its_own_video_and_last_frame(deck, pictures):
    slide = deck.slides[3]
    shape = movie(slide)
    assert (shape.left, shape.top) == (0, 0)
    assert (shape.width, shape.height) == (deck.slide_width, deck.slide_height)
    assert alt(shape) == "One colour fills Two."
    assert shape.poster_frame.blob == pictures["one"][1].read_bytes()
    (video,) = {
        part.blob
        for part in (rel.target_part for rel in slide.part.rels.values() if not rel.is_external)
        if part.content_type == "video/mp4"
    }
    with av.open(io.BytesIO(video)) as source:
        frames = list(source.decode(video=0))
    assert len(frames) == 10
    red, _, blue = frames[0].to_image().getpixel((50, 50))
    assert blue > red


def test_the_next_click_plays_the_video(deck):
    slide = deck.slides[2]
    timing = slide.element.find(f"{P}timing")
    ids = [node.get("id") for node in timing.iter(f"{P}cTn")]
    assert len(ids) == len(set(ids))
    assert {node.get("spid") for node in timing.iter(f"{P}spTgt")} == {str(movie(slide).shape_id)}
    main = next(n for n in timing.iter(f"{P}cTn") if n.get("nodeType") == "mainSeq")
    (command,) = main.iter(f"{P}cmd")
    assert command.get("cmd") == "playFrom(0.0)"
    assert next(command.iter(f"{P}cTn")).get("dur") == "2000"


def test_what_powerpoint_and_keynote_insist_on(path, deck):
    whole = etree.fromstring(parts(path, "ppt/presentation.xml")["ppt/presentation.xml"])
    order = [PRESENTATION.index(etree.QName(child).localname) for child in whole]
    assert order == sorted(set(order))
    size = whole.find(f"{P}sldSz")
    assert dict(size.attrib) == {"cx": "12192000", "cy": "6858000"}
    (named,) = whole.find(f"{P}notesMasterIdLst")
    target = deck.part.related_part(named.get(f"{R}id"))
    assert str(target.partname) == "/ppt/notesMasters/notesMaster1.xml"
    slides = parts(path, "ppt/slides/slide")
    assert len(slides) == 8
    for text in slides.values():
        order = [SLIDE.index(etree.QName(child).localname) for child in etree.fromstring(text)]
        assert order == sorted(set(order))


def test_sections_hold_every_slide_once(path):
    whole = etree.fromstring(parts(path, "ppt/presentation.xml")["ppt/presentation.xml"])
    p14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    listed = [node.get("id") for node in whole.iter(f"{p14}sldId")]
    assert listed == [node.get("id") for node in whole.find(f"{P}sldIdLst")]
    assert [len(node) for node in whole.iter(f"{p14}sldIdLst")] == [1, 3, 3, 1]


def test_nothing_of_the_template_shows(path, deck):
    names = parts(path, "")
    assert not [name for name in names if "printer" in name or "thumbnail" in name]
    assert [layout.name for layout in deck.slide_layouts] == [
        "Title Slide", "Title and Content", "Section Header", "Title Only",
    ]  # fmt: skip
    assert (deck.core_properties.title, deck.core_properties.author) == ("Backpropagation", "")


def test_libreoffice_shows_every_slide(path, tmp_path):
    soffice = need("soffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = PdfReader(tmp_path / "lecture.pdf").pages
    assert len(pages) == 8
    assert "Backpropagation" in pages[0].extract_text()
    assert "A <small> film: two" in " ".join(pages[4].extract_text().split())
    assert "Somebody else: 1990" in pages[7].extract_text()
    red, _, blue = pages[2].images[0].image.convert("RGB").getpixel((50, 50))
    assert red > blue


def test_what_is_missing_is_said(films, tmp_path):
    with pytest.raises(ValueError, match="one: 2 steps need a still each, not 0"):
        write_slides(films, tmp_path / "x.pptx", stills={})
    with pytest.raises(ValueError, match="no film"):
        write_slides([], tmp_path / "x.pptx", stills={})
