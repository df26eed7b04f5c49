"""What scene blocks and shot cards share: selected, focused, named, and no keys of their own."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from kling_desktop.ui import tokens


class Piece(QAbstractButton):
    """A part of the timeline that can be selected.

    A button, so that a screen reader finds it, tells whether it is selected and can press it. The
    mouse goes through it: the board knows what lies where. Only the selected piece is reached by
    Tab (its keys go on to the others), or there would be hundreds of stops.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hot = False
        self.whole = ""
        """All of what it may have had to cut short."""
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def nextCheckState(self) -> None:
        """Being pressed selects through the desk, which then says what is selected."""

    def mark(self, chosen: bool) -> None:
        """Shows whether this is what is being worked on."""
        if chosen != self.isChecked():
            self.setChecked(chosen)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if chosen else Qt.FocusPolicy.NoFocus)

    def heat(self, hot: bool) -> None:
        """Shows whether the pointer is over it."""
        if hot != self.hot:
            self.hot = hot
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def small(self, *, bold: bool = False) -> QFont:
        """The font of what is said by the way."""
        font = QFont(self.font())
        font.setPixelSize(tokens.SMALL)
        font.setBold(bold)
        return font
