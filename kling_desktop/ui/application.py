"""Qt's application, with what the system asks of it besides input: macOS names files by events, and
asks a program to end by one.
"""

import platform
from pathlib import Path

from PySide6.QtCore import SIGNAL, QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

_LEAVE_WANTED = SIGNAL("leave_wanted()")
_NAMED = SIGNAL("named(PyObject)")


class Application(QApplication):
    """Passes on what it is asked. As long as someone hears `leave_wanted`, the program ends by
    their hand: `quit` asks them, and only when they have stopped listening does it leave Qt's loop.
    """

    named = Signal(object)
    """Paths of the files that the program is to open, in one list where they came together.
    They are kept until someone hears.
    """
    leave_wanted = Signal()
    """The Dock, or the end of a session on macOS; Ctrl+C. Windows sends it once the session is
    ending for good, too late for a question; other ends come as signals (`ui/end_signals.py`).
    """

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._named: list[Path] = []

    def named_at_start(self) -> list[Path]:
        """The files that the program was started for, as far as no argument tells. Call it once,
        before anything listens to `named`.
        """
        if platform.system() == "Darwin":
            # What was double-clicked is handed over with the first events. Cocoa does so before it
            # comes to Qt's timers, so `_tell_named` may well be done with by then.
            self.processEvents()
        return self._take_named()

    def event(self, event: QEvent) -> bool:
        # Overridden and not filtered: a filter of the application sees each event of every widget.
        if isinstance(event, QFileOpenEvent) and event.file():
            # One event for each file: several pictures are to become one storyboard.
            self._named.append(Path(event.file()))
            QTimer.singleShot(0, self._tell_named)
            return True
        if event.type() == QEvent.Type.Quit:
            # Qt itself would leave its loop at once, and break off a submit in flight with it.
            if self.receivers(_LEAVE_WANTED):
                event.ignore()
                self.leave_wanted.emit()
            else:
                self.exit()
            return True
        return super().event(event)

    def _tell_named(self) -> None:
        if self._named and self.receivers(_NAMED):
            self.named.emit(self._take_named())

    def _take_named(self) -> list[Path]:
        named, self._named = self._named, []
        return named
