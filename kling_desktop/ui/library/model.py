"""The clips that were found, read a screenful at a time."""

import logging
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractListModel,
    QDateTime,
    QLocale,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from kling_desktop.library.index import Entry
from kling_desktop.ui.clip_data import carry
from kling_desktop.ui.library.latest import Latest
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import LibraryWords

log = logging.getLogger(__name__)

AHEAD = 24
"""Rows read beyond what is seen, each way, so that slow scrolling meets no gap."""

KEPT = 1500
"""Clips remembered; those seen longest ago are let go and read again when they are wanted."""

STEPS_MOST = 40
"""Runs of rows that come and go one after another; beyond that all is shown anew."""

Index = QModelIndex | QPersistentModelIndex

# Made once: Qt asks for the flags of ten thousand rows when all are selected.
_CLIP = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


class Clips(QAbstractListModel):
    """Knows which clips there are by their ids; of those in sight also what they are."""

    renamed = Signal(object, str)
    """An `Entry` and what it is to be called."""
    read = Signal()
    """More of what is in sight is known."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._reading = Latest(supplies.pools.disk, self._took_in, self._not_read)
        self._reading.setParent(self)
        self._ids: list[int] = []
        self._rows: dict[int, int] = {}
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._fresh: set[int] = set()
        """Ids that have been read since the index last changed."""
        self._overtaken: set[int] = set()
        """Ids that were changed here while they were being read: what comes is out of date."""
        self._sight = range(0)
        self.missing: set[str] = set()
        """Files that were found to be missing."""

    def show_ids(self, ids: list[int]) -> None:
        """Shows these clips in this order. Rows that stay are kept, and with them what is selected;
        what is known of them is read again.
        """
        self._fresh.clear()
        if ids != self._ids and not self._in_steps(ids):
            self.beginResetModel()
            self._take(ids)
            self.endResetModel()

    def look_at(self, first: int, last: int) -> None:
        """Rows `first` to `last` are in sight: they are read, and no others but a few beside."""
        self._sight = range(max(0, first - AHEAD), min(len(self._ids), last + 1 + AHEAD))
        wanted = [self._ids[row] for row in self._sight if self._ids[row] not in self._fresh]
        seen = [self._ids[row] for row in range(max(0, first), min(len(self._ids), last + 1))]
        if wanted and not self._fresh.issuperset(seen):
            library = self._supplies.library
            self._reading.run(lambda: (wanted, library().read(wanted)))

    def ids(self) -> list[int]:
        """All clips that are shown, in order."""
        return list(self._ids)

    def id_of(self, index: Index) -> int | None:
        """The clip in a row."""
        return self._ids[index.row()] if 0 <= index.row() < len(self._ids) else None

    def row_of(self, number: int) -> int | None:
        """The row of a clip."""
        return self._rows.get(number)

    def entry(self, index: Index) -> Entry | None:
        """What is in a row; `None` while it has not been read."""
        number = self.id_of(index)
        return None if number is None else self._entries.get(number)

    def change(self, numbers: Sequence[int], **fields: object) -> None:
        """Shows a change at once, before it is in the index."""
        if self._reading.busy:
            self._overtaken.update(numbers)
        for number in numbers:
            if number in self._entries:
                self._entries[number] = replace(self._entries[number], **fields)
                self._tell(number)

    def show_missing(self, file: str, *, missing: bool) -> None:
        """Notes whether a clip's file was found."""
        if (file in self.missing) == missing:
            return
        (self.missing.add if missing else self.missing.discard)(file)
        for number, entry in self._entries.items():
            if entry.file == file:
                self._tell(number)

    def is_missing(self, entry: Entry) -> bool:
        """Whether the clip's file was looked for and not found."""
        return entry.file in self.missing

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _CLIP if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index)
        if entry is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.title
        if role == Qt.ItemDataRole.EditRole:
            return entry.label or entry.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return ", ".join(facts(entry, missing=self.is_missing(entry)))
        if role == Qt.ItemDataRole.ToolTipRole:
            said = facts(entry, missing=self.is_missing(entry))
            return "\n".join([entry.title[:400], " · ".join(said)])
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        entry = self.entry(index)
        name = " ".join(str(value).split())
        if entry is None or role != Qt.ItemDataRole.EditRole or name in (entry.label, entry.title):
            return False
        self.change([entry.id], label=name)
        self.renamed.emit(entry, name)
        return True

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entries = [entry for index in indexes if (entry := self.entry(index)) is not None]
        there = [entry for entry in entries if not self.is_missing(entry)]
        return carry([self._supplies.clips / entry.file for entry in there])

    def _took_in(self, result: tuple[list[int], list[Entry]]) -> None:
        wanted, entries = result
        overtaken, self._overtaken = self._overtaken, set()
        for entry in entries:
            if entry.id not in overtaken:
                self._entries[entry.id] = entry
                self._entries.move_to_end(entry.id)
        self._fresh.update(number for number in wanted if number not in overtaken)
        while len(self._entries) > KEPT:
            number, _ = self._entries.popitem(last=False)
            self._fresh.discard(number)
        rows = sorted(row for number in wanted if (row := self._rows.get(number)) is not None)
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))
        self.read.emit()

    def _not_read(self, error: BaseException) -> None:
        log.warning("clips in sight can't be read: %s", error)

    def _tell(self, number: int) -> None:
        row = self._rows.get(number)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _take(self, ids: list[int]) -> None:
        self._ids = list(ids)
        self._rows = {number: row for row, number in enumerate(ids)}

    def _in_steps(self, ids: list[int]) -> bool:
        """Lets rows go and come where the others keep their order; whether it could be done so."""
        stays, were = set(ids), set(self._ids)
        common = [number for number in self._ids if number in stays]
        if not common or common != [number for number in ids if number in were]:
            return False
        gone = list(runs([row for row, n in enumerate(self._ids) if n not in stays]))
        come = list(runs([row for row, n in enumerate(ids) if n not in were]))
        if len(gone) + len(come) > STEPS_MOST:
            return False
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._take(self._ids[:first] + self._ids[last + 1 :])
            self.endRemoveRows()
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self._take(self._ids[:first] + ids[first : last + 1] + self._ids[first:])
            self.endInsertRows()
        return True


def facts(entry: Entry, *, missing: bool) -> list[str]:
    """What there is to know about a clip, each in a few words."""
    made = QDateTime.fromSecsSinceEpoch(int(entry.made_at)).date()
    day = QLocale().toString(made, QLocale.FormatType.ShortFormat)
    said = [LibraryWords.SECONDS_LONG(seconds=f"{entry.seconds:.0f}")]
    if missing:
        said.insert(0, LibraryWords.FILE_MISSING())
    if entry.has_sound:
        said.append(LibraryWords.WITH_SOUND())
    if entry.rating == 1:
        said.append(LibraryWords.STARS_ONE())
    elif entry.rating:
        said.append(LibraryWords.STARS(stars=entry.rating))
    if entry.practice:
        said.append(LibraryWords.IS_PRACTICE())
    if entry.board_title:
        said.append(LibraryWords.OF_BOARD(board=entry.board_title))
    said.append(LibraryWords.MADE_ON(date=day))
    return said


def runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring rows together, as first and last."""
    for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        together = [row for _, row in run]
        yield together[0], together[-1]
