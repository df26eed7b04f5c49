"""What may ask the key store is asked before a job is being sent, never while."""

import asyncio
from collections.abc import Iterator

import pytest

from kling_desktop.jobs.job import Hold, State
from kling_desktop.service.address import Proxy, Way, choose_proxy
from kling_desktop.service.client import Client
from kling_desktop.service.errors import ProxyLocked
from tests.jobs.conftest import KEY, Bench
from tests.jobs.host import Host, status

ELSEWHERE = "https://service.example"


class Choice:
    """A chosen proxy that nobody is behind, its password in a key store that opens when told."""

    def __init__(self, bench: Bench) -> None:
        self.named = "first"
        self.locked = True
        self.slow: list[asyncio.Event] = []
        """Each question waits for one of these."""
        self.asked_in: list[State] = []
        self._bench = bench

    async def __call__(self) -> Proxy | None:
        self.asked_in.extend(seen.state for seen in self._bench.reported[-1:])
        if self.slow:
            await self.slow.pop(0).wait()
        if self.locked:
            raise ProxyLocked
        return Proxy("http://127.0.0.1:9", "anna", "pässwörd")


@pytest.fixture
def choice(bench: Bench) -> Iterator[Choice]:
    bench.doors.keys[ELSEWHERE] = KEY
    made = Choice(bench)
    choose_proxy(made)
    yield made
    choose_proxy(None)


async def test_a_locked_key_store_is_told_as_such_and_nothing_is_being_sent(
    bench: Bench, choice: Choice
) -> None:
    async with bench.engine() as engine:
        (job,) = await engine.generate(ELSEWHERE, bench.snapshot)
        (job,) = await engine.settle([job.id], patience=60.0)
        assert (job.state, job.hold) == (State.WAITING, Hold.KEY_STORE)
        assert State.SENDING not in {seen.state for seen in bench.reported}
        choice.locked = False
        await engine.go_on(ELSEWHERE)
        async with asyncio.timeout(10):
            while engine.latest([job.id])[0].hold is not Hold.NO_NETWORK:
                await bench.clock.sleep(1)
    assert set(choice.asked_in) == {State.WAITING}


async def test_a_key_store_that_takes_its_time_holds_nobody_else_up(
    bench: Bench, choice: Choice
) -> None:
    choice.locked = False
    opens = asyncio.Event()
    choice.slow = [opens]
    async with bench.engine() as engine:
        slow, other = await engine.generate(ELSEWHERE, bench.snapshot, takes=2)
        async with asyncio.timeout(10):
            (other,) = await engine.settle([other.id], patience=60.0)
        assert other.hold is Hold.NO_NETWORK
        assert engine.latest([slow.id])[0].state is State.WAITING
        opens.set()


async def test_a_way_that_was_chosen_anew_meanwhile_is_looked_for_again(
    bench: Bench, choice: Choice, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice.locked = False
    taken: list[object] = []
    real = Client.submit

    async def submit(self: Client, *given: object) -> str:
        taken.append(given[-1])
        return await real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Client, "submit", submit)
    async with bench.engine() as engine:
        gate = engine._shop.gate[ELSEWHERE]
        await gate.acquire()
        (job,) = await engine.generate(ELSEWHERE, bench.snapshot)
        async with asyncio.timeout(10):
            while not gate._waiters:
                await bench.clock.sleep(1)
        choice.named = "second"
        gate.release()
        await engine.settle([job.id], patience=5.0)
    assert {way.choice for way in taken if isinstance(way, Way)} == {"second"}


async def test_a_poll_and_a_fetch_tell_of_it_too(
    bench: Bench, host: Host, choice: Choice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench.engine() as engine:
        job = await engine.adopt_task(ELSEWHERE, "task-1")
        (job,) = await engine.settle([job.id], patience=60.0)
        assert (job.state, job.hold) == (State.QUEUED, Hold.KEY_STORE)
        host.result = [status("SUCCEED", "http://files.example/clip")]
        (fetching,) = await engine.generate(host.base, bench.snapshot)
        (fetching,) = await engine.settle([fetching.id], patience=60.0)
        assert (fetching.state, fetching.hold) == (State.FETCHING, Hold.KEY_STORE)
