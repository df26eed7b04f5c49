"""A program started for practice only leaves live jobs waiting."""

from kling_desktop.jobs.job import PRACTICE, Hold, Job, State
from tests.jobs.conftest import KEY, Bench
from tests.jobs.host import Host, accepted, refusal, status
from tests.jobs.test_chains import until


def left_waiting(bench: Bench, host: Host, board: str = "") -> Job:
    """A live job that an earlier program did not come to send."""
    ledger = bench.ledger()
    waits = Job(
        id=0,
        service=host.base,
        snapshot=bench.snapshot,
        created_at=bench.clock.now(),
        board=board,
    )
    (job,) = ledger.add([waits])
    ledger.close()
    return job


async def test_a_live_job_that_waits_is_not_sent(bench: Bench, host: Host) -> None:
    job = left_waiting(bench, host, board="b")
    async with bench.engine(practice_only=True) as engine:
        await until(engine, bench, job, Hold.LIVE)
        await engine.go_on(host.base)
        await engine.set_budget("b", 100.0)
        await until(engine, bench, job, Hold.LIVE)
        await bench.clock.sleep(600)
    assert not host.submits
    (stored,) = bench.stored()
    assert (stored.state, stored.budget) == (State.WAITING, 100.0)


async def test_it_is_sent_by_the_next_program_that_may(bench: Bench, host: Host) -> None:
    job = left_waiting(bench, host)
    async with bench.engine(practice_only=True) as engine:
        await until(engine, bench, job, Hold.LIVE)
    async with bench.engine() as engine:
        (job,) = await engine.settle([job.id], 1e9)
    assert (job.state, job.hold) == (State.DONE, None)


async def test_it_is_sent_once_the_user_goes_live(bench: Bench, host: Host) -> None:
    job = left_waiting(bench, host)
    async with bench.engine(practice_only=True) as engine:
        await until(engine, bench, job, Hold.LIVE)
        await engine.go_live()
        (job,) = await engine.settle([job.id], 1e9)
    assert job.state is State.DONE


async def test_practice_is_made_meanwhile(bench: Bench, host: Host) -> None:
    live = left_waiting(bench, host)
    bench.doors.keys[PRACTICE] = KEY
    bench.doors.hosts[PRACTICE] = host.base
    async with bench.engine(practice_only=True) as engine:
        (job,) = await engine.generate(PRACTICE, bench.snapshot)
        (job,) = await engine.settle([job.id], 1e9)
        await until(engine, bench, live, Hold.LIVE)
    assert job.state is State.DONE
    assert len(host.submits) == 1


async def test_what_was_sent_already_is_fetched(bench: Bench, host: Host) -> None:
    host.result = [status("PROCESSING")]
    async with bench.engine() as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        while engine.latest([job.id])[0].state is not State.GENERATING:
            await bench.clock.sleep(0.1)
    host.result = []
    async with bench.engine(practice_only=True) as engine:
        (job,) = await engine.settle([job.id], 1e9)
    assert job.state is State.DONE


async def test_a_live_job_that_is_tried_again_here_is_meant(bench: Bench, host: Host) -> None:
    host.submit = [refusal("ILLEGAL_PROMPT", 400)]
    refused = await bench.make()
    host.submit = [accepted()]
    waits = left_waiting(bench, host)
    async with bench.engine(practice_only=True) as engine:
        again = await engine.send_again(refused.id)
        (again,) = await engine.settle([again.id], 1e9)
        await until(engine, bench, waits, Hold.LIVE)
    assert again.state is State.DONE
    assert len(host.submits) == 2
