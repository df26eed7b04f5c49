from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kling_desktop.library.thumbnails import STRIP_HEIGHT
from kling_desktop.storyboard.model import Storyboard, Take
from kling_desktop.ui.clip_pictures import STRIP_CELLS, ClipPictures, strips
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms
from tests.ui.timeline.bench import Bench, scene

pytestmark = pytest.mark.qt

EACH = 100 * 100 * 4
"""Bytes of a picture of the test's own."""


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[QImage] = []

    def take(self, image: QImage) -> None:
        self.got.append(image)


@pytest.fixture
def made(rooms: Rooms) -> tuple[ClipPictures, list[str]]:
    """Pictures with room for three, and the clips whose pictures were read."""
    read: list[str] = []

    def load(path: Path) -> QImage:
        read.append(path.name)
        return QImage(100, 100, QImage.Format.Format_RGB32)

    return ClipPictures(rooms.supplies, Path, load, 3 * EACH), read


def test_only_so_many_bytes_are_kept_those_used_last(
    made: tuple[ClipPictures, list[str]], qtbot: QtBot
) -> None:
    pictures, read = made
    seen = Receiver()

    def ask(clip: str) -> None:
        count = len(seen.got)
        pictures.ask(clip, seen.take)
        qtbot.waitUntil(lambda: len(seen.got) > count)

    for clip in ("a", "b", "c", "a", "d"):
        ask(clip)
    assert read == ["a", "b", "c", "d"]
    assert pictures.held == 3 * EACH
    ask("a")
    assert read == ["a", "b", "c", "d"]
    ask("b")
    assert read[4:] == ["b"]


@pytest.mark.parametrize(("size", "height"), [((160, 90), 72), ((110, 170), 104), ((160, 90), 200)])
def test_a_strip_is_as_high_as_its_place_and_all_its_cells_as_wide(
    rooms: Rooms, qtbot: QtBot, size: tuple[int, int], height: int
) -> None:
    make_clip(rooms.supplies.clips / "a.mp4", pictures=[Image.new("RGB", size)] * 3)
    seen = Receiver()
    pictures = strips(rooms.supplies, height)
    pictures.ask("a.mp4", seen.take)
    qtbot.waitUntil(lambda: bool(seen.got))
    (strip,) = seen.got
    assert strip.height() == min(height, STRIP_HEIGHT)
    assert strip.width() % STRIP_CELLS == 0
    cell = strip.width() // STRIP_CELLS
    assert abs(cell - strip.height() * size[0] / size[1]) <= 1


def test_a_block_far_out_of_sight_holds_no_pictures(rooms: Rooms, qtbot: QtBot) -> None:
    make_clip(rooms.supplies.clips / "a.mp4", frames=3)
    take = Take(id="a", recipe="r", clip="a.mp4", made_at=1.0, practice=True)
    long = [scene(f"s{number}", 15, takes=(take,)) for number in range(12)]
    bench = Bench(rooms, Storyboard(scenes=tuple(long)))
    try:
        band = bench.board.blocks[0]._pictures
        qtbot.waitUntil(lambda: not band._strip.isNull())
        bench.board.show_part(3 * 1000, 1000, bench.board.height())
        assert band._strip.isNull()
        bench.board.show_part(0, 1000, bench.board.height())
        assert not band._strip.isNull()
    finally:
        bench.close()
