"""What manim-slides 5 reads: the fields it knows, files where it looks for them."""

import json

import av
import pytest
from packing import small_film

from bpdeck.manim_slides import write_manim_slides

# The fields of manim_slides.config.SlideConfig, 5.7, but `src`, which has no file.
FIELDS = {
    "file", "rev_file", "loop", "auto_next", "playback_rate", "reversed_playback_rate", "notes",
    "dedent_notes", "skip_animations", "type", "direction",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    film = small_film(tmp_path_factory.mktemp("film"))
    folder = tmp_path_factory.mktemp("out")
    assert write_manim_slides(film, folder) == folder / "slides" / "small.json"
    return folder


def blue(folder, path):
    with av.open(str(folder / path)) as source:
        frames = [frame.to_image().getpixel((50, 50)) for frame in source.decode(video=0)]
    return [b > r for r, _, b in frames]


def test_every_step_is_a_slide(folder):
    content = json.loads((folder / "slides" / "small.json").read_text(encoding="utf-8"))
    assert set(content) == {"slides", "resolution", "background_color"}
    assert content["resolution"] == [320, 180]
    assert content["background_color"] == "black"
    one, two = content["slides"]
    assert set(one) == set(two) == FIELDS
    assert two["notes"] == "Two\n\nThis is said: Two.\n\nOn screen: One colour fills Two."


def test_files_are_named_from_the_folder_that_holds_slides(folder):
    slides = json.loads((folder / "slides" / "small.json").read_text(encoding="utf-8"))["slides"]
    assert [slide["file"] for slide in slides] == [
        "slides/files/small/01.mp4", "slides/files/small/02.mp4",
    ]  # fmt: skip
    assert blue(folder, slides[0]["file"]) == [False] * 10
    assert blue(folder, slides[1]["file"]) == [True] * 10
    assert blue(folder, slides[1]["rev_file"]) == [True] * 30
