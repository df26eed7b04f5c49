from concurrent.futures import Future

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.keys import Keys, KeyStoreError, StoreTrouble
from kling_desktop.ui.key_dialog import KeyDialog
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

KEY = "sk-very-secret-0123456789-wxyz"
HOST = "https://api.myrouter.ai"


class StoreInMemory(Keys):
    """A key store that works, or is missing, at once."""

    def __init__(self, *, missing: bool = False) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}
        self._missing = missing

    def _ready(self, value: object = None) -> Future[object]:
        future: Future[object] = Future()
        if self._missing:
            future.set_exception(KeyStoreError(StoreTrouble.MISSING))
        else:
            future.set_result(value)
        return future

    def find(self, address: str) -> Future[str | None]:
        if address in self._session:
            return super().find(address)
        return self._ready(self.kept.get(address))  # type: ignore[return-value]

    def keep(self, address: str, key: str) -> Future[None]:
        if not self._missing:
            self.kept[address] = key
        return self._ready()  # type: ignore[return-value]

    def remove(self, address: str) -> Future[None]:
        self.kept.pop(address, None)
        return self._ready()  # type: ignore[return-value]


def _dialog(rooms: Rooms, keys: Keys, **supplied: object) -> KeyDialog:
    rooms.supply(keys=keys, **supplied)
    rooms.window.key_door.open()
    dialog = rooms.window.key_door.dialog
    assert dialog is not None
    return dialog


def test_a_key_is_kept_shown_by_its_end_and_removed(rooms: Rooms, qtbot: QtBot) -> None:
    keys = StoreInMemory()
    dialog = _dialog(rooms, keys)
    dialog.field.setText(f"  {KEY} ")
    dialog.keep.click()
    qtbot.waitUntil(lambda: "Kept" in dialog._said.text())
    assert keys.kept == {HOST: KEY}
    assert "…wxyz" in dialog._now.text()
    qtbot.waitUntil(lambda: "…wxyz" in rooms.window.top_bar.key.text())
    qtbot.waitUntil(lambda: ("go_on", HOST) in rooms.scripted.calls)
    dialog.remove.click()
    qtbot.waitUntil(lambda: "removed" in dialog._said.text())
    assert keys.kept == {}
    dialog.close()


def test_the_key_is_never_shown(rooms: Rooms, qtbot: QtBot) -> None:
    dialog = _dialog(rooms, StoreInMemory())
    dialog.field.setText(KEY)
    assert not any(KEY in said for said in _said(rooms.window))
    dialog.keep.click()
    qtbot.waitUntil(lambda: dialog.field.text() == "")
    assert not any(KEY[:12] in said for said in _said(rooms.window))
    assert KEY not in repr(vars(dialog))
    dialog.field.setText(KEY)
    dialog.close()
    assert dialog.field.text() == ""


def test_without_a_key_store_it_is_kept_for_the_session_and_said(
    rooms: Rooms, qtbot: QtBot
) -> None:
    keys = StoreInMemory(missing=True)
    dialog = _dialog(rooms, keys)
    qtbot.waitUntil(dialog.session.isVisible)
    assert "GNOME Keyring" in dialog._now.text()
    assert not dialog.keep.isVisible()
    for shown in dialog.findChildren(QPushButton):
        assert not shown.isVisible() or shown.width() >= shown.sizeHint().width(), shown.text()
    dialog.field.setText(KEY)
    dialog.session.click()
    assert keys.find(HOST).result() == KEY
    qtbot.waitUntil(lambda: rooms.window.mode.key_shown == "…wxyz")
    dialog.close()


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("accepted", "accepts"), ("wrong", "does not accept"), ("unknown", "could not be told")],
)
def test_a_key_is_tested_at_no_cost(rooms: Rooms, qtbot: QtBot, verdict: str, said: str) -> None:
    asked = []

    async def test_key(service: str, key: str) -> str:
        asked.append((service, key))
        return verdict

    dialog = _dialog(rooms, StoreInMemory(), test_key=test_key)
    dialog.field.setText(KEY)
    dialog.test.click()
    qtbot.waitUntil(lambda: said in dialog._said.text())
    assert asked == [(HOST, KEY)]
    assert rooms.scripted.calls == []
    dialog.close()


def test_nothing_else_has_to_wait_for_it(rooms: Rooms) -> None:
    dialog = _dialog(rooms, StoreInMemory())
    assert not dialog.isModal()
    rooms.window.key_door.open()
    assert rooms.window.key_door.dialog is dialog
    dialog.close()


