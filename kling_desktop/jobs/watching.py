"""From queued to made: asking the service until it knows (contract.md §4.9). Asking is free."""

import logging
import random

from kling_desktop.jobs.job import Ending, Hold, Job, State
from kling_desktop.jobs.naming import clip_name
from kling_desktop.jobs.pace import backoff
from kling_desktop.jobs.sending import BARS
from kling_desktop.jobs.workshop import Workshop, unreachable
from kling_desktop.service.errors import (
    Answer,
    Refused,
    ServiceError,
    TaskNotFound,
    Unreachable,
)
from kling_desktop.service.messages import TaskResult

log = logging.getLogger(__name__)

EAGER_SECONDS = 30.0
INTERVAL_FIRST = 2.0
INTERVAL_MOST = 10.0
STRETCH = 15.0
"""The interval is a fifteenth of the time passed, from 2 s at 30 s to 10 s at 150 s."""

NOT_FOUND_GRACE = 60.0
"""Seconds after the submit in which an unknown task may just be late."""

ASKING_MOST = 24 * 3600.0
"""Seconds of asking after which a job is parked with its id."""

REFUSED_AGAIN = 60.0
"""Seconds until a poll that was refused is tried again: a key may be mended elsewhere."""

EMPTY_SUCCESSES = 6
"""How often success without a file is believed to be too early: once, and 5 more times."""

_STATES = {
    "TASK_STATUS_QUEUED": State.QUEUED,
    "TASK_STATUS_PROCESSING": State.GENERATING,
    "TASK_STATUS_SUCCEED": State.FETCHING,
    "TASK_STATUS_FAILED": State.FAILED,
    "TASK_STATUS_CANCELED": State.FAILED,
}


def interval(elapsed: float) -> float:
    """Seconds until the next question, `elapsed` seconds after the submit, with jitter."""
    stretched = INTERVAL_FIRST if elapsed < EAGER_SECONDS else elapsed / STRETCH
    return min(INTERVAL_MOST, stretched) * random.uniform(0.9, 1.1)  # noqa: S311 - jitter


async def watch(shop: Workshop, job: Job) -> Job:
    """Asks until the job is made, failed or parked."""
    began = shop.clock.now()
    empty = 0
    while job.state in (State.QUEUED, State.GENERATING):
        if shop.clock.now() - began > ASKING_MOST:
            return await park(shop, job, Ending.DAY_PASSED)
        job, result = await ask(shop, job)
        if result is None:
            return job
        empty += result.status == "TASK_STATUS_SUCCEED" and result.video is None
        if empty >= EMPTY_SUCCESSES:
            return await fail(shop, job, Ending.NO_FILE)
        job = await _note(shop, job, result)
        if job.unfinished and job.state is not State.FETCHING:
            await shop.clock.sleep(interval(shop.clock.now() - (job.sent_at or began)))
    return job


async def ask(shop: Workshop, job: Job) -> tuple[Job, TaskResult | None]:
    """One answer about a task, however long that takes; `None` when the job has been parked.

    Trouble on the way holds the job and is tried again for as long as it lasts: one network
    error must never end a job.
    """
    failures = 0
    began = shop.clock.now()
    while shop.clock.now() - began <= ASKING_MOST:
        job, key = await shop.key(job)
        job, client = await shop.client(job)
        pace = shop.poll_pace[job.service]
        await pace.turn()
        assert job.task_id is not None
        try:
            result = await client.result(job.task_id, key)
        except TaskNotFound as fault:
            if shop.clock.now() - (job.sent_at or 0.0) > NOT_FOUND_GRACE:
                return await park(shop, job, Ending.NOT_FOUND, fault.answer), None
            await shop.clock.sleep(INTERVAL_FIRST)
        except Refused as refused:
            failures += 1
            log.info("job %d: the question was refused: %s", job.id, refused.answer.reason)
            hold = BARS.get(refused.refusal, Hold.BUSY)
            seconds = REFUSED_AGAIN if hold is not Hold.BUSY else backoff(failures)
            job = await shop.hold(job, hold, seconds)
        except Unreachable as fault:
            failures += 1
            if fault.retry_after is not None or fault.answer.status == 429:
                pace.slow(fault.retry_after)
            hold = unreachable(fault) if fault.answer.status is None else Hold.BUSY
            seconds = max(backoff(failures), fault.retry_after or 0.0)
            job = await shop.hold(job, hold, seconds)
        except ServiceError as fault:
            failures += 1
            log.warning("job %d: %r", job.id, fault)
            job = await shop.hold(job, Hold.BUSY, backoff(failures))
        else:
            pace.ease()
            if job.hold is not None:
                job = await shop.write(job, hold=None, retry_at=None)
            return job, result
    return await park(shop, job, Ending.DAY_PASSED), None


async def _note(shop: Workshop, job: Job, result: TaskResult) -> Job:
    """Writes what an answer says. A status that nobody knows is shown as it is."""
    state = _STATES.get(result.status, job.state)
    if state is State.FAILED:
        canceled = result.status == "TASK_STATUS_CANCELED"
        ending = Ending.TASK_CANCELED if canceled else Ending.TASK_FAILED
        return await fail(shop, job, ending, Answer(message=result.reason))
    if state is State.QUEUED or (state is State.FETCHING and result.video is None):
        # A task does not go back in the queue, and a success without a file is not one yet.
        state = job.state
    clip = job.clip
    if state is State.FETCHING:
        assert result.video is not None
        clip = clip or clip_name(job, result.video.type)
    return await shop.write(
        job,
        state=state,
        hold=None,
        retry_at=None,
        # It may be 0 on success (contract.md §2): what was reached is not unreached.
        progress=max(job.progress, result.progress),
        eta=result.eta,
        service_status=result.status,
        clip=clip,
    )


async def fail(shop: Workshop, job: Job, ending: Ending, details: Answer | None = None) -> Job:
    """Ends a job as failed. Its task id stays."""
    return await _end(shop, job, State.FAILED, ending, details)


async def park(shop: Workshop, job: Job, ending: Ending, details: Answer | None = None) -> Job:
    """Sets a job aside with its task id; "look again" takes it up."""
    return await _end(shop, job, State.PARKED, ending, details)


async def _end(
    shop: Workshop, job: Job, state: State, ending: Ending, details: Answer | None
) -> Job:
    return await shop.write(
        job,
        state=state,
        ending=ending,
        details=details,
        ended_at=shop.clock.now(),
        hold=None,
        retry_at=None,
    )
