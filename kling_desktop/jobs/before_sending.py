"""What has to be settled before a job can be sent: its first frame, and that it may be."""

from io import BytesIO
from pathlib import Path

import msgspec

from kling_desktop.clips.source import NotAClip
from kling_desktop.clips.stills import last_frame
from kling_desktop.frames.fit import Fitted, fit
from kling_desktop.jobs.following import to_go_on_from
from kling_desktop.jobs.job import Hold, Job, State
from kling_desktop.jobs.workshop import Workshop

LOOK_SECONDS = 2.0
"""How often a job looks at the one before it: another process may be making it, and a task that
was given up may be taken up again.
"""


async def settle_first_frame(shop: Workshop, job: Job) -> Job:
    """Gives a linked job its first frame, durably, once the job before it is done."""
    while job.snapshot is not None and job.snapshot.first_frame is None:
        job = shop.ledger.get(job.id)
        assert job.snapshot is not None
        before = to_go_on_from([shop.ledger.get(number) for number in job.after])
        done = [other for other in before if other.state is State.DONE]
        if any(other.unfinished for other in before):
            job = await look_later(shop, job, Hold.PREDECESSOR)
        elif len(done) > 1:
            job = await look_later(shop, job, Hold.CHOICE)
        elif not done:
            job = await look_later(shop, job, Hold.PREDECESSOR_FAILED)
        else:
            job = await _take_frame(shop, job, done[0])
    return job


async def settle_leave(shop: Workshop, job: Job) -> Job:
    """Returns once the queue is not paused, and a live job not left alone for practice."""
    while True:
        if shop.leaves_alone(job):
            job = await look_later(shop, job, Hold.LIVE)
        elif shop.is_paused():
            job = await look_later(shop, job, Hold.PAUSED)
        else:
            break
    if job.hold in (Hold.LIVE, Hold.PAUSED):
        job = await shop.write(job, hold=None, retry_at=None)
    return job


async def look_later(shop: Workshop, job: Job, reason: Hold) -> Job:
    """Holds a job and lets a moment pass before the next look; written down only when the reason
    is another.
    """
    if job.hold is not reason:
        job = await shop.write(job, hold=reason, retry_at=None)
    await shop.pause(job, LOOK_SECONDS)
    return job


async def _take_frame(shop: Workshop, job: Job, before: Job) -> Job:
    assert job.snapshot is not None
    clip = before.clip or ""
    try:
        fitted = await shop.with_clip(lambda: still_of(shop.clips.find(clip)))
    except (NotAClip, OSError):
        return await look_later(shop, job, Hold.PREDECESSOR_FAILED)
    frame = shop.pictures.keep(fitted)
    resolved = msgspec.structs.replace(job.snapshot, first_frame=frame)
    return await shop.write(job, snapshot=resolved, hold=None, retry_at=None)


def still_of(clip: Path) -> Fitted:
    """The true last frame of a clip, lossless, as a picture to send.

    Raises `NotAClip` or `OSError`.
    """
    encoded = BytesIO()
    last_frame(clip).save(encoded, "PNG")
    return fit(encoded.getvalue(), name=f"{clip.stem}.png")
