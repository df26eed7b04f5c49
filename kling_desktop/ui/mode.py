"""Practice or live: the user's stored choice, and whether there is a key for live."""

import logging

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import PRACTICE
from kling_desktop.keys import KeyStoreError, StoreTrouble, last_four
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)


class Mode(QObject):
    """Nothing but the user's own act switches it (product.md, Generate)."""

    changed = Signal()
    unsaved = Signal()
    """The choice holds now but could not be written down."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        settings = supplies.settings.current
        self._practice = settings.practice or supplies.practice_only
        self._host = settings.service
        self.key_shown: str | None = None
        """The last four characters of the key; empty if there is none, `None` if unknown."""

    @property
    def practice(self) -> bool:
        """Whether clips are made by the stand-in and cost nothing."""
        return self._practice

    @property
    def host(self) -> str:
        """The live service's address."""
        return self._host

    @property
    def service(self) -> str:
        """Where new jobs go."""
        return PRACTICE if self._practice else self._host

    @property
    def key_missing(self) -> bool:
        """Whether it is certain that live clips can't be made for want of a key."""
        return not self._practice and self.key_shown == ""

    def choose(self, *, practice: bool) -> None:
        """The user's act; kept for the next start."""
        if practice == self._practice:
            return
        self._practice = practice
        if not practice:
            self.look_for_key()
        self.changed.emit()
        settings = self._supplies.settings
        self._supplies.disk_pool.run_task(
            lambda: settings.change(practice=practice), self._saved, self._not_saved
        )

    def look_for_key(self) -> None:
        """Asks the key store; it may ask the user to unlock it, so only when a key is wanted."""
        future = self._supplies.keys.find(self._host)
        self._supplies.deliveries.follow(future, self._found, self._not_found)

    def _found(self, key: str | None) -> None:
        self.key_shown = last_four(key) if key else ""
        self.changed.emit()

    def _not_found(self, error: BaseException) -> None:
        missing = isinstance(error, KeyStoreError) and error.trouble is StoreTrouble.MISSING
        # A store that is locked or broken may hold a key: the job says so if it does not.
        self.key_shown = "" if missing else None
        self.changed.emit()

    def _saved(self, _: object) -> None:
        log.info("the choice between practice and live is kept")

    def _not_saved(self, error: BaseException) -> None:
        log.warning("the choice between practice and live can't be kept: %s", error)
        self.unsaved.emit()
