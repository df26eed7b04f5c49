"""The scrub bar: one step for every frame, and a look at what lies under the pointer."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.ui import theme, tokens
from kling_desktop.ui.fields import Slider
from kling_desktop.ui.still import paint_cover
from kling_desktop.words import PlayerWords

_KNOB = 7.0
"""Pixels of the knob's radius; the bar is drawn so far from either end."""

PEEK_HEIGHT = 72
"""Pixels of the picture under the pointer."""


class ScrubBar(Slider):
    """Counts frames from 0. Goes where it is pressed."""

    hovered = Signal(int)
    """The frame under the pointer; -1 when it has left."""

    def __init__(self) -> None:
        super().__init__(PlayerWords.POSITION(), 0, 0)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(64)
        self.setFixedHeight(24)
        self._under = -1

    def x_of(self, frame: int) -> float:
        """Where a frame lies, in pixels."""
        along = frame / self.maximum() if self.maximum() else 0.0
        return _KNOB + along * (self.width() - 2 * _KNOB)

    def frame_at(self, x: float) -> int:
        """The frame that lies there."""
        along = (x - _KNOB) / max(1.0, self.width() - 2 * _KNOB)
        return round(max(0.0, min(1.0, along)) * self.maximum())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self.maximum():
            return
        event.accept()
        self.setSliderDown(True)
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go(event)
        self._hover(self.frame_at(event.position().x()))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._hover(self.frame_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def sizeHint(self) -> QSize:
        return QSize(240, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, 24)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        high = 6.0 if self._under >= 0 or self.isSliderDown() else 4.0
        groove = QRectF(_KNOB, middle - high / 2, self.width() - 2 * _KNOB, high)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(groove, high / 2, high / 2)
        if not self.maximum():
            return
        at = self.x_of(self.value())
        if self._under >= 0:
            seen = QRectF(groove)
            seen.setRight(self.x_of(self._under))
            painter.setBrush(QColor(colours.edge))
            painter.drawRoundedRect(seen, high / 2, high / 2)
        groove.setRight(at)
        painter.setBrush(QColor(colours.second))
        painter.drawRoundedRect(groove, high / 2, high / 2)
        painter.setBrush(QColor(colours.ink))
        painter.setPen(QPen(QColor(colours.stage), 1))
        painter.drawEllipse(QPointF(at, middle), _KNOB, _KNOB)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.second), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _go(self, event: QMouseEvent) -> None:
        self.setValue(self.frame_at(event.position().x()))

    def _hover(self, frame: int) -> None:
        frame = frame if self.maximum() else -1
        if frame != self._under:
            self._under = frame
            self.update()
            self.hovered.emit(frame)


class Peek(QWidget):
    """What lies under the pointer: a picture out of the filmstrip, and the time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._strip = QImage()
        self._cells = 1
        self._along = 0.0
        self._text = ""
        self.hide()

    def show_strip(self, strip: QImage, cells: int) -> None:
        """The clip's filmstrip is there, `cells` pictures side by side; null for none."""
        self._strip, self._cells = strip, max(1, cells)
        self.update()

    def show_above(self, at: QPoint, along: float, text: str) -> None:
        """Shows the picture `along` the clip, 0 to 1, above a position of the parent."""
        self._along, self._text = along, text
        line = self.fontMetrics().height() + 4
        wide = self.fontMetrics().horizontalAdvance(text) + 16
        high = line
        if not self._strip.isNull():
            cell = self._strip.width() / self._cells
            picture = min(200, round(PEEK_HEIGHT * cell / max(1, self._strip.height())))
            wide, high = max(wide, picture + 8), PEEK_HEIGHT + 4 + line
        left = max(4, min(at.x() - wide // 2, self._room.width() - wide - 4))
        self.setGeometry(left, max(0, at.y() - high - 6), wide, high)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.panel))
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(room, tokens.SMALL_RADIUS, tokens.SMALL_RADIUS)
        line = self.fontMetrics().height() + 4
        if not self._strip.isNull():
            cell = self._strip.width() // self._cells
            number = min(self._cells - 1, int(self._along * self._cells))
            picture = self._strip.copy(number * cell, 0, cell, self._strip.height())
            where = QRectF(4, 4, self.width() - 8, self.height() - line - 4)
            paint_cover(painter, picture, where, 4)
        painter.setPen(QColor(colours.ink))
        foot = QRectF(0, self.height() - line, self.width(), line)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignCenter), self._text)
