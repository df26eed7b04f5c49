"""What the windows of one process share about the library: that it has changed, and what every
desk still wants.
"""

from weakref import WeakSet

from PySide6.QtCore import QObject, Signal

from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.desk import Desk


class Shelf(QObject):
    """One for the whole process. Lives on the window's thread."""

    changed = Signal()
    """The index of clips has changed: every library panel reads it again."""
    gone = Signal(object)
    """File names of clips that are about to leave the clips folder, as a `frozenset`: whoever has
    one open lets go of it."""

    def __init__(self) -> None:
        super().__init__()
        self._desks: WeakSet[Desk] = WeakSet()

    def lay(self, desk: Desk) -> None:
        """Counts a desk in for as long as it lives."""
        self._desks.add(desk)

    def boards(self) -> list[Storyboard]:
        """The storyboards that lie open, as they are now."""
        return [desk.storyboard for desk in self._desks]

    def named(self) -> set[str]:
        """Hashes of every picture that any desk may still want (`Desk.named`)."""
        named: set[str] = set()
        for desk in self._desks:
            named |= desk.named
        return named
