"""The settings dialog: each choice holds at once, is kept, and is refused in plain words."""

import re
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QDesktopServices,
    QGuiApplication,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.keys import Keys, KeyStoreError, StoreTrouble
from kling_desktop.production.snapshot import PictureForm
from kling_desktop.settings import Appearance, Motion, Notify, Settings, SettingsFile
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.question import Question
from kling_desktop.ui.settings.dialog import SettingsDialog
from kling_desktop.words import SettingsWords
from tests.ui.rooms import RATES, Rooms

pytestmark = pytest.mark.qt


@pytest.fixture
def mode(rooms: Rooms) -> Mode:
    return Mode(rooms.supplies)


@pytest.fixture
def dialog(rooms: Rooms, mode: Mode, qtbot: QtBot) -> SettingsDialog:
    made = SettingsDialog(rooms.supplies, mode)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def chosen(rooms: Rooms) -> Callable[[], Settings]:
    return lambda: rooms.supplies.choices.current


def pick(box: QComboBox, value: object) -> None:
    """As a person picks a line of a list."""
    at = next(at for at in range(box.count()) if box.itemData(at) == value)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def type_into(line: QLineEdit, text: str) -> None:
    """As a person types over what is there, and leaves."""
    line.selectAll()
    QTest.keyClicks(line, text) if text else line.del_()
    line.setModified(True)
    line.editingFinished.emit()


def test_what_is_picked_holds_at_once_and_is_kept(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings], qtbot: QtBot
) -> None:
    pick(dialog.general.language, "zh_CN")
    pick(dialog.general.appearance, Appearance.DARK)
    pick(dialog.general.motion, Motion.LESS)
    pick(dialog.general.notify, Notify.EMPTY)
    pick(dialog.service.form, PictureForm.RAW_BASE64)
    expected = Settings(
        language="zh_CN",
        appearance=Appearance.DARK,
        motion=Motion.LESS,
        notify=Notify.EMPTY,
        picture_form=PictureForm.RAW_BASE64,
    )
    assert chosen() == expected
    qtbot.waitUntil(lambda: SettingsFile(rooms.home / "settings.json").current == expected)


def test_a_choice_that_cannot_be_kept_is_told(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    (rooms.home / "settings.json.lock").mkdir()
    pick(dialog.general.notify, Notify.NEVER)
    qtbot.waitUntil(lambda: "could not be written down" in dialog._said.text())
    assert rooms.supplies.choices.current.notify is Notify.NEVER


def test_practice_and_live_are_switched_by_a_click_alone(
    dialog: SettingsDialog, mode: Mode, chosen: Callable[[], Settings]
) -> None:
    dialog.service.live.click()
    assert not mode.practice
    assert not chosen().practice
    mode.choose(practice=True)
    assert dialog.service.practice.isChecked()
    dialog._reset()
    assert mode.practice


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


def test_own_rates_are_followed_and_no_longer_called_somebody_else_s(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    prices = dialog.prices
    type_into(prices.silent, "0.1")
    assert rooms.supplies.rates.silent == 0.1
    assert rooms.supplies.rates.sound == RATES.sound
    assert rooms.supplies.rates.source == ""
    assert rooms.supplies.rates.date > RATES.date
    type_into(prices.currency, "cny")
    type_into(prices.source, "My contract")
    type_into(prices.date, "2026-09")
    assert rooms.supplies.rates.currency == "CNY"
    assert "CNY" in prices._units[0].text()
    assert (rooms.supplies.rates.source, rooms.supplies.rates.date) == ("My contract", "2026-09")
    prices.reset.click()
    assert rooms.supplies.rates == RATES
    assert prices.silent.text() == QLocale().toString(0.084)
    assert not prices.reset.isEnabled()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("silent", "free", "An amount"),
        ("silent", "-1", "An amount"),
        ("sound", "nan", "An amount"),
        ("sound", "1e9", "An amount"),
        ("currency", "dollars", "Three letters"),
        ("date", "2026-13", "Year and month"),
    ],
)
def test_what_is_no_rate_is_refused_where_it_stands(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot, field: str, typed: str, why: str
) -> None:
    line = getattr(dialog.prices, field)
    type_into(line, typed)
    assert why in getattr(dialog.prices, f"_{field}_row")._said.text()
    assert rooms.supplies.rates == RATES
    dialog.prices.reset.setEnabled(True)
    dialog.prices.reset.click()
    assert line.text() != typed


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


