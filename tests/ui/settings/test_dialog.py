"""What holds for every page: each choice holds at once, is kept, told and reached."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.production.snapshot import PictureForm
from kling_desktop.settings import Appearance, Motion, Notify, Settings, SettingsFile
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.settings.dialog import SettingsDialog
from kling_desktop.words import SettingsWords
from tests.ui.rooms import Rooms
from tests.ui.settings.hands import pick

pytestmark = pytest.mark.qt


def test_what_is_picked_holds_at_once_and_is_kept(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings], qtbot: QtBot
) -> None:
    pick(dialog.general.language, "zh_CN")
    pick(dialog.general.appearance, Appearance.DARK)
    pick(dialog.general.motion, Motion.LESS)
    pick(dialog.general.notify, Notify.EMPTY)
    pick(dialog.service.form, PictureForm.RAW_BASE64)
    expected = Settings(
        language="zh_CN",
        appearance=Appearance.DARK,
        motion=Motion.LESS,
        notify=Notify.EMPTY,
        picture_form=PictureForm.RAW_BASE64,
    )
    assert chosen() == expected
    qtbot.waitUntil(lambda: SettingsFile(rooms.home / "settings.json").current == expected)


def test_a_choice_that_cannot_be_kept_is_told(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    (rooms.home / "settings.json.lock").mkdir()
    pick(dialog.general.notify, Notify.NEVER)
    qtbot.waitUntil(lambda: "could not be written down" in dialog._said.text())
    assert rooms.supplies.choices.current.notify is Notify.NEVER


def test_practice_and_live_are_switched_by_a_click_alone(
    dialog: SettingsDialog, mode: Mode, chosen: Callable[[], Settings]
) -> None:
    dialog.service.live.click()
    assert not mode.practice
    assert not chosen().practice
    mode.choose(practice=True)
    assert dialog.service.practice.isChecked()
    dialog._reset()
    assert mode.practice


def test_what_the_foot_says_is_told_to_screen_readers(
    rooms: Rooms, dialog: SettingsDialog, heard: list[str]
) -> None:
    rooms.supplies.choices.choose(proxy="none")
    dialog._reset()
    dialog.pages.setCurrentRow(0)
    dialog.undo_reset.click()
    assert heard == [SettingsWords.RESET_DONE(), SettingsWords.RESET_UNDONE()]


def _pages(dialog: SettingsDialog) -> list[QWidget]:
    return [
        dialog.general,
        dialog.service,
        dialog.prices,
        dialog.network,
        dialog.files,
        dialog.disk,
    ]


def test_every_choice_is_reached_by_tab_and_has_its_name(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    for at, page in enumerate(_pages(dialog)):
        dialog.pages.setCurrentRow(at)
        dialog.pages.setFocus()
        reached = []
        while (widget := QApplication.focusWidget()) not in reached:
            assert widget is not None
            reached.append(widget)
            QTest.keyClick(widget, Qt.Key.Key_Tab)
        controls = [
            child
            for child in page.findChildren(QWidget)
            if child.isEnabled()
            and child.isVisible()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(child.parent(), QComboBox)
        ]
        assert [c for c in controls if c not in reached and c.focusProxy() is None] == []
        named = [c for c in controls if not (c.accessibleName() or getattr(c, "text", str)())]
        assert named == []


def test_nothing_is_cut_off_in_a_small_dialog(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.resize(dialog.minimumSize())
    for at, page in enumerate(_pages(dialog)):
        dialog.pages.setCurrentRow(at)
        QApplication.processEvents()
        viewport = page.parentWidget()
        assert viewport is not None
        # Nothing scrolls sideways: what is wider would be out of reach.
        assert page.width() <= viewport.width()
        for child in page.findChildren(QWidget):
            if child.isVisible() and child.parent() is page:
                assert child.geometry().right() <= page.width(), child
                assert child.width() >= child.minimumSizeHint().width(), child


def test_the_settings_open_from_the_window_and_stay_out_of_the_way(rooms: Rooms) -> None:
    window = rooms.window
    window.top_bar.settings.click()
    dialog = window.settings.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    window.settings.open()
    assert window.settings.dialog is dialog
    dialog.service.key.click()
    assert window.key_door.dialog is not None
    window.key_door.dialog.close()
    dialog.close()
