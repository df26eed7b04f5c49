"""What pressing Generate would make: of one scene, or of the film."""

import msgspec

from kling_desktop.jobs.job import Job, State
from kling_desktop.jobs.producing import Wanted, label_of
from kling_desktop.production.film import Order, is_stale, orders, problems_of, recipe_of
from kling_desktop.production.snapshot import Unfit
from kling_desktop.storyboard import price
from kling_desktop.storyboard.check import Problem, fits
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.own_jobs import OwnJobs
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.takes import LinkedFrames

_UNDECIDED = (State.UNCONFIRMED, State.PARKED)
"""A take that may be paid for already: only the user says that it is made once more."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a press would put into the ledger, and what keeps it from that."""

    wanted: tuple[Wanted, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What stands in the way of the first scene that can't be sent."""
    blocked: str = ""
    """Id of that scene."""
    looking: bool = False
    """Whether a linked scene's first frame is just being taken from a clip."""
    to_choose: tuple[str, ...] = ()
    """Scenes with takes of what they ask for now, of which none is kept yet."""
    undecided: tuple[str, ...] = ()
    """Scenes with a job that may be paid for already."""
    coming: int = 0
    """Scenes that are under way."""

    @property
    def takes(self) -> int:
        """How many takes there would be."""
        return sum(want.order.takes for want in self.wanted)

    @property
    def amount(self) -> float:
        """What they may cost together, if they were made live."""
        return sum(want.estimate * want.order.takes for want in self.wanted)


class Planner:
    """Draws plans from the desk, the jobs under way and the mode."""

    def __init__(
        self,
        supplies: Supplies,
        desk: Desk,
        mode: Mode,
        book: JobBook,
        linked: LinkedFrames,
        own: OwnJobs,
    ) -> None:
        self._supplies = supplies
        self._desk = desk
        self._mode = mode
        self._book = book
        self._linked = linked
        self._own = own

    def coming(self) -> dict[str, tuple[int, ...]]:
        """The unfinished jobs of each scene, practice or live as it is chosen now."""
        found: dict[str, tuple[int, ...]] = {}
        for job in reversed(self._jobs()):
            if job.unfinished:
                found[job.scene] = (*found.get(job.scene, ()), job.id)
        return found

    def problems(self, scene_id: str) -> tuple[Problem, ...]:
        """What stands in the way of a scene in its place."""
        board = self._desk.storyboard
        index = next(i for i, scene in enumerate(board.scenes) if scene.id == scene_id)
        return problems_of(board, index, practice=self._mode.practice, coming=self.coming())

    def scene(self, scene_id: str) -> Plan:
        """All takes that one scene asks for, whether it is stale or not."""
        coming = self.coming()
        board = self._desk.storyboard
        index = next(i for i, scene in enumerate(board.scenes) if scene.id == scene_id)
        follows = index > 0 and board.scenes[index - 1].id in coming
        if self._linked.looking(scene_id) and not follows:
            return Plan(looking=True)
        try:
            made = orders(
                board,
                practice=self._mode.practice,
                form=self._supplies.settings.current.picture_form,
                scenes=[scene_id],
                under_way=coming,
            )
        except Unfit as unfit:
            return Plan(problems=unfit.problems, blocked=scene_id)
        return Plan(wanted=self._wanted(made))

    def film(self) -> Plan:
        """Every stale scene that nothing is under way for, and those linked to them.

        Left alone are scenes whose takes wait for a choice, scenes that may be paid for already,
        and what is linked to those.
        """
        practice = self._mode.practice
        board = self._desk.storyboard
        busy = self.coming()
        ids = {scene.id for scene in board.scenes}
        coming = sum(1 for scene in busy if scene in ids)
        jobs = {job.mark: job for job in self._jobs()}
        to_choose: list[str] = []
        undecided: list[str] = []
        left_alone: set[str] = set()
        anew = set(busy)
        before = ""
        for scene in board.scenes:
            stale = is_stale(scene, practice=practice)
            takes = [] if stale else self._current_takes(scene)
            if scene.id in busy:
                pass
            elif scene.linked and before in left_alone:
                left_alone.add(scene.id)
            elif scene.linked and before in anew:
                anew.add(scene.id)
            elif takes and scene.kept_take(practice=practice) is None:
                to_choose.append(scene.id)
                busy[scene.id] = tuple(jobs[take].id for take in takes if take in jobs)
                if not busy[scene.id]:
                    left_alone.add(scene.id)
            elif stale and self._may_be_paid(scene):
                undecided.append(scene.id)
                left_alone.add(scene.id)
            elif stale:
                anew.add(scene.id)
            before = scene.id
        for scene_id in left_alone:
            busy[scene_id] = ()
        plan = Plan(to_choose=tuple(to_choose), undecided=tuple(undecided), coming=coming)
        if any(self._linked.looking(scene.id) for scene in board.scenes):
            return msgspec.structs.replace(plan, looking=True)
        try:
            made = orders(
                board,
                practice=practice,
                form=self._supplies.settings.current.picture_form,
                under_way=busy,
            )
        except Unfit as unfit:
            return msgspec.structs.replace(
                plan, problems=unfit.problems, blocked=self._blocked(unfit, busy)
            )
        return msgspec.structs.replace(plan, wanted=self._wanted(made))

    def _jobs(self) -> list[Job]:
        practice = self._mode.practice
        jobs = self._book.newest_first()
        own = [job for job in jobs if job.scene and self._own.has(job)]
        return [job for job in own if job.practice == practice]

    def _current_takes(self, scene: Scene) -> list[str]:
        asked = recipe_of(scene)
        practice = self._mode.practice
        return [
            take.id for take in scene.takes if (take.practice, take.recipe) == (practice, asked)
        ]

    def _may_be_paid(self, scene: Scene) -> bool:
        asked = recipe_of(scene)
        return any(
            job.scene == scene.id
            and job.state in _UNDECIDED
            and job.snapshot is not None
            and job.snapshot.digest == asked
            for job in self._jobs()
        )

    def _blocked(self, unfit: Unfit, busy: dict[str, tuple[int, ...]]) -> str:
        board = self._desk.storyboard
        earlier: list[str] = [scene for scene, jobs in busy.items() if jobs]
        for index, scene in enumerate(board.scenes):
            found = problems_of(board, index, practice=self._mode.practice, coming=earlier)
            if scene.id not in busy and found == unfit.problems and not fits(found):
                return scene.id
            earlier.append(scene.id)
        return ""

    def _wanted(self, made: list[Order]) -> tuple[Wanted, ...]:
        scenes = {scene.id: scene for scene in self._desk.storyboard.scenes}
        rates = self._supplies.rates
        return tuple(
            Wanted(
                order=order,
                label=label_of(scenes[order.scene]),
                estimate=price.estimate(order.snapshot.seconds, rates, sound=order.snapshot.sound),
            )
            for order in made
        )
