"""What the steps of a job share: the ledger, the way out to hosts, time, and holding."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from kling_desktop.jobs.clock import Clock
from kling_desktop.jobs.job import Hold, Job
from kling_desktop.jobs.ledger import Ledger, Terms
from kling_desktop.jobs.pace import (
    POLL_BURST,
    POLLS_PER_MINUTE,
    SUBMIT_BURST,
    SUBMITS_PER_MINUTE,
    Pace,
    backoff,
)
from kling_desktop.service.address import Way
from kling_desktop.service.client import Client
from kling_desktop.service.errors import ProxyLocked, ServiceError, Unreachable, Untrusted
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.store.database import DatabaseUnavailable
from kling_desktop.store.pictures import Pictures

log = logging.getLogger(__name__)
T = TypeVar("T")


class Held(Exception):  # noqa: N818 - a finding, not a fault
    """The way to a host is barred for now; `seconds` until it is worth another try by itself."""

    def __init__(self, hold: Hold, seconds: float | None = None) -> None:
        super().__init__(hold)
        self.hold = hold
        self.seconds = seconds


def unreachable(fault: ServiceError) -> Hold:
    """What a job waits for whose host can't be reached."""
    if isinstance(fault, Untrusted):
        return Hold.CERTIFICATE
    return Hold.KEY_STORE if isinstance(fault, ProxyLocked) else Hold.NO_NETWORK


class Doors(Protocol):
    """The ways out to hosts, given by whoever composes the program."""

    async def client(self, service: str) -> Client:
        """A client for the service of a job. Raises `Held` where it can't be reached."""
        ...

    async def key(self, service: str) -> str:
        """The key for that service and no other. Raises `Held` where there is none."""
        ...


