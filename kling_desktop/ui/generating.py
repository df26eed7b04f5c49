"""From pressing Generate to jobs in the ledger. Two presses never make two requests of one."""

import logging
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import Job, State
from kling_desktop.production.snapshot import Unfit, snapshot
from kling_desktop.storyboard.check import Problem, Severity, check
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)

LABEL_CHARACTERS = 60


class Readiness(StrEnum):
    """What pressing Generate would do."""

    READY = "ready"
    BLOCKED = "blocked"
    """Something in the scene stands in the way."""
    NO_KEY = "no_key"
    SENDING = "sending"
    """What was pressed before has not left yet; another press does nothing."""


class Generating(QObject):
    """Knows whether Generate can be pressed, and what became of the last press."""

    changed = Signal()
    failed = Signal(object)
    """Nothing was put into the ledger; the exception."""

    def __init__(self, supplies: Supplies, desk: Desk, mode: Mode, book: JobBook) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._mode = mode
        self._book = book
        self._asking = False
        self._pressed: dict[int, Job] = {}
        self._started: set[int] = set()
        self.problems: tuple[Problem, ...] = check(desk.scene)
        desk.scene_changed.connect(self._check)
        mode.changed.connect(self.changed)
        book.changed.connect(self._follow)

    @property
    def readiness(self) -> Readiness:
        """What pressing Generate would do now."""
        if self._asking or any(_on_its_way_out(job) for job in self._pressed.values()):
            return Readiness.SENDING
        if self.blocking:
            return Readiness.BLOCKED
        return Readiness.NO_KEY if self._mode.key_missing else Readiness.READY

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that stand in the way."""
        return tuple(p for p in self.problems if p.severity is Severity.BLOCK)

    @property
    def last(self) -> tuple[Job, ...]:
        """The jobs of the last press, as they are now."""
        return tuple(self._pressed.values())

    def started_here(self, job: Job) -> bool:
        """Whether this job comes from a press in this window since it was opened."""
        return job.id in self._started

    def press(self) -> None:
        """Asks for the takes that the scene wants; does nothing unless `READY`."""
        if self.readiness is not Readiness.READY:
            return
        scene = self._desk.scene
        try:
            asked = snapshot(scene, self._supplies.settings.current.picture_form)
        except Unfit:
            self._check(scene)
            return
        self._asking = True
        self._pressed = {}
        self.changed.emit()
        self._supplies.engine.generate(
            self._mode.service,
            asked,
            scene.takes_wanted,
            _label(scene),
            scene.id,
            self._accepted,
            self._not_accepted,
        )

    def adopt(self, jobs: list[Job]) -> None:
        """Counts jobs made by "Try again" as started here: their clip plays when it is done."""
        self._started.update(job.id for job in jobs)

    def _accepted(self, jobs: list[Job]) -> None:
        self._asking = False
        self._pressed = {job.id: self._book.find(job.id) or job for job in jobs}
        self.adopt(jobs)
        self.changed.emit()

    def _not_accepted(self, error: BaseException) -> None:
        self._asking = False
        log.error("nothing was put into the ledger", exc_info=error)
        self.changed.emit()
        self.failed.emit(error)

    def _follow(self, job: Job) -> None:
        if job.id in self._pressed:
            self._pressed[job.id] = job
            self.changed.emit()

    def _check(self, scene: Scene) -> None:
        self.problems = check(scene)
        self.changed.emit()


def _on_its_way_out(job: Job) -> bool:
    """Whether a job is still being sent. One that is held is not: the wait may be long."""
    return job.state is State.SENDING or (job.state is State.WAITING and job.hold is None)


def _label(scene: Scene) -> str:
    """What to call the job: the scene's title or the start of its prompt."""
    words = " ".join((scene.title or scene.prompt_to_send).split())
    if len(words) <= LABEL_CHARACTERS:
        return words
    return words[:LABEL_CHARACTERS].rsplit(" ", 1)[0] + "…"
