"""What is said of a job: its name, where it stands, why, and how long it has taken."""

import time

from kling_desktop import words
from kling_desktop.jobs.job import Job, State
from kling_desktop.ui.job_book import JobBook
from kling_desktop.words import ActivityWords, LibraryWords

_OWN_WORDS = frozenset({State.REFUSED, State.FAILED, State.PARKED})
"""States in which what the service said is the reason; elsewhere it is for the details."""

_STATUSES = frozenset(
    {
        "",
        "TASK_STATUS_QUEUED",
        "TASK_STATUS_PROCESSING",
        "TASK_STATUS_SUCCEED",
        "TASK_STATUS_FAILED",
        "TASK_STATUS_CANCELED",
    }
)
"""Statuses that the state says already; any other is shown as it is (contract.md §4.9)."""


def title(job: Job) -> str:
    """What a job is called wherever its storyboard may not be open."""
    name = job.label or ActivityWords.UNNAMED()
    return name if job.take == 1 else ActivityWords.TITLE_TAKE(title=name, take=job.take)


def scene_title(job: Job, scene: int | None) -> str:
    """What it is called beside its storyboard, in which its scene has the number `scene`."""
    if scene is None:
        return title(job)
    return ActivityWords.SCENE_TAKE(scene=scene, take=job.take)


def prompt_of(job: Job) -> str:
    """The prompt on one line, where the job has one."""
    if job.snapshot is None:
        return ""
    shots = (shot.prompt for shot in job.snapshot.shots)
    return " ".join((job.snapshot.prompt or next(shots, "")).split())


def elapsed(job: Job) -> float:
    """Seconds from when a job left until now, or until it ended."""
    began = job.sent_at if job.sent_at is not None else job.created_at
    ended = job.ended_at if job.ended_at is not None else time.time()
    return max(0.0, ended - began)


def standing(job: Job) -> str:
    """Where a job stands, with how long that has taken."""
    state, lasted = words.state(job), minutes(elapsed(job))
    if job.unfinished and job.state is not State.WAITING:
        return ActivityWords.SO_FAR(state=state, time=lasted)
    if job.state is State.DONE:
        return ActivityWords.DONE_IN(state=state, time=lasted)
    return state


def standing_with_rest(job: Job, left: float | None) -> str:
    """Where a running job stands, with about how long it still takes if that is known."""
    if left is None:
        return standing(job)
    state = words.state(job)
    if left < 55:
        # To ten seconds: it is a guess, and must not look like a count.
        return ActivityWords.SECONDS_LEFT(state=state, seconds=max(10, round(left / 10) * 10))
    whole = round(left / 60)
    if whole <= 1:
        return ActivityWords.MINUTE_LEFT(state=state)
    return ActivityWords.MINUTES_LEFT(state=state, minutes=whole)


def minutes(seconds: float) -> str:
    """A span of time, `1:42` or `1:02:05`."""
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}"


def reason(job: Job, book: JobBook) -> str:
    """Why a job waits or ended other than well, and what that means; empty where all is well."""
    return _chain(job, book) or words.explain(job)


def own_words(job: Job) -> str:
    """What the service said itself, where that is the reason; empty where it said nothing."""
    if job.unfinished:
        said = "" if job.service_status in _STATUSES else job.service_status
    else:
        said = job.details.message if job.details and job.state in _OWN_WORDS else ""
    return ActivityWords.OWN_WORDS(words=" ".join(said.split())) if said else ""


def facts(job: Job, currency: str) -> str:
    """What was asked for, in a few words: practice, length, sound, about how much."""
    parts = []
    if job.practice:
        parts.append(LibraryWords.IS_PRACTICE())
    if job.snapshot is not None:
        parts.append(LibraryWords.CLIP_SECONDS(seconds=job.snapshot.seconds))
        parts.append(LibraryWords.WITH_SOUND() if job.snapshot.sound else LibraryWords.SILENT())
    if job.estimate and not job.practice:
        parts.append(ActivityWords.ABOUT(amount=words.money(job.estimate, currency)))
    return " · ".join(parts)


def _chain(job: Job, book: JobBook) -> str:
    """What a job waits for, by what the scene before it is called; empty where it waits for none.

    With no jobs known before it, as of a storyboard made elsewhere, nothing can be named.
    """
    before = [found for number in job.after if (found := book.find(number)) is not None]
    if not before or job.hold not in words.CHAIN_HOLDS or not job.unfinished:
        return ""
    return words.waits_for(job.hold, before[-1].label or ActivityWords.UNNAMED())