def _said(window: QWidget) -> set[str]:
    found = {window.windowTitle()}
    for child in window.findChildren(QWidget):
        interface = QAccessible.queryAccessibleInterface(child)
        if interface is not None:
            for kind in QAccessible.Text:
                if kind is not QAccessible.Text.UserText:
                    found.add(interface.text(kind))
        found.add(child.toolTip())
        if isinstance(child, QLabel):
            found.add(child.text())
    return found


def test_after_the_key_going_live_is_one_step_that_is_never_taken_by_itself(
    rooms: Rooms, qtbot: QtBot
) -> None:
    dialog = _dialog(rooms, StoreInMemory())
    mode = rooms.window.mode
    assert not dialog.live.isVisible()
    dialog.field.setText(KEY)
    dialog.keep.click()
    qtbot.waitUntil(dialog.live.isVisible)
    assert mode.service == "practice"
    assert "charged to this key" in dialog.live._said.text()
    dialog.live.go.click()
    assert mode.service == HOST
    assert dialog.live._said.text().startswith("Live")
    assert not dialog.live.go.isVisible()
    dialog.close()


def test_where_clips_are_live_already_no_step_is_offered(rooms: Rooms, qtbot: QtBot) -> None:
    rooms.supplies.settings.change(practice=False)
    dialog = _dialog(rooms, StoreInMemory())
    dialog.field.setText(KEY)
    dialog.keep.click()
    qtbot.waitUntil(lambda: "Kept" in dialog._said.text())
    assert not dialog.live.isVisible()
    dialog.close()


def test_a_key_for_the_session_can_be_removed_where_there_is_no_store(
    rooms: Rooms, qtbot: QtBot
) -> None:
    keys = Keys()
    dialog = _dialog(rooms, keys)
    qtbot.waitUntil(dialog.session.isVisible)
    dialog.field.setText(KEY)
    dialog.session.click()
    assert dialog.remove.isEnabled()
    dialog.remove.click()
    qtbot.waitUntil(lambda: "removed" in dialog._said.text())
    assert keys._session == {}
    assert not dialog.remove.isEnabled()
    dialog.close()


def test_a_host_chosen_meanwhile_gets_no_key_that_was_meant_for_another(
    rooms: Rooms, qtbot: QtBot
) -> None:
    keys = StoreInMemory()
    dialog = _dialog(rooms, keys)
    dialog.field.setText(KEY)
    rooms.supplies.choices.choose(service="https://api.novita.ai")
    assert not dialog.isVisible()
    assert keys.kept == {}


def test_a_locked_store_is_asked_again_when_the_user_says_so(rooms: Rooms, qtbot: QtBot) -> None:
    class Locked(StoreInMemory):
        locked = True

        def find(self, address: str) -> Future[str | None]:
            if self.locked:
                failed: Future[str | None] = Future()
                failed.set_exception(KeyStoreError(StoreTrouble.LOCKED))
                return failed
            return super().find(address)

    keys = Locked()
    keys.kept[HOST] = KEY
    dialog = _dialog(rooms, keys)
    qtbot.waitUntil(dialog.again.isVisible)
    assert "locked" in dialog._now.text()
    keys.locked = False
    dialog.again.click()
    qtbot.waitUntil(lambda: "…wxyz" in dialog._now.text())
    assert not dialog.again.isVisible()
    assert not dialog.session.isVisible()
    assert dialog.keep.isVisible()
    dialog.close()


def test_the_store_is_called_by_its_name(rooms: Rooms, qtbot: QtBot) -> None:
    class Named(StoreInMemory):
        def store_name(self) -> Future[str]:
            return self._ready("GNOME Keyring")  # type: ignore[return-value]

    dialog = _dialog(rooms, Named())
    qtbot.waitUntil(lambda: "kept in GNOME Keyring" in dialog._where.text())
    dialog.close()


@pytest.mark.parametrize(
    ("there", "typed"), [(f" {KEY}\n", KEY), ("", ""), ("two words", ""), ("schlüssel", "")]
)
def test_a_key_is_pasted_by_a_button(rooms: Rooms, there: str, typed: str) -> None:
    QApplication.clipboard().setText(there)
    dialog = _dialog(rooms, StoreInMemory())
    dialog.paste.click()
    assert dialog.field.text() == typed
    assert bool(dialog._said.text()) is not bool(typed)
    assert KEY not in dialog._said.text()
    QApplication.clipboard().clear()
    dialog.close()
