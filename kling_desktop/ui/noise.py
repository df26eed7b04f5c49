"""Keeps what libraries say of themselves from filling the disk while the window is open."""

from PySide6.QtCore import QObject, Qt, QTimer

from kling_desktop import logs
from kling_desktop.ui.background import Background

LOOK_EVERY = 60_000
"""Milliseconds. In that time a library in trouble says a few megabytes at most."""


class Noise(QTimer):
    """Looks at their file again and again, from the first `start` on."""

    def __init__(self, pool: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = pool
        self.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self.setInterval(LOOK_EVERY)
        self.timeout.connect(self._look)

    def _look(self) -> None:
        self._pool.last(logs.limit_libraries)
