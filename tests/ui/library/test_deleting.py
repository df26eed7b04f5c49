import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kling_desktop.library.index import Entry
from kling_desktop.store.document import save
from kling_desktop.storyboard.model import Scene, Storyboard, Take
from kling_desktop.ui.bin import Bin, Binned
from kling_desktop.ui.library_panel import LibraryPanel
from kling_desktop.words import LibraryWords
from tests.ui.library.conftest import Open
from tests.ui.rooms import Rooms

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("own_bin")]

Clip = Callable[..., Entry]


def delete(panel: LibraryPanel, *entries: Entry) -> None:
    panel.list.choose([entry.id for entry in entries], entries[0].id)
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)


def film_of(*entries: Entry, title: str = "Harbour") -> Storyboard:
    """A film that keeps these clips, each in a scene of its own."""
    takes = [Take(id=e.file, recipe="r", clip=e.file, made_at=1.0) for e in entries]
    return Storyboard(title=title, scenes=tuple(Scene(takes=(take,)) for take in takes))


def test_into_the_bin_and_back_with_all_that_was_said_of_it(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip, own_bin: Path
) -> None:
    one, other = clip("one", board="x"), clip("other")
    rooms.library.rate([one.id], 5)
    rooms.library.rename(one.id, "Mine")
    gone: list[frozenset[str]] = []
    rooms.supplies.shelf.gone.connect(gone.append)
    panel = opened(2)
    delete(panel, one)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    assert panel.note.text == LibraryWords.ONE_IN_BIN()
    assert [file.name for file in own_bin.iterdir()] == [one.file]
    assert not (rooms.supplies.clips / one.file).exists()
    assert gone == [frozenset({one.file})]
    QTest.keyClick(panel.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    (back,) = rooms.library.read([one.id])
    assert (back.rating, back.label, back.board) == (5, "Mine", "x")
    assert (rooms.supplies.clips / one.file).is_file()
    qtbot.waitUntil(lambda: not panel.list.undoable)
    assert not panel.note.isVisible()
    assert other.file in rooms.library.files()


def test_several_go_and_come_together(rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip) -> None:
    entries = [clip() for _ in range(3)]
    (rooms.supplies.clips / entries[0].file).unlink()
    panel = opened(3)
    delete(panel, *entries)
    qtbot.waitUntil(lambda: panel.empty.isVisible())
    assert panel.note.text == "3 clips are in the bin."
    panel.deleting.undo()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)


