"""The prompt: a field with a live count in code points (contract.md §4.7)."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from kling_desktop.storyboard import limits
from kling_desktop.ui import arrivals, theme
from kling_desktop.ui.pieces import focus_watch, label, row
from kling_desktop.words import Window


class Field(QPlainTextEdit):
    """Plain text over several lines; Tab goes on to the next field."""

    picture_pasted = Signal(object)
    """An `Arrival`: what was pasted is a picture, not text."""

    def __init__(self, name: str, hint: str, lines: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # A dropped file belongs to a frame, not into the text as its path.
        self.setAcceptDrops(False)
        self.document().setDocumentMargin(0)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 6)

    def show_text(self, text: str) -> None:
        """Shows a text that came from elsewhere; what is typed here keeps its cursor."""
        if self.toPlainText() != text:
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def insertFromMimeData(self, mime: QMimeData) -> None:
        if not mime.hasText() and (arrival := arrivals.read(mime)) is not None:
            self.picture_pasted.emit(arrival)
            return
        super().insertFromMimeData(mime)

    def canInsertFromMimeData(self, mime: QMimeData) -> bool:
        return mime.hasImage() or super().canInsertFromMimeData(mime)


class PromptEditor(QFrame):
    """A field in a box with its count below."""

    edited = Signal(str)

    def __init__(self, name: str, hint: str, lines: int, *, small: bool = False) -> None:
        super().__init__()
        self.setObjectName("promptBox")
        self.field = Field(name, hint, lines)
        self._small = small
        self._count = label(look="small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 9, 10, 6)
        layout.setSpacing(2)
        layout.addWidget(self.field)
        layout.addLayout(row(None, self._count))
        focus_watch(self, self.field)
        self.field.textChanged.connect(self._typed)
        self._recount("")

    def show_text(self, text: str) -> None:
        """Shows the scene's text."""
        self.field.show_text(text)
        self._recount(text)

    def _typed(self) -> None:
        text = self.field.toPlainText()
        self._recount(text)
        self.edited.emit(text)

    def _recount(self, text: str) -> None:
        most = limits.PROMPT_CHARACTERS
        over = len(text) > most
        self._count.setText(Window.COUNT(count=len(text), most=most))
        self._count.setVisible(not self._small or bool(text))
        theme.dress(self._count, look="bad" if over else "small")
        theme.dress(self, trouble=over)
