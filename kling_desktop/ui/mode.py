"""Practice or live: the user's stored choice, and whether there is a key for live."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from kling_desktop.jobs.job import PRACTICE
from kling_desktop.keys import KeyStoreError, StoreTrouble, last_four
from kling_desktop.ui.supplies import Supplies


class Mode(QObject):
    """Nothing but the user's own act switches it (product.md, Generate)."""

    changed = Signal()
    unsaved = Signal()
    """The choice holds now but could not be written down."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._choices = supplies.choices
        settings = self._choices.current
        self._practice = settings.practice or supplies.practice_only
        self._host = settings.service
        self._choices.changed.connect(self._chosen)
        self._choices.unsaved.connect(self.unsaved)
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
        self._take(practice=practice)
        self._choices.choose(practice=practice)

    def look_for_key(self) -> None:
        """Asks the key store; it may ask the user to unlock it, so only when a key is wanted."""
        future = self._supplies.keys.find(self._host)
        found, not_found = (partial(heard, self._host) for heard in (self._found, self._not_found))
        self._supplies.deliveries.follow(future, found, not_found)

    def _found(self, host: str, key: str | None) -> None:
        if host != self._host:  # another one was chosen since
            return
        self.key_shown = last_four(key) if key else ""
        self.changed.emit()

    def _not_found(self, host: str, error: BaseException) -> None:
        if host != self._host:
            return
        missing = isinstance(error, KeyStoreError) and error.trouble is StoreTrouble.MISSING
        # A store that is locked or broken may hold a key: the job says so if it does not.
        self.key_shown = "" if missing else None
        self.changed.emit()

    def _chosen(self, names: frozenset[str]) -> None:
        """Follows a choice that was made elsewhere: in the settings, in another window."""
        chosen = self._choices.current
        if "service" in names and chosen.service != self._host:
            self._host = chosen.service
            # A key belongs to its host: nothing is known yet of this one's (contract.md §6).
            self.key_shown = None
            if not self._practice:
                self.look_for_key()
            self.changed.emit()
        if "practice" in names and chosen.practice != self._practice:
            self._take(practice=chosen.practice)

    def _take(self, *, practice: bool) -> None:
        self._practice = practice
        if not practice:
            self.look_for_key()
        self.changed.emit()
