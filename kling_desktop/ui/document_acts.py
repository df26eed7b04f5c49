"""What a person does with documents: new, open, save, save as, close; and what has to be asked."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from kling_desktop import words
from kling_desktop.store.document import SUFFIX
from kling_desktop.store.document_errors import DocumentError
from kling_desktop.ui.documents import Documents, Then, with_suffix
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.question import Question
from kling_desktop.words import DocumentWords, FrameWords, Window

_NOT_IN_NAMES = set('/\\:*?"<>|')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d) *(\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the dot."""
_NAME_LENGTH = 80


class DocumentActs(QObject):
    """Nothing that is not saved leaves the desk without being asked about."""

    may_close = Signal()
    """After a question: everything is saved by now, or the person let it go."""
    new_wanted = Signal()
    """Another storyboard is to be begun."""
    open_wanted = Signal(object)
    """The path of a document that is to be opened."""

    def __init__(self, window: QWidget, documents: Documents, notices: Notices) -> None:
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._notices = notices
        self._question: Question | None = None
        self._dialog: QFileDialog | None = None
        self._then: Then | None = None
        self.given_up = False
        documents.saved.connect(self._saved)
        documents.failed.connect(self._failed)
        documents.overtaken.connect(self._ask_overtaken)

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer."""
        return self._question

    @property
    def dialog(self) -> QFileDialog | None:
        """The file dialog that is open."""
        return self._dialog

    def new(self) -> None:
        """Begins another storyboard, beside this one."""
        self.new_wanted.emit()

    def start_fresh(self) -> None:
        """Begins another storyboard in place of this one."""
        self._guard(self._documents.start_new)

    def browse(self) -> None:
        """Asks which document to open."""
        dialog = self._file_dialog(DocumentWords.OPEN_TITLE())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen_to_open)
        dialog.open()

    def open(self, path: Path) -> None:
        """Opens a document, beside what is open."""
        self.open_wanted.emit(path.absolute())

    def save(self) -> None:
        """Saves, and asks where if that is not known yet."""
        self._save(None)

    def save_as(self) -> None:
        """Asks where to save."""
        self._ask_where(None)

    def may_leave(self) -> bool:
        """Whether nothing is lost by closing. If something is, it is asked about, and `may_close`
        answers once it is settled.
        """
        _take_what_is_typed()
        if not self._documents.saving and not self._documents.edited:
            return True
        self._guard(self._let_close)
        return False

    def when_safe(self, then: Then) -> None:
        """Does what clears the desk, once nothing is lost by it or the person lets it go."""
        self._guard(then)

    def _guard(self, then: Then) -> None:
        """Goes on at once, or once the person has said what becomes of what is not saved."""
        _take_what_is_typed()
        if self._documents.saving:
            self._documents.after_saving(lambda: self._guard(then))
        elif not self._documents.edited:
            then()
        else:
            # Of two that wait for one answer the later holds: leaving, after closing a window.
            self._then = then
            self._ask(
                DocumentWords.SAVE_FIRST(name=self._documents.name),
                DocumentWords.SAVE_FIRST_WHY(),
                (DocumentWords.SAVE(), "primary", lambda: self._save(self._then)),
                (DocumentWords.DO_NOT_SAVE(), "", self._give_up),
            )

    def _give_up(self) -> None:
        self.given_up = True
        if self._then is not None:
            self._then()
        self.given_up = False

    def _let_close(self) -> None:
        self.may_close.emit()

    def _save(self, then: Then | None) -> None:
        path = self._documents.place.path
        if path is None:
            self._ask_where(then)
        else:
            self._write(path, then)

    def _write(self, path: Path, then: Then | None, *, over: bool = False) -> None:
        _take_what_is_typed()
        self._documents.save(path, over=over)
        if then is not None:
            # Guarded again: something may have been changed while it was being written.
            self._documents.after_saving(lambda: self._guard(then))

    def _ask_where(self, then: Then | None) -> None:
        dialog = self._file_dialog(DocumentWords.SAVE_TITLE())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX[1:])
        path = self._documents.place.path
        folder = path.parent if path else Path(dialog.directory().path())
        dialog.setDirectory(str(folder))
        dialog.selectFile(path.name if path else file_name(self._documents.name))
        dialog.fileSelected.connect(lambda name: self._chosen_to_save(name, then))
        dialog.open()

    def _chosen_to_save(self, name: str, then: Then | None) -> None:
        chosen = Path(name)
        path = with_suffix(chosen)
        if path != chosen and path.exists():
            # The dialog asked about the name without the suffix, if at all.
            self._ask(
                DocumentWords.REPLACE(name=path.name),
                DocumentWords.REPLACE_WHY(),
                (
                    DocumentWords.REPLACE_YES(),
                    "primary",
                    lambda: self._write(path, then, over=True),
                ),
            )
        else:
            self._write(path, then, over=True)

    def _chosen_to_open(self, name: str) -> None:
        self.open(Path(name))

    def _saved(self, path: Path) -> None:
        self._notices.post(DocumentWords.SAVED_AS(name=path.name))

    def _failed(self, error: BaseException, path: Path) -> None:
        said = Window.SOMETHING_WRONG()
        if isinstance(error, DocumentError):
            said = words.document(error, path.name)
        self._notices.post(said, Mood.FAULT)

    def _ask_overtaken(self, path: Path) -> None:
        self._ask(
            DocumentWords.OVERTAKEN(name=path.name),
            DocumentWords.OVERTAKEN_WHY(),
            (DocumentWords.SAVE_AS(), "primary", self.save_as),
            (DocumentWords.REPLACE_YES(), "", lambda: self._write(path, None, over=True)),
        )

    def _ask(self, asked: str, why: str, *answers: tuple[str, str, Callable[[], object]]) -> None:
        if self._question is not None:
            self._question.raise_()
            self._question.activateWindow()
            return
        self._question = Question(self._window, asked, why, answers)
        # Before its own answer is acted on, which may ask the next thing.
        self._question.accepted.connect(self._answered)
        self._question.rejected.connect(self._answered)
        self._question.open()

    def _answered(self) -> None:
        self._question = None

    def _file_dialog(self, title: str) -> QFileDialog:
        if self._dialog is not None:
            self._dialog.reject()
        dialog = QFileDialog(self._window, title)
        dialog.setNameFilters(
            [DocumentWords.DOCUMENTS_FILTER(pattern=f"*{SUFFIX}"), FrameWords.ALL_FILES_FILTER()]
        )
        path = self._documents.place.path
        dialog.setDirectory(str(path.parent) if path else QDir.homePath())
        dialog.finished.connect(self._dialog_done)
        self._dialog = dialog
        return dialog

    def _dialog_done(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def _take_what_is_typed() -> None:
    """Digits and names count once their field is left; saving is not to wait for that."""
    field = QApplication.focusWidget()
    if isinstance(field, QAbstractSpinBox | QLineEdit):
        field.clearFocus()
        if field.isVisible():
            field.setFocus()


def file_name(title: str) -> str:
    """A title as a file's name: without what no system or not every system takes."""
    plain = "".join(" " if c in _NOT_IN_NAMES or not c.isprintable() else c for c in title)
    short = " ".join(plain.split())[:_NAME_LENGTH].strip(". ")
    if _DEVICES.match(short):
        short = f"_{short}"
    return (short or DocumentWords.UNTITLED()) + SUFFIX
