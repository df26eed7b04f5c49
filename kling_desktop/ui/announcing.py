"""System notifications: when clips are done while the person is elsewhere.

One for each job, or one when nothing is left to wait for, or none (the settings say). Nothing is
said while a window of ours is in front, and nothing about clips that a command line asked for.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from kling_desktop import words
from kling_desktop.jobs.job import Ending, Job, State
from kling_desktop.settings import Notify, SettingsFile
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.job_texts import title
from kling_desktop.ui.taskbar import moves
from kling_desktop.words import ActivityWords, LibraryWords

_ENDS = frozenset({State.DONE, State.FAILED, State.REFUSED, State.UNCONFIRMED, State.PARKED})


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """What the system shows."""

    heading: str
    text: str
    picture: Path | None = None
    job: Job | None = None
    """What a click leads to."""


class Announcing(QObject):
    """Watches the jobs and decides what is told; how is not its affair."""

    announced = Signal(object)
    """An `Announcement` for the system."""

    def __init__(
        self,
        book: JobBook,
        settings: SettingsFile,
        *,
        in_front: Callable[[], bool],
        picture: Callable[[Job], Path | None],
    ) -> None:
        """`in_front` says whether a window of ours is the active one."""
        super().__init__()
        self._settings = settings
        self._in_front = in_front
        self._picture = picture
        self._under_way: set[int] = set()
        self._moving: set[int] = set()
        self._ended: dict[int, Job] = {}
        """What has ended since something was under way last."""
        book.changed.connect(self._follow)

    def _follow(self, job: Job) -> None:
        if job.output is not None:
            return
        moved = job.id in self._moving
        if moves(job):
            self._moving.add(job.id)
        else:
            self._moving.discard(job.id)
        if job.unfinished:
            self._under_way.add(job.id)
        elif job.id in self._under_way:
            self._under_way.discard(job.id)
            if job.state in _ENDS and job.ending is not Ending.STOPPED:
                self._end(job)
        if moved and not self._moving:
            self._all_ended()

    def _end(self, job: Job) -> None:
        self._ended[job.id] = job
        if self._settings.current.notify is Notify.EACH:
            self._announce(one_of(job, self._picture(job)))

    def _all_ended(self) -> None:
        ended, self._ended = list(self._ended.values()), {}
        if self._settings.current.notify is not Notify.EMPTY or not ended:
            return
        last = ended[-1]
        if len(ended) == 1:
            self._announce(one_of(last, self._picture(last)))
            return
        done = sum(job.state is State.DONE for job in ended)
        text = (
            ActivityWords.ALL_DONE(count=done)
            if done == len(ended)
            else ActivityWords.ALL_ENDED(done=done, other=len(ended) - done)
        )
        shown = next((job for job in reversed(ended) if job.state is State.DONE), last)
        self._announce(
            Announcement(
                heading=ActivityWords.QUEUE_EMPTY(),
                text=_with_practice(text, practice=all(job.practice for job in ended)),
                picture=self._picture(shown),
                job=shown,
            )
        )

    def _announce(self, said: Announcement) -> None:
        if not self._in_front():
            self.announced.emit(said)


def one_of(job: Job, picture: Path | None) -> Announcement:
    """What is said of one job that has ended."""
    said = words.explain(job) if job.state is not State.DONE else ActivityWords.CLIP_READY()
    return Announcement(
        heading=ActivityWords.NEWS(job=title(job), state=words.state(job)),
        text=_with_practice(said, practice=job.practice),
        picture=picture,
        job=job,
    )


def _with_practice(text: str, *, practice: bool) -> str:
    if not practice:
        return text
    return ActivityWords.IN_PRACTICE(said=text, practice=LibraryWords.IS_PRACTICE())
