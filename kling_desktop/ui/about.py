"""What this program is, whose it is not, and under which licence it may be passed on."""

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from kling_desktop import __version__, this_copy
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.background import Background
from kling_desktop.ui.handing_over import hand_over
from kling_desktop.ui.licence_view import LicenceView
from kling_desktop.ui.pieces import button, fit_height, label, row, show_in_place
from kling_desktop.words import HelpWords, Window, install_kind


class About(QDialog):
    """A small card; Escape closes it."""

    def __init__(self, pool: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._pool = pool
        self._page = this_copy.release_page()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(Window.MENU_ABOUT().replace("&", ""))
        self.setFixedWidth(440)
        mark = QLabel()
        mark.setPixmap(icons.pixmap("app", "", 48, 3))
        close = button(Window.CLOSE())
        close.setAutoDefault(True)
        close.clicked.connect(self.accept)
        self.licences = button(HelpWords.LICENCES_BUTTON(), "link")
        self.licences.clicked.connect(self._show_licences)
        self.releases = button(HelpWords.RELEASES(), "link")
        self.releases.setToolTip(self._page)
        self.releases.clicked.connect(self._open_releases)
        self.copy = button(HelpWords.COPY_DETAILS(), "link")
        self.copy.clicked.connect(self._copy_details)
        self.said = label("", "small")
        self.no_browser = label(HelpWords.PAGE_COPIED(), "small", wrap=True)
        self.no_browser.hide()
        self.version = _selectable(Window.ABOUT_VERSION(version=__version__), "quiet")
        built = HelpWords.BUILT_WITH(
            kind=install_kind(this_copy.kind()), qt=qVersion(), python=this_copy.python_version()
        )
        names = QVBoxLayout()
        names.setSpacing(tokens.GRID)
        names.addWidget(label(Window.TITLE(), "title"))
        names.addWidget(self.version)
        names.addWidget(_selectable(built, "small"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, tokens.EDGE)
        layout.setSpacing(tokens.PAD)
        head = row(mark, gap=tokens.EDGE)
        head.addLayout(names, 1)
        layout.addLayout(head)
        layout.addWidget(label(Window.ABOUT_WHAT(), wrap=True))
        layout.addWidget(label(Window.ABOUT_OTHERS(), wrap=True))
        layout.addWidget(label(Window.ABOUT_LICENCE(), "quiet", wrap=True))
        layout.addWidget(label(HelpWords.NO_UPDATE_CALLS(), "quiet", wrap=True))
        layout.addLayout(row(self.licences, self.releases, None))
        layout.addWidget(self.no_browser)
        layout.addLayout(row(self.copy, self.said, None, close))
        show_in_place(self.releases, on=bool(self._page))
        close.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_height(self)

    def _show_licences(self) -> None:
        LicenceView(self._pool, self.parentWidget() or self).show()
        self.accept()

    def _open_releases(self) -> None:
        if not hand_over(QUrl(self._page)):
            QGuiApplication.clipboard().setText(self._page)
            self._tell(page_copied=True)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(
            this_copy.details(f"Qt {qVersion()} on {QGuiApplication.platformName()}")
        )
        self._tell(page_copied=False)

    def _tell(self, *, page_copied: bool) -> None:
        """Says which of the two was copied last."""
        self.said.setText("" if page_copied else HelpWords.COPIED())
        self.no_browser.setVisible(page_copied)
        fit_height(self)


def _selectable(text: str, look: str) -> QLabel:
    """A line that can be marked with the mouse or the keyboard, and copied."""
    made = label(text, look, wrap=True)
    by = Qt.TextInteractionFlag
    made.setTextInteractionFlags(by.TextSelectableByMouse | by.TextSelectableByKeyboard)
    return made