def test_another_folder_for_clips_is_tried_first_and_the_earlier_one_remembered(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings], qtbot: QtBot
) -> None:
    one, other = rooms.home / "one", rooms.home / "other"
    one.mkdir()
    other.mkdir()
    dialog.files.take_folder(str(one))
    qtbot.waitUntil(lambda: chosen().clips_folder == str(one))
    dialog.files.take_folder(str(other))
    qtbot.waitUntil(lambda: chosen().clips_folder == str(other))
    assert chosen().earlier_clips_folders == (str(one),)
    dialog.files.take_folder(str(rooms.home / "nowhere"))
    qtbot.waitUntil(lambda: "Nothing can be written" in dialog.files._clips_row._said.text())
    assert chosen().clips_folder == str(other)
    dialog.files.usual.click()
    assert chosen().clips_folder == ""
    assert chosen().earlier_clips_folders == (str(one), str(other))


def test_a_reset_asks_and_leaves_the_folders_and_the_mode(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings]
) -> None:
    rooms.supplies.choices.choose(
        practice=False,
        clips_folder="/somewhere",
        service="https://api.novita.ai",
        appearance=Appearance.DARK,
        proxy="none",
    )
    dialog.files.reset.click()
    question = dialog.findChild(Question)
    assert question is not None
    assert chosen().appearance is Appearance.DARK
    told = question.findChildren(QLabel)
    assert told
    # Nothing of what it says is cut off.
    assert all(said.height() >= said.heightForWidth(said.width()) for said in told)
    question.answers[0].click()
    assert chosen() == Settings(practice=False, clips_folder="/somewhere")


def test_a_reset_is_undone_and_that_is_kept(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings], qtbot: QtBot
) -> None:
    rooms.supplies.choices.choose(language="zh_CN", motion=Motion.LESS, proxy="none")
    before = chosen()
    assert not dialog.undo_reset.isVisible()
    dialog._reset()
    assert chosen() == Settings()
    dialog.undo_reset.click()
    assert chosen() == before
    assert not dialog.undo_reset.isVisible()
    qtbot.waitUntil(lambda: written(rooms.home / "settings.json") == before)


def test_what_a_reset_took_comes_back_unless_it_was_chosen_anew(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings]
) -> None:
    choices = rooms.supplies.choices
    choices.choose(rates=RATES, proxy="none", appearance=Appearance.DARK)
    dialog._reset()
    choices.choose(volume=0.5)
    pick(dialog.general.notify, Notify.NEVER)
    pick(dialog.general.appearance, Appearance.LIGHT)
    assert dialog.undo_reset.isVisible()
    dialog.undo_reset.click()
    assert chosen() == Settings(
        rates=RATES, proxy="none", volume=0.5, notify=Notify.NEVER, appearance=Appearance.LIGHT
    )
    dialog._reset()
    choices.choose(rates=RATES, proxy="system.example:3128", notify=Notify.EMPTY)
    pick(dialog.general.appearance, Appearance.DARK)
    # Nothing is left to bring back.
    assert not dialog.undo_reset.isVisible()


def test_a_second_reset_does_not_forget_what_the_first_one_took(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings]
) -> None:
    rooms.supplies.choices.choose(rates=RATES, proxy="none")
    before = chosen()
    dialog._reset()
    dialog._reset()
    pick(dialog.general.notify, Notify.NEVER)
    dialog._reset()
    assert chosen() == Settings()
    dialog.undo_reset.click()
    assert chosen() == msgspec.structs.replace(before, notify=Notify.NEVER)


def test_nothing_is_undone_where_a_reset_changed_nothing(dialog: SettingsDialog) -> None:
    dialog._reset()
    assert dialog._said.text() == SettingsWords.RESET_DONE()
    assert not dialog.undo_reset.isVisible()


def test_undo_never_stands_at_the_foot_without_saying_what_it_undoes(
    rooms: Rooms, dialog: SettingsDialog
) -> None:
    rooms.supplies.choices.choose(proxy="none")
    dialog._reset()
    for at in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(at)
        assert dialog.undo_reset.isVisible()
        assert dialog._said.text() == SettingsWords.RESET_DONE()
    assert dialog.undo_reset.accessibleName() == "Undo the reset"
    dialog.undo_reset.click()
    assert dialog._said.text() == SettingsWords.RESET_UNDONE()
    dialog.pages.setCurrentRow(0)
    assert dialog._said.text() == ""


def test_a_reset_touches_no_file_but_the_settings(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    for name in ("jobs.db", "recent.json", "clips/one.mp4", "pictures/ab", "recovery/one.json"):
        path = rooms.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    rooms.supplies.choices.choose(notify=Notify.NEVER)
    qtbot.waitUntil(lambda: written(rooms.home / "settings.json").notify is Notify.NEVER)
    before = contents(rooms.home)
    dialog._reset()
    qtbot.waitUntil(lambda: written(rooms.home / "settings.json") == Settings())
    after = contents(rooms.home)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "settings.json"
    }


def written(path: Path) -> Settings:
    """What the file of settings says just now."""
    return SettingsFile(path).current


