"""What the library has to say at its foot: a line, what can be done about it, and a way to put it
away. Takes no room while there is nothing to say.
"""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kling_desktop.ui import tokens
from kling_desktop.ui.flow import Flow
from kling_desktop.ui.pieces import button, clear, label, row, tool
from kling_desktop.words import Window

Act = tuple[str, str, Callable[[], object]]
"""A button's text, its tooltip, and what it does."""


class Note(QFrame):
    """One at a time; what is said last is what stands there."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.about: object = None
        """What it is about, so that whoever said it can take it back."""
        self._text = label(wrap=True)
        # As far in as the text of the buttons below.
        self._text.setContentsMargins(5, 0, 0, 0)
        self._close = tool("close", Window.DISMISS(), side=14)
        self._close.clicked.connect(self.put_away)
        self._acts = Flow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.GAP, 6, 6, 6)
        layout.setSpacing(2)
        line = row(self._text, self._close, gap=tokens.GRID)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addLayout(self._acts)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def tell(self, about: object, text: str, acts: Sequence[Act] = ()) -> None:
        """Says something, aloud too where a screen reader listens."""
        self.about = about
        clear(self._acts)
        for said, hint, act in acts:
            made = button(said, "link")
            made.setToolTip(hint)
            made.clicked.connect(lambda _=False, act=act: act())
            self._acts.addWidget(made)
        self._text.setText(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def put_away(self) -> None:
        """Says nothing any more."""
        self.about = None
        clear(self._acts)
        self.hide()
