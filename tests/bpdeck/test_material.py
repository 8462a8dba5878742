"""What a film leaves beside its video is read back whole, or a clear error says what to do."""

import pytest
from packing import small_film

from bpdeck.material import MaterialError, read_material


def test_everything_beside_the_video_is_read(tmp_path):
    film = small_film(tmp_path)
    assert [s.title for s in film.steps] == ["One & first", "Two"]
    assert film.length == 4.0
    assert film.captions[1].text == "This is said: Two."
    assert film.captions[1].start == 2.0
    assert film.networks == (("chain", "A chain", "made up"),)
    assert [n.text for n in film.shown_in(film.steps[0])] == ["−0.100"]


@pytest.mark.parametrize("suffix", [".film.json", ".steps.json", ".values.json", ".srt"])
def test_a_missing_or_broken_part_is_named(tmp_path, suffix):
    video = small_film(tmp_path).video
    video.with_suffix(suffix).write_text("{", encoding="utf-8")
    if suffix == ".srt":
        video.with_suffix(suffix).unlink()
    with pytest.raises(MaterialError, match=r"Small\.mp4.*bp render small"):
        read_material("small", video)
