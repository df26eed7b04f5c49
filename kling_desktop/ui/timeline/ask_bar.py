"""One line below the toolbar that asks or tells; never in the way of what it is about."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from kling_desktop.ui import tokens
from kling_desktop.ui.pieces import Elided, button, clear, tool
from kling_desktop.words import Window

Answer = tuple[str, Callable[[], None]]
"""A button's label, and what it does; the bar closes first."""


class AskBar(QFrame):
    """Takes no room while there is nothing to ask."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("askBar")
        self.about = ""
        """What is being asked, for those who want to close just that."""
        self.answers: list[QPushButton] = []
        self.text = Elided()
        self.dismiss = tool("close", Window.DISMISS(), side=14)
        self._put_away: Callable[[], None] | None = None
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(tokens.GAP)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(tokens.PAD, 2, tokens.GAP, 2)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(self.text)
        layout.addLayout(self._buttons)
        layout.addStretch(1)
        layout.addWidget(self.dismiss)
        self.dismiss.clicked.connect(self._dismissed)
        self.hide()

    def ask(
        self,
        about: str,
        text: str,
        *answers: Answer,
        put_away: Callable[[], None] | None = None,
        focus: bool = False,
    ) -> None:
        """Shows `text` and a button for each answer; `put_away` is called when it is dismissed."""
        self.about = about
        self._put_away = put_away
        self.text.setText(text)
        clear(self._buttons)
        self.answers = []
        for label, deed in answers:
            press = button(label, "link")
            press.clicked.connect(lambda _=False, deed=deed: self._answered(deed))
            self._buttons.addWidget(press)
            self.answers.append(press)
        self.setAccessibleName(text)
        self.show()
        if focus and self.answers:
            self.answers[0].setFocus()

    def close_about(self, about: str) -> None:
        """Closes if that is what it is about."""
        if self.about == about:
            self._shut()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._dismissed()
        else:
            super().keyPressEvent(event)

    def _answered(self, deed: Callable[[], None]) -> None:
        self._shut()
        deed()

    def _dismissed(self) -> None:
        put_away = self._put_away
        self._shut()
        if put_away is not None:
            put_away()

    def _shut(self) -> None:
        self.about = ""
        self._put_away = None
        self.hide()
