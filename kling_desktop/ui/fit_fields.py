"""What is chosen on the fit card: crop or pad, the shape, and what fills what is empty."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QColorDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QWidget,
)

from kling_desktop.frames.cropping import RATIOS, Ratio
from kling_desktop.ui import icons, theme
from kling_desktop.ui.pieces import label
from kling_desktop.words import FitWords


class Tab(QPushButton):
    """One of two ways; the one that is taken stays pressed."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("look", "tab")


class RatioField(QPushButton):
    """The shape, out of the allowed ones, in a menu."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ratio: Ratio | None = None
        self._free = FitWords.FREE()
        self.setAutoDefault(False)
        self.setAccessibleName(FitWords.SHAPE())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("look", "menu")
        self._menu = QMenu(self)
        group = QActionGroup(self._menu)
        self._entries: dict[Ratio | None, QAction] = {}
        for ratio in (None, *RATIOS):
            entry = self._menu.addAction(self._said(ratio))
            entry.setCheckable(True)
            group.addAction(entry)
            entry.triggered.connect(partial(self._pick, ratio))
            self._entries[ratio] = entry
        icons.sign(self, "down", "quiet", 14)
        # The sign stands behind the text, as on every field that opens a list.
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.clicked.connect(self._open)
        self.choose(None)

    def choose(self, ratio: Ratio | None) -> None:
        """Shows a shape without telling it on."""
        self.ratio = ratio
        self._entries[ratio].setChecked(True)
        self.setText(self._said(ratio))
        self.setAccessibleDescription(self.text())

    def name_free(self, text: str) -> None:
        """What having no shape in mind is called."""
        self._free = text
        self._entries[None].setText(text)
        self.choose(self.ratio)

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _pick(self, ratio: Ratio | None, _: bool = False) -> None:
        self.choose(ratio)
        self.changed.emit()

    def _said(self, ratio: Ratio | None) -> str:
        if ratio is None:
            return self._free
        width, height = ratio
        if ratio in (RATIOS[0], RATIOS[-1]):
            # Written as the service writes its limits.
            half = min(ratio)
            return FitWords.RATIO(width=f"{width / half:g}", height=f"{height / half:g}")
        return FitWords.RATIO(width=width, height=height)


class FillField(QWidget):
    """Black, white, perhaps blur, or a colour of one's own."""

    changed = Signal()

    def __init__(self, name: str, *, blur: bool, first: str = "#000000") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.colour = first
        """As "#rrggbb"."""
        self.blurs = False
        self._group = QButtonGroup(self)
        self.black = self._swatch(FitWords.BLACK(), "#000000")
        self.white = self._swatch(FitWords.WHITE(), "#ffffff")
        self.blur = self._swatch(FitWords.BLUR(), "")
        self.own = self._swatch(FitWords.OWN_COLOUR(), "#808080", own=True)
        self.blur.setVisible(blur)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(name, "quiet"))
        layout.addSpacing(4)
        for swatch in (self.black, self.white, self.blur, self.own):
            if swatch is not self.blur or blur:
                layout.addWidget(swatch)
        layout.addStretch(1)
        (self.white if first == "#ffffff" else self.black).setChecked(True)

    def _swatch(self, name: str, colour: str, *, own: bool = False) -> "Swatch":
        made = Swatch(name, colour, own=own)
        made.setParent(self)
        self._group.addButton(made)
        made.clicked.connect(partial(self._pick, made))
        return made

    def _pick(self, swatch: "Swatch", _: bool = False) -> None:
        if swatch is self.own:
            dialog = QColorDialog(QColor(self.own.colour), self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.colorSelected.connect(self.take_own)
            dialog.rejected.connect(self._back)
            dialog.open()
            return
        self.blurs = swatch is self.blur
        self.colour = swatch.colour or self.colour
        self.changed.emit()

    def take_own(self, colour: QColor) -> None:
        """Fills with a colour that was picked in the dialog."""
        self.own.colour = self.colour = colour.name()
        self.own.setChecked(True)
        self.own.update()
        self.blurs = False
        self.changed.emit()

    def _back(self) -> None:
        """No colour was picked: what was chosen before is still chosen."""
        for swatch in (self.black, self.white, self.own):
            if not self.blurs and swatch.colour == self.colour:
                swatch.setChecked(True)
        if self.blurs:
            self.blur.setChecked(True)


class Swatch(QAbstractButton):
    """A spot of colour; without one, of blur."""

    def __init__(self, name: str, colour: str, *, own: bool) -> None:
        super().__init__()
        self.colour = colour
        self._own = own
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(28, 28)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spot = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        scale = self.devicePixelRatioF()
        painter.setPen(QPen(QColor(colours.edge), 1))
        if self.colour:
            painter.setBrush(QColor(self.colour))
            painter.drawEllipse(spot)
        else:
            painter.drawPixmap(5, 5, icons.pixmap("blur", colours.ink, 18, scale))
        if self._own:
            painter.drawPixmap(9, 9, icons.pixmap("picker", _seen_on(self.colour), 10, scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(QColor(colours.second if self.hasFocus() else colours.ink), 2))
            painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))


def _seen_on(colour: str) -> str:
    """Black or white, whichever is seen on a colour."""
    return "#000000" if QColor(colour).lightness() > 127 else "#ffffff"
