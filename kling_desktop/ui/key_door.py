"""Opens the key dialog over a window, once, and lets what waited for the key go on."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kling_desktop.ui.key_dialog import KeyDialog
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import Window


class KeyDoor(QObject):
    """The dialog is built anew each time: no key that was typed stays behind in a closed one."""

    def __init__(self, window: QWidget, supplies: Supplies, mode: Mode, notices: Notices) -> None:
        super().__init__(window)
        self._window = window
        self._supplies = supplies
        self._mode = mode
        self._notices = notices
        self.dialog: KeyDialog | None = None

    def open(self) -> None:
        """Opens the key dialog, or brings the open one to the front."""
        if self.dialog is None:
            self.dialog = KeyDialog(self._supplies, self._mode, self._window)
            self.dialog.kept.connect(self._kept)
            self.dialog.finished.connect(self._closed)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _kept(self, host: str) -> None:
        self._mode.look_for_key()
        self._supplies.engine.tell("go_on", self._released, self._not_released, host)

    def _released(self, _: object) -> None:
        """Held jobs of the host try again; each reports itself."""

    def _not_released(self, _: BaseException) -> None:
        self._notices.post(Window.NOT_DONE(), Mood.FAULT)

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
