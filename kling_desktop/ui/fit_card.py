"""The one choice about a picture that is the user's: crop it or pad it. Beside its zone."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.frames.fit import Crop, Pad
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.intake import Choice
from kling_desktop.ui.pieces import Elided, button, label, row
from kling_desktop.ui.still import paint
from kling_desktop.words import FrameWords, Window


class FitChoice(QFrame):
    """Shows a picture as it is, cropped and padded, and asks for one of the two."""

    chosen = Signal(object)
    """`Crop` or `Pad`."""
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._title = Elided(look="strong")
        self._why = label(look="small", wrap=True)
        self._before = _Preview(FrameWords.AS_IT_IS())
        self._cropped = _Preview(FrameWords.CROPPED())
        self._padded = _Preview(FrameWords.PADDED())
        self.crop = button(FrameWords.CROP())
        self.pad = button(FrameWords.PAD())
        cancel = button(Window.CANCEL(), "plain", FrameWords.CANCEL_PICTURE())
        self.crop.clicked.connect(self._crop)
        self.pad.clicked.connect(self._pad)
        cancel.clicked.connect(self.cancelled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.PAD, tokens.PAD, tokens.PAD, tokens.PAD)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(self._title)
        layout.addWidget(self._why)
        layout.addLayout(row(self._before, self._cropped, self._padded))
        layout.addLayout(row(self.crop, self.pad, None, cancel))

    def ask(self, choice: Choice) -> None:
        """Shows the question and puts the keyboard at its first answer."""
        self._title.setText(
            FrameWords.NEEDS_ONE_CHOICE(name=choice.name or FrameWords.THE_PICTURE())
        )
        self._why.setText(FrameWords.SHAPE_NOT_ALLOWED(width=choice.width, height=choice.height))
        self._before.show_image(choice.before)
        self._cropped.show_image(choice.cropped)
        self._padded.show_image(choice.padded)
        self.show()

    def _crop(self) -> None:
        self.chosen.emit(Crop())

    def _pad(self) -> None:
        self.chosen.emit(Pad())


class _Preview(QWidget):
    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(caption)

    def sizeHint(self) -> QSize:
        return QSize(88, 92)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0, 0, self.width(), self.height() - 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(room, 4, 4)
        if not self._image.isNull():
            paint(painter, self._image, room.adjusted(4, 4, -4, -4))
        font = self.font()
        font.setPixelSize(tokens.SMALL)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet))
        below = QRectF(0, self.height() - 18, self.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._caption)
