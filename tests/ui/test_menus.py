from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from kling_desktop import words
from kling_desktop.store.document import save
from kling_desktop.store.recent import Lately
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.about import About
from kling_desktop.ui.entries import written
from kling_desktop.ui.menus import OpenWindow
from kling_desktop.ui.shortcut_sheet import ShortcutSheet
from kling_desktop.words import ActivityWords, LibraryWords, Saying, SettingsWords, Timeline, Window
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def entry(menu: QMenu, text: str) -> QAction:
    (found,) = [action for action in menu.actions() if action.text() == text]
    return found


def test_undo_and_redo_are_named_and_grey_when_there_is_nothing(rooms: Rooms) -> None:
    menus = rooms.window.menus
    assert not menus.undo.isEnabled()
    assert not menus.redo.isEnabled()
    rooms.desk.set(Act.SET_SOUND, sound=True)
    assert menus.undo.text() == "&Undo: Change the sound"
    assert menus.undo.isEnabled()
    menus.undo.trigger()
    assert not rooms.desk.scene.sound
    assert not menus.undo.isEnabled()
    assert menus.undo.text() == "&Undo"
    assert menus.redo.text() == "&Redo: Change the sound"
    menus.redo.trigger()
    assert rooms.desk.storyboard.scenes[0].sound
    rooms.desk.open(Storyboard())
    assert not menus.undo.isEnabled()


