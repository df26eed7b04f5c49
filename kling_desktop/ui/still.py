"""A still picture on the screen: loaded off the window's thread, sharp at the screen's scale."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import theme
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)


class Still(QObject):
    """Loads the picture of a frame, always the one asked for last."""

    loaded = Signal()

    def __init__(self, supplies: Supplies, side: int) -> None:
        """`side` is the longest side that will be shown, in pixels of the screen."""
        super().__init__()
        self._supplies = supplies
        self._side = side
        self._path: Path | None = None
        self.image = QImage()

    def show_frame(self, frame: FrameRef | None) -> None:
        """Loads the frame's picture; nothing is shown until it is there."""
        self.show_path(None if frame is None else self._supplies.pictures.path(frame))

    def show_path(self, path: Path | None) -> None:
        """Loads a picture file that the application made."""
        if path == self._path:
            return
        self._path = path
        self.image = QImage()
        if path is not None:
            side = self._side
            self._supplies.pools.pictures.run_task(
                lambda: (path, read(path, side)), self._arrived, self._failed
            )
        self.loaded.emit()

    def _arrived(self, result: tuple[Path, QImage]) -> None:
        path, image = result
        if path == self._path:
            self.image = image
            self.loaded.emit()

    def _failed(self, error: BaseException) -> None:
        log.warning("a picture can't be shown: %s", error)


def read(path: Path, side: int) -> QImage:
    """The picture at `path` with no side over `side` pixels. Raises `OSError`."""

    def within(size: QSize) -> QSize:
        if max(size.width(), size.height()) <= side:
            return size
        return size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)

    return read_sized(path, within)


def read_sized(path: Path, sized: Callable[[QSize], QSize]) -> QImage:
    """The picture at `path`, as large as `sized` makes of its own size. Raises `OSError`."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(sized(size))
    image = reader.read()
    if image.isNull():
        raise OSError(reader.errorString())
    return image


def paint(
    painter: QPainter, image: QImage, room: QRectF, radius: float = 0, *, quick: bool = False
) -> QRectF:
    """Draws `image` whole in the middle of `room`, with round corners; returns where.

    `quick` is for pictures that the next one follows at once: plainer where it is made far smaller.
    """
    fitted = QRectF(room)
    size = image.size().toSizeF()
    size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    fitted.setSize(size)
    fitted.moveCenter(room.center())
    _draw(painter, image, fitted, QRectF(image.rect()), radius, quick=quick)
    return fitted


def paint_cover(
    painter: QPainter, image: QImage, room: QRectF, radius: float = 0, *, quick: bool = False
) -> None:
    """Fills `room` with the middle of `image`; `quick` as for `paint`."""
    part = QRectF(image.rect())
    size = room.size()
    size.scale(part.size(), Qt.AspectRatioMode.KeepAspectRatio)
    cut = QRectF(part)
    cut.setSize(size)
    cut.moveCenter(part.center())
    _draw(painter, image, room, cut, radius, quick=quick)


def _draw(
    painter: QPainter, image: QImage, where: QRectF, part: QRectF, radius: float, *, quick: bool
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if radius:
        path = QPainterPath()
        path.addRoundedRect(where, radius, radius)
        painter.setClipPath(path)
    scale = painter.device().devicePixelRatio()
    wanted = (where.size() * scale).toSize()
    if part.width() > wanted.width() * 2 and not quick:
        # Smooth drawing averages four pixels only; a far larger picture is first made smaller.
        image = image.copy(part.toRect()).scaled(
            wanted,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        part = QRectF(image.rect())
    painter.drawImage(where, image, part)
    painter.restore()


class Thumb(QWidget):
    """A small picture with round corners; a plain tile until there is one."""

    def __init__(self, supplies: Supplies, size: QSize) -> None:
        super().__init__()
        self.setFixedSize(size)
        self.still = Still(supplies, max(size.width(), size.height()) * 3)
        self.still.setParent(self)
        self.still.loaded.connect(self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().hover))
        painter.drawRoundedRect(room, 4, 4)
        if not self.still.image.isNull():
            paint_cover(painter, self.still.image, room, 4)
