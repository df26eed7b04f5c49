from pathlib import Path
from unittest.mock import patch

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDrag, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import State
from kling_desktop.ui.request_view import RequestView
from kling_desktop.ui.take_menu import act_by_key, take_menu
from kling_desktop.ui.take_tile import TakeTile
from kling_desktop.ui.takes_shown import shown_takes
from kling_desktop.ui.window import MainWindow
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
    window = lay(rooms, scene(1), scene(2))
    strip = window.film.strip
    assert strip.isHidden()
    rooms.book.take(job(id=3, scene="s1", state=State.GENERATING, progress=40, sent_at=1.0))
    rooms.book.take(job(id=4, scene="s2", state=State.GENERATING))
    (tile,) = strip.running
    assert tile.accessibleName() == "Generating, 40 %"
    rooms.book.take(job(id=3, scene="s1", state=State.GENERATING, progress=60, sent_at=1.0))
    assert strip.running == [tile]
    assert tile.accessibleName() == "Generating, 60 %"
    tile.lasted.setText("")
    window.film.making._tick()
    assert ":" in tile.lasted.text()
    rooms.book.take(job(id=3, scene="s1", state=State.FAILED))
    assert strip.running == []
    assert strip.isHidden()


def test_posters_are_made_of_the_clips(rooms: Rooms, qtbot: QtBot, tmp_path: Path) -> None:
    one = scene(1)
    make_clip(rooms.supplies.clips / "a.mp4")
    one = replace(one, takes=(take(one, "a"),))
    strip = lay(rooms, one).film.strip
    qtbot.waitUntil(lambda: not strip.tiles[0].picture.image.isNull())


def two_takes(rooms: Rooms) -> MainWindow:
    one = scene(1)
    one = replace(one, takes=(take(one, "a"), take(one, "b")), kept_practice="a")
    for name in ("a", "b"):
        clip = make_clip(rooms.supplies.clips / f"{name}.mp4", frames=48)
        rooms.library.add(
            file=clip.name,
            label="Part 1",
            prompt="The boat leaves",
            made_at=1.0,
            seconds=2.0,
            width=160,
            height=90,
            has_sound=False,
            practice=True,
        )
    return lay(rooms, one)


def known(window: MainWindow, qtbot: QtBot) -> list[TakeTile]:
    strip = window.film.strip
    qtbot.waitUntil(lambda: all(tile.record.entry is not None for tile in strip.tiles))
    return strip.tiles


