"""The engine as a whole: adopting, restarting, two of them, and time running away."""

import asyncio
from pathlib import Path

from kling_desktop.jobs.job import Hold, State
from kling_desktop.jobs.ledger import Ledger
from kling_desktop.store.database import DatabaseUnavailable
from tests.jobs.conftest import Bench
from tests.jobs.host import Host, accepted, status


async def test_a_task_from_elsewhere_is_adopted(bench: Bench, host: Host, tmp_path: Path) -> None:
    async with bench.engine() as engine:
        job = await engine.adopt_task(host.base, "task-1", output=str(tmp_path / "found.mp4"))
        (job,) = await engine.settle([job.id], 1e9)
    assert job.state is State.DONE
    assert (tmp_path / "found.mp4").exists()
    assert not host.submits


async def test_adopting_what_is_done_copies_it_again(
    bench: Bench, host: Host, tmp_path: Path
) -> None:
    made = await bench.make()
    async with bench.engine() as engine:
        job = await engine.adopt_task(host.base, "task-1", output=str(tmp_path / "again.mp4"))
    assert job.id == made.id
    assert (tmp_path / "again.mp4").exists()
    assert len(host.fetches) == 1


async def test_a_failed_task_that_is_looked_at_again_stays_with_its_storyboard(
    bench: Bench, host: Host
) -> None:
    host.result = [status("FAILED")]
    failed = await bench.make(board="b", scene="s", estimate=0.42)
    host.result = []
    async with bench.engine() as engine:
        job = await engine.adopt_task(host.base, failed.task_id or "")
        (job,) = await engine.settle([job.id], 1e9)
        known = await engine.jobs_of("b")
    assert job.state is State.DONE
    assert (job.board, job.scene) == ("b", "s")
    # What the clip cost is counted once, with the job that was sent.
    assert [other.estimate for other in known] == [0.42, 0.0]


async def test_what_was_looked_at_again_costs_its_price_when_it_is_sent_again(
    bench: Bench, host: Host
) -> None:
    host.result = [status("FAILED"), status("FAILED")]
    failed = await bench.make(board="b", scene="s", estimate=0.42)
    async with bench.engine() as engine:
        looked = await engine.adopt_task(host.base, failed.task_id or "")
        (looked,) = await engine.settle([looked.id], 1e9)
        assert looked.state is State.FAILED
        again = await engine.send_again(looked.id)
    assert again.estimate == 0.42


async def test_adopting_what_is_under_way_does_not_take_it_up_twice(
    bench: Bench, host: Host
) -> None:
    host.result = [status("QUEUED")]
    async with bench.engine() as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        while engine.latest([job.id])[0].state is not State.QUEUED:
            await bench.clock.sleep(0.1)
        assert (await engine.adopt_task(host.base, "task-1")).id == job.id
    assert len(bench.stored()) == 1


async def test_a_restart_goes_on_with_every_job(bench: Bench, host: Host) -> None:
    host.result = [status("PROCESSING")]
    async with bench.engine() as engine:
        jobs = await engine.generate(host.base, bench.snapshot, takes=3)
        while {job.state for job in engine.latest([job.id for job in jobs])} != {State.GENERATING}:
            await bench.clock.sleep(0.1)
    host.result = []
    async with bench.engine() as engine:
        done = await engine.settle(engine.driven, 1e9)
    assert [job.state for job in done] == [State.DONE] * 3
    assert len(host.submits) == 3


async def test_hundreds_of_jobs_share_one_loop(bench: Bench, host: Host) -> None:
    async with bench.engine() as engine:
        jobs = await engine.generate(host.base, bench.snapshot, takes=60)
        done = await engine.settle([job.id for job in jobs], 1e9)
    assert {job.state for job in done} == {State.DONE}
    assert len(host.submits) == 60


async def test_submits_keep_the_agreed_pace(bench: Bench, host: Host) -> None:
    before = bench.clock.now()
    async with bench.engine() as engine:
        jobs = await engine.generate(host.base, bench.snapshot, takes=23)
        await engine.settle([job.id for job in jobs], 1e9)
    assert bench.clock.now() - before >= 55


async def test_two_engines_on_one_ledger_send_each_job_once(bench: Bench, host: Host) -> None:
    async with bench.engine() as one, bench.engine() as two:
        jobs = await one.generate(host.base, bench.snapshot, takes=4)
        await asyncio.gather(
            one.settle([job.id for job in jobs], 1e9), bench.clock.sleep(30), _rescans(bench)
        )
        assert two.driven == []
    assert len(host.submits) == 4


async def test_what_another_engine_did_is_reported(bench: Bench, host: Host) -> None:
    watching = Bench(bench.home, host)
    async with watching.engine(only=()) as _:
        job = await bench.make()
        for _ in range(200):
            if job in watching.reported:
                break
            await watching.clock.sleep(1)
        assert job in watching.reported


async def test_a_task_id_waits_for_the_ledger_as_long_as_it_takes(bench: Bench, host: Host) -> None:
    """The disk is full at the worst moment: between the answer and the ledger."""
    host.submit = [accepted("precious")]
    async with bench.engine() as engine:
        real = Ledger.change
        failures = 5

        def full(self: Ledger, job: object, /, **changes: object) -> object:
            nonlocal failures
            if changes.get("task_id") == "precious" and failures:
                failures -= 1
                raise DatabaseUnavailable("SQLITE_FULL")
            return real(self, job, **changes)  # type: ignore[arg-type]

        Ledger.change = full  # type: ignore[method-assign, assignment]
        try:
            (job,) = await engine.generate(host.base, bench.snapshot)
            (job,) = await engine.settle([job.id], 1e9)
        finally:
            Ledger.change = real  # type: ignore[method-assign]
    assert failures == 0
    assert (job.state, job.task_id) == (State.DONE, "precious")
    held = [seen for seen in bench.reported if seen.hold is Hold.DISK_FULL]
    assert {seen.task_id for seen in held} == {"precious"}


async def _rescans(bench: Bench) -> None:
    for _ in range(20):
        await bench.clock.sleep(3)
