import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import Hold, State
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.ui.generating import Readiness
from kling_desktop.ui.window import MainWindow
from tests.ui.rooms import FRAME, Rooms, job

pytestmark = pytest.mark.qt

HOST = "https://api.myrouter.ai"


@pytest.fixture
def window(rooms: Rooms) -> MainWindow:
    """A window whose scene is ready to be generated."""
    made = rooms.window
    rooms.desk.set(Act.MEND, first_frame=FRAME, prompt="The boat leaves")
    return made


def _answer(rooms: Rooms) -> None:
    rooms.engine._soon(rooms.scripted.answer_generate.set)


def test_the_reasons_stand_under_a_button_that_can_not_be_pressed(rooms: Rooms) -> None:
    panel = rooms.window.inspector.generate
    assert not panel.button.isEnabled()
    assert panel._said.text() == "Needs a first frame and a prompt."
    rooms.desk.set(Act.MEND, first_frame=FRAME)
    assert panel._said.text() == "Needs a prompt."
    rooms.desk.set(Act.MEND, prompt="Waves")
    assert panel.button.isEnabled()
    assert panel._said.isHidden()


def test_pressed_twice_it_asks_once(rooms: Rooms, window: MainWindow, qtbot: QtBot) -> None:
    button = window.inspector.generate.button
    button.click()
    button.click()
    window.generating.press()
    assert button.text() == "Sending…"
    _answer(rooms)
    qtbot.waitUntil(lambda: bool(window.generating.last))
    window.generating.press()
    assert [call[0] for call in rooms.scripted.calls] == ["generate"]


def test_it_stays_so_until_the_request_has_left(
    rooms: Rooms, window: MainWindow, qtbot: QtBot
) -> None:
    window.generating.press()
    _answer(rooms)
    qtbot.waitUntil(lambda: bool(window.generating.last))
    made = window.generating.last[0]
    seen = [window.generating.readiness]
    for state in (State.SENDING, State.QUEUED):
        rooms.book.take(job(id=made.id, state=state))
        seen.append(window.generating.readiness)
    assert seen == [Readiness.SENDING, Readiness.SENDING, Readiness.READY]


def test_a_held_job_does_not_hold_the_window(
    rooms: Rooms, window: MainWindow, qtbot: QtBot
) -> None:
    window.generating.press()
    _answer(rooms)
    qtbot.waitUntil(lambda: bool(window.generating.last))
    rooms.book.take(job(id=window.generating.last[0].id, hold=Hold.NO_NETWORK))
    assert window.generating.readiness is Readiness.READY
    assert "No connection" in window.inspector.generate._said.text()


