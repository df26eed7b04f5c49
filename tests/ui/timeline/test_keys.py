"""Everything without a mouse: the keys of product.md, one step each, heard by a screen reader."""

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop import words
from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene
from tests.ui.timeline.bench import CTRL, FILM, SHIFT, Bench

pytestmark = pytest.mark.qt

Key = Qt.Key


def test_left_and_right_go_through_the_shots_of_the_film(bench: Bench) -> None:
    bench.select("a", 0)
    seen = []
    for _ in range(8):
        seen.append(bench.selected())
        assert bench.board.current is QApplication.focusWidget()
        bench.key(Key.Key_Right)
    shots = [("a", 0), ("b", 0), ("b", 1), ("b", 2), ("c", 0), ("c", 1), ("d", 0), ("d", 0)]
    assert seen == shots
    bench.key(Key.Key_Left)
    assert bench.selected() == ("c", 1)


def test_up_goes_to_the_scene_and_down_to_its_shots(bench: Bench) -> None:
    bench.select("b", 2)
    bench.key(Key.Key_Up)
    assert bench.selected() == ("b", None)
    bench.key(Key.Key_Right)
    assert bench.selected() == ("c", None)
    bench.key(Key.Key_Down)
    assert bench.selected() == ("c", 0)


def test_a_folded_scene_is_one_stop(bench: Bench) -> None:
    bench.timeline.cutting.fold("b")
    bench.select("a", 0)
    bench.key(Key.Key_Right)
    assert bench.selected() == ("b", None)
    assert bench.board.blocks[1].hasFocus()


def test_control_and_arrows_reorder_shots_across_scenes_and_scenes(bench: Bench) -> None:
    bench.select("b", 0)
    bench.key(Key.Key_Right, CTRL)
    assert bench.selected() == ("b", 1)
    bench.key(Key.Key_Right, CTRL)
    bench.key(Key.Key_Right, CTRL)
    assert bench.selected() == ("c", 0)
    assert bench.film[1:3] == [[4, 1], [4, 3, 2]]
    assert bench.board.blocks[2].cards[0].hasFocus()
    for _ in range(3):
        bench.desk.undo()
    assert bench.desk.storyboard == FILM
    bench.select("d")
    bench.key(Key.Key_Left, CTRL)
    assert bench.order == "abdc"
    assert bench.selected() == ("d", None)
    assert bench.undoable() is Act.MOVE_SCENE


@pytest.mark.parametrize(
    ("shot", "key", "modifiers", "film"),
    [
        (0, "]", None, [5, 3, 1]),
        (0, "[", None, [3, 5, 1]),
        (0, "{", SHIFT, [3, 4, 1]),
        (0, "}", SHIFT, [5, 4, 1]),
        (2, "]", None, [4, 4, 2]),
        (None, "]", None, [4, 4, 2]),
    ],
)
def test_brackets_move_the_end(
    bench: Bench, shot: int | None, key: str, modifiers: Qt.KeyboardModifier | None, film: list[int]
) -> None:
    bench.select("b", shot)
    if modifiers is None:
        bench.key(key)
    else:
        code = Key.Key_BraceLeft if key == "{" else Key.Key_BraceRight
        event = QKeyEvent(QKeyEvent.Type.KeyPress, code, modifiers, key)
        QApplication.sendEvent(bench.focused, event)
    assert bench.film[1] == film
    bench.desk.undo()
    assert bench.undoable() is None


def test_a_limit_is_said_beside_the_shot(bench: Bench) -> None:
    bench.select("b", 2)
    bench.key("[")
    assert bench.film[1] == [4, 4, 1]
    assert bench.timeline.bubble.text() == words.stop(Stop.SHOT_SHORTEST)
    assert bench.timeline.bubble.isVisible()
    bench.key(Key.Key_Left)
    assert not bench.timeline.bubble.isVisible()


def test_s_splits_in_the_middle_or_at_the_playhead(bench: Bench) -> None:
    bench.select("b", 1)
    bench.key("s")
    assert bench.film[1] == [4, 2, 2, 1]
    assert bench.selected() == ("b", 2)
    assert bench.board.blocks[1].cards[2].hasFocus()
    assert bench.undoable() is Act.SPLIT_SHOT
    bench.desk.undo()
    assert bench.selected()[0] == "b"
    bench.desk.select("b", 1)
    bench.desk.move_playhead(5 + 4 + 3.2)
    bench.key("s")
    assert bench.film[1] == [4, 3, 1, 1]
    bench.desk.undo()
    bench.desk.select("b", 0)
    bench.key("s")
    assert bench.film[1] == [2, 2, 4, 1]


