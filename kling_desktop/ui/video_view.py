"""Paints the frames of a video sink itself, so that they can be counted, grabbed and are sharp."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtMultimedia import QVideoFrame, QVideoSink
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.ui import theme
from kling_desktop.ui.still import paint


class VideoView(QWidget):
    """The picture part of the player."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._take)
        self.frames_shown = 0
        """Frames that the sink has brought since the clip was opened."""
        self.frame_start = 0
        """Where in the clip the shown frame begins, microseconds."""
        self._frame = QVideoFrame()
        self._image: QImage | None = QImage()

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def forget(self) -> None:
        """Shows nothing, until the next clip's first frame."""
        self.frames_shown = 0
        self.frame_start = 0
        self._frame = QVideoFrame()
        self._image = QImage()
        self.update()

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
        if not image.isNull():
            # Square corners: a round clip costs as much again, twenty-four times a second.
            paint(painter, image, QRectF(self.rect()).adjusted(16, 16, -16, -8))

    def _take(self, frame: QVideoFrame) -> None:
        if not frame.isValid():
            return
        self._frame = frame
        self._image = None
        self.frames_shown += 1
        self.frame_start = max(0, frame.startTime())
        self.update()
