"""The step that costs money: every line of contract.md §4.8's table, and never twice."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import PRACTICE, Ending, Hold, Job, State
from kling_desktop.jobs.workshop import Held
from kling_desktop.service.errors import REASONS
from tests.jobs.conftest import KEY, Bench
from tests.jobs.host import Host, accepted, refusal, status
from tests.service.rude_server import Reply, make_certificate, rude_server, told


async def test_a_submit_carries_what_was_asked_and_nothing_else(bench: Bench, host: Host) -> None:
    job = await bench.make()
    assert job.state is State.DONE
    (body,) = host.bodies
    assert set(body) == {"image", "prompt", "duration"}
    assert body["duration"] == 3
    assert host.submits[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("reason", sorted(REASONS))
async def test_every_refusal_is_final(bench: Bench, host: Host, reason: str) -> None:
    host.submit = [refusal(reason, 400)]
    job = await bench.make()
    assert (job.state, job.ending) == (State.REFUSED, Ending(REASONS[reason].value))
    assert job.details is not None
    assert job.details.reason == reason
    assert len(host.submits) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(drop=True),
        Reply(status=500, body=b"<html>oops</html>"),
        Reply(status=502),
        Reply(status=503, body=b"<html>gateway</html>"),
        Reply(status=404, body=b"not here"),
        Reply(status=200, body=b"<html>welcome</html>"),
        told({"ok": True}),
        told({"task_id": ""}),
        refusal("SOMETHING_ELSE", 500),
        Reply(status=200, body=b'{"task_id": "t', announce=100),
    ],
    ids=lambda reply: f"{reply.status}-{reply.body[:20]!r}{'-drop' * reply.drop}",
)
async def test_whatever_is_not_certain_is_unconfirmed_and_never_repeated(
    bench: Bench, host: Host, reply: Reply
) -> None:
    host.submit = [reply, accepted()]
    job = await bench.make()
    assert job.state is State.UNCONFIRMED
    async with bench.engine() as engine:
        await engine.settle(engine.driven, 1e9)
        await bench.clock.sleep(1e6)
    assert len(host.submits) == 1
    assert bench.stored()[0].state is State.UNCONFIRMED


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=429),
        refusal("RATE_LIMIT_EXCEEDED", 429),
        refusal("SERVICE_NOT_AVAILABLE", 503),
    ],
)
async def test_busy_is_tried_again_until_it_is_taken(
    bench: Bench, host: Host, reply: Reply
) -> None:
    host.submit = [reply, reply, accepted()]
    job = await bench.make()
    assert job.state is State.DONE
    assert len(host.submits) == 3
    assert Hold.BUSY in {seen.hold for seen in bench.reported}


async def test_retry_after_is_honoured(bench: Bench, host: Host) -> None:
    host.submit = [Reply(status=429, headers=(("Retry-After", "500"),)), accepted()]
    before = bench.clock.now()
    await bench.make()
    assert bench.clock.now() - before > 500


async def test_a_rate_limit_inside_a_200_is_refused_not_repeated(bench: Bench, host: Host) -> None:
    host.submit = [told({"code": 429, "reason": "RATE_LIMIT_EXCEEDED"}), accepted()]
    job = await bench.make()
    assert (job.state, job.ending) == (State.REFUSED, Ending.RATE_LIMIT)
    assert len(host.submits) == 1


async def test_a_redirect_is_refused(bench: Bench, host: Host) -> None:
    host.submit = [Reply(status=307, headers=(("Location", f"{host.base}/elsewhere"),))]
    job = await bench.make()
    assert (job.state, job.ending) == (State.REFUSED, Ending.REDIRECTED)
    assert len(host.requests) == 1


async def test_no_connection_waits_and_then_sends_once(bench: Bench, host: Host) -> None:
    nobody = "http://127.0.0.1:9"
    bench.doors.keys[nobody] = KEY
    async with bench.engine() as engine:
        (job,) = await engine.generate(nobody, bench.snapshot)
        (job,) = await engine.settle([job.id], patience=60.0)
    assert (job.state, job.hold) == (State.WAITING, Hold.NO_NETWORK)
    assert job.sent_at is None
    waits = [seconds for seconds in bench.clock.slept if seconds > 1.0]
    assert max(waits) <= 66.0


async def test_a_host_that_the_system_does_not_trust_is_told_as_such(
    bench: Bench, tmp_path: Path
) -> None:
    tls, _ = make_certificate(tmp_path)
    async with rude_server(tls=tls) as rude, bench.engine() as engine:
        bench.doors.keys[rude.base] = KEY
        await engine.generate(rude.base, bench.snapshot)
        async with asyncio.timeout(10):
            while Hold.CERTIFICATE not in {seen.hold for seen in bench.reported}:
                await bench.clock.sleep(1)
        assert rude.requests == []
    held = next(seen for seen in bench.reported if seen.hold is Hold.CERTIFICATE)
    assert (held.state, held.sent_at) == (State.WAITING, None)


async def test_a_refused_balance_holds_the_rest_of_the_queue(bench: Bench, host: Host) -> None:
    host.submit = [refusal("NOT_ENOUGH_BALANCE", 403), accepted()]
    async with bench.engine() as engine:
        jobs = await engine.generate(host.base, bench.snapshot, takes=3)
        ids = [job.id for job in jobs]
        first, *rest = await engine.settle(ids, patience=1e9)
        assert first.state is State.REFUSED
        assert {(job.state, job.hold) for job in rest} == {(State.WAITING, Hold.BALANCE)}
        assert len(host.submits) == 1
        await engine.go_on(host.base)
        _, *rest = await engine.settle(ids, patience=1e9)
    assert {job.state for job in rest} == {State.DONE}
    assert len(host.submits) == 3


async def test_a_held_queue_stays_held_over_a_restart(bench: Bench, host: Host) -> None:
    host.submit = [refusal("INVALID_API_KEY", 403), accepted()]
    async with bench.engine() as engine:
        jobs = await engine.generate(host.base, bench.snapshot, takes=2)
        await engine.settle([job.id for job in jobs], patience=1e9)
    async with bench.engine() as engine:
        (held,) = await engine.settle(engine.driven, patience=1e9)
        assert held.hold is Hold.KEY_REFUSED
        await bench.clock.sleep(1e5)
    assert len(host.submits) == 1


async def test_a_missing_key_holds_until_one_is_there(bench: Bench, host: Host) -> None:
    bench.doors.keys.clear()
    async with bench.engine() as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        (job,) = await engine.settle([job.id], patience=1e9)
        assert job.hold is Hold.KEY_MISSING
        assert not host.requests
        bench.doors.keys[host.base] = KEY
        await engine.go_on(host.base)
        (job,) = await engine.settle([job.id], patience=1e9)
    assert job.state is State.DONE


async def test_a_locked_key_store_is_asked_again(bench: Bench, host: Host) -> None:
    bench.doors.key_trouble = [Held(Hold.KEY_STORE, 15.0)] * 2
    assert (await bench.make()).state is State.DONE


async def test_a_picture_that_is_gone_is_never_sent(bench: Bench, host: Host) -> None:
    for frame in bench.snapshot.frames:
        bench.pictures.path(frame).unlink()
    job = await bench.make()
    assert (job.state, job.ending) == (State.WITHDRAWN, Ending.PICTURE_GONE)
    assert not host.requests


async def test_closing_sees_a_submit_in_flight_through(bench: Bench, host: Host) -> None:
    host.gate.clear()
    async with bench.engine() as engine:
        await engine.generate(host.base, bench.snapshot)
        await _sent(host)
        asyncio.get_running_loop().call_later(0.1, host.gate.set)
    (job,) = bench.stored()
    assert (job.state, job.task_id) == (State.QUEUED, "task-1")


async def test_withdrawing_is_too_late_once_it_is_being_sent(bench: Bench, host: Host) -> None:
    host.gate.clear()
    host.result = [status("QUEUED")]
    async with bench.engine() as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        await _sent(host)
        with pytest.raises(Exception, match="is sending"):
            await engine.withdraw(job.id)
        host.gate.set()


async def test_a_waiting_job_can_be_withdrawn(bench: Bench, host: Host) -> None:
    bench.doors.keys.clear()
    async with bench.engine() as engine:
        (job,) = await engine.generate(host.base, bench.snapshot)
        await asyncio.sleep(0.02)
        job = await engine.withdraw(job.id)
        bench.doors.keys[host.base] = KEY
        await engine.go_on(host.base)
        await bench.clock.sleep(1000)
    assert job.state is State.WITHDRAWN
    assert not host.requests


async def test_a_submit_whose_process_died_is_unconfirmed_at_the_next_start(
    bench: Bench, host: Host
) -> None:
    ledger = bench.ledger()
    draft = Job(id=0, service=host.base, snapshot=bench.snapshot, created_at=1.0)
    (job,) = ledger.add([draft])
    ledger.change(job, state=State.SENDING, sent_at=1.0)
    ledger._owners._lock.release()  # what the system does when a process is killed
    ledger._db.close()
    async with bench.engine() as engine:
        assert engine.driven == []
        await bench.clock.sleep(1e5)
    (job,) = bench.stored()
    assert (job.state, job.ending) == (State.UNCONFIRMED, Ending.LEFT_ALONE)
    assert not host.requests


async def test_an_unconfirmed_job_goes_on_with_the_id_that_was_found(
    bench: Bench, host: Host
) -> None:
    host.submit = [Reply(drop=True)]
    job = await bench.make()
    async with bench.engine() as engine:
        await engine.adopt(job.id, "task-1")
        (job,) = await engine.settle([job.id], patience=1e9)
    assert job.state is State.DONE
    assert job.ending is None
    assert len(host.submits) == 1


async def test_sending_again_is_a_new_job(bench: Bench, host: Host) -> None:
    host.submit = [Reply(drop=True), accepted("task-2")]
    first = await bench.make()
    async with bench.engine() as engine:
        again = await engine.send_again(first.id)
        (again,) = await engine.settle([again.id], patience=1e9)
        await engine.drop(first.id)
    assert again.id != first.id
    assert (again.state, again.task_id) == (State.DONE, "task-2")
    assert {job.state for job in bench.stored()} == {State.DONE, State.WITHDRAWN}


async def _sent(host: Host) -> None:
    async with asyncio.timeout(5):
        await host.reached.wait()


def test_the_engine_offers_no_way_to_repeat_a_submit_by_itself() -> None:
    """`send_again` is the only way back from an ended job, and it is the user's."""
    assert not {name for name in dir(Engine) if "retry" in name or "resubmit" in name}


