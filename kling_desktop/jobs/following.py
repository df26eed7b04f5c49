"""Jobs that go on from the last frame of the scene before: whose, when there are several.

What a person expects is that the film goes on from the take that ends up in it. Takes asked for
together wait for a choice; one that was asked for later of the same stands in only where none of
the earlier ones can be made; one of something else takes the place of all before it.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec

from kling_desktop.jobs.job import Job, State
from kling_desktop.jobs.ledger import Ledger

After = tuple[int, ...]
"""Ids of the jobs of which one gives the first frame."""


class ChangeWaiting(Protocol):
    """Changes a job that has not been sent, under its driver's hands."""

    def __call__(self, job: Job, /, **changes: Any) -> Awaitable[None]:
        """Does nothing where the job has left meanwhile, or is driven elsewhere."""
        ...


class Followers:
    """Points what waits to whoever gives its first frame."""

    def __init__(self, ledger: Ledger, change: ChangeWaiting) -> None:
        self._ledger = ledger
        self._change = change

    async def choose(self, board: str, job_id: int) -> None:
        """The take of `job_id` was kept: what waits for a take of its scene follows that one."""
        scene = self._ledger.get(job_id).scene

        def point(after: After) -> After:
            follows = any(self._ledger.get(number).scene == scene for number in after)
            return (job_id,) if follows else after

        await self._repoint(board, point)

    async def follow_instead(self, old: Job, new: Job) -> None:
        """What waits for one job waits for the one that was sent in its place."""

        def point(after: After) -> After:
            # Once only: as one more take of its scene the new one may be among them already.
            return tuple(dict.fromkeys(new.id if n == old.id else n for n in after))

        await self._repoint(old.board, point)

    async def follow_anew(self, made: list[Job]) -> None:
        """A scene is made anew: what waits for its last frame learns of the new takes.

        Where they are of something else, that holds also for a job that has its frame already and
        was only not sent yet: it would be paid for and stale at once.
        """
        new = made[0]
        if not new.board or not new.scene:
            return
        ids = tuple(job.id for job in made)
        for job in self._ledger.of_board(new.board):
            if job.state is not State.WAITING or job.snapshot is None or set(ids) & set(job.after):
                continue
            before = [self._ledger.get(number) for number in job.after]
            if not any(_same_scene(other, new) for other in before):
                continue
            if not any(same_request(other, new) for other in before):
                reopened = msgspec.structs.replace(job.snapshot, first_frame=None)
                await self._change(job, after=ids, snapshot=reopened)
            elif job.snapshot.first_frame is None:
                await self._change(job, after=(*job.after, *ids))

    async def _repoint(self, board: str, point: Callable[[After], After]) -> None:
        for job in self._ledger.of_board(board):
            after = point(job.after)
            if job.state is State.WAITING and after != job.after:
                await self._change(job, after=after)


def to_go_on_from(before: list[Job]) -> list[Job]:
    """Of the jobs of the scene before, those whose takes count.

    They were asked for together, as the newest asks, and before others that ask the same.
    """
    if not before:
        return []
    newest = max(before, key=lambda job: (job.created_at, job.id))
    same = [job for job in before if same_request(job, newest)]
    for moment in sorted({job.created_at for job in same}):
        together = [job for job in same if job.created_at == moment]
        if any(job.unfinished or job.state is State.DONE for job in together):
            return together
    return same


def same_request(one: Job, other: Job) -> bool:
    """Whether two jobs ask the same for one scene; linked ones, wherever they go on from."""
    if not _same_scene(one, other):
        return False
    return one is other or _asked(one, other) == _asked(other, one)


def _asked(job: Job, beside: Job) -> str | None:
    if job.snapshot is None:
        return None
    linked = job.after or beside.after
    asked = msgspec.structs.replace(job.snapshot, first_frame=None) if linked else job.snapshot
    return asked.digest


def _same_scene(one: Job, other: Job) -> bool:
    """Practice and live takes never stand in for each other (product.md, Generate)."""
    return (one.board, one.scene, one.practice) == (other.board, other.scene, other.practice)
