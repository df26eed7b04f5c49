"""From pressing Generate to jobs in the ledger. Two presses never make two requests of one."""

import logging
from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import Job, State
from kling_desktop.production.film import problems_of
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.storyboard.check import Problem, Severity
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.own_jobs import OwnJobs
from kling_desktop.ui.plans import Plan, Planner
from kling_desktop.ui.spending import Spending
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.takes import LinkedFrames

log = logging.getLogger(__name__)

MANY_TAKES = 10
"""More than these are asked about once (product.md, Generate)."""


class Readiness(StrEnum):
    """What pressing Generate would do."""

    READY = "ready"
    BLOCKED = "blocked"
    """Something in the scene stands in the way."""
    NO_KEY = "no_key"
    SENDING = "sending"
    """What was pressed before has not left yet; another press does nothing."""
    LOOKING = "looking"
    """A linked scene's first frame is just being taken from a clip."""
    BUSY = "busy"
    """The film has to wait for the moment in which one of its scenes is being sent."""
    NOTHING = "nothing"
    """Nothing of the film needs to be made."""


class Question(msgspec.Struct, frozen=True):
    """Asked once before so much is sent."""

    plan: Plan
    scene: str | None
    """Id of the scene that was asked for; `None` for the whole film."""
    left: float | None = None
    """What is left of the budget, where it is not enough."""

    @property
    def film(self) -> bool:
        """Whether the whole film was asked for, or one scene."""
        return self.scene is None


