"""What this program is, whose it is not, and under which licence it may be passed on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from kling_desktop import __version__
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.licence_view import LicenceView
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.words import HelpWords, Window


class About(QDialog):
    """A small card; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(Window.MENU_ABOUT().replace("&", ""))
        self.setFixedWidth(420)
        mark = QLabel()
        mark.setPixmap(icons.pixmap("app", "", 48, 3))
        close = button(Window.CLOSE())
        close.setAutoDefault(True)
        close.clicked.connect(self.accept)
        self.licences = button(HelpWords.LICENCES_BUTTON(), "link")
        self.licences.clicked.connect(self._show_licences)
        names = QVBoxLayout()
        names.addWidget(label(Window.TITLE(), "title"))
        names.addWidget(label(Window.ABOUT_VERSION(version=__version__), "quiet"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, tokens.EDGE)
        layout.setSpacing(tokens.PAD)
        layout.addLayout(row(mark, names, None, gap=tokens.EDGE))
        layout.addWidget(label(Window.ABOUT_WHAT(), wrap=True))
        layout.addWidget(label(Window.ABOUT_OTHERS(), wrap=True))
        layout.addWidget(label(Window.ABOUT_LICENCE(), "quiet", wrap=True))
        layout.addLayout(row(self.licences, None, close))

    def _show_licences(self) -> None:
        LicenceView(self.parentWidget() or self).show()
        self.accept()
