"""Names and ways for people who use the keyboard, a screen reader, or a test from outside."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import State
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Shot
from kling_desktop.ui.window import MainWindow
from tests.ui.rooms import FRAME, Rooms, job

pytestmark = pytest.mark.qt

PROMISED = [
    "First frame",
    "End frame",
    "Prompt",
    "Avoid",
    "Length",
    "Sound",
    "Closer to prompt",
    "Takes",
    "Generate",
    "Library",
    "Activity",
    "Play",
]
"""Used by tests from outside, through the accessibility tree: they never change."""


@pytest.fixture
def window(rooms: Rooms) -> MainWindow:
    """The window with everything that can be in it."""
    made = rooms.window
    rooms.desk.set(Act.MEND, shots=(Shot(prompt="a", seconds=3), Shot(prompt="b", seconds=3)))
    made.inspector.more.setChecked(True)
    for number, state in enumerate(State, 1):
        rooms.book.take(job(id=number, state=state))
    made.foot.button.setChecked(True)
    return made


def test_the_window_and_its_promised_parts_have_their_names(window: MainWindow) -> None:
    assert window.windowTitle().endswith("— Kling Desktop")
    assert _name(window) == "Kling Desktop"
    names = [_name(w) for w in _focusable(window)]
    for promised in PROMISED:
        assert names.count(promised) == 1, promised


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    nameless = [w for w in _focusable(window) if not _name(w)]
    assert nameless == []


def test_names_do_not_follow_what_is_shown(window: MainWindow, rooms: Rooms) -> None:
    generate = window.inspector.generate.button
    before = generate.text()
    window.mode.choose(practice=False)
    assert generate.text() != before
    assert _name(generate) == "Generate"


def test_tab_goes_through_the_inspector_from_top_to_bottom(window: MainWindow) -> None:
    order = [_name(w) for w in _chain(window)]
    wanted = ["First frame", "End frame", "Prompt", "Shot 1", "Shot 2", "Length", "Sound", "More"]
    wanted += ["Takes", "Avoid", "Closer to prompt", "Generate"]
    places = [order.index(name) for name in wanted]
    assert places == sorted(places), order


def test_tab_goes_all_the_way_round_after_the_scene_has_changed(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    for end_frame in (FRAME, None, FRAME):
        rooms.desk.set(Act.MEND, first_frame=FRAME, end_frame=end_frame)
    window.inspector.prompt.field.setFocus()
    met = []
    for _ in range(40):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        met.append(_name(window.focusWidget()))
    around = met[: met.index("Prompt") + 1]
    frames = ["First frame", "Remove First frame", "End frame", "Remove End frame", "Prompt"]
    assert around[-5:] == frames
    assert {"Length", "Sound", "More", "Activity", "Search the library", "Key"} <= set(around)


def test_a_click_leaves_the_focus_alone_so_that_space_plays(window: MainWindow) -> None:
    clicked = Qt.FocusPolicy.ClickFocus
    for button in window.findChildren(QAbstractButton):
        if button.objectName() != "frameZone" and not isinstance(button.parent(), QLineEdit):
            assert not button.focusPolicy().value & clicked.value, _name(button)


def test_labels_never_take_what_a_service_says_for_markup(window: MainWindow) -> None:
    plain = Qt.TextFormat.PlainText
    written = [w for w in window.findChildren(QLabel) if w.text()]
    assert written
    assert all(w.textFormat() == plain for w in written)


def test_nothing_is_wider_than_the_smallest_window(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 700)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1024, 700)
    for child in window.findChildren(QWidget):
        if child.isVisible():
            right = child.mapTo(window, child.rect().topRight()).x()
            assert right < 1024, (child, _name(child))


def _focusable(window: MainWindow) -> list[QWidget]:
    inner = "qt_spinbox_lineedit"
    return [
        w
        for w in window.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.objectName() != inner
        and not (isinstance(w, QLineEdit) and isinstance(w.parent(), QSpinBox))
    ]


def _chain(window: MainWindow) -> list[QWidget]:
    found: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(at)
        at = at.nextInFocusChain()
    return found


def _name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""
