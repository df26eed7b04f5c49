import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenuBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.ui.about import About
from kling_desktop.ui.licence_view import LicenceView
from kling_desktop.ui.shortcut_sheet import ShortcutSheet
from kling_desktop.ui.shortcuts import all_groups
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
