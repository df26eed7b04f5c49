"""The answer to "how far is it?" (contract.md §2), worked out from the clock and the disk."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from kling_desktop.practice.tasks import Task
from kling_desktop.practice.trouble import SLOW_FACTOR, Trouble

QUEUED_SHARE: Final = 0.2
"""The part of a task's time that it waits in the queue."""


class Status(StrEnum):
    """The values of `status`. WARMING_UP is nobody's: a client must survive what it never saw."""

    QUEUED = "TASK_STATUS_QUEUED"
    PROCESSING = "TASK_STATUS_PROCESSING"
    SUCCEED = "TASK_STATUS_SUCCEED"
    FAILED = "TASK_STATUS_FAILED"
    CANCELED = "TASK_STATUS_CANCELED"
    WARMING_UP = "TASK_STATUS_WARMING_UP"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a task is. `eta` in seconds."""

    status: Status
    reason: str = ""
    eta: int = 0
    percent: int = 0


def progress(
    task: Task,
    troubles: frozenset[Trouble],
    *,
    now: float,
    seconds_per_clip: float,
    clip_is_there: bool,
    no_clip_because: str | None,
) -> Progress:
    """Where the task is at `now`, given whether its clip is made or could not be made."""
    lasts = seconds_per_clip * (SLOW_FACTOR if Trouble.SLOW in troubles else 1)
    passed = max(0.0, now - task.submitted_at)
    left = lasts - passed
    if left > 0 and passed < QUEUED_SHARE * lasts:
        return Progress(status=Status.QUEUED, eta=math.ceil(left))
    if left <= 0 and Trouble.STUCK not in troubles:
        if Trouble.FAIL in troubles:
            return Progress(status=Status.FAILED, reason="practice: the generation failed")
        if Trouble.CANCEL in troubles:
            return Progress(status=Status.CANCELED, reason="practice: the task was canceled")
        if no_clip_because is not None:
            return Progress(status=Status.FAILED, reason=no_clip_because)
        if clip_is_there:
            return Progress(status=Status.SUCCEED, percent=100)
    unknown = Trouble.UNKNOWN_STATUS in troubles
    working = max(passed - QUEUED_SHARE * lasts, 0) / max((1 - QUEUED_SHARE) * lasts, 0.001)
    return Progress(
        status=Status.WARMING_UP if unknown else Status.PROCESSING,
        eta=max(1, math.ceil(left)),
        percent=min(99, max(1, int(100 * working))),
    )


def answer(task: Task, where: Progress, videos: list[dict[str, str]]) -> dict[str, Any]:
    """The body of contract.md §2."""
    return {
        "extra": {
            "seed": str(int(task.task_id[:8], 16)),
            "debug_info": {
                "request_info": "",
                "submit_time_ms": str(int(task.submitted_at * 1000)),
                "execute_time_ms": "",
                "complete_time_ms": "",
            },
        },
        "task": {
            "task_id": task.task_id,
            "status": str(where.status),
            "reason": where.reason,
            "task_type": "IMG_TO_VIDEO",
            "eta": where.eta,
            "progress_percent": where.percent,
        },
        "images": [],
        "videos": videos,
        "audios": [],
    }
