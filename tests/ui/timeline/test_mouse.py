"""Every gesture of the mouse: what it shows, the one step that it makes, what Escape does."""

import pytest
from PySide6.QtCore import QPoint

from kling_desktop.storyboard.history import Act
from kling_desktop.ui.timeline.geometry import What
from tests.ui.timeline.bench import SHIFT, Bench

pytestmark = pytest.mark.qt


def test_a_click_selects_the_shot_and_gives_it_the_keyboard(bench: Bench) -> None:
    bench.click(bench.at(What.SHOT, 1, 1))
    assert bench.selected == ("b", 1)
    assert bench.board.blocks[1].cards[1].hasFocus()
    assert bench.board.blocks[1].cards[1].isChecked()
    bench.click(bench.at(What.HEADER, 2))
    assert bench.selected == ("c", None)
    assert not bench.board.blocks[1].cards[1].isChecked()


def test_pulling_an_edge_gives_time_to_one_shot_from_its_neighbour(bench: Bench) -> None:
    bench.drag(bench.at(What.SHOT_EDGE, 1, 0), QPoint(-80, 0), hold=True)
    assert bench.shown[1] == [2, 6, 1]
    assert bench.film[1] == [4, 4, 1]
    assert bench.desk.undoable is None
    bench.release(bench.at(What.SHOT_EDGE, 1, 0))
    bench.press(bench.at(What.SHOT_EDGE, 1, 0))
    bench.release(bench.at(What.SHOT_EDGE, 1, 0))
    assert bench.film[1] == [2, 6, 1]
    assert bench.desk.undoable is Act.RESIZE_SHOT
    bench.desk.undo()
    assert bench.film[1] == bench.shown[1] == [4, 4, 1]
    assert bench.desk.undoable is None


def test_with_shift_the_scene_gets_longer_instead(bench: Bench) -> None:
    bench.drag(bench.at(What.SHOT_EDGE, 1, 0), QPoint(80, 0), SHIFT)
    assert bench.film[1] == [6, 4, 1]
    bench.desk.undo()
    assert bench.desk.undoable is None
