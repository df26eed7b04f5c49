"""One clip in the grid: its picture, what it is called, its stars and its length."""

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kling_desktop.library.index import RATING_MOST, Entry
from kling_desktop.library.thumbnails import STRIP_FRAMES
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.library.model import Clips, Index
from kling_desktop.ui.library.pictures import Posters, Strips
from kling_desktop.ui.still import paint_cover
from kling_desktop.words import LibraryWords

GAP = tokens.GAP
STAR = 12
"""Pixels from one star to the next."""

_TITLE = 20
_STARS = 18
_BELOW = _TITLE + _STARS + 4
"""Pixels under the picture."""

_FILLED = "filled"

_STAR_POINTS = tuple(
    (0.5 * radius * x, 0.5 * radius * y)
    for radius, x, y in (
        (1.0, 0.0, -1.0),
        (0.45, 0.588, -0.809),
        (1.0, 0.951, -0.309),
        (0.45, 0.951, 0.309),
        (1.0, 0.588, 0.809),
        (0.45, 0.0, 1.0),
        (1.0, -0.588, 0.809),
        (0.45, -0.951, 0.309),
        (1.0, -0.951, -0.309),
        (0.45, -0.588, -0.809),
    )
)
"""A star one unit high, about its middle."""


class Cells:
    """Where things are in the grid's cells: cards fill the room from edge to edge, with gaps only
    between them.
    """

    def __init__(self, room: int, columns: int) -> None:
        """`room` is the width for all columns, in pixels."""
        self.columns = columns
        self.width = room // columns
        self._card = (self.width * columns - GAP * (columns - 1)) / columns
        self.height = round(self._card * 9 / 16) + _BELOW + GAP

    def card(self, cell: QRect) -> QRectF:
        """The card; what is left of its cell are gaps."""
        column = cell.left() // self.width
        left = cell.left() - column * self.width + column * (self._card + GAP)
        return QRectF(left, cell.top(), self._card, self.height - GAP)

    def picture(self, cell: QRect) -> QRectF:
        """The picture, the upper part of the card."""
        return self.card(cell).adjusted(0, 0, 0, -_BELOW)

    def stars(self, cell: QRect) -> QRectF:
        """Where the stars can be clicked."""
        card = self.card(cell)
        return QRectF(card.left() + 6, card.bottom() - _STARS - 3, RATING_MOST * STAR + 2, _STARS)

    def star_at(self, cell: QRect, point: QPointF) -> int | None:
        """Which star, from 1, lies at a point; `None` beside them."""
        room = self.stars(cell)
        if not room.contains(point):
            return None
        return max(1, min(RATING_MOST, int((point.x() - room.left() - 1) // STAR) + 1))


class Card(QStyledItemDelegate):
    """Paints the cards, and gives the field in which one is renamed."""

    def __init__(self, posters: Posters, strips: Strips, parent: QObject) -> None:
        super().__init__(parent)
        self._posters = posters
        self._strips = strips
        self.cells = Cells(2 * 100, 2)
        self.hovered = -1
        """The row under the pointer."""
        self.place = 0.0
        """How far across its picture the pointer is, from 0 to 1."""
        self.star: int | None = None
        """The star under the pointer, there."""

    def sizeHint(self, option: QStyleOptionViewItem, _: Index) -> QSize:
        grid = option.widget
        return grid.gridSize() if isinstance(grid, QListView) else QSize()

    def createEditor(self, parent: QWidget, _: QStyleOptionViewItem, __: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setObjectName("clipName")
        field.setAccessibleName(LibraryWords.NAME_OF_CLIP())
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Once: clips are read again while somebody types, and what was typed has to stay.
        if not editor.property(_FILLED):
            super().setEditorData(editor, index)
            editor.setProperty(_FILLED, True)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _: Index) -> None:
        card = self.cells.card(option.rect)
        editor.setGeometry(
            QRectF(card.left(), card.bottom() - _BELOW + 1, card.width(), _TITLE + 6).toRect()
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, Clips)
        colours = theme.colours()
        entry = model.entry(index)
        state = option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = index.row() == self.hovered
        cell, card = option.rect, self.cells.card(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(painter.font())
        font.setPixelSize(tokens.SMALL)
        painter.setFont(font)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = colours.second_wash if chosen else colours.hover if hovered else colours.raised
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(card, tokens.SMALL_RADIUS, tokens.SMALL_RADIUS)
        if entry is not None:
            missing = model.is_missing(entry)
            self._paint_picture(
                painter, entry, self.cells.picture(cell), hovered=hovered, missing=missing
            )
            self._paint_words(painter, entry, cell, hovered=hovered, missing=missing)
        if chosen or focused:
            # The one that the keyboard is at has the thicker line.
            thick = 2 if focused else 1
            painter.setPen(QPen(QColor(colours.second), thick))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            around = card.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)
            painter.drawRoundedRect(around, tokens.SMALL_RADIUS - 1, tokens.SMALL_RADIUS - 1)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, entry: Entry, room: QRectF, *, hovered: bool, missing: bool
    ) -> None:
        colours = theme.colours()
        path = QPainterPath()
        # Round above only: below, the words go on.
        radius = tokens.SMALL_RADIUS
        path.addRoundedRect(room.adjusted(0, 0, 0, radius), radius, radius)
        painter.save()
        painter.setClipRect(room)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.fillRect(room, QColor(colours.hover))
        strip = self._strips.strip(entry.file) if hovered and not missing else None
        glance = self._posters.glance(entry.file)
        poster = None if glance is None else glance.image
        if strip is not None:
            self._paint_moment(painter, strip, room)
        elif poster is not None:
            painter.setOpacity(0.3 if missing else 1.0)
            paint_cover(painter, poster, room)
            painter.setOpacity(1.0)
        if missing:
            self._paint_sign(painter, "caution", colours.caution, room.translated(0, -9))
            below = QRectF(room.left(), room.center().y() + 6, room.width(), 16)
            _line(painter, LibraryWords.MISSING(), below, Qt.AlignmentFlag.AlignHCenter)
        elif poster is None and strip is None:
            self._paint_sign(painter, "clip", colours.quiet, room)
        if entry.practice:
            corner = room.topLeft() + QPointF(4, 4)
            _badge(painter, room, corner, LibraryWords.PRACTICE_BADGE(), "caution")
        painter.restore()

    def _paint_sign(self, painter: QPainter, name: str, ink: str, room: QRectF) -> None:
        sign = icons.pixmap(name, ink, 24, painter.device().devicePixelRatio())
        painter.drawPixmap(room.center() - QPointF(12, 12), sign)
        painter.setPen(QColor(ink))

    def _paint_moment(self, painter: QPainter, strip: QImage, room: QRectF) -> None:
        """The frame of the strip that the pointer is at, and a line that says how far that is."""
        number = max(0, min(STRIP_FRAMES - 1, int(self.place * STRIP_FRAMES)))
        width = strip.width() // STRIP_FRAMES
        frame = strip.copy(number * width, 0, width, strip.height())
        paint_cover(painter, frame, room)
        colours = theme.colours()
        line = QRectF(room.left(), room.bottom() - 3, room.width(), 3)
        painter.fillRect(line, QColor(colours.panel))
        line.setWidth(room.width() * self.place)
        painter.fillRect(line, QColor(colours.second))

    def _paint_words(
        self, painter: QPainter, entry: Entry, cell: QRect, *, hovered: bool, missing: bool
    ) -> None:
        colours = theme.colours()
        card = self.cells.card(cell)
        line = QRectF(card.left() + 8, card.bottom() - _BELOW + 3, card.width() - 16, _TITLE)
        painter.setPen(QColor(colours.ink))
        _line(painter, entry.title, line, Qt.AlignmentFlag.AlignLeft)
        self._paint_stars(painter, entry, cell, hovered=hovered)
        said = LibraryWords.CLIP_SECONDS(seconds=f"{entry.seconds:.0f}")
        stars = self.cells.stars(cell)
        rest = QRectF(stars.right(), stars.top(), card.right() - 8 - stars.right(), _STARS)
        wide = painter.fontMetrics().horizontalAdvance(said) + 1
        if wide <= rest.width():
            painter.setPen(QColor(colours.quiet))
            _line(painter, said, rest, Qt.AlignmentFlag.AlignRight)
        elif not missing:
            room = self.cells.picture(cell)
            corner = room.bottomRight() - QPointF(wide + 14, 20)
            _badge(painter, room, corner, said, "quiet")

    def _paint_stars(self, painter: QPainter, entry: Entry, cell: QRect, *, hovered: bool) -> None:
        if not (hovered or entry.rating):
            return
        colours = theme.colours()
        room = self.cells.stars(cell)
        filled = entry.rating
        if hovered and self.star is not None:
            filled = self.star
        for number in range(RATING_MOST):
            middle = QPointF(room.left() + 1 + (number + 0.5) * STAR, room.center().y())
            if number < filled:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.ink))
                painter.drawPolygon(_star(middle, 10))
            elif hovered:
                painter.setPen(QPen(QColor(colours.edge), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPolygon(_star(middle, 9))
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.edge))
                painter.drawEllipse(middle, 1, 1)


def _star(middle: QPointF, side: float) -> QPolygonF:
    return QPolygonF([middle + QPointF(x * side, y * side) for x, y in _STAR_POINTS])


def _badge(painter: QPainter, room: QRectF, corner: QPointF, text: str, ink: str) -> None:
    """A few words on the picture, with its upper left corner at `corner`."""
    colours = theme.colours()
    painter.save()
    font = QFont(painter.font())
    font.setPixelSize(tokens.SMALL - 1)
    painter.setFont(font)
    width = min(painter.fontMetrics().horizontalAdvance(text) + 12, room.width() - 8)
    sign = QRectF(corner.x(), corner.y(), width, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.caution_wash if ink == "caution" else colours.panel))
    painter.drawRoundedRect(sign, 8, 8)
    painter.setPen(QColor(getattr(colours, ink)))
    _line(painter, text, sign, Qt.AlignmentFlag.AlignHCenter)
    painter.restore()


def _line(painter: QPainter, text: str, where: QRectF, side: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(where.width()))
    painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter, shown)
