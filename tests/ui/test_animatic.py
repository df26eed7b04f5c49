from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kling_desktop.frames.fit import fit
from kling_desktop.storyboard.model import Shot, Storyboard
from kling_desktop.ui import theme
from kling_desktop.ui.animatic import CLOSER, PATIENCE, window_on
from kling_desktop.ui.film_time import moment
from kling_desktop.ui.window import MainWindow
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms
from tests.ui.test_film import lay, scene, take

pytestmark = pytest.mark.qt


class Clock:
    """Time that goes by when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def play(window: MainWindow) -> Clock:
    """Starts the animatic on a clock of the test's, its timer at rest."""
    clock = Clock()
    animatic = window.film.animatic
    animatic._clock = clock
    animatic._timer.setInterval(3_600_000)
    window.timeline.animatic_wanted.emit()
    return clock


def go_on(window: MainWindow, clock: Clock, seconds: float) -> None:
    for _ in range(round(seconds * 8)):
        clock.now += 0.125
        window.film.animatic.tick()


def test_it_plays_stills_at_their_lengths_with_the_words_of_their_shots(
    rooms: Rooms, picture: Callable[..., Path], qtbot: QtBot
) -> None:
    frame = rooms.supplies.pictures.keep(fit(picture()))
    shots = (Shot(prompt="Wide", seconds=2), Shot(prompt="Close", seconds=2))
    window = lay(
        rooms,
        scene(1, first_frame=frame, shots=shots),
        scene(2, first_frame=frame, plain_seconds=3),
    )
    rooms.desk.move_playhead(1.0)
    clock = play(window)
    view = window.film.animatic.view
    assert window.stage.currentWidget() is view
    said = []
    for _ in range(6):
        said.append(view.canvas.caption)
        go_on(window, clock, 1.0)
    assert said == ["Wide", "Close", "Close", "Part 2", "Part 2", "Part 2"]
    assert not window.film.animatic.plays
    assert rooms.desk.playhead == 7.0
    assert window.stage.currentWidget() is window.stage.frame_view


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_space_and_escape_stop_it_where_it_is(rooms: Rooms, key: Qt.Key) -> None:
    window = lay(rooms, scene(1), scene(2))
    clock = play(window)
    go_on(window, clock, 1.0)
    QTest.keyClick(window.film.animatic.view, key)
    assert not window.film.animatic.plays
    assert rooms.desk.playhead == pytest.approx(1.0)
    play(window)
    QTest.keyClick(window.stage, key)
    assert not window.film.animatic.plays


def test_from_the_end_it_starts_over(rooms: Rooms) -> None:
    window = lay(rooms, scene(1))
    rooms.desk.move_playhead(5.0)
    play(window)
    assert rooms.desk.playhead == 0.0
    window.film.animatic.stop()


@pytest.mark.parametrize("moves", [True, False])
def test_stills_stand_still_where_less_motion_is_wanted(
    rooms: Rooms, picture: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, moves: bool
) -> None:
    frame = rooms.supplies.pictures.keep(fit(picture()))
    window = lay(rooms, scene(1, first_frame=frame))
    monkeypatch.setattr(theme, "motion", lambda: moves)
    play(window)
    assert window.film.animatic.view.still is not moves
    window.film.animatic.stop()


def test_a_kept_clip_stands_in_for_its_still(rooms: Rooms, qtbot: QtBot) -> None:
    one = scene(1, plain_seconds=3)
    make_clip(rooms.supplies.clips / "a.mp4", frames=72)
    window = lay(rooms, replace(one, takes=(take(one, "a"),)), scene(2))
    clock = play(window)
    view = window.film.animatic.view
    # The film waits until the clip's first picture is there.
    go_on(window, clock, PATIENCE / 3)
    qtbot.waitUntil(lambda: view.video.frames_shown > 0)
    assert rooms.desk.playhead < PATIENCE / 3 + 0.01
    go_on(window, clock, 1.0)
    assert view.pages.currentWidget() is view.video
    go_on(window, clock, 2.5)
    assert view.pages.currentWidget() is view.canvas
    window.film.animatic.stop()


def test_a_clip_that_is_not_here_does_not_hold_the_film_up(rooms: Rooms, qtbot: QtBot) -> None:
    one = scene(1)
    window = lay(rooms, replace(one, takes=(take(one, "elsewhere"),)))
    clock = play(window)
    go_on(window, clock, PATIENCE + 1.0)
    assert rooms.desk.playhead > 0.5
    assert window.film.animatic.view.pages.currentWidget() is window.film.animatic.view.canvas
    window.film.animatic.stop()


def test_a_busy_machine_skips_nothing(rooms: Rooms) -> None:
    window = lay(rooms, scene(1), scene(2))
    clock = play(window)
    clock.now += 4.0
    window.film.animatic.tick()
    assert rooms.desk.playhead <= 0.25
    window.film.animatic.stop()


def test_closing_the_window_stops_it(rooms: Rooms) -> None:
    window = lay(rooms, scene(1))
    play(window)
    window.leave()
    assert not window.film.animatic.plays


def test_the_move_is_gentle_stays_inside_and_can_be_done_without() -> None:
    board = Storyboard(scenes=(scene(1), scene(2)))
    for seconds in (0.0, 2.5, 5.0, 7.5, 9.9):
        part = window_on(1600, 900, moment(board, seconds), still=False)
        assert part.left() >= 0
        assert part.top() >= 0
        assert part.right() <= 1600.001
        assert part.bottom() <= 900.001
        assert part.width() >= 1600 * (1 - CLOSER) - 0.001
        assert part.width() / part.height() == pytest.approx(16 / 9)
    assert window_on(1600, 900, moment(board, 2.5), still=True).width() == 1600
    assert window_on(1600, 900, moment(board, 2.5), still=False).width() < 1600
