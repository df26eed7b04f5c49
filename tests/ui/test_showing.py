from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from kling_desktop.clips.stills import last_frame
from kling_desktop.frames.fit import fit
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.film_time import moment
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms
from tests.ui.test_film import lay, scene, take

pytestmark = pytest.mark.qt


def test_a_moment_belongs_to_the_scene_and_shot_that_begins_there() -> None:
    board = Storyboard(scenes=(scene(1, plain_seconds=5), scene(2, plain_seconds=4)))
    assert [(m.index, m.into) for m in (moment(board, s) for s in (0, 4.5, 5, 9, 99))] == [
        (0, 0),
        (0, 4.5),
        (1, 0),
        (1, 4),
        (1, 4),
    ]


def test_scrubbing_shows_the_clips_frame_or_the_still(
    rooms: Rooms, qtbot: QtBot, picture: Callable[..., Path]
) -> None:
    frame = rooms.supplies.pictures.keep(fit(picture()))
    one = scene(1, first_frame=frame, plain_seconds=3)
    make_clip(rooms.supplies.clips / "a.mp4", frames=72)
    window = lay(rooms, replace(one, takes=(take(one, "a"),)), scene(2, first_frame=frame))
    stage, player = window.stage, window.player
    qtbot.waitUntil(lambda: player.view.frames_shown > 0)
    assert stage.currentWidget() is player
    rooms.desk.move_playhead(1.5)
    qtbot.waitUntil(lambda: abs(player.view.frame_start - 1_500_000) < 60_000)
    assert (
        player.transport.deck.media.playbackState()
        == player.transport.deck.media.PlaybackState.PausedState
    )
    rooms.desk.move_playhead(4.0)
    assert stage.currentWidget() is stage.frame_view
    assert player.path is None
    rooms.desk.move_playhead(2.0)
    qtbot.waitUntil(lambda: abs(player.view.frame_start - 2_000_000) < 60_000)
    assert stage.currentWidget() is player


def test_the_playhead_goes_along_with_the_clip(rooms: Rooms, qtbot: QtBot) -> None:
    one, two = scene(1), scene(2, plain_seconds=3)
    make_clip(rooms.supplies.clips / "b.mp4", frames=96)
    window = lay(rooms, one, replace(two, takes=(take(two, "b"),)))
    player = window.player
    rooms.desk.select("s2")
    qtbot.waitUntil(lambda: player.view.frames_shown > 0)
    player.transport.step(12)
    assert rooms.desk.playhead == pytest.approx(5.5)
    player.transport.toggle()
    qtbot.waitUntil(lambda: rooms.desk.playhead > 5.7)
    player.transport.to_end()
    # The clip is longer than its scene: the next scene is not meant.
    assert rooms.desk.playhead == pytest.approx(7.999)
    rooms.desk.move_playhead(6.01)
    assert player.transport.playing == 0
    qtbot.waitUntil(lambda: player.view.frame_start == 1_000_000)
    assert rooms.desk.playhead == 6.01
    window.play(make_clip(rooms.home / "other.mp4"))
    qtbot.waitUntil(lambda: player.view.frames_shown > 5)
    assert rooms.desk.playhead == 6.01


def test_a_picture_that_is_brought_is_shown_over_the_clip_of_another(
    rooms: Rooms, qtbot: QtBot, picture: Callable[..., Path]
) -> None:
    one = scene(1)
    make_clip(rooms.supplies.clips / "a.mp4")
    window = lay(rooms, replace(one, takes=(take(one, "a"),)))
    qtbot.waitUntil(lambda: window.player.view.frames_shown > 0)
    frame = rooms.supplies.pictures.keep(fit(picture()))
    rooms.desk.set(Act.SET_FIRST_FRAME, first_frame=frame)
    assert window.stage.currentWidget() is window.stage.frame_view
    rooms.desk.move_playhead(1.0)
    assert window.stage.currentWidget() is window.player


def test_of_several_takes_with_none_kept_the_latest_is_shown(rooms: Rooms, qtbot: QtBot) -> None:
    one = scene(1)
    make_clip(rooms.supplies.clips / "b.mp4")
    window = lay(rooms, replace(one, takes=(take(one, "a"), take(one, "b"))))
    qtbot.waitUntil(lambda: window.player.view.frames_shown > 0)
    assert window.player.path == rooms.supplies.clips / "b.mp4"


def test_selecting_a_scene_moves_the_playhead_only_from_outside(rooms: Rooms) -> None:
    lay(rooms, scene(1), scene(2))
    rooms.desk.select("s2")
    assert rooms.desk.playhead == 5.0
    rooms.desk.move_playhead(7.0)
    rooms.desk.select("s1")
    assert rooms.desk.playhead == 0.0
    rooms.desk.move_playhead(7.0)
    rooms.desk.select("s2")
    assert rooms.desk.playhead == 7.0


def test_typing_does_not_break_off_a_clip_that_plays(rooms: Rooms, tmp_path: Path) -> None:
    window = lay(rooms, scene(1))
    clip = make_clip(tmp_path / "other.mp4")
    window.play(clip)
    rooms.desk.set(Act.WRITE_PROMPT, prompt="Something else")
    assert window.stage.currentWidget() is window.player
    assert window.player.path == clip


def test_a_scene_whose_clip_is_not_here_shows_its_still(rooms: Rooms, qtbot: QtBot) -> None:
    one = scene(1)
    window = lay(rooms, replace(one, takes=(take(one, "elsewhere"),)))
    qtbot.waitUntil(lambda: window.stage.currentWidget() is window.stage.frame_view)


def test_a_linked_scene_gets_the_true_last_frame_of_what_is_kept(
    rooms: Rooms, qtbot: QtBot
) -> None:
    one = scene(1)
    clip = make_clip(rooms.supplies.clips / "a.mp4", frames=72)
    lay(rooms, replace(one, takes=(take(one, "a"),)), scene(2, first_frame=None, linked=True))
    qtbot.waitUntil(lambda: rooms.desk.storyboard.scenes[1].follows == "a")
    frame = rooms.desk.storyboard.scenes[1].first_frame
    assert frame is not None
    again = rooms.supplies.pictures.keep(fit(_png(clip)))
    assert again.picture == frame.picture
    assert rooms.desk.undoable is None


def _png(clip: Path) -> bytes:
    made = BytesIO()
    last_frame(clip).save(made, "PNG")
    return made.getvalue()
