"""Asking until the service knows (contract.md §4.9)."""

import pytest

from kling_desktop.jobs.job import Ending, Hold, State
from kling_desktop.jobs.watching import EAGER_SECONDS, INTERVAL_FIRST, INTERVAL_MOST, interval
from tests.jobs.conftest import Bench
from tests.jobs.host import Host, refusal, status
from tests.service.rude_server import Reply


async def test_a_task_is_followed_to_its_end(bench: Bench, host: Host) -> None:
    host.result = [
        status("QUEUED", eta=40),
        status("PROCESSING", progress_percent=30),
        status("PROCESSING", progress_percent=80),
        status("SUCCEED", host.clip_url),
    ]
    job = await bench.make()
    assert job.state is State.DONE
    states = [seen.state for seen in bench.reported]
    assert list(dict.fromkeys(states)) == [
        State.WAITING,
        State.SENDING,
        State.QUEUED,
        State.GENERATING,
        State.FETCHING,
        State.DONE,
    ]
    assert {30, 80} <= {seen.progress for seen in bench.reported}


@pytest.mark.parametrize(
    ("word", "ending"), [("FAILED", Ending.TASK_FAILED), ("CANCELED", Ending.TASK_CANCELED)]
)
async def test_a_task_that_fails_says_why(
    bench: Bench, host: Host, word: str, ending: Ending
) -> None:
    host.result = [status(word, reason="the sea was too rough")]
    job = await bench.make()
    assert (job.state, job.ending) == (State.FAILED, ending)
    assert job.details is not None
    assert job.details.message == "the sea was too rough"
    assert job.task_id == "task-1"


@pytest.mark.parametrize(
    "trouble",
    [Reply(drop=True), Reply(status=500), Reply(status=502, body=b"<html>"), Reply(status=429)],
    ids=["drop", "500", "502", "429"],
)
async def test_trouble_while_asking_never_ends_a_job(
    bench: Bench, host: Host, trouble: Reply
) -> None:
    host.result = [status("QUEUED"), *[trouble] * 12, status("SUCCEED", host.clip_url)]
    job = await bench.make()
    assert job.state is State.DONE
    assert {seen.hold for seen in bench.reported} & {Hold.NO_NETWORK, Hold.BUSY}
    assert job.hold is None
    assert len(host.submits) == 1


async def test_a_refused_key_holds_the_job_and_keeps_its_id(bench: Bench, host: Host) -> None:
    host.result = [refusal("INVALID_API_KEY", 403), status("SUCCEED", host.clip_url)]
    job = await bench.make()
    assert job.state is State.DONE
    assert Hold.KEY_REFUSED in {seen.hold for seen in bench.reported}


async def test_an_unknown_status_is_shown_and_asked_on(bench: Bench, host: Host) -> None:
    host.result = [status("SIMMERING"), status("SUCCEED", host.clip_url)]
    job = await bench.make()
    assert job.state is State.DONE
    assert "TASK_STATUS_SIMMERING" in {seen.service_status for seen in bench.reported}


async def test_not_found_right_after_the_submit_may_just_be_late(bench: Bench, host: Host) -> None:
    # A minute must not go by on a busy machine while five answers come.
    bench.clock.pause = 0.05
    host.result = [*[refusal("TASK_NOT_FOUND", 404)] * 5, status("SUCCEED", host.clip_url)]
    assert (await bench.make()).state is State.DONE


async def test_not_found_later_parks_the_job_with_its_id(bench: Bench, host: Host) -> None:
    host.result = [refusal("TASK_NOT_FOUND", 404)]
    job = await bench.make()
    assert (job.state, job.ending, job.task_id) == (State.PARKED, Ending.NOT_FOUND, "task-1")
    host.result = [status("SUCCEED", host.clip_url)]
    async with bench.engine() as engine:
        await engine.look_again(job.id)
        (job,) = await engine.settle([job.id], 1e9)
    assert job.state is State.DONE
    assert len(host.submits) == 1


async def test_a_day_of_asking_parks_the_job(bench: Bench, host: Host) -> None:
    host.result = [status("QUEUED")]
    started = bench.clock.now()
    bench.clock.pause = 0.0
    bench.clock.stride = 60.0
    job = await bench.make()
    assert (job.state, job.ending, job.task_id) == (State.PARKED, Ending.DAY_PASSED, "task-1")
    assert 24 * 3600 <= bench.clock.now() - started < 48 * 3600


async def test_success_without_a_file_is_asked_again_five_times(bench: Bench, host: Host) -> None:
    host.result = [*[status("SUCCEED")] * 5, status("SUCCEED", host.clip_url)]
    assert (await bench.make()).state is State.DONE


async def test_success_that_never_gets_a_file_is_reported(bench: Bench, host: Host) -> None:
    host.result = [status("SUCCEED")]
    job = await bench.make()
    assert (job.state, job.ending) == (State.FAILED, Ending.NO_FILE)
    assert len(host.polls) == 6
    assert job.task_id == "task-1"


async def test_stop_waiting_keeps_the_id(bench: Bench, host: Host) -> None:
    host.result = [status("QUEUED")]
    async with bench.engine() as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        while engine.latest([job.id])[0].state is not State.QUEUED:
            await bench.clock.sleep(0.1)
        job = await engine.stop_waiting(job.id)
    assert (job.state, job.ending, job.task_id) == (State.PARKED, Ending.STOPPED, "task-1")


@pytest.mark.parametrize(
    ("elapsed", "wanted"),
    [(0.0, INTERVAL_FIRST), (EAGER_SECONDS - 1, INTERVAL_FIRST), (90.0, 6.0), (1e6, INTERVAL_MOST)],
)
def test_the_interval_stretches(elapsed: float, wanted: float) -> None:
    for _ in range(50):
        assert 0.9 * wanted <= interval(elapsed) <= 1.1 * wanted
