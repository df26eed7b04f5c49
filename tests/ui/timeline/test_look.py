from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.frames.fit import fit
from kling_desktop.storyboard.model import Storyboard, Take
from kling_desktop.ui import theme
from kling_desktop.ui.timeline.geometry import Spot, What
from kling_desktop.ui.timeline.ruler import Ghost
from kling_desktop.ui.timeline.scene_states import Taken, taken
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms
from tests.ui.timeline.bench import Bench, scene

pytestmark = pytest.mark.qt

DARK, BRIGHT = 40, 220


@pytest.fixture
def laid(rooms: Rooms, picture: Callable[..., Path]) -> Iterator[Bench]:
    """A scene whose clip goes from dark to bright, one with a still, one with nothing."""
    halves = [Image.new("RGB", (160, 90), (part,) * 3) for part in (DARK, BRIGHT)]
    make_clip(rooms.supplies.clips / "b.mp4", pictures=[halves[n >= 24] for n in range(48)])
    takes = tuple(
        Take(id=name, recipe="r", clip=f"{name}.mp4", made_at=1.0, practice=True)
        for name in ("a", "b", "c")
    )
    frame = rooms.supplies.pictures.keep(fit(picture()))
    made = replace(scene("a", 10), takes=takes, kept_practice="b")
    bench = Bench(rooms, Storyboard(scenes=(made, scene("b", 5, first_frame=frame), scene("c", 5))))
    yield bench
    bench.close()


def grey(bench: Bench, index: int, along: float) -> int:
    """What a block's band shows `along` its width."""
    rect = bench.board.plan.rect_of(Spot(What.STILL, index))
    image = bench.board.grab().toImage()
    return image.pixelColor(int(rect.x + along * rect.width), int(rect.y + rect.height / 2)).red()


def test_a_block_shows_the_kept_clip_along_its_time(laid: Bench, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: abs(grey(laid, 0, 0.1) - DARK) < 8)
    assert abs(grey(laid, 0, 0.9) - BRIGHT) < 8


def test_a_still_is_plain_at_the_start_and_faint_after(laid: Bench, qtbot: QtBot) -> None:
    # The picture is (90, 60, 120); faint, the panel shows through.
    qtbot.waitUntil(lambda: abs(grey(laid, 1, 0.1) - 90) < 6)
    panel = QColor(theme.colours().panel).red()
    assert abs(grey(laid, 1, 0.95) - (0.3 * 90 + 0.7 * panel)) < 8


def test_a_block_says_which_take_is_in_the_film(laid: Bench) -> None:
    block = laid.board.blocks[0]
    assert "take 2 of 3" in block.accessibleName()
    assert "take" not in laid.board.blocks[1].accessibleName()
    board = laid.desk.storyboard.scenes[0]
    assert taken(board, practice=True) == Taken(3, 2, "b.mp4")
    assert taken(replace(board, kept_practice=None), practice=True) == Taken(3)
    assert taken(board, practice=False) == Taken()


def test_what_is_carried_hides_what_it_is_carried_over(rooms: Rooms) -> None:
    ground = QWidget()
    ground.resize(200, 80)
    ground.setStyleSheet("background: #00ff00")
    piece = QWidget()
    piece.setStyleSheet("background: #402020")
    piece.resize(120, 60)
    ghost = Ghost(ground)
    ghost.pick_up(piece)
    ghost.show()
    assert ground.grab().toImage().pixelColor(60, 30).name() == "#402020"


def test_a_scroll_bar_with_nothing_to_scroll_is_not_seen(laid: Bench) -> None:
    bar = laid.timeline.scroller.horizontalScrollBar()
    laid.timeline.scroller.zoom(20)
    assert bar.property("idle") is True
    laid.timeline.scroller.zoom(120)
    assert bar.property("idle") is False
