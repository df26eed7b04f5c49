"""What is scrolled: a plain frameless area, and one that keeps its width."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(inside: QWidget, along: Qt.Orientation = Qt.Orientation.Vertical) -> QScrollArea:
    """An area that scrolls `inside` along one axis only. What is in it takes the focus, not it."""
    made = QScrollArea()
    made.setWidget(inside)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if along is Qt.Orientation.Vertical:
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    else:
        made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


class SteadyScroll(QScrollArea):
    """Keeps the room of its bar free: what is in it must not get narrower under a drag when the bar
    comes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._keep_width(0, 0)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.Polish):
            self._keep_width(0, self.verticalScrollBar().maximum())
        return super().event(event)

    def _keep_width(self, _: int, most: int) -> None:
        room = 0 if most > 0 else self.verticalScrollBar().sizeHint().width()
        if self.viewportMargins().right() != room:
            self.setViewportMargins(0, 0, room, 0)
