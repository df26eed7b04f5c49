"""Whose work is inside: every work with its version and the text of its licence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.licences import Work, is_complete, text_of, works
from kling_desktop.ui import tokens
from kling_desktop.ui.background import Background
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.words import HelpWords, Window


class LicenceView(QDialog):
    """A list beside the text of what is chosen in it; typing finds, by name or by licence."""

    def __init__(self, pool: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._pool = pool
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(HelpWords.LICENCES())
        self.resize(900, 600)
        self.search = QLineEdit()
        self.search.setAccessibleName(HelpWords.FIND_WORK())
        self.search.setPlaceholderText(HelpWords.FIND_WORK())
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(HelpWords.LIBRARIES())
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(HelpWords.LICENCE_TEXT())
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        close = button(Window.CLOSE())
        close.clicked.connect(self.accept)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GAP)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        parts = QSplitter()
        parts.addWidget(left)
        parts.addWidget(self.text)
        parts.setStretchFactor(1, 1)
        parts.setChildrenCollapsible(False)
        parts.setSizes([260, 600])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, tokens.EDGE)
        layout.setSpacing(tokens.PAD)
        why = HelpWords.LICENCES_WHY() if is_complete() else HelpWords.LICENCES_OF_SOURCE()
        layout.addWidget(label(why, "quiet", wrap=True))
        layout.addWidget(parts, 1)
        layout.addLayout(row(None, close))
        self.search.textChanged.connect(self._filter)
        self.list.currentItemChanged.connect(self._wish)
        self.search.setFocus()
        self._pool.run_task(works, self._fill, self._lost)

    def _fill(self, found: list[Work]) -> None:
        for work in found:
            item = QListWidgetItem(work.title)
            item.setData(Qt.ItemDataRole.UserRole, work)
            item.setToolTip("\n".join(filter(None, (work.licence, work.inside))))
            self.list.addItem(item)
        self._filter(self.search.text())

    def _lost(self, _: BaseException) -> None:
        self.text.setPlainText(HelpWords.LICENCES_LOST())

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        items = [self.list.item(at) for at in range(self.list.count())]
        for item in items:
            work = item.data(Qt.ItemDataRole.UserRole)
            sought = f"{work.title} {work.licence} {work.inside}".casefold()
            item.setHidden(not all(word in sought for word in wanted))
        current = self.list.currentItem()
        if current is None or current.isHidden():
            first = next((item for item in items if not item.isHidden()), None)
            self.list.setCurrentItem(first)  # type: ignore[arg-type]  # nothing, in the stubs

    def _wish(self, item: QListWidgetItem | None) -> None:
        if item is None:
            self.text.setPlainText(HelpWords.NO_WORK() if self.search.text() else "")
            return
        work = item.data(Qt.ItemDataRole.UserRole)
        self._pool.run_task(lambda: (work, text_of(work)), self._show, self._lost)

    def _show(self, read: tuple[Work, str]) -> None:
        work, text = read
        item = self.list.currentItem()
        # Another may have been chosen while this one was read.
        if item is not None and item.data(Qt.ItemDataRole.UserRole) == work:
            self.text.setPlainText(text or _said_of(work))


def _said_of(work: Work) -> str:
    return HelpWords.NO_LICENCE_TEXT(name=work.name, version=work.version, licence=work.licence)
