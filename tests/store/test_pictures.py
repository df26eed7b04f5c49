import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kling_desktop.frames.fit import Fitted
from kling_desktop.store import durable
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef


def fitted(data: bytes = b"a picture", media_type: str = "image/jpeg") -> Fitted:
    """Made fit already; the store does not look inside."""
    return Fitted(
        data=data, media_type=media_type, width=640, height=360, steps=(), name="boat.jpg"
    )


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def store(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


@pytest.mark.parametrize(("media_type", "suffix"), [("image/jpeg", ".jpg"), ("image/png", ".png")])
def test_a_picture_is_kept_under_its_hash(
    store: Pictures, tmp_path: Path, media_type: str, suffix: str
) -> None:
    frame = store.keep(fitted(media_type=media_type))
    digest = hashlib.sha256(b"a picture").hexdigest()
    assert frame == FrameRef(
        picture=digest, media_type=media_type, width=640, height=360, size=9, name="boat.jpg"
    )
    assert store.path(frame).read_bytes() == b"a picture"
    assert files(tmp_path) == [f"pictures/{digest[:2]}/{digest}{suffix}"]
    assert store.has(frame)


def test_the_same_bytes_are_kept_once(store: Pictures, tmp_path: Path) -> None:
    first = store.keep(fitted())
    written = store.path(first).stat()
    assert store.keep(fitted()) == first
    assert store.path(first).stat().st_ino == written.st_ino
    assert len(files(tmp_path)) == 1


def test_another_store_on_the_folder_finds_it(store: Pictures, tmp_path: Path) -> None:
    frame = store.keep(fitted())
    assert Pictures(tmp_path / "pictures").has(frame)
    assert not Pictures(tmp_path / "elsewhere").has(frame)


@pytest.mark.parametrize("damage", [b"", b"a pict", b"a picture and more"])
def test_a_file_of_another_length_is_written_anew(store: Pictures, damage: bytes) -> None:
    frame = store.keep(fitted())
    store.path(frame).write_bytes(damage)
    assert not store.has(frame)
    assert store.keep(fitted()) == frame
    assert store.path(frame).read_bytes() == b"a picture"


def test_what_was_taken_away_is_missed(store: Pictures) -> None:
    frame = store.keep(fitted())
    store.path(frame).unlink()
    assert not store.has(frame)
    store.path(frame).mkdir()
    assert not store.has(frame)


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_fault_while_writing_leaves_nothing_behind(
    store: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        if failing == "fsync":
            patched.setattr(os, "fsync", fail)
        else:
            patched.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="No space"):
            store.keep(fitted())
    assert files(tmp_path) == []
    assert store.has(store.keep(fitted()))


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("in the way")
    with pytest.raises(OSError, match="pictures"):
        Pictures(tmp_path / "pictures").keep(fitted())


def test_bytes_are_synced_before_the_name_exists_and_the_name_after(
    store: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        real_fsync(handle)
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        happened.append("folder" if is_folder else "bytes")

    def replace(self: Path, target: Path) -> Path:
        happened.append("named")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    store.keep(fitted())
    named = happened.index("named")
    assert "bytes" in happened[:named]
    assert happened[named:] == ["named", "folder"]


def test_a_new_folders_own_name_is_synced_too(
    store: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut must not take the folder away from around a file that was synced."""
    synced: set[int] = set()
    real_fsync = os.fsync

    def fsync(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        real_fsync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    frame = store.keep(fitted())
    folders = (tmp_path, tmp_path / "pictures", store.path(frame).parent)
    assert {folder.stat().st_ino for folder in folders} <= synced


def test_many_at_once_end_with_one_whole_file(store: Pictures, tmp_path: Path) -> None:
    picture = fitted(bytes(range(256)) * 2000)
    with ThreadPoolExecutor(8) as pool:
        frames = set(pool.map(lambda _: store.keep(picture), range(32)))
    (frame,) = frames
    assert store.path(frame).read_bytes() == picture.data
    assert len(files(tmp_path)) == 1


def test_syncing_a_folder_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        durable.sync_folder(tmp_path / "gone")
