from pathlib import Path
from typing import Any

import pytest

from kling_desktop.practice.results import Progress, Status, progress
from kling_desktop.practice.tasks import Task
from kling_desktop.practice.trouble import Trouble

TASK = Task(
    task_id="a",
    folder=Path(),
    submitted_at=1000.0,
    secret="",
    image="",
    end_image=None,
    prompt="",
    seconds=5,
    sound=False,
    shots=(),
    troubles=frozenset(),
)


def at(seconds: float, *troubles: Trouble, **changes: Any) -> Progress:
    """Where a task of ten seconds is, so long after its submit."""
    usual: dict[str, Any] = {
        "now": 1000.0 + seconds,
        "seconds_per_clip": 10.0,
        "clip_is_there": True,
        "no_clip_because": None,
    }
    return progress(TASK, frozenset(troubles), **(usual | changes))


def test_a_task_waits_works_and_succeeds() -> None:
    assert at(0) == Progress(status=Status.QUEUED, eta=10)
    assert at(1.9).status is Status.QUEUED
    assert at(2).status is Status.PROCESSING
    assert at(6) == Progress(status=Status.PROCESSING, eta=4, percent=50)
    assert at(9.99) == Progress(status=Status.PROCESSING, eta=1, percent=99)
    assert at(10) == Progress(status=Status.SUCCEED, percent=100)


def test_it_does_not_succeed_before_the_clip_is_there() -> None:
    assert at(99, clip_is_there=False) == Progress(status=Status.PROCESSING, eta=1, percent=99)


def test_a_clip_that_cannot_be_made_fails_the_task() -> None:
    found = at(99, clip_is_there=False, no_clip_because="disk full")
    assert found == Progress(status=Status.FAILED, reason="disk full")


def test_a_clock_that_was_set_back_does_no_harm() -> None:
    assert at(-50) == Progress(status=Status.QUEUED, eta=10)


def test_a_task_may_take_no_time_at_all() -> None:
    assert at(0, seconds_per_clip=0).status is Status.SUCCEED
    assert at(0, seconds_per_clip=0, clip_is_there=False).status is Status.PROCESSING


@pytest.mark.parametrize(
    ("trouble", "at_half", "at_end", "long_after"),
    [
        (Trouble.FAIL, Status.PROCESSING, Status.FAILED, Status.FAILED),
        (Trouble.CANCEL, Status.PROCESSING, Status.CANCELED, Status.CANCELED),
        (Trouble.SLOW, Status.QUEUED, Status.PROCESSING, Status.SUCCEED),
        (Trouble.STUCK, Status.PROCESSING, Status.PROCESSING, Status.PROCESSING),
        (Trouble.UNKNOWN_STATUS, Status.WARMING_UP, Status.SUCCEED, Status.SUCCEED),
    ],
)
def test_trouble_shows_in_the_status(
    trouble: Trouble, at_half: Status, at_end: Status, long_after: Status
) -> None:
    assert [at(t, trouble).status for t in (5, 10, 50)] == [at_half, at_end, long_after]
    assert 0 <= at(1e6, trouble).percent <= 100
