"""Whether the system asks programs to move less. Qt 6.11 does not tell, so the system is asked."""

import logging
import sys
from typing import Any

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)

_CLIENT_AREA_ANIMATION = 0x1042
"""Windows' SPI_GETCLIENTAREAANIMATION: "Show animations in Windows"."""

_PORTAL = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
_ASKED = {
    ("org.freedesktop.appearance", "reduced-motion"): 1,
    ("org.gnome.desktop.interface", "enable-animations"): False,
}
"""What the desktop portal is asked for, and the answer that means less motion."""


class SystemMotion(QObject):
    """Asked once, at the start, without waiting. macOS is not: the settings have the choice."""

    answered = Signal()
    """`reduced` is known to be true now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.reduced = False

    def ask(self) -> None:
        """Asks; a system that does not answer counts as one that lets things move."""
        if sys.platform == "win32":
            self._ask_windows()
        elif sys.platform != "darwin":
            self._ask_portal()

    def _ask_windows(self) -> None:
        import ctypes  # noqa: PLC0415 - its windll is there on Windows only

        animated = ctypes.c_int(1)
        user32: Any = getattr(ctypes, "windll").user32  # noqa: B009 - for mypy elsewhere
        user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(animated), 0)
        if not animated.value:
            self._found()

    def _ask_portal(self) -> None:
        from PySide6.QtDBus import (  # noqa: PLC0415 - not on every platform
            QDBusConnection,
            QDBusMessage,
            QDBusPendingCallWatcher,
        )

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        for (namespace, name), reduced in _ASKED.items():
            asked = QDBusMessage.createMethodCall(
                *_PORTAL, "org.freedesktop.portal.Settings", "ReadOne"
            )
            asked.setArguments([namespace, name])
            # An answer may take the portal's start: it must not start one only for this.
            asked.setAutoStartService(False)
            watcher = QDBusPendingCallWatcher(bus.asyncCall(asked), self)
            watcher.setProperty("reduced", reduced)
            watcher.finished.connect(self._answered)

    def _answered(self, watcher: Any) -> None:
        answer = watcher.reply().arguments()
        watcher.deleteLater()
        value = answer[0].variant() if answer and hasattr(answer[0], "variant") else None
        if value is not None and value == watcher.property("reduced"):
            self._found()

    def _found(self) -> None:
        log.info("the system asks for less motion")
        self.reduced = True
        self.answered.emit()
