"""Writing in place: a text, a title or a number of seconds, over the piece that it belongs to."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from kling_desktop.words import Timeline

_LEAST = 168, 52
"""Pixels: a card may be narrower than what is written on it."""


class InPlace(QPlainTextEdit):
    """Enter confirms, and so does going elsewhere; Escape leaves everything as it was."""

    written = Signal(str)
    left = Signal(bool)
    """It is over; whether the keyboard should go back to the piece."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._board = parent
        self.setObjectName("inPlace")
        self.setAccessibleName(Timeline.EDIT_TEXT())
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._open = False
        self._before = ""
        self._one_line = False
        self.hide()

    @property
    def writing(self) -> bool:
        """Whether something is being written."""
        return self._open

    def begin(self, name: str, text: str, over: QRect, *, one_line: bool = False) -> None:
        """Starts with `text`, selected, over a part of its parent."""
        self.setAccessibleName(name)
        self._before, self._one_line, self._open = text, one_line, True
        self.setPlainText(text)
        self.selectAll()
        width, height = _LEAST
        over.setWidth(max(over.width(), width))
        over.setHeight(34 if one_line else max(over.height(), height))
        room = self._board.visibleRegion().boundingRect()
        if not room.isEmpty():
            over.moveLeft(max(0, min(over.left(), room.right() - over.width())))
        self.setGeometry(over)
        self.show()
        self.raise_()
        self.setFocus()

    def give_up(self) -> None:
        """Ends without a word."""
        self._end(confirmed=False, back=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif enter and (self._one_line or not shift):
            self._end(confirmed=True, back=True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        menu = event.reason() == Qt.FocusReason.PopupFocusReason
        window = event.reason() == Qt.FocusReason.ActiveWindowFocusReason
        if not menu and not window:
            self._end(confirmed=True, back=False)

    def _end(self, *, confirmed: bool, back: bool) -> None:
        if not self._open:
            return
        self._open = False
        text = self.toPlainText()
        if confirmed and text != self._before:
            self.written.emit(" ".join(text.split()) if self._one_line else text)
        self.left.emit(back)
        self.hide()
