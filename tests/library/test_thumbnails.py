import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from kling_desktop.clips import stills
from kling_desktop.clips.source import NotAClip
from kling_desktop.library.index import Entry, Library
from kling_desktop.library.thumbnails import STRIP_FRAMES, Thumbnails
from tests.clips.making import make_clip
from tests.library.making import add


@pytest.fixture
def entry(library: Library, clips: Path) -> Entry:
    make_clip(clips / "a.mp4", frames=12)
    return add(library)


@pytest.fixture
def thumbnails(tmp_path: Path, clips: Path) -> Thumbnails:
    return Thumbnails(tmp_path / "cache" / "thumbnails", clips)


def test_made_once(thumbnails: Thumbnails, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    poster, strip = thumbnails.poster(entry), thumbnails.filmstrip(entry)
    with Image.open(poster) as image:
        assert (image.format, image.size) == ("JPEG", (160, 90))
    with Image.open(strip) as image:
        assert image.size == (320 * STRIP_FRAMES, 180)
    assert sorted(poster.parent.iterdir()) == sorted([poster, strip])

    monkeypatch.setattr(stills, "open_clip", None)
    assert (thumbnails.poster(entry), thumbnails.filmstrip(entry)) == (poster, strip)


def test_a_clip_replaced_gets_another(thumbnails: Thumbnails, entry: Entry, clips: Path) -> None:
    before = thumbnails.poster(entry).read_bytes()
    plain = Image.linear_gradient("L").resize((160, 90)).convert("RGB")
    clip = make_clip(clips / "a.mp4", pictures=[plain] * 5)
    os.utime(clip, (clip.stat().st_atime, clip.stat().st_mtime + 60))
    assert thumbnails.poster(entry).read_bytes() != before


def test_a_clip_that_is_gone_keeps_what_was_made(
    thumbnails: Thumbnails, entry: Entry, clips: Path
) -> None:
    poster = thumbnails.poster(entry)
    (clips / "a.mp4").unlink()
    assert thumbnails.poster(entry) == poster
    with pytest.raises(FileNotFoundError):
        thumbnails.filmstrip(entry)


def test_what_is_no_clip_leaves_nothing(
    thumbnails: Thumbnails, library: Library, clips: Path, tmp_path: Path
) -> None:
    (clips / "b.mp4").write_bytes(b"<html>")
    with pytest.raises(NotAClip):
        thumbnails.poster(add(library, "b.mp4"))
    assert not (tmp_path / "cache").exists()


def test_a_failed_write_leaves_nothing(
    thumbnails: Thumbnails, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            thumbnails.poster(entry)
    assert list(thumbnails.poster(entry).parent.iterdir()) == [thumbnails.poster(entry)]


def test_several_threads_at_once(thumbnails: Thumbnails, entry: Entry) -> None:
    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(lambda _: thumbnails.poster(entry), range(12)))
    (place,) = places
    assert list(place.parent.iterdir()) == [place]


def test_forget(thumbnails: Thumbnails, entry: Entry) -> None:
    poster, strip = thumbnails.poster(entry), thumbnails.filmstrip(entry)
    thumbnails.forget(entry)
    thumbnails.forget(entry)
    assert not poster.exists()
    assert not strip.exists()
