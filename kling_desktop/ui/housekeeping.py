"""Removes pictures that nothing names any more, in a quiet minute."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kling_desktop.ui.background import Background

log = logging.getLogger(__name__)

QUIET_AFTER = 60_000
"""Milliseconds after the start, or after a look that came at a busy time, until housekeeping."""


class Housekeeping(QTimer):
    """Waits for a time when nothing else is to be done, and does it once for each `start`."""

    def __init__(
        self,
        pool: Background,
        *,
        busy: Callable[[], bool],
        tidying: Callable[[], Callable[[], int]],
        parent: QObject,
    ) -> None:
        """`tidying` gives, as things lie on the desks now, what `pool` is to run: it returns the
        bytes it freed.
        """
        super().__init__(parent)
        self._pool = pool
        self._busy = busy
        self._tidying = tidying
        self.setSingleShot(True)
        self.setInterval(QUIET_AFTER)
        self.timeout.connect(self._tidy)

    def _tidy(self) -> None:
        if self._busy():
            self.start()
            return
        self._pool.run_task(self._tidying(), self._tidied, self._not_tidied)

    def _tidied(self, freed: int) -> None:
        log.info("housekeeping freed %d bytes", freed)

    def _not_tidied(self, error: BaseException) -> None:
        # Nothing is lost by keeping too much.
        log.warning("housekeeping removed nothing more: %s", error)
