"""Something that is being fetched on the engine's loop, and can be stopped from the window."""

import asyncio
import threading
from collections.abc import Awaitable, Callable


class Fetching:
    """One fetch. `run` belongs to the loop, `stop` to whoever waits."""

    def __init__(self, fetch: Callable[[], Awaitable[bytes]]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._stopped = False
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[bytes]] | None = None

    async def run(self) -> bytes:
        """What was fetched. Raises what fetching raises, and `CancelledError` once stopped."""
        task = asyncio.ensure_future(self._fetched())
        with self._lock:
            self._running = asyncio.get_running_loop(), task
            if self._stopped:
                task.cancel()
        try:
            return await task
        finally:
            with self._lock:
                self._running = None

    def stop(self) -> None:
        """Stops it; nothing is heard of it any more. Returns at once."""
        with self._lock:
            self._stopped = True
            if self._running is not None:
                loop, task = self._running
                loop.call_soon_threadsafe(task.cancel)

    async def _fetched(self) -> bytes:
        return await self._fetch()
