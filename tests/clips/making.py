"""Small real video files, made by PyAV."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image, ImageDraw

WIDTH, HEIGHT, FPS = 160, 90, 24
_RATE = 44_100
_SAMPLES = 1024


def picture(index: int, width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Frame `index`: it says which one it is by a bar, and moves enough to need every kind."""
    image = Image.new("RGB", (width, height), (40, 70, 110))
    draw = ImageDraw.Draw(image)
    for spot in range(20):
        x, y = (spot * 53 + index * 3) % width, (spot * 31) % height
        draw.ellipse((x, y, x + 16, y + 16), fill=(spot * 12, spot * 71 % 256, 200))
    draw.rectangle((0, 0, width, 15), fill=(0, 0, 0))
    draw.rectangle((0, 0, index * 2, 15), fill=(255, 255, 255))
    return image


def number(image: Image.Image) -> int:
    """Which frame `picture` made this one, read off its bar."""
    row = image.convert("L").crop((0, 7, image.width, 8))
    return round(sum(value > 127 for value in row.tobytes()) / 2 - 0.5)


def make_clip(
    path: Path,
    *,
    frames: int = 24,
    audio: float = 0.0,
    durations: Sequence[int] | None = None,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    fps: int = FPS,
    rotation: int = 0,
    mirrored: bool = False,
    aspect: str = "",
    muxer: dict[str, str] | None = None,
    pictures: Sequence[Image.Image] | None = None,
    **options: str,
) -> Path:
    """A film of `picture(0)`, `picture(1)` …, with `audio` seconds of sound.

    `durations` in 1/`fps` seconds; `options` go to the encoder, `muxer` to the container.
    """
    if pictures is None:
        pictures = [picture(index) for index in range(frames)]
    with av.open(str(path), "w", options=muxer or {}) as container:
        film = container.add_stream(codec, rate=fps, options=options)
        assert isinstance(film, VideoStream)
        film.width, film.height = pictures[0].size
        film.pix_fmt = pixels
        if rotation or mirrored:
            film.set_display_rotation(rotation, hflip=mirrored)
        if aspect:
            film.codec_context.sample_aspect_ratio = Fraction(aspect)
        sound = container.add_stream("aac", rate=_RATE, layout="stereo") if audio else None
        time = 0
        for index, image in enumerate(pictures):
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = time, Fraction(1, fps)
            time += durations[index] if durations else 1
            container.mux(film.encode(frame))
        container.mux(film.encode())
        if sound:
            _add_silence(container, sound, audio)
    return path


def make_sound(path: Path, seconds: float, *, cover: bool = False) -> Path:
    """A file with a sound track and nothing to see but, perhaps, cover art."""
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=_RATE, layout="stereo")
        art = container.add_stream("mjpeg", rate=1) if cover else None
        if art:
            art.width, art.height, art.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
            art.disposition = Disposition(0x400)
        _add_silence(container, sound, seconds)
        if art:
            frame = av.VideoFrame.from_image(picture(0))  # type: ignore[no-untyped-call]
            frame.pts = 0
            container.mux(art.encode(frame))
            container.mux(art.encode())
    return path


def _add_silence(container: OutputContainer, sound: AudioStream, seconds: float) -> None:
    for index in range(round(seconds * _RATE / _SAMPLES)):
        tone = av.AudioFrame(format="fltp", layout="stereo", samples=_SAMPLES)
        tone.sample_rate = _RATE
        tone.pts, tone.time_base = index * _SAMPLES, Fraction(1, _RATE)
        for plane in tone.planes:
            plane.update(bytes(_SAMPLES * 4))
        container.mux(sound.encode(tone))
    container.mux(sound.encode())


def decoded(path: Path) -> list[tuple[int | None, bytes]]:
    """Every frame of the film track: its time and its pixels."""
    with av.open(str(path)) as container:
        return [
            (frame.pts, b"".join(bytes(plane) for plane in frame.planes))
            for frame in container.decode(video=0)
        ]