def key(of: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    return QKeyEvent(QKeyEvent.Type.KeyPress, of, with_)


def test_two_takes_are_compared_until_something_else_is_watched(rooms: Rooms, qtbot: QtBot) -> None:
    window = two_takes(rooms)
    strip, beside = window.film.strip, window.player.beside
    qtbot.waitUntil(lambda: window.player.view.frames_shown > 0)
    assert not strip.compare.isHidden()
    strip.compare.click()
    assert beside.path == rooms.supplies.clips / "b.mp4"
    assert (window.player.view.caption, beside.view.caption) == ("Take 1", "Take 2")
    assert [tile.picture.playing for tile in strip.tiles] == [True, True]
    qtbot.waitUntil(lambda: beside.view.frames_shown > 0)
    window.player.transport.step(5)
    qtbot.waitUntil(lambda: beside.view.frame_start == window.player.view.frame_start > 0)
    strip.compare.click()
    assert beside.view.isHidden()
    strip._begin_comparing(strip.tiles[0].shown)
    assert window.player.path == rooms.supplies.clips / "b.mp4"
    assert beside.path == rooms.supplies.clips / "a.mp4"
    window.play(make_clip(rooms.home / "other.mp4"))
    assert not strip.compare.isChecked()
    assert beside.path is None


def test_a_take_is_rated_and_named_where_it_stands(rooms: Rooms, qtbot: QtBot) -> None:
    window = two_takes(rooms)
    tile = known(window, qtbot)[0]
    # All takes of a scene come into the library under its title: that names none of them.
    assert tile.record.entry is not None
    assert tile.record.entry.label == "Part 1"
    assert tile.name.text() == "Take 1"
    assert act_by_key(key(Qt.Key.Key_4), tile.record, window.film.strip._acts(tile))
    qtbot.waitUntil(lambda: tile.record.rating == 4)
    assert "rated 4 of 5" in tile.picture.accessibleName()
    QTest.keyClick(tile.picture, Qt.Key.Key_F2)
    QTest.keyClicks(tile._field, "The  slow one")
    QTest.keyClick(tile._field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tile.name.text() == "The slow one")
    tile.begin_rename()
    QTest.keyClicks(tile._field, "x")
    QTest.keyClick(tile._field, Qt.Key.Key_Escape)
    assert tile._caption.currentIndex() == 0
    assert tile.name.text() == "The slow one"


def test_a_take_goes_on_its_way_as_a_file(rooms: Rooms, qtbot: QtBot) -> None:
    window = two_takes(rooms)
    tile = known(window, qtbot)[1]
    control = Qt.KeyboardModifier.ControlModifier
    assert act_by_key(key(Qt.Key.Key_C, control), tile.record, window.film.strip._acts(tile))
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    assert Path(url.toLocalFile()) == rooms.supplies.clips / "b.mp4"
    with qtbot.waitSignal(tile.picture.dragged), patch.object(QDrag, "exec"):
        at, far = QPointF(10, 10), QPointF(70, 30)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for kind, where in (
            (QMouseEvent.Type.MouseButtonPress, at),
            (QMouseEvent.Type.MouseMove, far),
        ):
            event = QMouseEvent(kind, where, where, left, left, none)
            QApplication.sendEvent(tile.picture, event)


def test_the_menu_offers_what_can_be_done(rooms: Rooms, qtbot: QtBot) -> None:
    window = two_takes(rooms)
    kept, other = known(window, qtbot)
    strip = window.film.strip

    def offered(tile: TakeTile) -> set[str]:
        menu = take_menu(strip, tile.shown, tile.record, strip._acts(tile), several=True)
        return {a.text().split("\t")[0] for a in menu.actions() if a.isEnabled() and a.text()}

    assert "Keep for the film" not in offered(kept)
    assert {"Keep for the film", "Play", "Copy", "Move to bin", "Rate"} <= offered(other)
    (rooms.supplies.clips / "b.mp4").unlink()
    rooms.supplies.shelf.changed.emit()
    qtbot.waitUntil(lambda: not other.record.there)
    assert "not here" in other.picture.accessibleName()
    assert not {"Play", "Copy", "Move to bin"} & offered(other)


def test_the_request_of_a_take_is_shown_or_told_as_unknown(rooms: Rooms, qtbot: QtBot) -> None:
    window = two_takes(rooms)
    kept, other = known(window, qtbot)
    rooms.book.take(job(id=7, mark=kept.shown.take.id, label="near"))
    strip = window.film.strip
    strip._acts(kept).request()
    (view,) = window.findChildren(RequestView)
    assert "near" in view.accessibleName()
    view.close()
    with qtbot.waitSignal(window._requests.unknown):
        strip._acts(other).request()


@pytest.mark.parametrize("delete", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_deleting_a_kept_take_asks_in_the_strip(rooms: Rooms, qtbot: QtBot, delete: Qt.Key) -> None:
    """A Mac's Delete key is what Qt calls Backspace."""
    window = two_takes(rooms)
    tile = known(window, qtbot)[0]
    strip = window.film.strip
    QTest.keyClick(tile.picture, delete)
    qtbot.waitUntil(strip.ask.isVisible)
    strip.ask.cancel.click()
    assert not strip.ask.isVisible()
    assert (rooms.supplies.clips / "a.mp4").exists()
