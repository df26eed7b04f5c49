"""Work of which only the latest counts: a search while typing, the strip under the pointer."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from kling_desktop.ui.background import Background, Done, Failed


class Latest(QObject):
    """Runs one thing at a time; of those asked for meanwhile only the last one follows."""

    def __init__(self, pool: Background, done: Done, failed: Failed) -> None:
        """`done` is not called for what was overtaken while it ran, and `failed` neither."""
        super().__init__()
        self._pool = pool
        self._done = done
        self._failed = failed
        self._next: Callable[[], Any] | None = None
        self.busy = False

    def run(self, func: Callable[[], Any]) -> None:
        """Runs `func` on the pool as soon as nothing of this runs any more."""
        if self.busy:
            self._next = func
            return
        self.busy = True
        self._pool.run_task(func, self._ended, self._broke)

    def drop(self) -> None:
        """Forgets what waits; what runs already is not broken off."""
        self._next = None

    def _ended(self, result: object) -> None:
        if not self._go_on():
            self._done(result)

    def _broke(self, error: BaseException) -> None:
        if not self._go_on():
            self._failed(error)

    def _go_on(self) -> bool:
        self.busy = False
        func, self._next = self._next, None
        if func is None:
            return False
        self.run(func)
        return True
