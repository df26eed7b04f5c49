"""The settings: pages on the left, their choices on the right. What is chosen holds at once."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.settings import Settings
from kling_desktop.ui import tokens
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Elided, button, row
from kling_desktop.ui.question import Question
from kling_desktop.ui.scrolling import scrolled
from kling_desktop.ui.settings.disk import Disk
from kling_desktop.ui.settings.files import Files
from kling_desktop.ui.settings.form import Form
from kling_desktop.ui.settings.general import General
from kling_desktop.ui.settings.network import Network
from kling_desktop.ui.settings.prices import Prices
from kling_desktop.ui.settings.service import Service
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import DiskWords, SettingsWords, Window

PAGES_WIDTH = 176

_RESET = (
    "service",
    "usage_pages",
    "picture_form",
    "rates",
    "proxy",
    "notify",
    "appearance",
    "motion",
    "language",
)
"""What a reset takes back. Not practice or live: only the user's own act switches that."""


class SettingsDialog(QDialog):
    """Not modal: the window behind it goes on, and shows what a choice does."""

    key_wanted = Signal()

    def __init__(self, supplies: Supplies, mode: Mode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = supplies.choices
        self.setObjectName("settings")
        self.setWindowTitle(SettingsWords.SETTINGS())
        self.setMinimumSize(760, 420)
        self.resize(800, 580)
        self.general = General(supplies.choices)
        self.service = Service(supplies, mode)
        self.prices = Prices(supplies)
        self.network = Network(supplies)
        self.files = Files(supplies)
        self.disk = Disk(supplies)
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(SettingsWords.PAGES())
        self.pages.setFixedWidth(PAGES_WIDTH)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget()
        for name, page in (
            (SettingsWords.GENERAL(), self.general),
            (SettingsWords.SERVICE(), self.service),
            (SettingsWords.PRICES(), self.prices),
            (SettingsWords.NETWORK(), self.network),
            (SettingsWords.FILES(), self.files),
            (DiskWords.DISK_SPACE(), self.disk),
        ):
            self._add(name, page)
        self._said = Elided(look="small")
        self._before_reset: dict[str, object] = {}
        """What a reset took back and nobody has chosen anew since: what undoing it brings back."""
        self.undo_reset = button(SettingsWords.RESET_UNDO(), "link")
        self.undo_reset.clicked.connect(self._undo_reset)
        self.undo_reset.hide()
        self.close_ = button(Window.CLOSE())
        self.close_.clicked.connect(self.close)
        right = QVBoxLayout()
        right.setContentsMargins(0, 20, 0, tokens.EDGE)
        right.setSpacing(tokens.PAD)
        right.addWidget(self._stack, 1)
        foot = row(self._said, self.undo_reset, None, self.close_)
        foot.setContentsMargins(tokens.EDGE, 0, 20, 0)
        right.addLayout(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.pages)
        layout.addLayout(right, 1)
        self.pages.currentRowChanged.connect(self._turn)
        self.pages.setCurrentRow(0)
        self.service.key_wanted.connect(self.key_wanted)
        self.files.reset_wanted.connect(self._ask_reset)
        self._choices.changed.connect(self._changed)
        self._choices.unsaved.connect(self._unsaved)

    def _add(self, name: str, page: Form) -> None:
        self.pages.addItem(name)
        self.pages.item(self.pages.count() - 1).setSizeHint(QSize(0, tokens.CONTROL))
        scroll = scrolled(page)
        scroll.setAccessibleName(name)
        self._stack.addWidget(scroll)

    def _turn(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self._offer_undo()

    def _changed(self, names: frozenset[str]) -> None:
        for name in names:
            self._before_reset.pop(name, None)
        self._refresh()

    def _refresh(self) -> None:
        self._offer_undo()
        for page in (self.general, self.service, self.prices, self.network, self.files):
            page.refresh()

    def _offer_undo(self) -> None:
        """Tells of a reset as long as it can be undone, and of nothing else any more."""
        self._said.setText(SettingsWords.RESET_DONE() if self._before_reset else "")
        self.undo_reset.setVisible(bool(self._before_reset))

    def _say(self, text: str) -> None:
        self._said.setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _unsaved(self) -> None:
        self._say(Window.CHOICE_NOT_KEPT())

    def _ask_reset(self) -> None:
        answers = [(SettingsWords.RESET_DO(), "danger", self._reset)]
        Question(self, SettingsWords.RESET_ASK(), SettingsWords.RESET_WHY(), answers).open()

    def _reset(self) -> None:
        before, fresh = self._choices.current, Settings()
        taken = {
            name: getattr(before, name)
            for name in _RESET
            if getattr(before, name) != getattr(fresh, name)
        }
        self._choices.choose(**{name: getattr(fresh, name) for name in _RESET})
        # Another reset, just before this one, may have taken the rest.
        self._before_reset.update(taken)
        self._refresh()
        self._say(SettingsWords.RESET_DONE())

    def _undo_reset(self) -> None:
        self._choices.choose(**self._before_reset)
        self._say(SettingsWords.RESET_UNDONE())
