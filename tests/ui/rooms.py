"""Rooms for a window under test."""

import asyncio
import time
from collections.abc import Collection
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import Job, State
from kling_desktop.keys import Keys
from kling_desktop.library.index import Library
from kling_desktop.library.thumbnails import Thumbnails
from kling_desktop.paths import resource
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.settings import SettingsFile
from kling_desktop.store.owners import Owners
from kling_desktop.store.pictures import Pictures
from kling_desktop.store.recent import Recent
from kling_desktop.store.recovery import Recovery
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.storyboard.price import Rates
from kling_desktop.ui.background import Deliveries
from kling_desktop.ui.choices import Choices
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.notices import Notices
from kling_desktop.ui.pools import Pools
from kling_desktop.ui.shared import Shared
from kling_desktop.ui.sittings import Sittings
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.theme import Theme
from kling_desktop.ui.window import MainWindow

RATES = Rates(silent=0.084, sound=0.126, currency="USD", source="Novita", date="2026-10")

FRAME = FrameRef(
    picture="0" * 64, media_type="image/jpeg", width=640, height=360, size=9000, name="harbour.jpg"
)


class ScriptedEngine:
    """Stands in for the engine where a test has to hold it at one point."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.orders: list[dict[str, object]] = []
        """What came along with each call of `generate`."""
        self.board_jobs: list[Job] = []
        """What the ledger knows of any storyboard that is asked about."""
        self.older_jobs: list[Job] = []
        """What the ledger knows besides, newest first."""
        self.paused = False
        self.cleared: list[int] = []
        """What clearing the list takes off it."""
        self.answer_generate = asyncio.Event()
        self._stop = asyncio.Event()
        self._next = 1

    async def run(self) -> None:
        await self._stop.wait()

    def stop(self) -> None:
        self._stop.set()

    async def generate(
        self,
        service: str,
        snapshot: Snapshot,
        *,
        takes: int,
        label: str,
        scene: str,
        board: str,
        after: Collection[int],
        estimate: float,
        budget: float | None,
        output: str | None,
    ) -> list[Job]:
        self.calls.append(("generate", service, takes, label))
        self.orders.append(
            {"scene": scene, "after": tuple(after), "estimate": estimate, "budget": budget}
        )
        await self.answer_generate.wait()
        made = []
        for take in range(1, takes + 1):
            made.append(
                job(
                    id=self._next,
                    service=service,
                    snapshot=snapshot,
                    take=take,
                    scene=scene,
                    board=board,
                    label=label,
                    after=tuple(after),
                    estimate=estimate,
                    budget=budget,
                )
            )
            self._next += 1
        return made

    async def jobs_of(self, board: str) -> list[Job]:
        return [msgspec.structs.replace(job, board=board) for job in self.board_jobs]

    async def older(self, than: int, limit: int) -> list[Job]:
        return [job for job in self.older_jobs if job.id < than][:limit]

    async def pause(self) -> bool:
        self.calls.append(("pause",))
        return True

    async def resume(self) -> bool:
        self.calls.append(("resume",))
        return False

    async def clear_finished(self) -> list[int]:
        self.calls.append(("clear_finished",))
        return self.cleared

    def __getattr__(self, name: str) -> object:
        async def call(*values: object) -> Job:
            self.calls.append((name, *values))
            return job(id=99)

        return call


class Rooms:
    """Real rooms below one folder."""

    def __init__(self, app: QApplication, home: Path, **supplied: object) -> None:
        self.home = home
        self.scripted = ScriptedEngine()
        self.deliveries = Deliveries()
        self.pools = Pools(self.deliveries)
        self.engine = EngineThread(lambda _: self.scripted, self.deliveries)  # type: ignore[arg-type,return-value]
        self.theme = Theme(app)
        self.desk = Desk()
        self.book = JobBook()
        self.notices = Notices()
        self.keys = Keys()
        self.owners = Owners(home / "owners")
        clips = home / "clips"
        clips.mkdir()
        self.library = Library(home / "library.db")
        settings = SettingsFile(home / "settings.json")
        fields: dict[str, object] = {
            "settings": settings,
            "choices": Choices(settings, self.pools.disk),
            "keys": self.keys,
            "pictures": Pictures(home / "pictures"),
            "library": lambda: self.library,
            "thumbnails": Thumbnails(home / "thumbnails", clips),
            "shipped_rates": RATES,
            "clips": clips,
            "recovery": Recovery(home / "recovery", self.owners),
            "recent": Recent(home / "recent.json"),
            "sample": resource("sample.jpg"),
            "engine": self.engine,
            "deliveries": self.deliveries,
            "pools": self.pools,
            "library_gains": lambda _: None,
        }
        self.supplies = Supplies(**{**fields, **supplied})  # type: ignore[arg-type]
        self._window: MainWindow | None = None
        self._sittings: Sittings | None = None
        self._shared: Shared | None = None

    def supply(self, **changed: object) -> None:
        """Puts other supplies in place, before the window is made."""
        fields = {**vars(self.supplies), **changed}
        self.supplies = Supplies(**fields)
        self._shared = None

    @property
    def window(self) -> MainWindow:
        """One window without others, opened when it is first wanted."""
        if self._window is None:
            self.engine.start()
            self._window = made = MainWindow(self.shared, self.desk, self.notices)
            made.document_acts.new_wanted.connect(made.documents.start_new)
            made.document_acts.open_wanted.connect(made.documents.open)
            made.documents.read.connect(made.documents.put)
            made.show()
        return self._window

    @property
    def shared(self) -> Shared:
        """What all windows share."""
        if self._shared is None:
            self._shared = Shared(
                supplies=self.supplies, mode=Mode(self.supplies), book=self.book, theme=self.theme
            )
        return self._shared

    @property
    def sittings(self) -> Sittings:
        """The windows as the program has them; the first is opened."""
        if self._sittings is None:
            self.engine.start()
            self._sittings = Sittings(self.shared, self.notices)
            self._sittings.add()
        return self._sittings

    def close(self, qtbot: QtBot) -> None:
        """Ends everything in the order that the application does."""
        if self.engine.isRunning():
            if self._window is not None:
                self._window.leave()
            if self._sittings is not None:
                self._sittings.end()
            self.engine.stop()
            qtbot.waitUntil(self.engine.isFinished)
            self.engine.wait()
            if self._window is not None:
                self._window.deleteLater()
            if self._sittings is not None:
                self._sittings.let_go()
        else:
            self.engine._loop.close()
        self.deliveries.close()
        assert self.pools.close(60.0), "something in the background does not end"
        self.owners.leave()
        self.library.close()
        self.theme.deleteLater()
        self._window = self._sittings = None


def job(**fields: object) -> Job:
    """A job as the ledger would have it."""
    asked = Snapshot(first_frame=FRAME, prompt="The boat leaves", seconds=5)
    plain: dict[str, object] = {
        "id": 1,
        "service": "practice",
        "snapshot": asked,
        "created_at": time.time(),
        "label": "The boat leaves",
        "state": State.WAITING,
    }
    return Job(**{**plain, **fields})  # type: ignore[arg-type]
