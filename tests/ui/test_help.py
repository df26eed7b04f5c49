import threading
from getpass import getuser
from pathlib import Path
from platform import node, python_version
from unittest.mock import Mock

import msgspec
import pytest
from PySide6.QtCore import QKeyCombination, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidgetItem, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop import __version__, licences, this_copy
from kling_desktop.this_copy import Kind
from kling_desktop.ui.about import About
from kling_desktop.ui.licence_view import LicenceView
from kling_desktop.ui.shortcut_sheet import ShortcutSheet
from kling_desktop.ui.shortcuts import TIMELINE, all_groups
from kling_desktop.ui.timeline.keys import Keys
from kling_desktop.words import HelpWords
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def bar(qtbot: QtBot) -> QMenuBar:
    made = QMenuBar()
    qtbot.addWidget(made)
    file = made.addMenu("&File")
    file.addAction("Save && &close…").setShortcut("Ctrl+S")
    file.addAction("Without a key")
    file.addAction("新建(&N)…").setShortcut("Ctrl+N")
    file.addMenu("More").addAction("&Deeper").setShortcuts(
        [QKeySequence("Ctrl+D"), QKeySequence("F9")]
    )
    made.addMenu("Empty")
    return made


def shown(sheet: ShortcutSheet) -> list[str]:
    return [said.text() for said in sheet.findChildren(QLabel) if said.isVisibleTo(sheet)]


def test_the_menus_tell_their_own_keys(bar: QMenuBar) -> None:
    groups = {group.name: group.shortcuts for group in all_groups(bar)}
    assert [(s.keys, s.said) for s in groups["File"]] == [
        (("Ctrl+S",), "Save & close…"),
        (("Ctrl+N",), "新建…"),
        (("Ctrl+D", "F9"), "Deeper"),
    ]
    assert "Empty" not in groups
    assert {HelpWords.IN_PLAYER(), HelpWords.IN_TIMELINE()} < set(groups)


def test_typing_finds_a_shortcut_by_what_it_does_or_by_its_key(
    bar: QMenuBar, parent: QWidget
) -> None:
    sheet = ShortcutSheet(all_groups(bar), parent)
    sheet.show()
    assert "Deeper" in shown(sheet)
    QTest.keyClicks(sheet.search, "frame zebra")
    assert shown(sheet) == [HelpWords.NOTHING_LIKE_IT()]
    sheet.search.setText("ctrl+s")
    assert shown(sheet) == ["File", "Save & close…", "Ctrl+S"]
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_about_leads_to_the_licences(rooms: Rooms, parent: QWidget, qtbot: QtBot) -> None:
    about = About(rooms.supplies.pools.pictures, parent)
    about.show()
    QTest.mouseClick(about.licences, Qt.MouseButton.LeftButton)
    assert not about.isVisible()
    (view,) = parent.findChildren(LicenceView)
    qtbot.waitUntil(lambda: bool(view.text.toPlainText()))
    view.list.setCurrentItem(found(view, "h11 ")[0])
    qtbot.waitUntil(lambda: "Permission is hereby granted" in view.text.toPlainText())
    view.list.setCurrentItem(found(view, "PySide6 ")[0])
    qtbot.waitUntil(lambda: "LGPL-3.0-only" in view.text.toPlainText())
    view.close()


def test_licences_are_read_while_the_disk_s_queue_is_busy(rooms: Rooms, qtbot: QtBot) -> None:
    gate = threading.Event()
    rooms.supplies.pools.disk.last(gate.wait)
    try:
        rooms.window.menus.help.actions()[-1].trigger()
        about = rooms.window.findChild(About)
        assert about is not None
        about.licences.click()
        view = rooms.window.findChild(LicenceView)
        assert view is not None
        qtbot.waitUntil(lambda: bool(view.text.toPlainText()))
        view.close()
    finally:
        gate.set()


def found(view: LicenceView, name: str = "") -> list[QListWidgetItem]:
    """The works that are listed just now, those whose title begins like this."""
    items = [view.list.item(row) for row in range(view.list.count())]
    return [item for item in items if item.text().startswith(name) and not item.isHidden()]


def test_a_work_is_found_by_its_name_or_its_licence(
    rooms: Rooms, parent: QWidget, qtbot: QtBot
) -> None:
    view = LicenceView(rooms.supplies.pools.pictures, parent)
    view.show()
    qtbot.waitUntil(lambda: view.list.count() > 0)
    QTest.keyClicks(view.search, "lgpl")
    assert found(view) == found(view, "PySide6") + found(view, "shiboken6")
    assert view.list.currentItem() in found(view)
    view.search.setText("no such work")
    assert found(view) == []
    assert view.text.toPlainText() == HelpWords.NO_WORK()
    view.search.clear()
    assert len(found(view)) == view.list.count()
    qtbot.waitUntil(lambda: view.text.toPlainText() not in ("", HelpWords.NO_WORK()))
    view.close()


