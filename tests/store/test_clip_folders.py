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
    assert ClipFolders.open(now, [before]) / "boat-7f.mp4" == now / "boat-7f.mp4"


def test_an_earlier_folder_that_is_away_is_passed_over(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    now, before, _ = folders
    (before / "boat-7f.mp4").touch()
    clips = ClipFolders.open(now, [tmp_path / "unplugged", before])
    assert clips / "boat-7f.mp4" == before / "boat-7f.mp4"


def test_a_folder_that_is_away_is_not_usable(tmp_path: Path) -> None:
    assert usable(tmp_path)
    assert not usable(tmp_path / "unplugged")
    (tmp_path / "file").touch()
    assert not usable(tmp_path / "file")
