"""The proxy and its password."""

from concurrent.futures import Future

import pytest
from pytestqt.qtbot import QtBot

from kling_desktop.keys import Keys, KeyStoreError, StoreTrouble
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.settings.dialog import SettingsDialog
from tests.ui.rooms import Rooms
from tests.ui.settings.hands import pick, type_into

pytestmark = pytest.mark.qt


def test_a_proxy_s_password_goes_to_the_key_store_and_to_no_file(
    rooms: Rooms, mode: Mode, qtbot: QtBot
) -> None:
    kept: dict[str, str] = {}

    class Store(Keys):
        def keep(self, address: str, key: str) -> Future[None]:
            kept[address] = key
            done: Future[None] = Future()
            done.set_result(None)
            return done

    rooms.supply(keys=Store())
    dialog = SettingsDialog(rooms.supplies, mode)
    qtbot.addWidget(dialog)
    network = dialog.network
    pick(network.way, "own")
    assert rooms.supplies.choices.current.proxy == ""
    type_into(network.address, "proxy.example:3128")
    type_into(network.user, "anna")
    assert network.password.isEnabled()
    type_into(network.password, "hunter2hunter2")
    assert network.password.text() == ""
    assert rooms.supplies.choices.current.proxy == "http://anna@proxy.example:3128"
    assert kept == {"proxy+http://proxy.example:3128": "hunter2hunter2"}
    qtbot.waitUntil(lambda: "is kept" in network._password_row._said.text())
    kept_in = rooms.home / "settings.json"
    qtbot.waitUntil(lambda: kept_in.exists() and "anna" in kept_in.read_text())
    assert "hunter2" not in kept_in.read_text()


def test_without_a_key_store_the_proxy_s_password_is_for_this_session(
    rooms: Rooms, mode: Mode, qtbot: QtBot
) -> None:
    class NoStore(Keys):
        def keep(self, address: str, key: str) -> Future[None]:
            failed: Future[None] = Future()
            failed.set_exception(KeyStoreError(StoreTrouble.MISSING))
            return failed

    keys = NoStore()
    rooms.supply(keys=keys)
    rooms.supplies.choices.choose(proxy="http://anna@proxy.example:3128")
    dialog = SettingsDialog(rooms.supplies, mode)
    qtbot.addWidget(dialog)
    type_into(dialog.network.password, "hunter2")
    qtbot.waitUntil(lambda: "until the program ends" in dialog.network._password_row._said.text())
    assert keys.find("proxy+http://proxy.example:3128").result() == "hunter2"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("socks5://proxy.example:1080", "SOCKS"),
        ("http://anna:hunter2@proxy.example", "Leave out the password"),
        ("http://proxy.example:99999", "no proxy"),
        ("ftp://proxy.example", "no proxy"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot, typed: str, why: str
) -> None:
    pick(dialog.network.way, "own")
    type_into(dialog.network.address, typed)
    assert why in dialog.network._address_row._said.text()
    assert rooms.supplies.choices.current.proxy == ""
    pick(dialog.network.way, "none")
    assert rooms.supplies.choices.current.proxy == "none"
    assert not dialog.network.address.isEnabled()
    pick(dialog.network.way, "system")
    assert rooms.supplies.choices.current.proxy == ""
