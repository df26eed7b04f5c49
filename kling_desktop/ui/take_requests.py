"""The request of a take: of the job that made it, which the ledger knows however old it is."""

import logging
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kling_desktop.jobs.job import Job
from kling_desktop.storyboard.model import Take
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.request_view import show_job_request
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)


class TakeRequests(QObject):
    """Finds the job of a take and shows what was sent for it."""

    unknown = Signal()
    """The ledger of this machine has no such job: the take was made elsewhere."""

    def __init__(self, owner: QWidget, supplies: Supplies, book: JobBook) -> None:
        super().__init__(owner)
        self._owner = owner
        self._supplies = supplies
        self._book = book

    def show(self, take: Take, board: str) -> None:
        """Shows the request of a take of the storyboard `board`, at once or when it is found."""
        job = _of(take, self._book.newest_first())
        if job is not None:
            self.show_job(job)
        else:
            looking = _Looking(self, take)
            self._supplies.engine.tell("jobs_of", looking.found, looking.failed, board)

    def show_job(self, job: Job | None) -> None:
        """Shows the request of a job; one without any is told as unknown."""
        shown = None
        if job is not None:
            shown = show_job_request(self._owner, job, self._supplies.pictures)
        if shown is None:
            self.unknown.emit()


class _Looking(QObject):
    """Remembers which take was asked about."""

    def __init__(self, requests: TakeRequests, take: Take) -> None:
        super().__init__(requests)
        self._requests = requests
        self._take = take

    def found(self, jobs: list[Job]) -> None:
        self._requests.show_job(_of(self._take, jobs))
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        log.warning("the job of a take can't be looked for: %s", error)
        self._requests.show_job(None)
        self.deleteLater()


def _of(take: Take, jobs: Iterable[Job]) -> Job | None:
    return next((job for job in jobs if job.mark == take.id), None)
