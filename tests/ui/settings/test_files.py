"""The clips' folder and the data folder."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from kling_desktop.settings import Settings, SettingsFile
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.settings.dialog import SettingsDialog
from kling_desktop.words import SettingsWords
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt


def test_another_folder_for_clips_is_tried_first_and_the_earlier_one_remembered(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings], qtbot: QtBot
) -> None:
    one, other = rooms.home / "one", rooms.home / "other"
    one.mkdir()
    other.mkdir()
    dialog.files.take_folder(str(one))
    qtbot.waitUntil(lambda: chosen().clips_folder == str(one))
    dialog.files.take_folder(str(other))
    qtbot.waitUntil(lambda: chosen().clips_folder == str(other))
    assert chosen().earlier_clips_folders == (str(one),)
    dialog.files.take_folder(str(rooms.home / "nowhere"))
    qtbot.waitUntil(lambda: "Nothing can be written" in dialog.files._clips_row._said.text())
    assert chosen().clips_folder == str(other)
    dialog.files.usual.click()
    assert chosen().clips_folder == ""
    assert chosen().earlier_clips_folders == (str(one), str(other))


def test_the_data_folder_opens_even_before_there_is_one(
    rooms: Rooms, mode: Mode, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "not yet" / "there"
    opened: list[tuple[str, bool]] = []
    works = True

    def open_url(url: QUrl) -> bool:
        opened.append((url.toLocalFile(), home.is_dir()))
        return works

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    rooms.supply(settings=SettingsFile(home / "settings.json"))
    dialog = SettingsDialog(rooms.supplies, mode)
    qtbot.addWidget(dialog)
    files = dialog.files
    files.open_data.click()
    qtbot.waitUntil(lambda: opened == [(str(home), True)])
    works = False
    files.open_data.click()
    qtbot.waitUntil(lambda: files._data_row._said.text() == SettingsWords.FOLDER_NOT_OPENED())
    files.copy_data.click()
    assert QGuiApplication.clipboard().text() == str(home)
    home.rmdir()
    home.parent.rmdir()
    home.parent.write_text("a file in its place")
    files.open_data.click()
    qtbot.waitUntil(lambda: "can't be made" in files._data_row._said.text())
    # In quotes, at the end: the system speaks a language of its own.
    assert re.search("[.] [^“]*“[^”]+”$", files._data_row._said.text())
    assert len(opened) == 2


def test_that_the_path_is_copied_is_said_for_a_moment_beside_the_button(
    dialog: SettingsDialog, heard: list[str], qtbot: QtBot
) -> None:
    files = dialog.files
    dialog.pages.setCurrentRow(4)
    files.copy_data.click()
    assert files.copied.isVisible()
    assert files.copied.text() == SettingsWords.PATH_COPIED()
    assert heard == [SettingsWords.PATH_COPIED()]
    assert files.copy_data.text() == files.copy_data.accessibleName() == SettingsWords.COPY_PATH()
    assert files._copied_for.isActive()
    files._copied_for.setInterval(0)
    qtbot.waitUntil(lambda: files.copied.text() == "")
    assert not files._copied_for.isActive()


def test_the_file_of_the_settings_lies_with_everything_else(
    rooms: Rooms, dialog: SettingsDialog
) -> None:
    assert rooms.supplies.settings.folder == Path(rooms.home)
    assert dialog.files._data_shown.text() == str(rooms.home)
