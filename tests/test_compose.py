from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop.compose import Studio
from kling_desktop.paths import Paths
from kling_desktop.service.address import choose_proxy


@pytest.fixture(autouse=True)
def _no_choice_left() -> Iterator[None]:
    yield
    choose_proxy(None)


def test_clips_go_to_the_chosen_folder_and_the_earlier_ones_are_found(tmp_path: Path) -> None:
    paths, chosen = Paths(tmp_path / "home"), tmp_path / "drive"
    paths.clips.mkdir(parents=True)
    (paths.clips / "boat-7f.mp4").touch()
    chosen.mkdir()
    Studio(paths).settings.change(clips_folder=str(chosen))
    clips = Studio(paths).clips
    assert clips.place("new-11.mp4") == chosen / "new-11.mp4"
    assert clips.find("boat-7f.mp4") == paths.clips / "boat-7f.mp4"


def test_while_the_chosen_folder_is_away_clips_go_to_our_own(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "home")
    Studio(paths).settings.change(clips_folder=str(tmp_path / "unplugged"))
    clips = Studio(paths).clips
    assert clips.place("new-11.mp4") == clips / "new-11.mp4" == paths.clips / "new-11.mp4"
    assert clips.away() == (tmp_path / "unplugged",)
    assert not (tmp_path / "unplugged").exists()


def test_back_in_our_own_folder_what_went_elsewhere_is_still_found(tmp_path: Path) -> None:
    paths, earlier = Paths(tmp_path / "home"), tmp_path / "drive"
    earlier.mkdir()
    (earlier / "sea-3a.mp4").touch()
    Studio(paths).settings.change(earlier_clips_folders=(str(earlier),))
    clips = Studio(paths).clips
    assert clips.find("sea-3a.mp4") == earlier / "sea-3a.mp4"
    assert clips.place("new-11.mp4") == paths.clips / "new-11.mp4"
