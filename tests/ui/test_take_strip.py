from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import State
from kling_desktop.ui.take_strip import shown_takes
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms, job
from tests.ui.test_film import lay, scene, take

pytestmark = pytest.mark.qt


def test_takes_are_named_with_all_that_marks_them(rooms: Rooms) -> None:
    one = scene(1)
    takes = (
        take(one, "a", recipe="old"),
        take(one, "b"),
        take(one, "c"),
        take(one, "d", practice=False),
    )
    one = replace(one, takes=takes, kept_practice="a")
    assert [shown.said for shown in shown_takes(one, practice=True)] == [
        "Take 1 of 3, kept, stale",
        "Take 2 of 3",
        "Take 3 of 3",
        "Take 1 of 1, charged",
    ]
    assert [shown.said for shown in shown_takes(one, practice=False)] == [
        "Take 1 of 1, kept",
        "Take 1 of 3, practice, stale",
        "Take 2 of 3, practice",
        "Take 3 of 3, practice",
    ]


def test_what_is_apart_can_not_be_kept(rooms: Rooms) -> None:
    one = scene(1)
    one = replace(one, takes=(take(one, "a"), take(one, "d", practice=False)))
    strip = lay(rooms, one).film.strip
    assert [tile.keep.isHidden() for tile in strip.tiles] == [True, True]
    assert [tile.shown.apart for tile in strip.tiles] == [False, True]


def test_keys_go_from_take_to_take_and_play(rooms: Rooms, qtbot: QtBot) -> None:
    one = scene(1)
    one = replace(one, takes=(take(one, "a"), take(one, "b")))
    window = lay(rooms, one)
    window.activateWindow()
    strip = window.film.strip
    qtbot.waitUntil(strip.tiles[1].picture.isVisible)
    strip.tiles[0].picture.setFocus()
    QTest.keyClick(strip.tiles[0].picture, Qt.Key.Key_Right)
    assert window.focusWidget() is strip.tiles[1].picture
    QTest.keyClick(strip.tiles[1].picture, Qt.Key.Key_Return)
    assert window.player.path == rooms.supplies.clips / "b.mp4"
    assert [tile.picture.playing for tile in strip.tiles] == [False, True]
    QTest.keyClick(strip.tiles[1].keep, Qt.Key.Key_Space)
    assert rooms.desk.scene.kept_practice == "b"
    assert window.focusWidget() is strip.tiles[1].picture


def test_what_is_being_made_shows_how_far_it_is(rooms: Rooms) -> None:
    strip = lay(rooms, scene(1), scene(2)).film.strip
    assert strip.isHidden()
    rooms.book.take(job(id=3, scene="s1", state=State.GENERATING, progress=40, sent_at=1.0))
    rooms.book.take(job(id=4, scene="s2", state=State.GENERATING))
    (tile,) = strip.running
    assert tile.accessibleName() == "Generating, 40 %"
    rooms.book.take(job(id=3, scene="s1", state=State.GENERATING, progress=60, sent_at=1.0))
    assert strip.running == [tile]
    assert tile.accessibleName() == "Generating, 60 %"
    rooms.book.take(job(id=3, scene="s1", state=State.FAILED))
    assert strip.running == []
    assert strip.isHidden()


def test_posters_are_made_of_the_clips(rooms: Rooms, qtbot: QtBot, tmp_path: Path) -> None:
    one = scene(1)
    make_clip(rooms.supplies.clips / "a.mp4")
    one = replace(one, takes=(take(one, "a"),))
    strip = lay(rooms, one).film.strip
    qtbot.waitUntil(lambda: not strip.tiles[0].picture._image.isNull())
