import time

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import Hold, State
from kling_desktop.production.film import recipe_of
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard, Take
from kling_desktop.ui.acts import Act as JobAct
from kling_desktop.ui.generating import Readiness
from kling_desktop.ui.plans import Plan
from kling_desktop.ui.takes import take_in
from kling_desktop.ui.window import MainWindow
from kling_desktop.words import Film, Saying, SceneWords
from tests.ui.rooms import FRAME, Rooms, job

pytestmark = pytest.mark.qt

HOST = "https://api.myrouter.ai"


def scene(number: int, **fields: object) -> Scene:
    plain: dict[str, object] = {
        "id": f"s{number}",
        "first_frame": FRAME,
        "prompt": f"Part {number}",
        "plain_seconds": 5,
    }
    return Scene(**{**plain, **fields})  # type: ignore[arg-type]


def take(of: Scene, name: str, **fields: object) -> Take:
    """A take of what a scene asks for now."""
    plain: dict[str, object] = {
        "id": name,
        "recipe": recipe_of(of) or "",
        "clip": f"{name}.mp4",
        "made_at": time.time(),
        "practice": True,
    }
    return Take(**{**plain, **fields})  # type: ignore[arg-type]


def lay(rooms: Rooms, *made: Scene) -> MainWindow:
    """A window with these scenes in it."""
    rooms.desk.open(Storyboard(id="b", scenes=made))
    return rooms.window


def live(rooms: Rooms, qtbot: QtBot) -> None:
    rooms.keys.keep_for_session(HOST, "sk-0123456789abcd")
    rooms.window.mode.choose(practice=False)
    qtbot.waitUntil(lambda: rooms.window.mode.key_shown == "…abcd")


def answer(rooms: Rooms) -> None:
    rooms.engine._soon(rooms.scripted.answer_generate.set)


def film(window: MainWindow) -> Plan:
    return window.generating.film


def ordered(window: MainWindow) -> list[str]:
    return [want.order.scene for want in film(window).wanted]


def test_the_film_waits_for_what_is_linked_and_asks_once(rooms: Rooms, qtbot: QtBot) -> None:
    window = lay(rooms, scene(1), scene(2, first_frame=None, linked=True), scene(3))
    live(rooms, qtbot)
    bar = window.film.bar
    assert bar.button.text() == "Generate the film · 3 scenes, about $1.26"
    assert bar.button.accessibleName() == "Generate the film"
    answer(rooms)
    bar.button.click()
    bar.button.click()
    assert bar.button.text() == "Sending the film…"
    qtbot.waitUntil(lambda: len(rooms.scripted.orders) == 3)
    qtbot.waitUntil(lambda: window.generating.film_readiness is not Readiness.SENDING)
    assert [(o["scene"], o["after"], o["estimate"]) for o in rooms.scripted.orders] == [
        ("s1", (), 0.42),
        ("s2", (1,), 0.42),
        ("s3", (), 0.42),
    ]
    assert [call[3] for call in rooms.scripted.calls if call[0] == "generate"] == [
        "Part 1",
        "Part 2",
        "Part 3",
    ]


def test_what_is_under_way_is_not_made_twice_and_is_followed(rooms: Rooms, qtbot: QtBot) -> None:
    window = lay(rooms, scene(1), scene(2, first_frame=None, linked=True))
    rooms.book.take(job(id=7, scene="s1", board="b", state=State.GENERATING))
    assert ordered(window) == ["s2"]
    assert film(window).wanted[0].order.after_jobs == (7,)
    assert window.film.bar._said.text() == "1 scene under way."
    rooms.desk.select("s2")
    seen = [window.generating.readiness]
    rooms.book.take(job(id=7, scene="s1", board="b", state=State.FAILED))
    seen.append(window.generating.readiness)
    assert seen == [Readiness.READY, Readiness.BLOCKED]
    assert "no kept take" in window.inspector.generate._said.text()


