"""One choice, followed everywhere at once and written down off the window's thread."""

import threading
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from kling_desktop.settings import Notify, Settings, SettingsFile
from kling_desktop.storyboard.history import Act
from kling_desktop.ui.mode import Mode
from tests.ui.rooms import FRAME, RATES, Rooms

pytestmark = pytest.mark.qt


def test_a_choice_holds_at_once_and_is_written_elsewhere(
    rooms: Rooms, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers: list[str] = []
    keep = SettingsFile.keep

    def kept(self: SettingsFile) -> None:
        writers.append(threading.current_thread().name)
        keep(self)

    monkeypatch.setattr(SettingsFile, "keep", kept)
    told: list[frozenset[str]] = []
    choices = rooms.supplies.choices
    choices.changed.connect(told.append)
    choices.choose(notify=Notify.NEVER, language="")
    assert choices.current.notify is Notify.NEVER
    assert told == [frozenset({"notify"})]
    qtbot.waitUntil(lambda: (rooms.home / "settings.json").exists())
    assert writers
    assert threading.main_thread().name not in writers
    choices.choose(notify=Notify.NEVER)
    assert len(told) == 1


def test_a_choice_that_cannot_be_written_is_told_and_holds(rooms: Rooms, qtbot: QtBot) -> None:
    (rooms.home / "settings.json.lock").mkdir()
    choices = rooms.supplies.choices
    with qtbot.waitSignal(choices.unsaved):
        choices.choose(notify=Notify.NEVER)
    assert choices.current == Settings(notify=Notify.NEVER)


def test_what_is_chosen_elsewhere_is_followed(rooms: Rooms) -> None:
    one, other = Mode(rooms.supplies), Mode(rooms.supplies)
    one.choose(practice=False)
    assert other.service == "https://api.myrouter.ai"
    rooms.supplies.choices.choose(service="https://api.novita.ai")
    assert one.service == other.service == "https://api.novita.ai"
    other.choose(practice=True)
    assert one.service == "practice"


def test_estimates_in_sight_follow_the_rates(rooms: Rooms, tmp_path: Path) -> None:
    window = rooms.window
    window.mode.choose(practice=False)
    rooms.desk.set(Act.MEND, first_frame=FRAME, prompt="The boat leaves")
    button = window.inspector.generate.button
    assert "0.42" in button.text()
    rooms.supplies.choices.choose(rates=replace(RATES, silent=1.0, currency="CNY"))
    assert "¥5.00" in button.text()
    price = window.inspector.generate._price
    assert "Novita's rate of 2026-10" in price.text() + price.toolTip()
    rooms.supplies.choices.choose(rates=replace(RATES, source="", date="2026-11"))
    assert "your own rate of 2026-11" in price.text() + price.toolTip()
    rooms.supplies.choices.choose(rates=None)
    assert "0.42" in button.text()


def test_a_question_does_not_outlive_the_rates_it_was_asked_with(rooms: Rooms) -> None:
    generating = rooms.window.generating
    rooms.window.mode.choose(practice=False)
    rooms.window.mode.key_shown = "…wxyz"
    rooms.desk.set(Act.MEND, first_frame=FRAME, prompt="The boat leaves", takes_wanted=4)
    rooms.desk.do(Act.SET_BUDGET, lambda board: replace(board, budget=0.1))
    generating.press()
    assert generating.question is not None
    rooms.supplies.choices.choose(rates=replace(RATES, silent=1.0))
    assert generating.question is None
