"""A question asked where it arose, with its answers beside it; nothing else is held up by it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from kling_desktop.ui import tokens
from kling_desktop.ui.pieces import button, clear, label, row
from kling_desktop.words import Window


class AskRow(QFrame):
    """Takes no room while nothing is asked. Escape is Cancel."""

    cancelled = Signal()

    def __init__(self, *, wide: bool = False) -> None:
        """`wide` puts the answers beside the question, not below it."""
        super().__init__()
        self.setObjectName("ask")
        self._wide = wide
        self._asked: object = None
        self.answers: list[QPushButton] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(tokens.PAD, 6, tokens.GAP, 6)
        self._layout.setSpacing(6)
        self.cancel = QPushButton()
        self.hide()

    def ask(
        self, asked: object, text: str, answers: Sequence[tuple[str, Callable[[], object]]]
    ) -> None:
        """Shows a question; the same one again, known by `asked`, changes nothing."""
        if asked == self._asked and self.isVisible():
            return
        self._asked = asked
        clear(self._layout)
        self.answers = []
        for said, then in answers:
            made = button(said)
            made.clicked.connect(lambda _=False, then=then: then())
            self.answers.append(made)
        self.cancel = button(Window.CANCEL(), "plain")
        self.cancel.clicked.connect(self.cancelled)
        text_label = label(text, wrap=True)
        self.setAccessibleName(text)
        if self._wide:
            line = row(text_label, *self.answers, self.cancel)
            line.setStretch(0, 1)
            self._layout.addLayout(line)
        else:
            self._layout.addWidget(text_label)
            self._layout.addLayout(row(*self.answers, self.cancel, None))
        self.show()
        self.cancel.setFocus()

    def put_away(self) -> None:
        """Asks nothing any more."""
        if self._asked is not None:
            self._asked = None
            self.answers = []
            clear(self._layout)
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
