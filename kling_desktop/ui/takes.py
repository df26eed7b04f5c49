"""Tells the desk what jobs have made: takes come in, and linked scenes learn their first frames.

Both are facts, not edits: they hold in all that undo may bring back.
"""

import logging
from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.before_sending import still_of
from kling_desktop.jobs.job import Job
from kling_desktop.jobs.producing import take_of
from kling_desktop.production.film import recipe_of
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard, Take
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.own_jobs import OwnJobs
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)


def take_in(
    board: Storyboard, scene_id: str, take: Take, asked_together: Collection[str]
) -> Storyboard:
    """Adds a take, and sees to it that the film has the right one.

    Of takes that were asked for together the user keeps one. One that was asked for alone stands
    in by itself for a take that the scene has left behind, but never takes the place of one that
    it still asks for.
    """
    made = scenes.record_take(board, scene_id, take)
    if made is board or len(asked_together) > 1:
        return made
    stood = scenes.scene_of(board, scene_id).kept_take(practice=take.practice)
    if stood is not None and stood.recipe == take.recipe:
        return scenes.keep_take(made, scene_id, stood.id)
    return keep_current(made, scene_id, practice=take.practice)


def keep_current(board: Storyboard, scene_id: str, *, practice: bool) -> Storyboard:
    """Keeps the only take of what a scene asks for now, where a take of something else is kept.

    Else what is linked to the scene would go on from a frame that was left behind.
    """
    for scene in board.scenes:
        kept = scene.kept_take(practice=practice)
        asked = recipe_of(scene)
        if scene.id == scene_id and kept is not None and kept.recipe != asked:
            current = [t for t in scene.takes if (t.practice, t.recipe) == (practice, asked)]
            if len(current) == 1:
                return scenes.keep_take(board, scene_id, current[0].id)
    return board


class Takes(QObject):
    """Records the takes of the open storyboard, also those made while it was closed."""

    def __init__(self, desk: Desk, book: JobBook, engine: EngineThread) -> None:
        super().__init__()
        self._desk = desk
        self._book = book
        self._engine = engine
        self._board = ""
        self._own = OwnJobs(desk, book)
        self._own.setParent(self)
        book.changed.connect(self._record)
        desk.changed.connect(self._look)
        self._look(desk.storyboard)

    def _look(self, board: Storyboard) -> None:
        """Another storyboard was opened: every job that was ever made for it is asked for."""
        if board.id != self._board:
            self._board = board.id
            self._engine.tell("jobs_of", self._record_all, self._unknown, board.id)

    def _record_all(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._take(job, jobs)

    def _unknown(self, error: BaseException) -> None:
        log.warning("the takes made earlier can't be looked for: %s", error)

    def _record(self, job: Job) -> None:
        self._take(job, self._book.newest_first())

    def _take(self, job: Job, jobs: Iterable[Job]) -> None:
        take = take_of(job)
        board = self._desk.storyboard
        known = {take.id for scene in board.scenes for take in scene.takes}
        if take is None or not job.scene or take.id in known or not self._own.has(job):
            return

        with_it = {
            other.mark
            for other in jobs
            if (other.scene, other.created_at) == (job.scene, job.created_at)
        }
        self._desk.tell(lambda board: take_in(board, job.scene, take, with_it))


class LinkedFrames(QObject):
    """Gives linked scenes the true last frame of the take that is kept before them."""

    changed = Signal()
    """Another frame is being looked for, or one was found or can't be had."""

    def __init__(self, supplies: Supplies, desk: Desk, mode: Mode) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._mode = mode
        self._frames: dict[str, FrameRef] = {}
        """By clip."""
        self._looking: set[str] = set()
        self._failed: set[str] = set()
        self._closed = False
        desk.changed.connect(self._follow)
        mode.changed.connect(self._follow_now)
        self._follow_now()

    def close(self) -> None:
        """Tells nothing more: the storyboard was saved for the last time."""
        self._closed = True

    def looking(self, scene_id: str) -> bool:
        """Whether a scene's first frame is just being taken from the clip before it."""
        return any(
            scene.id == scene_id and kept.clip in self._looking for scene, kept in self._linked()
        )

    def frame_of(self, clip: str) -> FrameRef | None:
        """The last frame of a clip, if it was looked for already."""
        return self._frames.get(clip)

    def _linked(self) -> list[tuple[Scene, Take]]:
        """The linked scenes, each with the take that is kept before it."""
        board = self._desk.storyboard
        return [
            (scene, kept)
            for before, scene in zip(board.scenes, board.scenes[1:], strict=False)
            if scene.linked and (kept := before.kept_take(practice=self._mode.practice)) is not None
        ]

    def _follow_now(self) -> None:
        self._follow(self._desk.storyboard)

    def _follow(self, _: Storyboard) -> None:
        for scene, kept in self._linked():
            frame = self._frames.get(kept.clip)
            if frame is None:
                self._decode(kept.clip)
            elif (scene.first_frame, scene.follows) != (frame, kept.id):
                self._tell(scene.id, frame, kept)
                return  # the desk says that it has changed, and all is looked at again

    def _tell(self, scene_id: str, frame: FrameRef, kept: Take) -> None:
        def follows(board: Storyboard) -> Storyboard:
            made = scenes.follow_frame(board, scene_id, frame, take=kept.id)
            return made if made is board else keep_current(made, scene_id, practice=kept.practice)

        self._desk.tell(follows)

    def _decode(self, clip: str) -> None:
        if clip in self._looking or clip in self._failed:
            return
        self._looking.add(clip)
        folders = ClipFolders.of(self._supplies.clips)
        pictures = self._supplies.pictures
        waiting = _Waiting(self, clip)
        self._supplies.pools.pictures.run_task(
            lambda: pictures.keep(still_of(folders.find(clip))), waiting.done, waiting.failed
        )
        self.changed.emit()

    def found(self, clip: str, frame: FrameRef) -> None:
        """The last frame of a clip is in the picture store."""
        if self._closed:
            return
        self._looking.discard(clip)
        self._frames[clip] = frame
        self._follow_now()
        self.changed.emit()

    def not_found(self, clip: str) -> None:
        """It can't be had: the clip is on another machine, say. The frame known before stays."""
        self._looking.discard(clip)
        self._failed.add(clip)
        self.changed.emit()


class _Waiting(QObject):
    """Remembers which clip a frame was asked of."""

    def __init__(self, frames: LinkedFrames, clip: str) -> None:
        super().__init__(frames)
        self._frames = frames
        self._clip = clip

    def done(self, frame: FrameRef) -> None:
        self._frames.found(self._clip, frame)
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        log.warning("the last frame of %s can't be had: %s", self._clip, error)
        self._frames.not_found(self._clip)
        self.deleteLater()
