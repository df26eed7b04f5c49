"""The small notice while the program ends: what it waits for, or what it can't do any more."""

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
        self.what = label(wrap=True, look="strong")
        self.why = label(wrap=True, look="quiet")
        layout.addWidget(self.what)
        layout.addWidget(self.why)
        self.setFixedWidth(360)

    def tell(self, what: str, why: str) -> None:
        """Shows this, in place of what was told before."""
        self.what.setText(what)
        self.why.setText(why)
        # Shown before, it has the height of other words.
        self.adjustSize()
        self.show()
