"""The document on the desk: where it belongs, whether it is saved, and all work with its file.

Files are read and written on a thread of their own. Nothing on the desk changes before a file has
been read whole, and what is saved is what lay on the desk when saving began.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from kling_desktop.store.document import SUFFIX, digest_of, load, read_storyboard, save
from kling_desktop.store.document_errors import (
    DocumentError,
    DocumentMissing,
    DocumentNewer,
    Flaw,
)
from kling_desktop.store.pictures import Pictures
from kling_desktop.store.recent import Lately
from kling_desktop.store.recovery import Recovered, new_desk
from kling_desktop.storyboard.model import Storyboard, new_id
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import DocumentWords

log = logging.getLogger(__name__)

Then = Callable[[], None]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where what lies on the desk belongs."""

    desk: str
    """Names its recovery copy."""
    path: Path | None = None
    """The file; `None` while it has none."""
    saved: Storyboard | None = None
    """What was last saved, opened or begun with; `None` where only its digest is known."""
    stamp: str | None = None
    """`digest_of` what the file held then; of untitled work, of what it was begun with."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A document that has been read and waits to be put on the desk."""

    path: Path
    board: Storyboard
    stamp: str


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a document's file holds once it is saved."""

    board: Storyboard
    """What lay on the desk; a copy beside the file it came from has an identity of its own."""
    stamp: str


class Documents(QObject):
    """Knows whether there is anything to lose, and does what is asked with files."""

    changed = Signal()
    """The name, the file, or whether everything is saved."""
    opened = Signal()
    """Another storyboard lies on the desk."""
    left = Signal(str)
    """The desk with this name was cleared: nobody wants its recovery copy."""
    read = Signal(object)
    """An `Opened`, ready for `put`."""
    saved = Signal(object)
    """The path that was written."""
    failed = Signal(object, object)
    """What is in the way, usually a `DocumentError`, and the path."""
    overtaken = Signal(object)
    """The file at this path was changed by someone else since; nothing was written."""
    recent_changed = Signal(object)
    """The list of `Lately`, newest first."""

    def __init__(self, supplies: Supplies, desk: Desk) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._place = _fresh(desk.storyboard)
        self._saving = False
        self._opening = 0
        self._after_saving: list[Then] = []
        self._shown: object = None
        desk.changed.connect(self._look)

    @property
    def place(self) -> Place:
        """Where what lies on the desk belongs."""
        return self._place

    @property
    def edited(self) -> bool:
        """Whether there is anything that is not in the file."""
        return self._desk.storyboard != self._place.saved

    @property
    def name(self) -> str:
        """What to call it: its title, or else its file."""
        path = self._place.path
        return self._desk.storyboard.title or (path.stem if path else DocumentWords.UNTITLED())

    @property
    def saving(self) -> bool:
        """Whether it is just being written."""
        return self._saving

    @property
    def opening(self) -> bool:
        """Whether another document is just being read."""
        return self._opening > 0

    def after_saving(self, then: Then) -> None:
        """Does something once what is being written is written, or could not be."""
        self._after_saving.append(then)

    def start_new(self) -> None:
        """Puts an empty storyboard on the desk. What lay there is let go without a question."""
        self._desk.open(Storyboard())
        self._move(_fresh(self._desk.storyboard))

    def open(self, path: Path) -> None:
        """Reads a document; `read` or `failed` answers."""
        self._opening += 1
        pictures, pool = self._supplies.pictures, self._supplies.pools.documents
        answer = _Answer(self, path)
        pool.run_task(lambda: _read(path, pictures), answer.was_read, answer.failed)

    def was_read(self, found: Opened) -> None:
        """The document was read whole."""
        self._opening -= 1
        self.read.emit(found)

    def not_read(self, path: Path, error: BaseException) -> None:
        """The document can't be opened."""
        self._opening -= 1
        self.not_done(path, error)

    def put(self, found: Opened) -> None:
        """Puts a document that was read on the desk, in place of what lies there."""
        self._desk.open(found.board)
        # As it lies here: a storyboard without a scene has got one.
        saved = self._desk.storyboard
        self._move(Place(desk=new_desk(), path=found.path, saved=saved, stamp=found.stamp))
        self._remember(found.path)

    def put_recovered(self, recovered: Recovered) -> None:
        """Puts work that a crash left behind on the desk; it counts as not saved."""
        self._desk.open(recovered.storyboard)
        self._move(Place(desk=recovered.desk, path=recovered.document, stamp=recovered.saved))

    def save(self, path: Path, *, over: bool = False) -> None:
        """Writes what lies on the desk; `saved`, `failed` or `overtaken` answers.

        With `over` also where someone else has changed the file since it was opened or saved.
        Under another name beside the old file it becomes another storyboard, with jobs, spending
        and a budget of its own; so does what lies on the desk, undo included.
        """
        if self._saving:
            self._after_saving.append(lambda: self.save(path, over=over))
            return
        self._saving = True
        board, pictures = self._desk.storyboard, self._supplies.pictures
        origin = self._place.path
        known = self._place.stamp if path == origin and not over else None
        answer = _Answer(self, path, self._place.desk)
        self._supplies.pools.documents.run_task(
            lambda: _write(board, path, pictures, known, origin), answer.was_saved, answer.not_saved
        )

    def look_up_recent(self) -> None:
        """Reads the list of recent documents; `recent_changed` answers."""
        recent = self._supplies.recent
        self._supplies.pools.documents.run_task(recent.documents, self._found_recent)

    def forget_recent(self) -> None:
        """Empties the list of recent documents."""
        self._change_recent(self._supplies.recent.clear)

    def was_saved(self, path: Path, desk: str, written: Written | None) -> None:
        """The file is written, or was overtaken where nothing is."""
        self._saving = False
        if written is None:
            self._after_saving.clear()
            self.overtaken.emit(path)
            return
        if desk == self._place.desk:
            board, stamp = written.board, written.stamp
            self._place = msgspec.structs.replace(self._place, path=path, saved=board, stamp=stamp)
            self._desk.tell(lambda now: msgspec.structs.replace(now, id=board.id))
            self._look()
        self._remember(path)
        self.saved.emit(path)
        self._go_on()

    def not_saved(self, path: Path, error: BaseException) -> None:
        """The file could not be written."""
        self._saving = False
        self._after_saving.clear()
        self.not_done(path, error)

    def not_done(self, path: Path, error: BaseException) -> None:
        """Something is in the way of opening or saving."""
        if not isinstance(error, DocumentError):
            log.error("a document could not be worked with", exc_info=error)
        self.failed.emit(error, path)

    def _go_on(self) -> None:
        waiting, self._after_saving = self._after_saving, []
        for then in waiting:
            then()

    def _move(self, place: Place) -> None:
        before, self._place = self._place, place
        if before.desk != place.desk:
            self.left.emit(before.desk)
        self.opened.emit()
        self._look()

    def _look(self, _: object = None) -> None:
        shown = (self.name, self.edited, self._place)
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _remember(self, path: Path) -> None:
        self._change_recent(lambda: self._supplies.recent.add(path))

    def _change_recent(self, change: Callable[[], None]) -> None:
        recent = self._supplies.recent

        def changed() -> list[Lately]:
            change()
            return recent.documents()

        self._supplies.pools.documents.run_task(changed, self._found_recent, self._recent_failed)

    def _found_recent(self, lately: list[Lately]) -> None:
        self.recent_changed.emit(lately)

    def _recent_failed(self, error: BaseException) -> None:
        # Only convenience is lost, and the next document tries again.
        log.warning("the list of recent documents can't be kept: %s", error)


