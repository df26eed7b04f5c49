"""The line above the timeline: what can be made, how long the film is, how near it is seen."""

import math

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.fields import Slider
from kling_desktop.ui.pieces import Elided, button, row
from kling_desktop.ui.timeline.geometry import SCALE_LEAST, SCALE_MOST
from kling_desktop.words import Timeline

_STEPS = 100
_ROOMY = 1200
"""Pixels from which there is room to say how long the film is."""


class Toolbar(QWidget):
    """Buttons that a click leaves without the focus, so that the keys go on to the timeline."""

    zoomed = Signal(float)
    """The scale that the slider stands at, pixels per second."""

    def __init__(self) -> None:
        super().__init__()
        self.add = button(Timeline.NEW_SCENE(), "", Timeline.NEW_SCENE_HINT())
        self.add.setToolTip(Timeline.NEW_SCENE_HINT())
        icons.sign(self.add, "add", side=16)
        self.split = button(Timeline.SPLIT(), "", Timeline.SPLIT_HINT())
        self.split.setToolTip(Timeline.SPLIT_HINT())
        icons.sign(self.split, "split", side=16)
        self.animatic = button(Timeline.ANIMATIC())
        self.animatic.setToolTip(Timeline.ANIMATIC_HINT())
        self.length = Elided(look="quiet")
        self.fit = button(Timeline.FIT_ALL(), "plain")
        self.fit.setToolTip(Timeline.FIT_ALL_HINT())
        self.zoom = Slider(Timeline.ZOOM(), 0, _STEPS)
        self.zoom.setPageStep(10)
        self.zoom.setFixedWidth(112)
        self.zoom.setToolTip(Timeline.ZOOM())
        self.zoom.valueChanged.connect(self._zoomed)
        self._made = row(self.add, self.split, self.animatic)
        line = row(self._made, None, self.length, 8, self.zoom, self.fit)
        line.setContentsMargins(tokens.PAD, 6, tokens.PAD, 4)
        self.setLayout(line)

    def add_film(self, film: QWidget) -> None:
        """Puts what is done with the whole film beside what makes its parts."""
        self._made.addWidget(film)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The ruler says it too; what can be done needs the room more.
        self.length.setVisible(event.size().width() >= _ROOMY)

    def show_storyboard(self, board: Storyboard) -> None:
        """Shows how long the film is."""
        count = len(board.scenes)
        saying = Timeline.FILM_LENGTH_ONE if count == 1 else Timeline.FILM_LENGTH
        minutes, seconds = divmod(board.seconds, 60)
        self.length.setText(saying(minutes=minutes, seconds=f"{seconds:02}", count=count))

    def show_scale(self, scale: float) -> None:
        """Shows how near the timeline is seen."""
        self.zoom.show_value(round(_STEPS * _root(scale)))

    def _zoomed(self, value: int) -> None:
        self.zoomed.emit(SCALE_LEAST * (SCALE_MOST / SCALE_LEAST) ** (value / _STEPS))


def _root(scale: float) -> float:
    """How far along the slider a scale is: every step zooms by the same factor."""
    return math.log(scale / SCALE_LEAST) / math.log(SCALE_MOST / SCALE_LEAST)
