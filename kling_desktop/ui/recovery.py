"""The recovery copy: what lies on the desk, on disk within a second of every change; and what an
earlier run that did not end in order has left behind.
"""

import logging
from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from kling_desktop.store.recovery import Recovered, Recovery, SetAside, Unusable
from kling_desktop.storyboard.model import FrameRef, Storyboard
from kling_desktop.ui.background import Background
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.documents import Documents
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import DocumentWords, FrameWords

log = logging.getLogger(__name__)

WAIT = 600
"""Milliseconds from a change to its writing: with the writing itself less than a second."""

UNASKED = 4
"""Pieces of work that come back by themselves; so many windows that more would be a surprise."""


def without_lost_frames(
    storyboard: Storyboard, has: Callable[[FrameRef], bool]
) -> tuple[Storyboard, list[str]]:
    """The storyboard without the frames whose pictures are gone, and what those were called."""
    lost: list[str] = []

    def found(frame: FrameRef | None) -> FrameRef | None:
        if frame is not None and not has(frame):
            lost.append(frame.name)
            return None
        return frame

    scenes = tuple(
        replace(s, first_frame=found(s.first_frame), end_frame=found(s.end_frame))
        for s in storyboard.scenes
    )
    return replace(storyboard, scenes=scenes), lost


class Autosave(QObject):
    """Keeps the recovery copy in step with the desk, off the window's thread."""

    failed = Signal(object)
    """The copy could not be written; the exception. The next change tries again."""

    def __init__(
        self, desk: Desk, documents: Documents, recovery: Recovery, disk: Background
    ) -> None:
        super().__init__()
        self._desk = desk
        self._documents = documents
        self._recovery = recovery
        self._disk = disk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._keep)
        desk.changed.connect(self._wait)
        documents.saved.connect(self._keep)
        documents.opened.connect(self._keep)
        documents.left.connect(self._discard)

    def end(self, *, given_up: bool) -> None:
        """The program ends: the copy goes where nothing is lost with it, and otherwise stays."""
        # A take that comes in while everything ends is found again by the storyboard's jobs. It may
        # not bring back what was given up, nor be written when nothing can be any more.
        self._desk.changed.disconnect(self._wait)
        self._timer.stop()
        if given_up or not self._documents.edited:
            desk = self._documents.place.desk
            self._disk.last(lambda: self._recovery.discard(desk))
        else:
            self._disk.last(self._writing())

    def _wait(self) -> None:
        # Not started anew by each key stroke: steady typing must not put the writing off.
        if not self._timer.isActive():
            self._timer.start()

    def _keep(self) -> None:
        self._timer.stop()
        if self._documents.edited:
            self._disk.run_task(self._writing(), self._kept, self._not_kept)
        else:
            self._discard(self._documents.place.desk)

    def _writing(self) -> Callable[[], None]:
        board, place = self._desk.storyboard, self._documents.place
        return lambda: self._recovery.write(
            place.desk, board, document=place.path, saved=place.stamp
        )

    def _discard(self, desk: str) -> None:
        self._disk.run_task(lambda: self._recovery.discard(desk), self._kept, self._not_kept)

    def _kept(self, _: object) -> None:
        log.debug("the recovery copy is in step")

    def _not_kept(self, error: BaseException) -> None:
        log.warning("the recovery copy can't be written: %s", error)
        self.failed.emit(error)


class LeftBehind(msgspec.Struct, frozen=True):
    """What was found in the recovery folder at the start."""

    found: list[Recovered]
    aside: list[SetAside]


class Returning(QObject):
    """Brings back what a crash left behind.

    Untitled work comes back by itself where nothing was named to open. Work on a document is
    offered: its file may have changed in the meantime.
    """

    offered = Signal(object)
    """The pieces of work (`Recovered`, newest first) that wait for a decision."""
    brought_back = Signal(object, bool)
    """A `Recovered` that was taken over, and whether that was not asked for."""

    def __init__(self, supplies: Supplies, notices: Notices) -> None:
        super().__init__()
        self._supplies = supplies
        self._notices = notices
        self._waiting: list[Recovered] = []
        self._by_itself: set[str] = set()
        """Desks whose work comes back unasked."""

    def look(self, *, empty_start: bool) -> None:
        """Looks for abandoned work; with nothing named to open, untitled work comes back."""
        recovery = self._supplies.recovery
        # It compares with documents, which may lie on a slow disk.
        self._supplies.pools.documents.run_task(
            lambda: _look(recovery),
            self._found_at_empty if empty_start else self._found,
            self._not_found,
        )

    def offer_again(self) -> None:
        """Tells once more what waits for a decision: where it was shown is gone."""
        self.offered.emit(self._waiting)

    def bring_back(self, recovered: Recovered) -> None:
        """Takes a piece of work over; `brought_back` answers, with the frames still there."""
        recovery, pictures = self._supplies.recovery, self._supplies.pictures

        def take_over() -> tuple[Recovered, list[str]] | None:
            board, lost = without_lost_frames(recovered.storyboard, pictures.has)
            if not recovery.take_over(recovered):
                return None
            return msgspec.structs.replace(recovered, storyboard=board), lost

        self._drop(recovered)
        self._supplies.pools.disk.run_task(take_over, self._taken, self._not_found)

    def give_up(self, recovered: Recovered) -> None:
        """Removes a piece of work that nobody wants."""
        recovery = self._supplies.recovery
        self._drop(recovered)
        self._supplies.pools.disk.run_task(
            lambda: recovery.give_up(recovered), self._given_up, self._not_found
        )

    def _found_at_empty(self, left: LeftBehind) -> None:
        untitled = [piece for piece in left.found if piece.document is None]
        unasked = untitled if len(untitled) <= UNASKED else []
        self._by_itself.update(piece.desk for piece in unasked)
        self._found(left)
        # The newest last, so that it is in front.
        for piece in reversed(unasked):
            self.bring_back(piece)

    def _found(self, left: LeftBehind) -> None:
        for aside in left.aside:
            newer = aside.why is Unusable.NEWER
            said = DocumentWords.RECOVERY_NEWER() if newer else DocumentWords.RECOVERY_UNREADABLE()
            self._notices.post(said, Mood.FAULT)
        self._offer([piece for piece in left.found if piece.desk not in self._by_itself])

    def _taken(self, taken: tuple[Recovered, list[str]] | None) -> None:
        if taken is None:
            self._notices.post(DocumentWords.RECOVERY_ELSEWHERE(), Mood.FAULT)
            return
        recovered, lost = taken
        for name in lost:
            self._notices.post(
                DocumentWords.FRAME_LOST(name=name or FrameWords.THE_PICTURE()), Mood.FAULT
            )
        self.brought_back.emit(recovered, recovered.desk in self._by_itself)

    def _given_up(self, _: object) -> None:
        log.info("a recovery copy was given up")

    def _not_found(self, error: BaseException) -> None:
        log.error("recovery copies can't be worked with", exc_info=error)
        self._notices.post(DocumentWords.RECOVERY_UNREADABLE(), Mood.FAULT)

    def _drop(self, recovered: Recovered) -> None:
        left = [other for other in self._waiting if other != recovered]
        if left != self._waiting:
            self._offer(left)

    def _offer(self, pieces: list[Recovered]) -> None:
        self._waiting = pieces
        self.offered.emit(pieces)


def _look(recovery: Recovery) -> LeftBehind:
    aside = recovery.set_aside()
    return LeftBehind(recovery.find_abandoned(), aside)
