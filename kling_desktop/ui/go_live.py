"""The step from a key to clips that cost money. It is offered, and never takes itself."""

from PySide6.QtWidgets import QFrame

from kling_desktop.ui import theme, tokens
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.words import KeyWords


class GoLive(QFrame):
    """Says plainly what holds, and what would from then on (product.md, Generate)."""

    def __init__(self, mode: Mode) -> None:
        super().__init__()
        self.setObjectName("ask")
        self._mode = mode
        self._said = label(wrap=True)
        self.go = button(KeyWords.GO_LIVE(), "next")
        self.go.clicked.connect(self._go)
        line = row(self._said, self.go, gap=tokens.PAD)
        line.setStretch(0, 1)
        line.setContentsMargins(tokens.PAD, tokens.GAP, tokens.GAP, tokens.GAP)
        self.setLayout(line)
        mode.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Says which of the two it is."""
        practice = self._mode.practice
        self._said.setText(KeyWords.GO_LIVE_WHY() if practice else KeyWords.IS_LIVE())
        theme.dress(self._said, look="" if practice else "second")
        self.go.setVisible(practice)
        self.go.setAccessibleDescription(self._said.text())

    def _go(self) -> None:
        self._mode.choose(practice=False)
