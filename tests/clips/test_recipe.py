import errno
import os
import shutil
import stat
from pathlib import Path

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_desktop.clips import recipe
from kling_desktop.clips.probe import probe
from tests.clips.making import decoded

RECIPE = b'{"prompt": "a lighthouse, \xc3\xa9"}'


@pytest.fixture
def clip(shelf: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(shelf / "fast.mp4", tmp_path / "clip.mp4"))


@pytest.mark.parametrize(
    "name", ["plain.mp4", "fast.mp4", "pieces.mp4", "turned.mp4", "apple.mov", "long_sound.mp4"]
)
def test_the_film_is_the_same_afterwards(shelf: Path, tmp_path: Path, name: str) -> None:
    path = Path(shutil.copy(shelf / name, tmp_path))
    before = path.read_bytes()
    assert recipe.write(path, RECIPE)
    assert recipe.read(path) == RECIPE
    assert path.read_bytes()[: len(before)] == before
    assert decoded(path) == decoded(shelf / name)
    assert _said(path) == _said(shelf / name)
    found, was = probe(path), probe(shelf / name)
    assert (found.frames, found.seconds, found.damaged) == (was.frames, was.seconds, False)


def test_nothing_to_read(clip: Path, shelf: Path) -> None:
    assert recipe.read(clip) is None
    assert recipe.read(shelf / "web.webm") is None


def test_writing_again_replaces(clip: Path) -> None:
    size = clip.stat().st_size
    recipe.write(clip, b"a long one" * 100)
    recipe.write(clip, RECIPE)
    assert recipe.read(clip) == RECIPE
    assert clip.stat().st_size == size + 24 + len(RECIPE)
    recipe.write(clip, b"")
    assert recipe.read(clip) == b""


def test_one_that_something_was_put_behind_is_blanked(clip: Path) -> None:
    recipe.write(clip, b"private words")
    with clip.open("ab") as file:
        file.write((8).to_bytes(4) + b"free")
    assert recipe.read(clip) == b"private words"
    assert recipe.write(clip, RECIPE)
    assert recipe.read(clip) == RECIPE
    assert b"private words" not in clip.read_bytes()
    assert not probe(clip).damaged


@pytest.mark.parametrize("name", ["web.webm", "moving.gif"])
def test_other_containers_are_left_alone(shelf: Path, tmp_path: Path, name: str) -> None:
    path = Path(shutil.copy(shelf / name, tmp_path))
    assert not recipe.write(path, RECIPE)
    assert path.read_bytes() == (shelf / name).read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"\0\0\0\x08what",
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\0mdat" + b"x" * 20,
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\xffmdat" + b"x" * 20,
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0",
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\4mdat",
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\1mdat\xff\xff\xff\xff\xff\xff\xff\xff",
    ],
)
def test_where_nothing_can_be_appended(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "odd.mp4"
    path.write_bytes(data)
    assert not recipe.write(path, RECIPE)
    assert path.read_bytes() == data
    assert recipe.read(path) is None


def test_large_boxes_are_walked(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    head = b"\0\0\0\x10ftypisom\0\0\0\0"
    path.write_bytes(head + b"\0\0\0\1mdat" + (116).to_bytes(8) + b"x" * 100)
    assert recipe.write(path, RECIPE)
    assert recipe.read(path) == RECIPE
    wide = b"\0\0\0\1uuid" + (32 + 4).to_bytes(8) + recipe.RECIPE_UUID.bytes + b"wide"
    path.write_bytes(head + wide + b"\0\0\0\x08free")
    assert recipe.read(path) == b"wide"
    recipe.strip(path, path)
    assert recipe.read(path) is None
    assert path.read_bytes()[-8:] == b"\0\0\0\x08free"


def test_a_recipe_torn_by_a_power_cut_is_mended(clip: Path) -> None:
    before = clip.read_bytes()
    recipe.write(clip, RECIPE)
    os.truncate(clip, clip.stat().st_size - 5)
    assert recipe.read(clip) is None
    assert not probe(clip).damaged
    assert recipe.write(clip, RECIPE)
    assert clip.read_bytes()[: len(before)] == before
    assert recipe.read(clip) == RECIPE


@pytest.mark.parametrize("earlier", [None, b"the earlier recipe"])
def test_a_full_disk_leaves_the_file_as_it_was(
    clip: Path, monkeypatch: pytest.MonkeyPatch, earlier: bytes | None
) -> None:
    if earlier is not None:
        recipe.write(clip, earlier)
    before = clip.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            recipe.write(clip, RECIPE * 100)
    assert clip.read_bytes() == before
    assert recipe.read(clip) == earlier


def test_too_large(clip: Path) -> None:
    most = bytes(recipe.RECIPE_BYTES)
    assert recipe.write(clip, most)
    assert recipe.read(clip) == most
    with pytest.raises(ValueError, match="recipe"):
        recipe.write(clip, most + b"x")
    with clip.open("ab") as file:
        size = 24 + recipe.RECIPE_BYTES + 1
        file.write(size.to_bytes(4) + b"uuid" + recipe.RECIPE_UUID.bytes + most + b"x")
    assert recipe.read(clip) == most


def test_strip_gives_back_what_was_downloaded(clip: Path, shelf: Path, tmp_path: Path) -> None:
    recipe.write(clip, RECIPE)
    target = tmp_path / "out" / "film.mp4"
    target.parent.mkdir()
    recipe.strip(clip, target)
    assert target.read_bytes() == (shelf / "fast.mp4").read_bytes()
    assert recipe.read(clip) == RECIPE
    assert list(target.parent.iterdir()) == [target]
    made = target.parent / "like"
    made.touch()
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(made.stat().st_mode)


def test_strip_copies_what_has_no_boxes(shelf: Path, tmp_path: Path) -> None:
    recipe.strip(shelf / "web.webm", tmp_path / "copy.webm")
    assert (tmp_path / "copy.webm").read_bytes() == (shelf / "web.webm").read_bytes()


def test_strip_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(FileNotFoundError):
        recipe.strip(tmp_path / "gone.mp4", tmp_path / "out" / "film.mp4")
    assert list((tmp_path / "out").iterdir()) == []


@settings(deadline=None)
@given(data=st.binary(max_size=200), tail=st.binary(max_size=60))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes, tail: bytes) -> None:
    path = tmp_path_factory.mktemp("any", numbered=True) / "any.mp4"
    for whole in (data, b"\0\0\0\x10ftypisom\0\0\0\0" + data, data + _box(RECIPE) + tail):
        path.write_bytes(whole)
        recipe.read(path)
        if recipe.write(path, RECIPE):
            assert recipe.read(path) == RECIPE
        else:
            assert path.read_bytes() == whole
        recipe.strip(path, path)
        assert recipe.read(path) is None


def _box(data: bytes) -> bytes:
    return (24 + len(data)).to_bytes(4) + b"uuid" + recipe.RECIPE_UUID.bytes + data


def _said(path: Path) -> object:
    """What a prober reads without decoding."""
    with av.open(str(path)) as container:
        return (
            container.metadata,
            container.duration,
            container.start_time,
            [
                (s.type, s.codec_context.name, s.time_base, s.duration, s.frames, s.metadata)
                for s in container.streams
            ],
        )
