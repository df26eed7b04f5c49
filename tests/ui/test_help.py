from unittest.mock import Mock

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenuBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.ui.about import About
from kling_desktop.ui.licence_view import LicenceView
from kling_desktop.ui.shortcut_sheet import ShortcutSheet
from kling_desktop.ui.shortcuts import TIMELINE, all_groups
from kling_desktop.ui.timeline.keys import Keys
from kling_desktop.words import HelpWords

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


def test_about_leads_to_the_licences(parent: QWidget) -> None:
    about = About(parent)
    about.show()
    (link,) = (
        b for b in about.findChildren(QPushButton) if b.text() == HelpWords.LICENCES_BUTTON()
    )
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert not about.isVisible()
    (view,) = parent.findChildren(LicenceView)
    names = [view.list.item(row).text() for row in range(view.list.count())]
    view.list.setCurrentRow(next(n for n, name in enumerate(names) if name.startswith("h11 ")))
    assert "Permission is hereby granted" in view.text.toPlainText()
    view.list.setCurrentRow(next(n for n, name in enumerate(names) if name.startswith("PySide6 ")))
    assert "LGPL-3.0-only" in view.text.toPlainText()
    view.close()


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
