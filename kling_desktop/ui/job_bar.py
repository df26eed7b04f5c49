"""How far a job is, as a thin bar."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.ui import theme
from kling_desktop.words import ActivityWords


class Bar(QWidget):
    """Progress; where the service gives none, a piece that moves on with the seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._percent = 0
        self._seconds = 0.0
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(ActivityWords.PROGRESS())

    def sizeHint(self) -> QSize:
        return QSize(112, 4)

    def show_progress(self, percent: int, seconds: float) -> None:
        """Shows `percent`, or after 0 that `seconds` have gone by."""
        self._percent, self._seconds = percent, seconds
        self.setAccessibleDescription(f"{percent} %" if percent else "")
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = QRectF(self.rect())
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(room, 2, 2)
        painter.setBrush(QColor(colours.second))
        if self._percent > 0:
            room.setWidth(room.width() * min(self._percent, 100) / 100)
        else:
            piece = room.width() / 5
            room = QRectF((int(self._seconds) % 5) * piece, 0, piece, room.height())
        painter.drawRoundedRect(room, 2, 2)
