from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop.frames.fit import fit
from kling_desktop.jobs.job import State
from kling_desktop.storyboard.history import Act
from kling_desktop.ui.stage import Stage
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms, job
from tests.ui.test_film import lay, scene

pytestmark = pytest.mark.qt


def full(stage: Stage) -> bool:
    return stage.full_screen


def test_while_a_clip_is_made_its_still_says_so(rooms: Rooms, picture: Callable[..., Path]) -> None:
    frame = rooms.supplies.pictures.keep(fit(picture()))
    window = lay(rooms, scene(1, first_frame=frame), scene(2, first_frame=frame))
    view = window.stage.frame_view
    assert window.stage.currentWidget() is view
    assert view.making.isHidden()
    rooms.book.take(job(id=2, scene="s1", state=State.WAITING))
    rooms.book.take(job(id=3, scene="s1", state=State.GENERATING, progress=40, sent_at=1.0))
    assert not view.making.isHidden()
    assert view.making.said == "Generating, 40 %"
    assert view.rect().contains(view.making.geometry())
    rooms.desk.select("s2")
    assert view.making.isHidden()
    rooms.desk.select("s1")
    rooms.book.take(job(id=2, scene="s1", state=State.WITHDRAWN))
    rooms.book.take(job(id=3, scene="s1", state=State.FAILED))
    assert view.making.isHidden()


def test_full_screen_takes_the_player_and_gives_it_back(rooms: Rooms, qtbot: QtBot) -> None:
    window = lay(rooms, scene(1))
    stage, player = window.stage, window.player
    QTest.keyClick(stage, Qt.Key.Key_F)
    assert not full(stage)
    window.play(make_clip(rooms.supplies.clips / "a.mp4", frames=72))
    qtbot.waitUntil(lambda: player.view.frames_shown > 0)
    QTest.keyClick(stage, Qt.Key.Key_F)
    assert full(stage)
    theatre = stage._theatre
    assert theatre is not None
    assert theatre.isFullScreen()
    assert theatre.isAncestorOf(player)
    assert player.rect().contains(player.controls.geometry())
    QTest.keyClick(theatre, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: round(player.view.frame_start / 1_000_000 * 24) == 71)
    player.transport.toggle()
    qtbot.waitUntil(lambda: player.transport.playing == 1)
    theatre.hide_controls()
    qtbot.waitUntil(player.controls.isHidden)
    none = Qt.MouseButton.NoButton
    at = QPointF(40, 40)
    moved = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(player.view, moved)
    assert not player.controls.isHidden()
    QTest.keyClick(theatre, Qt.Key.Key_Escape)
    assert not full(stage)
    assert stage.currentWidget() is player
    assert player.isVisible()
    assert player.controls.isVisible()
    qtbot.waitUntil(lambda: player.controls.geometry().top() > player.view.geometry().bottom())
    QTest.mouseDClick(player.view, Qt.MouseButton.LeftButton)
    assert full(stage)
    rooms.desk.set(Act.WRITE_PROMPT, prompt="Another")
    assert full(stage)
    stage.show_frame(None)
    assert not full(stage)
    assert stage.currentWidget() is stage.invitation


@pytest.mark.parametrize("size", [QSize(428, 225), QSize(380, 160), QSize(1600, 900)])
def test_the_invitation_has_room_at_any_size(rooms: Rooms, size: QSize) -> None:
    invitation = rooms.window.stage.invitation
    invitation.setParent(None)
    invitation.resize(size)
    invitation.show()
    for press in (invitation.browse, invitation.sample):
        assert invitation.rect().adjusted(16, 16, -16, -16).contains(press.geometry())
    invitation.deleteLater()
