"""A whole engine on real sockets, real SQLite and real MP4 files; only time is ours."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kling_desktop.frames.fit import Fitted
from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import Hold, Job
from kling_desktop.jobs.ledger import Ledger
from kling_desktop.jobs.workshop import Held
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.service.client import Client
from kling_desktop.service.connection import Timeouts
from kling_desktop.store.owners import Owners
from kling_desktop.store.pictures import Pictures
from tests.clips.making import make_clip
from tests.jobs.host import Host, running

KEY = "sk-KEY-that-must-never-show-0123456789"


class QuickClock:
    """Time that passes only by waiting for it, and then at once."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.slept: list[float] = []
        self.pause = 0.002
        """Real seconds per sleep, so that sockets and threads get a turn while hours go by."""
        self.stride = 0.0
        """Fewest virtual seconds that a sleep takes, for tests of whole days."""

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        # Brief looks, such as `settle` takes, must not make time fly while an answer is on its way.
        await asyncio.sleep(self.pause if seconds >= 1.0 else 10 * self.pause)
        self.time += max(seconds, self.stride)


class TestDoors:
    """Ways out as the tests want them."""

    __test__ = False

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.hosts: dict[str, str] = {}
        """Where services are that are not called by their address."""
        self.key_trouble: list[Held] = []
        self._clients: list[Client] = []

    async def client(self, service: str) -> Client:
        timeouts = Timeouts(connect=2.0, write=2.0, read=2.0, poll=2.0, answer=3.0, fetch=2.0)
        self._clients.append(Client(self.hosts.get(service, service), timeouts=timeouts))
        return self._clients[-1]

    async def key(self, service: str) -> str:
        if self.key_trouble:
            raise self.key_trouble.pop(0)
        if service not in self.keys:
            raise Held(Hold.KEY_MISSING)
        return self.keys[service]

    async def close(self) -> None:
        for client in self._clients:
            await client.close()


class Bench:
    """Runs engines over one home, as one process after another would."""

    def __init__(self, home: Path, host: Host) -> None:
        self.home = home
        self.host = host
        self.clips = home / "clips"
        self.clock = QuickClock()
        self.doors = TestDoors()
        self.doors.keys[host.base] = KEY
        self.pictures = Pictures(home / "pictures")
        self.reported: list[Job] = []
        data = b"\xff\xd8" + bytes(5000) + b"\xff\xd9"
        frame = self.pictures.keep(
            Fitted(data=data, media_type="image/jpeg", width=640, height=360, steps=(), name="a")
        )
        self.snapshot = Snapshot(first_frame=frame, prompt="it moves", seconds=3)

    @contextlib.asynccontextmanager
    async def engine(
        self,
        only: tuple[int, ...] | None = None,
        *,
        paused_too: bool = False,
        practice_only: bool = False,
    ) -> AsyncIterator[Engine]:
        """An engine that runs; stopped in order at the end."""
        pool = ThreadPoolExecutor(1)
        engine = Engine(
            ledger=self.ledger(),
            doors=self.doors,
            pictures=self.pictures,
            clips=self.clips,
            clip_pool=pool,
            clock=self.clock,
            report=self.reported.append,
            only=only,
            paused_too=paused_too,
            practice_only=practice_only,
        )
        runner = asyncio.create_task(engine.run())
        await engine.started.wait()
        try:
            yield engine
        finally:
            engine.stop()
            await runner
            pool.shutdown()
            await self.doors.close()

    def ledger(self) -> Ledger:
        return Ledger(self.home / "jobs.db", Owners(self.home / "owners"))

    async def make(self, **changes: object) -> Job:
        """One job from Generate to wherever it ends, with endless patience."""
        async with self.engine() as engine:
            jobs = await engine.generate(self.host.base, self.snapshot, label="boat", **changes)  # type: ignore[arg-type]
            return (await engine.settle([job.id for job in jobs], 1e9))[0]

    def stored(self) -> list[Job]:
        ledger = self.ledger()
        try:
            return ledger.jobs()
        finally:
            ledger.close()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film of 3 s, as it would be served."""
    path = make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", frames=72)
    return path.read_bytes()


@pytest.fixture
async def host(clip: bytes) -> AsyncIterator[Host]:
    async with running(clip) as host:
        yield host


@pytest.fixture
def bench(tmp_path: Path, host: Host) -> Bench:
    return Bench(tmp_path, host)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
