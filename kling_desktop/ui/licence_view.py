"""Whose work is inside: every library with its version and the text of its licence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from kling_desktop.licences import Component, components, licence_text
from kling_desktop.ui import tokens
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.words import HelpWords, Window


class LicenceView(QDialog):
    """A list beside the text of what is chosen in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(HelpWords.LICENCES())
        self.resize(900, 600)
        self._components = components()
        self.list = QListWidget()
        self.list.setAccessibleName(HelpWords.LIBRARIES())
        self.list.addItems([f"{made.name} {made.version}" for made in self._components])
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(HelpWords.LICENCE_TEXT())
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        close = button(Window.CLOSE())
        close.clicked.connect(self.accept)
        parts = QSplitter()
        parts.addWidget(self.list)
        parts.addWidget(self.text)
        parts.setStretchFactor(1, 1)
        parts.setSizes([220, 640])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, tokens.EDGE)
        layout.setSpacing(tokens.PAD)
        layout.addWidget(label(HelpWords.LICENCES_WHY(), "quiet", wrap=True))
        layout.addWidget(parts, 1)
        layout.addLayout(row(None, close))
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)

    def _show(self, number: int) -> None:
        made = self._components[number]
        self.text.setPlainText(licence_text(made.name) or _said_of(made))


def _said_of(made: Component) -> str:
    return HelpWords.NO_LICENCE_TEXT(name=made.name, version=made.version, licence=made.licence)