@pytest.mark.parametrize(
    ("asked", "said"), [(["s1"], SceneWords.NOT_GENERATED), (["s1", "s2"], Film.NOT_GENERATED)]
)
def test_nothing_was_sent_is_said_only_where_it_is_certain(
    rooms: Rooms, asked: list[str], said: Saying
) -> None:
    window = lay(rooms, scene(1), scene(2))
    window.generating.not_accepted(asked, OSError("No space left on device"))
    assert [notice.text for notice in rooms.notices.waiting] == [said()]


def test_what_may_be_paid_for_already_is_left_to_the_user(rooms: Rooms) -> None:
    one = scene(1)
    window = lay(rooms, one, scene(2, linked=True), scene(3))
    asked = job(id=7).snapshot
    assert asked is not None
    asked = replace(asked, prompt="Part 1")
    rooms.book.take(job(id=7, scene="s1", snapshot=asked, state=State.UNCONFIRMED))
    assert ordered(window) == ["s3"]
    assert "Scene 1 waits for your decision" in window.film.bar._said.text()
    rooms.desk.set(Act.WRITE_PROMPT, prompt="Something else")
    assert ordered(window) == ["s1", "s2", "s3"]


def test_several_takes_wait_for_the_choice(rooms: Rooms, qtbot: QtBot) -> None:
    one = scene(1)
    one = replace(one, takes=(take(one, "a"), take(one, "b")))
    window = lay(rooms, one, scene(2, first_frame=None, linked=True))
    rooms.book.take(job(id=3, mark="a", scene="s1", board="b", state=State.DONE))
    rooms.book.take(job(id=4, mark="b", scene="s1", board="b", state=State.DONE))
    assert ordered(window) == ["s2"]
    assert film(window).wanted[0].order.after_jobs == (3, 4)
    assert window.film.bar._said.text() == "Scene 1 has several takes. Keep one of them."
    window.film.strip.tiles[1].keep.click()
    qtbot.waitUntil(lambda: ("choose", "b", 4) in rooms.scripted.calls)
    assert rooms.desk.storyboard.scenes[0].kept_practice == "b"
    rooms.desk.undo()
    assert rooms.desk.storyboard.scenes[0].kept_practice is None


def test_the_first_scene_that_can_not_be_sent_is_named_and_shown(rooms: Rooms) -> None:
    window = lay(rooms, scene(1), scene(2, prompt=""))
    bar = window.film.bar
    assert not bar.button.isEnabled()
    assert bar._said.text() == "Scene 2: Needs a prompt."
    bar.show_scene.click()
    assert rooms.desk.scene.id == "s2"
    assert bar.show_scene.isHidden()


def test_more_than_ten_takes_are_asked_about_once(rooms: Rooms, qtbot: QtBot) -> None:
    window = lay(rooms, scene(1, takes_wanted=6), scene(2, takes_wanted=5))
    bar = window.film.bar
    bar.button.click()
    assert rooms.scripted.orders == []
    seen = [bar.asked.isHidden()]
    assert bar.asked.accessibleName() == "This makes 11 practice takes."
    QTest.keyClick(bar.asked, Qt.Key.Key_Escape)
    seen.append(bar.asked.isHidden())
    assert seen == [False, True]
    bar.button.click()
    answer(rooms)
    bar.asked.answers[0].click()
    qtbot.waitUntil(lambda: len(rooms.scripted.orders) == 2)
    qtbot.waitUntil(lambda: window.generating.film_readiness is not Readiness.SENDING)
    assert bar.asked.isHidden()


def test_a_question_goes_when_what_was_asked_for_changes(rooms: Rooms) -> None:
    window = lay(rooms, scene(1, takes_wanted=6), scene(2, takes_wanted=6))
    window.generating.press_film()
    assert "12" in window.film.bar.asked.accessibleName()
    rooms.desk.set(Act.WRITE_PROMPT, prompt="Something else")
    assert window.generating.question is None
    window.generating.confirm()
    assert rooms.scripted.orders == []


