"""The jobs as the window knows them: the latest word of the engine on each."""

import time
from statistics import median

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.following import same_request
from kling_desktop.jobs.job import SETTLED, Job, State

KEPT = 300
"""Jobs remembered; older ones that have ended are let go."""

_TRIED_IN_VAIN = frozenset({State.FAILED, State.REFUSED})

LIKE_IT = 3
"""Clips of the same service that were made lately, to say how long one takes."""

LATELY = 20


class JobBook(QObject):
    """Listens to the engine; widgets watch it. Lives on the window's thread."""

    changed = Signal(object)
    """A `Job` that is new or has changed."""
    let_go = Signal(object)
    """The id of a job that is remembered no more."""
    done = Signal(object)
    """A `Job` that was not done before and is now."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: dict[int, Job] = {}
        self._repeated: set[int] = set()

    def take(self, job: Job) -> None:
        """Puts the engine's word down."""
        before = self._jobs.get(job.id)
        if before == job:
            return
        self._jobs[job.id] = job
        repeats = job.instead_of if before is None else None
        if repeats is not None:
            self._repeated.add(repeats)
        self.changed.emit(job)
        if repeats is not None and repeats in self._jobs:
            # It can't be tried again any more.
            self.changed.emit(self._jobs[repeats])
        if job.state is State.DONE and (before is None or before.state is not State.DONE):
            self.done.emit(job)
        self._shorten()

    def find(self, job_id: int) -> Job | None:
        """The job with that id, if it is remembered."""
        return self._jobs.get(job_id)

    def newest_first(self) -> list[Job]:
        """Every job, the one made last in front."""
        return [self._jobs[number] for number in sorted(self._jobs, reverse=True)]

    def running(self) -> list[Job]:
        """The jobs that are being worked on, the oldest first."""
        at_work = (State.SENDING, State.QUEUED, State.GENERATING, State.FETCHING)
        return [job for _, job in sorted(self._jobs.items()) if job.state in at_work]

    def waiting(self) -> list[Job]:
        """The jobs that have not been sent, the oldest first."""
        return [job for _, job in sorted(self._jobs.items()) if job.state is State.WAITING]

    def unconfirmed(self) -> list[Job]:
        """The jobs that want the user's decision."""
        return [job for job in self._jobs.values() if job.state is State.UNCONFIRMED]

    def repeated(self, job: Job) -> bool:
        """Whether a job was tried or sent again since."""
        return job.id in self._repeated

    def finished_since(self, moment: float) -> int:
        """How many clips were made since, in Unix seconds; also those cleared from the list."""
        return sum(
            job.state is State.DONE and (job.ended_at or 0.0) >= moment
            for job in self._jobs.values()
        )

    def clearable(self) -> bool:
        """Whether anything in the list has ended."""
        return any(job.state in SETTLED and not job.hidden for job in self._jobs.values())

    def to_try_again(self) -> list[Job]:
        """What failed or was refused and is still wanted, the oldest first.

        Not what was tried again or asked for anew since, and nothing of the command line. A doubt
        is never among them: only the user sends that again, one by one (contract.md §4.8).
        """
        return [
            job
            for _, job in sorted(self._jobs.items())
            if job.state in _TRIED_IN_VAIN
            and not job.hidden
            and not self.repeated(job)
            and job.snapshot is not None
            and job.output is None
            and not self._asked_anew(job)
        ]

    def seconds_left(self, job: Job) -> float | None:
        """About how long a running job still takes; `None` where nothing honest can be said.

        From the service's own word, else from how long its last clips took, in the middle.
        """
        if job.state not in (State.QUEUED, State.GENERATING) or job.sent_at is None:
            return None
        if job.eta > 0:
            return float(job.eta)
        took = [
            other.ended_at - other.sent_at
            for other in self.newest_first()
            if other.state is State.DONE
            and other.service == job.service
            and other.ended_at is not None
            and other.sent_at is not None
        ][:LATELY]
        if len(took) < LIKE_IT:
            return None
        left = median(took) - (time.time() - job.sent_at)
        return left if left > 0 else None

    def _asked_anew(self, job: Job) -> bool:
        return bool(job.scene) and any(
            other.scene == job.scene
            and other.created_at > job.created_at
            and other.state not in (*_TRIED_IN_VAIN, State.WITHDRAWN)
            and same_request(other, job)
            for other in self._jobs.values()
        )

    def _shorten(self) -> None:
        if len(self._jobs) <= KEPT:
            return
        oldest = next((n for n in sorted(self._jobs) if self._jobs[n].state in SETTLED), None)
        if oldest is not None:
            del self._jobs[oldest]
            self.let_go.emit(oldest)
