"""A shot as a card: its text, its length, and a mark where something was found in it."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kling_desktop import words
from kling_desktop.storyboard.check import Code, Problem, Severity
from kling_desktop.storyboard.model import Shot
from kling_desktop.ui import icons, theme
from kling_desktop.ui.timeline.piece import Piece
from kling_desktop.words import Timeline

_NARROW = 26
"""Pixels below which a card shows no writing."""


class ShotCard(Piece):
    """Shows one shot; the board asks it nothing but its problems."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.problems: tuple[Problem, ...] = ()
        self._shot = Shot()
        self._known: object = None

    def show_shot(self, index: int, count: int, shot: Shot, problems: tuple[Problem, ...]) -> None:
        """Shows the shot; the same one again changes nothing."""
        known = (index, count, shot, problems)
        if known == self._known:
            return
        self._known = known
        self._shot = shot
        self.problems = tuple(p for p in problems if p.code is not Code.SHOT_EMPTY)
        text = " ".join(shot.prompt.split())
        self.setAccessibleName(
            Timeline.SHOT_SAID(
                number=index + 1,
                count=count,
                long=long(shot.seconds),
                text=text or Timeline.TEXT_NONE(),
            )
        )
        self.whole = shot.prompt.strip()
        self.setAccessibleDescription(" ".join(words.problem(p) for p in problems))
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        radius = min(5.0, self.width() / 4)
        chosen = self.isChecked()
        fill = colours.chosen_wash if chosen else colours.hover
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(colours.chosen), 1.5) if chosen else self._plain_edge())
        painter.drawRoundedRect(room, radius, radius)
        if self.width() >= _NARROW:
            self._write(painter)
        self._paint_warning(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.second), 2))
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _plain_edge(self) -> QPen:
        colours = theme.colours()
        return QPen(QColor(colours.edge if self.hot else colours.hover), 1)

    def _write(self, painter: QPainter) -> None:
        colours = theme.colours()
        painter.setFont(self.small())
        metrics = painter.fontMetrics()
        room = self.rect().adjusted(8, 6, -6, -6)
        line = metrics.lineSpacing()
        length = Timeline.SECONDS(seconds=self._shot.seconds)
        painter.setPen(QColor(colours.quiet))
        foot = QRect(room.left(), room.bottom() - line + 1, room.width(), line)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, length)
        text = " ".join(self._shot.prompt.split())
        if not text:
            text = Timeline.NO_TEXT()
        else:
            painter.setPen(QColor(colours.ink))
        lines = max(1, (room.height() - line) // line)
        for number, part in enumerate(
            wrapped(text, metrics.horizontalAdvance, room.width(), lines)
        ):
            at = QRect(room.left(), room.top() + number * line, room.width(), line)
            shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_warning(self, painter: QPainter) -> None:
        if not self.problems or self.width() < 12:
            return
        colours = theme.colours()
        blocked = any(p.severity is Severity.BLOCK for p in self.problems)
        side = min(16, self.width() - 4)
        sign = icons.pixmap(
            "caution", colours.bad if blocked else colours.caution, side, self.devicePixelRatioF()
        )
        painter.drawPixmap(3 if self.width() < _NARROW else 6, self.height() - side - 5, sign)


def long(seconds: int) -> str:
    """A length as it is read out."""
    return Timeline.LONG_ONE() if seconds == 1 else Timeline.LONG(seconds=seconds)


def wrapped(text: str, measure: Callable[[str], int], width: int, lines: int) -> list[str]:
    """`text` on no more than `lines` lines; the last holds all that is left, to be elided."""
    made: list[str] = []
    rest = text.split(" ")
    while rest and len(made) < lines - 1:
        line = rest.pop(0)
        while rest and measure(f"{line} {rest[0]}") <= width:
            line = f"{line} {rest.pop(0)}"
        made.append(line)
    if rest:
        made.append(" ".join(rest))
    return made
