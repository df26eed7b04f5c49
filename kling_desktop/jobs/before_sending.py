"""What has to be settled before a job can be sent: its first frame, and the budget."""

from io import BytesIO
from pathlib import Path

import msgspec

from kling_desktop.clips.source import NotAClip
from kling_desktop.clips.stills import last_frame
from kling_desktop.frames.fit import Fitted, fit
from kling_desktop.jobs.job import Hold, Job, State
from kling_desktop.jobs.workshop import Workshop

LOOK_SECONDS = 2.0
"""How often a job looks at the one before it: another process may be making it, and a task that
was given up may be taken up again.
"""

ROUNDING = 1e-6

SPENDING = frozenset(State) - {State.WAITING, State.REFUSED, State.WITHDRAWN}
"""States in which a job's price counts as spent; a doubt counts (product.md)."""


async def settle_first_frame(shop: Workshop, job: Job) -> Job:
    """Gives a linked job its first frame, durably, once the job before it is done."""
    while job.snapshot is not None and job.snapshot.first_frame is None:
        job = shop.ledger.get(job.id)
        assert job.snapshot is not None
        before = [shop.ledger.get(number) for number in job.after]
        done = [other for other in before if other.state is State.DONE]
        if any(other.unfinished for other in before):
            job = await _wait(shop, job, Hold.PREDECESSOR)
        elif len(done) > 1:
            job = await _wait(shop, job, Hold.CHOICE)
        elif not done:
            job = await _wait(shop, job, Hold.PREDECESSOR_FAILED)
        else:
            job = await _take_frame(shop, job, done[0])
    return job


async def _wait(shop: Workshop, job: Job, reason: Hold) -> Job:
    """Lets a moment pass before the next look; written down only when the reason is another."""
    if job.hold is not reason:
        job = await shop.write(job, hold=reason, retry_at=None)
    await shop.pause(job, LOOK_SECONDS)
    return job


async def _take_frame(shop: Workshop, job: Job, before: Job) -> Job:
    assert job.snapshot is not None
    clip = shop.clips / (before.clip or "")
    try:
        fitted = await shop.with_clip(lambda: still_of(clip))
    except (NotAClip, OSError):
        return await _wait(shop, job, Hold.PREDECESSOR_FAILED)
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


def over_budget(shop: Workshop, job: Job) -> bool:
    """Whether sending a job now would take its storyboard over the budget."""
    budget = shop.budgets.get(job.board, job.budget)
    if budget is None or job.practice:
        return False
    return spent(shop, job.board) + job.estimate > budget + ROUNDING


def spent(shop: Workshop, board: str) -> float:
    """What a storyboard's jobs may have cost so far; unconfirmed ones count."""
    jobs = shop.ledger.of_board(board)
    return sum(job.estimate for job in jobs if job.state in SPENDING and not job.practice)
