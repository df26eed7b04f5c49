"""The user's choices, followed by whatever in the windows depends on them."""

import logging

from PySide6.QtCore import QObject, Signal

from kling_desktop.settings import Settings, SettingsFile
from kling_desktop.ui.background import Background

log = logging.getLogger(__name__)


class Choices(QObject):
    """One for the process: every window hears of every choice, wherever it was made."""

    changed = Signal(object)
    """The names of the settings that are others now, a `frozenset` of strings."""
    unsaved = Signal()
    """A choice holds now but could not be written down."""

    def __init__(self, file: SettingsFile, disk_pool: Background) -> None:
        super().__init__()
        self._file = file
        self._disk_pool = disk_pool

    @property
    def current(self) -> Settings:
        """What holds."""
        return self._file.current

    def choose(self, **changes: object) -> None:
        """Puts choices in force at once, and has them written down off the window's thread."""
        before = self._file.current
        after = self._file.choose(**changes)
        differing = frozenset(n for n in changes if getattr(before, n) != getattr(after, n))
        if differing:
            self._disk_pool.run_task(self._file.keep, self._kept, self._not_kept)
            self.changed.emit(differing)

    def _kept(self, _: object) -> None:
        log.info("the settings are kept")

    def _not_kept(self, error: BaseException) -> None:
        log.warning("the settings can't be kept: %s", error)
        self.unsaved.emit()
