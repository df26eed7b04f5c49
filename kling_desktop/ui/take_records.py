"""What the library knows of the takes in sight: what they are called, their rating, whether their
clips are there.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from kling_desktop.library.index import Entry, Library
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.ui.library.latest import Latest
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One clip."""

    entry: Entry | None = None
    """`None` where the library does not know it."""
    there: bool = True
    """Whether its file is in the clips folder."""
    given: str = ""
    """What it was called when it was made, like every take of its scene."""

    @property
    def label(self) -> str:
        """What the user calls it; empty until renamed."""
        label = self.entry.label if self.entry is not None else ""
        return "" if label == self.given else label

    @property
    def rating(self) -> int:
        """0 (none) to 5."""
        return self.entry.rating if self.entry is not None else 0


class TakeRecords(QObject):
    """Reads off the window's thread, and again whenever the library changes."""

    changed = Signal()

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._wanted: tuple[str, ...] = ()
        self._given = ""
        self._found: dict[str, Record] = {}
        # Whether a clip is there, says a drive that may be slow to answer.
        self._reading = Latest(supplies.pools.clips, self._take, self._failed)
        self._reading.setParent(self)
        supplies.shelf.changed.connect(self._read)

    def look(self, clips: Sequence[str], given: str) -> None:
        """Looks at these clips, by file name; `given` is what takes of their scene are called."""
        self._wanted = tuple(clips)
        self._given = given
        self._read()

    def of(self, clip: str) -> Record:
        """What is known of a clip; nothing, until it was looked at."""
        return msgspec.structs.replace(self._found.get(clip, Record()), given=self._given)

    def rate(self, clip: str, stars: int) -> None:
        """Gives a clip 0 to 5."""
        self._change(clip, lambda library, entry: library.rate([entry.id], stars))

    def rename(self, clip: str, label: str) -> None:
        """Calls a clip something; its file keeps its name."""
        self._change(clip, lambda library, entry: library.rename(entry.id, label))

    def _read(self) -> None:
        if not self._wanted:
            return
        wanted, library, folder = self._wanted, self._supplies.library, self._supplies.clips
        self._reading.run(lambda: _read(wanted, library, folder))

    def _take(self, found: dict[str, Record]) -> None:
        if found != self._found:
            self._found = found
            self.changed.emit()

    def _change(self, clip: str, change: Callable[[Library, Entry], None]) -> None:
        entry = self.of(clip).entry
        if entry is not None:
            library = self._supplies.library
            self._supplies.pools.disk.run_task(
                lambda: change(library(), entry), self._changed, self._failed
            )

    def _changed(self, _: object) -> None:
        self._supplies.shelf.changed.emit()

    def _failed(self, error: BaseException) -> None:
        log.warning("the library has nothing to say about the takes: %s", error)


def _read(
    clips: tuple[str, ...], library: Callable[[], Library], folder: Path
) -> dict[str, Record]:
    index, folders = library(), ClipFolders.of(folder)
    return {
        clip: Record(entry=index.entry_of(clip), there=folders.find(clip).is_file())
        for clip in clips
    }
