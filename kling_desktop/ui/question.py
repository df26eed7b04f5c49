"""A question that has to be answered before anything can be lost. Cancel is the way out."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from kling_desktop.ui import tokens
from kling_desktop.ui.pieces import button, fit_height, label, row
from kling_desktop.words import Window

Answer = tuple[str, str, Callable[[], object]]
"""A button's text, its look in the theme, and what it does."""


class Question(QDialog):
    """Stands over the window until it is answered; Escape and Enter both cancel."""

    def __init__(
        self, parent: QWidget, asked: str, consequence: str, answers: Sequence[Answer]
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(Window.TITLE())
        self.setAccessibleName(asked)
        self.setAccessibleDescription(consequence)
        self.setFixedWidth(440)
        self._then: Callable[[], object] | None = None
        self.cancel = self._button(Window.CANCEL(), "")
        self.cancel.clicked.connect(self.reject)
        self.answers: list[QPushButton] = []
        for text, look, then in answers:
            made = self._button(text, look)
            made.clicked.connect(lambda _=False, then=then: self._answer(then))
            self.answers.append(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, tokens.EDGE)
        layout.setSpacing(tokens.PAD)
        layout.addWidget(label(asked, "title", wrap=True))
        layout.addWidget(label(consequence, "quiet", wrap=True))
        layout.addSpacing(tokens.GRID)
        # Least wanted on the left, apart from the others.
        layout.addLayout(row(*self.answers[1:], None, self.cancel, self.answers[0]))
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.finished.connect(self._finished)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_height(self)

    def _button(self, text: str, look: str) -> QPushButton:
        made = button(text, look)
        # Enter presses the button that has the focus.
        made.setAutoDefault(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _answer(self, then: Callable[[], object]) -> None:
        self._then = then
        self.accept()

    def _finished(self) -> None:
        # Only once the dialog is away: what follows may ask something else.
        if self._then is not None:
            self._then()
