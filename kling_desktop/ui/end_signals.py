"""The signals by which POSIX systems end a program: the end of a session on Wayland, of a service
under systemd, or of the terminal it was started from. Windows has none from outside.
"""

import signal
import socket
import sys

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_NUMBERS = {signal.SIGTERM} if sys.platform == "win32" else {signal.SIGTERM, signal.SIGHUP}


class EndSignals(QObject):
    """Listens for as long as Qt's loop runs. One at a time in a process, on the main thread.

    What was already ignored, as `nohup` does with SIGHUP, stays ignored.
    """

    wanted = Signal()
    """There may be no time for questions, and nobody to answer them."""

    def __init__(self) -> None:
        super().__init__()
        # Python's own handlers run between two of its instructions, and in Qt's loop there are
        # none for as long as nothing happens.
        self._heard, self._told = socket.socketpair()
        self._heard.setblocking(False)
        self._told.setblocking(False)
        signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(
            self._heard.fileno(), QSocketNotifier.Type.Read, parent=self
        )
        self._notifier.activated.connect(self._look)
        for number in _NUMBERS:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, lambda *_: None)

    def _look(self) -> None:
        if _NUMBERS & set(self._heard.recv(64)):
            self.wanted.emit()
