"""The way out of a network that has a proxy."""

from enum import StrEnum

from PySide6.QtWidgets import QLineEdit

from kling_desktop import addresses, words
from kling_desktop.addresses import BadAddress, ProxyAddress
from kling_desktop.keys import KeyStoreError
from kling_desktop.settings import NO_PROXY
from kling_desktop.ui.settings.form import Choice, Entry, Form
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import SettingsWords


class _Way(StrEnum):
    SYSTEM = "system"
    NONE = "none"
    OWN = "own"


class Network(Form):
    """The password goes to the key store; the settings' file never sees it."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__(SettingsWords.NETWORK())
        self._supplies = supplies
        self._choices = supplies.choices
        self.way = Choice(
            SettingsWords.PROXY(),
            [
                (_Way.SYSTEM, SettingsWords.PROXY_SYSTEM()),
                (_Way.NONE, SettingsWords.PROXY_NONE()),
                (_Way.OWN, SettingsWords.PROXY_OWN()),
            ],
        )
        self.address = Entry(SettingsWords.PROXY_ADDRESS(), self._take_address)
        self.address.setPlaceholderText("http://proxy.example:3128")
        self.user = Entry(SettingsWords.PROXY_USER(), self._take_user)
        self.user.setPlaceholderText(SettingsWords.PROXY_OPTIONAL())
        self.password = Entry(SettingsWords.PROXY_PASSWORD(), self._take_password)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(SettingsWords.PROXY_OPTIONAL())
        self.add(SettingsWords.PROXY(), self.way, SettingsWords.PROXY_HINT())
        self._address_row = self.add(SettingsWords.PROXY_ADDRESS(), self.address)
        self.add(SettingsWords.PROXY_USER(), self.user)
        self._password_row = self.add(
            SettingsWords.PROXY_PASSWORD(), self.password, SettingsWords.PROXY_PASSWORD_WHERE()
        )
        self._chosen = _Way.SYSTEM
        self.way.picked.connect(self._choose)
        self.refresh()

    def refresh(self) -> None:
        """Shows what holds."""
        setting = self._choices.current.proxy
        proxy = addresses.proxy_of(setting)
        if proxy is not None:
            self._chosen = _Way.OWN
            self.address.show_text(proxy.host)
            self.user.show_text(proxy.user)
        elif self._chosen is not _Way.OWN or setting == NO_PROXY:
            self._chosen = _Way.NONE if setting == NO_PROXY else _Way.SYSTEM
        self.way.show_value(self._chosen)
        own = self._chosen is _Way.OWN
        self.address.setEnabled(own)
        self.user.setEnabled(own and proxy is not None)
        self.password.setEnabled(own and proxy is not None and bool(proxy.user))

    def _choose(self, way: str) -> None:
        self._chosen = _Way(way)
        if self._chosen is _Way.OWN:
            # Nothing changes until there is an address to go by.
            self.refresh()
            self.address.setModified(True)
            self.address.setFocus()
            if self.address.text().strip():
                self._take_address(self.address.text())
            return
        self._address_row.accept()
        self.address.setModified(False)
        self._choices.choose(proxy=NO_PROXY if self._chosen is _Way.NONE else "")
        self.refresh()

    def _take_address(self, typed: str) -> None:
        try:
            proxy = addresses.proxy(typed)
        except BadAddress as bad:
            self._address_row.refuse(words.address_trouble(bad.trouble))
            return
        self._address_row.accept()
        self.address.settle(proxy.host)
        self._keep(ProxyAddress(proxy.host, proxy.user or self.user.text().strip()))

    def _take_user(self, typed: str) -> None:
        proxy = addresses.proxy_of(self._choices.current.proxy)
        if proxy is not None:
            self.user.settle(typed)
            self._keep(ProxyAddress(proxy.host, typed))

    def _keep(self, proxy: ProxyAddress) -> None:
        self._choices.choose(proxy=addresses.proxy_setting(proxy))
        self.refresh()

    def _take_password(self, typed: str) -> None:
        proxy = addresses.proxy_of(self._choices.current.proxy)
        # Not `settle`: what was typed must not stay in the field.
        self.password.clear()
        self.password.setModified(False)
        if proxy is None or not typed:
            return
        keys, name = self._supplies.keys, addresses.secret_of(proxy)
        # In use at once, even where the store can't take it.
        keys.keep_for_session(name, typed)
        self._supplies.deliveries.follow(keys.keep(name, typed), self._kept, self._not_kept)

    def _kept(self, _: object) -> None:
        self._password_row.explain(SettingsWords.PROXY_PASSWORD_KEPT())

    def _not_kept(self, error: BaseException) -> None:
        if isinstance(error, KeyStoreError):
            self._password_row.explain(SettingsWords.PROXY_PASSWORD_SESSION())
