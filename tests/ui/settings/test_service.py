"""The service, its key and its usage page."""

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop.keys import Keys
from kling_desktop.settings import Settings
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.settings.dialog import SettingsDialog
from tests.ui.rooms import Rooms
from tests.ui.settings.hands import type_into

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("https://api.novita.ai/", "https://api.novita.ai"),
        ("api.example.com", "https://api.example.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_another_service_is_taken(
    dialog: SettingsDialog, mode: Mode, qtbot: QtBot, typed: str, taken: str
) -> None:
    type_into(dialog.service._typing, typed)
    assert mode.host == taken
    assert dialog.service._typing.text() == taken


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("http://api.example.com", "Only https"),
        ("https://me:secret@api.example.com", "Leave out"),
        ("what is this", "no address"),
        ("", "no address"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_where_it_stands(
    dialog: SettingsDialog, mode: Mode, qtbot: QtBot, typed: str, why: str
) -> None:
    before = mode.host
    type_into(dialog.service._typing, typed)
    assert mode.host == before
    assert why in dialog.service._host_row._said.text()
    assert why in dialog.service.host.accessibleDescription()
    pick_host(dialog, 1)
    assert mode.host == "https://api.novita.ai"
    assert why not in dialog.service._host_row._said.text()


def pick_host(dialog: SettingsDialog, at: int) -> None:
    dialog.service.host.setCurrentIndex(at)
    dialog.service.host.activated.emit(at)


def test_the_key_of_one_host_is_never_shown_nor_used_for_another(
    rooms: Rooms, qtbot: QtBot
) -> None:
    asked: list[str] = []

    class Held(Keys):
        """Answers about the first host only after another was chosen."""

        def __init__(self) -> None:
            super().__init__()
            self.slow: Future[str | None] = Future()

        def find(self, address: str) -> Future[str | None]:
            asked.append(address)
            if len(asked) == 1:
                return self.slow
            none: Future[str | None] = Future()
            none.set_result(None)
            return none

    keys = Held()
    rooms.supply(keys=keys)
    mode = Mode(rooms.supplies)
    dialog = SettingsDialog(rooms.supplies, mode)
    qtbot.addWidget(dialog)
    dialog.service.live.click()
    pick_host(dialog, 1)
    keys.slow.set_result("sk-of-the-first-host-0123")
    qtbot.waitUntil(lambda: mode.key_shown is not None)
    QApplication.processEvents()
    assert asked == ["https://api.myrouter.ai", "https://api.novita.ai"]
    assert mode.key_shown == ""
    assert "None" in dialog.service.key_shown.text()


def test_a_usage_page_belongs_to_its_service(
    dialog: SettingsDialog, chosen: Callable[[], Settings], qtbot: QtBot
) -> None:
    service = dialog.service
    assert service.usage.text() == "https://myrouter.ai/billing/details"
    pick_host(dialog, 1)
    assert service.usage.text() == ""
    assert not service.open_page.isEnabled()
    type_into(service.usage, "javascript:alert(1)")
    assert "no web page" in service._usage_row._said.text()
    type_into(service.usage, "novita.ai/usage")
    assert chosen().usage_pages["https://api.novita.ai"] == "https://novita.ai/usage"
    assert service.open_page.isEnabled()
    pick_host(dialog, 0)
    assert service.usage.text() == "https://myrouter.ai/billing/details"
    type_into(service.usage, "")
    assert chosen().usage_pages == {"https://api.novita.ai": "https://novita.ai/usage"}