class _Answer(QObject):
    """Remembers what was asked for. A child of the documents, so it goes with them."""

    def __init__(self, documents: Documents, path: Path, desk: str = "") -> None:
        super().__init__(documents)
        self._documents = documents
        self._path = path
        self._desk = desk

    def was_read(self, found: Opened) -> None:
        self.deleteLater()
        self._documents.was_read(found)

    def was_saved(self, written: Written | None) -> None:
        self.deleteLater()
        self._documents.was_saved(self._path, self._desk, written)

    def failed(self, error: BaseException) -> None:
        self.deleteLater()
        self._documents.not_read(self._path, error)

    def not_saved(self, error: BaseException) -> None:
        self.deleteLater()
        self._documents.not_saved(self._path, error)


def _fresh(board: Storyboard) -> Place:
    return Place(desk=new_desk(), saved=board, stamp=digest_of(board))


def _read(path: Path, pictures: Pictures) -> Opened:
    board = load(path, pictures)
    return Opened(path=path, board=board, stamp=digest_of(read_storyboard(path)))


def _write(
    board: Storyboard, path: Path, pictures: Pictures, known: str | None, origin: Path | None
) -> Written | None:
    """Saves, and returns what the file holds now; `None` where someone else has changed it.

    `origin` is the file that the storyboard came from, if any.
    """
    if known is not None and _overtaken(path, known):
        return None
    if origin is not None and origin.exists() and not _same(path, origin):
        board = msgspec.structs.replace(board, id=new_id())
    save(board, path, pictures)
    return Written(board=board, stamp=digest_of(board))


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file."""
    return one == other or (one.exists() and one.samefile(other))


def _overtaken(path: Path, known: str) -> bool:
    try:
        return digest_of(read_storyboard(path)) != known
    except (DocumentMissing, DocumentNewer):
        return False  # nothing to lose, or refused by saving itself
    except DocumentError as error:
        # A folder or a device of that name is refused by saving as well.
        return getattr(error, "flaw", None) not in (Flaw.FOLDER, Flaw.NOT_A_FILE)


def with_suffix(path: Path) -> Path:
    """The path with a document's suffix, also where a dialog left it out."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
