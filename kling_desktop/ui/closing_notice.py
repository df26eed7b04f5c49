"""The small notice that stays while a request that is being sent comes to its end."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.ui.pieces import label
from kling_desktop.words import Window


class ClosingNotice(QWidget):
    """Says why the program has not ended yet. Goes away by itself; asks nothing."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(Window.TITLE())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addWidget(label(Window.FINISHING(), "strong", wrap=True))
        layout.addWidget(label(Window.FINISHING_WHY(), "quiet", wrap=True))
        self.setFixedWidth(360)
