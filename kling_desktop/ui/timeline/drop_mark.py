"""Shows that a picture dropped on a scene becomes its first frame, and in which place it does."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kling_desktop.ui import theme, tokens
from kling_desktop.ui.hover import Look
from kling_desktop.ui.timeline.geometry import Geometry, Rect
from kling_desktop.ui.timeline.ruler import Overlay

_EDGE = 24
"""Most pixels at either end of a block where a drop goes between two scenes."""
_SHARE = 0.22
"""The same as a part of a narrow block."""


def fills(plan: Geometry, seen: Look, x: float, y: float) -> int | None:
    """The scene that a drop there gives its first frame; `None` where it goes between two.

    Several pictures never fall on one: they become scenes of their own.
    """
    if seen.count > 1:
        return None
    spot = plan.spot_at(x, y)
    if spot.scene < 0:
        return None
    block = plan.block(spot.scene)
    edge = min(_EDGE, block.width * _SHARE)
    inside = block.x + edge <= x < block.right - edge and block.y <= y < block.bottom
    return spot.scene if inside else None


class DropMark(Overlay):
    """Lies over the block, with what would happen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.said = ""
        self._usable = True
        self.hide()

    def show_on(self, block: Rect, said: str, *, usable: bool) -> None:
        """Lies over `block` and says that."""
        self.said, self._usable = said, usable
        wide = max(round(block.width), 120)
        self.setGeometry(round(block.x), round(block.y), wide, round(block.height))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        wash = QColor(colours.second_wash if self._usable else colours.caution_wash)
        wash.setAlpha(235)
        painter.setBrush(wash)
        painter.setPen(QPen(QColor(colours.second if self._usable else colours.caution), 2))
        painter.drawRoundedRect(room, tokens.RADIUS, tokens.RADIUS)
        painter.setPen(QColor(colours.ink))
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room.adjusted(8, 4, -8, -4), int(middle), self.said)
