"""The prompt's box: its field, what helps with writing, and how much of the limit is used."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop.storyboard import limits
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.gauge import Gauge, mood
from kling_desktop.ui.pieces import button, focus_watch, label, row, tool
from kling_desktop.ui.prompt_field import HISTORY_KEY, PHRASES_KEY, PromptField
from kling_desktop.words import PromptWords

_MATTERS = 0.8
"""Share of the limit from which on a small box shows its count."""


class Count(QWidget):
    """The characters as a ring and a number, in code points (contract.md §4.7)."""

    def __init__(self, most: int, advised: int | None = None) -> None:
        """`most` are allowed; more than `advised` are better avoided."""
        super().__init__()
        self._most = most
        self._advised = advised or most
        self.number = label(look="small")
        self._ring = Gauge()
        self.setLayout(row(self.number, self._ring))
        self.show_count(0)

    @property
    def over(self) -> bool:
        """Whether there are too many."""
        return self._count > self._most

    @property
    def matters(self) -> bool:
        """Whether the limit is near."""
        return self._count >= _MATTERS * self._advised

    def show_count(self, count: int) -> None:
        """Shows how many there are."""
        self._count = count
        share = count / self._advised
        if not self.over and self._advised < self._most:
            # Above what is advised it is not yet wrong.
            share = min(share, 1.0)
        most = self._most if self.over else self._advised
        self.number.setText(PromptWords.COUNT(count=count, most=most) if count else "")
        self._ring.show_share(share)
        theme.dress(self.number, look=mood(share))


class PromptEditor(QFrame):
    """A field in a box, with its count below."""

    edited = Signal(str)
    step_ended = Signal()

    def __init__(self, name: str, hint: str, least: int, most: int, *, small: bool = False) -> None:
        """A `small` one offers no phrases, and its count only where that matters."""
        super().__init__()
        self.setObjectName("promptBox")
        self.field = PromptField(name, hint, least, most)
        self._small = small
        self.count = Count(limits.PROMPT_CHARACTERS)
        self.phrases = button(PromptWords.PHRASES(), "aid")
        self.phrases.setToolTip(PromptWords.PHRASES_HINT(key=_shown(PHRASES_KEY)))
        self.phrases.clicked.connect(self.field.phrases_wanted)
        icons.sign(self.phrases, "phrases", "quiet", 16)
        self.history = tool("history", PromptWords.HISTORY(), side=16)
        self.history.setToolTip(PromptWords.HISTORY_HINT(key=_shown(HISTORY_KEY)))
        icons.sign(self.history, "history", "quiet", 16)
        self.history.clicked.connect(self.field.history_wanted)
        self._foot = QWidget()
        foot = row(self.phrases, self.history, None, self.count, gap=tokens.GRID)
        self._foot.setLayout(foot)
        for aid in (self.phrases, self.history):
            aid.setVisible(not small)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 8, 8 if small else 4)
        layout.setSpacing(tokens.GRID)
        # The signs below have room around them, so that they stand in line with the text.
        text = row(self.field)
        text.setContentsMargins(6, 0, 0, 0)
        layout.addLayout(text)
        layout.addWidget(self._foot)
        focus_watch(self, self.field)
        self.field.textChanged.connect(self._typed)
        self.field.step_ended.connect(self.step_ended)
        self._recount("")

    def show_text(self, text: str) -> None:
        """Shows the scene's text."""
        self.field.show_text(text)
        self._recount(text)

    def _typed(self) -> None:
        text = self.field.text()
        self._recount(text)
        self.edited.emit(text)

    def _recount(self, text: str) -> None:
        self.count.show_count(len(text))
        self._foot.setVisible(not self._small or self.count.matters)
        theme.dress(self, trouble=self.count.over)


def _shown(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
