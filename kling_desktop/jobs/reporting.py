"""The jobs as whoever shows them was told last."""

import logging
from collections.abc import Collection
from typing import Protocol

import msgspec

from kling_desktop.jobs.job import Job

log = logging.getLogger(__name__)


class Report(Protocol):
    """Told about every change of any job, on the engine's thread."""

    def __call__(self, job: Job, /) -> None:
        """Takes the job as it is now."""
        ...


class Reported:
    """Passes every change of a job on, and knows each as it was passed on last."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.jobs: dict[int, Job] = {}

    def note(self, job: Job) -> None:
        """Reports a job. Nothing that showing it raises comes back."""
        self.jobs[job.id] = job
        try:
            self._report(job)
        except Exception:
            # Showing must never stand in the way of what is paid for.
            log.exception("job %d could not be shown", job.id)

    def note_hidden(self, ids: Collection[int], *, hidden: bool) -> None:
        """Reports which jobs were cleared from the list, or brought back to it."""
        for job_id in ids:
            known = self.jobs.get(job_id)
            if known is not None:
                self.note(msgspec.structs.replace(known, hidden=hidden))
