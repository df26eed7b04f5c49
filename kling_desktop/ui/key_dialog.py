"""The key: entered once, tested at no cost, kept in the system's key store, removed again."""

from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.keys import KeyStoreError, StoreTrouble, last_four
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.go_live import GoLive
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import KeyWords, Window

_VERDICTS = {
    "accepted": (KeyWords.KEY_ACCEPTED, "good"),
    "wrong": (KeyWords.KEY_WRONG, "bad"),
    "unknown": (KeyWords.KEY_UNKNOWN, "caution"),
}


class KeyDialog(QDialog):
    """Not modal: nothing else has to wait for it. The key is never shown, nor kept here."""

    kept = Signal(str)
    """A key is there for this host now, or is no more."""

    def __init__(self, supplies: Supplies, mode: Mode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._supplies = supplies
        self._mode = mode
        # For good: a host that is chosen while this is open gets no key that was meant for another.
        self._host = mode.host
        self._kept_shown = ""
        self._entered = ""
        self._touched = False
        host = urlsplit(mode.host).hostname or mode.host
        self.setWindowTitle(KeyWords.KEY_TITLE())
        self.setMinimumWidth(520)
        self.field = QLineEdit()
        self.field.setAccessibleName(KeyWords.KEY())
        self.field.setPlaceholderText(KeyWords.KEY_PASTE())
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.paste = button(KeyWords.PASTE())
        self._where = label(KeyWords.KEY_WHERE(), "quiet", wrap=True)
        self._now = label(KeyWords.KEY_LOOKING(), "quiet", wrap=True)
        self._said = label(look="quiet", wrap=True)
        self._said.setMinimumHeight(20)
        self.live = GoLive(mode)
        self.live.hide()
        self.test = button(KeyWords.KEY_TEST(), "", KeyWords.KEY_TEST())
        self.test.setToolTip(KeyWords.KEY_TEST_HINT())
        self.keep = button(KeyWords.KEY_KEEP(), "next")
        self.again = button(KeyWords.TRY_AGAIN())
        self.session = button(KeyWords.KEY_SESSION(), "next")
        self.remove = button(KeyWords.KEY_REMOVE(), "plain")
        self.close_ = button(Window.CLOSE(), "plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, tokens.EDGE)
        layout.setSpacing(tokens.PAD)
        layout.addWidget(label(KeyWords.KEY_FOR(host=host), "title", wrap=True))
        layout.addWidget(self._where)
        layout.addLayout(row(self.field, self.paste))
        now = row(self._now, self.again, gap=tokens.PAD)
        now.setStretch(0, 1)
        layout.addLayout(now)
        layout.addWidget(self._said)
        layout.addWidget(self.live)
        layout.addLayout(row(self.test, self.remove, None, self.close_, self.session, self.keep))
        self.session.hide()
        self.again.hide()
        self._connect()
        self._typed()
        self._look()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._keep)
        self.paste.clicked.connect(self._paste)
        self.test.clicked.connect(self._test)
        self.keep.clicked.connect(self._keep)
        self.again.clicked.connect(self._look_again)
        self.session.clicked.connect(self._keep_for_session)
        self.remove.clicked.connect(self._remove)
        self.close_.clicked.connect(self.close)
        self._mode.changed.connect(self._mode_changed)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.field.setFocus()

    def done(self, result: int) -> None:
        """Closes, and forgets what was typed."""
        self.field.clear()
        super().done(result)

    def _mode_changed(self) -> None:
        if self._mode.host != self._host:
            self.close()

    def _look(self) -> None:
        keys, deliveries = self._supplies.keys, self._supplies.deliveries
        deliveries.follow(keys.find(self._host), self._found, self._no_store)
        deliveries.follow(keys.store_name(), self._named, self._unnamed)

    def _look_again(self) -> None:
        self._now.setText(KeyWords.KEY_LOOKING())
        theme.dress(self._now, look="quiet")
        self._say("")
        self._look()

    def _named(self, store: str) -> None:
        self._where.setText(KeyWords.KEY_WHERE_NAMED(store=store))
        self._grow()

    def _unnamed(self, _: BaseException) -> None:
        """What is wrong with the store is said when the key is looked for."""

    def _found(self, key: str | None) -> None:
        self.session.hide()
        self.again.hide()
        self.keep.show()
        if self._touched:  # the store was slow, and knows less by now than we do
            return
        self._show_kept(last_four(key) if key else "")

    def _show_kept(self, shown: str) -> None:
        self._kept_shown = shown
        self._now.setText(KeyWords.KEY_KEPT(last=shown) if shown else KeyWords.KEY_NONE())
        theme.dress(self._now, look="quiet")
        # Where clips are live already there is no step to take.
        self.live.setVisible(bool(shown) and (self._mode.practice or self.live.isVisible()))
        self._typed()
        self._grow()

    def _no_store(self, error: BaseException) -> None:
        trouble = error.trouble if isinstance(error, KeyStoreError) else StoreTrouble.BROKEN
        self._now.setText(words.key_store(trouble))
        theme.dress(self._now, look="caution")
        self._where.setText(KeyWords.KEY_WHERE_SESSION())
        self.session.show()
        self.again.show()
        self.keep.hide()
        self._typed()
        self._grow()

    def _typed(self) -> None:
        typed = bool(self.field.text().strip())
        self.keep.setEnabled(typed)
        self.session.setEnabled(typed)
        self.test.setEnabled(self._supplies.test_key is not None and (typed or self._has_kept()))
        self.remove.setEnabled(self._has_kept())
        if typed:
            self._say("")

    def _has_kept(self) -> bool:
        return bool(self._kept_shown)

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text().strip()
        if not text:
            self._say(KeyWords.PASTE_NOTHING(), "caution")
        elif len(text.split()) > 1 or not text.isascii():
            self._say(KeyWords.PASTE_NO_KEY(), "caution")
        else:
            self.field.setText(text)
            self.field.setFocus()

    def _test(self) -> None:
        typed = self.field.text().strip()
        self._say(KeyWords.KEY_TESTING())
        self.test.setEnabled(False)
        if typed:
            self._try(typed)
        else:
            future = self._supplies.keys.find(self._host)
            self._supplies.deliveries.follow(future, self._try, self._untested)

    def _try(self, key: str | None) -> None:
        test, host = self._supplies.test_key, self._host
        if test is None or not key:
            self._untested(None)
            return
        self._supplies.engine.ask(lambda: test(host, key), self._tested, self._untested)

    def _tested(self, verdict: str) -> None:
        said, look = _VERDICTS.get(verdict, _VERDICTS["unknown"])
        self._typed()
        self._say(said(), look)

    def _untested(self, _: object) -> None:
        self._typed()
        self._say(KeyWords.KEY_UNKNOWN(), "caution")

    def _keep(self) -> None:
        key = self.field.text().strip()
        if not key or self.keep.isHidden():
            if key:
                self._keep_for_session()
            return
        self._touched = True
        self._entered = last_four(key)
        self._say(KeyWords.KEY_KEEPING())
        future = self._supplies.keys.keep(self._host, key)
        self._supplies.deliveries.follow(future, self._is_kept, self._not_kept)

    def _is_kept(self, _: object) -> None:
        self._settle(self._entered, KeyWords.KEY_IS_KEPT(last=self._entered))

    def _not_kept(self, error: BaseException) -> None:
        self._no_store(error)
        self._say("")

    def _keep_for_session(self) -> None:
        key = self.field.text().strip()
        if key:
            self._touched = True
            self._supplies.keys.keep_for_session(self._host, key)
            shown = last_four(key)
            self._settle(shown, KeyWords.KEY_FOR_SESSION(last=shown))

    def _settle(self, shown: str, said: str) -> None:
        self.field.clear()
        self._show_kept(shown)
        self._say(said, "good")
        self.kept.emit(self._host)

    def _remove(self) -> None:
        self._touched = True
        future = self._supplies.keys.remove(self._host)
        self._supplies.deliveries.follow(future, self._removed, self._no_store)

    def _removed(self, _: object) -> None:
        self.live.hide()
        self._show_kept("")
        self._say(KeyWords.KEY_REMOVED(), "good")
        self.kept.emit(self._host)

    def _say(self, text: str, look: str = "quiet") -> None:
        self._said.setText(text)
        theme.dress(self._said, look=look)
        self._grow()

    def _grow(self) -> None:
        """Takes the height that the sentences need at this width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
