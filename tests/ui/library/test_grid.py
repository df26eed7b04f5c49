"""Smooth with many: what is not in sight costs nothing."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop.library.index import Entry, Library
from kling_desktop.ui.clip_data import clips_in
from kling_desktop.ui.library.card import Cells
from kling_desktop.ui.library.model import AHEAD
from kling_desktop.ui.library.pictures import Posters
from kling_desktop.ui.library_panel import LibraryPanel
from tests.library.making import add, fill
from tests.ui.library.conftest import Open
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

MANY = 400


class Watched:
    """What was asked of the index and of the thumbnails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, rooms: Rooms) -> None:
        self.read: set[int] = set()
        self.posters: set[str] = set()
        read = Library.read

        def noted(library: Library, ids: list[int]) -> list[Entry]:
            self.read.update(ids)
            return read(library, ids)

        def poster(file: str) -> Path:
            self.posters.add(file)
            raise FileNotFoundError(file)

        monkeypatch.setattr(Library, "read", noted)
        monkeypatch.setattr(rooms.supplies.thumbnails, "poster", poster)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, rooms: Rooms) -> Watched:
    fill(rooms.library, MANY)
    return Watched(monkeypatch, rooms)


def in_sight(panel: LibraryPanel) -> list[str]:
    first, last = panel.list._in_sight()
    return [f"{MANY - 1 - row}.mp4" for row in range(first, last + 1)]


def test_no_more_than_a_screenful_is_asked_for(
    opened: Open, qtbot: QtBot, watched: Watched
) -> None:
    panel = opened(MANY)
    shown = in_sight(panel)
    assert len(shown) < 20
    qtbot.waitUntil(lambda: watched.posters >= set(shown))
    assert watched.posters == set(shown)
    assert len(watched.read) <= len(shown) + 2 * AHEAD
    watched.read.clear()
    watched.posters.clear()
    bar = panel.list.verticalScrollBar()
    # All the way down at once, over everything in between.
    for part in (0.2, 0.5, 0.8, 1.0):
        bar.setValue(int(bar.maximum() * part))
    shown = in_sight(panel)
    assert shown[-1] == "0.mp4"
    qtbot.waitUntil(lambda: watched.posters >= set(shown))
    assert watched.posters == set(shown)
    assert len(watched.read) <= len(shown) + 2 * AHEAD


def test_what_is_scrolled_past_gets_no_poster(rooms: Rooms, qtbot: QtBot, watched: Watched) -> None:
    posters = Posters(rooms.supplies)
    posters.look_at([f"{n}.mp4" for n in range(300, 340)])
    posters.look_at(["7.mp4", "8.mp4"])
    qtbot.waitUntil(lambda: posters.glance("8.mp4") is not None)
    assert watched.posters == {"300.mp4", "7.mp4", "8.mp4"}


def test_nothing_is_looked_at_while_the_panel_is_hidden(
    rooms: Rooms, qtbot: QtBot, watched: Watched
) -> None:
    panel = LibraryPanel(rooms.supplies, rooms.desk)
    qtbot.addWidget(panel)
    panel.refresh()
    qtbot.waitUntil(lambda: panel.model.rowCount() == MANY)
    assert (watched.read, watched.posters) == (set(), set())


@pytest.mark.parametrize(("width", "columns"), [(160, 1), (200, 2), (252, 2), (420, 3), (560, 5)])
def test_columns_fill_the_panel(
    rooms: Rooms, opened: Open, width: int, columns: int, qtbot: QtBot
) -> None:
    for n in range(30):
        add(rooms.library, f"{n}.mp4")
    panel = opened(30)
    panel.resize(width, 600)
    QApplication.processEvents()
    grid = panel.list
    rects = [grid.visualRect(panel.model.index(row)) for row in range(columns + 1)]
    assert len({rect.top() for rect in rects[:columns]}) == 1
    assert rects[columns].top() > rects[0].top()
    cards = [grid.card.cells.card(rect) for rect in rects[:columns]]
    right = panel.search.mapTo(panel, panel.search.rect().topRight()).x()
    edge = cards[-1].right() + grid.viewport().mapTo(panel, QPoint(0, 0)).x()
    assert abs(edge - right) <= columns


def test_stars_lie_in_their_card() -> None:
    cells = Cells(230, 2)
    cell = QRect(115, 0, 115, cells.height)
    room = cells.stars(cell)
    assert cells.card(cell).contains(room)
    across = [cells.star_at(cell, QPointF(room.left() + x, room.center().y())) for x in (1, 30, 60)]
    assert across == [1, 3, 5]
    assert cells.star_at(cell, QPointF(room.left() - 3, room.center().y())) is None
    assert cells.star_at(cell, QPointF(room.center().x(), 3)) is None


def test_a_clip_is_scrubbed_under_the_pointer(
    opened: Open, qtbot: QtBot, clip: Callable[..., Entry]
) -> None:
    entry = clip()
    panel = opened(1)
    grid = panel.list
    room = grid.card.cells.picture(grid.visualRect(panel.model.index(0)))
    for part in (0.25, 0.75):
        QTest.mouseMove(
            grid.viewport(), QPoint(int(room.left() + part * room.width()), int(room.center().y()))
        )
        assert abs(grid.card.place - part) < 0.05
    qtbot.waitUntil(lambda: panel.strips.strip(entry.file) is not None)
    assert grid.card.hovered == 0
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert grid.card.hovered == -1


def test_the_strip_does_not_wait_for_posters(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Callable[..., Entry]
) -> None:
    entry = clip()
    panel = opened(1)
    gate = threading.Event()
    rooms.supplies.pools.posters.run_task(gate.wait, print)
    try:
        panel.strips.want(entry.file)
        qtbot.waitUntil(lambda: panel.strips.strip(entry.file) is not None)
    finally:
        gate.set()


def test_what_can_not_be_scrubbed_is_tried_once(
    rooms: Rooms, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rooms.supplies.clips / "a.mp4").write_bytes(b"<html>")
    add(rooms.library, "a.mp4")
    panel = opened(1)
    panel.strips.want("a.mp4")
    qtbot.waitUntil(lambda: not panel.strips._making.busy)
    panel.strips.want("a.mp4")
    assert not panel.strips._making.busy
    assert panel.strips.strip("a.mp4") is None


def test_a_drag_carries_the_files_that_are_there(
    rooms: Rooms, opened: Open, qtbot: QtBot, clip: Callable[..., Entry]
) -> None:
    there, gone = clip(), clip()
    (rooms.supplies.clips / gone.file).unlink()
    panel = opened(2)
    qtbot.waitUntil(lambda: panel.model.is_missing(gone))
    mime = panel.model.mimeData([panel.model.index(0), panel.model.index(1)])
    assert clips_in(mime) == (there.file,)
    assert panel.list._dragged(there, 2).size() == QSize(128, 72)


def test_space_and_letters_are_left_to_the_player(opened: Open, clip: Callable[..., Entry]) -> None:
    entry = clip()
    panel = opened(1)
    panel.list.choose([entry.id], entry.id)
    heard: list[int] = []
    panel.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]
    for key in (Qt.Key.Key_Space, Qt.Key.Key_J):
        QTest.keyClick(panel.list, key)
    assert heard == [Qt.Key.Key_Space, Qt.Key.Key_J]
    assert panel.list.chosen() == [entry.id]
