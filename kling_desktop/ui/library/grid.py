"""The grid of clips: columns that fill the panel, scrubbing under the pointer, keys, dragging."""

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from kling_desktop.library.index import Entry
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.library.card import GAP, Card, Cells
from kling_desktop.ui.library.model import Clips, runs
from kling_desktop.ui.library.pictures import Posters, Strips
from kling_desktop.ui.still import paint_cover
from kling_desktop.words import LibraryWords

LEAST = 100
"""Pixels of a card below which there is one column less."""

NARROW = 76
"""Pixels of a card below which not even two stand side by side."""

SCROLL_BAR = 14
"""Pixels on the right that Qt leaves to a scroll bar, also while there is none: nothing moves when
it comes.
"""

RESTS = 90
"""Milliseconds of the pointer on a clip before its filmstrip is made."""

_DRAGGED = QSize(128, 72)
"""Pixels of what hangs from the pointer."""


class Grid(QListView):
    """Shows the clips of a model; says what is wanted, and does none of it."""

    played = Signal(object)
    """The `Entry` to be played."""
    rated = Signal(object, int)
    """Ids, and what they are rated."""
    deleted = Signal()
    copied = Signal()
    undone = Signal()
    menu_wanted = Signal(QPoint)
    """Where on the screen."""

    def __init__(self, model: Clips, posters: Posters, strips: Strips) -> None:
        super().__init__()
        self.clips = model
        self.undoable = False
        """Whether Ctrl+Z, here, brings back what was deleted."""
        self._posters = posters
        self._strips = strips
        self._pressed_star: tuple[int, int] | None = None
        self.setAccessibleName(LibraryWords.LIBRARY())
        self.setAccessibleDescription(LibraryWords.CLEAR_RATING_KEYS())
        self.setModel(model)
        self.card = Card(posters, strips, self)
        self.setItemDelegate(self.card)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(0)
        self._looking.timeout.connect(self._look)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(RESTS)
        self._resting.timeout.connect(self._want_strip)
        self.verticalScrollBar().valueChanged.connect(self.look_soon)
        model.modelReset.connect(self.look_soon)
        model.rowsInserted.connect(self.look_soon)
        model.rowsRemoved.connect(self.look_soon)
        model.read.connect(self.look_soon)
        posters.seen.connect(self._poster_seen)
        strips.made.connect(self._strip_made)
        self.activated.connect(self._play)

    @property
    def columns(self) -> int:
        """How many clips stand side by side."""
        room = self._room() + GAP
        return max(room // (LEAST + GAP), min(2, room // (NARROW + GAP)), 1)

    def chosen(self) -> list[int]:
        """Ids of the selected clips, in their order."""
        rows = self._chosen_rows()
        return [n for row in rows if (n := self.clips.id_of(self.clips.index(row))) is not None]

    def sole(self) -> Entry | None:
        """What is selected alone."""
        picked = self.selectionModel().selection()
        if picked.count() != 1 or picked.first().height() != 1:
            return None
        return self.clips.entry(picked.first().topLeft())

    def choose(self, ids: list[int], current: int | None) -> None:
        """Selects clips, as far as they are shown, and puts the keyboard at one of them."""
        model = self.selectionModel()
        row = None if current is None else self.clips.row_of(current)
        if row is not None and row != self.currentIndex().row():
            quiet = QItemSelectionModel.SelectionFlag.NoUpdate
            model.setCurrentIndex(self.clips.index(row), quiet)
        rows = sorted(row for number in ids if (row := self.clips.row_of(number)) is not None)
        if rows == self._chosen_rows():
            return
        picked = QItemSelection()
        for first, last in runs(rows):
            picked.select(self.clips.index(first), self.clips.index(last))
        model.select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _chosen_rows(self) -> list[int]:
        # By ranges: of ten thousand clips, an index for each would take a second.
        picked = self.selectionModel().selection()
        ranges = (picked.at(number) for number in range(picked.count()))
        return sorted(row for each in ranges for row in range(each.top(), each.bottom() + 1))

    def current(self) -> int | None:
        """The clip that the keyboard is at."""
        return self.clips.id_of(self.currentIndex())

    def anchor(self) -> tuple[int, int] | None:
        """The first clip in sight and how far below the top it is; `None` while at the top."""
        first, _ = self._in_sight()
        number = self.clips.id_of(self.clips.index(first))
        if self.verticalScrollBar().value() == 0 or number is None:
            return None
        return number, self.visualRect(self.clips.index(first)).top()

    def hold(self, anchor: tuple[int, int] | None) -> None:
        """Scrolls so that a clip stands where it stood."""
        row = None if anchor is None else self.clips.row_of(anchor[0])
        if anchor is not None and row is not None:
            self.doItemsLayout()
            bar = self.verticalScrollBar()
            there = self.visualRect(self.clips.index(row)).top()
            bar.setValue(bar.value() + there - anchor[1])

    def look_soon(self) -> None:
        """Has what is in sight read and pictured, once everything has its place."""
        if self.isVisible():
            self._looking.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        cells = self.card.cells = Cells(self._room(), self.columns)
        self.setGridSize(QSize(cells.width, cells.height))
        super().resizeEvent(event)
        self.look_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looking.stop()
        self._leave()

    def event(self, event: QEvent) -> bool:
        # Else the window would take the key for the storyboard.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.undoable
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, digit = event.key(), event.key() - Qt.Key.Key_0
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.matches(QKeySequence.StandardKey.Undo) and self.undoable:
            self.undone.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        elif plain and 0 <= digit <= 5:
            self.rated.emit(self.chosen(), digit)
        elif plain and event.text().isprintable() and event.text():
            # Letters and Space are the player's keys, and would search the list.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_star = self._star_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self._pressed_star is not None:
            event.accept()
            return
        self._pressed_star = None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_star = self._pressed_star, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._star_at(event.position()):
            row, star = pressed
            entry = self.clips.entry(self.clips.index(row))
            if entry is not None:
                # The same star once more takes the rating away.
                self.rated.emit([entry.id], 0 if star == entry.rating else star)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._star_at(event.position()) is not None:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_star is not None:
            return
        super().mouseMoveEvent(event)
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.visualRect(self.currentIndex()).center()
            self.menu_wanted.emit(self.viewport().mapToGlobal(where))
        elif self.indexAt(event.pos()).isValid():
            self.menu_wanted.emit(event.globalPos())

    def startDrag(self, _: Qt.DropAction) -> None:
        current = self.currentIndex().row()
        rows = sorted(self._chosen_rows(), key=lambda row: (row != current, row))
        indexes = [self.clips.index(row) for row in rows]
        mime = self.clips.mimeData(indexes)
        if not mime.urls():
            return
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(self._dragged(self.clips.entry(indexes[0]), len(mime.urls())))
        drag.setHotSpot(QPoint(12, 12))
        drag.exec(Qt.DropAction.CopyAction)

    def _room(self) -> int:
        return max(LEAST, self.maximumViewportSize().width() - SCROLL_BAR)

    def _in_sight(self) -> tuple[int, int]:
        """The first and last row that can be seen."""
        high = max(1, self.gridSize().height())
        top = self.verticalScrollBar().value()
        first = top // high * self.columns
        last = ((top + self.viewport().height() - 1) // high + 1) * self.columns - 1
        return first, min(last, self.clips.rowCount() - 1)

    def _look(self) -> None:
        first, last = self._in_sight()
        self.clips.look_at(first, last)
        entries = (self.clips.entry(self.clips.index(row)) for row in range(first, last + 1))
        self._posters.look_at([entry.file for entry in entries if entry is not None])

    def _play(self) -> None:
        entry = self.clips.entry(self.currentIndex())
        if entry is not None:
            self.played.emit(entry)

    def _cell(self, row: int) -> QRect:
        return self.visualRect(self.clips.index(row))

    def _star_at(self, point: QPointF) -> tuple[int, int] | None:
        index = self.indexAt(point.toPoint())
        star = self.card.cells.star_at(self.visualRect(index), point) if index.isValid() else None
        return None if star is None else (index.row(), star)

    def _hover(self, point: QPointF) -> None:
        index = self.indexAt(point.toPoint())
        row = index.row() if index.isValid() else -1
        before = self.card.hovered
        if row != before:
            self._resting.stop()
            self._strips.want("")
            self._repaint(before)
            if row >= 0:
                self._resting.start()
        self.card.hovered = row
        self.card.star = None
        if row >= 0:
            room = self.card.cells.picture(self._cell(row))
            self.card.place = max(0.0, min(1.0, (point.x() - room.left()) / room.width()))
            self.card.star = self.card.cells.star_at(self._cell(row), point)
            self._repaint(row)
        over = self.card.star is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _leave(self) -> None:
        self._resting.stop()
        self._strips.want("")
        before, self.card.hovered, self.card.star = self.card.hovered, -1, None
        self._repaint(before)

    def _want_strip(self) -> None:
        entry = self.clips.entry(self.clips.index(self.card.hovered))
        if entry is not None and not self.clips.is_missing(entry):
            self._strips.want(entry.file)

    def _strip_made(self, _: str) -> None:
        self._repaint(self.card.hovered)

    def _poster_seen(self, _: object) -> None:
        self.viewport().update()

    def _repaint(self, row: int) -> None:
        if row >= 0:
            self.viewport().update(self._cell(row))

    def _dragged(self, entry: Entry | None, count: int) -> QPixmap:
        """The picture of what is dragged, and how many there are."""
        colours = theme.colours()
        scale = self.devicePixelRatioF()
        drawn = QPixmap(_DRAGGED * scale)
        drawn.setDevicePixelRatio(scale)
        drawn.fill(Qt.GlobalColor.transparent)
        room = QRectF(0, 0, _DRAGGED.width(), _DRAGGED.height())
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(room, tokens.SMALL_RADIUS, tokens.SMALL_RADIUS)
        glance = None if entry is None else self._posters.glance(entry.file)
        if glance is not None and glance.image is not None:
            paint_cover(painter, glance.image, room, tokens.SMALL_RADIUS)
        if count > 1:
            spot = QRectF(room.right() - 32, room.top() + 4, 28, 20)
            painter.setBrush(QColor(colours.second))
            painter.drawRoundedRect(spot, 10, 10)
            painter.setPen(QColor(colours.panel))
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(count))
        painter.end()
        return drawn
