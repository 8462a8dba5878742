"""A film's video in other forms: WebM, a short GIF, one clip a step. PyAV does it, as in Manim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from bpdeck.material import Material, Step

__all__ = ["back", "cut", "gif", "webm"]

GIF_SECONDS, GIF_WIDTH, GIF_FPS = 8.0, 480, 10
BACK_FRAMES = 30  # a step is rewound in a second, however long it was
Watch = Callable[[float], None]
"""Told how many seconds of the film are done."""


def webm(video: Path, out: Path, watch: Watch = lambda _: None) -> None:
    """Encode `video` as VP9, with its sound as Opus if it has any."""
    import av

    with av.open(str(video)) as source, av.open(str(out), "w", format="webm") as target:
        picture = source.streams.video[0]
        # Quick settings: flat colours and thin lines lose nothing that can be seen.
        fast = {"deadline": "realtime", "cpu-used": "7", "row-mt": "1", "crf": "34", "b": "0"}
        encoder: Any = target.add_stream("libvpx-vp9", rate=_rate(picture), options=fast)
        encoder.width, encoder.height = picture.width, picture.height
        encoder.pix_fmt = "yuv420p"
        sound = source.streams.audio[0] if source.streams.audio else None
        streams: list[Any] = [picture] if sound is None else [picture, sound]
        voice: Any = None if sound is None else target.add_stream("libopus", rate=48000)
        resample = av.AudioResampler("s16", "mono", 48000) if voice is not None else None
        if voice is not None:
            voice.layout = "mono"
        for frame in source.decode(*streams):
            if isinstance(frame, av.VideoFrame):
                frame.pict_type = av.video.frame.PictureType.NONE
                target.mux(encoder.encode(frame))
                watch(frame.time or 0.0)
            elif resample is not None:
                for piece in resample.resample(frame):
                    target.mux(voice.encode(piece))
        target.mux(encoder.encode())
        if voice is not None:
            target.mux(voice.encode())


def gif(film: Material, out: Path) -> None:
    """The last step, at most `GIF_SECONDS` of it, small enough for a page or a message."""
    from PIL import Image

    last = film.steps[-1]
    start = max(last.start, last.end - GIF_SECONDS)
    count = max(1, round((last.end - start) * GIF_FPS))
    times = [start + k / GIF_FPS for k in range(count)]
    pictures = []
    for image in (frame.to_image() for frame in _at(film.video, times)):
        image.thumbnail((GIF_WIDTH, GIF_WIDTH))
        pictures.append(image)
    # One palette for all, made from first, middle and last: colours do not flicker.
    w, h = pictures[0].size
    sample = Image.new("RGB", (w, 3 * h))
    for k, image in enumerate((pictures[0], pictures[len(pictures) // 2], pictures[-1])):
        sample.paste(image, (0, k * h))
    palette = sample.quantize(128)
    frames = [p.quantize(palette=palette, dither=Image.Dither.NONE) for p in pictures]
    lasts = [1000 // GIF_FPS] * (len(frames) - 1) + [2000]  # the end can be read before it loops
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=lasts, loop=0, optimize=True
    )


def cut(film: Material, step: Step, out: Path) -> None:
    """The video of one step, without sound: copied where it begins at a key frame, else encoded.

    Manim begins every animation with a key frame, so that its films need no encoding.
    """
    import av

    with av.open(str(film.video)) as source:
        picture = source.streams.video[0]
        half = 0.5 / float(_rate(picture))
        packets = _between(source, step.start - half, step.end - half)
        first = next(packets, None)
        if first is None or not first.is_keyframe or abs(_time(first) - step.start) > half:
            _encode(_frames(film.video, step.start - half, step.end - half), out, _rate(picture))
            return
        with av.open(str(out), "w", format="mp4") as target:
            stream = target.add_stream_from_template(picture)
            began = first.dts if first.dts is not None else 0
            while first is not None:
                first.pts = None if first.pts is None else first.pts - began
                first.dts = None if first.dts is None else first.dts - began
                first.stream = stream
                target.mux(first)
                first = next(packets, None)


def back(film: Material, step: Step, out: Path) -> None:
    """One step backwards, in `BACK_FRAMES` frames: what a presenter sees when going back."""
    length = step.end - step.start
    times = [step.start + length * (k + 0.5) / BACK_FRAMES for k in range(BACK_FRAMES)]
    _encode(iter(list(_at(film.video, times))[::-1]), out, Fraction(30))


def _encode(frames: Iterator[Any], out: Path, rate: Fraction) -> None:
    import av

    with av.open(str(out), "w", format="mp4") as target:
        stream: Any = None
        for k, frame in enumerate(frames):
            if stream is None:
                options = {"crf": "23", "preset": "veryfast"}
                stream = target.add_stream("libx264", rate=rate, options=options)
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
            frame.pts, frame.time_base = k, 1 / rate
            frame.pict_type = av.video.frame.PictureType.NONE
            target.mux(stream.encode(frame))
        if stream is None:
            raise ValueError(f"{out.name}: there is no frame in this step")
        target.mux(stream.encode())


def _at(video: Path, times: list[float]) -> Iterator[Any]:
    """The frame on screen at each of `times`, which rise."""
    due = iter(times)
    time = next(due, None)
    last = None
    for frame in _frames(video, max(0.0, times[0] - 1.0), times[-1] + 1.0):
        while time is not None and frame.time > time and last is not None:
            yield last
            time = next(due, None)
        last = frame
    while time is not None and last is not None:
        yield last
        time = next(due, None)


def _frames(video: Path, start: float, end: float) -> Iterator[Any]:
    """Frames shown from `start` to `end`, in seconds."""
    import av

    with av.open(str(video)) as source:
        picture = source.streams.video[0]
        if start > 0 and picture.time_base:
            source.seek(int(start / picture.time_base), stream=picture)
        for frame in source.decode(picture):
            if frame.time is not None and frame.time >= end:
                return
            if frame.time is not None and frame.time >= start:
                yield frame


def _between(source: Any, start: float, end: float) -> Iterator[Any]:
    """Packets as they are stored, from the key frame next to `start` to that next to `end`."""
    picture = source.streams.video[0]
    source.seek(int(max(0.0, start) / picture.time_base), stream=picture)
    inside = False
    for packet in source.demux(picture):
        if packet.dts is None:
            return
        if packet.is_keyframe and packet.pts is not None:
            if _time(packet) >= end:
                return
            inside = inside or _time(packet) >= start
        if inside:
            yield packet


def _time(packet: Any) -> float:
    return float(packet.pts * packet.time_base)


def _rate(picture: Any) -> Fraction:
    return Fraction(picture.average_rate or picture.guessed_rate or 30).limit_denominator(1001)
