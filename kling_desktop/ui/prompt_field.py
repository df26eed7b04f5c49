"""A field for prompts: plain text, clean pastes, the desk's undo, help with writing by key."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit

from kling_desktop.ui import arrivals
from kling_desktop.ui.pasted import text_of
from kling_desktop.ui.undo_keys import asks_for_undo
from kling_desktop.words import PromptWords, phrases

PHRASES_KEY = "Ctrl+/"
HISTORY_KEY = "Ctrl+R"
"""On macOS Qt reads Ctrl as Command."""


class PromptField(QPlainTextEdit):
    """Plain text over several lines; Tab goes on to the next field. Grows with its text."""

    picture_pasted = Signal(object)
    """An `Arrival`: what was pasted is a picture, not text."""
    step_ended = Signal()
    """What was written until now, and what comes next, are undone one after the other."""
    phrases_wanted = Signal()
    history_wanted = Signal()

    def __init__(self, name: str, hint: str, least: int, most: int) -> None:
        """`least` and `most` lines are shown at once."""
        super().__init__()
        self._least, self._most = least, most
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # A dropped file belongs to a frame, not into the text as its path.
        self.setAcceptDrops(False)
        self.document().setDocumentMargin(0)
        # The viewport would claim the focus beside the field in the accessibility tree. Qt takes
        # none for "no proxy", which the stubs do not know.
        self.viewport().setFocusProxy(None)  # type: ignore[arg-type]
        # The desk alone remembers: a second way back in here would lead elsewhere.
        self.setUndoRedoEnabled(False)
        self.textChanged.connect(self._fit)
        self._fit()

    def text(self) -> str:
        """What is in it, as it was written: `toPlainText` makes plain spaces of those that do not
        break.
        """
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def show_lines(self, least: int, most: int) -> None:
        """Makes room for so many lines."""
        if (least, most) != (self._least, self._most):
            self._least, self._most = least, most
            self._fit()

    def show_text(self, text: str) -> None:
        """Shows a text that came from elsewhere. Only where it differs is anything replaced, so
        that the cursor stays in its place; what is typed here never moves it.
        """
        shown = self.text()
        if shown == text:
            return
        start, stop, new = _difference(shown, text)
        self.blockSignals(True)
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(shown[:start]))
        cursor.setPosition(_units(shown[:stop]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(new)
        self.blockSignals(False)
        self._fit()

    def put_phrase(self, phrase: phrases.Phrase) -> None:
        """Writes a phrase at the cursor, in the language of the text, as one step."""
        text = self.text()
        cursor = self.textCursor()
        before = _to_units(text, cursor.selectionStart())
        after = text[_to_units(text, cursor.selectionEnd()) :]
        said = phrase.text.within(phrases.tongue_of(text))
        blanks, written = phrases.joined(text[:before], said, after)
        stop = cursor.selectionEnd()
        cursor.setPosition(cursor.selectionStart() - blanks)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        self._put(cursor, written)

    def put_text(self, text: str, *, instead: bool) -> None:
        """Writes a text at the cursor, or `instead` of all that is there, as one step."""
        cursor = self.textCursor()
        if instead:
            cursor.select(QTextCursor.SelectionType.Document)
        self._put(cursor, text)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and asks_for_undo(event):
            # Not taken, so that the window's Undo gets it.
            event.ignore()
            return False
        offered = event.type() == QEvent.Type.ShortcutOverride
        if offered and isinstance(event, QKeyEvent) and self._wanted(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = self._wanted(event)
        if wanted is not None:
            wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        for action in menu.actions():
            if action.objectName() in ("edit-undo", "edit-redo"):
                menu.removeAction(action)
        if menu.actions() and menu.actions()[0].isSeparator():
            menu.removeAction(menu.actions()[0])
        menu.addSeparator()
        for said, key, wanted in (
            (PromptWords.PHRASES(), PHRASES_KEY, self.phrases_wanted),
            (PromptWords.HISTORY(), HISTORY_KEY, self.history_wanted),
        ):
            action = menu.addAction(said)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(wanted)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def insertFromMimeData(self, mime: QMimeData) -> None:
        # Files that were copied come with their paths as text, which nobody wants in a prompt.
        files = bool(mime.urls()) and all(url.isLocalFile() for url in mime.urls())
        if (files or not mime.hasText()) and (arrival := arrivals.read(mime)) is not None:
            self.picture_pasted.emit(arrival)
            return
        text = text_of(mime)
        if text:
            self._put(self.textCursor(), text)

    def canInsertFromMimeData(self, mime: QMimeData) -> bool:
        return mime.hasImage() or mime.hasHtml() or super().canInsertFromMimeData(mime)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _put(self, cursor: QTextCursor, text: str) -> None:
        self.step_ended.emit()
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.step_ended.emit()

    def _wanted(self, event: QKeyEvent) -> SignalInstance | None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        # On many keyboards the slash is reached with Shift.
        if event.key() == Qt.Key.Key_Slash:
            return self.phrases_wanted
        plain = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return self.history_wanted if plain and event.key() == Qt.Key.Key_R else None

    def _fit(self) -> None:
        lines = int(self.document().size().height())
        shown = max(self._least, min(self._most, lines))
        height = self.fontMetrics().lineSpacing() * shown + 6
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
        over = lines > self._most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if over else policy.ScrollBarAlwaysOff
        )


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


def _to_units(text: str, units: int) -> int:
    """How many of the characters of `text` lie before a place that Qt gives in units of UTF-16."""
    data = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(data.decode("utf-16-le", "surrogatepass"))
