"""Everything that can be done in the inspector, undone step by step and done again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.inspector import Inspector
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

CTRL = Qt.KeyboardModifier.ControlModifier


def shown(inspector: Inspector) -> tuple[object, ...]:
    """What the fields show."""
    rows = inspector.shots._rows
    return (
        inspector.first.zone.frame,
        inspector.end.zone.frame,
        inspector.prompt.field.toPlainText(),
        inspector.avoid.field.toPlainText(),
        inspector.length.slider.value(),
        inspector.length.stepper.field.value(),
        inspector.sound.switch.isChecked(),
        inspector.takes.stepper.field.value(),
        inspector.cfg.slider.value(),
        tuple((row.text.toPlainText(), row.seconds.field.value()) for row in rows),
    )


def session(
    rooms: Rooms, qtbot: QtBot, picture: Callable[..., Path]
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every act of the inspector, one after another; each is to be one step."""
    inspector, desk = rooms.window.inspector, rooms.desk

    def frame(end: bool, name: str) -> None:
        place = inspector.end if end else inspector.first
        place.take(Arrival(path=picture(name=name)))
        field = "end_frame" if end else "first_frame"
        before = getattr(desk.scene, field)
        qtbot.waitUntil(lambda: getattr(desk.scene, field) != before)

    def slide(slider: object, *values: int) -> None:
        slider.sliderPressed.emit()  # type: ignore[attr-defined]
        for value in values:
            slider.setValue(value)  # type: ignore[attr-defined]
        slider.sliderReleased.emit()  # type: ignore[attr-defined]

    yield "first frame", lambda: frame(False, "one.jpg")
    yield "prompt", lambda: QTest.keyClicks(inspector.prompt.field, "The boat leaves")
    yield "end frame", lambda: frame(True, "two.jpg")
    yield "avoid", lambda: QTest.keyClicks(inspector.avoid.field, "blur")
    yield "prompt again", lambda: QTest.keyClicks(inspector.prompt.field, " at dawn")
    yield "length by slider", lambda: slide(inspector.length.slider, 6, 8, 9)
    yield "sound", inspector.sound.switch.click
    yield "length by number", lambda: inspector.length.stepper.field.setValue(12)
    yield "takes", lambda: inspector.takes.stepper.field.stepBy(3)
    yield "closeness", lambda: slide(inspector.cfg.slider, 3, 7)
    yield "closeness left", inspector.cfg._unset.click
    yield "end frame away", inspector.end.zone.removed.emit
    yield "shots", inspector.shots.begin.click
    yield "shot text", lambda: QTest.keyClicks(inspector.shots._rows[1].text, "gulls")
    yield "shot seconds", lambda: inspector.shots._rows[0].seconds.field.setValue(5)
    yield "shot up", lambda: inspector.shots._rows[1].up.click()
    yield "shot cut", lambda: inspector.shots._rows[0].cut.click()
    yield "shot away", lambda: inspector.shots._rows[2].remove.click()


def test_undo_all_and_redo_all_over_a_session_of_every_field(
    rooms: Rooms, qtbot: QtBot, picture: Callable[..., Path]
) -> None:
    desk, inspector = rooms.desk, rooms.window.inspector
    states: list[tuple[Storyboard, tuple[object, ...]]] = [(desk.storyboard, shown(inspector))]
    for name, act in session(rooms, qtbot, picture):
        act()
        assert desk.storyboard != states[-1][0], f"{name} changed nothing"
        states.append((desk.storyboard, shown(inspector)))
    done = []
    for board, fields in reversed(states[:-1]):
        done.append(desk.undoable)
        desk.undo()
        assert desk.storyboard == board
        assert shown(inspector) == fields
    assert desk.undoable is None
    assert None not in done
    for board, fields in states[1:]:
        desk.redo()
        assert desk.storyboard == board
        assert shown(inspector) == fields
    assert desk.redoable is None


def test_leaving_a_field_ends_the_run_of_typing(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    qtbot.waitUntil(window.isActiveWindow)
    field = window.inspector.prompt.field
    for part in ("Waves", " at night"):
        field.setFocus()
        QTest.keyClicks(field, part)
        window.setFocus()
    rooms.desk.undo()
    assert field.toPlainText() == "Waves"


def test_the_cursor_stays_where_the_text_is_not_touched(rooms: Rooms) -> None:
    field = rooms.window.inspector.prompt.field
    text = "⛵ The boat 🌊 leaves"
    rooms.desk.set(Act.WRITE_PROMPT, prompt=text)
    cursor = field.textCursor()
    cursor.setPosition(5)
    field.setTextCursor(cursor)
    rooms.desk.set(Act.WRITE_PROMPT, prompt=text + " slowly")
    assert field.textCursor().position() == 5
    rooms.desk.undo()
    assert (field.toPlainText(), field.textCursor().position()) == (text, 5)
    rooms.desk.redo()
    assert field.toPlainText() == text + " slowly"


def test_undoing_puts_the_cursor_where_the_text_went(rooms: Rooms) -> None:
    field = rooms.window.inspector.prompt.field
    rooms.desk.set(Act.MEND, prompt="The 🌊 leaves")
    cursor = field.textCursor()
    cursor.setPosition(7)
    field.setTextCursor(cursor)
    QTest.keyClicks(field, "boat ")
    assert rooms.desk.scene.prompt == "The 🌊 boat leaves"
    field.moveCursor(QTextCursor.MoveOperation.End)
    rooms.desk.undo()
    assert field.toPlainText() == "The 🌊 leaves"
    assert field.textCursor().atEnd()
    QTest.keyClicks(field, "!")
    assert rooms.desk.scene.prompt == "The 🌊 leaves!"


def test_digits_not_taken_yet_are_the_field_s_own(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    qtbot.waitUntil(window.isActiveWindow)
    desk: Desk = rooms.desk
    desk.set(Act.SET_SOUND, sound=True)
    field = window.inspector.length.stepper.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert desk.scene.sound
    assert field.text() == "5 s"
    field.setValue(9)
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert (desk.scene.seconds, field.value()) == (5, 5)
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert not desk.scene.sound
