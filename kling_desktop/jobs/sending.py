"""From waiting to sent: the one step that costs money (contract.md §4.8).

Invariant: per job, at most one POST that was not answered with 429 or 503. It rests on three
things: `sending` is in the ledger, synced, before the first byte leaves; only `NotSent` and `Busy`
lead back to `waiting`; and once begun, an attempt is never cancelled, only seen through.
"""

import asyncio
import logging
from collections.abc import Coroutine

import msgspec

from kling_desktop.jobs.before_sending import settle_first_frame, settle_leave
from kling_desktop.jobs.job import Ending, Hold, Job, State
from kling_desktop.jobs.ledger import Withheld
from kling_desktop.jobs.pace import backoff
from kling_desktop.jobs.workshop import Workshop, unreachable
from kling_desktop.production.snapshot import PictureForm, Snapshot, by_bytes
from kling_desktop.service.address import Way
from kling_desktop.service.client import Client
from kling_desktop.service.errors import (
    Answer,
    Busy,
    NotSent,
    OwnFault,
    PictureGone,
    Refusal,
    Refused,
    Unconfirmed,
)
from kling_desktop.service.messages import PictureFile, Submission
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef

log = logging.getLogger(__name__)

BARS = {Refusal.KEY: Hold.KEY_REFUSED, Refusal.BALANCE: Hold.BALANCE}
"""Refusals that would meet every other job of the host as well, so its whole queue is held."""


async def send(shop: Workshop, job: Job) -> Job:
    """Takes a waiting job to `queued`, `refused`, `unconfirmed` or `withdrawn`, however long it
    must wait for network, key or pace on the way.
    """
    failures = 0
    while True:
        job = await settle_first_frame(shop, job)
        job = await settle_leave(shop, job)
        job, key, client, way = await _ready(shop, job)
        snapshot = job.snapshot
        if snapshot is None or not all(shop.pictures.has(frame) for frame in snapshot.frames):
            return await _withdraw_without_picture(shop, job)
        asked = by_bytes(snapshot) if job.practice else snapshot
        submission = to_submission(asked, shop.pictures)
        async with shop.gate[job.service]:
            await shop.submit_pace[job.service].turn()
            if job.service in shop.barred or not way.holds:
                continue
            withheld = None
            try:
                # Until this is on disk nothing leaves, and the wait for it can be called off.
                job = await shop.write(
                    job,
                    terms=shop.terms(job),
                    state=State.SENDING,
                    hold=None,
                    retry_at=None,
                    sent_at=shop.clock.now(),
                )
            except Withheld as answer:
                withheld = answer.hold
            else:
                submit = client.submit(submission, key, way)
                job = await _see_through(_attempt(shop, job, submit, backoff(failures + 1)))
        if withheld is not None:
            if withheld not in (Hold.LIVE, Hold.PAUSED):
                job = await shop.hold(job, withheld, None)
            continue
        if job.state is not State.WAITING:
            return job
        failures += 1
        assert job.hold is not None
        assert job.retry_at is not None
        job = await shop.hold(job, job.hold, job.retry_at - shop.clock.now())


async def leave_sending(shop: Workshop, job: Job) -> Job:
    """Takes a job whose attempt broke off by a fault of ours out of `sending`, never to be sent
    again: an id that came is gone on with, and anything else is a doubt.
    """
    if job.task_id is not None:
        return await shop.write(job, state=State.QUEUED, hold=None, retry_at=None)
    return await _doubt(shop, job, Ending.NO_ANSWER, None)


async def _see_through(attempt: Coroutine[None, None, Job]) -> Job:
    """Runs an attempt to its end even when the program is closing meanwhile (house.md)."""
    task = asyncio.create_task(attempt)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _ready(shop: Workshop, job: Job) -> tuple[Job, str, Client, Way]:
    """Waits until the host is open to us: not barred, key at hand, client and way at hand.

    All that may ask the key store is asked here: it may take its time, and holds up nobody else.
    """
    while True:
        bar = shop.barred.get(job.service)
        if bar is not None:
            job = await shop.hold(job, bar, None)
            continue
        job, key = await shop.key(job)
        job, client = await shop.client(job)
        job, way = await shop.way(job, client)
        if job.service not in shop.barred:
            return job, key, client, way


