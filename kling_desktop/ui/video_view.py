"""Paints the frames of a video itself, so that they can be counted, grabbed and are sharp."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtMultimedia import QVideoFrame, QVideoSink
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.ui import theme
from kling_desktop.ui.still import paint, paint_cover

INSET = 16
"""Pixels around the picture, on the stage."""


class VideoView(QWidget):
    """The picture part of a player."""

    moved = Signal()
    """Another frame is shown."""
    double_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._take)
        self.frames_shown = 0
        """Frames that were shown since the clip was opened."""
        self.frame_start = 0
        """Where in the clip the shown frame begins, microseconds."""
        self.live = True
        """Whether what the sink brings is shown; not while an exact frame stands."""
        self.caption = ""
        """What the clip is called, where there are two beside each other."""
        self._quick = False
        self._fill = False
        self._inset = INSET
        self._frame = QVideoFrame()
        self._image: QImage | None = QImage()

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def show_how(self, *, fill: bool, inset: int = INSET) -> None:
        """Fills all there is, or shows the whole picture; `inset` pixels around it."""
        self._fill, self._inset = fill, inset
        self.update()

    def show_moving(self, *, on: bool) -> None:
        """Whether one frame follows the other: then each is painted quickly, else finely."""
        if on != self._quick:
            self._quick = on
            self.update()

    def forget(self) -> None:
        """Shows nothing, until the next clip's first frame."""
        self.frames_shown = 0
        self.frame_start = 0
        self._frame = QVideoFrame()
        self._image = QImage()
        self.update()

    def show_frame(self, frame: QVideoFrame) -> None:
        """Shows one frame, whatever the sink brings."""
        self.live = False
        self._put(frame)

    @property
    def image(self) -> QImage:
        """The frame that is shown. Converted once, and only if somebody looks at it."""
        if self._image is None:
            self._image = self._frame.toImage()
        return self._image

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().stage))
        image = self.image
        room = QRectF(self.rect()).adjusted(
            self._inset, self._inset, -self._inset, -self._inset / 2
        )
        if image.isNull() or room.width() < 1 or room.height() < 1:
            return
        # Square corners: a round clip costs as much again, twenty-four times a second.
        if self._fill:
            paint_cover(painter, image, room, quick=self._quick)
        else:
            room = paint(painter, image, room, quick=self._quick)
        if self.caption:
            self._write_caption(painter, room)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def _write_caption(self, painter: QPainter, picture: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(
            self.caption, Qt.TextElideMode.ElideRight, max(0.0, picture.width() - 40)
        )
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 8)
        box.moveTopLeft(picture.topLeft())
        box.translate(8, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = theme.colours()
        painter.setBrush(QColor(colours.panel))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor(colours.ink))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _take(self, frame: QVideoFrame) -> None:
        if self.live and frame.isValid():
            self._put(frame)

    def _put(self, frame: QVideoFrame) -> None:
        self._frame = frame
        self._image = None
        self.frames_shown += 1
        self.frame_start = max(0, frame.startTime())
        self.update()
        self.moved.emit()