def test_a_shot_of_one_second_is_not_split_and_it_is_said(bench: Bench) -> None:
    bench.select("b", 2)
    bench.key("s")
    assert bench.timeline.bubble.text() == words.stop(Stop.NOT_DIVISIBLE)
    assert bench.undoable() is None


def test_m_merges_with_the_next(bench: Bench) -> None:
    bench.select("b", 0)
    bench.key("m")
    assert bench.film[1] == [8, 1]
    assert bench.desk.scene.shots[0].prompt == "b1 b2"
    assert bench.selected() == ("b", 0)
    bench.key("m")
    assert bench.film[1] == [9]
    bench.key("m")
    assert bench.film[1] == [9]


def test_control_d_duplicates_a_shot_or_a_scene(bench: Bench) -> None:
    bench.select("c", 1)
    bench.key(Key.Key_D, CTRL)
    assert bench.film[2] == [3, 2, 2]
    assert bench.selected() == ("c", 2)
    bench.desk.undo()
    bench.select("c")
    bench.key(Key.Key_D, CTRL)
    assert bench.film[2:4] == [[3, 2], [3, 2]]
    assert bench.desk.scene_index == 3
    assert bench.undoable() is Act.DUPLICATE_SCENE


def test_delete_takes_a_shot_or_a_scene_and_goes_to_the_neighbour(bench: Bench) -> None:
    bench.select("b", 1)
    bench.key(Key.Key_Delete)
    assert bench.film[1] == [4, 1]
    assert bench.selected() == ("b", 1)
    assert bench.board.blocks[1].cards[1].hasFocus()
    bench.key(Key.Key_Up)
    bench.key(Key.Key_Delete)
    assert bench.order == "acd"
    assert bench.selected() == ("c", None)
    assert bench.board.blocks[1].hasFocus()
    bench.desk.undo()
    assert bench.order == "abcd"
    assert bench.selected()[0] == "b"
    assert bench.board.blocks[1].hasFocus()


def test_deleting_the_only_shot_deletes_the_scene(bench: Bench) -> None:
    bench.select("d", 0)
    bench.key(Key.Key_Delete)
    assert bench.order == "abc"
    assert bench.selected() == ("c", 0)
    assert bench.board.blocks[2].cards[0].hasFocus()


def test_deleting_everything_leaves_a_blank_scene_with_the_keyboard_on_it(bench: Bench) -> None:
    bench.select("a")
    for _ in range(4):
        bench.key(Key.Key_Delete)
    (left,) = bench.desk.storyboard.scenes
    assert left == Scene(id=left.id)
    assert bench.board.blocks[0].hasFocus()
    assert bench.board.blocks[0].isChecked()


def test_enter_writes_and_f2_names(bench: Bench) -> None:
    bench.select("b", 1)
    bench.key(Key.Key_Return)
    assert bench.timeline.writing.hasFocus()
    QTest.keyClicks(bench.timeline.writing, "Gulls")
    QTest.keyClick(bench.timeline.writing, Key.Key_Enter)
    assert bench.desk.scene.shots[1].prompt == "Gulls"
    bench.key(Key.Key_F2)
    assert bench.timeline.writing.toPlainText() == "Boat leaves"
    QTest.keyClicks(bench.timeline.writing, "Away")
    QTest.keyClick(bench.timeline.writing, Key.Key_Return)
    assert bench.desk.scene.title == "Away"
    assert bench.selected() == ("b", 1)
    assert bench.board.blocks[1].cards[1].hasFocus()


def test_typed_digits_are_the_shots_seconds(bench: Bench) -> None:
    bench.select("a", 0)
    bench.key("1")
    assert bench.timeline.writing.toPlainText() == "1"
    QTest.keyClicks(bench.timeline.writing, "2")
    QTest.keyClick(bench.timeline.writing, Key.Key_Return)
    assert bench.film[0] == [12]
    bench.key("9")
    QTest.keyClicks(bench.timeline.writing, "9")
    QTest.keyClick(bench.timeline.writing, Key.Key_Return)
    assert bench.film[0] == [15]
    assert bench.timeline.bubble.text() == words.stop(Stop.SCENE_LONGEST)


def test_n_makes_a_scene_behind_the_selected_one(bench: Bench) -> None:
    bench.select("b", 0)
    bench.key("n")
    assert bench.order[:2] == "ab"
    assert len(bench.desk.storyboard.scenes) == 5
    assert bench.desk.scene_index == 2
    assert bench.board.blocks[2].hasFocus()
    assert bench.undoable() is Act.ADD_SCENES


def test_keys_are_the_timelines_only_where_it_has_the_focus(bench: Bench) -> None:
    bench.timeline.toolbar.fit.setFocus()
    for key in ("n", "s", "m", Key.Key_Delete, "]"):
        bench.key(key)
    assert bench.desk.storyboard == FILM