async def test_an_address_chosen_for_a_frame_is_what_is_sent(bench: Bench, host: Host) -> None:
    assert bench.snapshot.first_frame is not None
    address = "https://pictures.example/boat.jpg?size=big"
    chosen = msgspec.structs.replace(bench.snapshot.first_frame, address=address)
    bench.snapshot = msgspec.structs.replace(bench.snapshot, first_frame=chosen)
    await bench.make()
    assert [body["image"] for body in host.bodies] == [address]


async def test_practice_gets_the_picture_itself(bench: Bench, host: Host) -> None:
    assert bench.snapshot.first_frame is not None
    address = "https://pictures.example/boat.jpg"
    chosen = msgspec.structs.replace(bench.snapshot.first_frame, address=address)
    bench.snapshot = msgspec.structs.replace(bench.snapshot, first_frame=chosen, end_frame=chosen)
    bench.doors.keys[PRACTICE] = KEY
    bench.doors.hosts[PRACTICE] = host.base
    async with bench.engine() as engine:
        jobs = await engine.generate(PRACTICE, bench.snapshot, label="boat")
        await engine.settle([job.id for job in jobs], 1e9)
    (body,) = host.bodies
    assert str(body["image"]).startswith("data:image/jpeg;base64,")
    assert str(body["end_image"]).startswith("data:image/jpeg;base64,")
