"""What the open storyboard's jobs may have cost, and the budget that bounds them."""

import logging

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import SPENDING, Job
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.job_book import JobBook

log = logging.getLogger(__name__)


class Spending(QObject):
    """Asks the ledger, which alone knows every job, and tells it when the budget changes."""

    changed = Signal()

    def __init__(self, desk: Desk, book: JobBook, engine: EngineThread) -> None:
        super().__init__()
        self._desk = desk
        self._engine = engine
        self._board = desk.storyboard.id
        self._budget = desk.storyboard.budget
        self._jobs: dict[int, Job] | None = None
        """The storyboard's jobs; `None` until the ledger has answered."""
        desk.changed.connect(self._follow)
        book.changed.connect(self._count)
        self._ask()

    @property
    def spent(self) -> float | None:
        """What may have been charged so far, in the currency of the rates; `None` if unknown."""
        if self._jobs is None:
            return None
        return round(sum(job.estimate for job in self._jobs.values() if _counts(job)), 4)

    @property
    def left(self) -> float | None:
        """What is left of the budget, jobs that wait counted as spent; `None` without one."""
        if self._budget is None:
            return None
        waiting = sum(job.estimate for job in (self._jobs or {}).values() if _will_count(job))
        return max(0.0, self._budget - (self.spent or 0.0) - waiting)

    @property
    def needed(self) -> float:
        """The least budget with which all that waits would be sent."""
        jobs = (self._jobs or {}).values()
        return round(sum(job.estimate for job in jobs if _counts(job) or _will_count(job)), 4)

    def _follow(self, board: Storyboard) -> None:
        if board.id != self._board:
            self._board, self._budget, self._jobs = board.id, board.budget, None
            self._ask()
        elif board.budget != self._budget:
            self._budget = board.budget
            self._engine.tell("set_budget", self._told, self._unknown, board.id, board.budget)
        else:
            return
        self.changed.emit()

    def _ask(self) -> None:
        self._engine.tell("jobs_of", self._answered, self._unknown, self._board)

    def _answered(self, jobs: list[Job]) -> None:
        if any(job.board != self._board for job in jobs):
            return  # the answer to an earlier question
        self._jobs = {job.id: job for job in jobs} | (self._jobs or {})
        self.changed.emit()

    def _count(self, job: Job) -> None:
        if job.board != self._board:
            return
        before = self.spent, self.needed
        self._jobs = {**(self._jobs or {}), job.id: job}
        if (self.spent, self.needed) != before:
            self.changed.emit()

    def _told(self, _: object) -> None:
        """The jobs report themselves."""

    def _unknown(self, error: BaseException) -> None:
        log.warning("what was spent can't be asked for: %s", error)


def _counts(job: Job) -> bool:
    return job.state in SPENDING and not job.practice


def _will_count(job: Job) -> bool:
    return job.unfinished and job.state not in SPENDING and not job.practice