def test_ctrl_enter_generates_from_inside_the_prompt(
    rooms: Rooms, window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    window.inspector.prompt.field.setFocus()
    QTest.keyClick(
        window.inspector.prompt.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    qtbot.waitUntil(lambda: bool(rooms.scripted.calls))
    assert rooms.desk.scene.prompt == "The boat leaves"
    _answer(rooms)
    qtbot.waitUntil(lambda: bool(window.generating.last))


def test_practice_says_so_and_goes_to_the_stand_in(
    rooms: Rooms, window: MainWindow, qtbot: QtBot
) -> None:
    rooms.desk.set(Act.MEND, takes_wanted=3)
    button = window.inspector.generate.button
    assert button.text() == "Generate 3 practice clips"
    button.click()
    qtbot.waitUntil(lambda: bool(rooms.scripted.calls))
    assert rooms.scripted.calls == [("generate", "practice", 3, "The boat leaves")]
    _answer(rooms)
    qtbot.waitUntil(lambda: bool(window.generating.last))


def test_live_shows_what_it_may_cost(rooms: Rooms, window: MainWindow, qtbot: QtBot) -> None:
    rooms.keys.keep_for_session(HOST, "sk-0123456789abcd")
    window.mode.choose(practice=False)
    qtbot.waitUntil(lambda: window.mode.key_shown == "…abcd")
    panel = window.inspector.generate
    assert panel.button.text() == "Generate · about $0.42"
    assert "Novita's rate of 2026-10" in panel._price.text() + panel._price.toolTip()
    rooms.desk.set(Act.MEND, sound=True, takes_wanted=2)
    assert panel.button.text() == "Generate 2 takes · about $1.26"
    assert "charged" in window.top_bar.pill.text()


def test_live_without_a_key_offers_to_enter_one(
    rooms: Rooms, window: MainWindow, qtbot: QtBot
) -> None:
    window.mode.choose(practice=False)
    qtbot.waitUntil(lambda: window.mode.key_shown == "")
    assert window.generating.readiness is Readiness.NO_KEY
    window.generating.press()
    assert rooms.scripted.calls == []
    assert window.inspector.generate.enter_key.isVisible()


def test_the_choice_of_mode_is_kept(rooms: Rooms, window: MainWindow, qtbot: QtBot) -> None:
    window.top_bar.live.click()
    qtbot.waitUntil(lambda: not rooms.supplies.settings.current.practice)
    window.top_bar.practice.click()
    qtbot.waitUntil(lambda: rooms.supplies.settings.current.practice)


def test_a_session_in_practice_leaves_the_stored_choice_alone(rooms: Rooms) -> None:
    rooms.supplies.settings.change(practice=False)
    rooms.supply(practice_only=True)
    assert rooms.window.mode.practice
    assert not rooms.supplies.settings.current.practice


def test_one_scene_on_its_way_is_not_said_to_be_the_film(
    rooms: Rooms, window: MainWindow, qtbot: QtBot
) -> None:
    window.generating.press()
    assert window.generating.film_readiness is Readiness.BUSY
    window.generating.press_film()
    assert not window.film.bar.button.isEnabled()
    assert window.film.bar.button.text() == "Generate the film"
    _answer(rooms)
    qtbot.waitUntil(lambda: bool(window.generating.last))
    assert [call[0] for call in rooms.scripted.calls] == ["generate"]


def _two_scenes(rooms: Rooms) -> MainWindow:
    """The first asks for more takes than are made without a question, the second for one."""
    first = Scene(id="s1", first_frame=FRAME, prompt="The boat leaves", takes_wanted=11)
    second = Scene(id="s2", first_frame=FRAME, prompt="Waves")
    rooms.desk.open(Storyboard(id="b", scenes=(first, second)))
    return rooms.window


def test_a_question_about_one_scene_goes_when_another_is_selected(rooms: Rooms) -> None:
    generating = _two_scenes(rooms).generating
    generating.press()
    asked = [generating.question is not None]
    rooms.desk.select("s2")
    asked.append(generating.question is not None)
    assert asked == [True, False]
    generating.confirm()
    assert rooms.scripted.calls == []
    assert generating.readiness is Readiness.READY


def test_a_question_about_the_film_stays_whichever_scene_is_selected(rooms: Rooms) -> None:
    generating = _two_scenes(rooms).generating
    generating.press_film()
    rooms.desk.select("s2")
    assert generating.question is not None
    assert generating.question.plan.takes == 12


def test_what_is_not_quite_what_was_asked_about_is_asked_about_anew(
    rooms: Rooms, qtbot: QtBot
) -> None:
    window = _two_scenes(rooms)
    generating = window.generating
    generating.press_film()
    asked = generating.question
    assert asked is not None
    # The first scene is being made meanwhile: what is left needs no question of its own.
    rooms.book.take(job(id=5, scene="s1", board="b", state=State.QUEUED))
    generating.confirm()
    assert rooms.scripted.calls == []
    assert generating.question is not None
    assert generating.question.plan.takes == 1
    generating.confirm()
    qtbot.waitUntil(lambda: bool(rooms.scripted.calls))
    assert [order["scene"] for order in rooms.scripted.orders] == ["s2"]
    _answer(rooms)
    qtbot.waitUntil(lambda: generating.film_readiness is not Readiness.SENDING)