class Generating(QObject):
    """Knows whether Generate can be pressed, and what became of the last press."""

    changed = Signal()
    problems_changed = Signal()
    """What stands in the selected scene's way has changed, perhaps without the scene itself."""
    failed = Signal(int)
    """Not all was put into the ledger; how many scenes were asked for."""

    def __init__(
        self,
        supplies: Supplies,
        desk: Desk,
        mode: Mode,
        book: JobBook,
        linked: LinkedFrames,
        spending: Spending,
    ) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._mode = mode
        self.book = book
        self._linked = linked
        self._spending = spending
        own = OwnJobs(desk, book)
        own.setParent(self)
        self._planner = Planner(supplies, desk, mode, book, linked, own)
        self._asking: set[str] = set()
        """Scenes whose jobs are not in the ledger yet."""
        self._asking_film = False
        self._pressed: dict[str, dict[int, Job]] = {}
        self._started: set[int] = set()
        self._coming = self._planner.coming()
        self._film: Plan | None = None
        self.question: Question | None = None
        self.problems: tuple[Problem, ...] = self._problems()
        desk.changed.connect(self._desk_changed)
        desk.scene_changed.connect(self._scene_changed)
        mode.changed.connect(self._mode_changed)
        supplies.choices.changed.connect(self._chosen)
        linked.changed.connect(self._check)
        spending.changed.connect(self.changed)
        book.changed.connect(self._follow)

    @property
    def readiness(self) -> Readiness:
        """What pressing Generate for the selected scene would do now."""
        scene = self._desk.scene.id
        if scene in self._asking or self._leaving(scene):
            return Readiness.SENDING
        if self._linked.looking(scene) and not self._follows:
            return Readiness.LOOKING
        if self.blocking:
            return Readiness.BLOCKED
        return Readiness.NO_KEY if self._mode.key_missing else Readiness.READY

    @property
    def _follows(self) -> bool:
        """Whether the scene before is being made, so that its frame of now does not matter."""
        index = self._desk.scene_index
        return index > 0 and self._desk.storyboard.scenes[index - 1].id in self._coming

    @property
    def film_readiness(self) -> Readiness:
        """What pressing "Generate the film" would do now."""
        if self._asking:
            return Readiness.SENDING if self._asking_film else Readiness.BUSY
        plan = self.film
        if plan.looking:
            return Readiness.LOOKING
        if plan.blocked:
            return Readiness.BLOCKED
        if not plan.wanted:
            return Readiness.NOTHING
        return Readiness.NO_KEY if self._mode.key_missing else Readiness.READY

    @property
    def film(self) -> Plan:
        """What the film needs."""
        if self._film is None:
            self._film = self._planner.film()
        return self._film

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that stand in the selected scene's way."""
        return tuple(p for p in self.problems if p.severity is Severity.BLOCK)

    @property
    def last(self) -> tuple[Job, ...]:
        """The jobs of the selected scene's last press, as they are now."""
        return tuple(self._pressed.get(self._desk.scene.id, {}).values())

    @property
    def under_way(self) -> tuple[Job, ...]:
        """The unfinished jobs of the selected scene, the oldest first, whoever asked for them."""
        numbers = self._planner.coming().get(self._desk.scene.id, ())
        return tuple(job for number in numbers if (job := self.book.find(number)) is not None)

    @property
    def request(self) -> Snapshot | None:
        """What one take of the selected scene would ask for; `None` while it can't be sent."""
        wanted = self._planner.scene(self._desk.scene.id).wanted
        return wanted[0].order.snapshot if wanted else None

    def started_here(self, job: Job) -> bool:
        """Whether this job comes from a press in this window since it was opened."""
        return job.id in self._started

    def press(self) -> None:
        """Asks for the takes that the selected scene wants; does nothing unless `READY`."""
        if self.readiness is Readiness.READY:
            scene = self._desk.scene.id
            self._begin(self._planner.scene(scene), scene)

    def generate(self, scene_id: str) -> None:
        """Selects a scene and presses."""
        self._desk.select(scene_id)
        self.press()

    def press_film(self) -> None:
        """Asks for all that the film needs; does nothing unless `READY`."""
        if self.film_readiness is Readiness.READY:
            self._film = None
            self._begin(self.film, None)

    def confirm(self) -> None:
        """The question was answered with yes: just what was asked about is sent, or nothing."""
        asked, self.question = self.question, None
        if asked is None:
            return
        now = self._planner.film() if asked.scene is None else self._planner.scene(asked.scene)
        if now == asked.plan:
            self._send(now, film=asked.film)
        else:
            # Something was made meanwhile: nothing is paid for that was not asked about.
            self._begin(now, asked.scene, ask=True)
            self.changed.emit()

    def cancel(self) -> None:
        """The question was answered with no, or what was asked for is no longer the same."""
        if self.question is not None:
            self.question = None
            self.changed.emit()

    def adopt(self, jobs: list[Job]) -> None:
        """Counts jobs made by "Try again" as started here: their clip plays when it is done."""
        self._started.update(job.id for job in jobs)

    def _begin(self, plan: Plan, scene: str | None, *, ask: bool = False) -> None:
        """Sends a plan for a scene, or for the film, unless that has to be asked about first.

        With `ask` it is asked about in any case.
        """
        if not plan.wanted:
            self._check()
            return
        left = None if self._mode.practice else self._spending.left
        short = left is not None and plan.amount > left
        if ask or plan.takes > MANY_TAKES or short:
            self.question = Question(plan, scene, left if short else None)
            self.changed.emit()
        else:
            self._send(plan, film=scene is None)

    def _send(self, plan: Plan, *, film: bool) -> None:
        self.question = None
        asked = [want.order.scene for want in plan.wanted]
        self._asking.update(asked)
        self._asking_film = film
        for scene in asked:
            self._pressed.pop(scene, None)
        sent = _Sent(self, asked)
        self.changed.emit()
        self._supplies.engine.produce(
            list(plan.wanted),
            service=self._mode.service,
            board=self._desk.storyboard.id,
            budget=self._desk.storyboard.budget,
            done=sent.accepted,
            failed=sent.not_accepted,
        )

    def accepted(self, scenes: list[str], jobs: list[Job]) -> None:
        """The jobs of these scenes are in the ledger."""
        for job in jobs:
            known = self.book.find(job.id) or job
            self._pressed.setdefault(job.scene, {})[job.id] = known
        self.adopt(jobs)
        self._asked(scenes)

    def not_accepted(self, scenes: list[str], error: BaseException) -> None:
        """Not all jobs of these scenes could be put into the ledger."""
        log.error("not everything was put into the ledger", exc_info=error)
        self._asked(scenes)
        self.failed.emit(len(scenes))

    def _asked(self, scenes: list[str]) -> None:
        self._asking.difference_update(scenes)
        self._asking_film = False
        self._check()

    def _leaving(self, scene: str) -> bool:
        return any(_on_its_way_out(job) for job in self._pressed.get(scene, {}).values())

    def _follow(self, job: Job) -> None:
        pressed = next((jobs for jobs in self._pressed.values() if job.id in jobs), {})
        if pressed:
            pressed[job.id] = job
        coming = self._planner.coming()
        if coming != self._coming or not job.unfinished:
            self._coming = coming
            self._check()
        elif pressed or job.scene == self._desk.scene.id:
            self.changed.emit()

    def _desk_changed(self, _: Storyboard) -> None:
        self.cancel()
        self._check()

    def _scene_changed(self, scene: Scene) -> None:
        asked = self.question
        if asked is not None and not asked.film and asked.scene != scene.id:
            # Its answer would stand below another scene.
            self.cancel()
        self._check()

    def _mode_changed(self) -> None:
        self.cancel()
        self._check()

    def _chosen(self, names: frozenset[str]) -> None:
        # What is sent, and what it is said to cost, must be what was asked about.
        if names & {"rates", "picture_form"}:
            self._mode_changed()

    def _check(self, _: object = None) -> None:
        self._film = None
        found = self._problems()
        other = found != self.problems
        self.problems = found
        self.changed.emit()
        if other:
            self.problems_changed.emit()

    def _problems(self) -> tuple[Problem, ...]:
        return problems_of(
            self._desk.storyboard,
            self._desk.scene_index,
            practice=self._mode.practice,
            coming=self._coming,
        )


class _Sent(QObject):
    """Remembers which scenes were asked for."""

    def __init__(self, generating: Generating, scenes: list[str]) -> None:
        super().__init__(generating)
        self._generating = generating
        self._scenes = scenes

    def accepted(self, jobs: list[Job]) -> None:
        self._generating.accepted(self._scenes, jobs)
        self.deleteLater()

    def not_accepted(self, error: BaseException) -> None:
        self._generating.not_accepted(self._scenes, error)
        self.deleteLater()


def _on_its_way_out(job: Job) -> bool:
    """Whether a job is still being sent. One that is held is not: the wait may be long."""
    return job.state is State.SENDING or (job.state is State.WAITING and job.hold is None)
