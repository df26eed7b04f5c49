"""A sitting: one storyboard at work, with its desk, its window and its recovery copy."""

from PySide6.QtCore import QObject, Qt, Signal

from kling_desktop.ui.desk import Desk
from kling_desktop.ui.documents import Documents
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.recovery import Autosave
from kling_desktop.ui.shared import Shared
from kling_desktop.ui.window import MainWindow
from kling_desktop.words import Window


class Sitting(QObject):
    """Begins with an empty storyboard; ends with its window."""

    closed = Signal(object)
    """This sitting: its window is closed, and nothing was lost by it."""

    def __init__(self, shared: Shared, number: int) -> None:
        """`number` says in which order the windows were opened."""
        super().__init__()
        self.number = number
        supplies = self._supplies = shared.supplies
        self.desk = Desk()
        self.notices = Notices()
        self.window = MainWindow(shared, self.desk, self.notices)
        self.autosave = Autosave(self.desk, self.documents, supplies.recovery, supplies.pools.disk)
        self.autosave.failed.connect(self._not_autosaved)
        self.window.closed.connect(self._closed)

    @property
    def documents(self) -> Documents:
        """The document on the desk."""
        return self.window.documents

    @property
    def untouched(self) -> bool:
        """Whether nothing was done here yet, so that another storyboard may take its place.

        A picture that is still being examined is something, though the storyboard lacks it yet.
        """
        documents = self.documents
        return not documents.edited and documents.place.path is None and not self.window.taking_in

    @property
    def free(self) -> bool:
        """Whether it is untouched, and not waiting for a document either."""
        return self.untouched and not self.documents.opening

    def come_forward(self) -> None:
        """Puts the window in front of all others, with the keyboard."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def end(self, *, given_up: bool) -> None:
        """Brings the recovery copy to its end. With `given_up` nobody wants what is not saved."""
        self.autosave.end(given_up=given_up)
        kept = self.window.to_keep()
        self._supplies.pools.disk.last(lambda: self._supplies.settings.change(**kept))
        self.window.hide()

    def let_go(self) -> None:
        """Deletes the window and all that belongs to it."""
        # Not at once: its own event may be what ends it.
        for part in (self.autosave, self.notices, self.desk):
            part.setParent(self)
        self.setParent(self.window)
        self.window.deleteLater()

    def _closed(self) -> None:
        self.closed.emit(self)

    def _not_autosaved(self, _: BaseException) -> None:
        self.notices.post(Window.NOT_AUTOSAVED(), Mood.FAULT)
