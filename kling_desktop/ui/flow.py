"""Parts beside each other that go on in the next line where there is no more room, like words."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem

from kling_desktop.ui import tokens


class Sentence(QLabel):
    """Plain text that would like to stand in one line, and wraps where it can't."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.lineSpacing())


class Flow(QLayout):
    """For a handful of links below a sentence: translated, they may be longer than the line."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())
        self.setSpacing(tokens.GRID)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        least = QSize()
        for item in self._items:
            least = least.expandedTo(item.minimumSize())
        return least

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        """The height that all lines take; what stands in one line is centred in it."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        used = 0
        for item in self._items:
            size = item.sizeHint()
            if size.width() > rect.width():
                high = item.heightForWidth(rect.width()) if item.hasHeightForWidth() else 0
                size = QSize(rect.width(), high or size.height())
            if lines[-1] and used + size.width() > rect.width():
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self.spacing()
        top = rect.top()
        for line in lines:
            high = max((size.height() for _, size in line), default=0)
            left = rect.left()
            for item, size in line:
                if move:
                    at = QPoint(left, top + (high - size.height()) // 2)
                    item.setGeometry(QRect(at, size))
                left += size.width() + self.spacing()
            top += high
        return top - rect.top()
