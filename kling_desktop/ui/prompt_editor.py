"""The prompt: a field with a live count in code points (contract.md §4.7)."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from kling_desktop.storyboard import limits
from kling_desktop.ui import arrivals, theme
from kling_desktop.ui.pieces import focus_watch, label, row
from kling_desktop.ui.undo_keys import asks_for_undo
from kling_desktop.words import SceneWords


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
        # The desk alone remembers: a second way back in here would lead elsewhere.
        self.setUndoRedoEnabled(False)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 6)

    def show_text(self, text: str) -> None:
        """Shows a text that came from elsewhere. Only where it differs is anything replaced, so
        that the cursor stays in its place; what is typed here never moves it.
        """
        shown = self.toPlainText()
        if shown == text:
            return
        start, stop, new = _difference(shown, text)
        self.blockSignals(True)
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(shown[:start]))
        cursor.setPosition(_units(shown[:stop]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(new)
        self.blockSignals(False)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and asks_for_undo(event):
            # Not taken, so that the window's Undo gets it.
            event.ignore()
            return False
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        for action in menu.actions():
            if action.objectName() in ("edit-undo", "edit-redo"):
                menu.removeAction(action)
        if menu.actions() and menu.actions()[0].isSeparator():
            menu.removeAction(menu.actions()[0])
        menu.exec(event.globalPos())
        menu.deleteLater()

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
        self._count.setText(SceneWords.COUNT(count=len(text), most=most))
        self._count.setVisible(not self._small or bool(text))
        theme.dress(self._count, look="bad" if over else "small")
        theme.dress(self, trouble=over)


def _difference(old: str, new: str) -> tuple[int, int, str]:
    """Where `old` has to be replaced, from and to, and by what, to become `new`."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    most -= start
    same = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return start, len(old) - same, new[start : len(new) - same]


def _units(text: str) -> int:
    """Length as Qt counts it, in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