def contents(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_data_folder_opens_even_before_there_is_one(
    rooms: Rooms, mode: Mode, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "not yet" / "there"
    opened: list[tuple[str, bool]] = []
    works = True

    def open_url(url: QUrl) -> bool:
        opened.append((url.toLocalFile(), home.is_dir()))
        return works

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    rooms.supply(settings=SettingsFile(home / "settings.json"))
    dialog = SettingsDialog(rooms.supplies, mode)
    qtbot.addWidget(dialog)
    files = dialog.files
    files.open_data.click()
    qtbot.waitUntil(lambda: opened == [(str(home), True)])
    works = False
    files.open_data.click()
    qtbot.waitUntil(lambda: files._data_row._said.text() == SettingsWords.FOLDER_NOT_OPENED())
    files.copy_data.click()
    assert QGuiApplication.clipboard().text() == str(home)
    home.rmdir()
    home.parent.rmdir()
    home.parent.write_text("a file in its place")
    files.open_data.click()
    qtbot.waitUntil(lambda: "can't be made" in files._data_row._said.text())
    # In quotes, at the end: the system speaks a language of its own.
    assert re.search("[.] [^“]*“[^”]+”$", files._data_row._said.text())
    assert len(opened) == 2


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What screen readers are told."""
    told: list[str] = []

    def tell(event: QAccessibleAnnouncementEvent) -> None:
        told.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", tell)
    return told


def test_that_the_path_is_copied_is_said_for_a_moment_beside_the_button(
    dialog: SettingsDialog, heard: list[str], qtbot: QtBot
) -> None:
    files = dialog.files
    dialog.pages.setCurrentRow(4)
    files.copy_data.click()
    assert files.copied.isVisible()
    assert files.copied.text() == SettingsWords.PATH_COPIED()
    assert heard == [SettingsWords.PATH_COPIED()]
    assert files.copy_data.text() == files.copy_data.accessibleName() == SettingsWords.COPY_PATH()
    assert files._copied_for.isActive()
    files._copied_for.setInterval(0)
    qtbot.waitUntil(lambda: files.copied.text() == "")
    assert not files._copied_for.isActive()


def test_what_the_foot_says_is_told_to_screen_readers(
    rooms: Rooms, dialog: SettingsDialog, heard: list[str]
) -> None:
    rooms.supplies.choices.choose(proxy="none")
    dialog._reset()
    dialog.pages.setCurrentRow(0)
    dialog.undo_reset.click()
    assert heard == [SettingsWords.RESET_DONE(), SettingsWords.RESET_UNDONE()]


def _pages(dialog: SettingsDialog) -> list[QWidget]:
    return [
        dialog.general,
        dialog.service,
        dialog.prices,
        dialog.network,
        dialog.files,
        dialog.disk,
    ]


def test_every_choice_is_reached_by_tab_and_has_its_name(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    for at, page in enumerate(_pages(dialog)):
        dialog.pages.setCurrentRow(at)
        dialog.pages.setFocus()
        reached = []
        while (widget := QApplication.focusWidget()) not in reached:
            assert widget is not None
            reached.append(widget)
            QTest.keyClick(widget, Qt.Key.Key_Tab)
        controls = [
            child
            for child in page.findChildren(QWidget)
            if child.isEnabled()
            and child.isVisible()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(child.parent(), QComboBox)
        ]
        assert [c for c in controls if c not in reached and c.focusProxy() is None] == []
        named = [c for c in controls if not (c.accessibleName() or getattr(c, "text", str)())]
        assert named == []


def test_nothing_is_cut_off_in_a_small_dialog(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.resize(dialog.minimumSize())
    for at, page in enumerate(_pages(dialog)):
        dialog.pages.setCurrentRow(at)
        QApplication.processEvents()
        viewport = page.parentWidget()
        assert viewport is not None
        # Nothing scrolls sideways: what is wider would be out of reach.
        assert page.width() <= viewport.width()
        for child in page.findChildren(QWidget):
            if child.isVisible() and child.parent() is page:
                assert child.geometry().right() <= page.width(), child
                assert child.width() >= child.minimumSizeHint().width(), child


def test_the_settings_open_from_the_window_and_stay_out_of_the_way(rooms: Rooms) -> None:
    window = rooms.window
    window.top_bar.settings.click()
    dialog = window.settings.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    window.settings.open()
    assert window.settings.dialog is dialog
    dialog.service.key.click()
    assert window.key_door.dialog is not None
    window.key_door.dialog.close()
    dialog.close()


def test_the_file_of_the_settings_lies_with_everything_else(
    rooms: Rooms, dialog: SettingsDialog
) -> None:
    assert rooms.supplies.settings.folder == Path(rooms.home)
    assert dialog.files._data_shown.text() == str(rooms.home)
