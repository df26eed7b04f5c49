"""The ruler, and the thin marks that lie over the timeline."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QLabel, QWidget

from kling_desktop.ui import theme, tokens
from kling_desktop.ui.timeline.geometry import RULER_HEIGHT, Geometry, Spot, What
from kling_desktop.words import Timeline

_LONG_FILM = 120
"""Seconds from which the ruler counts minutes."""

_BESIDE = 9
"""Pixels from a mark to its label: the playhead's handle must not cover it."""


class Overlay(QWidget):
    """Something that lies over the timeline and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Ruler(Overlay):
    """Seconds of the film; labels come closer or further apart with the zoom."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._geometry: Geometry | None = None

    def show_geometry(self, geometry: Geometry) -> None:
        """Shows the seconds of this layout."""
        self._geometry = geometry
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        geometry = self._geometry
        if geometry is None:
            return
        colours = theme.colours()
        painter = QPainter(self)
        font = self.font()
        font.setPixelSize(tokens.SMALL)
        painter.setFont(font)
        part = event.rect()
        bottom = RULER_HEIGHT - 1
        painter.setPen(QColor(colours.line))
        painter.drawLine(part.left(), bottom, part.right(), bottom)
        for tick in geometry.ticks(part.left() - 80, part.right() + 80):
            x = round(tick.x)
            beyond = tick.seconds > geometry.seconds
            painter.setPen(QColor(colours.line if beyond else colours.edge))
            painter.drawLine(x, bottom - (6 if tick.labelled else 3), x, bottom)
            if tick.labelled:
                painter.setPen(QColor(colours.quiet))
                label = QRectF(x + _BESIDE, 2, 64, RULER_HEIGHT - 6)
                text = _label(tick.seconds, geometry.seconds)
                painter.drawText(label, Qt.AlignmentFlag.AlignLeft, text)


def _label(seconds: int, film: int) -> str:
    """A moment of the film; of a long one in minutes too."""
    if film < _LONG_FILM:
        return Timeline.RULER_SECONDS(seconds=seconds)
    return f"{seconds // 60}:{seconds % 60:02}"


class Playhead(Overlay):
    """The line at the moment that is looked at, with a handle in the ruler."""

    WIDTH = 13

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(theme.colours().second)
        middle = self.width() / 2
        painter.fillRect(QRectF(middle - 1, 8, 2, self.height()), colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        low = RULER_HEIGHT - 6.0
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle - 6, 6),
                    QPointF(middle + 6, 6),
                    QPointF(middle + 6, low - 6),
                    QPointF(middle, low),
                    QPointF(middle - 6, low - 6),
                ]
            )
        )


class InsertionMark(Overlay):
    """Where what is being dragged would go; in the colour of caution where it can't."""

    WIDTH = 14

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._allowed = True
        self.hide()

    def show_at(self, x: float, top: float, bottom: float, *, allowed: bool) -> None:
        """Stands at `x`, from `top` to `bottom`."""
        self._allowed = allowed
        self.setGeometry(
            round(x - self.WIDTH / 2), round(top) - 3, self.WIDTH, round(bottom - top) + 6
        )
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(colours.chosen if self._allowed else colours.bad)
        middle, high = self.width() / 2, self.height()
        painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(middle, 5), QPointF(middle, high - 5))
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(middle, 5), 5, 5)
        painter.drawEllipse(QPointF(middle, high - 5), 5, 5)


class Grip(Overlay):
    """Shows that an edge can be taken hold of, and that it is."""

    WIDTH = 6

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def show_at(self, plan: Geometry, spot: Spot | None) -> None:
        """Stands at an edge; goes where `spot` is something else."""
        if spot is None or spot.what not in (What.SHOT_EDGE, What.SCENE_EDGE):
            self.hide()
            return
        card = plan.rect_of(Spot(What.SHOT, spot.scene, spot.shot))
        at_end = spot.what is What.SCENE_EDGE
        x = plan.block(spot.scene).right - 1 if at_end else plan.edge(spot.scene, spot.shot)
        high = min(40.0, card.height - 8)
        top = card.y + (card.height - high) / 2
        self.setGeometry(round(x - self.WIDTH / 2), round(top), self.WIDTH, round(high))
        self.show()
        self.raise_()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.colours().panel), 1))
        painter.setBrush(QColor(theme.colours().second))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


class Ghost(Overlay):
    """A picture of what is being dragged, under the pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.hide()

    def pick_up(self, piece: QWidget) -> None:
        """Takes the looks of a piece."""
        self._picture = piece.grab()
        self.resize(min(piece.width(), 280), piece.height())

    def paintEvent(self, _: QPaintEvent) -> None:
        # Opaque: what it is carried over must not mix with what is written on it.
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(room, 8, 8)
        painter.setClipPath(path)
        painter.drawPixmap(0, 0, self._picture)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(theme.colours().second), 2))
        painter.drawPath(path)


class Bubble(QLabel):
    """Says at the pointer why something goes no further."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel = parent
        self.setObjectName("bubble")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say_at(self, text: str, at: QPoint) -> None:
        """Shows `text` beside a position of the screen."""
        here = self._panel.mapFromGlobal(at)
        self.say(text, here.x(), here.y())

    def say(self, text: str, x: int, y: int) -> None:
        """Shows `text` beside a position of the panel, within the panel."""
        self.setText(text)
        self.adjustSize()
        room = self._panel.rect()
        left = max(4, min(x + 14, room.width() - self.width() - 4))
        top = y - self.height() - 10
        self.move(left, top if top > 2 else min(y + 18, room.height() - self.height() - 2))
        self.show()
        self.raise_()
