"""Every gesture of the mouse: what it shows, the one step that it makes, what Escape does."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from kling_desktop import words
from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.timeline.geometry import Spot, What
from tests.ui.rooms import FRAME
from tests.ui.timeline.bench import CTRL, FILM, NONE, SHIFT, Bench, scene

pytestmark = pytest.mark.qt


def one_step(bench: Bench, act: Act) -> None:
    """What was done is one step with that name, and undoing it brings everything back."""
    assert bench.undoable() is act
    bench.desk.undo()
    assert bench.undoable() is None
    assert bench.desk.storyboard == FILM


def test_a_click_selects_the_shot_and_gives_it_the_keyboard(bench: Bench) -> None:
    bench.click(bench.at(What.SHOT, 1, 1))
    assert bench.selected() == ("b", 1)
    assert bench.board.blocks[1].cards[1].hasFocus()
    assert bench.board.blocks[1].cards[1].isChecked()
    bench.click(bench.at(What.HEADER, 2))
    assert bench.selected() == ("c", None)
    assert bench.board.blocks[2].hasFocus()
    assert not bench.board.blocks[1].cards[1].isChecked()


def test_pulling_an_edge_gives_time_to_one_shot_from_its_neighbour(bench: Bench) -> None:
    start = bench.at(What.SHOT_EDGE, 1, 0)
    bench.drag(start, QPoint(-80, 0), hold=True)
    assert bench.shown[1] == [2, 6, 1]
    assert bench.film[1] == [4, 4, 1]
    assert bench.undoable() is None
    bench.release(start + QPoint(-80, 0))
    assert bench.film[1] == bench.shown[1] == [2, 6, 1]
    one_step(bench, Act.RESIZE_SHOT)
    assert bench.shown[1] == [4, 4, 1]


def test_half_a_second_snaps(bench: Bench) -> None:
    bench.drag(bench.at(What.SHOT_EDGE, 1, 0), QPoint(19, 0), hold=True)
    assert bench.shown[1] == [4, 4, 1]
    bench.move(bench.at(What.SHOT_EDGE, 1, 0) + QPoint(21, 0))
    assert bench.shown[1] == [5, 3, 1]
    bench.timeline.pointer.cancel()


def test_with_shift_the_scene_gets_longer_instead(bench: Bench) -> None:
    bench.drag(bench.at(What.SHOT_EDGE, 1, 0), QPoint(80, 0), SHIFT)
    assert bench.film[1] == [6, 4, 1]
    one_step(bench, Act.SET_LENGTH)


def test_shift_counts_while_it_is_held(bench: Bench) -> None:
    bench.drag(bench.at(What.SHOT_EDGE, 1, 0), QPoint(80, 0), hold=True)
    assert bench.shown[1] == [6, 2, 1]
    QTest.keyPress(bench.focused, Qt.Key.Key_Shift)
    assert bench.shown[1] == [6, 4, 1]
    bench.timeline.pointer.cancel()


def test_the_scenes_end_is_its_length(bench: Bench) -> None:
    bench.drag(bench.at(What.SCENE_EDGE, 0, 0), QPoint(120, 0))
    assert bench.film[0] == [8]
    one_step(bench, Act.SET_LENGTH)


@pytest.mark.parametrize(
    ("what", "at", "by", "held", "reason"),
    [
        (What.SCENE_EDGE, (0, 0), 900, [15], Stop.SCENE_LONGEST),
        (What.SCENE_EDGE, (0, 0), -190, [3], Stop.SCENE_SHORTEST),
        (What.SHOT_EDGE, (1, 1), 200, [4, 4, 1], Stop.SHOT_SHORTEST),
        (What.SHOT_EDGE, (1, 0), -300, [1, 7, 1], Stop.SHOT_SHORTEST),
    ],
)
def test_limits_are_held_and_the_reason_is_at_the_pointer(
    bench: Bench, what: What, at: tuple[int, int], by: int, held: list[int], reason: Stop
) -> None:
    start = bench.at(what, *at)
    bench.drag(start, QPoint(by, 0), hold=True)
    assert bench.shown[at[0]] == held
    assert bench.timeline.bubble.isVisible()
    assert bench.timeline.bubble.text() == words.stop(reason)
    bench.release(start + QPoint(by, 0))
    assert bench.film[at[0]] == held
    assert not bench.timeline.bubble.isVisible()


@pytest.mark.parametrize("what", [What.SHOT_EDGE, What.SCENE_EDGE, What.SHOT, What.HEADER])
def test_escape_puts_everything_back(bench: Bench, what: What) -> None:
    shot = 2 if what is What.SCENE_EDGE else 0
    start = bench.at(what, 1, shot)
    bench.drag(start, QPoint(90, 0), hold=True)
    assert bench.dragging() is not None
    QTest.keyClick(bench.focused, Qt.Key.Key_Escape)
    assert bench.dragging() is None
    assert bench.shown == [[5], [4, 4, 1], [3, 2], [4]]
    assert not bench.board.mark.isVisible()
    assert not bench.board.ghost.isVisible()
    bench.move(start + QPoint(150, 0))
    bench.release(start + QPoint(150, 0))
    assert bench.desk.storyboard == FILM
    assert bench.undoable() is None


def test_nothing_changed_is_no_step(bench: Bench) -> None:
    for what, at in ((What.SHOT_EDGE, (1, 0)), (What.SHOT, (1, 1)), (What.HEADER, (2,))):
        start = bench.at(what, *at)
        bench.drag(start, QPoint(60, 0), hold=True)
        bench.move(start)
        bench.release(start)
        assert bench.undoable() is None


def test_a_shot_is_carried_within_its_scene(bench: Bench) -> None:
    start, end = bench.at(What.SHOT, 1, 2), bench.at(What.SHOT, 1, 0) - QPoint(60, 0)
    bench.drag(start, end - start, hold=True)
    assert bench.board.mark.isVisible()
    assert bench.board.ghost.isVisible()
    assert bench.undoable() is None
    bench.release(end)
    assert bench.film[1] == [1, 4, 4]
    assert bench.selected() == ("b", 0)
    assert not bench.board.mark.isVisible()
    one_step(bench, Act.MOVE_SHOT)


def test_a_shot_is_carried_behind_its_neighbour(bench: Bench) -> None:
    start = bench.at(What.SHOT, 1, 0)
    bench.drag(start, bench.at(What.SHOT, 1, 1) + QPoint(30, 0) - start)
    assert [shot.prompt for shot in bench.desk.storyboard.scenes[1].shots] == ["b2", "b1", "b3"]
    assert bench.selected() == ("b", 1)
    one_step(bench, Act.MOVE_SHOT)


def test_a_shot_is_carried_to_another_scene(bench: Bench) -> None:
    start = bench.at(What.SHOT, 1, 0)
    bench.drag(start, bench.at(What.SHOT, 2, 1) + QPoint(30, 0) - start)
    assert bench.film[1:3] == [[4, 1], [3, 2, 4]]
    assert bench.selected() == ("c", 2)
    one_step(bench, Act.MOVE_SHOT)


def test_a_shot_that_has_no_room_there_stays_and_says_why(bench: Bench) -> None:
    bench.desk.open(replace(FILM, scenes=(scene("a", 13), *FILM.scenes[1:])))
    start = bench.at(What.SHOT, 1, 0)
    bench.drag(start, bench.at(What.SHOT, 0, 0) - start, hold=True)
    assert bench.timeline.bubble.text() == words.stop(Stop.SCENE_LONGEST)
    assert bench.timeline.bubble.isVisible()
    bench.release(bench.at(What.SHOT, 0, 0))
    assert bench.undoable() is None


@pytest.mark.parametrize("what", [What.HEADER, What.SHOT])
def test_a_scene_is_carried_by_its_header_or_its_only_shot(bench: Bench, what: What) -> None:
    start = bench.at(what, 0, 0)
    bench.drag(start, bench.at(What.HEADER, 2) + QPoint(60, 0) - start)
    assert bench.order == "bcad"
    assert bench.selected()[0] == "a"
    assert bench.undoable() is Act.MOVE_SCENE
    bench.desk.undo()
    assert bench.undoable() is None
    assert bench.desk.storyboard == FILM


def test_a_fold_is_pressed(bench: Bench) -> None:
    bench.click(bench.at(What.FOLD, 1))
    assert bench.desk.storyboard.scenes[1].collapsed
    assert not bench.board.blocks[1].cards[0].isVisible()
    bench.click(bench.at(What.FOLD, 1))
    assert bench.board.blocks[1].cards[0].isVisible()
    bench.desk.undo()
    bench.desk.undo()
    assert bench.desk.storyboard == FILM


def test_a_text_is_written_in_place(bench: Bench) -> None:
    bench.double_click(bench.at(What.SHOT, 1, 1))
    writing = bench.timeline.writing
    assert writing.hasFocus()
    assert writing.accessibleName() == "Text of shot 2"
    QTest.keyClicks(writing, "ns SM[]")
    QTest.keyClick(writing, Qt.Key.Key_Return)
    assert bench.desk.storyboard.scenes[1].shots[1].prompt == "ns SM[]"
    assert not writing.isVisible()
    assert bench.board.blocks[1].cards[1].hasFocus()
    one_step(bench, Act.WRITE_SHOT)


def test_escape_leaves_the_text_as_it_was(bench: Bench) -> None:
    bench.double_click(bench.at(What.SHOT, 0, 0))
    QTest.keyClicks(bench.timeline.writing, "gone")
    QTest.keyClick(bench.timeline.writing, Qt.Key.Key_Escape)
    assert bench.desk.storyboard == FILM
    assert bench.board.blocks[0].cards[0].hasFocus()


def test_going_elsewhere_confirms_where_it_was_written(bench: Bench) -> None:
    bench.double_click(bench.at(What.SHOT, 0, 0))
    QTest.keyClicks(bench.timeline.writing, "The pier")
    bench.click(bench.at(What.SHOT, 2, 1))
    assert bench.desk.storyboard.scenes[0].prompt == "The pier"
    assert bench.desk.storyboard.scenes[2] == FILM.scenes[2]
    assert bench.selected() == ("c", 1)


def test_a_scene_is_named_in_place(bench: Bench) -> None:
    bench.double_click(bench.at(What.HEADER, 3))
    QTest.keyClicks(bench.timeline.writing, "The end")
    QTest.keyClick(bench.timeline.writing, Qt.Key.Key_Return)
    assert bench.desk.storyboard.scenes[3].title == "The end"
    one_step(bench, Act.RENAME_SCENE)


def test_the_seconds_are_written_where_they_stand(bench: Bench) -> None:
    rect = bench.at(What.SHOT, 1, 0)
    card = bench.board.blocks[1].cards[0]
    bench.double_click(rect + QPoint(card.width() // 2 - 16, card.height() // 2 - 10))
    QTest.keyClicks(bench.timeline.writing, "7")
    QTest.keyClick(bench.timeline.writing, Qt.Key.Key_Return)
    assert bench.film[1] == [7, 4, 1]
    one_step(bench, Act.RESIZE_SHOT)


def test_the_ruler_moves_the_playhead(bench: Bench) -> None:
    at = QPoint(12 + 40 * 6, 10)
    bench.drag(at, QPoint(60, 30))
    assert bench.desk.playhead == pytest.approx(7.5)
    middle = bench.board.playhead.geometry().center().x()
    assert abs(middle - (12 + 300)) <= 1
    assert bench.undoable() is None


def test_control_and_wheel_zoom_about_the_pointer(bench: Bench) -> None:
    bench.desk.open(Storyboard(scenes=tuple(scene(f"s{n}", 5, 5) for n in range(20))))
    scroller, bar = bench.timeline.scroller, bench.timeline.scroller.horizontalScrollBar()
    bar.setValue(1500)
    before = bench.board.plan.seconds_at(bar.value() + 300)
    for _ in range(3):
        wheel(bench, 300, 120, CTRL)
    assert scroller.scale > 60
    after = bench.board.plan.seconds_at(bar.value() + 300)
    assert after == pytest.approx(before, abs=0.05)
    for _ in range(3):
        wheel(bench, 300, -120, CTRL)
    assert scroller.scale == pytest.approx(40)


def test_the_wheel_scrolls_sideways_and_the_touchpad_by_pixels(bench: Bench) -> None:
    bench.timeline.scroller.zoom(200)
    bar = bench.timeline.scroller.horizontalScrollBar()
    bar.setValue(0)
    wheel(bench, 300, -120, NONE)
    assert bar.value() == 96
    wheel(bench, 300, 0, NONE, QPoint(-31, 3))
    assert bar.value() == 127


def test_slider_and_fit_all(bench: Bench) -> None:
    toolbar, scroller = bench.timeline.toolbar, bench.timeline.scroller
    toolbar.zoom.setValue(95)
    assert scroller.scale > 150
    toolbar.fit.click()
    assert bench.board.plan.width <= scroller.viewport().width()
    assert bench.board.plan.width > scroller.viewport().width() - 40
    assert toolbar.zoom.value() < 95


def test_a_drag_at_the_edge_scrolls_on(bench: Bench, qtbot: QtBot) -> None:
    bench.timeline.scroller.zoom(120)
    bar = bench.timeline.scroller.horizontalScrollBar()
    bar.setValue(0)
    start = bench.at(What.HEADER, 0)
    wide = bench.timeline.scroller.viewport().width()
    bench.drag(start, QPoint(wide - 5 - start.x(), 0), hold=True)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert bench.timeline.pointer._scroll.isActive() is False or bar.value() == bar.maximum()
    bench.release(QPoint(bar.value() + wide - 5, start.y()))
    assert bench.order == "bcda"


def test_the_mark_on_a_card_offers_the_fix(bench: Bench) -> None:
    plan = bench.board.plan
    rect = plan.warning(1, 2)
    assert bench.board.blocks[1].cards[2].problems
    bench.click(QPoint(round(rect.x + 6), round(rect.y + 8)))
    fixes = [a for m in bench.timeline.findChildren(QMenu) for a in m.actions() if a.isEnabled()]
    fixes[0].trigger()
    assert bench.film[1] == [4, 4, 3]
    one_step(bench, Act.MEND)
    close_menus(bench)


def test_the_menus_do_what_the_keys_do(bench: Bench) -> None:
    asked: list[str] = []
    bench.timeline.continue_wanted.connect(asked.append)
    bench.timeline.generate_wanted.connect(asked.append)
    bench.menu(bench.at(What.SHOT, 1, 0))
    choose(bench, "Join with next")
    assert bench.film[1] == [8, 1]
    bench.desk.undo()
    bench.menu(bench.at(What.HEADER, 1))
    choose(bench, "Unlink, keep the frame")
    assert not bench.desk.storyboard.scenes[1].linked
    one_step(bench, Act.UNLINK_SCENE)
    for entry in ("Continue from last frame", "Generate this scene"):
        bench.menu(bench.at(What.HEADER, 3))
        choose(bench, entry)
    assert asked == ["d", "d"]
    bench.menu(bench.at(What.HEADER, 2))
    choose(bench, "Duplicate")
    assert bench.order[:3] == "abc"
    assert bench.film == [[5], [4, 4, 1], [3, 2], [3, 2], [4]]
    close_menus(bench)


def test_cutting_a_scene_with_an_end_frame_asks_which_to_keep(bench: Bench) -> None:
    board = replace(FILM, scenes=(*FILM.scenes[:3], replace(FILM.scenes[3], end_frame=FRAME)))
    bench.desk.open(board)
    bench.select("d", 0)
    bench.key("s")
    bar = bench.timeline.ask_bar
    assert bar.isVisible()
    assert bench.desk.storyboard == board
    bar.answers[0].click()
    assert not bar.isVisible()
    assert bench.desk.storyboard == board
    bench.key("s")
    bar.answers[1].click()
    assert bench.film[3] == [2, 2]
    assert bench.desk.scene.end_frame is None
    assert bench.selected() == ("d", 1)
    bench.desk.undo()
    assert bench.desk.storyboard == board


def test_escape_puts_the_question_away(bench: Bench) -> None:
    board = replace(FILM, scenes=(replace(FILM.scenes[0], end_frame=FRAME), *FILM.scenes[1:]))
    bench.desk.open(board)
    bench.select("a", 0)
    bench.key("s")
    QTest.keyClick(bench.timeline.ask_bar.answers[0], Qt.Key.Key_Escape)
    assert not bench.timeline.ask_bar.isVisible()
    assert bench.board.blocks[0].cards[0].hasFocus()
    assert bench.desk.storyboard == board


def test_an_edge_under_the_pointer_shows_its_grip(bench: Bench) -> None:
    at = bench.at(What.SHOT_EDGE, 1, 0)
    QTest.mouseMove(bench.board, at)
    QApplication.processEvents()
    assert bench.board.grip.isVisible()
    assert bench.board.cursor().shape() is Qt.CursorShape.SplitHCursor
    bench.drag(at, QPoint(-80, 0), hold=True)
    assert abs(bench.board.grip.geometry().center().x() - (at.x() - 80)) <= 2
    bench.timeline.pointer.cancel()
    assert not bench.board.grip.isVisible()


def test_a_card_that_was_under_the_pointer_may_go(bench: Bench) -> None:
    bench.board.heat(Spot(What.SHOT, 1, 2))
    bench.select("b", 1)
    bench.key("m")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    bench.board.heat(Spot(What.SHOT, 1, 0))
    assert bench.board.blocks[1].cards[0].hot


def test_a_take_that_comes_in_does_not_disturb_a_drag(bench: Bench) -> None:
    start = bench.at(What.SHOT_EDGE, 1, 0)
    bench.drag(start, QPoint(80, 0), hold=True)
    bench.desk.tell(lambda board: replace(board, title="Told meanwhile"))
    assert bench.shown[1] == [6, 2, 1]
    bench.release(start + QPoint(80, 0))
    assert bench.film[1] == [6, 2, 1]
    assert bench.desk.storyboard.title == "Told meanwhile"


def test_a_click_never_scrolls_below_the_pointer(bench: Bench) -> None:
    bench.timeline.scroller.zoom(200)
    bar = bench.timeline.scroller.horizontalScrollBar()
    bar.setValue(1500)
    at = bench.at(What.SHOT, 1, 0)
    seen = QPoint(1520, at.y())
    bench.press(seen)
    bench.desk.move_playhead(5)
    assert bar.value() == 1500
    bench.move(seen + QPoint(1, 0))
    assert bench.dragging() is None
    bench.release(seen)
    assert bench.selected() == ("b", 0)


def test_a_playhead_that_plays_is_followed(bench: Bench) -> None:
    bench.timeline.scroller.zoom(200)
    bar = bench.timeline.scroller.horizontalScrollBar()
    bar.setValue(0)
    bench.desk.move_playhead(4.8)
    assert bar.value() == 0
    bench.desk.move_playhead(5.2)
    assert bar.value() > 0


def test_a_text_chosen_from_the_menu_keeps_the_keyboard(bench: Bench) -> None:
    bench.menu(bench.at(What.SHOT, 1, 0))
    choose(bench, "Edit text")
    QApplication.processEvents()
    assert bench.timeline.writing.isVisible()
    assert bench.timeline.focusWidget() is bench.timeline.writing
    bench.timeline.writing.give_up()
    close_menus(bench)


def wheel(
    bench: Bench,
    x: int,
    angle: int,
    modifiers: Qt.KeyboardModifier,
    pixels: QPoint | None = None,
) -> None:
    seen = bench.timeline.scroller.viewport()
    at = QPointF(x, 80)
    event = QWheelEvent(
        at,
        QPointF(seen.mapToGlobal(at.toPoint())),
        pixels or QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(seen, event)


def choose(bench: Bench, entry: str) -> None:
    menu = [m for m in bench.timeline.findChildren(QMenu) if m.isVisible()][-1]
    (action,) = [a for a in menu.actions() if a.text() == entry]
    menu.close()
    action.trigger()


def close_menus(bench: Bench) -> None:
    for menu in bench.timeline.findChildren(QMenu):
        menu.close()
    QApplication.processEvents()
