"""A scrolled column that keeps its width."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QScrollArea


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
