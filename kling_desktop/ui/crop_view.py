"""The picture as it came, with the box that is cut out of it: moved and pulled by mouse or keys.

Everything is drawn from a small copy; the box itself counts in the picture's own pixels, so that
what is seen is what is sent.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.frames import cropping
from kling_desktop.frames.cropping import Grip, Ratio
from kling_desktop.frames.shape import Box
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.still import paint
from kling_desktop.words import FitWords

_REACH = 10
"""Pixels on either side of an edge that take hold of it."""
_STEPS = 100
"""An arrow key moves by this part of the picture's long side."""
_CORNER = 14
"""Pixels of a corner mark's legs."""

_CURSORS = {
    Grip.INSIDE: Qt.CursorShape.SizeAllCursor,
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.TOP: Qt.CursorShape.SizeVerCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Grip.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Grip.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Grip.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Grip.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
}

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CropView(QWidget):
    """Arrow keys move the box; with Shift they pull its right and lower edge; with Ctrl by one
    pixel.
    """

    moved = Signal()
    """The box is another now."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._size = QSize(1, 1)
        self._ratio: Ratio | None = None
        self._box: Box = (0, 0, 1, 1)
        self._boxed = True
        self._held: tuple[Grip, QPointF, Box] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(FitWords.CROP_BOX())
        self.setToolTip(FitWords.CROP_HINT())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 140)

    @property
    def box(self) -> Box:
        """What is cut out, in the picture's pixels."""
        return self._box

    def show_picture(self, image: QImage, width: int, height: int) -> None:
        """Shows a picture of `width` × `height` pixels by its small copy, with the largest box."""
        self._image = image
        self._size = QSize(width, height)
        self._ratio = None
        self._held = None
        self._take(cropping.largest(width, height))

    def show_box(self, *, on: bool) -> None:
        """Whether there is a box, or all of the picture is used."""
        self._boxed = on
        self.setEnabled(on)
        self.update()

    def choose_ratio(self, ratio: Ratio | None) -> None:
        """Holds the box to a shape, or lets it go free."""
        self._ratio = ratio
        if ratio is not None:
            width, height = self._size.toTuple()
            self._take(cropping.reshaped(self._box, width, height, ratio))

    def sizeHint(self) -> QSize:
        return QSize(340, 240)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is None or not self._boxed:
            super().keyPressEvent(event)
            return
        keys = event.modifiers()
        width, height = self._size.toTuple()
        step = max(1, max(width, height) // _STEPS)
        if keys & Qt.KeyboardModifier.ControlModifier:
            step = 1
        across, down = arrow[0] * step, arrow[1] * step
        grip = Grip.INSIDE
        if keys & Qt.KeyboardModifier.ShiftModifier:
            grip = Grip.RIGHT if across else Grip.BOTTOM
        self._take(cropping.pulled(self._box, grip, across, down, width, height, self._ratio))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        grip = self._grip_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and grip is not None:
            self._held = grip, event.position(), self._box

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            grip = self._grip_at(event.position())
            self.setCursor(_CURSORS[grip] if grip is not None else Qt.CursorShape.ArrowCursor)
            return
        grip, start, box = self._held
        by = (event.position() - start) / self._scale()
        width, height = self._size.toTuple()
        across, down = round(by.x()), round(by.y())
        self._take(cropping.pulled(box, grip, across, down, width, height, self._ratio))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self._held = None

    def paintEvent(self, _: QPaintEvent) -> None:
        if self._image.isNull():
            return
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(QRectF(self.rect()), tokens.SMALL_RADIUS, tokens.SMALL_RADIUS)
        room = self._room()
        paint_chequers(painter, room, self._image)
        paint(painter, self._image, room)
        if self._boxed:
            self._paint_box(painter, room)

    def _paint_box(self, painter: QPainter, room: QRectF) -> None:
        box = self._seen()
        shade = QPainterPath()
        shade.addRect(room)
        shade.addRect(box)
        painter.fillPath(shade, QColor(14, 15, 17, 165))
        line = QColor(theme.colours().second if self.hasFocus() else tokens.DARK.ink)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._held is not None:
            painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
            for part in (1 / 3, 2 / 3):
                x, y = box.left() + box.width() * part, box.top() + box.height() * part
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(QPen(line, 1.5))
        painter.drawRect(box)
        painter.setPen(QPen(line, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        leg = min(_CORNER, box.width() / 3, box.height() / 3)
        for x, right in ((box.left(), 1), (box.right(), -1)):
            for y, down in ((box.top(), 1), (box.bottom(), -1)):
                painter.drawLine(QPointF(x - 2 * right, y), QPointF(x + leg * right, y))
                painter.drawLine(QPointF(x, y - 2 * down), QPointF(x, y + leg * down))

    def _take(self, box: Box) -> None:
        left, top, right, bottom = self._box = box
        self.setAccessibleDescription(
            FitWords.CROP_BOX_SAID(width=right - left, height=bottom - top, left=left, top=top)
        )
        self.update()
        self.moved.emit()

    def _room(self) -> QRectF:
        """Where the picture lies: whole, in the middle."""
        inside = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        size = self._size.toSizeF()
        size.scale(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
        room = QRectF(QPointF(), size)
        room.moveCenter(inside.center())
        return room

    def _scale(self) -> float:
        """Pixels of the screen for one of the picture."""
        return max(1e-6, self._room().width() / self._size.width())

    def _seen(self) -> QRectF:
        room, scale = self._room(), self._scale()
        left, top, right, bottom = self._box
        return QRectF(
            room.left() + left * scale,
            room.top() + top * scale,
            (right - left) * scale,
            (bottom - top) * scale,
        )

    def _grip_at(self, at: QPointF) -> Grip | None:
        """What of the box lies under a position; corners before edges, edges before all of it."""
        box = self._seen()
        if not self._boxed or not box.adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(at):
            return None
        # In a small box the middle still moves it.
        reach_x, reach_y = min(_REACH, box.width() / 4), min(_REACH, box.height() / 4)
        name = ""
        if at.y() < box.top() + reach_y:
            name = "t"
        elif at.y() > box.bottom() - reach_y:
            name = "b"
        if at.x() < box.left() + reach_x:
            name += "l"
        elif at.x() > box.right() - reach_x:
            name += "r"
        return Grip(name)


def paint_chequers(painter: QPainter, room: QRectF, image: QImage) -> None:
    """What shows through a transparent picture, so that it is seen to be one."""
    if not image.hasAlphaChannel():
        return
    colours = theme.colours()
    painter.save()
    painter.setClipRect(room)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(room, QColor(colours.raised))
    side = 8
    for row in range(int(room.height() / side) + 1):
        for column in range(row % 2, int(room.width() / side) + 1, 2):
            at = room.topLeft().toPoint() + QPoint(column * side, row * side)
            painter.fillRect(at.x(), at.y(), side, side, QColor(colours.line))
    painter.restore()
