"""A film with its captions spoken: each sentence begins when its caption does (espeak-ng)."""

from __future__ import annotations

import heapq
import os
import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpdeck.material import Caption, Material

__all__ = ["NarrationError", "narrate"]

Samples = NDArray[np.int16]

RATE = 22050
"""Samples a second, espeak-ng's own."""

_VOICE, _TEMPO, _FASTEST = "en-us", 160, 450  # words a minute
_GAP = 0.05  # seconds between a sentence and the next
_TRIES = 6
_FRAME = 1024  # samples in one frame of AAC
_SAID = {"δ": "delta", "φ": "phi", "η": "eta", "∂": "partial ", "ℒ": "the loss", "ℓ": "l",
         "⊙": " times ", "·": " times ", "×": " by ", "−": " minus ", "=": " equals "}  # fmt: skip
# The activation a is a letter; before such words and signs the article cannot stand.
_LETTER_A = re.compile(r"\ba(?=[.,;:?!)]|$|\s(?:and|by|is|minus|of|plus|times|to)\b)")


class NarrationError(RuntimeError):
    """There is no espeak-ng, or a sentence cannot be said in its time; the message says which."""


def narrate(film: Material, out: Path) -> Path:
    """Write the film's video with its captions as speech; the pictures are copied as they are.

    A sentence that would run into the next is spoken faster. `out` may be the film's own video;
    it appears whole or not at all.

    Returns
    -------
    `out`.

    Raises
    ------
    NarrationError
        If espeak-ng is not installed or fails, or if a sentence has too little time even at
        `_FASTEST` words a minute.
    """
    program = shutil.which("espeak-ng") or shutil.which("espeak")
    if program is None:
        raise NarrationError(
            "espeak-ng, which speaks the captions, is not installed. Install it (Debian, Ubuntu: "
            "apt install espeak-ng; macOS: brew install espeak-ng) or go without narration."
        )
    track = np.zeros(round(film.length * RATE), dtype=np.int16)
    for caption, following in zip(film.captions, [*film.captions[1:], None], strict=True):
        end = film.length if following is None else following.start
        start = round(caption.start * RATE)
        room = min(round(end * RATE), track.size) - start
        voice = _spoken(program, film, caption, room / RATE - _GAP)
        track[start : start + voice.size] = voice
    part = out.with_name(out.name + ".part")
    try:
        _mux(film.video, track, part)
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)
    return out


def _spoken(program: str, film: Material, caption: Caption, room: float) -> Samples:
    """The sentence in at most `room` seconds."""
    tempo = float(_TEMPO)
    for _ in range(_TRIES):
        voice = _say(program, _readable(caption.text), round(tempo))
        length = voice.size / RATE
        if length <= room:
            return voice
        if tempo >= _FASTEST or room <= 0:
            break
        tempo = min(_FASTEST, 1.04 * tempo * length / room)
    raise NarrationError(
        f"{film.film}: at {caption.start:.1f} s there are {max(room, 0):.1f} s to say "
        f"{caption.text!r}, which takes {length:.1f} s even fast. "
        "Give the step more time or fewer words."
    )


def _readable(text: str) -> str:
    """The text as it is to be pronounced."""
    for sign, word in _SAID.items():
        text = text.replace(sign, word)
    return _LETTER_A.sub("[[eI]]", text)


def _say(program: str, text: str, tempo: int) -> Samples:
    """What espeak-ng says, without the silence before and after it."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "said.wav"
        command = [program, "-v", _VOICE, "-s", str(tempo), "-z", "-w", str(sound), "--stdin"]
        done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
        if done.returncode or not sound.exists():
            raise NarrationError(f"{program} could not say {text!r}: {done.stderr.strip()}")
        with wave.open(str(sound)) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
                raise NarrationError(f"{program} does not speak {RATE} Hz, mono, 16 bit")
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    heard = np.flatnonzero(np.abs(samples.astype(np.int32)) > 100)
    return samples[heard[0] : heard[-1] + 1] if heard.size else samples[:0]


def _mux(video: Path, track: Samples, out: Path) -> None:
    import av

    options = {"movflags": "+faststart"}  # a page can begin to play before all has come
    with (
        av.open(str(video)) as source,
        av.open(str(out), "w", format="mp4", options=options) as target,
    ):
        picture = source.streams.video[0]
        copied = target.add_stream_from_template(picture)
        voice: Any = target.add_stream("aac", rate=RATE, layout="mono", bit_rate=64000)
        packets = [packet for frame in _frames(track) for packet in voice.encode(frame)]
        packets += voice.encode()
        pictures = _pictures(source, picture, copied)
        for packet in heapq.merge(pictures, packets, key=lambda p: float(p.dts * p.time_base)):
            target.mux(packet)


def _pictures(source: Any, picture: Any, copied: Any) -> Iterator[Any]:
    for packet in source.demux(picture):
        if packet.dts is not None:
            packet.stream = copied
            yield packet


def _frames(track: Samples) -> Iterator[Any]:
    import av

    for start in range(0, track.size, _FRAME):
        frame = av.AudioFrame.from_ndarray(track[None, start : start + _FRAME], "s16", "mono")
        frame.sample_rate, frame.pts = RATE, start
        yield frame
