"""The small parts that the panels are made of: labels, buttons, a switch, a stepper."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.undo_keys import NumberField


def label(text: str = "", look: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the theme's looks. Plain text: what a service says is never markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if look:
        made.setProperty("look", look)
    return made


def button(text: str, look: str = "", name: str = "") -> QPushButton:
    """A push button with an accessible name that stays whatever its label says.

    A click does not take the focus, so that Space still plays after the mouse was used.
    """
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if look:
        made.setProperty("look", look)
    return made


def tool(sign: str, name: str, hint: str = "", *, side: int = 18, look: str = "") -> QToolButton:
    """A button that shows an icon only, named for screen readers and in its tooltip."""
    made = QToolButton()
    made.setAccessibleName(name)
    made.setToolTip(hint or name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if look:
        made.setProperty("look", look)
    icons.sign(made, sign, side=side)
    return made


def row(*parts: QWidget | QLayout | int | None, gap: int = tokens.GAP) -> QHBoxLayout:
    """Parts beside each other; a number is a space in pixels, `None` takes what is left."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(gap)
    for part in parts:
        if part is None:
            made.addStretch(1)
        elif isinstance(part, int):
            made.addSpacing(part)
        elif isinstance(part, QLayout):
            made.addLayout(part)
        else:
            made.addWidget(part)
    return made


def show_in_place(widget: QWidget, *, on: bool) -> None:
    """Shows or hides a part. One that is in no window yet is shown with the window it comes to."""
    if not on or widget.parentWidget() is not None:
        widget.setVisible(on)


def fit_height(dialog: QWidget) -> None:
    """Gives a dialog of a fixed width the height that its text takes, now that it is dressed.

    By itself Qt guesses the height of wrapped labels for a width of its own liking: long ones are
    cut off then, and short ones stand in too much room.
    """
    layout = dialog.layout()
    if layout is not None and layout.hasHeightForWidth():
        dialog.setFixedHeight(layout.totalHeightForWidth(dialog.width()))


def clear(layout: QLayout) -> None:
    """Takes everything out of a layout and lets it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            # Hidden at once: deleteLater leaves it on screen, and readable, for a while.
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Elided(QLabel):
    """One line that ends in an ellipsis where there is no room, and then has its whole text as
    tooltip.
    """

    def __init__(self, text: str = "", look: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        if look:
            self.setProperty("look", look)

    def setText(self, text: str) -> None:
        """Shows one line; line breaks become spaces."""
        super().setText(" ".join(text.split()))
        self._tell_whole()

    def sizeHint(self) -> QSize:
        # One pixel more than the text, since its width is rounded down.
        return super().sizeHint() + QSize(2, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        room = self.contentsRect()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment()), shown)

    def _tell_whole(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if cut else "")


class Switch(QCheckBox):
    """A check box drawn as a switch."""

    _SIZE = QSize(36, 20)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self._SIZE + QSize(6, 6))

    def hitButton(self, _: object) -> bool:
        return True

    def sizeHint(self) -> QSize:
        return self._SIZE + QSize(6, 6)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3, 3, self._SIZE.width(), self._SIZE.height())
        on = colours.second if self.isEnabled() else colours.edge
        painter.setPen(QPen(QColor(on if self.isChecked() else colours.edge), 1))
        painter.setBrush(QColor(on if self.isChecked() else colours.hover))
        radius = track.height() / 2
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        knob = track.height() - 6
        left = track.right() - knob - 3 if self.isChecked() else track.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        off = colours.ink if self.isEnabled() else colours.edge
        painter.setBrush(QColor(colours.panel if self.isChecked() else off))
        painter.drawEllipse(QRectF(left, track.top() + 3, knob, knob))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.second), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            around = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(around, radius + 2, radius + 2)


class Stepper(QFrame):
    """A whole number with a button on either side. The field alone is reached by Tab: its arrow
    keys do the same.
    """

    def __init__(self, name: str, least: int, most: int, unit: str = "") -> None:
        super().__init__()
        self.setObjectName("stepper")
        self.field = NumberField()
        # Qt gives a spin box with a style of its own and no buttons no room for its text, so the
        # box around it carries the looks.
        self.field.setFrame(False)
        self.field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.field.setRange(least, most)
        self.field.setSuffix(unit)
        self.field.setAccessibleName(name)
        self.field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.field.setFixedSize(40, 26)
        self.field.setKeyboardTracking(False)
        self._less = _step("−", self)
        self._more = _step("+", self)
        self._less.clicked.connect(self.field.stepDown)
        self._more.clicked.connect(self.field.stepUp)
        self.field.valueChanged.connect(self._bound)
        layout = row(self._less, self.field, self._more, gap=0)
        layout.setContentsMargins(1, 1, 1, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        focus_watch(self, self.field)
        self._bound()

    def show_value(self, value: int) -> None:
        """Shows a value without telling it on."""
        if self.field.value() != value:
            self.field.blockSignals(True)
            self.field.setValue(value)
            self.field.blockSignals(False)
        self._bound()

    def _bound(self) -> None:
        self._less.setEnabled(self.field.value() > self.field.minimum())
        self._more.setEnabled(self.field.value() < self.field.maximum())


def _step(text: str, parent: QWidget) -> QToolButton:
    made = QToolButton(parent)
    made.setText(text)
    made.setAutoRepeat(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setFixedSize(24, 26)
    return made


class Rule(QFrame):
    """A thin line between parts."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme.colours().line))


def focus_watch(box: QFrame, editor: QWidget) -> "FocusFrame":
    """Lets `box` show the focus of the borderless field in it."""
    return FocusFrame(box, editor)


class FocusFrame(QWidget):
    """Watches a field and marks the box around it."""

    def __init__(self, box: QFrame, editor: QWidget) -> None:
        super().__init__(box)
        self.hide()
        self._box = box
        editor.installEventFilter(self)

    def eventFilter(self, _: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            theme.dress(self._box, focused=event.type() == QEvent.Type.FocusIn)
        return False
