"""The timeline in the window, with the panels around it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import State
from kling_desktop.words import SceneWords
from tests.ui.rooms import Rooms, job
from tests.ui.timeline.bench import FILM

pytestmark = pytest.mark.qt


def test_it_stands_in_the_window_and_can_be_hidden(rooms: Rooms) -> None:
    timeline = rooms.window.timeline
    assert timeline.isVisible()
    assert timeline.height() >= 140
    timeline.hide()
    assert not timeline.isVisible()
    timeline.show()


def test_in_the_smallest_window_it_leaves_room_for_the_rest(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.height() == 700)
    assert window.inspector.height() >= 300
    assert window.timeline.height() >= 140


def test_the_inspector_follows_what_is_selected(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    rooms.desk.open(FILM)
    rooms.desk.select("b", 2)
    titles = [made.text() for made in window.inspector.findChildren(QLabel)]
    assert SceneWords.SCENE_HEADING(number=2) in titles
    row = window.inspector.shots.row(2)
    assert row is not None
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())
    rooms.desk.select("c")
    titles = [made.text() for made in window.inspector.findChildren(QLabel)]
    assert SceneWords.SCENE_HEADING(number=3) in titles


def test_a_job_of_a_scene_shows_on_its_block(rooms: Rooms) -> None:
    block = rooms.window.timeline.board.blocks
    rooms.desk.open(FILM)
    rooms.book.take(job(id=1, scene="b", state=State.WAITING))
    block = rooms.window.timeline.board.blocks
    assert block[1].accessibleName().endswith("waiting")
    rooms.book.take(job(id=1, scene="b", state=State.GENERATING))
    assert block[1].accessibleName().endswith("generating")
    assert block[0].accessibleName().endswith("not made")


def test_undo_by_key_works_with_the_keyboard_on_the_timeline(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    rooms.desk.open(FILM)
    window.activateWindow()
    rooms.desk.select("b", 1)
    window.timeline.focus_selected()
    qtbot.waitUntil(lambda: window.timeline.board.focused)
    assert window.timeline.board.current is not None
    QTest.keyClick(window.timeline.board.current, Qt.Key.Key_S)
    assert len(rooms.desk.scene.shots) == 4
    rooms.desk.undo()
    assert rooms.desk.storyboard == FILM
    assert window.timeline.board.focused
