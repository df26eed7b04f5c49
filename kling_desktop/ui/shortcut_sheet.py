"""The sheet of shortcuts (F1): everything that a key does, to be looked up while working."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.ui import tokens
from kling_desktop.ui.pieces import label, row
from kling_desktop.ui.shortcuts import Group, Shortcut
from kling_desktop.words import HelpWords


class ShortcutSheet(QDialog):
    """Two columns of groups beside the work, not over it; typing finds, Escape closes."""

    def __init__(self, groups: list[Group], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(HelpWords.SHORTCUTS())
        self.resize(840, 600)
        self.search = QLineEdit()
        self.search.setAccessibleName(HelpWords.FIND_SHORTCUT())
        self.search.setPlaceholderText(HelpWords.FIND_SHORTCUT())
        self.search.setClearButtonEnabled(True)
        self._none = label(HelpWords.NOTHING_LIKE_IT(), "quiet")
        self._none.hide()
        inside = QWidget()
        inside.setObjectName("scrolled")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, tokens.PAD, 0)
        columns.setSpacing(32)
        self._groups = [_GroupView(group) for group in groups]
        for part in _halves(self._groups):
            column = QVBoxLayout()
            column.setSpacing(20)
            for view in part:
                column.addWidget(view)
            column.addStretch(1)
            columns.addLayout(column, 1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(HelpWords.SHORTCUTS())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 8, tokens.EDGE)
        layout.setSpacing(tokens.EDGE)
        layout.addLayout(row(self.search, tokens.PAD))
        layout.addWidget(self._none)
        layout.addWidget(scroll, 1)
        self.search.textChanged.connect(self._filter)
        self.search.setFocus()

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        found = [view.show_those(wanted) for view in self._groups]
        self._none.setVisible(not any(found))


class _GroupView(QWidget):
    def __init__(self, group: Group) -> None:
        super().__init__()
        self._rows: list[tuple[str, list[QWidget]]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(tokens.EDGE)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(group.name, "strong"), 0, 0, 1, 2)
        for number, shortcut in enumerate(group.shortcuts, 1):
            said = label(shortcut.said, "quiet", wrap=True)
            keys = _keys(shortcut)
            said.setAccessibleDescription(keys.accessibleName())
            grid.addWidget(said, number, 0)
            grid.addWidget(keys, number, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            sought = f"{group.name} {shortcut.said} {keys.accessibleName()}".casefold()
            self._rows.append((sought, [said, keys]))

    def show_those(self, wanted: list[str]) -> bool:
        """Shows the rows that have all the words; returns whether there is any."""
        any_shown = False
        for sought, parts in self._rows:
            shown = all(word in sought for word in wanted)
            any_shown = any_shown or shown
            for part in parts:
                part.setVisible(shown)
        self.setVisible(any_shown)
        return any_shown


def _keys(shortcut: Shortcut) -> QWidget:
    """The keys as they look on the keyboard, each in its frame."""
    made = QWidget()
    names = [
        QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key
        for key in shortcut.keys
    ]
    made.setAccessibleName(", ".join(names))
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(tokens.GRID)
    for name in names:
        line.addWidget(label(name, "key"))
    return made


def _halves(views: list[_GroupView]) -> tuple[list[_GroupView], list[_GroupView]]:
    """The groups in two columns of about the same height."""
    heights = [view.sizeHint().height() for view in views]
    best = min(range(len(views) + 1), key=lambda at: abs(sum(heights[:at]) - sum(heights[at:])))
    return views[:best], views[best:]