def test_the_budget_is_asked_about_told_and_undone(rooms: Rooms, qtbot: QtBot) -> None:
    window = lay(rooms, scene(1), scene(2))
    live(rooms, qtbot)
    bar, cost = window.film.bar, window.film.cost
    cost.click()
    assert cost.card.isVisible()
    field = cost.card.field
    field.setText("0,5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not cost.card.isVisible()
    budgets = [rooms.desk.storyboard.budget]
    assert rooms.desk.undoable is Act.SET_BUDGET
    qtbot.waitUntil(lambda: ("set_budget", "b", 0.5) in rooms.scripted.calls)
    qtbot.waitUntil(lambda: cost.text() == "This film about $0.00 · budget $0.50")
    bar.button.click()
    assert "left of the budget" in bar.asked.accessibleName()
    window.generating.cancel()
    rooms.book.take(
        job(id=5, service=HOST, scene="s1", board="b", state=State.QUEUED, estimate=0.42)
    )
    assert cost.text() == "This film about $0.42 · budget $0.50"
    rooms.desk.undo()
    budgets.append(rooms.desk.storyboard.budget)
    assert budgets == [0.5, None]
    assert field.text() == ""
    qtbot.waitUntil(lambda: ("set_budget", "b", None) in rooms.scripted.calls)


def test_the_keyboard_goes_to_the_scene_when_the_film_can_not_be_pressed_any_more(
    rooms: Rooms, qtbot: QtBot
) -> None:
    window = lay(rooms, scene(1), scene(2))
    qtbot.waitUntil(window.isActiveWindow)
    button = window.film.bar.button
    button.setFocus(Qt.FocusReason.TabFocusReason)
    rooms.desk.set(Act.WRITE_PROMPT, prompt="")
    assert not button.isEnabled()
    assert window.timeline.board.isAncestorOf(window.focusWidget())


def test_an_answered_question_gives_the_keyboard_back(rooms: Rooms, qtbot: QtBot) -> None:
    window = lay(rooms, *(scene(number) for number in range(1, 13)))
    qtbot.waitUntil(window.isActiveWindow)
    window.generating.press_film()
    bar = window.film.bar
    assert bar.asked.isVisible()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not bar.asked.isVisible()
    assert bar.button.hasFocus()


def test_what_is_no_amount_is_put_back(rooms: Rooms) -> None:
    field = lay(rooms, scene(1)).film.cost.card.field
    for wrong in ("much", "-1", "nan", "inf"):
        field.setText(wrong)
        field.editingFinished.emit()
        assert rooms.desk.storyboard.budget is None
        assert field.text() == ""


def test_the_cost_is_said_once_something_may_cost(rooms: Rooms, qtbot: QtBot) -> None:
    cost = lay(rooms, scene(1)).film.cost
    assert cost.isHidden()
    live(rooms, qtbot)
    assert cost.isVisible()
    assert cost.text() == "Nothing spent yet"
    rooms.window.mode.choose(practice=True)
    assert cost.isHidden()
    # Found by name in the menu also then.
    cost.open()
    assert cost.card.isVisible()
    QTest.keyClick(cost.card.field, Qt.Key.Key_Escape)
    assert cost.isHidden()


def test_an_empty_storyboard_has_no_film_bar(rooms: Rooms) -> None:
    bar = rooms.window.film.bar
    assert bar.isHidden()
    rooms.desk.set(Act.WRITE_PROMPT, prompt="Waves")
    assert bar.isVisible()


def test_a_job_held_by_the_budget_goes_on(rooms: Rooms, qtbot: QtBot) -> None:
    window = lay(rooms, scene(1))
    held = job(id=9, service=HOST, scene="s1", board="b", hold=Hold.BUDGET, estimate=0.42)
    rooms.scripted.board_jobs = [held, job(id=8, service=HOST, state=State.DONE, estimate=0.3)]
    rooms.book.take(held)
    window.foot.button.setChecked(True)
    window.deeds.act(JobAct.RAISE_BUDGET, held)
    shown = window.jobs.row(9)
    assert shown is not None
    qtbot.waitUntil(shown._more.isVisible)
    raise_it = next(b for b in shown._more.findChildren(QPushButton) if "0.72" in b.text())
    raise_it.click()
    assert rooms.desk.storyboard.budget == 0.72
    qtbot.waitUntil(lambda: ("set_budget", "b", 0.72) in rooms.scripted.calls)


def test_jobs_of_a_chain_name_what_they_wait_for(rooms: Rooms) -> None:
    window = lay(rooms, scene(1), scene(2, linked=True))
    window.foot.button.setChecked(True)
    rooms.book.take(job(id=1, scene="s1", label="Part 1", state=State.GENERATING))
    said = []
    for hold in (Hold.PREDECESSOR, Hold.CHOICE, Hold.PREDECESSOR_FAILED):
        held = job(id=2, scene="s2", label="Part 2", hold=hold, after=(1,))
        rooms.book.take(held)
        shown = window.jobs.row(2)
        assert shown is not None
        said.append(shown._said.text())
    assert said == [
        "Waits for the last frame of “Part 1”.",
        "“Part 1” has several takes. Keep one of them to go on.",
        "“Part 1” could not be made. Try that again to go on.",
    ]
    rooms.desk.select("s2")
    window.deeds.act(JobAct.CHOOSE_TAKE, held)
    assert rooms.desk.scene.id == "s1"


def test_one_take_asked_for_alone_stands_in_for_one_left_behind() -> None:
    one = scene(1)
    old = take(one, "old", recipe="something else")
    chosen = replace(one, takes=(old,), kept_practice="old")
    board = take_in(Storyboard(scenes=(chosen,)), "s1", take(one, "new"), {"new"})
    assert board.scenes[0].kept_practice == "new"
    board = take_in(Storyboard(scenes=(chosen,)), "s1", take(one, "new"), {"new", "other"})
    assert board.scenes[0].kept_practice == "old"
    current = replace(one, takes=(take(one, "old"),))
    board = take_in(Storyboard(scenes=(current,)), "s1", take(one, "new"), {"new"})
    assert board.scenes[0].kept_practice == "old"


def test_a_take_comes_in_once_whatever_is_undone(rooms: Rooms) -> None:
    window = lay(rooms, scene(1))
    rooms.desk.set(Act.WRITE_PROMPT, prompt="Something else")
    done = job(id=4, mark="m", scene="s1", board="b", state=State.DONE, clip="m.mp4", ended_at=1.0)
    rooms.book.take(done)
    rooms.book.take(replace(done, progress=100))
    rooms.desk.undo()
    assert [t.id for t in rooms.desk.scene.takes] == ["m"]
    assert window.film.strip.isVisible()


def test_going_on_makes_the_linked_next_scene_in_one_step(rooms: Rooms, qtbot: QtBot) -> None:
    one = scene(1)
    one = replace(one, takes=(take(one, "a"), take(one, "b")), kept_practice="a")
    window = lay(rooms, one, scene(2))
    window.activateWindow()
    window.film.acts.continue_clip(rooms.supplies.clips / "b.mp4")
    board = rooms.desk.storyboard
    assert [s.id for s in board.scenes][::2] == ["s1", "s2"]
    assert board.scenes[1].linked
    assert board.scenes[0].kept_practice == "b"
    assert rooms.desk.scene == board.scenes[1]
    assert rooms.desk.undoable is Act.CONTINUE_SCENE
    assert window.focusWidget() is window.inspector.prompt.field
    rooms.desk.undo()
    assert rooms.desk.storyboard.scenes[0].kept_practice == "a"
    assert len(rooms.desk.storyboard.scenes) == 2
    assert scenes.index_of(rooms.desk.storyboard, "s2") == 1


def test_the_frames_stay_where_they_are_when_the_first_picture_comes(rooms: Rooms) -> None:
    window = rooms.window

    def places() -> list[QPoint]:
        inspector = window.inspector
        return [zone.mapTo(window, QPoint()) for zone in (inspector.first.zone, inspector.end.zone)]

    QApplication.processEvents()
    before = places()
    rooms.desk.set(Act.SET_FIRST_FRAME, first_frame=FRAME)
    QApplication.processEvents()
    assert window.film.bar.isVisible()
    assert places() == before
