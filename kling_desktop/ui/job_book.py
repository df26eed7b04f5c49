"""The jobs as the window knows them: the latest word of the engine on each."""

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import Job, State

KEPT = 300
"""Jobs remembered; older ones that have ended are let go."""


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

    def take(self, job: Job) -> None:
        """Puts the engine's word down."""
        before = self._jobs.get(job.id)
        if before == job:
            return
        self._jobs[job.id] = job
        self.changed.emit(job)
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

    def _shorten(self) -> None:
        if len(self._jobs) <= KEPT:
            return
        settled = (State.DONE, State.FAILED, State.REFUSED, State.WITHDRAWN)
        oldest = next((n for n in sorted(self._jobs) if self._jobs[n].state in settled), None)
        if oldest is not None:
            del self._jobs[oldest]
            self.let_go.emit(oldest)
