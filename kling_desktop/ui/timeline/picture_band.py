"""What a block shows of its scene: the clip in the film as a filmstrip, else the frames it has."""

import math

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap

from kling_desktop.storyboard.model import Scene
from kling_desktop.ui import icons, theme
from kling_desktop.ui.clip_pictures import STRIP_CELLS, ClipPictures
from kling_desktop.ui.still import Still, paint_cover
from kling_desktop.ui.supplies import Supplies

_STILL_SIDE = 420
"""Pixels of the screen that a frame in a block is loaded with, at most."""

_FAINT = 0.3
"""How much of a frame shows where it only fills the time that is not made yet."""

_RADIUS = 4
_SIGN = 20
"""Pixels of the sign that stands for a picture, where there is none."""


class PictureBand(QObject):
    """Loads the pictures when the block comes into sight, and paints them across its width."""

    loaded = Signal()

    def __init__(self, supplies: Supplies, strips: ClipPictures) -> None:
        super().__init__()
        self._strips = strips
        self._scene = Scene()
        self._clip = ""
        self._strip_of = ""
        self._strip = QImage()
        self._loaded = False
        self._first = Still(supplies, _STILL_SIDE)
        self._end = Still(supplies, _STILL_SIDE)
        for still in (self._first, self._end):
            still.setParent(self)
            still.loaded.connect(self._arrived)
        self._drawn: tuple[object, QPixmap] | None = None

    def show_scene(self, scene: Scene, clip: str) -> None:
        """Shows a scene; `clip` names the file that stands for it in the film, empty for none."""
        if clip != self._clip:
            self._strip = QImage()
            self._drawn = None
        self._scene, self._clip = scene, clip

    def load(self) -> None:
        """Brings the pictures: the block is in sight."""
        self._loaded = True
        self._first.show_frame(self._scene.first_frame)
        self._end.show_frame(self._scene.end_frame)
        if self._clip and self._clip != self._strip_of:
            self._strip_of = self._clip
            self._strips.ask(self._clip, self._show_strip)
        elif not self._clip:
            self._strip_of = ""

    def let_go(self) -> None:
        """Keeps no picture in memory until `load` brings it again."""
        if self._loaded:
            self._loaded = False
            self._strip_of, self._strip, self._drawn = "", QImage(), None
            self._first.show_path(None)
            self._end.show_path(None)

    def paint(self, painter: QPainter, band: QRectF) -> None:
        """Paints it over `band`. Drawn once for each size: a film has many blocks."""
        if band.width() < 3 or band.height() < 8:
            return
        ratio = painter.device().devicePixelRatio()
        size = QSize(math.ceil(band.width()), math.ceil(band.height()))
        key = (size, ratio, self._clip, id(theme.colours()))
        if self._drawn is None or self._drawn[0] != key:
            drawn = QPixmap(size * ratio)
            drawn.setDevicePixelRatio(ratio)
            drawn.fill(Qt.GlobalColor.transparent)
            inner = QPainter(drawn)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(inner, QRectF(0, 0, band.width(), band.height()), ratio)
            inner.end()
            self._drawn = (key, drawn)
        painter.drawPixmap(band.topLeft(), self._drawn[1])

    def _draw(self, painter: QPainter, band: QRectF, ratio: float) -> None:
        around = QPainterPath()
        around.addRoundedRect(band, _RADIUS, _RADIUS)
        painter.setClipPath(around)
        painter.fillRect(band, QColor(theme.colours().panel))
        first, end = self._first.image, self._end.image
        if not self._strip.isNull():
            self._draw_strip(painter, band)
        elif not first.isNull():
            self._draw_still(painter, band, first)
        elif end.isNull():
            self._draw_sign(painter, band, ratio)
        if self._strip.isNull() and not end.isNull():
            width = min(band.height() * end.width() / end.height(), band.width() / 2 - 1)
            right = QRectF(band)
            right.setLeft(band.right() - width)
            paint_cover(painter, end, right)

    def _draw_strip(self, painter: QPainter, band: QRectF) -> None:
        """The clip's own pictures in their order, each as wide as it is."""
        wide = self._strip.width() // STRIP_CELLS
        cell = band.height() * wide / self._strip.height()
        for number in range(math.ceil(band.width() / cell)):
            left = number * cell
            along = min(0.999, (left + cell / 2) / band.width())
            part = self._strip.copy(int(along * STRIP_CELLS) * wide, 0, wide, self._strip.height())
            paint_cover(painter, part, QRectF(left, 0, cell, band.height()))

    def _draw_still(self, painter: QPainter, band: QRectF, first: QImage) -> None:
        """The first frame at the start, and faintly for as long as it is to last."""
        cell = band.height() * first.width() / first.height()
        for number in range(math.ceil(band.width() / cell)):
            painter.setOpacity(_FAINT if number else 1.0)
            paint_cover(painter, first, QRectF(number * cell, 0, cell, band.height()))
        painter.setOpacity(1.0)

    def _draw_sign(self, painter: QPainter, band: QRectF, ratio: float) -> None:
        side = min(_SIGN, int(band.height()) - 4)
        if side < 12 or band.width() < side + 8:
            return
        sign = icons.pixmap("picture", theme.colours().edge, side, ratio)
        painter.drawPixmap(band.center() - QPointF(side / 2, side / 2), sign)

    def _show_strip(self, strip: QImage) -> None:
        if self._strip_of == self._clip:
            self._strip = strip
            self._arrived()

    def _arrived(self) -> None:
        self._drawn = None
        self.loaded.emit()
