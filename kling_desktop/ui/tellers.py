"""The system's own notifications: the freedesktop service on Linux, the tray elsewhere."""

import logging
import platform
import threading
from typing import Any

from PySide6.QtCore import (
    Q_ARG,
    Q_RETURN_ARG,
    SLOT,
    QMetaObject,
    QObject,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtDBus import QDBusConnection, QDBusInterface
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon
from shiboken6 import isValid

from kling_desktop.ui.announcing import Announcement
from kling_desktop.words import ActivityWords, Window

log = logging.getLogger(__name__)

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"

_CLICKED = "default"
"""The action of a click on the notification itself (Desktop Notifications Specification 1.2)."""

_KEPT = 20
"""Notifications whose click is still understood."""

_PATIENCE = 3000
"""Milliseconds for an answer of the service."""


class Teller(QObject):
    """Shows announcements; `clicked` brings back the one that was clicked."""

    clicked = Signal(object)

    def tell(self, said: Announcement) -> None:
        """Shows one, if the system can."""
        raise NotImplementedError


class BusTeller(Teller):
    """org.freedesktop.Notifications. Where nobody offers it, nothing is shown.

    The service is spoken to on a thread of its own, which lasts for one notification: it may not
    answer for long, or have to be started first.
    """

    _shown = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[int, Announcement] = {}
        self._shown.connect(self._remember)
        bus = QDBusConnection.sessionBus()
        slot: Any = SLOT("_invoked(uint,QString)")  # PySide6's stub says bytes, which it refuses
        bus.connect(SERVICE, PATH, SERVICE, "ActionInvoked", self, slot)

    def tell(self, said: Announcement) -> None:
        """Shows one, as soon as the service has taken it."""
        # A daemon: a service that hangs must not keep the program from ending.
        threading.Thread(target=self._send, args=(said,), name="notify", daemon=True).start()

    def _send(self, said: Announcement) -> None:
        try:
            number = _notify(said)
        except (RuntimeError, TypeError):
            log.warning("the notification service did not take what it was told", exc_info=True)
            return
        if number is not None and isValid(self):
            self._shown.emit(number, said)

    def _remember(self, number: int, said: Announcement) -> None:
        self._told[number] = said
        while len(self._told) > _KEPT:
            del self._told[next(iter(self._told))]

    @Slot("uint", str)
    def _invoked(self, number: int, action: str) -> None:
        said = self._told.pop(number, None)
        if said is not None and action == _CLICKED:
            self.clicked.emit(said)


def _notify(said: Announcement) -> int | None:
    """The number the service gives it; `None` where there is no service."""
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    # By way of its description: a plain message has no way to say an unsigned number from Python.
    service = QDBusInterface(SERVICE, PATH, SERVICE, bus)
    if not service.isValid():
        log.info("nobody shows notifications here")
        return None
    service.setTimeout(_PATIENCE)
    able = service.call("GetCapabilities").arguments()
    can = able[0] if able else []
    hints: dict[str, object] = {"desktop-entry": "kling-desktop", "category": "transfer.complete"}
    if said.picture is not None:
        hints["image-path"] = said.picture.absolute().as_uri()
    actions = [_CLICKED, ActivityWords.SHOW_CLIP()] if "actions" in can else []
    answer = QMetaObject.invokeMethod(
        service,
        "Notify",
        Qt.ConnectionType.DirectConnection,
        Q_RETURN_ARG("uint"),
        Q_ARG("QString", Window.TITLE()),
        Q_ARG("uint", 0),
        Q_ARG("QString", "kling-desktop"),
        Q_ARG("QString", said.heading),
        Q_ARG("QString", _escaped(said.text) if "body-markup" in can else said.text),
        Q_ARG("QStringList", actions),
        Q_ARG("QVariantMap", hints),
        Q_ARG("int", -1),
    )
    return answer if isinstance(answer, int) else None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class TrayTeller(Teller):
    """Windows and macOS, by way of an icon in the tray that is there only while it is needed."""

    def __init__(self, icon: QIcon) -> None:
        super().__init__()
        self._tray = QSystemTrayIcon(icon, self)
        self._tray.setToolTip(Window.TITLE())
        self._tray.messageClicked.connect(self._was_clicked)
        self._tray.activated.connect(self._was_clicked)
        self._last: Announcement | None = None

    def tell(self, said: Announcement) -> None:
        """Shows one; a click on it or on the icon leads to it."""
        self._last = said
        self._tray.show()
        picture = QIcon(str(said.picture)) if said.picture is not None else QIcon()
        if picture.isNull():
            picture = self._tray.icon()
        self._tray.showMessage(said.heading, said.text, picture)

    def _was_clicked(self, _: object = None) -> None:
        self._tray.hide()
        last, self._last = self._last, None
        if last is not None:
            self.clicked.emit(last)


def teller(icon: QIcon) -> Teller:
    """The one for this system."""
    return BusTeller() if platform.system() == "Linux" else TrayTeller(icon)
