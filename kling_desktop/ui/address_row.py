"""A web address, typed or pasted below a frame zone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kling_desktop.ui.arrivals import is_web
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.words import FrameWords, Window


class AddressRow(QWidget):
    """Takes no room until it is asked for. Enter fetches, Escape leaves."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setAccessibleName(FrameWords.ADDRESS())
        self.field.setPlaceholderText("https://")
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self._wrong = label(FrameWords.NOT_AN_ADDRESS(), "bad", wrap=True)
        self._wrong.hide()
        fetch = button(FrameWords.FETCH())
        cancel = button(Window.CANCEL(), "plain")
        self.field.returnPressed.connect(self._give)
        self.field.textEdited.connect(self._wrong.hide)
        fetch.clicked.connect(self._give)
        cancel.clicked.connect(self._leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self._wrong)
        layout.addLayout(row(fetch, cancel, None))
        self.hide()

    def ask(self) -> None:
        """Waits for an address."""
        self.field.clear()
        self._wrong.hide()
        self.show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _give(self) -> None:
        address = self.field.text().strip()
        if is_web(address):
            self.hide()
            self.given.emit(address)
        else:
            self._wrong.show()

    def _leave(self) -> None:
        self.hide()
        self.left.emit()
