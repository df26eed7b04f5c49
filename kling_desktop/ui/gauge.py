"""A small ring that fills as a text nears its limit: quiet, then amber, then red."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kling_desktop.ui import theme

NEAR = 0.9
"""Share of the limit from which on it is worth a look."""

_FAINT = 0.4
"""How much of the edge's colour the empty ring takes."""


class Gauge(QWidget):
    """How much of a limit is used. The number beside it says the same to a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedSize(QSize(16, 16))

    def show_share(self, share: float) -> None:
        """Shows how much is used; 1 is all of it."""
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        track = QColor(colours.edge)
        track.setAlphaF(_FAINT)
        painter.setPen(QPen(track, 2))
        painter.drawEllipse(ring)
        if self._share <= 0:
            return
        colour = getattr(colours, _COLOURS[mood(self._share)])
        pen = QPen(QColor(colour), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        # From the top, clockwise, in sixteenths of a degree.
        painter.drawArc(ring, 90 * 16, -round(360 * 16 * min(1.0, self._share)))


def mood(share: float) -> str:
    """What a share of the limit means: `small` while there is nothing to say about it."""
    if share > 1:
        return "bad"
    return "caution" if share >= NEAR else "small"


_COLOURS = {"small": "quiet", "caution": "caution", "bad": "bad"}
