"""The top bar: the storyboard's title, what it costs, practice or live, and the key."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QWidget

from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.entries import as_written
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, label, row, tool
from kling_desktop.ui.title import Title
from kling_desktop.words import DocumentWords, KeyWords, SettingsWords, Window


class TopBar(QFrame):
    """Says plainly, all the time, whether generating costs money."""

    key_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, mode: Mode, cost: QWidget) -> None:
        """`cost` says what the film may have cost."""
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(52)
        self._mode = mode
        self._mark = QLabel()
        self.title = Title()
        self.edited = label(DocumentWords.EDITED(), "small")
        self.edited.setToolTip(DocumentWords.EDITED_HINT())
        self.pill = label()
        self.pill.setObjectName("pill")
        self.pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        switch = QFrame()
        switch.setObjectName("switch")
        switch.setAccessibleName(Window.MODE())
        self.practice = _choice(Window.PRACTICE(), Window.PRACTICE_HINT())
        self.live = _choice(Window.LIVE(), Window.LIVE_HINT())
        group = QButtonGroup(self)
        group.addButton(self.practice)
        group.addButton(self.live)
        inner = row(self.practice, self.live, gap=0)
        inner.setContentsMargins(2, 2, 2, 2)
        switch.setLayout(inner)
        self.key = button("", "", KeyWords.KEY_BUTTON_NAME())
        icons.sign(self.key, "key", "quiet", 16)
        self.settings = tool(
            "settings",
            SettingsWords.SETTINGS(),
            SettingsWords.OPEN_HINT(keys=as_written("Ctrl+,")),
            side=20,
        )
        self.settings.clicked.connect(self.settings_wanted)
        switch.setFixedHeight(tokens.CONTROL)
        name = row(self.title, self.edited, gap=tokens.GRID)
        at_the_end = row(cost, switch, self.key, self.settings, gap=tokens.PAD)
        line = row(self._mark, name, self.pill, None, at_the_end, gap=tokens.PAD)
        line.setContentsMargins(tokens.EDGE, 0, tokens.EDGE, 0)
        self.setLayout(line)
        self.practice.clicked.connect(self._choose_practice)
        self.live.clicked.connect(self._choose_live)
        self.key.clicked.connect(self.key_wanted)
        mode.changed.connect(self.refresh)
        self.refresh()
        self.show_document("", DocumentWords.UNTITLED(), edited=False)

    def show_document(self, title: str, name: str, *, edited: bool) -> None:
        """Shows what the document is called, and whether there is anything to save."""
        self.title.show_title(title, name)
        self.edited.setVisible(edited)

    def refresh(self) -> None:
        """Says what holds now."""
        practice = self._mode.practice
        (self.practice if practice else self.live).setChecked(True)
        theme.dress(self.pill, mood="practice" if practice else "live")
        self._fit()
        icons.sign(self.key, "key", "quiet", 16)
        self._mark.setPixmap(icons.pixmap("app", "", 24, 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Says everything at length where there is room, and else the same in fewer words."""
        practice, key = self._mode.practice, self._mode.key_shown
        sign = Window.PRACTICE_SIGN() if practice else Window.LIVE_SIGN()
        brief = Window.PRACTICE_SIGN_BRIEF() if practice else Window.LIVE_SIGN_BRIEF()
        if key:
            texts = [(KeyWords.KEY_BUTTON(last=key), sign), (KeyWords.KEY_BUTTON(last=key), brief)]
        else:
            enter = KeyWords.KEY_BUTTON_NONE_BRIEF()
            texts = [(KeyWords.KEY_BUTTON_NONE(), sign), (enter, sign), (enter, brief)]
        room = self.width() - self._needed()
        at = 0
        while at < len(texts) - 1 and self._width_of(*texts[at]) > room:
            at += 1
        said, shown = texts[at]
        if self.pill.text() != shown:
            self.pill.setText(shown)
            self.pill.setToolTip(sign)
        if self.key.text() != said:
            self.key.setText(said)
            # Its name is constant, so that what changes has to be said here.
            self.key.setAccessibleDescription(said)

    def _needed(self) -> int:
        """The width of all that is always said in the same words."""
        layout = self.layout()
        whole = layout.sizeHint().width() if layout is not None else 0
        return whole - self._width_of(self.key.text(), self.pill.text())

    def _width_of(self, key: str, sign: str) -> int:
        return sum(
            widget.sizeHint().width()
            - widget.fontMetrics().horizontalAdvance(widget.text())
            + widget.fontMetrics().horizontalAdvance(text)
            for widget, text in ((self.key, key), (self.pill, sign))
        )

    def _choose_practice(self) -> None:
        self._mode.choose(practice=True)

    def _choose_live(self) -> None:
        self._mode.choose(practice=False)


def _choice(text: str, hint: str) -> QPushButton:
    made = button(text)
    made.setCheckable(True)
    made.setToolTip(hint)
    return made