def test_a_frozen_program_shows_what_its_own_list_names(
    rooms: Rooms,
    parent: QWidget,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(licences, "_own_folder", lambda: tmp_path)
    x264 = licences.Work(
        name="x264", licence="GPL-2.0-or-later", inside="av 18.1.0", text="x264.txt"
    )
    (tmp_path / licences.LIST).write_bytes(msgspec.json.encode([x264]))
    (tmp_path / "x264.txt").write_text("GNU GENERAL PUBLIC LICENSE")
    view = LicenceView(rooms.supplies.pools.pictures, parent)
    view.show()
    qtbot.waitUntil(lambda: view.text.toPlainText() == "GNU GENERAL PUBLIC LICENSE")
    assert [item.text() for item in found(view)] == ["x264 (av 18.1.0)"]
    view.close()
    (tmp_path / licences.LIST).unlink()
    view = LicenceView(rooms.supplies.pools.pictures, parent)
    view.show()
    qtbot.waitUntil(lambda: view.text.toPlainText() == HelpWords.LICENCES_LOST())
    view.close()


def test_about_gives_what_a_report_of_a_fault_needs_and_nothing_private(
    rooms: Rooms, parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(this_copy, "kind", lambda: Kind.SYSTEM_PACKAGE)
    about = About(rooms.supplies.pools.pictures, parent)
    about.show()
    assert cut_off(about) == []
    about.version.setSelection(0, len(about.version.text()))
    assert __version__ in about.version.selectedText()
    about.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert {f"Qt {qVersion()} on offscreen", f"Python {python_version()}"} < {*copied.splitlines()}
    assert about.said.text() == HelpWords.COPIED()
    private = (str(Path.home()), str(rooms.home), getuser(), node())
    assert not any(word in copied for word in private if len(word) > 1)
    about.close()


def test_newer_versions_are_a_link_only_where_a_page_is_named(
    rooms: Rooms, parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def no_browser(url: QUrl) -> bool:
        opened.append(url.toString())
        return False

    monkeypatch.setattr(QDesktopServices, "openUrl", no_browser)
    about = About(rooms.supplies.pools.pictures, parent)
    about.show()
    assert not about.releases.isVisible()
    about.close()
    monkeypatch.setattr(this_copy, "release_page", lambda: "https://example.com/releases")
    about = About(rooms.supplies.pools.pictures, parent)
    about.show()
    assert about.releases.isVisible()
    assert opened == []
    about.releases.click()
    assert opened == ["https://example.com/releases"]
    # Nothing could open it.
    assert QGuiApplication.clipboard().text() == "https://example.com/releases"
    assert HelpWords.PAGE_COPIED() in [said.text() for said in seen(about)]
    assert cut_off(about) == []
    about.copy.click()
    assert HelpWords.PAGE_COPIED() not in [said.text() for said in seen(about)]
    assert cut_off(about) == []
    about.close()


def seen(about: About) -> list[QLabel]:
    """Every label that says something just now."""
    return [said for said in about.findChildren(QLabel) if said.text() and said.isVisible()]


def cut_off(about: About) -> list[str]:
    """What has less room than its text takes, or stands outside the card."""
    return [
        said.text()
        for said in seen(about)
        if said.height() < said.heightForWidth(said.width())
        or (not said.wordWrap() and said.width() < said.sizeHint().width())
        or not about.rect().contains(said.geometry())
    ]


def first(key: str) -> QKeyCombination:
    """What a key's name stands for."""
    made: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]  # missing in the stubs
    return made


def pressed(key: str) -> QKeyEvent:
    """A key as the keyboard sends it."""
    code = first(key)
    text = key if len(key) == 1 else ""
    return QKeyEvent(QKeyEvent.Type.KeyPress, code.key(), code.keyboardModifiers(), text.lower())


def test_the_timeline_knows_every_key_that_the_sheet_tells() -> None:
    deed = Mock()
    keys = Keys(Mock(), write=deed, rename=deed, seconds=deed, escape=deed, menu=deed)
    told = [key for names, _ in TIMELINE for key in names]
    assert [key for key in told if keys.find(pressed(key)) is None] == []
    assert keys.find(pressed("Q")) is None


def test_the_sheet_tells_every_key_of_the_timeline() -> None:
    deed = Mock()
    keys = Keys(Mock(), write=deed, rename=deed, seconds=deed, escape=deed, menu=deed)
    told = {
        (code.keyboardModifiers(), code.key())
        for code in (first(key) for names, _ in TIMELINE for key in names)
    }
    # The same deed under a second name, and what ends a gesture.
    also = {Qt.Key.Key_Enter, Qt.Key.Key_Backspace, Qt.Key.Key_Escape}
    there = {(held, Qt.Key(key)) for held, deeds in keys._deeds.items() for key in deeds}
    assert {(held, key) for held, key in there if key not in also} <= told
