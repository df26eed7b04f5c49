"""What the program has to say that belongs to no field: one quiet line above the foot.

Any module may post; notices wait until a window is there.
"""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QWidget

from kling_desktop.ui import theme, tokens
from kling_desktop.ui.pieces import Elided, row, tool
from kling_desktop.words import Window

STAYS = 9000
"""Milliseconds that a plain notice is shown; a fault stays until it is put away."""


class Mood(StrEnum):
    """How much a notice matters."""

    PLAIN = "plain"
    FAULT = "fault"


class Notice(msgspec.Struct, frozen=True):
    """One thing to say."""

    text: str
    mood: Mood = Mood.PLAIN


class Notices(QObject):
    """The one place to post to. `post` may be called from any thread."""

    posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Notice] = []
        self.posted.connect(self._remember)

    def post(self, text: str, mood: Mood = Mood.PLAIN) -> None:
        """Says something as soon as it can be shown."""
        self.posted.emit(Notice(text, mood))

    def _remember(self, notice: Notice) -> None:
        if notice not in self.waiting:
            self.waiting.append(notice)


class NoticeBar(QFrame):
    """Shows the notices one after another."""

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._notices = notices
        self._text = Elided()
        self.dismiss = tool("close", Window.DISMISS(), side=14)
        self.dismiss.clicked.connect(self._next)
        line = row(self._text, None, self.dismiss)
        line.setContentsMargins(tokens.EDGE, 4, tokens.GAP, 4)
        self.setLayout(line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS)
        self._timer.timeout.connect(self._next)
        self._shown: Notice | None = None
        notices.posted.connect(self._posted)
        self.hide()
        self._posted()

    def _posted(self, _: object = None) -> None:
        if self._shown is None and self._notices.waiting:
            self._show(self._notices.waiting[0])

    def _show(self, notice: Notice) -> None:
        self._shown = notice
        self._text.setText(notice.text)
        theme.dress(self, mood=notice.mood.value)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.text))
        if notice.mood is Mood.PLAIN:
            self._timer.start()

    def _next(self) -> None:
        self._timer.stop()
        if self._shown in self._notices.waiting:
            self._notices.waiting.remove(self._shown)
        self._shown = None
        self.hide()
        self._posted()