def test_a_missing_one_only_leaves_the_library(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    (rooms.supplies.clips / entry.file).unlink()
    panel = opened(1)
    delete(panel, entry)
    qtbot.waitUntil(panel.empty.isVisible)
    assert panel.note.text == LibraryWords.ONE_OUT()


@pytest.mark.parametrize("where", ["open", "recent"])
def test_a_clip_that_a_film_keeps_is_asked_about(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip, tmp_path: Path, where: str
) -> None:
    one, other = clip(), clip()
    film = film_of(other, one)
    if where == "open":
        rooms.desk.open(film)
    else:
        document = tmp_path / "film.klingboard"
        save(film, document, rooms.supplies.pictures)
        rooms.supplies.recent.add(document)
        broken = tmp_path / "broken.klingboard"
        broken.write_text("no zip")
        rooms.supplies.recent.add(broken)
    panel = opened(2)
    delete(panel, one)
    qtbot.waitUntil(panel.ask.isVisible)
    assert panel.ask.accessibleName() == ("This clip is the kept take of scene 2 of “Harbour”.")
    QTest.keyClick(panel.ask.cancel, Qt.Key.Key_Escape)
    assert not panel.ask.isVisible()
    assert (rooms.supplies.clips / one.file).is_file()
    delete(panel, one, other)
    qtbot.waitUntil(panel.ask.isVisible)
    assert "2 are kept" in panel.ask.accessibleName()
    panel.ask.answers[0].click()
    qtbot.waitUntil(panel.empty.isVisible)
    assert not (rooms.supplies.clips / one.file).exists()


def test_without_a_bin_it_is_asked_before_anything_is_lost(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = clip()
    # A file stands where the bin's folder would have to be made.
    monkeypatch.setenv("XDG_DATA_HOME", str(rooms.supplies.clips / entry.file))
    panel = opened(1)
    delete(panel, entry)
    qtbot.waitUntil(panel.ask.isVisible)
    assert panel.ask.accessibleName() == LibraryWords.NO_BIN_ONE()
    assert (rooms.supplies.clips / entry.file).is_file()
    assert panel.model.rowCount() == 1
    panel.ask.answers[0].click()
    qtbot.waitUntil(panel.empty.isVisible)
    assert not (rooms.supplies.clips / entry.file).exists()
    assert not panel.deleting.undoable


def test_a_bin_that_was_emptied_is_told(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip, own_bin: Path
) -> None:
    one, other = clip(), clip()
    panel = opened(2)
    delete(panel, one, other)
    qtbot.waitUntil(panel.empty.isVisible)
    (own_bin / one.file).unlink()
    panel.deleting.undo()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    assert panel.note.text == LibraryWords.NOT_IN_BIN_ANY_MORE(count=1)


def test_a_place_that_was_taken_keeps_the_clip_in_the_bin(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    panel = opened(1)
    delete(panel, entry)
    qtbot.waitUntil(panel.empty.isVisible)
    taken = rooms.supplies.clips / entry.file
    taken.write_bytes(b"another")
    panel.deleting.undo()
    qtbot.waitUntil(lambda: panel.note.text == LibraryWords.NOT_PUT_BACK())
    assert taken.read_bytes() == b"another"
    taken.unlink()
    panel.deleting.undo()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)


def test_an_index_that_can_not_be_written_leaves_the_file(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    panel = opened(1)
    rooms.library._connection.execute("PRAGMA query_only = ON")
    delete(panel, entry)
    qtbot.waitUntil(lambda: panel.note.text == LibraryWords.NOT_DELETED())
    assert (rooms.supplies.clips / entry.file).is_file()
    assert panel.model.rowCount() == 1
    rooms.library._connection.execute("PRAGMA query_only = OFF")


class Faulty(Bin):
    """On a drive that fails when it comes to certain files."""

    def __init__(self, *, put: str = "", put_back: str = "") -> None:
        self._put, self._put_back = put, put_back

    def put(self, path: Path) -> Binned:
        if path.name == self._put:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return super().put(path)

    def put_back(self, binned: Binned) -> None:
        if binned.path.name == self._put_back:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().put_back(binned)


def test_a_drive_that_fails_midway_takes_no_way_back(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entries = [clip() for _ in range(3)]
    panel = opened(3)
    panel.deleting._bin = Faulty(put=entries[1].file)
    delete(panel, *entries)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    assert panel.note.text == LibraryWords.PART_DELETED(count=2, stayed=1)
    assert (rooms.supplies.clips / entries[1].file).is_file()
    panel.deleting.undo()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    assert all((rooms.supplies.clips / entry.file).is_file() for entry in entries)


def test_a_drive_that_fails_at_once_is_told(opened: Open, qtbot: QtBot, clip: Clip) -> None:
    entry = clip()
    panel = opened(1)
    panel.deleting._bin = Faulty(put=entry.file)
    delete(panel, entry)
    qtbot.waitUntil(lambda: panel.note.text == LibraryWords.NOT_DELETED())
    assert not panel.deleting.undoable


def test_what_can_not_be_put_back_at_once_can_be_later(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    one, other = clip(), clip()
    panel = opened(2)
    panel.deleting._bin = Faulty(put_back=one.file)
    rooms.library._connection.execute("PRAGMA query_only = ON")
    delete(panel, one, other)
    qtbot.waitUntil(panel.note.isVisible)
    assert panel.note.text == LibraryWords.PART_DELETED(count=1, stayed=1)
    assert (rooms.supplies.clips / other.file).is_file()
    panel.deleting._bin = Bin()
    # The file comes back, and the index can't note it yet.
    panel.deleting.undo()
    qtbot.waitUntil(lambda: panel.note.text == LibraryWords.NOT_PUT_BACK())
    assert (rooms.supplies.clips / one.file).is_file()
    rooms.library._connection.execute("PRAGMA query_only = OFF")
    panel.deleting.undo()
    qtbot.waitUntil(lambda: not panel.deleting.undoable and not panel.note.isVisible())
    assert rooms.library.count() == 2


def test_what_can_not_be_deleted_for_good_is_told(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    one, other = clip(), clip()
    (rooms.supplies.clips / one.file).unlink()
    # Not a file, so that it can't be deleted as one.
    (rooms.supplies.clips / one.file).mkdir()
    panel = opened(2)
    panel.deleting._delete_for_good((one, other))
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    assert panel.note.text == LibraryWords.PART_DELETED(count=1, stayed=1)
    assert not panel.deleting.undoable


def test_the_storyboards_undo_is_left_alone_where_nothing_was_deleted(
    rooms: Rooms, opened: Open, clip: Clip
) -> None:
    clip()
    panel = opened(1)
    assert not panel.list.undoable
    rooms.desk.open(replace(rooms.desk.storyboard, title="x"))
    panel.deleting.undo()
    assert panel.model.rowCount() == 1
