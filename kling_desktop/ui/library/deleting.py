"""Deleting clips: into the system's bin, and back out of it while they are there.

A clip's file and its place in the index go together; the list of jobs keeps what it knows of it
(house.md: "Deleting history never deletes a file, nor the other way round").
"""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QFile, QObject

from kling_desktop.library.index import Entry, Library
from kling_desktop.library.uses import Use, kept_in
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.store.database import DatabaseTrouble
from kling_desktop.store.document import read_storyboard
from kling_desktop.store.document_errors import DocumentError
from kling_desktop.store.recent import Recent
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.bin import Bin, Binned, NoBin
from kling_desktop.ui.entries import as_written
from kling_desktop.ui.library.note import Note
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import DocumentWords, LibraryWords

log = logging.getLogger(__name__)


class Deleted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of clips that were deleted together."""

    binned: tuple[tuple[Entry, Binned], ...] = ()
    missing: tuple[Entry, ...] = ()
    """Their files were not there; they are out of the index."""
    no_bin: tuple[Entry, ...] = ()
    """There is no bin for their files; nothing was done."""
    stayed: tuple[Entry, ...] = ()
    """The disk did not allow it; nothing was done."""
    for_good: tuple[Entry, ...] = ()
    """These never come back."""

    @property
    def ids(self) -> list[int]:
        """The clips that can come back."""
        return [entry.id for entry in (*(entry for entry, _ in self.binned), *self.missing)]


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """What became of clips that were to come back."""

    lost: int
    """So many are no longer in the bin."""
    stuck: Deleted
    """What could not be brought back, and can be tried again."""


class Deleting(QObject):
    """Asks first where a film would lose something, or where nothing could be had back."""

    def __init__(self, supplies: Supplies, ask: AskRow, note: Note) -> None:
        super().__init__()
        self._supplies = supplies
        self._ask = ask
        self._note = note
        self._bin = Bin()
        self._back: list[Deleted] = []
        ask.cancelled.connect(ask.put_away)

    @property
    def undoable(self) -> bool:
        """Whether something can be brought back."""
        return bool(self._back)

    def delete(self, entries: Sequence[Entry]) -> None:
        """Moves clips into the bin; those that a film keeps are asked about."""
        if not entries:
            return
        files = frozenset(entry.file for entry in entries)
        boards, recent = self._supplies.shelf.boards(), self._supplies.recent
        job = _Job(self, tuple(entries))
        self._supplies.pools.documents.run_task(
            lambda: _uses(files, boards, recent), job.looked, job.not_deleted
        )

    def undo(self) -> None:
        """Brings back what was deleted last."""
        if not self._back:
            return
        deleted = self._back.pop()
        bin_, library = self._bin, self._supplies.library
        self._supplies.pools.clips.run_task(
            lambda: _bring_back(deleted, bin_, library), self._brought_back, self._not_back
        )

    def looked(self, entries: tuple[Entry, ...], uses: list[Use]) -> None:
        """It is known which of them are kept in films."""
        go_on = partial(self._put_away, entries)
        if not uses:
            go_on()
            return
        first = uses[0]
        board = first.board.title or DocumentWords.UNTITLED()
        if len(entries) == 1:
            text = LibraryWords.ONE_IS_KEPT(number=first.number, board=board)
        else:
            kept = len({use.file for use in uses})
            text = LibraryWords.SOME_ARE_KEPT(count=kept, board=board)
        self._ask.ask(entries, text, [(LibraryWords.TO_BIN(), go_on)])

    def deleted(self, entries: tuple[Entry, ...], done: Deleted) -> None:
        """The files have been moved, as far as that could be done."""
        if done.ids:
            self._back.append(done)
        text = _said(done)
        if text:
            undo = (
                LibraryWords.UNDO(),
                LibraryWords.UNDO_HINT(keys=as_written("Ctrl+Z")),
                self.undo,
            )
            self._note.tell(self, text, [undo] if done.ids else [])
        if done.no_bin:
            count = len(done.no_bin)
            text = LibraryWords.NO_BIN_ONE() if count == 1 else LibraryWords.NO_BIN(count=count)
            for_good = partial(self._delete_for_good, done.no_bin)
            self._ask.ask(entries, text, [(LibraryWords.DELETE_FOR_GOOD(), for_good)])
        self._supplies.shelf.changed.emit()

    def not_deleted(self, error: BaseException) -> None:
        """Something was in the way."""
        log.warning("clips can't be deleted: %s", error)
        self._note.tell(self, LibraryWords.NOT_DELETED())
        self._supplies.shelf.changed.emit()

    def _put_away(self, entries: tuple[Entry, ...]) -> None:
        bin_ = self._bin
        self._run(entries, lambda clips, library: _put_away(entries, clips, bin_, library))

    def _delete_for_good(self, entries: tuple[Entry, ...]) -> None:
        self._run(entries, lambda clips, library: _delete_for_good(entries, clips, library))

    def _run(
        self, entries: tuple[Entry, ...], work: Callable[[Path, Callable[[], Library]], Deleted]
    ) -> None:
        self._ask.put_away()
        # Whoever plays one of them lets go of the file: else some systems would not move it.
        self._supplies.shelf.gone.emit(frozenset(entry.file for entry in entries))
        clips, library = self._supplies.clips, self._supplies.library
        job = _Job(self, entries)
        self._supplies.pools.clips.run_task(
            lambda: work(clips, library), job.deleted, job.not_deleted
        )

    def _brought_back(self, returned: Returned) -> None:
        if returned.stuck.ids:
            self._back.append(returned.stuck)
            again = [
                (LibraryWords.UNDO(), LibraryWords.UNDO_HINT(keys=as_written("Ctrl+Z")), self.undo)
            ]
            self._note.tell(self, LibraryWords.NOT_PUT_BACK(), again)
        elif returned.lost:
            self._note.tell(self, LibraryWords.NOT_IN_BIN_ANY_MORE(count=returned.lost))
        elif self._note.about is self:
            self._note.put_away()
        self._supplies.shelf.changed.emit()

    def _not_back(self, error: BaseException) -> None:
        log.warning("clips can't be brought back: %s", error)
        self._note.tell(self, LibraryWords.NOT_PUT_BACK())
        self._supplies.shelf.changed.emit()


class _Job(QObject):
    """Remembers which clips it was about."""

    def __init__(self, deleting: Deleting, entries: tuple[Entry, ...]) -> None:
        super().__init__(deleting)
        self._deleting = deleting
        self._entries = entries

    def looked(self, uses: list[Use]) -> None:
        self._deleting.looked(self._entries, uses)
        self.deleteLater()

    def deleted(self, done: Deleted) -> None:
        self._deleting.deleted(self._entries, done)
        self.deleteLater()

    def not_deleted(self, error: BaseException) -> None:
        self._deleting.not_deleted(error)
        self.deleteLater()


def _said(done: Deleted) -> str:
    """What became of them; nothing where that is asked about, or was wanted just so."""
    count = len(done.ids)
    if done.stayed:
        gone, stayed = count + len(done.for_good), len(done.stayed)
        if gone == 0:
            return LibraryWords.NOT_DELETED()
        return LibraryWords.PART_DELETED(count=gone, stayed=stayed)
    if count == 0:
        return ""
    if done.binned:
        one, many = LibraryWords.ONE_IN_BIN, LibraryWords.IN_BIN
    else:
        one, many = LibraryWords.ONE_OUT, LibraryWords.OUT
    return one() if count == 1 else many(count=count)


def _uses(files: Collection[str], boards: list[Storyboard], recent: Recent) -> list[Use]:
    known = {board.id for board in boards}
    for document in recent.documents():
        try:
            board = read_storyboard(document.path)
        except (DocumentError, OSError) as error:
            log.info("a document can't say which clips it keeps: %s", error)
            continue
        if board.id not in known:
            known.add(board.id)
            boards.append(board)
    return kept_in(boards, files)


def _put_away(
    entries: Sequence[Entry], clips: Path, bin_: Bin, library: Callable[[], Library]
) -> Deleted:
    binned, missing, no_bin, stayed = [], [], [], []
    folders = ClipFolders.of(clips)
    for entry in entries:
        try:
            binned.append((entry, bin_.put(folders.find(entry.file))))
        except FileNotFoundError:
            missing.append(entry)
        except NoBin as error:
            log.info("no bin for a clip: %s", error)
            no_bin.append(entry)
        except OSError as error:
            # Those before it have been moved, whatever became of the drive.
            log.warning("a clip can't be put into the bin: %s", error)
            stayed.append(entry)
    done = Deleted(
        binned=tuple(binned), missing=tuple(missing), no_bin=tuple(no_bin), stayed=tuple(stayed)
    )
    try:
        library().put_away(done.ids, time.time())
    except DatabaseTrouble as error:
        log.warning("the library can't note what was deleted: %s", error)
        return _taken_back(entries, done, bin_)
    return done


def _taken_back(entries: Sequence[Entry], done: Deleted, bin_: Bin) -> Deleted:
    """What is still in the index must not lie in the bin, as far as the disk allows it."""
    left = []
    for entry, lies in done.binned:
        try:
            bin_.put_back(lies)
        except OSError as error:
            log.warning("a clip stays in the bin: %s", error)
            left.append((entry, lies))
    lying = {entry.id for entry, _ in left}
    stayed = tuple(entry for entry in entries if entry.id not in lying)
    return Deleted(binned=tuple(left), stayed=stayed)


def _delete_for_good(
    entries: Sequence[Entry], clips: Path, library: Callable[[], Library]
) -> Deleted:
    gone, stayed = [], []
    folders = ClipFolders.of(clips)
    for entry in entries:
        try:
            folders.find(entry.file).unlink(missing_ok=True)
        except OSError as error:
            log.warning("a clip can't be deleted: %s", error)
            stayed.append(entry)
        else:
            gone.append(entry)
    try:
        library().put_away([entry.id for entry in gone], time.time())
    except DatabaseTrouble as error:
        # They show as missing, and can be taken out another time.
        log.warning("the library can't note what was deleted: %s", error)
    return Deleted(for_good=tuple(gone), stayed=tuple(stayed))


def _bring_back(deleted: Deleted, bin_: Bin, library: Callable[[], Library]) -> Returned:
    back: list[tuple[Entry, Binned]] = []
    stuck: list[tuple[Entry, Binned]] = []
    lost = 0
    for entry, binned in deleted.binned:
        try:
            bin_.put_back(binned)
        except FileNotFoundError:
            if QFile.exists(str(binned.path)):
                # Someone else brought it back, or the library could not note it the last time.
                back.append((entry, binned))
            else:
                lost += 1
        except OSError as error:
            log.warning("a clip stays in the bin: %s", error)
            stuck.append((entry, binned))
        else:
            back.append((entry, binned))
    missing = deleted.missing
    try:
        library().bring_back([entry.id for entry, _ in back] + [entry.id for entry in missing])
    except DatabaseTrouble as error:
        log.warning("the library can't note what came back: %s", error)
        return Returned(lost=lost, stuck=Deleted(binned=(*stuck, *back), missing=missing))
    return Returned(lost=lost, stuck=Deleted(binned=tuple(stuck)))
