"""What of the jobs is seen outside the windows: notifications, and the taskbar's progress."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from kling_desktop.jobs.job import Job, State
from kling_desktop.store.pictures import Pictures
from kling_desktop.ui import icons
from kling_desktop.ui.announcing import Announcement, Announcing
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.sittings import Sittings
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.taskbar import Progress, taskbar
from kling_desktop.ui.tellers import teller


class Outside(QObject):
    """Once in a process, whichever windows are open."""

    def __init__(self, supplies: Supplies, book: JobBook, sittings: Sittings) -> None:
        super().__init__()
        self._supplies = supplies
        self._sittings = sittings
        # Functions, not methods: what refers to itself in a circle outlives the program's end.
        self.announcing = Announcing(
            book,
            supplies.settings,
            in_front=_in_front,
            picture=partial(_picture, supplies.pictures),
        )
        self.progress = Progress(book, taskbar(partial(_windows, sittings)))
        self.teller = teller(icons.app_icon())
        self.announcing.announced.connect(self.teller.tell)
        self.teller.clicked.connect(self._show)

    def close(self) -> None:
        """Leaves nothing behind on the taskbar, and tells nothing more."""
        self.progress.close()
        self.announcing.announced.disconnect(self.teller.tell)

    def _show(self, said: Announcement) -> None:
        """A notification was clicked: its storyboard's window comes forward and plays the clip."""
        job = said.job
        if job is None or not self._sittings.all:
            return
        board = job.board
        there = next(
            (sitting for sitting in self._sittings.all if sitting.desk.storyboard.id == board),
            self._sittings.front,
        )
        self._sittings.bring_forward(there)
        if job.state is State.DONE and job.clip is not None:
            there.window.play(self._supplies.clips / job.clip)
        else:
            there.window.foot.button.setChecked(True)


def _picture(pictures: Pictures, job: Job) -> Path | None:
    """The first frame: the clip starts with it, and it is there at once."""
    frame = job.snapshot.first_frame if job.snapshot else None
    return None if frame is None else pictures.path(frame)


def _windows(sittings: Sittings) -> list[int]:
    return [int(s.window.winId()) for s in sittings.all if s.window.isVisible()]


def _in_front() -> bool:
    return QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
