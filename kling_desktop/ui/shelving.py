"""Puts every finished clip into the library."""

import logging

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import Job
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import Window

log = logging.getLogger(__name__)


class Shelving(QObject):
    """One for the whole process. Lives on the window's thread for as long as that runs."""

    through = Signal(object)
    """A `Job` whose clip is in the library, or could not be put there. It plays either way."""

    def __init__(self, supplies: Supplies, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._supplies = supplies
        self._notices = notices

    def shelve(self, job: Job) -> None:
        """Begins with the clip of a job that is done."""
        gains = self._supplies.library_gains

        def failed(error: BaseException) -> None:
            log.error("a clip is not in the library", exc_info=error)
            self._notices.post(Window.NOT_IN_LIBRARY(), Mood.FAULT)
            self.through.emit(job)

        self._supplies.pools.clips.run_task(
            lambda: gains(job), lambda _: self.through.emit(job), failed
        )
