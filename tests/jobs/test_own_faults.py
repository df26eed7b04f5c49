"""A fault of ours holds its job where everybody sees it, is tried again, and never costs twice."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from kling_desktop.jobs import fetching, sending
from kling_desktop.jobs.job import Hold, Job, State
from kling_desktop.jobs.ledger import Ledger
from kling_desktop.service.client import Client
from tests.jobs.conftest import Bench
from tests.jobs.host import Host


def faulty(
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    *,
    times: int = 3,
    after: bool = False,
    when: Callable[..., bool] = lambda *_, **__: True,
) -> list[int]:
    """Lets something of ours fail so often, `after` it has done its work; counts down."""
    real, left = getattr(owner, name), [times]

    def failing(*args: Any, **named: Any) -> Any:
        if not (left[0] and when(*args, **named)):
            return real(*args, **named)
        left[0] -= 1
        if not after:
            raise TypeError("a fault of ours")
        return spoilt(real(*args, **named))

    async def spoilt(work: Any) -> Any:
        await work
        raise TypeError("a fault of ours")

    monkeypatch.setattr(owner, name, failing)
    return left


@pytest.mark.parametrize(
    ("owner", "name", "state"),
    [
        (sending, "to_submission", State.WAITING),
        (Client, "way", State.WAITING),
        (Client, "result", State.QUEUED),
        (fetching, "download", State.FETCHING),
        (fetching, "recipe_of", State.FETCHING),
    ],
)
async def test_a_step_that_goes_wrong_is_held_in_sight_and_tried_again(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, state: State
) -> None:
    left = faulty(monkeypatch, owner, name)
    job = await bench.make()
    assert left == [0]
    assert (job.state, job.hold) == (State.DONE, None)
    assert {seen.state for seen in bench.reported if seen.hold is Hold.FAULT} == {state}
    assert len(host.submits) == 1


async def test_a_fault_before_the_first_byte_is_told_as_ours_and_sent_once(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty(monkeypatch, Client, "_send_once")
    job = await bench.make()
    assert job.state is State.DONE
    held = [seen for seen in bench.reported if seen.hold is Hold.FAULT]
    assert {(seen.state, seen.sent_at) for seen in held} == {(State.WAITING, None)}
    assert len(host.submits) == 1


async def test_what_goes_wrong_once_a_request_is_away_is_never_sent_again(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_doubt(_: Ledger, job: Job, **changes: object) -> bool:
        return changes.get("state") is State.UNCONFIRMED

    faulty(monkeypatch, Client, "submit", after=True)
    left = faulty(monkeypatch, Ledger, "change", when=is_doubt)
    job = await bench.make()
    assert left == [0]
    assert job.state is State.UNCONFIRMED
    assert len(host.submits) == 1


async def test_an_id_that_could_not_be_written_down_is_gone_on_with(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_id(_: Ledger, job: Job, **changes: object) -> bool:
        return changes.get("state") is State.QUEUED

    left = faulty(monkeypatch, Ledger, "change", when=is_id)
    job = await bench.make()
    assert left == [0]
    assert (job.state, job.task_id) == (State.DONE, "task-1")
    assert len(host.submits) == 1


async def test_a_job_is_held_in_sight_even_where_that_can_t_be_written(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_hold(_: Ledger, job: Job, **changes: object) -> bool:
        return changes.get("hold") is Hold.FAULT

    faulty(monkeypatch, Client, "result")
    left = faulty(monkeypatch, Ledger, "change", when=is_hold)
    job = await bench.make()
    assert left == [0]
    assert (job.state, job.hold) == (State.DONE, None)
    assert Hold.FAULT in {seen.hold for seen in bench.reported}


async def test_a_fault_of_one_job_leaves_the_others_alone(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty(monkeypatch, sending, "to_submission", times=1000, when=lambda asked, _: asked.sound)
    async with bench.engine() as engine:
        (stuck,) = await engine.generate(
            host.base, msgspec.structs.replace(bench.snapshot, sound=True)
        )
        (other,) = await engine.generate(host.base, bench.snapshot)
        stuck, other = await engine.settle([stuck.id, other.id], patience=300.0)
        assert stuck.id in engine.driven
        stuck = await engine.withdraw(stuck.id)
    assert (stuck.state, other.state) == (State.WITHDRAWN, State.DONE)
    assert len(host.submits) == 1
