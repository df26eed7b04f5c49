"""The thread that runs the engine's asyncio loop and speaks in signals with frozen values."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from PySide6.QtCore import QThread, Signal

from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import Job
from kling_desktop.jobs.producing import Wanted, produce
from kling_desktop.ui.background import Deliveries, Done, Failed

log = logging.getLogger(__name__)

MakeEngine = Callable[[Callable[[Job], None]], Engine]
Ask = Callable[[], Awaitable[Any]]


class EngineThread(QThread):
    """Owned and joined by the application, never by a widget (craft.md, trap 1)."""

    job_changed = Signal(object)
    """A `Job` as it is now. Emitted on this thread: connect it to methods of a `QObject` only."""
    paused_changed = Signal(object)
    """Whether the queue is paused, once that is known and whenever it changes."""
    broke = Signal(object)
    """The exception that ended the engine."""

    def __init__(
        self, make_engine: MakeEngine, deliveries: Deliveries, leave: Ask | None = None
    ) -> None:
        """`leave` is awaited on the loop once the engine has ended, to close what it used."""
        super().__init__()
        self.setObjectName("engine")
        self._make_engine = make_engine
        self._deliveries = deliveries
        self._leave = leave
        self._loop = asyncio.new_event_loop()
        self._engine: asyncio.Future[Engine] = self._loop.create_future()
        self._stop_asked = asyncio.Event()
        self.paused = False
        """Whether the queue is paused, as far as the window's thread knows."""
        # Connected to this object, which lives on the window's thread, and so delivered there.
        self.paused_changed.connect(self._note_paused)

    def run(self) -> None:
        """The thread itself. No exception leaves it: Qt would end the process."""
        try:
            with asyncio.Runner(loop_factory=self._own_loop) as runner:
                runner.run(self._drive())
        except Exception as fault:
            log.exception("the engine ended by itself")
            self.broke.emit(fault)

    def stop(self) -> None:
        """Asks the engine to end: a submit in flight is seen through, the rest is left. Returns
        at once; `finished` follows.
        """
        self._soon(self._ask_to_stop)

    def ask(self, call: Ask, done: Done, failed: Failed | None = None) -> None:
        """Awaits `call()` on the engine's loop and delivers on the window's thread.

        Once the thread is ending nothing is asked and nothing delivered.
        """
        coroutine = _awaited(call)
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        except RuntimeError:  # the loop is closed
            coroutine.close()
            return
        self._deliveries.follow(future, done, failed)

    def produce(
        self,
        wanted: list[Wanted],
        *,
        service: str,
        board: str,
        budget: float | None,
        done: Done,
        failed: Failed,
    ) -> None:
        """Asks for the takes of all orders; delivers their jobs once they are in the ledger."""

        async def call() -> list[Job]:
            engine = await self._ready()
            return await produce(engine, wanted, service=service, board=board, budget=budget)

        self.ask(call, done, failed)

    def tell(self, name: str, done: Done, failed: Failed, *values: object) -> None:
        """Calls the engine's coroutine `name`, such as `withdraw`, with `values`."""

        async def call() -> object:
            engine = await self._ready()
            return await getattr(engine, name)(*values)

        self.ask(call, done, failed)

    def pause(self, failed: Failed, *, on: bool) -> None:
        """Pauses the queue, or lets it go on; `paused_changed` follows once that is certain."""
        self.tell("pause" if on else "resume", self.paused_changed.emit, failed)

    def _note_paused(self, paused: bool) -> None:
        self.paused = paused

    async def _drive(self) -> None:
        try:
            engine = self._made()
            if engine is None:
                await self._stop_asked.wait()
                return
            running = asyncio.ensure_future(engine.run())
            stopping = asyncio.ensure_future(self._stop_asked.wait())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if running.done() and not stopping.done():
                self._report_end(running)
                await stopping
            engine.stop()
            stopping.cancel()
            await asyncio.gather(running, return_exceptions=True)
        finally:
            if self._leave is not None:
                await self._leave()

    def _made(self) -> Engine | None:
        """The engine; `None` where the ledger can't be used, and every question fails with why."""
        try:
            engine = self._make_engine(self.job_changed.emit)
            paused = engine.paused
        except Exception as fault:
            log.exception("there is no engine")
            self._engine.set_exception(fault)
            self._engine.exception()  # asked for, so that asyncio does not call it forgotten
            self.broke.emit(fault)
            return None
        self._engine.set_result(engine)
        self.paused_changed.emit(paused)
        return engine

    def _report_end(self, running: "asyncio.Future[None]") -> None:
        """The loop stays up without its engine, so that the window can still be used and closed."""
        fault = running.exception()
        if fault is not None:
            log.error("the engine ended by itself", exc_info=fault)
            self.broke.emit(fault)

    async def _ready(self) -> Engine:
        return await asyncio.shield(self._engine)

    def _own_loop(self) -> asyncio.AbstractEventLoop:
        return self._loop

    def _ask_to_stop(self) -> None:
        self._stop_asked.set()

    def _soon(self, call: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)


async def _awaited(call: Ask) -> Any:
    return await call()
