"""Work off the window's thread, with the result always delivered on it.

Picard's one call: `run_task(func, done, failed)`. `done` and `failed` run on the window's thread,
once, and not at all when the widget they belong to is gone (craft.md, traps 2 and 5).
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

log = logging.getLogger(__name__)

Done = Callable[[Any], None]
Failed = Callable[[BaseException], None]


class Deliveries(QObject):
    """Brings what a future holds to the window's thread. Lives on that thread."""

    fault = Signal(object)
    """An error that nobody asked to be told about."""
    _arrived = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def follow(self, future: Future[Any], done: Done, failed: Failed | None = None) -> None:
        """Calls `done` with the result, or `failed` with the error, on the window's thread."""

        def arrived(ended: Future[Any]) -> None:
            # Runs on the worker's thread: it may only emit.
            if self._open and isValid(self) and not ended.cancelled():
                self._arrived.emit(ended, done, failed)

        future.add_done_callback(arrived)

    def close(self) -> None:
        """Delivers nothing more: the widgets that wait are about to go."""
        self._open = False

    def _deliver(self, ended: Future[Any], done: Done, failed: Failed | None) -> None:
        owner = getattr(done, "__self__", None)
        if not self._open or (isinstance(owner, QObject) and not isValid(owner)):
            return
        error = ended.exception()
        if error is None:
            done(ended.result())
        elif failed is not None:
            failed(error)
        else:
            log.error("a task in the background failed", exc_info=error)
            self.fault.emit(error)


class Background:
    """A pool of threads for one kind of work. The application owns it and joins it."""

    def __init__(self, deliveries: Deliveries, workers: int, name: str) -> None:
        self._deliveries = deliveries
        self._name = name
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._asked: set[Future[Any]] = set()
        """What has not ended yet."""

    def run_task(self, func: Callable[[], Any], done: Done, failed: Failed | None = None) -> None:
        """Runs `func` on the pool and delivers what it returns or raises."""
        self._deliveries.follow(self._submit(func), done, failed)

    def last(self, func: Callable[[], Any]) -> None:
        """Runs `func` before the pool closes; nothing is delivered."""
        self._submit(lambda: _logged(func))

    def close(self, within: float | None = None) -> bool:
        """Lets what was asked for end, and joins the threads; whether that could be done.

        `within` bounds the wait, in seconds: work on a drive that does not answer can't be broken
        off. What had not begun by then is never done.
        """
        hanging = wait(set(self._asked), within).not_done
        if hanging:
            log.warning("%s: %d pieces of work do not end", self._name, len(hanging))
        self._pool.shutdown(wait=not hanging, cancel_futures=bool(hanging))
        return not hanging

    def _submit(self, func: Callable[[], Any]) -> Future[Any]:
        future = self._pool.submit(func)
        self._asked.add(future)
        future.add_done_callback(self._asked.discard)
        return future


def _logged(func: Callable[[], Any]) -> None:
    try:
        func()
    except Exception:
        log.exception("the last work of a pool failed")
