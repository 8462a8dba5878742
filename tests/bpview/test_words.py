"""The words of a film stand in a file beside it; what is missing there is said at once."""

import pytest

from bpview.words import WordsError, WordsOf, words_file

FILE = """
[ask]
title = "Step {layer}"
say = '''
One line
and another.'''
describe = "What is seen."

[ask.numbers]
say = "Something else."

[bare]
title = "No more than this"
"""


@pytest.fixture
def words(tmp_path):
    path = words_file(tmp_path / "mine.py")
    path.parent.mkdir()
    path.write_text(FILE, encoding="utf-8")
    return WordsOf.read(path)


def test_texts_are_one_line_each_and_fields_are_filled(words):
    assert words.path.name == "mine.toml"
    assert words.of("ask", layer=2) == {
        "title": "Step 2",
        "say": "One line and another.",
        "describe": "What is seen.",
    }


def test_a_variant_takes_the_place_of_what_it_has(words):
    found = words.of("ask", "numbers", layer=1)
    assert (found["say"], found["describe"]) == ("Something else.", "What is seen.")


@pytest.mark.parametrize(
    ("asked", "fields", "said"),
    [
        (("aks",), {}, r"expected \[aks\]; there are: ask, bare"),
        (("ask", "shares"), {"layer": 1}, r"expected \[ask.shares\]; there are: numbers"),
        (("bare",), {}, r"\[bare\] needs a text called say"),
        (("ask",), {"level": 1}, r"\[ask\] title: the film does not know \{'layer'\}.*level"),
    ],
)
def test_what_is_missing_is_named_with_the_file(words, asked, fields, said):
    with pytest.raises(WordsError, match=r"mine\.toml: .*" + said):
        words.of(*asked, **fields)


def test_a_file_that_is_missing_or_no_toml_is_named(tmp_path):
    with pytest.raises(WordsError, match=r"none\.toml: expected the words .* found no file"):
        WordsOf.read(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(WordsError, match=r"bad\.toml: expected TOML"):
        WordsOf.read(tmp_path / "bad.toml")
