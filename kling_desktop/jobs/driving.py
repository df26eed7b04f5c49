"""Who drives which job: each that is under way has a task of its own, one step after another."""

import asyncio
import logging
from collections.abc import Collection
from functools import partial
from typing import Any

import msgspec

from kling_desktop.jobs.fetching import fetch
from kling_desktop.jobs.job import Hold, Job, State
from kling_desktop.jobs.ledger import JobTaken
from kling_desktop.jobs.pace import backoff
from kling_desktop.jobs.reporting import Reported
from kling_desktop.jobs.sending import leave_sending, send
from kling_desktop.jobs.watching import watch
from kling_desktop.jobs.workshop import Workshop
from kling_desktop.store.database import DatabaseUnavailable

log = logging.getLogger(__name__)

SETTLE_SECONDS = 0.2

STEPS = {
    State.WAITING: send,
    State.SENDING: leave_sending,
    State.QUEUED: watch,
    State.GENERATING: watch,
    State.FETCHING: fetch,
}
"""What takes a job on from each state in which there is something to do."""


class NotNow(Exception):  # noqa: N818 - an answer, not a fault
    """What was asked can't be done to a job in its state; `job` is how it stands."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"job {job.id} is {job.state}")
        self.job = job


class Drivers:
    """One task for each job under way. One per engine; used on the engine's loop only."""

    def __init__(self, shop: Workshop, reported: Reported, stopping: asyncio.Event) -> None:
        """Once `stopping` is set nothing is driven any more but what is driven already."""
        self._shop = shop
        self._reported = reported
        self._stopping = stopping
        self._drivers: dict[int, asyncio.Task[None]] = {}

    @property
    def driven(self) -> list[int]:
        """The ids of the jobs that are being driven."""
        return sorted(self._drivers)

    def start(self, jobs: list[Job]) -> list[Job]:
        """Reports jobs, and drives those that are not done and that nobody here drives yet."""
        for job in jobs:
            self._reported.note(job)
            if job.unfinished and job.id not in self._drivers and not self._stopping.is_set():
                driver = asyncio.create_task(self._drive(job), name=f"job {job.id}")
                self._drivers[job.id] = driver
                driver.add_done_callback(partial(self._drove, job.id))
        return jobs

    async def quiet(self, job_id: int, states: set[State]) -> Job:
        """Stops driving a job, so that it can be moved from outside. Raises `NotNow`."""
        self.in_state(job_id, states)
        driver = self._drivers.get(job_id)
        if driver is not None:
            driver.cancel()
            await asyncio.wait([driver])
        job = self._shop.ledger.get(job_id)
        if job.state not in states:
            self.start([job])
            raise NotNow(job)
        return job

    def in_state(self, job_id: int, states: set[State]) -> Job:
        """The job as the ledger has it. Raises `NotNow` where it is in none of the states."""
        job = self._shop.ledger.get(job_id)
        if job.state not in states:
            raise NotNow(job)
        return job

    async def change_waiting(self, job: Job, /, **changes: Any) -> None:
        """Changes a waiting job under its driver's hands: stopped, changed, and driven on."""
        try:
            job = await self.quiet(job.id, {State.WAITING})
            self.start([await self._shop.write(job, hold=None, retry_at=None, **changes)])
        except NotNow:
            return
        except JobTaken:
            log.info("job %d is driven elsewhere, so it stays as it is", job.id)

    async def settle(self, ids: Collection[int], patience: float) -> None:
        """Waits until each job has ended, or has been held for more than `patience` seconds.

        Ends early once the engine is stopping.
        """
        while not self._stopping.is_set() and any(
            self._worth_waiting(self._reported.jobs[job_id], patience) for job_id in ids
        ):
            await self._shop.clock.sleep(SETTLE_SECONDS)

    async def wind_down(self) -> None:
        """Calls every driver off, and returns once none is left."""
        while drivers := list(self._drivers.values()):
            for driver in drivers:
                driver.cancel()
            await asyncio.wait(drivers)

    def _drove(self, job_id: int, driver: asyncio.Task[None]) -> None:
        # One that is called off before it has begun never gets to say itself that it is gone.
        if self._drivers.get(job_id) is driver:
            del self._drivers[job_id]

    async def _drive(self, job: Job) -> None:
        failures = 0
        try:
            while job.unfinished:
                try:
                    job = await STEPS[job.state](self._shop, job)
                except (OSError, DatabaseUnavailable) as fault:
                    # The disk is full, or away: it goes on where it is once that has passed.
                    failures += 1
                    log.warning("job %d waits for the disk: %s", job.id, fault)
                    job = await self._hold(job.id, Hold.DISK_FULL, backoff(failures))
                except JobTaken:
                    raise
                except Exception:
                    # A fault of ours must not take the other jobs along, nor leave this one lying.
                    failures += 1
                    log.exception("job %d: a step went wrong", job.id)
                    job = await self._hold(job.id, Hold.FAULT, backoff(failures))
        except JobTaken:
            log.info("job %d is driven elsewhere now", job.id)
        finally:
            self._drivers.pop(job.id, None)

    async def _hold(self, job_id: int, reason: Hold, seconds: float) -> Job:
        """Holds a job as it was reported last, also where that can't be written down."""
        job = self._reported.jobs[job_id]
        try:
            return await self._shop.hold(job, reason, seconds)
        except JobTaken:
            raise
        except Exception:
            log.exception("job %d is held without the ledger", job_id)
            retry_at = self._shop.clock.now() + seconds
            job = msgspec.structs.replace(job, hold=reason, retry_at=retry_at)
            self._reported.note(job)
            await self._shop.pause(job, seconds)
            return job

    def _worth_waiting(self, job: Job, patience: float) -> bool:
        if not job.unfinished or job.id not in self._drivers:
            return False
        if job.hold is Hold.PREDECESSOR:
            known = self._reported.jobs
            before = [known[number] for number in job.after if number in known]
            coming = [other for other in before if other.unfinished]
            return not coming or any(self._worth_waiting(other, patience) for other in coming)
        if job.id in self._shop.stuck or job.hold in (Hold.CHOICE, Hold.PREDECESSOR_FAILED):
            # Nothing will change by waiting: the user has to do something first.
            return False
        since = self._shop.held_since.get(job.id)
        return since is None or self._shop.clock.now() - since < patience
