import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from kling_desktop.library.index import Entry
from kling_desktop.library.wanted import NO_BOARD, Sort
from kling_desktop.ui.clip_data import clips_in
from kling_desktop.ui.library.filters import Chosen
from kling_desktop.ui.library_panel import LibraryPanel
from kling_desktop.words import LibraryWords
from tests.clips.making import make_clip
from tests.library.making import add
from tests.ui.library.conftest import Open
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

Clip = Callable[..., Entry]


def titles(panel: LibraryPanel) -> list[str]:
    return [str(panel.model.index(row).data()) for row in range(panel.model.rowCount())]


def pick(panel: LibraryPanel, *entries: Entry) -> None:
    panel.list.choose([entry.id for entry in entries], entries[0].id)
    panel.list.setFocus()


def test_an_empty_library_says_what_comes_here(opened: Open) -> None:
    panel = opened(0)
    assert panel.empty.isVisible()
    assert panel.empty.text.text() == LibraryWords.LIBRARY_EMPTY()
    assert not panel.empty.clear.isVisible()


def test_words_find_and_clearing_shows_all_again(rooms: Rooms, opened: Open, qtbot: QtBot) -> None:
    for n, prompt in enumerate(("A boat leaves", "Gulls", "A BOAT returns")):
        add(rooms.library, f"{n}.mp4", prompt=prompt, made_at=float(n))
    panel = opened(3)
    assert panel.count.text() == "3 clips"
    QTest.keyClicks(panel.search, "boat")
    qtbot.waitUntil(lambda: titles(panel) == ["A BOAT returns", "A boat leaves"])
    assert panel.count.text() == "2 of 3"
    QTest.keyClicks(panel.search, "zz")
    qtbot.waitUntil(panel.empty.isVisible)
    assert panel.empty.text.text() == LibraryWords.NOTHING_FOUND()
    panel.empty.clear.click()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    assert panel.search.text() == ""
    assert panel.list.isVisible()


def test_filters_narrow_and_each_can_be_taken_away(
    rooms: Rooms, opened: Open, qtbot: QtBot
) -> None:
    board = rooms.desk.storyboard.id
    add(rooms.library, "a.mp4", prompt="a", board=board, made_at=1.0)
    add(rooms.library, "b.mp4", prompt="b", board=board, made_at=2.0, practice=True)
    add(rooms.library, "c.mp4", prompt="c", made_at=3.0)
    rooms.library.rate([1], 4)
    panel = opened(3)
    panel.filters.choose(Chosen(board=board, sort=Sort.OLDEST))
    qtbot.waitUntil(lambda: titles(panel) == ["a", "b"])
    panel.filters.choose(Chosen(board=board, rating=3))
    qtbot.waitUntil(lambda: titles(panel) == ["a"])
    chips = [chip for chip in panel.filters.chips.findChildren(QPushButton) if chip.isVisible()]
    assert [chip.accessibleName() for chip in chips] == [
        "Remove the filter: This storyboard",
        "Remove the filter: 3 stars or more",
    ]
    chips[1].click()
    qtbot.waitUntil(lambda: titles(panel) == ["b", "a"])
    panel.filters.choose(Chosen(board=NO_BOARD))
    qtbot.waitUntil(lambda: titles(panel) == ["c"])


def test_the_menus_show_what_is_set(rooms: Rooms, opened: Open, qtbot: QtBot) -> None:
    add(rooms.library, "a.mp4", board="x")
    rooms.library.name_board("x", "Tom & Anna")
    panel = opened(1)
    menu = panel.filters.filter.menu()
    menu.aboutToShow.emit()
    boards = menu.actions()[0].menu()
    assert isinstance(boards, QMenu)
    texts = [action.text() for action in boards.actions()]
    assert texts == ["Every storyboard", "This storyboard", "Tom && Anna", "No storyboard"]
    boards.actions()[2].trigger()
    assert panel.filters.chosen.board == "x"
    menu.aboutToShow.emit()
    boards = menu.actions()[0].menu()
    assert isinstance(boards, QMenu)
    assert [action.isChecked() for action in boards.actions()] == [False, False, True, False]
    sorts = panel.filters.sort.menu()
    sorts.aboutToShow.emit()
    sorts.actions()[4].trigger()
    assert panel.filters.chosen.sort is Sort.NAME
    assert panel.filters.sort.toolTip() == "Sort: By name"


