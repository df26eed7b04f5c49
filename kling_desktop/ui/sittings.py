"""All open storyboards, each in its own window: opening, finding and closing them."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from kling_desktop.jobs.job import Job
from kling_desktop.store.document import SUFFIX
from kling_desktop.store.recovery import Recovered
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.documents import Opened
from kling_desktop.ui.menus import OpenWindow
from kling_desktop.ui.notices import Notice, Notices
from kling_desktop.ui.recovery import Returning
from kling_desktop.ui.shared import Shared
from kling_desktop.ui.sitting import Sitting
from kling_desktop.ui.window import MainWindow


class Sittings(QObject):
    """A storyboard takes the place of an untouched one; otherwise it gets a window of its own."""

    left = Signal()
    """The last window was closed, or the person has let go of all of them."""

    def __init__(self, shared: Shared, notices: Notices) -> None:
        """`notices` are those of the whole program: the window in front shows them."""
        super().__init__()
        self._shared = shared
        self._notices = notices
        self._open: list[Sitting] = []
        """The one that was in front last comes first."""
        self._given_up: dict[Sitting, Storyboard] = {}
        """What the person let go of while leaving."""
        self._leaving = 0
        self._count = 0
        self._offers_in: Sitting | None = None
        self.returning = Returning(shared.supplies, notices)
        self.returning.offered.connect(self._offer)
        self.returning.brought_back.connect(self._put_recovered)
        notices.posted.connect(self._tell)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._focus_changed)

    @property
    def all(self) -> tuple[Sitting, ...]:
        """Every open one, the one in front first."""
        return tuple(self._open)

    @property
    def front(self) -> Sitting:
        """The one whose window was in front last."""
        return self._open[0]

    @property
    def named(self) -> set[str]:
        """Hashes of every picture that may still be wanted in a window, by undo for instance."""
        return {picture for sitting in self._open for picture in sitting.desk.named}

    @property
    def saving(self) -> bool:
        """Whether any document is just being written."""
        return any(sitting.documents.saving for sitting in self._open)

    def add(self) -> Sitting:
        """Opens another window with an empty storyboard."""
        self._count += 1
        made = Sitting(self._shared, self._count)
        beside = self._open[0].window.arrangement if self._open else None
        self._open.insert(0, made)
        self._connect(made)
        if beside is not None:
            made.window.arrangement.stand_beside(beside)
        made.window.show()
        for notice in [*self._notices.waiting]:
            self._tell(notice)
        self._list_windows()
        return made

    def open(self, paths: Sequence[Path]) -> None:
        """Opens what was named at the start, or by another start of the program: documents, each in
        its window, and pictures as the scenes of a new storyboard.
        """
        documents = [path for path in paths if path.suffix.lower() == SUFFIX]
        pictures = [path for path in paths if path.suffix.lower() != SUFFIX]
        for path in documents:
            self.open_document(self.front, path)
        if pictures:
            there = self._free_window()
            there.window.take_files(pictures)
            self.bring_forward(there)
        if not paths:
            self.bring_forward(self.front)

    def bring_forward(self, sitting: Sitting) -> None:
        """Puts a storyboard's window in front of all others."""
        self._note_front(sitting)
        sitting.come_forward()

    def open_document(self, asker: Sitting, path: Path) -> None:
        """Opens a document where there is room for it, or comes forward with it if it is open. What
        can't be read is told in the asking window.
        """
        there = self._with_file(path)
        if there is not None:
            self.bring_forward(there)
        else:
            asker.documents.open(path.absolute())

    def start_new(self, asker: Sitting) -> None:
        """Begins another storyboard."""
        if not asker.untouched:
            self.bring_forward(self.add())

    def show_finished(self, job: Job) -> None:
        """A job is done and its clip in the library; it plays where it was asked for."""
        for sitting in self._open:
            sitting.window.show_finished(job)

    def leave(self) -> None:
        """Closes everything, asking about each window with something to lose; `left` follows
        unless the person stops it.
        """
        self._leaving += 1
        self._given_up.clear()
        self._ask_next(self._leaving)

    def end(self) -> None:
        """Brings every sitting to its end, without asking."""
        for sitting in self._open:
            given_up = self._given_up.get(sitting) == sitting.desk.storyboard
            sitting.end(given_up=given_up or sitting.window.document_acts.given_up)

    def let_go(self) -> None:
        """Deletes every window; call it when no thread can deliver to them any more."""
        for sitting in self._open:
            sitting.let_go()
        self._open.clear()

    def _connect(self, sitting: Sitting) -> None:
        acts, bar = sitting.window.document_acts, sitting.window.recovery_bar
        acts.new_wanted.connect(partial(self.start_new, sitting))
        acts.open_wanted.connect(partial(self.open_document, sitting))
        sitting.documents.read.connect(partial(self._put, sitting))
        sitting.documents.changed.connect(self._list_windows)
        sitting.window.leave_wanted.connect(self.leave)
        sitting.window.window_of = self._window_of
        sitting.closed.connect(self._closed)
        bar.wanted.connect(self.returning.bring_back)
        bar.unwanted.connect(self.returning.give_up)

    def _window_of(self, job: Job) -> MainWindow | None:
        # A file copied by other means is the same storyboard: the one in front is meant.
        boards = (s.window for s in self._open if job.board in ("", s.desk.storyboard.id))
        return next(boards, None)

    def _put(self, asker: Sitting, found: Opened) -> None:
        there = self._with_file(found.path)
        if there is None:
            there = asker if asker.untouched else self._free_window()
            there.documents.put(found)
        self.bring_forward(there)

    def _put_recovered(self, recovered: Recovered, by_itself: bool) -> None:
        there = self._free_window()
        there.documents.put_recovered(recovered)
        if by_itself:
            there.window.recovery_bar.show_brought_back()
        self.bring_forward(there)

    def _free_window(self) -> Sitting:
        return self.front if self.front.free else self.add()

    def _with_file(self, path: Path) -> Sitting | None:
        wanted = path.absolute()
        return next((s for s in self._open if s.documents.place.path == wanted), None)

    def _offer(self, pieces: list[Recovered]) -> None:
        if self._offers_in not in self._open:
            self._offers_in = self.front
        self._offers_in.window.recovery_bar.show_left(pieces)

    def _ask_next(self, leaving: int) -> None:
        if leaving != self._leaving:
            return
        for sitting in self._open:
            documents = sitting.documents
            given_up = self._given_up.get(sitting) == sitting.desk.storyboard
            if given_up or not (documents.edited or documents.saving):
                continue
            self.bring_forward(sitting)
            sitting.window.document_acts.when_safe(partial(self._agreed, leaving, sitting))
            return
        self.left.emit()

    def _agreed(self, leaving: int, sitting: Sitting) -> None:
        if sitting.window.document_acts.given_up:
            self._given_up[sitting] = sitting.desk.storyboard
        self._ask_next(leaving)

    def _closed(self, sitting: Sitting) -> None:
        if len(self._open) == 1:
            self.left.emit()
            return
        self._open.remove(sitting)
        sitting.end(given_up=sitting.window.document_acts.given_up)
        sitting.let_go()
        if self._offers_in is sitting:
            self._offers_in = None
            self.returning.offer_again()
        self._list_windows()

    def _tell(self, notice: Notice) -> None:
        if self._open:
            self._notices.waiting.clear()
            self.front.notices.post(notice.text, notice.mood)

    def _list_windows(self) -> None:
        for here in self._open:
            listed = [
                OpenWindow(
                    sitting.documents.name, sitting is here, partial(self.bring_forward, sitting)
                )
                for sitting in sorted(self._open, key=lambda sitting: sitting.number)
            ]
            here.window.menus.show_windows(listed)

    def _focus_changed(self, window: QWindow | None) -> None:
        there = next((s for s in self._open if s.window.windowHandle() is window), None)
        if there is not None:
            self._note_front(there)

    def _note_front(self, sitting: Sitting) -> None:
        if sitting is not self._open[0]:
            self._open.remove(sitting)
            self._open.insert(0, sitting)
