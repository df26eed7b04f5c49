"""Opens the settings over a window, once."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kling_desktop.ui.mode import Mode
from kling_desktop.ui.settings.dialog import SettingsDialog
from kling_desktop.ui.supplies import Supplies


class SettingsDoor(QObject):
    """The dialog is built when it is first wanted, and brought to the front after that."""

    def __init__(
        self,
        window: QWidget,
        supplies: Supplies,
        mode: Mode,
        enter_key: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._supplies = supplies
        self._mode = mode
        self._enter_key = enter_key
        self.dialog: SettingsDialog | None = None

    def open(self) -> None:
        """Shows the settings on the page that was looked at last."""
        if self.dialog is None:
            self.dialog = SettingsDialog(self._supplies, self._mode, self._window)
            self.dialog.key_wanted.connect(self._enter_key)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