def test_what_was_selected_and_seen_stays_when_a_clip_comes_in(
    rooms: Rooms, opened: Open, qtbot: QtBot
) -> None:
    for n in range(60):
        add(rooms.library, f"{n}.mp4", prompt=str(n), made_at=float(n))
    panel = opened(60)
    bar = panel.list.verticalScrollBar()
    bar.setValue(900)
    chosen = panel.model.ids()[20]
    panel.list.choose([chosen], chosen)
    anchor = panel.list.anchor()
    assert anchor is not None
    for n in (60, 61):
        add(rooms.library, f"{n}.mp4", prompt=str(n), made_at=float(n))
    rooms.supplies.shelf.changed.emit()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 62)
    assert panel.list.chosen() == [chosen]
    assert panel.list.current() == chosen
    assert bar.value() > 900
    assert panel.list.anchor() == anchor


def test_keys_rate_and_the_rating_is_kept(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    one, other = clip("one"), clip("other")
    panel = opened(2)
    pick(panel, one, other)
    QTest.keyClick(panel.list, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: [e.rating for e in rooms.library.read([one.id, other.id])] == [4, 4])
    assert "4 stars" in panel.model.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    QTest.keyClick(panel.list, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: [e.rating for e in rooms.library.read([one.id, other.id])] == [0, 0])


def test_a_star_is_clicked_and_clicked_away(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    panel = opened(1)
    cell = panel.list.visualRect(panel.model.index(0))
    stars = panel.list.card.cells.stars(cell)
    third = QPoint(int(stars.left() + 2.5 * 12), int(stars.center().y()))
    view = panel.list.viewport()
    for rating in (3, 0):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=third)
        qtbot.waitUntil(partial(_is_rated, rooms, panel, entry, rating))
    assert panel.list.chosen() == []


def _is_rated(rooms: Rooms, panel: LibraryPanel, entry: Entry, rating: int) -> bool:
    shown = panel.model.entry(panel.model.index(0))
    kept = rooms.library.read([entry.id])[0].rating
    return shown is not None and shown.rating == kept == rating


def test_f2_renames(rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip) -> None:
    entry = clip("A long prompt")
    panel = opened(1)
    pick(panel, entry)
    QTest.keyClick(panel.list, Qt.Key.Key_F2)
    field = panel.list.viewport().findChild(QLineEdit)
    assert field is not None
    assert (field.accessibleName(), field.text()) == ("Name of the clip", "A long prompt")
    field.setText("  The  boat ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rooms.library.read([entry.id])[0].label == "The boat")
    assert titles(panel) == ["The boat"]


def test_what_is_typed_stays_when_clips_are_read_again(
    opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    panel = opened(1)
    pick(panel, entry)
    panel.list.edit(panel.list.currentIndex())
    field = panel.list.viewport().findChild(QLineEdit)
    assert field is not None
    field.setText("The boa")
    panel.model.dataChanged.emit(panel.model.index(0), panel.model.index(0))
    assert field.text() == "The boa"


def test_a_rating_is_not_undone_by_what_was_being_read(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    panel = opened(1)
    gate = threading.Event()
    rooms.supplies.pools.disk.run_task(gate.wait, print)
    panel.model._fresh.clear()
    panel.model.look_at(0, 0)
    # What was asked for is about to be read; the rating comes after it.
    panel.list.rated.emit([entry.id], 4)
    shown: list[str] = []
    role = Qt.ItemDataRole.AccessibleDescriptionRole
    panel.model.dataChanged.connect(lambda: shown.append(panel.model.index(0).data(role)))
    gate.set()
    qtbot.waitUntil(lambda: rooms.library.read([entry.id])[0].rating == 4)
    qtbot.waitUntil(lambda: panel.model._fresh == {entry.id})
    assert shown
    assert all("4 stars" in said for said in shown)


def test_enter_and_a_double_click_play(opened: Open, qtbot: QtBot, clip: Clip) -> None:
    entry = clip()
    panel = opened(1)
    played: list[Entry] = []
    panel.chosen.connect(played.append)
    pick(panel, entry)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    middle = panel.list.visualRect(panel.model.index(0)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert len(played) == 1
    QTest.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert [found.id for found in played] == [entry.id] * 2


def test_copying_puts_the_file_on_the_clipboard(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    panel = opened(1)
    pick(panel, entry)
    QTest.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.note.text == LibraryWords.COPIED_ONE())
    mime = QGuiApplication.clipboard().mimeData()
    assert [Path(url.toLocalFile()) for url in mime.urls()] == [rooms.supplies.clips / entry.file]
    assert clips_in(mime) == (entry.file,)


def test_the_menu_has_what_the_keys_do(opened: Open, clip: Clip) -> None:
    entry = clip()
    panel = opened(1)
    pick(panel, entry)
    panel.list.menu_wanted.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [
        "Play\tEnter",
        "Rename…\tF2",
        "Rate",
        "Copy\tCtrl+C",
        "Show in folder",
        "Show its storyboard's clips",
        "Select all\tCtrl+A",
        "Move to bin\tDel",
    ]
    menu.close()


def test_a_missing_file_is_shown_and_located(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip, tmp_path: Path
) -> None:
    entry = clip()
    away = tmp_path / "away.mp4"
    (rooms.supplies.clips / entry.file).rename(away)
    panel = opened(1)
    qtbot.waitUntil(lambda: panel.model.is_missing(entry))
    described = panel.model.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert described.startswith("file missing")
    pick(panel, entry)
    assert panel.note.text == LibraryWords.ONE_IS_MISSING()
    played: list[Entry] = []
    panel.chosen.connect(played.append)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    dialog.close()
    panel.locating.take(entry, make_clip(tmp_path / "other.mp4", frames=40))
    qtbot.waitUntil(lambda: panel.note.text == LibraryWords.ANOTHER_CLIP())
    rooms.library._connection.execute("UPDATE clip SET seconds = 0.25, width = 160, height = 90")
    panel.locating.take(rooms.library.read([entry.id])[0], away)
    qtbot.waitUntil(lambda: not panel.model.is_missing(entry))
    assert (rooms.supplies.clips / entry.file).read_bytes() == away.read_bytes()
    assert played == []


def test_down_goes_from_the_words_to_what_was_found(opened: Open, qtbot: QtBot, clip: Clip) -> None:
    clip()
    entry = clip()
    panel = opened(2)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.search.setFocus()
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.list.hasFocus()
    assert panel.list.chosen() == [entry.id]


def test_a_storyboard_is_named_once_for_each_name(rooms: Rooms, opened: Open, qtbot: QtBot) -> None:
    add(rooms.library, "a.mp4", board="x")
    panel = opened(1)
    panel.name_board("x", "")
    panel.name_board("x", "Harbour")
    qtbot.waitUntil(lambda: rooms.library.boards()[0].title == "Harbour")


def test_a_screen_reader_is_told_name_and_facts(opened: Open, clip: Clip) -> None:
    clip("The boat leaves", practice=True)
    panel = opened(1)
    interface = QAccessible.queryAccessibleInterface(panel.list)
    assert interface.text(QAccessible.Text.Name) == "Library"
    assert interface.role() in (QAccessible.Role.List, QAccessible.Role.Table)
    item = interface.child(0)
    assert item.text(QAccessible.Text.Name) == "The boat leaves"
    said = panel.model.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert said.startswith("5 seconds, with sound, practice, made on ")


def test_files_are_looked_at_again_when_the_window_comes_forward(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Clip
) -> None:
    entry = clip()
    panel = opened(1)
    qtbot.waitUntil(lambda: panel.posters.glance(entry.file) is not None)
    (rooms.supplies.clips / entry.file).unlink()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    QApplication.sendEvent(panel, QEvent(QEvent.Type.ActivationChange))
    qtbot.waitUntil(lambda: panel.model.is_missing(entry))
