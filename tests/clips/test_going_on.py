"""The frame that film goes on from: the one that the ffmpeg program takes, with no colour lost."""

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import av
import pytest
from PIL import Image, ImageStat

from kling_desktop.clips.stills import last_frame
from tests.clips.making import make_clip, picture
from tests.practice.studio_props import picture as still
from tests.practice.test_clip import make as practise

FFMPEG: Final = shutil.which("ffmpeg")

_BELOW_THE_MARK = (0, 200, 1280, 720)
_GENERATIONS = 5


def _large(path: Path) -> Path:
    return make_clip(path, pictures=[picture(index, 1280, 720) for index in range(8)])


def _odd(path: Path, codec: str, pixels: str) -> Path:
    pictures = [picture(index, 161, 91) for index in range(8)]
    return make_clip(path, codec=codec, pixels=pixels, pictures=pictures, fps=10)


def _labelled(path: Path, colours: str, spread: str) -> Path:
    return make_clip(path, colorspace=colours, color_range=spread)


KINDS: Final[dict[str, Callable[[Path], Path]]] = {
    "large.mp4": _large,
    "bt709.mp4": lambda path: _labelled(path, "bt709", "tv"),
    "bt709_full.mp4": lambda path: _labelled(path, "bt709", "pc"),
    "bt601.mp4": lambda path: _labelled(path, "smpte170m", "tv"),
    "bt601_pal.mp4": lambda path: _labelled(path, "bt470bg", "tv"),
    "bt601_full.mp4": lambda path: _labelled(path, "smpte170m", "pc"),
    "bt2020.mp4": lambda path: _labelled(path, "bt2020nc", "tv"),
    "deep.mp4": lambda path: make_clip(path, pixels="yuv420p10le"),
    "rgb.mp4": lambda path: make_clip(path, codec="libx264rgb", pixels="rgb24"),
    "turned_180.mp4": lambda path: make_clip(path, rotation=180),
    "turned_270.mp4": lambda path: make_clip(path, rotation=270),
    "mirrored.mp4": lambda path: make_clip(path, mirrored=True),
    "mirrored_90.mp4": lambda path: make_clip(path, rotation=90, mirrored=True),
    "mirrored_180.mp4": lambda path: make_clip(path, rotation=180, mirrored=True),
    "mirrored_270.mp4": lambda path: make_clip(path, rotation=270, mirrored=True),
    "odd.gif": lambda path: _odd(path, "gif", "rgb8"),
    "odd.webm": lambda path: _odd(path, "libvpx-vp9", "yuv420p"),
    "odd.mp4": lambda path: _odd(path, "libx264", "yuv444p"),
    "open_gop.mp4": lambda path: make_clip(
        path, frames=40, x264opts="open-gop=1:keyint=12:bframes=3"
    ),
    "refreshed.mp4": lambda path: make_clip(path, frames=40, x264opts="intra-refresh=1:keyint=12"),
    "practice.mp4": lambda path: practise(path.parent, seconds=1.0, sound=True),
}

SHELF: Final = [
    "plain.mp4",
    "b_frames.mp4",  # its sound ends before the film
    "long_sound.mp4",
    "uneven.mp4",
    "turned.mp4",
    "pieces.mp4",
    "web.webm",
    "web8.webm",
    "moving.gif",
    "apple.mov",
]


@pytest.mark.skipif(FFMPEG is None, reason="no ffmpeg program here to compare with")
@pytest.mark.parametrize("name", [*SHELF, *KINDS])
def test_it_is_to_the_bit_what_ffmpeg_takes(shelf: Path, tmp_path: Path, name: str) -> None:
    path = KINDS[name](tmp_path / name) if name in KINDS else shelf / name
    found = last_frame(path)
    pixels = _ffmpeg(path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    length = len(found.tobytes())
    assert len(pixels) % length == 0
    assert pixels[-length:] == found.tobytes()
    # Every decoded frame is written over the one before, whatever times they bear.
    whole = tmp_path / "last.png"
    _ffmpeg(path, "-fps_mode", "passthrough", "-update", "1", "-pix_fmt", "rgb24", str(whole))
    with Image.open(whole) as image:
        assert image.size == found.size
        assert image.tobytes() == found.tobytes()


@pytest.mark.skipif(FFMPEG is None, reason="no ffmpeg program here to compare with")
def test_oblong_pixels_are_squared_as_ffmpeg_would_if_asked(shelf: Path) -> None:
    found = last_frame(shelf / "oblong.mp4")
    size = f"scale={found.width}:{found.height}:flags=bicubic"
    pixels = _ffmpeg(shelf / "oblong.mp4", "-vf", size, "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    assert pixels[-len(found.tobytes()) :] == found.tobytes()


def test_colours_that_ffmpeg_cannot_convert_are_taken_for_bt601(tmp_path: Path) -> None:
    """As Debian 12's does; newer ones refuse such a film, which helps nobody."""
    # Without loss: what an encoder leaves out differs a little on a busy machine.
    strange = make_clip(tmp_path / "a.mp4", colorspace="ycgco", color_range="tv", qp="0")
    usual = make_clip(tmp_path / "b.mp4", colorspace="smpte170m", color_range="tv", qp="0")
    assert last_frame(strange).tobytes() == last_frame(usual).tobytes()


def test_practice_clips_say_what_their_colours_are(tmp_path: Path) -> None:
    path = practise(tmp_path, seconds=0.25)
    with av.open(str(path)) as container:
        film = container.streams.video[0].codec_context
        labels = film.colorspace, film.color_primaries, film.color_trc, film.color_range
        assert labels == (1, 1, 1, 1)  # BT.709 thrice, and video range


@pytest.mark.parametrize(
    ("colour", "most"), [("", 4.5), ("#808080", 0), ("#ffffff", 0), ("#d8a080", 1)]
)
def test_colours_stay_put_from_clip_to_clip(tmp_path: Path, colour: str, most: float) -> None:
    """In levels of 255, over clips each made from the last frame of the one before."""
    current = still(1280, 720, form="PNG")
    if colour:
        current = _png(Image.new("RGB", (1280, 720), colour))
    before = _mean(Image.open(BytesIO(current)))
    for generation in range(_GENERATIONS):
        folder = tmp_path / str(generation)
        folder.mkdir()
        clip = practise(folder, current, end_image="image.jpg", seconds=0.5)
        current = _png(last_frame(clip))
    after = _mean(Image.open(BytesIO(current)))
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= most


def _ffmpeg(path: Path, *wanted: str) -> bytes:
    assert FFMPEG is not None
    command = [FFMPEG, "-v", "error", "-i", str(path), "-map", "0:v:0", *wanted]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout


def _png(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "PNG", compress_level=1)
    return target.getvalue()


def _mean(image: Image.Image) -> list[float]:
    return ImageStat.Stat(image.convert("RGB").crop(_BELOW_THE_MARK)).mean