class Workshop:
    """Everything a step needs. One per engine; used on the engine's loop only."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        doors: Doors,
        pictures: Pictures,
        clips: Path,
        clip_pool: Executor,
        clock: Clock,
        report: Callable[[Job], None],
        paused_too: bool,
        practice_only: bool,
    ) -> None:
        """`clip_pool` runs what reads and writes video files, so that the loop stays free;
        `paused_too` sends whether the queue is paused or not; with `practice_only` live jobs that
        were not asked for here are left waiting.
        """
        self.ledger = ledger
        self.doors = doors
        self.pictures = pictures
        self.clips = ClipFolders.of(clips)
        self.clock = clock
        self._clip_pool = clip_pool
        self._report = report
        self._paused_too = paused_too
        self.practice_only = practice_only
        self.asked_here: set[int] = set()
        """Jobs that the user asked for in this program: a live one among them is meant."""
        self._nudges: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.barred: dict[str, Hold] = {}
        """Hosts whose whole queue is held, and why: the key or the balance was refused."""
        self.budgets: dict[str, float | None] = {}
        """What may be spent on each storyboard, as it was said last; a job's own is older."""
        self.stuck: dict[int, str] = {}
        """Jobs that only `nudge` can set free, and their hosts."""
        self.held_since: dict[int, float] = {}
        """Since when a job has been held without getting anywhere, in Unix seconds."""
        self.gate = defaultdict[str, asyncio.Lock](asyncio.Lock)
        """One submit at a time per host: a refusal of the key or the balance is known before the
        next one leaves, and one upload after another is no slower than all at once."""
        self.submit_pace = defaultdict[str, Pace](
            lambda: Pace(clock, SUBMITS_PER_MINUTE, SUBMIT_BURST)
        )
        self.poll_pace = defaultdict[str, Pace](lambda: Pace(clock, POLLS_PER_MINUTE, POLL_BURST))

    def is_paused(self) -> bool:
        """Whether nothing may be sent because the user has paused the queue."""
        return not self._paused_too and self.ledger.paused

    def leaves_alone(self, job: Job) -> bool:
        """Whether a job would cost money where only practice was asked for."""
        return self.practice_only and not job.practice and job.id not in self.asked_here

    def terms(self, job: Job) -> Terms:
        """What must hold when a job is sent."""
        budget = self.budgets.get(job.board, job.budget)
        live_too = not self.leaves_alone(job)
        return Terms(budget=budget, paused_too=self._paused_too, live_too=live_too)

    def show(self, job: Job) -> Job:
        """Reports a job as it is about to be; should writing it fail, it goes on from there."""
        self._report(job)
        return job

    async def write(self, job: Job, *, terms: Terms | None = None, **changes: object) -> Job:
        """Writes a change to the ledger and reports it. Raises `Withheld` where `terms` don't hold.

        Waits for as long as the world is in the way (a full disk, say): what must be written,
        above all a task id, is never given up. The job is meanwhile shown as it will be, held.
        """
        failures = 0
        while True:
            try:
                changed = self.ledger.change(job, terms=terms, **changes)
            except DatabaseUnavailable as fault:
                failures += 1
                seconds = backoff(failures)
                log.warning(
                    "job %d (task %s) waits for the ledger: %s",
                    job.id,
                    changes.get("task_id", job.task_id),
                    fault,
                )
                self.held_since.setdefault(job.id, self.clock.now())
                held = {
                    "state": job.state,
                    "hold": Hold.DISK_FULL,
                    "retry_at": self.clock.now() + seconds,
                }
                self._report(msgspec.structs.replace(job, **{**changes, **held}))
                await self.clock.sleep(seconds)
            else:
                if changed.hold is None:
                    self.held_since.pop(job.id, None)
                if changed != job:
                    self._report(changed)
                return changed

    async def hold(self, job: Job, reason: Hold, seconds: float | None) -> Job:
        """Holds a job for `seconds`, or until `nudge`. Returns it as it is in the ledger then."""
        self.held_since.setdefault(job.id, self.clock.now())
        retry_at = None if seconds is None else self.clock.now() + seconds
        job = await self.write(job, hold=reason, retry_at=retry_at)
        if await self.pause(job, seconds):
            job = await self.write(job, hold=None, retry_at=None)
        return job

    async def pause(self, job: Job, seconds: float | None) -> bool:
        """Waits for `seconds`, or until `nudge`; whether it was nudged. Writes nothing."""
        if seconds is None:
            self.stuck[job.id] = job.service
        nudge = asyncio.create_task(self._nudges[job.service].wait())
        sleep = None if seconds is None else asyncio.ensure_future(self.clock.sleep(seconds))
        tasks = [task for task in (nudge, sleep) if task is not None]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.stuck.pop(job.id, None)
            for task in tasks:
                task.cancel()
        return nudge.done() and not nudge.cancelled()

    async def key(self, job: Job) -> tuple[Job, str]:
        """The key for a job's host; holds the job until there is one."""
        while True:
            try:
                return job, await self.doors.key(job.service)
            except Held as held:
                job = await self.hold(job, held.hold, held.seconds)

    async def client(self, job: Job) -> tuple[Job, Client]:
        """A client for a job's host; holds the job until there is one."""
        failures = 0
        while True:
            try:
                return job, await self.doors.client(job.service)
            except Held as held:
                failures += 1
                job = await self.hold(job, held.hold, held.seconds or backoff(failures))

    async def way(self, job: Job, client: Client) -> tuple[Job, Way]:
        """How a job's host is reached; holds the job until that can be told."""
        failures = 0
        while True:
            try:
                return job, await client.way()
            except Unreachable as fault:
                failures += 1
                job = await self.hold(job, unreachable(fault), backoff(failures))

    def nudge(self, service: str) -> None:
        """Lets every job of a host that is held try again now, its key and balance as well."""
        self.barred.pop(service, None)
        self.wake(service)

    def wake(self, service: str) -> None:
        """Lets every job of a host that is held look again at what it waits for."""
        self.stuck = {job_id: host for job_id, host in self.stuck.items() if host != service}
        self._nudges.pop(service, asyncio.Event()).set()

    async def with_clip(self, work: Callable[[], T]) -> T:
        """Runs something that reads or writes a video file, off the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._clip_pool, work)
