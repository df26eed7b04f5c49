from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from kling_desktop.clips.source import NotAClip
from kling_desktop.clips.stills import filmstrip, first_frame, last_frame, poster
from tests.clips.making import make_clip, number


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("plain.mp4", 23),
        ("b_frames.mp4", 23),
        ("fast.mp4", 47),
        ("long_sound.mp4", 23),
        ("uneven.mp4", 11),
        ("oblong.mp4", 23),
        ("pieces.mp4", 23),
        ("web.webm", 23),
        ("web8.webm", 23),
        ("moving.gif", 23),
    ],
)
def test_the_true_last_frame(shelf: Path, name: str, last: int) -> None:
    image = last_frame(shelf / name)
    assert image.mode == "RGB"
    assert number(image.resize((160, 90))) == last


@pytest.mark.parametrize("name", ["b_frames.mp4", "uneven.mp4", "web.webm", "moving.gif"])
def test_the_true_first_frame(shelf: Path, name: str) -> None:
    assert number(first_frame(shelf / name).resize((160, 90))) == 0


def test_last_frame_is_upright_and_square(shelf: Path) -> None:
    turned = last_frame(shelf / "turned.mp4")
    assert turned.size == (90, 160)
    # A quarter turn against the clock, as the display matrix asks: the bar runs up the left side.
    assert number(turned.transpose(Image.Transpose.ROTATE_270)) == 23
    assert last_frame(shelf / "oblong.mp4").size == (213, 90)


def test_last_frame_of_what_is_there(shelf: Path, tmp_path: Path) -> None:
    data = (shelf / "fast.mp4").read_bytes()
    path = tmp_path / "short.mp4"
    path.write_bytes(data[: (data.index(b"mdat") + len(data)) // 2])
    assert 0 < number(last_frame(path)) < 47


@pytest.mark.parametrize("height", [360, 720])
def test_colours_without_a_label(tmp_path: Path, height: int) -> None:
    """A poster has those of players, BT.709 for large films; what goes on, those FFmpeg put in."""
    red = Image.new("RGB", (height * 16 // 9, height), (200, 30, 40))
    path = make_clip(tmp_path / "red.mp4", pictures=[red] * 3, pixels="yuv444p", qp="0")
    assert _off_red(last_frame(path)) <= 3
    assert (_off_red(_jpeg(poster(path, 1280))) <= 5) == (height == 360)


def _off_red(image: Image.Image) -> int:
    found = image.getpixel((100, 100))
    assert isinstance(found, tuple)
    return max(abs(int(a) - b) for a, b in zip(found, (200, 30, 40), strict=True))


def test_poster(shelf: Path) -> None:
    image = _jpeg(poster(shelf / "fast.mp4", 80))
    assert image.size == (80, 45)
    assert number(_jpeg(poster(shelf / "fast.mp4", 1000))) == 4


def test_poster_is_never_enlarged_and_stands_upright(shelf: Path) -> None:
    assert _jpeg(poster(shelf / "plain.mp4", 5000)).size == (160, 90)
    assert _jpeg(poster(shelf / "turned.mp4", 80)).size == (45, 80)


def test_poster_passes_over_black(tmp_path: Path) -> None:
    black = Image.new("RGB", (160, 90))
    bright = Image.radial_gradient("L").resize((160, 90)).convert("RGB")
    path = make_clip(tmp_path / "dark.mp4", pictures=[black] * 6 + [bright] * 18)
    assert ImageStat.Stat(_jpeg(poster(path, 160)).convert("L")).mean[0] > 50
    path = make_clip(tmp_path / "black.mp4", pictures=[black] * 6)
    assert _jpeg(poster(path, 160)).size == (160, 90)


@pytest.mark.parametrize("name", ["fast.mp4", "b_frames.mp4", "web.webm", "pieces.mp4"])
def test_filmstrip(shelf: Path, name: str) -> None:
    frames = 48 if name == "fast.mp4" else 24
    strip = _jpeg(filmstrip(shelf / name, 6, 90))
    assert strip.size == (6 * 160, 90)
    shown = [number(strip.crop((160 * cell, 0, 160 * (cell + 1), 90))) for cell in range(6)]
    wanted = [frames * (2 * cell + 1) // 12 for cell in range(6)]
    assert all(abs(a - b) <= 1 for a, b in zip(shown, wanted, strict=True)), (shown, wanted)


def test_filmstrip_of_more_frames_than_there_are(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "brief.mp4", frames=2)
    assert _jpeg(filmstrip(path, 5, 18)).size == (5 * 32, 18)
    assert _jpeg(filmstrip(path, 2000, 90)).size == (2000 * 32, 90)


def test_filmstrip_of_a_film_that_breaks_off(shelf: Path, tmp_path: Path) -> None:
    data = (shelf / "fast.mp4").read_bytes()
    path = tmp_path / "short.mp4"
    path.write_bytes(data[: (data.index(b"mdat") + len(data)) // 2])
    assert _jpeg(filmstrip(path, 6, 45)).size == (480, 45)


def test_no_clip(tmp_path: Path) -> None:
    path = tmp_path / "page.mp4"
    path.write_bytes(b"<html></html>" * 100)
    with pytest.raises(NotAClip):
        last_frame(path)
    with pytest.raises(NotAClip):
        poster(path, 100)
    with pytest.raises(NotAClip):
        filmstrip(path, 3, 20)


def _jpeg(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    assert image.format == "JPEG"
    image.load()
    return image
