"""What comes of the choices on the fit card: the picture as it will be, and what is done to it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.frames.fit import Crop, Pad, measures
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.intake import Answer, Choice
from kling_desktop.ui.pieces import clear, label, row
from kling_desktop.ui.still import paint, paint_cover
from kling_desktop.words import FitWords


class AfterView(QWidget):
    """The picture as an answer makes it, drawn live from the small copy."""

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice | None = None
        self._answer = Answer()
        self.setAccessibleName(FitWords.AFTER())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 140)

    def sizeHint(self) -> QSize:
        return QSize(260, 240)

    def show_picture(self, choice: Choice) -> None:
        """Takes the picture that is asked about."""
        self._choice = choice
        self.update()

    def show_answer(self, answer: Answer) -> None:
        """Shows what this answer makes of it."""
        self._answer = answer
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        choice, ratio = self._choice, self._answer.ratio
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().hover))
        painter.drawRoundedRect(QRectF(self.rect()), tokens.SMALL_RADIUS, tokens.SMALL_RADIUS)
        if choice is None or choice.before.isNull():
            return
        room = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        width, height = measures(choice.width, choice.height, ratio)
        size = QSize(width, height).toSizeF()
        size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        canvas = QRectF(room.topLeft(), size)
        canvas.moveCenter(room.center())
        if self._answer.background is not None:
            painter.fillRect(canvas, QColor(self._answer.background))
        if isinstance(ratio, Pad):
            self._paint_padded(painter, choice, ratio, canvas)
        elif isinstance(ratio, Crop) and ratio.box is not None:
            painter.drawImage(canvas, *_part(choice, ratio.box))
        else:
            paint(painter, choice.before, canvas)

    def _paint_padded(self, painter: QPainter, choice: Choice, pad: Pad, canvas: QRectF) -> None:
        if pad.blur:
            paint_cover(painter, choice.blurred, canvas)
        else:
            painter.fillRect(canvas, QColor(pad.colour))
        if self._answer.background is not None:
            size = QSize(choice.width, choice.height).toSizeF()
            size.scale(canvas.size(), Qt.AspectRatioMode.KeepAspectRatio)
            inner = QRectF(canvas.topLeft(), size)
            inner.moveCenter(canvas.center())
            painter.fillRect(inner, QColor(self._answer.background))
        paint(painter, choice.before, canvas)


def _part(choice: Choice, box: tuple[int, int, int, int]) -> tuple[QImage, QRectF]:
    """The small copy, and where in it a box of the picture lies."""
    across = choice.before.width() / choice.width
    down = choice.before.height() / choice.height
    left, top, right, bottom = box
    part = QRectF(left * across, top * down, (right - left) * across, (bottom - top) * down)
    return choice.before, part


class Ticks(QWidget):
    """The list of what is done by itself, and of what is not."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[list[str], list[str]] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)

    def show_steps(self, done: list[str], yours: list[str]) -> None:
        """Ticks what is `done`, and marks what is `yours` to choose."""
        if (done, yours) == self._shown:
            return
        self._shown = done, yours
        clear(self._layout)
        for text in done:
            self._layout.addLayout(_line("done", "good", text))
        for text in yours:
            self._layout.addLayout(_line("dot", "caution", text))


def _line(sign: str, ink: str, text: str) -> QHBoxLayout:
    mark = _Mark(sign, ink)
    return row(mark, label(text, ink), None, gap=6)


class _Mark(QWidget):
    def __init__(self, sign: str, ink: str) -> None:
        super().__init__()
        self._sign = sign
        self._ink = ink
        self.setFixedSize(16, 16)

    def paintEvent(self, _: QPaintEvent) -> None:
        ink = getattr(theme.colours(), self._ink)
        sign = icons.pixmap(self._sign, ink, 14, self.devicePixelRatioF())
        QPainter(self).drawPixmap(1, 1, sign)
