"""Above the foot: what was brought back, or work that waits to be opened or discarded."""

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from kling_desktop.store.recovery import Recovered
from kling_desktop.ui import tokens
from kling_desktop.ui.pieces import Elided, button, clear, row, tool
from kling_desktop.words import DocumentWords, Window

ROWS = 4
"""Pieces of work shown at once; the others follow as these are decided on."""


class RecoveryBar(QFrame):
    """Asks for nothing: everything in it can wait."""

    fresh = Signal()
    """Begin anew instead of with what was brought back."""
    wanted = Signal(object)
    unwanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recoveryBar")
        self.setAccessibleName(DocumentWords.RECOVERED())
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(tokens.EDGE, 4, tokens.GAP, 4)
        self._rows.setSpacing(tokens.GRID)
        self._brought_back = False
        self.hide()

    def show_brought_back(self) -> None:
        """Says that untitled work lies on the desk again, and how to be rid of it."""
        clear(self._rows)
        start = button(DocumentWords.START_FRESH(), "link")
        start.clicked.connect(self.fresh)
        away = tool("close", Window.DISMISS(), side=14)
        away.clicked.connect(self.hide)
        self._rows.addLayout(row(Elided(DocumentWords.BROUGHT_BACK()), start, None, away))
        self._brought_back = True
        self._show(DocumentWords.BROUGHT_BACK())

    def forget_brought_back(self) -> None:
        """Goes if it speaks of work that was brought back: that was kept, saved or let go by now.
        What a crash left behind waits on.
        """
        if self._brought_back:
            self.hide()

    def show_left(self, pieces: list[Recovered]) -> None:
        """Lists what a crash left behind; goes when nothing is left to decide."""
        clear(self._rows)
        self._brought_back = False
        self.hide()
        if not pieces:
            return
        away = tool("close", Window.DISMISS(), DocumentWords.LATER(), side=14)
        away.clicked.connect(self.hide)
        self._rows.addLayout(row(Elided(DocumentWords.WAS_LEFT(), "strong"), None, away))
        for piece in pieces[:ROWS]:
            name = piece.storyboard.title or _file(piece) or DocumentWords.UNTITLED()
            wanted = button(DocumentWords.OPEN_LEFT(), "", DocumentWords.OPEN_LEFT_NAMED(name=name))
            wanted.clicked.connect(lambda _=False, piece=piece: self.wanted.emit(piece))
            unwanted = _Discard(name)
            unwanted.sure.connect(lambda piece=piece: self.unwanted.emit(piece))
            self._rows.addLayout(row(Elided(_described(piece, name)), None, wanted, unwanted))
        self._show(DocumentWords.WAS_LEFT())

    def _show(self, said: str) -> None:
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))


class _Discard(QPushButton):
    """Has to be pressed twice: there is no way back."""

    sure = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(DocumentWords.DISCARD_LEFT())
        self.setAccessibleName(DocumentWords.DISCARD_LEFT_NAMED(name=name))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._asked = False
        self.clicked.connect(self._pressed)

    def _pressed(self) -> None:
        if self._asked:
            self.sure.emit()
        else:
            self._asked = True
            self.setText(DocumentWords.DISCARD_LEFT_SURE())


def _file(piece: Recovered) -> str:
    return piece.document.stem if piece.document else ""


def _described(piece: Recovered, name: str) -> str:
    moment = QDateTime.fromSecsSinceEpoch(int(piece.at))
    when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
    if piece.document is None:
        return DocumentWords.LEFT_UNTITLED(name=name, when=when)
    said = DocumentWords.LEFT_OF_OTHER if piece.changed_since else DocumentWords.LEFT_OF_DOCUMENT
    return said(name=name, file=piece.document.name, when=when)
