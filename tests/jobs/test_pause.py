"""Pausing the queue, trying again, and clearing the list."""

import pytest

from kling_desktop.jobs.driving import NotNow
from kling_desktop.jobs.job import Hold, State
from tests.jobs.conftest import Bench
from tests.jobs.host import Host, accepted, refusal, status
from tests.jobs.test_chains import until


async def test_nothing_is_sent_while_paused(bench: Bench, host: Host) -> None:
    async with bench.engine() as engine:
        assert await engine.pause() is True
        (job,) = await engine.generate(host.base, bench.snapshot)
        await until(engine, bench, job, Hold.PAUSED)
        await bench.clock.sleep(600)
        assert not host.submits
        assert await engine.resume() is False
        (job,) = await engine.settle([job.id], 1e9)
    assert (job.state, job.hold) == (State.DONE, None)


async def test_what_is_being_sent_and_what_was_sent_goes_on(bench: Bench, host: Host) -> None:
    host.gate.clear()
    async with bench.engine() as engine:
        going, waiting = await engine.generate(host.base, bench.snapshot, takes=2)
        await host.reached.wait()
        await engine.pause()
        host.gate.set()
        (going,) = await engine.settle([going.id], 1e9)
        await until(engine, bench, waiting, Hold.PAUSED)
    assert going.state is State.DONE
    assert len(host.submits) == 1


async def test_a_pause_outlives_the_program(bench: Bench, host: Host) -> None:
    async with bench.engine() as engine:
        await engine.pause()
        (job,) = await engine.generate(host.base, bench.snapshot)
    async with bench.engine() as engine:
        assert engine.paused
        await until(engine, bench, job, Hold.PAUSED)
        await bench.clock.sleep(600)
        assert not host.submits
        await engine.resume()
        (job,) = await engine.settle([job.id], 1e9)
    assert job.state is State.DONE


async def test_a_command_that_was_typed_is_not_held_by_the_pause(bench: Bench, host: Host) -> None:
    async with bench.engine() as engine:
        await engine.pause()
    async with bench.engine(paused_too=True) as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        (job,) = await engine.settle([job.id], 1e9)
        assert engine.paused
    assert job.state is State.DONE


async def test_resuming_lifts_nothing_but_the_pause(bench: Bench, host: Host) -> None:
    host.submit = [refusal("NOT_ENOUGH_BALANCE", 403)]
    async with bench.engine() as engine:
        _, barred = await engine.generate(host.base, bench.snapshot, takes=2)
        await until(engine, bench, barred, Hold.BALANCE)
        await engine.pause()
        (paused,) = await engine.generate(host.base, bench.snapshot)
        await until(engine, bench, paused, Hold.PAUSED)
        await engine.resume()
        await until(engine, bench, paused, Hold.BALANCE)
        assert engine.latest([barred.id])[0].hold is Hold.BALANCE
    assert len(host.submits) == 1


async def test_a_job_is_tried_again_once_however_often_that_is_pressed(
    bench: Bench, host: Host
) -> None:
    host.submit = [refusal("ILLEGAL_PROMPT", 400), accepted()]
    async with bench.engine() as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        await engine.settle([job.id], 1e9)
        again = await engine.send_again(job.id)
        assert again.instead_of == job.id
        with pytest.raises(NotNow):
            await engine.send_again(job.id)
        await engine.settle([again.id], 1e9)
        with pytest.raises(NotNow):
            await engine.send_again(job.id)
    assert len(host.submits) == 2


async def test_clearing_is_told_and_undone(bench: Bench, host: Host) -> None:
    async with bench.engine() as engine:
        (done,) = await engine.generate(host.base, bench.snapshot)
        (done,) = await engine.settle([done.id], 1e9)
        host.result = [status("PROCESSING")]
        (running,) = await engine.generate(host.base, bench.snapshot)
        await bench.clock.sleep(5)
        assert await engine.clear_finished() == [done.id]
        assert engine.latest([done.id])[0].hidden
        assert (bench.home / "clips" / str(done.clip)).exists()
        await engine.bring_back([done.id])
        assert engine.latest([done.id]) == [done]
        assert not engine.latest([running.id])[0].hidden
