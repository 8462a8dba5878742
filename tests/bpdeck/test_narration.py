"""The tiny film with its captions spoken: when there is a voice, and when not."""

import hashlib
import subprocess
from dataclasses import replace

import av
import numpy as np
import pytest
from packing import small_film
from programs import need

from bpdeck import narration
from bpdeck.material import Caption
from bpdeck.narration import NarrationError, narrate


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return small_film(tmp_path_factory.mktemp("film"))


@pytest.fixture
def espeak():
    return need("espeak-ng")


def captions(film, *texts):
    """The film with these sentences at 0.4 s and at 2 s."""
    first, second = texts
    return replace(film, captions=(Caption(0.4, 2.0, first), Caption(2.0, 4.0, second)))


def voice(path):
    """(times of all samples, whether there is sound, smoothed over 20 ms)."""
    times, sound = [], []
    with av.open(str(path)) as source:
        for frame in source.decode(audio=0):
            samples = np.asarray(frame.to_ndarray()).reshape(-1)
            times.append(frame.time + np.arange(samples.size) / frame.sample_rate)
            sound.append(np.abs(samples.astype(float)))
    loud = np.convolve(np.concatenate(sound), np.ones(441) / 441, mode="same")
    return np.concatenate(times), loud > 0.01


def pictures(path):
    with av.open(str(path)) as source:
        return [
            (p.pts * p.time_base, hashlib.sha256(bytes(p)).hexdigest())
            for p in source.demux(video=0)
            if p.dts is not None
        ]


def test_each_sentence_begins_with_its_caption(film, tmp_path, espeak):
    film = captions(film, "Forward.", "And back.")
    out = narrate(film, tmp_path / "out.mp4")
    times, loud = voice(out)
    assert not loud[times < 0.35].any()
    assert loud[(times > 0.4) & (times < 0.6)].any()
    between = loud[(times > 1.5) & (times < 1.95)]  # one word takes less than a second
    assert not between.any()
    assert loud[(times > 2.0) & (times < 2.2)].any()
    assert times[-1] == pytest.approx(4.0, abs=0.1)
    assert pictures(out) == pictures(film.video)


def test_a_long_sentence_is_spoken_faster(film, tmp_path, espeak):
    long = "Nudge a hidden unit, and each sum it feeds moves as much."
    usual = narration._say(espeak, long, 160).size / narration.RATE
    assert usual > 1.6 * 1.5
    times, loud = voice(narrate(captions(film, long, "Next."), tmp_path / "out.mp4"))
    assert loud[(times > 1.5) & (times < 1.8)].any()
    assert not loud[(times > 1.97) & (times < 1.99)].any()


def test_too_many_words_are_an_error_that_says_where(film, tmp_path, espeak):
    out = tmp_path / "out.mp4"
    with pytest.raises(NarrationError, match=r"small: at 0\.4 s there are 1\.\d s to say 'word"):
        narrate(captions(film, "word " * 60, "Next."), out)
    assert list(tmp_path.iterdir()) == []


def test_the_films_own_video_can_be_replaced(tmp_path, espeak):
    film = small_film(tmp_path)
    before = pictures(film.video)
    assert narrate(film, film.video) == film.video
    assert pictures(film.video) == before
    assert voice(film.video)[1].any()


def test_without_espeak_it_says_what_to_install(film, tmp_path, monkeypatch):
    monkeypatch.setattr(narration.shutil, "which", lambda _: None)
    with pytest.raises(NarrationError, match="apt install espeak-ng"):
        narrate(film, tmp_path / "out.mp4")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("each z it feeds, a whole network", "each z it feeds, a whole network"),
        ("delta times a: an outer product", "delta times [[eI]]: an outer product"),
        ("z moves by a times as much", "z moves by [[eI]] times as much"),
        ("δ is −1", "delta is  minus 1"),
    ],
)
def test_symbols_are_pronounced(text, said):
    assert narration._readable(text) == said


def test_the_letter_a_is_not_the_article(espeak):
    def phonemes(text):
        command = [espeak, "-q", "-x", "-v", "en-us", text]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "eI" in phonemes(narration._readable("an a."))