def test_playing_keys_go_on_to_the_window(bench: Bench) -> None:
    bench.select("b", 1)
    for key in (Key.Key_Space, Key.Key_J, Key.Key_K, Key.Key_L, Key.Key_Home, Key.Key_Escape):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(bench.focused, event)
        assert not event.isAccepted()
    assert bench.selected() == ("b", 1)


def test_the_letters_come_before_any_shortcut(bench: Bench) -> None:
    bench.select("b", 1)
    event = QKeyEvent(QKeyEvent.Type.ShortcutOverride, Key.Key_D, CTRL)
    event.ignore()
    QApplication.sendEvent(bench.focused, event)
    assert event.isAccepted()


def test_a_key_held_down_does_not_cut_a_scene_to_pieces(bench: Bench) -> None:
    bench.select("b", 0)
    held = QKeyEvent(
        QKeyEvent.Type.KeyPress, Key.Key_S, Qt.KeyboardModifier.NoModifier, "s", autorep=True
    )
    QApplication.sendEvent(bench.focused, held)
    assert bench.desk.storyboard == FILM


def test_everything_has_its_name(bench: Bench) -> None:
    assert spoken(bench.timeline) == "Timeline"
    blocks = bench.board.blocks
    assert spoken(blocks[0]) == "Scene 1 of 4, Wide harbour, 5 seconds, not made"
    assert spoken(blocks[1]) == (
        "Scene 2 of 4, Boat leaves, 9 seconds, linked to scene 1, not made"
    )
    assert spoken(blocks[1].cards[1]) == "Shot 2 of 3, 4 seconds: b2"
    assert spoken(blocks[1].cards[2]) == "Shot 3 of 3, 1 second: b3"
    bench.timeline.cutting.fold("c")
    assert spoken(blocks[2]) == "Scene 3 of 4, c moves, 5 seconds, not made, folded"


def test_a_screen_reader_selects_by_pressing_and_hears_what_is_selected(bench: Bench) -> None:
    card = bench.board.blocks[2].cards[1]
    interface = QAccessible.queryAccessibleInterface(card)
    assert interface.role() in (QAccessible.Role.Button, QAccessible.Role.CheckBox)
    card.click()
    assert bench.selected() == ("c", 1)
    assert interface.state().checked
    assert card.hasFocus()


def test_one_piece_is_reached_by_tab(bench: Bench) -> None:
    for at in (("b", 1), ("c", None), ("a", 0)):
        bench.select(*at)
        reached = [
            p
            for block in bench.board.blocks
            for p in (block, *block.cards)
            if p.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        assert reached == [bench.board.current]
    bench.timeline.toolbar.fit.setFocus()
    QTest.keyClick(bench.focused, Key.Key_Tab)
    assert QApplication.focusWidget() is bench.board.current


def spoken(widget: object) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)  # type: ignore[arg-type]


def test_the_place_for_a_new_scene_is_pressed_by_enter(bench: Bench) -> None:
    asked: list[bool] = []
    bench.board.browse_wanted.disconnect()
    bench.board.browse_wanted.connect(lambda: asked.append(True))
    bench.board.new.setFocus()
    bench.key(Key.Key_Return)
    bench.key("n")
    assert asked == [True]
    assert bench.desk.storyboard == FILM


class Painted(QObject):
    """Watches whether a part of a widget is painted."""

    def __init__(self, widget: QWidget, part: QRect) -> None:
        super().__init__()
        self._part = part
        self._seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self._seen = self._seen or event.region().intersects(self._part)
        return False

    def was_seen(self) -> bool:
        return self._seen


def test_a_key_links_to_the_scene_before_and_unlinks(bench: Bench, qtbot: QtBot) -> None:
    bench.select("c", 0)
    before = bench.board.plan.block(1)
    line = QRect(round(before.right) - 10, round(before.bottom) + 2, 8, 4)
    linked = bench.desk.scene.linked
    for wanted in (not linked, linked):
        qtbot.wait(50)
        painted = Painted(bench.board, line)
        bench.key(Key.Key_L, CTRL)
        assert bench.desk.scene.linked is wanted
        qtbot.waitUntil(painted.was_seen)


def test_shift_f10_asks_for_the_menu_of_what_is_selected(bench: Bench) -> None:
    bench.select("b", 1)
    asked: list[object] = []
    bench.board.menu_wanted.disconnect()
    bench.board.menu_wanted.connect(lambda spot, place: asked.append(spot))
    bench.key(Key.Key_F10, SHIFT)
    assert asked == [None]