@pytest.mark.parametrize("redo", [(Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)])
def test_the_keys_reach_the_desk_from_a_text_field(
    rooms: Rooms, qtbot: QtBot, redo: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    window = rooms.window
    qtbot.waitUntil(window.isActiveWindow)
    field = window.inspector.prompt.field
    field.setFocus()
    QTest.keyClicks(field, "Waves")
    rooms.desk.settle()
    QTest.keyClicks(field, " at night")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert (rooms.desk.scene.prompt, field.toPlainText()) == ("Waves", "Waves")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert (rooms.desk.scene.prompt, field.toPlainText()) == ("", "")
    # Nothing is left, and the field has no way back of its own.
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert field.toPlainText() == ""
    for _ in range(2):
        QTest.keyClick(field, *redo)
    assert (rooms.desk.scene.prompt, field.toPlainText()) == ("Waves at night",) * 2


def test_a_panel_is_hidden_and_shown_by_its_entry(rooms: Rooms) -> None:
    window = rooms.window
    for name, panel in (
        (LibraryWords.LIBRARY(), window.library),
        (Window.INSPECTOR(), window.inspector),
        (Timeline.NAME(), window.timeline),
        (ActivityWords.ACTIVITY(), window.jobs),
    ):
        shown = entry(window.menus.view, name)
        before = panel.isVisible()
        assert shown.isChecked() == before
        shown.trigger()
        assert panel.isVisible() != before
        shown.trigger()
        assert panel.isVisible() == before
    window.foot.button.click()
    assert entry(window.menus.view, ActivityWords.ACTIVITY()).isChecked()


def test_recent_documents_are_listed_and_opened(rooms: Rooms, qtbot: QtBot) -> None:
    path = rooms.home / "R & D.klingboard"
    save(Storyboard(title="Harbour"), path, rooms.supplies.pictures)
    rooms.supplies.recent.add(rooms.home / "gone.klingboard")
    rooms.supplies.recent.add(path)
    window = rooms.window
    menu = window.menus.recent
    qtbot.waitUntil(lambda: len(menu.actions()) == 4)
    assert not entry(menu, Window.MENU_RECENT_MISSING(name="gone")).isEnabled()
    with qtbot.waitSignal(window.documents.opened):
        entry(menu, "R && D").trigger()
    assert rooms.desk.storyboard.title == "Harbour"
    entry(menu, Window.MENU_RECENT_CLEAR()).trigger()
    # What was opened is put on the list first, and only then is that emptied.
    none = [Window.MENU_RECENT_NONE()]
    qtbot.waitUntil(lambda: [action.text() for action in menu.actions()] == none)
    assert path.exists()


def test_what_is_opened_and_saved_comes_first_in_the_list(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    path = rooms.home / "film.klingboard"

    def first(lately: list[Lately]) -> bool:
        return [document.path for document in lately] == [path]

    with qtbot.waitSignal(window.documents.recent_changed, check_params_cb=first):
        window.documents.save(path)


def test_every_entry_can_be_reached_by_keys(rooms: Rooms) -> None:
    menus = rooms.window.menus
    titles = [action.text() for action in rooms.window.menuBar().actions()]
    assert titles == ["&File", "&Edit", "&Scene", "Fi&lm", "&Playback", "&View", "&Window", "&Help"]
    keys = [
        key.toString()
        for menu in (menus.file, menus.edit, menus.view, rooms.window.work_menus.film)
        for action in menu.actions()
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Shift+S", "Ctrl+W", "Ctrl+Q", "Ctrl+Z"} <= set(keys)


def test_the_work_is_found_by_name(rooms: Rooms) -> None:
    window = rooms.window
    menus = window.work_menus
    entry(menus.scene, Window.MENU_NEW_SCENE()).trigger()
    assert len(rooms.desk.storyboard.scenes) == 2
    menus.scene.aboutToShow.emit()
    entry(menus.scene, Timeline.LINK(number=1)).trigger()
    assert rooms.desk.scene.linked
    entry(menus.scene, Timeline.SPLIT_SHOT()).trigger()
    assert len(rooms.desk.scene.shots) == 2
    assert not menus.generate.isEnabled()
    entry(menus.film, Window.MENU_BUDGET()).trigger()
    assert window.film.cost.card.isVisible()
    window.film.cost.card.close()
    menus.play.aboutToShow.emit()
    assert not entry(menus.play, "Play or pause").isEnabled()


def test_keys_of_a_place_are_only_shown(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    qtbot.waitUntil(window.isActiveWindow)
    field = window.inspector.prompt.field
    field.setFocus()
    QTest.keyClicks(field, "sn ms.")
    assert field.toPlainText() == "sn ms."
    assert len(rooms.desk.storyboard.scenes) == 1
    assert rooms.desk.scene.shots == ()


def test_the_panels_are_arranged_as_at_first(rooms: Rooms) -> None:
    window = rooms.window
    window.arrangement.show("library", on=False)
    entry(window.menus.view, Window.MENU_ARRANGE()).trigger()
    assert window.library.isVisible()


def test_save_by_its_key_from_a_text_field(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    qtbot.waitUntil(window.isActiveWindow)
    path = rooms.home / "film.klingboard"
    with qtbot.waitSignal(window.documents.saved):
        window.documents.save(path)
    field = window.inspector.prompt.field
    field.setFocus()
    QTest.keyClicks(field, "Waves")
    with qtbot.waitSignal(window.documents.saved):
        QTest.keyClick(field, Qt.Key.Key_S, CTRL)
    assert not window.documents.edited


def test_the_sheet_of_shortcuts_opens_once(rooms: Rooms) -> None:
    window = rooms.window
    window.menus.show_shortcuts()
    window.menus.show_shortcuts()
    (sheet,) = window.findChildren(ShortcutSheet)
    shown = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Ctrl+S" in shown
    # Whatever the next step back would be just now.
    assert "Undo" in shown
    sheet.close()


def test_about_says_whose_it_is_not(rooms: Rooms) -> None:
    window = rooms.window
    entry(window.menus.help, Window.MENU_ABOUT()).trigger()
    (about,) = window.findChildren(About)
    said = " ".join(label.text() for label in about.findChildren(QLabel))
    assert Window.ABOUT_OTHERS() in said
    assert "GNU General Public License" in said
    QTest.keyClick(about, Qt.Key.Key_Escape)
    assert not about.isVisible()


def test_closing_by_the_menu_asks(rooms: Rooms) -> None:
    window = rooms.window
    rooms.desk.set(Act.WRITE_PROMPT, prompt="mine")
    entry(window.menus.file, Window.MENU_CLOSE()).trigger()
    question = window.document_acts.question
    assert question is not None
    question.cancel.click()
    assert window.isVisible()


def test_a_file_menu_names_its_files_by_their_place(rooms: Rooms) -> None:
    menus = rooms.window.menus
    path = Path("/films/harbour.klingboard")
    menus.show_recent([Lately(path=path, missing=False)])
    assert entry(menus.recent, "harbour").toolTip() == str(path)


def test_on_macos_only_three_entries_move_to_the_menu_of_the_program(rooms: Rooms) -> None:
    """Qt goes by the first word of all others unless it is told not to."""
    menus = rooms.window.menus
    menus.show_recent([Lately(path=Path("/films/Settings.klingboard"), missing=False)])
    menus.show_windows([OpenWindow("Setup", True, lambda: None)])
    entries = [
        action
        for menu in rooms.window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if not action.isSeparator() and action.menu() is None
    ]
    roles = QAction.MenuRole
    assert [(e.text(), e.menuRole()) for e in entries if e.menuRole() is not roles.NoRole] == [
        (SettingsWords.MENU(), roles.PreferencesRole),
        (Window.MENU_QUIT(), roles.QuitRole),
        (Window.MENU_ABOUT(), roles.AboutRole),
    ]
    assert {"Settings", "Setup"} <= {entry.text() for entry in entries}


def test_keys_are_written_as_the_system_writes_them(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt does so in menus; whatever else tells a key goes by the same."""
    window = rooms.window
    assert window.top_bar.settings.toolTip() == "Settings (Ctrl+,)"
    monkeypatch.setattr("kling_desktop.ui.entries.QKeySequence", _OfMac)
    menu = QMenu()
    assert written(menu, "Copy", lambda: None, "Ctrl+C").text() == "Copy\t⌘C"
    for name in dir(words):
        said = getattr(words, name)
        if isinstance(said, type) and issubclass(said, Saying):
            assert [saying for saying in said if "Ctrl" in saying.value] == []


class _OfMac(QKeySequence):
    """As QKeySequence speaks on macOS."""

    def toString(self, *_: object) -> str:  # noqa: N802 - Qt's own name
        return super().toString().replace("Ctrl+", "⌘")
