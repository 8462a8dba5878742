"""Captions, chapters, transcripts and clips of the tiny film, read back by other programs."""

from dataclasses import replace

import av
import pytest
import webvtt
from packing import small_film
from PIL import Image

from bpdeck import clips, stills, words
from bpdeck.storyboard import _captions


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return small_film(tmp_path_factory.mktemp("film"))


def test_captions_and_chapters_are_webvtt(film, tmp_path):
    for name, text in (("c", words.captions_vtt(film)), ("k", words.chapters_vtt(film))):
        (tmp_path / f"{name}.vtt").write_text(text, "utf-8")
    captions = webvtt.read(tmp_path / "c.vtt")
    assert [(c.start, c.end) for c in captions][1] == ("00:00:02.000", "00:00:04.000")
    chapters = (tmp_path / "k.vtt").read_text("utf-8")
    assert "00:00:00.000 --> 00:00:02.000\nOne &amp; first\n" in chapters
    assert len(webvtt.read(tmp_path / "k.vtt")) == 2


def lengths(film, *seconds):
    ends = [sum(seconds[: k + 1]) for k in range(len(seconds))]
    step = film.steps[0]
    rows = [
        replace(step, number=k + 1, title=f"S{k}", start=end - seconds[k], end=end)
        for k, end in enumerate(ends)
    ]
    return replace(film, steps=tuple(rows))


def test_youtube_chapters_keep_its_rules(film):
    assert words.youtube(film) is None
    assert words.youtube(lengths(film, 30, 30)) is None
    assert words.youtube(lengths(film, 30, 9.4, 30)) is None
    assert words.youtube(lengths(film, 30, 30, 9)) is None
    assert words.youtube(lengths(film, 30, 45.2, 10)) == "0:00 S0\n0:30 S1\n1:15 S2\n"


def test_transcripts_hold_what_is_said_and_seen(film):
    for text in (words.transcript_txt(film), words.transcript_md(film)):
        assert "This is said: Two." in text
        assert "One colour fills Two." in text
        assert "A book (1986)" in text
    assert "A \\<small> film" in words.transcript_md(film)


def colour(frame):
    r, _, b = frame.to_image().convert("RGB").getpixel((50, 50))
    return "red" if r > b else "blue"


def decoded(path):
    with av.open(str(path)) as source:
        return list(source.decode(video=0))


def test_webm_holds_every_frame(film, tmp_path):
    seen = []
    clips.webm(film.video, tmp_path / "x.webm", seen.append)
    pictures = decoded(tmp_path / "x.webm")
    assert [colour(p) for p in pictures] == ["red"] * 10 + ["blue"] * 10
    assert seen[-1] == pytest.approx(3.8)
    with av.open(str(tmp_path / "x.webm")) as source:
        assert source.streams.video[0].codec_context.name in ("vp9", "libvpx-vp9")


def test_the_gif_is_the_last_step(film, tmp_path):
    clips.gif(film, tmp_path / "x.gif")
    pictures = decoded(tmp_path / "x.gif")
    assert {colour(p) for p in pictures} == {"blue"}
    assert pictures[0].width == 320
    with Image.open(tmp_path / "x.gif") as whole:
        assert whole.info["loop"] == 0


def test_a_step_is_cut_out_and_rewound(film, tmp_path):
    clips.cut(film, film.steps[1], tmp_path / "two.mp4")
    assert [colour(p) for p in decoded(tmp_path / "two.mp4")] == ["blue"] * 10
    whole = replace(film.steps[0], end=4.0)
    clips.back(film, whole, tmp_path / "back.mp4")
    rewound = [colour(p) for p in decoded(tmp_path / "back.mp4")]
    assert rewound == ["blue"] * 15 + ["red"] * 15


def test_stills_are_the_last_frames(film, tmp_path):
    paths = [tmp_path / "01.png", tmp_path / "02.png"]
    stills.stills(film, film.video, paths)
    found = []
    for path in paths:
        with Image.open(path) as picture:
            r, _, b = picture.convert("RGB").getpixel((50, 50))
            found.append("red" if r > b else "blue")
    assert found == ["red", "blue"]
    stills.poster(paths[0], tmp_path / "poster.png")
    assert (tmp_path / "poster.png").stat().st_size > 0


def test_a_storyboard_tells_what_is_said_with_its_seconds_under_the_step_it_belongs_to():
    steps = [
        {"title": t, "start": a, "end": b, "describe": "Seen."}
        for t, a, b in (("One", 0.0, 3.2), ("Two", 3.2, 6.0))
    ]
    cues = [("00:00:00,000", "00:00:02,000", "First."), ("00:00:02,000", "00:00:03,200", "Then.")]
    cues.append(("00:00:03,200", "00:00:06,000", "Last."))
    srt = "\n".join(f"{k}\n{a} --> {b}\n{text}\n" for k, (a, b, text) in enumerate(cues, start=1))
    first, second = _captions(steps, srt).split("\n\n")
    assert [line.split() for line in first.splitlines()[1:]] == [
        ["0.0", "First."],
        ["2.0", "Then."],
        ["shows:", "Seen."],
    ]
    assert [line.split() for line in second.splitlines()[1:-1]] == [["3.2", "Last."]]
