"""What is done to the film from several places: keep a take, go on from a clip's last frame."""

import math
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import SPENDING, Job
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard, Take
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.own_jobs import OwnJobs
from kling_desktop.ui.takes import LinkedFrames


class FilmActs(QObject):
    """Edits of the storyboard that the engine has to hear of as well."""

    continued = Signal()
    """The next scene is there and selected; its prompt is the next thing to write."""
    budget_asked = Signal(object, float)
    """A held `Job`, and the least budget with which all that waits with it goes on."""
    failed = Signal(object)

    def __init__(
        self, desk: Desk, mode: Mode, book: JobBook, engine: EngineThread, linked: LinkedFrames
    ) -> None:
        super().__init__()
        self._desk = desk
        self._mode = mode
        self._book = book
        self._engine = engine
        self._linked = linked
        self._own = OwnJobs(desk, book)
        self._own.setParent(self)

    def keep(self, take: Take) -> None:
        """Keeps a take for the film; jobs that wait for that choice go on."""
        scene = self._scene_with(take)
        if scene is None:
            return
        self._desk.do(Act.KEEP_TAKE, lambda board: scenes.keep_take(board, scene.id, take.id))
        self._tell_choice(take)

    def take_at(self, path: Path | None) -> Take | None:
        """The take of the open storyboard whose clip this is."""
        if path is None:
            return None
        takes = (take for scene in self._desk.storyboard.scenes for take in scene.takes)
        return next((take for take in takes if take.clip == path.name), None)

    def continue_clip(self, path: Path) -> None:
        """Makes the next scene from the clip on the stage; its take is then the one kept."""
        take = self.take_at(path)
        scene = None if take is None else self._scene_with(take)
        if take is not None and scene is not None:
            self._continue(scene, take)

    def continue_scene(self, scene_id: str) -> None:
        """Makes the next scene, linked to one."""
        scene = scenes.scene_of(self._desk.storyboard, scene_id)
        self._continue(scene, scene.kept_take(practice=self._mode.practice))

    def ask_budget(self, job: Job) -> None:
        """Finds out which budget a held job needs."""
        asking = _Asking(self, job)
        self._engine.tell("jobs_of", asking.answered, asking.failed, job.board)

    def budget_needed(self, job: Job, jobs: list[Job]) -> None:
        """All jobs of the held one's storyboard are known."""
        counted = [
            other.estimate
            for other in jobs
            if not other.practice and (other.unfinished or other.state in SPENDING)
        ]
        self.budget_asked.emit(job, math.ceil(round(sum(counted) * 100, 4)) / 100)

    def set_budget(self, job: Job, budget: float | None) -> None:
        """Bounds the storyboard of a job anew; what is held for the budget goes on."""
        if job.board == self._desk.storyboard.id:
            self._desk.do(Act.SET_BUDGET, lambda board: replace(board, budget=budget))
        # Also where the storyboard has that budget already, or is not the open one.
        self._engine.tell("set_budget", self._told, self.failed.emit, job.board, budget)

    def show_choice(self, job: Job) -> None:
        """Selects the scene of which a take has to be kept before a job goes on."""
        before = [found for number in job.after if (found := self._book.find(number)) is not None]
        known = {scene.id for scene in self._desk.storyboard.scenes}
        if before and before[0].scene in known:
            self._desk.select(before[0].scene)

    def _continue(self, scene: Scene, take: Take | None) -> None:
        before = {known.id for known in self._desk.storyboard.scenes}
        frame = None if take is None else self._linked.frame_of(take.clip)
        chosen = take is not None and scene.kept_take(practice=take.practice) != take

        def go_on(board: Storyboard) -> Storyboard:
            if take is not None and chosen:
                board = scenes.keep_take(board, scene.id, take.id)
            return scenes.continue_from(board, scene.id, frame)

        self._desk.do(Act.CONTINUE_SCENE, go_on)
        if take is not None and chosen:
            self._tell_choice(take)
        (made,) = [known for known in self._desk.storyboard.scenes if known.id not in before]
        self._desk.select(made.id)
        self.continued.emit()

    def _tell_choice(self, take: Take) -> None:
        job = next((job for job in self._book.newest_first() if job.mark == take.id), None)
        if job is not None:
            # A take that came along with a copy: the original may wait for another choice.
            board = job.board if self._own.has(job) else self._desk.storyboard.id
            self._engine.tell("choose", self._told, self.failed.emit, board, job.id)

    def _scene_with(self, take: Take) -> Scene | None:
        return next((scene for scene in self._desk.storyboard.scenes if take in scene.takes), None)

    def _told(self, _: object) -> None:
        """The jobs that go on report themselves."""


class _Asking(QObject):
    """Remembers which job was asked about."""

    def __init__(self, acts: FilmActs, job: Job) -> None:
        super().__init__(acts)
        self._acts = acts
        self._job = job

    def answered(self, jobs: list[Job]) -> None:
        self._acts.budget_needed(self._job, jobs)
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        self._acts.failed.emit(error)
        self.deleteLater()
