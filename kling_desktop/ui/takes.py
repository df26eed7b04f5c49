"""Tells the desk what jobs have made: takes come in, and linked scenes learn their first frames.

Both are facts, not edits: they hold in all that undo may bring back.
"""

import logging

from PySide6.QtCore import QObject

from kling_desktop.jobs.before_sending import still_of
from kling_desktop.jobs.job import Job, State
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.model import FrameRef, Storyboard, Take
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)


def take_of(job: Job) -> Take | None:
    """The take that a finished job of a scene has made."""
    if job.state is not State.DONE or job.clip is None or job.snapshot is None:
        return None
    return Take(
        id=job.mark,
        recipe=job.snapshot.digest,
        clip=job.clip,
        made_at=job.ended_at or job.created_at,
        practice=job.practice,
    )


class Takes(QObject):
    """Records the takes of the open storyboard, also those made while it was closed."""

    def __init__(self, desk: Desk, book: JobBook) -> None:
        super().__init__()
        self._desk = desk
        self._book = book
        book.changed.connect(self._record)

    def record_all(self) -> None:
        """Looks through every job that is known: another storyboard was opened."""
        for job in self._book.newest_first():
            self._record(job)

    def _record(self, job: Job) -> None:
        take = take_of(job)
        if take is not None and job.scene:
            self._desk.tell(lambda board: scenes.record_take(board, job.scene, take))


class LinkedFrames(QObject):
    """Gives linked scenes the true last frame of the take that is kept before them."""

    def __init__(self, supplies: Supplies, desk: Desk, mode: Mode) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._mode = mode
        self._frames: dict[str, FrameRef | None] = {}
        """By clip; `None` while it is being looked for, or where it can't be had."""
        desk.changed.connect(self._follow)
        mode.changed.connect(self._follow_now)

    def _follow_now(self) -> None:
        self._follow(self._desk.storyboard)

    def _follow(self, board: Storyboard) -> None:
        practice = self._mode.practice
        for before, scene in zip(board.scenes, board.scenes[1:], strict=False):
            kept = before.kept_take(practice=practice) if scene.linked else None
            if kept is None:
                continue
            if kept.clip not in self._frames:
                self._frames[kept.clip] = None
                self._decode(kept.clip)
            frame = self._frames[kept.clip]
            if frame is not None and (scene.first_frame, scene.follows) != (frame, kept.id):
                self._tell(scene.id, frame, kept.id)

    def _tell(self, scene_id: str, frame: FrameRef, take: str) -> None:
        self._desk.tell(lambda board: scenes.follow_frame(board, scene_id, frame, take=take))

    def _decode(self, clip: str) -> None:
        path = self._supplies.clips / clip
        pictures = self._supplies.pictures
        waiting = _Waiting(self, clip)
        self._supplies.picture_pool.run_task(
            lambda: pictures.keep(still_of(path)), waiting.done, waiting.failed
        )

    def found(self, clip: str, frame: FrameRef) -> None:
        """The last frame of a clip is in the picture store."""
        self._frames[clip] = frame
        self._follow_now()


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
        self.deleteLater()
