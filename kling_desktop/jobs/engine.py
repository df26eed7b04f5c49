"""The engine: brings every job from waiting to done, on one asyncio loop.

The window runs it on a QThread, the command line under `asyncio.run`; the clock, the ledger and
the ways out are handed in. Here is what may be asked of it; `driving` takes the steps.
"""

import asyncio
import logging
from collections.abc import Collection, Coroutine
from concurrent.futures import Executor
from pathlib import Path

from kling_desktop.jobs.clock import Clock
from kling_desktop.jobs.delivery import deliver, output_of
from kling_desktop.jobs.driving import Drivers, NotNow
from kling_desktop.jobs.following import Followers
from kling_desktop.jobs.job import SETTLED, Ending, Hold, Job, Oddity, State
from kling_desktop.jobs.ledger import Ledger
from kling_desktop.jobs.reporting import Report, Reported
from kling_desktop.jobs.workshop import Doors, Workshop
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.store.database import DatabaseUnavailable
from kling_desktop.store.pictures import Pictures

log = logging.getLogger(__name__)

RESCAN_SECONDS = 3.0
"""How often the ledger is looked at for jobs that nobody drives any more, and for others' news."""


class Engine:
    """Drives jobs. All coroutines run on the loop that `run` runs on."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        doors: Doors,
        pictures: Pictures,
        clips: Path,
        clip_pool: Executor,
        clock: Clock,
        report: Report,
        only: Collection[int] | None = None,
        paused_too: bool = False,
        practice_only: bool = False,
    ) -> None:
        """`only` leaves other jobs of the ledger to others: the command line drives its own.
        `paused_too` sends while the queue is paused as well: whoever types a command means it.
        `practice_only` sends no live job that was left waiting, until `go_live`.

        Takes the ledger over: `run` closes it when it ends.
        """
        self._ledger = ledger
        self._clock = clock
        self._only = None if only is None else set(only)
        self._stopping = asyncio.Event()
        self.started = asyncio.Event()
        """Set once the ledger has been looked at for the first time."""
        self.claimed: set[int] = set()
        """The jobs taken over from whoever drove them before."""
        self._mark = 0
        self._reported = Reported(report)
        self._shop = Workshop(
            ledger=ledger,
            doors=doors,
            pictures=pictures,
            clips=clips,
            clip_pool=clip_pool,
            clock=clock,
            report=self._reported.note,
            paused_too=paused_too,
            practice_only=practice_only,
        )
        self._drivers = Drivers(self._shop, self._reported, self._stopping)
        self._followers = Followers(ledger, self._drivers.change_waiting)

    async def run(self) -> None:
        """Claims and drives jobs until `stop`; returns with nothing in flight."""
        try:
            for job in reversed(self._ledger.jobs_to_show(200)):
                self._reported.note(job)
            while not self._stopping.is_set():
                self._rescan()
                self.started.set()
                await self._until_stopping(RESCAN_SECONDS)
        finally:
            await self._drivers.wind_down()
            self._ledger.close()

    def stop(self) -> None:
        """Asks `run` to end. A submit in flight is seen through, everything else is left to be
        taken up again. Call it on the loop's thread.
        """
        self._stopping.set()

    async def generate(
        self,
        service: str,
        snapshot: Snapshot,
        *,
        takes: int = 1,
        label: str = "",
        scene: str = "",
        board: str = "",
        after: Collection[int] = (),
        estimate: float = 0.0,
        budget: float | None = None,
        output: str | None = None,
        instead_of: int | None = None,
    ) -> list[Job]:
        """Puts `takes` new jobs into the ledger and drives them.

        The snapshot's pictures must be in the store already; a first frame that is left open comes
        from the one of the jobs `after` whose take is kept. `estimate` is for one take. What waits
        for the last frame of that scene follows the new takes, as far as they are of something
        else. Raises `DatabaseTrouble`; then nothing was added and nothing will be sent.
        """
        now = self._clock.now()
        if board:
            self._shop.budgets[board] = budget
        drafts = [
            Job(
                id=0,
                service=service,
                snapshot=snapshot,
                created_at=now,
                label=label,
                scene=scene,
                board=board,
                after=tuple(after),
                estimate=estimate,
                budget=budget,
                output=output and output_of(output, number, takes),
                take=number,
                instead_of=instead_of,
            )
            for number in range(1, takes + 1)
        ]
        added = self._ledger.add(drafts)
        self._shop.asked_here.update(job.id for job in added)
        made = self._drivers.start(added)
        await self._tell_followers(self._followers.follow_anew(made))
        return made

    async def adopt_task(
        self, service: str, task_id: str, *, output: str | None = None, label: str = ""
    ) -> Job:
        """Takes up a task that was submitted elsewhere, or whose job was lost.

        A task that a job of ours is still working on is not taken up twice: that job comes back.
        So does one that is done, after its clip was copied to `output`; raises `OSError` where
        that can't be.
        """
        known = self._ledger.with_task(service, task_id)
        if known is not None and known.unfinished:
            return known
        if known is not None and known.state is State.DONE and output is not None:
            clip = known.clip or ""
            master = await self._shop.with_clip(lambda: self._shop.clips.find(clip))
            if master.is_file():
                await self._shop.with_clip(lambda: deliver(master, output))
                oddities = tuple(odd for odd in known.oddities if odd is not Oddity.COPY_FAILED)
                return await self._shop.write(known, output=output, oddities=oddities)
        draft = Job(
            id=0,
            service=service,
            snapshot=known.snapshot if known else None,
            state=State.QUEUED,
            task_id=task_id,
            created_at=self._clock.now(),
            output=output,
            label=label or (known.label if known else task_id),
            scene=known.scene if known else "",
            board=known.board if known else "",
        )
        return self._drivers.start(self._ledger.add([draft]))[0]

    async def withdraw(self, job_id: int) -> Job:
        """Removes a job that has not been sent. Raises `NotNow` when it was quicker."""
        job = await self._drivers.quiet(job_id, {State.WAITING})
        return await self._shop.write(
            job, state=State.WITHDRAWN, hold=None, retry_at=None, ended_at=self._clock.now()
        )

    async def stop_waiting(self, job_id: int) -> Job:
        """Sets a sent job aside; its id is kept. Raises `NotNow`."""
        job = await self._drivers.quiet(job_id, {State.QUEUED, State.GENERATING, State.FETCHING})
        return await self._shop.write(
            job,
            state=State.PARKED,
            ending=Ending.STOPPED,
            hold=None,
            retry_at=None,
            ended_at=self._clock.now(),
        )

    async def look_again(self, job_id: int) -> Job:
        """Asks for a parked job's task again. Raises `NotNow`."""
        job = self._drivers.in_state(job_id, {State.PARKED})
        return await self._revive(job, task_id=job.task_id)

    async def adopt(self, job_id: int, task_id: str) -> Job:
        """Gives an unconfirmed job the id that was found for it. Raises `NotNow`."""
        job = self._drivers.in_state(job_id, {State.UNCONFIRMED})
        return await self._revive(job, task_id=task_id)

    async def drop(self, job_id: int) -> Job:
        """Gives an unconfirmed job up. Raises `NotNow`."""
        job = self._drivers.in_state(job_id, {State.UNCONFIRMED})
        return await self._shop.write(job, state=State.WITHDRAWN, ended_at=self._clock.now())

    async def send_again(self, job_id: int) -> Job:
        """Makes a new job of what an ended one asked for; the user has decided that.

        Raises `NotNow` for a job that is still under way, or that was adopted without a request,
        and for one that ended and was tried again already: two presses never pay twice.
        """
        job = self._ledger.get(job_id)
        if job.unfinished or job.snapshot is None:
            raise NotNow(job)
        if job.state in SETTLED and self._ledger.repeated(job_id):
            raise NotNow(job)
        self._shop.nudge(job.service)
        again = await self.generate(
            job.service,
            job.snapshot,
            label=job.label,
            scene=job.scene,
            board=job.board,
            after=job.after,
            estimate=self._ledger.estimate_of(job),
            budget=self._shop.budgets.get(job.board, job.budget),
            output=job.output,
            instead_of=job.id,
        )
        await self._tell_followers(self._followers.follow_instead(job, again[0]))
        return again[0]

    async def choose(self, board: str, job_id: int) -> None:
        """Says whose last frame the jobs go on from that wait for a take of its scene: the one of
        `job_id`, the take that was kept.
        """
        await self._followers.choose(board, job_id)

    async def set_budget(self, board: str, budget: float | None) -> None:
        """Bounds what the waiting jobs of a storyboard may spend in all; `None` lets them go on."""
        self._shop.budgets[board] = budget
        for job in self._ledger.of_board(board):
            if job.state is State.WAITING and job.budget != budget:
                await self._drivers.change_waiting(job, budget=budget)

    async def _tell_followers(self, telling: Coroutine[None, None, None]) -> None:
        """The new jobs are in the ledger whatever comes now: nobody must be told otherwise."""
        try:
            await telling
        except DatabaseUnavailable as fault:
            log.warning("not all that follows a new job was told of it: %s", fault)

    async def go_on(self, service: str) -> None:
        """Lets a host's held jobs try again: a key was entered, the balance topped up."""
        self._shop.nudge(service)

    @property
    def paused(self) -> bool:
        """Whether the queue is paused. Raises `DatabaseTrouble`."""
        return self._ledger.paused

    async def pause(self) -> bool:
        """Sends nothing more until `resume`, over a restart as well; what is being sent goes on,
        and so does asking and fetching. Returns whether the queue is paused.
        """
        self._ledger.pause(on=True)
        return True

    async def resume(self) -> bool:
        """Lets the queue go on; returns whether it is paused. What else a job is held for stays."""
        self._ledger.pause(on=False)
        self._wake(Hold.PAUSED)
        return False

    async def go_live(self) -> None:
        """Live clips are meant from now on: those that `practice_only` left waiting are sent."""
        self._shop.practice_only = False
        self._wake(Hold.LIVE)

    async def clear_finished(self) -> list[int]:
        """Clears every job that has ended from the list; returns which. No file is touched, and
        what was spent stays counted.
        """
        cleared = self._ledger.clear_finished()
        self._reported.note_hidden(cleared, hidden=True)
        return cleared

    async def bring_back(self, ids: Collection[int]) -> None:
        """Undoes `clear_finished`."""
        self._ledger.bring_back(ids)
        self._reported.note_hidden(ids, hidden=False)

    async def older(self, than: int, limit: int) -> list[Job]:
        """The newest jobs before one, newest first, but for those cleared from the list."""
        return self._ledger.older(than, limit)

    async def jobs(self, limit: int = 200) -> list[Job]:
        """The jobs in the ledger, newest first."""
        return self._ledger.jobs(limit)

    async def jobs_of(self, board: str) -> list[Job]:
        """Every job of a storyboard, the oldest first."""
        return self._ledger.of_board(board)

    async def settle(self, ids: Collection[int], patience: float) -> list[Job]:
        """Waits until each job has ended, or has been held for more than `patience` seconds.

        Returns them as they stand. Ends early when `stop` is called.
        """
        await self._drivers.settle(ids, patience)
        return self.latest(ids)

    def latest(self, ids: Collection[int]) -> list[Job]:
        """Jobs as they were last reported; also after `run` has ended."""
        return [self._reported.jobs[job_id] for job_id in ids]

    @property
    def driven(self) -> list[int]:
        """The ids of the jobs that this engine is driving."""
        return self._drivers.driven

    def _wake(self, reason: Hold) -> None:
        held = (job for job in self._reported.jobs.values() if job.hold is reason)
        for service in {job.service for job in held}:
            self._shop.wake(service)

    async def _revive(self, job: Job, *, task_id: str | None) -> Job:
        job = await self._shop.write(
            job,
            state=State.QUEUED,
            task_id=task_id,
            ending=None,
            details=None,
            ended_at=None,
            progress=0,
        )
        return self._drivers.start([job])[0]

    def _rescan(self) -> None:
        """Takes up what nobody drives, and reports what others have changed."""
        try:
            taken = self._ledger.claim(self._clock.now(), self._only)
            self.claimed.update(job.id for job in taken)
            for job in taken:
                self._restore_bar(job)
            self._drivers.start(taken)
            mark = self._ledger.mark
            if mark != self._mark:
                self._mark = mark
                for job in reversed(self._ledger.jobs(limit=200)):
                    if self._reported.jobs.get(job.id) != job:
                        self._reported.note(job)
        except DatabaseUnavailable as fault:
            log.warning("the ledger can't be written at present: %s", fault)

    def _restore_bar(self, job: Job) -> None:
        """A queue that was held for the key or the balance stays held over a restart."""
        if job.state is State.WAITING and job.hold in (Hold.KEY_REFUSED, Hold.BALANCE):
            self._shop.barred[job.service] = job.hold

    async def _until_stopping(self, seconds: float) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait([stopping, sleeping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            sleeping.cancel()
