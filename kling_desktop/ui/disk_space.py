"""How much room everything takes on the disk, and the clean-up of what nothing refers to."""

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from kling_desktop.store.document_errors import DocumentError
from kling_desktop.store.housekeeping import (
    Cleared,
    Housekeeper,
    Leftovers,
    OthersAtWork,
    Pile,
    Space,
    pile,
)
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.pieces import button, clear, label, row
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import DiskWords

log = logging.getLogger(__name__)

_KINDS = {
    "clips": DiskWords.CLIPS,
    "pictures": DiskWords.PICTURES,
    "thumbnails": DiskWords.THUMBNAILS,
    "recovery": DiskWords.RECOVERY,
    "practice": DiskWords.PRACTICE,
}
_GOING = {
    "pictures": DiskWords.PICTURES_GO,
    "thumbnails": DiskWords.THUMBNAILS_GO,
    "downloads": DiskWords.DOWNLOADS_GO,
    "practice": DiskWords.PRACTICE_GO,
}


class DiskSpace(QWidget):
    """Measures and looks whenever it is shown; removes only what it has shown."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._shown = Leftovers()
        self.setAccessibleName(DiskWords.DISK_SPACE())
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(tokens.EDGE)
        self._table.setVerticalSpacing(tokens.GAP)
        self._table.setColumnStretch(1, 1)
        self.measured = label(DiskWords.MEASURING(), "quiet", wrap=True)
        self.said = label("", wrap=True)
        self._going = QVBoxLayout()
        self._going.setSpacing(tokens.GRID)
        self.clean_up = button(DiskWords.CLEAN_UP())
        self.look_again = button(DiskWords.LOOK_AGAIN(), "plain")
        self.clean_up.clicked.connect(self._clear)
        self.look_again.clicked.connect(self.look)
        box = QFrame()
        box.setObjectName("cleanUp")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(tokens.EDGE, tokens.PAD, tokens.EDGE, tokens.PAD)
        inside.setSpacing(tokens.GAP)
        inside.addWidget(label(DiskWords.CLEAN_UP_TITLE(), "strong"))
        inside.addWidget(self.said)
        inside.addLayout(self._going)
        inside.addLayout(row(self.clean_up, self.look_again, None))
        inside.addWidget(label(DiskWords.CLIPS_STAY(), "small", wrap=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.EDGE)
        layout.addLayout(self._table)
        layout.addWidget(self.measured)
        layout.addWidget(box)
        layout.addStretch(1)
        self._offer(Leftovers())

    def look(self) -> None:
        """Measures everything and looks for what may go."""
        keeper = self._supplies.housekeeper
        if keeper is None:
            return
        self._offer(Leftovers())
        self._say(DiskWords.LOOKING())
        self.look_again.setEnabled(False)
        pool, named = self._supplies.pools.clips, self._supplies.shelf.named()
        pool.run_task(keeper.measure, self._measured, self._not_measured)
        pool.run_task(partial(_find, keeper, named), self._found, self._hindered)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.look()

    def _measured(self, space: Space) -> None:
        clear(self._table)
        piles = {kind: getattr(space, kind) for kind in _KINDS}
        most = max(each.size for each in piles.values())
        for line, (kind, each) in enumerate(piles.items()):
            self._add_line(line, _KINDS[kind](), each, each.size / most if most else 0.0)
        total = Pile(
            sum(each.files for each in piles.values()), sum(each.size for each in piles.values())
        )
        self._add_line(len(piles), DiskWords.IN_ALL(), total, None)
        self.measured.hide()

    def _add_line(self, line: int, kind: str, each: Pile, part: float | None) -> None:
        """One kind: its name, how its size compares, how many files and how large."""
        files = DiskWords.ONE_FILE() if each.files == 1 else DiskWords.FILES(count=each.files)
        name = label(kind, "strong" if part is None else "")
        name.setAccessibleName(DiskWords.SAID(kind=kind, files=files, size=told(each.size)))
        size = label(told(each.size), "strong" if part is None else "")
        count = label(files, "quiet")
        for said in (size, count):
            said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._table.addWidget(name, line, 0)
        if part is not None:
            self._table.addWidget(_Share(part), line, 1)
        self._table.addWidget(count, line, 2)
        self._table.addWidget(size, line, 3)

    def _not_measured(self, error: BaseException) -> None:
        log.warning("disk space can't be measured: %s", error)
        self.measured.setText(DiskWords.NOT_MEASURED())
        self.measured.show()

    def _found(self, result: tuple[Leftovers, dict[str, Pile]]) -> None:
        leftovers, piles = result
        self.look_again.setEnabled(True)
        self._offer(leftovers)
        size = sum(each.size for each in piles.values())
        if not any(each.files for each in piles.values()):
            self._say(DiskWords.NOTHING_LEFT())
            return
        self._say(DiskWords.MAY_GO(size=told(size)))
        for kind, each in piles.items():
            if each.files:
                count = len(getattr(leftovers, kind))
                line = _GOING[kind](count=count, size=told(each.size))
                self._going.addWidget(label(line, "quiet", wrap=True))

    def _hindered(self, error: BaseException) -> None:
        self.look_again.setEnabled(True)
        self._offer(Leftovers())
        if isinstance(error, OthersAtWork):
            self._say(DiskWords.OTHERS_AT_WORK())
            return
        log.warning("nothing is cleaned up: %s", error)
        if isinstance(error, DocumentError):
            self._say(DiskWords.DOCUMENT_UNREADABLE())
        else:
            self._say(DiskWords.NOT_FOUND_OUT())

    def _clear(self) -> None:
        keeper, shown = self._supplies.housekeeper, self._shown
        if keeper is None:
            return
        named = self._supplies.shelf.named()
        self._offer(Leftovers())
        self.look_again.setEnabled(False)
        self._say(DiskWords.CLEANING())
        pool = self._supplies.pools.clips
        pool.run_task(lambda: keeper.clear(shown, named), self._cleared, self._hindered)
        pool.run_task(keeper.measure, self._measured, self._not_measured)

    def _cleared(self, cleared: Cleared) -> None:
        self.look_again.setEnabled(True)
        freed = told(cleared.freed)
        if cleared.stayed:
            self._say(DiskWords.CLEANED_BUT(size=freed, count=cleared.stayed))
        else:
            self._say(DiskWords.CLEANED(size=freed))

    def _offer(self, leftovers: Leftovers) -> None:
        self._shown = leftovers
        clear(self._going)
        self.clean_up.setEnabled(leftovers != Leftovers())

    def _say(self, text: str) -> None:
        self.said.setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


class _Share(QWidget):
    """A thin line as long as its part of the largest."""

    def __init__(self, part: float) -> None:
        super().__init__()
        self._part = part
        self.setMinimumWidth(64)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        line = QRectF(0, self.height() / 2 - 2, self.width(), 4)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(line, 2, 2)
        if self._part > 0:
            line.setWidth(max(4.0, self.width() * self._part))
            painter.setBrush(QColor(colours.second))
            painter.drawRoundedRect(line, 2, 2)


def told(size: int) -> str:
    """Bytes as a person reads them."""
    form = QLocale.DataSizeFormat.DataSizeSIFormat
    return QLocale().formattedDataSize(size, 1, form)


def _find(keeper: Housekeeper, named: set[str]) -> tuple[Leftovers, dict[str, Pile]]:
    found = keeper.find(named)
    kinds: dict[str, tuple[Path, ...]] = {kind: getattr(found, kind) for kind in _GOING}
    return found, {kind: pile(paths) for kind, paths in kinds.items()}
