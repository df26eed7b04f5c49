"""A clips' folder on a drive that does not answer keeps nothing else waiting."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.disk_space import DiskSpace
from kling_desktop.ui.library.deleting import Deleting
from kling_desktop.ui.library.locating import Locating
from kling_desktop.ui.library.note import Note
from kling_desktop.ui.take_records import TakeRecords
from tests.library.making import add
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

Act = Callable[[Rooms, QtBot], object]


class Drive:
    """Answers nothing about what lies in a folder before the gate is open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.gate = threading.Event()
        self.asked = threading.Event()

    def wait(self, path: Path) -> None:
        if path.is_relative_to(self._folder):
            self.asked.set()
            self.gate.wait()


class Keeper:
    """Measures on the stalled drive."""

    def __init__(self, clips: Path) -> None:
        self._clips = clips

    def measure(self) -> None:
        self._clips.stat()

    def find(self, _: object) -> None:
        self._clips.stat()


@pytest.fixture
def drive(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drive]:
    """Puts the clips on such a drive."""
    rooms.supply(housekeeper=Keeper(rooms.supplies.clips))
    made = Drive(rooms.supplies.clips)
    plain = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        made.wait(path)
        return plain(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", stat)
    yield made
    made.gate.set()


def look_for_takes(rooms: Rooms, _: QtBot) -> object:
    records = TakeRecords(rooms.supplies)
    records.look(["a.mp4"], "")
    return records


def delete(rooms: Rooms, qtbot: QtBot) -> object:
    ask, note = AskRow(), Note()
    qtbot.addWidget(ask)
    qtbot.addWidget(note)
    deleting = Deleting(rooms.supplies, ask, note)
    deleting.delete([add(rooms.library, "a.mp4")])
    return deleting


def locate(rooms: Rooms, qtbot: QtBot) -> object:
    note = Note()
    qtbot.addWidget(note)
    locating = Locating(note, rooms.supplies, note)
    locating.take(add(rooms.library, "a.mp4"), rooms.supplies.clips / "b.mp4")
    return locating


def measure(rooms: Rooms, qtbot: QtBot) -> object:
    space = DiskSpace(rooms.supplies)
    qtbot.addWidget(space)
    space.look()
    return space


@pytest.mark.usefixtures("own_bin")
@pytest.mark.parametrize("act", [look_for_takes, delete, locate, measure])
def test_copies_settings_and_documents_do_not_wait(
    rooms: Rooms, qtbot: QtBot, drive: Drive, act: Act
) -> None:
    kept = act(rooms, qtbot)
    qtbot.waitUntil(drive.asked.is_set)
    done: list[Any] = []
    rooms.supplies.pools.disk.run_task(
        lambda: rooms.supplies.recovery.write("0" * 32, Storyboard(), document=None, saved=None),
        done.append,
    )
    rooms.supplies.pools.documents.run_task(rooms.supplies.recent.documents, done.append)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert not drive.gate.is_set()
    del kept
