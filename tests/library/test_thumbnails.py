import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from kling_desktop.clips import stills
from kling_desktop.clips.source import NotAClip
from kling_desktop.library.thumbnails import STRIP_FRAMES, Thumbnails
from tests.clips.making import make_clip


@pytest.fixture
def clip(clips: Path) -> str:
    make_clip(clips / "a.mp4", frames=12)
    return "a.mp4"


@pytest.fixture
def thumbnails(tmp_path: Path, clips: Path) -> Thumbnails:
    return Thumbnails(tmp_path / "cache" / "thumbnails", clips)


def test_made_once(thumbnails: Thumbnails, clip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    poster, strip = thumbnails.poster(clip), thumbnails.filmstrip(clip)
    with Image.open(poster) as image:
        assert (image.format, image.size) == ("JPEG", (160, 90))
    with Image.open(strip) as image:
        assert image.size == (320 * STRIP_FRAMES, 180)
    assert sorted(poster.parent.iterdir()) == sorted([poster, strip])

    monkeypatch.setattr(stills, "open_clip", None)
    assert (thumbnails.poster(clip), thumbnails.filmstrip(clip)) == (poster, strip)


def test_a_clip_replaced_gets_another(thumbnails: Thumbnails, clip: str, clips: Path) -> None:
    before = thumbnails.poster(clip).read_bytes()
    plain = Image.linear_gradient("L").resize((160, 90)).convert("RGB")
    other = make_clip(clips / clip, pictures=[plain] * 5)
    os.utime(other, (other.stat().st_atime, other.stat().st_mtime + 60))
    assert thumbnails.poster(clip).read_bytes() != before


def test_a_clip_that_is_gone_keeps_what_was_made(
    thumbnails: Thumbnails, clip: str, clips: Path
) -> None:
    poster = thumbnails.poster(clip)
    (clips / "a.mp4").unlink()
    assert thumbnails.poster(clip) == poster
    with pytest.raises(FileNotFoundError):
        thumbnails.filmstrip(clip)


def test_what_is_no_clip_leaves_nothing(
    thumbnails: Thumbnails, clips: Path, tmp_path: Path
) -> None:
    (clips / "b.mp4").write_bytes(b"<html>")
    with pytest.raises(NotAClip):
        thumbnails.poster("b.mp4")
    assert not (tmp_path / "cache").exists()


def test_a_failed_write_leaves_nothing(
    thumbnails: Thumbnails, clip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            thumbnails.poster(clip)
    assert list(thumbnails.poster(clip).parent.iterdir()) == [thumbnails.poster(clip)]


def test_several_threads_at_once(thumbnails: Thumbnails, clip: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(lambda _: thumbnails.poster(clip), range(12)))
    (place,) = places
    assert list(place.parent.iterdir()) == [place]


def test_forget(thumbnails: Thumbnails, clip: str) -> None:
    poster, strip = thumbnails.poster(clip), thumbnails.filmstrip(clip)
    thumbnails.forget(clip)
    thumbnails.forget(clip)
    assert not poster.exists()
    assert not strip.exists()
