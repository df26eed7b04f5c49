import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kling_desktop.storyboard.model import Scene, Shot, Storyboard
from kling_desktop.ui import recovery
from kling_desktop.ui.recovery import Autosave, Restored
from tests.ui.rooms import FRAME, Rooms

pytestmark = pytest.mark.qt

BOARD = Storyboard(
    title="Harbour",
    scenes=(Scene(prompt="⛵ leaves", first_frame=FRAME, shots=(Shot(prompt="a", seconds=3),)),),
)


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "recovery" / "untitled.json"
    recovery.write(BOARD, path)
    assert recovery.read(path) == (Restored.FOUND, BOARD)
    assert list(path.parent.iterdir()) == [path]


def test_no_copy_is_nothing_to_speak_of(tmp_path: Path) -> None:
    assert recovery.read(tmp_path / "none.json") == (Restored.NOTHING, None)


def test_a_newer_copy_is_set_aside_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "untitled.json"
    text = json.dumps({"format": 2, "scenes": [], "colour": "new"})
    path.write_text(text)
    assert recovery.read(path) == (Restored.NEWER, None)
    assert not path.exists()
    assert (tmp_path / "untitled.newer-1.json").read_text() == text


def test_unreadable_copies_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "untitled.json"
    for number in (1, 2):
        path.write_text(f"{{ broken {number}")
        assert recovery.read(path) == (Restored.UNREADABLE, None)
        aside = tmp_path / f"untitled.unreadable-{number}.json"
        assert aside.read_text() == f"{{ broken {number}"


def test_a_change_is_on_disk_soon_and_typing_does_not_put_it_off(
    rooms: Rooms, qtbot: QtBot
) -> None:
    path = rooms.supplies.recovery_copy
    autosave = Autosave(rooms.desk, path, rooms.supplies.disk_pool)
    assert recovery.WAIT < 1000
    rooms.desk.set(prompt="W")
    timer = autosave._timer
    due = timer.remainingTime()
    rooms.desk.set(prompt="Wa")
    assert timer.remainingTime() <= due
    qtbot.waitUntil(path.exists)
    found, board = recovery.read(path)
    assert found is Restored.FOUND
    assert board == rooms.desk.storyboard


def test_closing_writes_what_is_still_waiting(rooms: Rooms) -> None:
    path = rooms.supplies.recovery_copy
    autosave = Autosave(rooms.desk, path, rooms.supplies.disk_pool)
    rooms.desk.set(prompt="last words")
    autosave.flush()
    rooms.pools[1].close()
    assert recovery.read(path)[1] == rooms.desk.storyboard


def test_frames_whose_pictures_are_gone_are_named() -> None:
    board, lost = recovery.without_lost_frames(BOARD, lambda _: False)
    assert board.scenes[0].first_frame is None
    assert board.scenes[0].prompt == BOARD.scenes[0].prompt
    assert lost == ["harbour.jpg"]
    assert recovery.without_lost_frames(BOARD, lambda _: True) == (BOARD, [])


def test_a_disk_that_takes_nothing_is_told(rooms: Rooms, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "recovery").write_text("a file where the folder should be")
    autosave = Autosave(rooms.desk, tmp_path / "recovery" / "x.json", rooms.supplies.disk_pool)
    with qtbot.waitSignal(autosave.failed):
        rooms.desk.set(prompt="W")
