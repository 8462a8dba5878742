"""The hand-out of the tiny film: its tags, its words, its rows, read back with pypdf."""

from dataclasses import replace

import pytest
from packing import pictures_of, small_film
from pypdf import PdfReader

from bpdeck.handout import write_handout


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    one = small_film(folder / "a", "one")
    first, second = one.steps
    equations = ("delta^((2)) = phi.alt'(z^((2))) dot.o g^((2))", f"z = {' + '.join('w a' * 20)}")
    one = replace(one, steps=(replace(first, equations=equations), second))
    tiny = replace(one.numbers[0], text="−1.2·10^−9", entry="chain:dW[1][0][0]", value=-1.2e-9)
    one = replace(one, numbers=(*one.numbers, tiny))
    return [one, small_film(folder / "b", "two")]


@pytest.fixture(scope="module")
def pictures(films):
    return pictures_of(films)


@pytest.fixture(scope="module")
def pdf(films, pictures, tmp_path_factory):
    out = tmp_path_factory.mktemp("handout") / "handout.pdf"
    assert write_handout(films, out, stills=pictures) == out
    return PdfReader(out)


def tags(node):
    """Every structure element below `node`, as (type, alternative text)."""
    node = node.get_object()
    if isinstance(node, list):
        return [tag for child in node for tag in tags(child)]
    if not isinstance(node, dict):
        return []
    own = [(node["/S"], node.get("/Alt"))] if "/S" in node else []
    return own + (tags(node["/K"]) if "/K" in node else [])


def words(page):
    return " ".join(page.extract_text().split())


def test_it_is_tagged_and_says_so(pdf):
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == "Backpropagation"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    kinds = [kind for kind, _ in tags(root["/StructTreeRoot"])]
    assert kinds.count("/H1") == 4
    assert kinds.count("/Table") == 2
    assert kinds.count("/TH") == 2 * 5


def test_every_picture_and_equation_is_told_in_words(pdf):
    found = [alt for kind, alt in tags(pdf.root_object["/StructTreeRoot"]) if kind == "/Figure"]
    assert [alt for alt in found if "colour" in alt] == [
        "One colour fills One & first.",
        "One colour fills Two.",
    ] * 2
    spoken = [alt for kind, alt in tags(pdf.root_object["/StructTreeRoot"]) if kind == "/Formula"]
    assert spoken[0] == (
        "delta of layer 2 equals phi prime(z of layer 2) entry by entry times g of layer 2"
    )
    assert all(spoken)


def test_a_film_begins_a_page_and_each_step_is_a_row(pdf):
    assert len(pdf.pages) == 6  # title, two films with a page of numbers each, references
    film = words(pdf.pages[1])
    assert film.index("A <small> film: one") < film.index("1 One & first") < film.index("2 Two")
    assert "This is said: One & first." in film
    assert len(pdf.pages[1].images) == 2
    assert words(pdf.pages[1]).endswith("2 / 6")
    assert "A book (1986)" in words(pdf.pages[5])
    assert "chain: A chain. made up" in words(pdf.pages[5])
    assert "0:04, page 4" in words(pdf.pages[0])


def test_the_numbers_stand_in_a_table_once(pdf):
    table = words(pdf.pages[2])
    assert table.count("chain:delta[1][0]") == 1
    assert "1–2 chain:delta[1][0] −0.100 -0.1" in table
    assert "chain:dW[1][0][0] −1.2·10−9 -1.2e-09" in table


def test_nothing_reaches_beyond_the_page(pdf):
    widths = []

    def visit(text, _cm, matrix, _font, _size):
        if text.strip():
            widths.append(matrix[4])

    pdf.pages[1].extract_text(visitor_text=visit)
    assert max(widths) < float(pdf.pages[1].mediabox.width) - 51  # 18 mm


def test_what_is_missing_is_said(films, tmp_path):
    with pytest.raises(ValueError, match="one: 2 steps need a still each, not 0"):
        write_handout(films, tmp_path / "x.pdf", stills={})
    with pytest.raises(ValueError, match="no film"):
        write_handout([], tmp_path / "x.pdf", stills={})
