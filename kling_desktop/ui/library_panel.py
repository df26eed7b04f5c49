"""The library: every clip made on this machine, the newest first."""

import logging

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from kling_desktop.library.index import Entry, Library
from kling_desktop.library.wanted import Wanted
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.pieces import label
from kling_desktop.ui.still import paint_cover, read
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import LibraryWords

log = logging.getLogger(__name__)

POSTER = 480
SEARCH_WAIT = 150
"""Milliseconds of rest before a search is made."""

Index = QModelIndex | QPersistentModelIndex


class LibraryPanel(QFrame):
    """A searchable list of clips; choosing one plays it."""

    chosen = Signal(object)
    """An `Entry`."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self.setObjectName("libraryPanel")
        self._supplies = supplies
        self._turn = 0
        self.search = QLineEdit()
        self.search.setAccessibleName(LibraryWords.SEARCH_LIBRARY())
        self.search.setPlaceholderText(LibraryWords.SEARCH_HINT())
        self.search.setClearButtonEnabled(True)
        self.model = _Clips(supplies)
        self.list = _List()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Card(self.list))
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self._empty = label(LibraryWords.LIBRARY_EMPTY(), "quiet", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(tokens.EDGE, 96, tokens.EDGE, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.list)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SEARCH_WAIT)
        self._rest.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.PAD, tokens.PAD, tokens.GAP, 0)
        layout.setSpacing(tokens.PAD)
        layout.addWidget(label(LibraryWords.LIBRARY(), "heading"))
        layout.addWidget(self.search)
        layout.addWidget(self._pages, 1)
        self.setMinimumWidth(180)

    def refresh(self) -> None:
        """Reads the index again, off the window's thread."""
        self._turn += 1
        turn, wanted = self._turn, self.search.text()
        library = self._supplies.library
        self._supplies.disk_pool.run_task(
            lambda: (turn, _found(library(), wanted)), self._found, self._failed
        )

    def _typed(self) -> None:
        self._rest.start()

    def _found(self, result: tuple[int, list[Entry]]) -> None:
        turn, entries = result
        if turn != self._turn:
            return
        self.model.show_entries(entries)
        searched = bool(self.search.text().strip())
        self._empty.setText(
            LibraryWords.NOTHING_FOUND() if searched else LibraryWords.LIBRARY_EMPTY()
        )
        self._pages.setCurrentWidget(self.list if entries else self._empty)

    def _failed(self, error: BaseException) -> None:
        log.warning("the library can't be read: %s", error)
        self._empty.setText(LibraryWords.LIBRARY_UNREADABLE())
        self._pages.setCurrentWidget(self._empty)

    def _choose(self, index: QModelIndex) -> None:
        entry = self.model.entry(index)
        if entry is not None:
            self.chosen.emit(entry)


class _List(QListView):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(LibraryWords.LIBRARY())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters would search the list; here they are the player's keys.
        if event.text().isprintable() and event.text() and event.key() != Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Clips(QAbstractListModel):
    """The entries shown, with the posters that have been made for them."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._entries: list[Entry] = []
        self._posters: dict[str, QImage] = {}
        self._asked: set[str] = set()

    def show_entries(self, entries: list[Entry]) -> None:
        if entries == self._entries:
            return
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, index: Index) -> Entry | None:
        return self._entries[index.row()] if 0 <= index.row() < len(self._entries) else None

    def poster(self, entry: Entry) -> QImage | None:
        """The clip's picture, if it is there; asked for when it is first wanted."""
        if entry.file not in self._posters and entry.file not in self._asked:
            self._asked.add(entry.file)
            thumbnails = self._supplies.thumbnails
            self._supplies.poster_pool.run_task(
                lambda: (entry.file, read(thumbnails.poster(entry.file), POSTER)),
                self._made,
                self._not_made,
            )
        return self._posters.get(entry.file)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index)
        if entry is None:
            return None
        title = entry.label or entry.prompt or entry.file
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(title.split())
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return said(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (title[:400], said(entry))))
        return None

    def _made(self, result: tuple[str, QImage]) -> None:
        file, image = result
        self._posters[file] = image
        rows = [n for n, entry in enumerate(self._entries) if entry.file == file]
        for number in rows:
            self.dataChanged.emit(self.index(number), self.index(number))

    def _not_made(self, error: BaseException) -> None:
        log.warning("a poster could not be made: %s", error)


class _Card(QStyledItemDelegate):
    """Paints one clip: its poster, what it is called, how long it is."""

    PICTURE = 118
    HEIGHT = PICTURE + 48

    def sizeHint(self, _: QStyleOptionViewItem, __: Index) -> QSize:
        return QSize(120, self.HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, _Clips)
        entry = model.entry(index)
        if entry is None:
            return
        colours = theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(2, 2, -4, -8)
        state = option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(QColor(colours.second), 2) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover if over else colours.raised))
        painter.drawRoundedRect(rect, tokens.RADIUS, tokens.RADIUS)
        picture = QRectF(rect.left() + 4, rect.top() + 4, rect.width() - 8, self.PICTURE - 8)
        self._paint_picture(painter, model.poster(entry), picture)
        self._paint_words(painter, entry, str(index.data()), rect)
        painter.restore()

    def _paint_picture(self, painter: QPainter, image: QImage | None, room: QRectF) -> None:
        if image is not None:
            paint_cover(painter, image, room, 5)
            return
        colours = theme.colours()
        scale = painter.device().devicePixelRatio()
        sign = icons.pixmap("clip", colours.quiet, 24, scale)
        painter.drawPixmap(int(room.center().x() - 12), int(room.center().y() - 12), sign)

    def _paint_words(self, painter: QPainter, entry: Entry, title: str, rect: QRectF) -> None:
        colours = theme.colours()
        line = QRectF(rect.left() + 8, rect.top() + self.PICTURE, rect.width() - 16, 18)
        painter.setPen(QColor(colours.ink))
        _line(painter, title, line)
        font = painter.font()
        font.setPixelSize(tokens.SMALL)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet))
        _line(painter, said(entry), line.translated(0, 17))


def _line(painter: QPainter, text: str, where: QRectF) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(where.width()))
    painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _found(library: Library, words: str) -> list[Entry]:
    return library.read(library.find(Wanted(words=words))[:100])


def said(entry: Entry) -> str:
    """How long a clip is and what kind, in a few words."""
    parts = [LibraryWords.CLIP_SECONDS(seconds=f"{entry.seconds:.0f}")]
    if entry.has_sound:
        parts.append(LibraryWords.WITH_SOUND())
    if entry.practice:
        parts.append(LibraryWords.IS_PRACTICE())
    return " · ".join(parts)
