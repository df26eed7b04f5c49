"""The fit card: the choices about a picture that are the user's, with what comes of them.

It stands beside its zone, holds nothing else up, and goes with Escape. Enter uses the picture.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QBoxLayout,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from kling_desktop import words
from kling_desktop.frames.codes import Step
from kling_desktop.frames.fit import Crop, Pad, measures
from kling_desktop.storyboard import limits
from kling_desktop.ui import tokens
from kling_desktop.ui.crop_view import CropView
from kling_desktop.ui.fit_fields import FillField, RatioField, Tab
from kling_desktop.ui.fit_result import AfterView, Ticks
from kling_desktop.ui.intake import Answer, Choice, Outcome
from kling_desktop.ui.pieces import Elided, button, label, row, show_in_place
from kling_desktop.ui.tab_order import follow_layout
from kling_desktop.words import FitWords, FrameWords, Window

_RESTS = 250
"""Milliseconds without a change until what would be sent is really made."""
_WIDTH = 640
_NARROW = 480
_MARGIN = 12


class FitCard(QFrame):
    """Asks about one picture at a time."""

    chosen = Signal(object)
    """The `Answer`."""
    cancelled = Signal()
    weigh = Signal(object)
    """An `Answer` whose outcome is wanted."""

    def __init__(self, anchor: QWidget) -> None:
        """`anchor` is the zone that it stands beside."""
        super().__init__()
        self.setObjectName("fitCard")
        self._anchor = anchor
        self._choice: Choice | None = None
        self._title = Elided(look="title")
        self._why = label(look="quiet", wrap=True)
        self.crop = Tab(FitWords.CROP())
        self.pad = Tab(FitWords.PAD())
        self.ratio = RatioField()
        self.fill = FillField(FitWords.FILL(), blur=True)
        self.background = FillField(FitWords.BACKGROUND(), blur=False, first="#ffffff")
        self.before = CropView()
        self.after = AfterView()
        self.ticks = Ticks()
        self.result = label(look="small", wrap=True)
        self.use = button(FitWords.USE())
        self.use.setObjectName("usePicture")
        self.use.setToolTip(FitWords.USE_HINT())
        self.cancel = button(Window.CANCEL(), "plain", FitWords.CANCEL())
        self.cancel.setToolTip(FitWords.CANCEL_HINT())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTS)
        self._rest.timeout.connect(self._ask_outcome)
        self._lay_out()
        self._connect()
        self.hide()

    def ask(self, choice: Choice) -> None:
        """Shows the question. The keyboard goes to it, unless somebody is writing just then."""
        self._choice = choice
        self._come_over_the_window()
        follow_layout(self)
        name = choice.name or FrameWords.THE_PICTURE()
        needed = choice.shape or choice.background
        said = FitWords.NEEDS_ONE_CHOICE if needed else FitWords.CROP_OR_PAD
        self._title.setText(said(name=name))
        self._why.setText(_why(choice))
        self.setAccessibleName(said(name=name))
        self.setAccessibleDescription(self._why.text())
        shaping = choice.shape or not choice.background
        for part in (self.crop, self.pad, self.ratio):
            show_in_place(part, on=shaping)
        show_in_place(self.background, on=choice.background)
        self.before.show_picture(choice.before, choice.width, choice.height)
        self.after.show_picture(choice)
        self.ratio.choose(None)
        self.crop.setChecked(True)
        self._changed()
        self.show()
        self.raise_()
        self.place()
        if not _writing():
            (self.before if shaping else self.use).setFocus()

    def show_outcome(self, outcome: Outcome) -> None:
        """Tells what would be sent, once it was made."""
        if not self.isHidden() and outcome.answer == self.answer:
            self._told(outcome)

    @property
    def answer(self) -> Answer:
        """What is chosen now."""
        choice = self._choice
        if choice is None:
            return Answer()
        background = self.background.colour if choice.background else None
        if choice.background and not choice.shape:
            return Answer(background=background)
        if self.pad.isChecked():
            pad = Pad(colour=self.fill.colour, blur=self.fill.blurs, ratio=self.ratio.ratio)
            return Answer(ratio=pad, background=background)
        return Answer(ratio=Crop(box=self.before.box), background=background)

    def place(self) -> None:
        """Takes its place: left of its zone, within the window."""
        window = self.parentWidget()
        if window is None:
            return
        anchor = QRect(window.width(), 72, 0, 0)
        panel = self._anchor.parentWidget()
        if panel is not None and self._anchor.isVisible():
            # Beside all of the panel: the other zone stays in sight as well.
            top = self._anchor.mapTo(window, QPoint()).y()
            anchor = QRect(panel.mapTo(window, QPoint()).x(), top, 0, 0)
        width = min(_WIDTH, max(_NARROW, anchor.left() - 2 * _MARGIN), window.width() - 2 * _MARGIN)
        narrow = width < _NARROW
        across = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._views.setDirection(across)
        self.setFixedWidth(width)
        height = min(self.sizeHint().height(), window.height() - 2 * _MARGIN)
        left = max(_MARGIN, anchor.left() - width - _MARGIN)
        top = max(_MARGIN, min(anchor.top() - _MARGIN, window.height() - height - _MARGIN))
        self.setGeometry(left, top, width, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._use()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget():
            self.place()
        return False

    def hideEvent(self, _: object) -> None:
        self._rest.stop()

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(tokens.GAP)
        left.addWidget(self.before, 1)
        right.addWidget(self.after, 1)
        self._views = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._views.setSpacing(tokens.PAD)
        self._views.addLayout(left, 1)
        self._views.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.EDGE, tokens.EDGE, tokens.EDGE, tokens.EDGE)
        layout.setSpacing(tokens.PAD)
        heading = QVBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(self._title)
        heading.addWidget(self._why)
        layout.addLayout(heading)
        layout.addLayout(row(self.crop, self.pad, self.ratio, tokens.GRID, self.fill, None))
        layout.addLayout(self._views, 1)
        layout.addWidget(self.background)
        layout.addWidget(self.result)
        layout.addWidget(self.ticks)
        layout.addLayout(row(None, self.cancel, self.use))

    def _connect(self) -> None:
        self.crop.toggled.connect(self._changed)
        self.before.moved.connect(self._changed)
        self.ratio.changed.connect(self._reshaped)
        self.fill.changed.connect(self._changed)
        self.background.changed.connect(self._changed)
        self.use.clicked.connect(self._use)
        self.cancel.clicked.connect(self.cancelled)

    def _reshaped(self) -> None:
        if not self.pad.isChecked():
            self.before.choose_ratio(self.ratio.ratio)
        self._changed()

    def _changed(self) -> None:
        choice = self._choice
        if choice is None:
            return
        shaping = choice.shape or not choice.background
        pads = shaping and self.pad.isChecked()
        self.ratio.name_free(FitWords.LEAST() if pads else FitWords.FREE())
        show_in_place(self.fill, on=pads)
        if pads and self.before.hasFocus():
            # Disabled, it would hand the keyboard to whatever comes next: Cancel, say.
            self.pad.setFocus()
        self.before.show_box(on=shaping and not pads)
        answer = self.answer
        self.after.show_answer(answer)
        width, height = measures(choice.width, choice.height, answer.ratio)
        self.result.setText(FitWords.RESULT_COMING(width=width, height=height))
        self._tell_ticks(choice.steps, answer)
        self._rest.start()

    def _tell_ticks(self, steps: tuple[Step, ...], answer: Answer) -> None:
        yours = []
        if isinstance(answer.ratio, Crop):
            yours.append(FitWords.YOURS_CROP())
        elif isinstance(answer.ratio, Pad):
            yours.append(FitWords.YOURS_PAD())
        if answer.background is not None:
            yours.append(FitWords.YOURS_BACKGROUND())
        creative = {Step.CROPPED, Step.PADDED, Step.FLATTENED}
        self.ticks.show_steps([words.step(s) for s in steps if s not in creative], yours)

    def _told(self, outcome: Outcome) -> None:
        self.result.setText(
            FitWords.RESULT(
                width=outcome.width,
                height=outcome.height,
                format=outcome.media_type.rpartition("/")[2].upper(),
                size=words.file_size(outcome.size),
            )
        )
        self._tell_ticks(outcome.steps, outcome.answer)

    def _ask_outcome(self) -> None:
        self.weigh.emit(self.answer)

    def _use(self) -> None:
        if self._choice is not None and not self.isHidden():
            self.chosen.emit(self.answer)

    def _come_over_the_window(self) -> None:
        window, before = self._anchor.window(), self.parentWidget()
        if before is not window:
            if before is not None:
                before.removeEventFilter(self)
            self.setParent(window)
            window.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, max(super().sizeHint().height(), 440))


def _why(choice: Choice) -> str:
    values = {"width": choice.width, "height": choice.height, "ratio": _ratio(choice)}
    if choice.shape:
        said = FitWords.TOO_WIDE if choice.width > choice.height else FitWords.TOO_TALL
        return said(**values)
    return FitWords.SEE_THROUGH(**values) if choice.background else FitWords.PLAIN(**values)


def _ratio(choice: Choice) -> str:
    """The long side by the short one, with as many digits as set it apart from what is allowed."""
    ratio = max(choice.width, choice.height) / min(choice.width, choice.height)
    most = limits.FRAME_RATIO[0] / limits.FRAME_RATIO[1]
    said = (f"{ratio:.{digits}f}" for digits in (2, 3, 4))
    return next((text for text in said if float(text) != most), f"{ratio:g}")


def _writing() -> bool:
    """Whether the keyboard is in a field where text is being written."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QAbstractSpinBox)