async def _attempt(
    shop: Workshop, job: Job, submit: Coroutine[None, None, str], wait: float
) -> Job:
    """One POST of a job in `sending`, to wherever it leads.

    Where it certainly did not arrive, back to `waiting` for `wait` seconds at least.
    """
    pace = shop.submit_pace[job.service]
    try:
        task_id = await submit
    except OwnFault as fault:
        log.error("job %d was not sent, by a fault of ours: %s", job.id, fault)
        return await _back(shop, job, Hold.FAULT, wait)
    except NotSent as fault:
        log.info("job %d was not sent: %s", job.id, fault)
        return await _back(shop, job, unreachable(fault), wait)
    except PictureGone:
        job = await _back(shop, job, Hold.NO_NETWORK, wait)
        return await _withdraw_without_picture(shop, job)
    except Busy as busy:
        pace.slow(busy.retry_after)
        return await _back(shop, job, Hold.BUSY, max(wait, busy.retry_after or 0.0))
    except Refused as refused:
        return await _refuse(shop, job, refused)
    except Unconfirmed as unclear:
        ending = Ending.NO_ANSWER if unclear.answer.status is None else Ending.UNREADABLE_ANSWER
        return await _doubt(shop, job, ending, unclear.answer, unclear.task_id_seen)
    except BaseException:
        # Whatever else happened, a request may be on its way: a doubt is the only honest state.
        log.exception("job %d: the submit ended in a way that was not foreseen", job.id)
        return await _doubt(shop, job, Ending.NO_ANSWER, None)
    pace.ease()
    # Before anything else that could fail: what is in the log can still be adopted.
    log.info("job %d is task %s", job.id, task_id)
    job = shop.show(msgspec.structs.replace(job, task_id=task_id))
    return await shop.write(job, state=State.QUEUED, task_id=task_id, hold=None, retry_at=None)


async def _back(shop: Workshop, job: Job, reason: Hold, seconds: float) -> Job:
    retry_at = shop.clock.now() + seconds
    return await shop.write(job, state=State.WAITING, hold=reason, retry_at=retry_at, sent_at=None)


async def _refuse(shop: Workshop, job: Job, refused: Refused) -> Job:
    bar = BARS.get(refused.refusal)
    if bar is not None:
        shop.barred[job.service] = bar
    return await shop.write(
        job,
        state=State.REFUSED,
        ending=Ending(refused.refusal.value),
        details=refused.answer,
        ended_at=shop.clock.now(),
        hold=None,
    )


async def _doubt(
    shop: Workshop, job: Job, ending: Ending, answer: Answer | None, task_id: str | None = None
) -> Job:
    """`task_id` is one that stood in an answer too odd to be trusted; the user may adopt it."""
    return await shop.write(
        job,
        state=State.UNCONFIRMED,
        ending=ending,
        details=answer,
        task_id=task_id,
        ended_at=shop.clock.now(),
        hold=None,
        retry_at=None,
    )


async def _withdraw_without_picture(shop: Workshop, job: Job) -> Job:
    return await shop.write(
        job,
        state=State.WITHDRAWN,
        ending=Ending.PICTURE_GONE,
        ended_at=shop.clock.now(),
        hold=None,
        retry_at=None,
    )


def to_submission(snapshot: Snapshot, pictures: Pictures) -> Submission:
    """The request of a snapshot, its pictures by where their bytes are."""

    def picture(frame: FrameRef) -> PictureFile | str:
        if frame.address is not None:
            return frame.address
        return PictureFile(path=pictures.path(frame), media_type=frame.media_type, size=frame.size)

    assert snapshot.first_frame is not None
    return Submission(
        image=picture(snapshot.first_frame),
        prompt=snapshot.prompt,
        negative_prompt=snapshot.negative_prompt,
        duration=snapshot.seconds,
        sound=snapshot.sound,
        cfg_scale=snapshot.cfg_scale,
        end_image=None if snapshot.end_frame is None else picture(snapshot.end_frame),
        shots=snapshot.shots,
        raw_base64=snapshot.picture_form is PictureForm.RAW_BASE64,
    )
