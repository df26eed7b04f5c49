"""Which jobs are the open storyboard's own, though a copy of it may be open beside it."""

from PySide6.QtCore import QObject

from kling_desktop.jobs.job import Job
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook


class OwnJobs(QObject):
    """A copy saved under another name has the scenes of the original, and an identity of its own.

    What was under way when it was saved is as much the copy's: it was asked for on this desk.
    """

    def __init__(self, desk: Desk, book: JobBook) -> None:
        super().__init__()
        self._book = book
        self._board = desk.storyboard.id
        self._under_way: frozenset[int] = frozenset()
        desk.changed.connect(self._follow)

    def has(self, job: Job) -> bool:
        """Whether a job was asked for here, or without any storyboard, such as by a command."""
        return job.board in ("", self._board) or job.id in self._under_way

    def _follow(self, board: Storyboard) -> None:
        if board.id != self._board:
            jobs = self._book.newest_first()
            self._under_way = frozenset(job.id for job in jobs if job.unfinished and self.has(job))
            self._board = board.id
