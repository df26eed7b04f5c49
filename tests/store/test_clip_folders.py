import os
from pathlib import Path

import pytest

from kling_desktop.store.clip_folders import ClipFolders, usable


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    made = tmp_path / "now", tmp_path / "before", tmp_path / "long ago"
    for folder in made:
        folder.mkdir()
    return made


def test_what_lies_in_an_earlier_folder_is_found_there(folders: tuple[Path, Path, Path]) -> None:
    now, before, long_ago = folders
    (before / "boat-7f.mp4").touch()
    (long_ago / "sea-3a.mp4").touch()
    clips = ClipFolders.open(now, [before, long_ago])
    clips.look()
    assert clips / "boat-7f.mp4" == before / "boat-7f.mp4"
    assert clips / "sea-3a.mp4" == long_ago / "sea-3a.mp4"


def test_what_is_new_goes_to_the_folder_of_now(folders: tuple[Path, Path, Path]) -> None:
    now, before, _ = folders
    clips = ClipFolders.open(now, [before])
    assert clips / "new-11.mp4" == now / "new-11.mp4"
    assert type(clips / "new-11.mp4") is type(now)
    assert clips / "" == now
    assert clips == now
    assert clips.parent / "boat" == now.parent / "boat"
    clips.mkdir(parents=True, exist_ok=True)


def test_of_two_of_one_name_the_one_of_now_is_meant(folders: tuple[Path, Path, Path]) -> None:
    now, before, _ = folders
    for folder in (now, before):
        (folder / "boat-7f.mp4").touch()
    clips = ClipFolders.open(now, [before])
    clips.look()
    assert clips / "boat-7f.mp4" == clips.find("boat-7f.mp4") == now / "boat-7f.mp4"


def test_an_earlier_folder_that_is_away_is_passed_over(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    now, before, _ = folders
    (before / "boat-7f.mp4").touch()
    clips = ClipFolders.open(now, [tmp_path / "unplugged", before])
    clips.look()
    assert clips / "boat-7f.mp4" == before / "boat-7f.mp4"


def test_a_folder_that_is_away_is_not_usable(tmp_path: Path) -> None:
    assert usable(tmp_path)
    assert not usable(tmp_path / "unplugged")
    (tmp_path / "file").touch()
    assert not usable(tmp_path / "file")


def test_to_know_the_folders_is_no_reason_to_look_at_a_disk(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that hangs must not keep the window from opening, or from naming a clip's place."""
    now, before, _ = folders

    def hang(*_: object, **__: object) -> None:
        raise AssertionError("it looked")

    with monkeypatch.context() as hanging:
        for name in ("stat", "scandir", "listdir", "access"):
            hanging.setattr(os, name, hang)
        clips = ClipFolders.open(now, [before], own=before)
        place = clips / "boat-7f.mp4"
    assert place == now / "boat-7f.mp4"


def test_a_drive_that_comes_back_is_seen(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    now, _, _ = folders
    drive = tmp_path / "drive"
    clips = ClipFolders.open(now, [drive])
    clips.look()
    assert clips.away() == (drive,)
    assert clips.find("sea-3a.mp4") == now / "sea-3a.mp4"
    drive.mkdir()
    (drive / "sea-3a.mp4").touch()
    assert clips.find("sea-3a.mp4") == clips / "sea-3a.mp4" == drive / "sea-3a.mp4"
    assert clips.away() == ()


def test_what_moved_is_found_where_it_is_now(folders: tuple[Path, Path, Path]) -> None:
    now, before, _ = folders
    (before / "boat-7f.mp4").touch()
    clips = ClipFolders.open(now, [before])
    clips.look()
    (before / "boat-7f.mp4").rename(now / "boat-7f.mp4")
    assert clips.find("boat-7f.mp4") == clips / "boat-7f.mp4" == now / "boat-7f.mp4"


def test_only_our_own_folder_is_made(tmp_path: Path) -> None:
    """Below the mount point of a drive that has gone a clip would be hidden once it is back."""
    own, mount = tmp_path / "home" / "clips", tmp_path / "mount"
    mount.mkdir()
    clips = ClipFolders.open(mount / "clips", own=own)
    assert clips.away() == (mount / "clips",)
    assert clips.place("boat-7f.mp4") == clips / "boat-7f.mp4" == own / "boat-7f.mp4"
    assert clips.stands_in(own / "boat-7f.mp4")
    assert own.is_dir()
    assert not list(mount.iterdir())
    (mount / "clips").mkdir()
    assert clips.place("boat-7f.mp4") == clips / "boat-7f.mp4" == mount / "clips" / "boat-7f.mp4"
    assert not clips.stands_in(own / "boat-7f.mp4")


def test_our_own_folder_that_was_never_made_is_not_away(tmp_path: Path) -> None:
    assert ClipFolders.open(tmp_path / "clips").away() == ()
    assert ClipFolders.open(tmp_path, own=tmp_path / "clips").away() == ()
