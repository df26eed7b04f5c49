"""Scrolls and zooms the board: by wheel, touchpad, slider, and to what is selected."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from kling_desktop.ui import theme
from kling_desktop.ui.timeline.board import Board
from kling_desktop.ui.timeline.geometry import SCALE_LEAST, SCALE_MOST, fitting_scale

_NOTCH = 96
"""Pixels that one notch of a wheel scrolls."""
_ZOOM_NOTCH = 1.18
"""Factor that one notch zooms by."""


class Scroller(QScrollArea):
    """Shows a part of the board. It scrolls sideways only."""

    scaled = Signal(float)

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board
        self.setWidget(board)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: the blocks must not change their height when the film outgrows the panel.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.horizontalScrollBar().valueChanged.connect(self.refresh)

    @property
    def scale(self) -> float:
        """Pixels of a second."""
        return self._board.plan.scale

    def refresh(self) -> None:
        """Tells the board what of it can be seen."""
        seen = self.viewport().size()
        # With nothing to scroll to, a bar from end to end says nothing.
        theme.dress(self.horizontalScrollBar(), idle=self._board.plan.width <= seen.width())
        self._board.show_part(self.horizontalScrollBar().value(), seen.width(), seen.height())

    def zoom(self, scale: float, about: int | None = None) -> None:
        """Zooms; the moment at `about` pixels from the left of what is seen stays there.

        Without `about` it is the playhead where that can be seen, else the middle.
        """
        bar, plan = self.horizontalScrollBar(), self._board.plan
        if about is None:
            about = round(plan.x_of(self._board.moment)) - bar.value()
            if not 0 <= about <= self.viewport().width():
                about = self.viewport().width() // 2
        moment = plan.seconds_at(bar.value() + about)
        self._board.set_scale(max(SCALE_LEAST, min(SCALE_MOST, scale)))
        bar.setValue(round(self._board.plan.x_of(moment)) - about)
        self.refresh()
        self.scaled.emit(self.scale)

    def fit_all(self) -> None:
        """Zooms so that the whole film shows."""
        self.zoom(fitting_scale(self._board.board, self.viewport().width()))
        self.horizontalScrollBar().setValue(0)

    def show_x(self, left: float, right: float) -> None:
        """Scrolls as little as needed to show what lies between two positions of the board."""
        bar, wide = self.horizontalScrollBar(), self.viewport().width()
        margin = min(48, wide // 8)
        if left - margin < bar.value():
            bar.setValue(round(left - margin))
        elif right + margin > bar.value() + wide:
            bar.setValue(round(min(right + margin - wide, left - margin)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        pixel, angle = event.pixelDelta(), event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = _further(angle) / 120 if not angle.isNull() else _further(pixel) / 80
            self.zoom(self.scale * _ZOOM_NOTCH**notches, round(event.position().x()))
            return
        # Pixels come from a touchpad, with the system's own momentum after the fingers left.
        by = _further(pixel) if not pixel.isNull() else _further(angle) * _NOTCH / 120
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - round(by))


def _further(delta: QPoint) -> int:
    """The direction that was meant: a wheel turned up and down scrolls sideways too."""
    return delta.x() if abs(delta.x()) > abs(delta.y()) else delta.y()
