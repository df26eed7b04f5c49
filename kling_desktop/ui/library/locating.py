"""Bringing back a clip whose file went missing: the person shows where it is now."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kling_desktop.library.index import Entry
from kling_desktop.library.locating import Match, bring_home, compare
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.ui.library.note import Note
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import LibraryWords

log = logging.getLogger(__name__)

_PATTERNS = "*.mp4 *.mov *.m4v *.webm *.mkv *.gif"


class Locating(QObject):
    """Checks that the file is that clip before anything is copied."""

    located = Signal(object)
    """The `Entry` whose file is back."""

    def __init__(self, owner: QWidget, supplies: Supplies, note: Note) -> None:
        super().__init__(owner)
        self._owner = owner
        self._supplies = supplies
        self._note = note

    def ask(self, entry: Entry) -> QFileDialog:
        """Asks where the file is, without stopping anything else."""
        dialog = QFileDialog(self._owner, LibraryWords.LOCATE_TITLE())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [LibraryWords.VIDEOS_FILTER(patterns=_PATTERNS), LibraryWords.ALL_FILES_FILTER()]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(_Choice(self, entry, dialog).chosen)
        dialog.open()
        return dialog

    def take(self, entry: Entry, file: Path) -> None:
        """Brings the clip home if `file` is that clip, and says what came of it."""
        clips = self._supplies.clips
        answer = _Answer(self, entry)
        self._supplies.pools.clips.run_task(
            lambda: _bring(entry, file, clips), answer.compared, answer.failed
        )

    def compared(self, entry: Entry, match: Match) -> None:
        """It is known whether the file is that clip; if so it is home."""
        said: dict[Match, Callable[[], str]] = {
            Match.SAME: LibraryWords.LOCATED,
            Match.ANOTHER: LibraryWords.ANOTHER_CLIP,
            Match.NO_CLIP: LibraryWords.NOT_A_CLIP,
        }
        self._note.tell(self, said[match]())
        if match is Match.SAME:
            self.located.emit(entry)

    def failed(self, error: BaseException) -> None:
        """The disk was in the way."""
        log.warning("a clip can't be brought home: %s", error)
        self._note.tell(self, LibraryWords.NOT_LOCATED())


class _Choice(QObject):
    """Remembers which clip the dialog is about."""

    def __init__(self, locating: Locating, entry: Entry, dialog: QFileDialog) -> None:
        super().__init__(dialog)
        self._locating = locating
        self._entry = entry

    def chosen(self, file: str) -> None:
        self._locating.take(self._entry, Path(file))


class _Answer(QObject):
    def __init__(self, locating: Locating, entry: Entry) -> None:
        super().__init__(locating)
        self._locating = locating
        self._entry = entry

    def compared(self, match: Match) -> None:
        self._locating.compared(self._entry, match)
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        self._locating.failed(error)
        self.deleteLater()


def _bring(entry: Entry, file: Path, clips: Path) -> Match:
    match = compare(entry, file)
    folders = ClipFolders.of(clips)
    if match is Match.SAME and not folders.find(entry.file).exists():
        bring_home(entry, file, folders.place(entry.file).parent)
    return match
