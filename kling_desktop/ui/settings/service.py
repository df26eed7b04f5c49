"""Which service makes the clips, with which key, and how pictures reach it."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QRadioButton, QWidget

from kling_desktop import addresses, words
from kling_desktop.addresses import BadAddress
from kling_desktop.production.snapshot import PictureForm
from kling_desktop.settings import SUGGESTED_SERVICES
from kling_desktop.ui import tokens
from kling_desktop.ui.handing_over import hand_over
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.settings.form import FIELD_WIDTH, Choice, Entry, Form
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import KeyWords, SettingsWords, Window


class Service(Form):
    """Another address takes its own key: the one before is never sent there (contract.md §6)."""

    key_wanted = Signal()

    def __init__(self, supplies: Supplies, mode: Mode) -> None:
        super().__init__(SettingsWords.SERVICE())
        self._choices = supplies.choices
        self._mode = mode
        self.practice = QRadioButton(Window.PRACTICE())
        self.live = QRadioButton(Window.LIVE())
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(tokens.EDGE)
        line.addWidget(self.practice)
        line.addWidget(self.live)
        line.addStretch(1)
        self.host = QComboBox()
        self.host.setEditable(True)
        self.host.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.host.setFixedWidth(FIELD_WIDTH)
        self.host.addItems(SUGGESTED_SERVICES)
        typing = self.host.lineEdit()
        assert typing is not None
        self._typing = typing
        self._typing.setAccessibleName(SettingsWords.HOST())
        self.key_shown = label()
        self.key = button(SettingsWords.KEY_CHANGE(), "", KeyWords.KEY())
        self.usage = Entry(SettingsWords.USAGE_PAGE(), self._take_page, FIELD_WIDTH)
        self.usage.setPlaceholderText(SettingsWords.USAGE_NONE())
        self.open_page = button(SettingsWords.OPEN_PAGE(), "", SettingsWords.OPEN_PAGE())
        self.form = Choice(
            SettingsWords.PICTURE_FORM(),
            [
                (PictureForm.DATA_URI, SettingsWords.FORM_DATA_URI()),
                (PictureForm.RAW_BASE64, SettingsWords.FORM_RAW()),
            ],
        )
        self.add(Window.MODE(), both, SettingsWords.MODE_HINT())
        self._host_row = self.add(SettingsWords.HOST(), self.host, SettingsWords.HOST_HINT())
        self.add(KeyWords.KEY(), self.key, beside=row(self.key, self.key_shown, None))
        self._usage_row = self.add(
            SettingsWords.USAGE_PAGE(),
            self.usage,
            SettingsWords.USAGE_HINT(),
            beside=row(self.usage, self.open_page, None),
        )
        self.add(SettingsWords.PICTURE_FORM(), self.form, SettingsWords.FORM_HINT())
        self.practice.clicked.connect(self._choose_practice)
        self.live.clicked.connect(self._choose_live)
        self.host.activated.connect(self._pick_host)
        self._typing.editingFinished.connect(self._host_typed)
        self.key.clicked.connect(self.key_wanted)
        self.open_page.clicked.connect(self._open_page)
        self.form.picked.connect(self._choose_form)
        mode.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows what holds."""
        chosen, host = self._choices.current, self._mode.host
        (self.practice if self._mode.practice else self.live).setChecked(True)
        if not self._typing.isModified():
            self._typing.setText(host)
        self.usage.show_text(chosen.usage_pages.get(host, ""))
        self.open_page.setEnabled(bool(chosen.usage_pages.get(host)))
        shown = self._mode.key_shown
        if shown is None:
            self.key_shown.setText(SettingsWords.KEY_IS_UNKNOWN())
        else:
            none = SettingsWords.KEY_IS_NONE()
            self.key_shown.setText(SettingsWords.KEY_IS(last=shown) if shown else none)
        self.key.setAccessibleDescription(self.key_shown.text())
        self.form.show_value(chosen.picture_form)

    def keyPressEvent(self, event: object) -> None:
        # Enter in the address takes it; it must not press a button of the dialog as well.
        key = getattr(event, "key", lambda: None)()
        if key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def _choose_practice(self) -> None:
        self._mode.choose(practice=True)

    def _choose_live(self) -> None:
        self._mode.choose(practice=False)

    def _pick_host(self, at: int) -> None:
        self._take_host(self.host.itemText(at))

    def _host_typed(self) -> None:
        if self._typing.isModified():
            self._take_host(self._typing.text())

    def _take_host(self, typed: str) -> None:
        try:
            host = addresses.service(typed)
        except BadAddress as bad:
            self._host_row.refuse(words.address_trouble(bad.trouble))
            return
        self._host_row.accept()
        self._typing.setText(host)
        self._typing.setModified(False)
        # What was being typed there was meant for the service before.
        self.usage.setModified(False)
        self._usage_row.accept()
        self._choices.choose(service=host)

    def _take_page(self, typed: str) -> None:
        try:
            page = addresses.page(typed)
        except BadAddress as bad:
            self._usage_row.refuse(words.address_trouble(bad.trouble))
            return
        self._usage_row.accept()
        self.usage.settle(page)
        pages = {**self._choices.current.usage_pages, self._mode.host: page}
        self._choices.choose(usage_pages={host: each for host, each in pages.items() if each})

    def _open_page(self) -> None:
        page = self._choices.current.usage_pages.get(self._mode.host)
        if page:
            hand_over(QUrl(page))

    def _choose_form(self, form: str) -> None:
        self._choices.choose(picture_form=PictureForm(form))
