from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop.ui.player import Player
from kling_desktop.ui.player_controls import clock
from kling_desktop.words import PlayerWords
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

FRAMES = 48


def numbered(number: int) -> Image.Image:
    """A picture that says by its grey which frame it is."""
    return Image.new("RGB", (160, 90), (20 + number * 4,) * 3)


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A player with a clip whose frames can be told apart."""

    def __init__(self, rooms: Rooms, qtbot: QtBot) -> None:
        self.clock = Clock()
        self._qtbot = qtbot
        self.clip = make_clip(
            rooms.supplies.clips / "a.mp4",
            pictures=[numbered(number) for number in range(FRAMES)],
            audio=FRAMES / 24,
            g="250",
        )
        self.player = Player(rooms.supplies, self.clock)
        self.player.resize(900, 400)
        self.player.show()

    def seen(self) -> int:
        """The frame on the screen, read off its colour."""
        image = self.player.view.image
        if image.isNull():
            return -1
        return round((image.pixelColor(80, 45).red() - 20) / 4)

    def wait_for(self, frame: int) -> None:
        self._qtbot.waitUntil(lambda: self.seen() == frame)

    def at_rest(self, milliseconds: int) -> None:
        self.player.show_at(self.clip, milliseconds)


@pytest.fixture
def watched(rooms: Rooms, qtbot: QtBot) -> Iterator[Watched]:
    made = Watched(rooms, qtbot)
    yield made
    made.player.close_clip()
    made.player.close()
    made.player.deleteLater()


def test_what_can_not_be_played_is_said_and_can_be_found(
    watched: Watched, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video at all" * 100)
    player = watched.player
    player.open(broken)
    qtbot.waitUntil(lambda: player._trouble.text() == PlayerWords.CANNOT_PLAY())
    with qtbot.waitSignal(player.show_in_folder) as asked:
        player._folder.click()
    assert asked.args == [broken]
    player.open(tmp_path / "gone.mp4")
    qtbot.waitUntil(lambda: player._trouble.text() == PlayerWords.NOT_THERE())
    watched.at_rest(0)
    watched.wait_for(0)
    assert player._trouble.isHidden()


def test_times_are_in_minutes_seconds_and_tenths() -> None:
    assert [clock(ms) for ms in (0, 4_260, 61_990)] == ["0:00.0", "0:04.2", "1:01.9"]


def test_a_moment_of_the_film_shows_its_very_frame(watched: Watched) -> None:
    watched.at_rest(1000)
    watched.wait_for(24)
    watched.at_rest(1041)
    watched.wait_for(24)
    watched.at_rest(1042)
    watched.wait_for(25)
    watched.at_rest(99_000)
    watched.wait_for(FRAMES - 1)
    assert not watched.player.transport.playing


def test_stepping_shows_each_frame_and_the_ends_are_true(watched: Watched) -> None:
    watched.at_rest(500)
    watched.wait_for(12)
    player = watched.player
    for key, frame in (
        (Qt.Key.Key_Period, 13),
        (Qt.Key.Key_Comma, 12),
        (Qt.Key.Key_Comma, 11),
        (Qt.Key.Key_End, FRAMES - 1),
        (Qt.Key.Key_Period, FRAMES - 1),
        (Qt.Key.Key_Comma, FRAMES - 2),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Comma, 0),
    ):
        player.keys[key]()
        watched.wait_for(frame)
        assert player.scrub.value() == frame
    player.controls.forward.click()
    watched.wait_for(1)
    assert player.controls.now.text() == "0:00.0 · 1"
    assert player.controls.total.text() == f"0:02.0 · {FRAMES}"


def test_the_scrub_bar_shows_exactly_the_frame_under_it(watched: Watched, qtbot: QtBot) -> None:
    watched.at_rest(0)
    watched.wait_for(0)
    scrub = watched.player.scrub
    for frame in (31, 30, 7, FRAMES - 1):
        at = QPoint(round(scrub.x_of(frame)), 12)
        QTest.mousePress(scrub, Qt.MouseButton.LeftButton, pos=at)
        watched.wait_for(frame)
        assert scrub.value() == frame
        QTest.mouseRelease(scrub, Qt.MouseButton.LeftButton, pos=at)
    assert not watched.player.transport.playing
    scrub.setFocus()
    QTest.keyClick(scrub, Qt.Key.Key_Left)
    watched.wait_for(FRAMES - 2)
    QTest.keyClick(scrub, Qt.Key.Key_PageDown)
    watched.wait_for(FRAMES - 2 - 24)


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_what_was_asked_of_a_clip_before_does_not_stop_it_from_playing(
    watched: Watched, qtbot: QtBot, turns: int
) -> None:
    watched.at_rest(0)
    # A take that has just come is shown at rest, and then played: at any moment of its loading.
    for _ in range(turns):
        QApplication.processEvents()
    watched.player.open(watched.clip)
    qtbot.waitUntil(lambda: watched.player.transport.playing == 1 and watched.seen() > 5)


def test_scrubbing_a_playing_clip_goes_on_when_let_go(watched: Watched, qtbot: QtBot) -> None:
    player = watched.player
    player.open(watched.clip)
    qtbot.waitUntil(lambda: watched.seen() > 2)
    at = QPoint(round(player.scrub.x_of(20)), 12)
    QTest.mousePress(player.scrub, Qt.MouseButton.LeftButton, pos=at)
    watched.wait_for(20)
    assert player.transport.playing == 0
    QTest.mouseRelease(player.scrub, Qt.MouseButton.LeftButton, pos=at)
    assert player.transport.playing == 1
    qtbot.waitUntil(lambda: watched.seen() > 21)


def test_pausing_rests_on_what_is_seen_and_going_on_starts_there(
    watched: Watched, qtbot: QtBot
) -> None:
    player = watched.player
    player.open(watched.clip)
    qtbot.waitUntil(lambda: watched.seen() > 5)
    player.transport.toggle()
    seen = watched.seen()
    assert player.transport.frame == seen
    player.transport.step(1)
    watched.wait_for(seen + 1)
    shown: list[int] = []
    player.view.moved.connect(lambda: shown.append(watched.seen()))
    player.transport.toggle()
    qtbot.waitUntil(lambda: len(shown) > 3)
    assert seen <= shown[-1]
    assert player.transport.playing == 1


def test_without_loop_it_ends_on_the_true_last_frame(watched: Watched, qtbot: QtBot) -> None:
    player = watched.player
    player.loop.setChecked(False)
    watched.at_rest(1800)
    watched.wait_for(43)
    player.transport.toggle()
    qtbot.waitUntil(lambda: player.transport.playing == 0 and watched.seen() == FRAMES - 1)
    assert player.transport.frame == FRAMES - 1
    player.transport.toggle()
    qtbot.waitUntil(lambda: 0 <= watched.seen() < 20)


def test_j_goes_backwards_faster_each_time_and_l_forward(watched: Watched) -> None:
    player = watched.player
    player.transport.backwards_timer.setInterval(3_600_000)
    watched.at_rest(1500)
    watched.wait_for(36)
    player.transport.backwards()
    assert player.transport.playing == -1
    assert player.controls.speed.text() == "−1×"
    watched.clock.now += 0.5
    player.transport.tick()
    watched.wait_for(24)
    player.transport.backwards()
    assert player.controls.speed.text() == "−2×"
    watched.clock.now += 0.25
    player.transport.tick()
    watched.wait_for(12)
    player.keys[Qt.Key.Key_K]()
    assert player.transport.playing == 0
    assert player.controls.speed.text() == "1×"
    watched.wait_for(12)
    player.transport.faster()
    player.transport.faster()
    assert player.transport.playing == 1
    assert player.transport.deck.media.playbackRate() == 2.0


@pytest.mark.parametrize(("loop", "frame"), [(True, FRAMES - 6), (False, 0)])
def test_backwards_to_the_start_goes_round_or_stops(
    watched: Watched, loop: bool, frame: int
) -> None:
    player = watched.player
    player.loop.setChecked(loop)
    player.transport.backwards_timer.setInterval(3_600_000)
    watched.at_rest(250)
    watched.wait_for(6)
    player.transport.backwards()
    watched.clock.now += 0.5
    player.transport.tick()
    watched.wait_for(0)
    watched.clock.now += 0.25
    if loop:
        player.transport.tick()
    watched.wait_for(frame)
    assert player.transport.playing == (-1 if loop else 0)
    player.transport.pause()


def test_the_speed_is_chosen_and_stays_for_the_next_clip(
    watched: Watched, tmp_path: Path, qtbot: QtBot
) -> None:
    player = watched.player
    player.open(watched.clip)
    next(a for a in player.controls.speed_menu.actions() if a.data() == 0.5).trigger()
    assert player.transport.deck.media.playbackRate() == 0.5
    assert player.controls.speed.text() == "0.5×"
    player.open(make_clip(tmp_path / "b.mp4"))
    assert player.transport.deck.media.playbackRate() == 0.5
    qtbot.waitUntil(lambda: player.transport.playing == 1)
    player.transport.faster()
    assert player.transport.deck.media.playbackRate() == 1.0
    assert player.controls.speed.text() == "1×"
    player.transport.pause()
    assert player.controls.speed.text() == "0.5×"


def test_what_has_no_room_folds_into_the_menu(watched: Watched) -> None:
    controls = watched.player.controls
    watched.player.offer_continue(on=True)
    watched.at_rest(0)
    watched.wait_for(0)
    watched.player.resize(1100, 400)
    assert not any(part.isHidden() for part in (*controls._foldable(), controls.volume))
    assert controls.more.isHidden()
    watched.player.resize(404, 400)
    assert controls.scrub.width() >= 100
    assert not controls.more.isHidden()
    for part in (controls.play, controls.mute, controls.full, controls.more):
        assert controls.rect().contains(part.geometry())
    controls._fill_menu()
    texts = [action.text() for action in controls._menu.actions()]
    assert texts == ["Speed", "Loop", "Fill the stage", "Continue from last frame"]
    controls._menu.actions()[2].trigger()
    assert controls.fill.isChecked()


def test_the_pointer_over_the_bar_brings_a_picture_from_the_filmstrip(
    watched: Watched, qtbot: QtBot
) -> None:
    watched.at_rest(0)
    watched.wait_for(0)
    player = watched.player
    peek = player._peek
    QTest.mouseMove(player.scrub, QPoint(round(player.scrub.x_of(24)), 12))
    qtbot.waitUntil(peek.isVisible)
    qtbot.waitUntil(lambda: not peek._strip.isNull())
    assert peek._text == "0:01.0 · 24"
    assert player.rect().contains(peek.geometry())
    assert watched.seen() == 0
    player.scrub.hovered.emit(-1)
    assert peek.isHidden()


def test_fill_loses_the_edges_and_is_remembered(watched: Watched) -> None:
    watched.at_rest(0)
    watched.wait_for(0)
    player = watched.player
    player.resize(500, 500)
    below = QPoint(player.view.width() // 2, player.view.height() - 30)

    def grey() -> int:
        return player.view.grab().toImage().pixelColor(below).red()

    assert abs(grey() - 20) > 4
    player.controls.fill.click()
    assert abs(grey() - 20) <= 4
    assert player.keep_preferences()["fill"] is True


def test_two_takes_have_one_playhead(watched: Watched, qtbot: QtBot, tmp_path: Path) -> None:
    shorter = make_clip(
        tmp_path / "b.mp4", pictures=[numbered(number) for number in range(FRAMES // 2)]
    )
    watched.at_rest(500)
    watched.wait_for(12)
    player, beside = watched.player, watched.player.beside
    player.compare("Take 1", shorter, "Take 2")

    def other() -> int:
        image = beside.view.image
        return -1 if image.isNull() else round((image.pixelColor(80, 45).red() - 20) / 4)

    assert beside.view.isVisible()
    qtbot.waitUntil(lambda: other() == 12)
    player.transport.step(1)
    qtbot.waitUntil(lambda: other() == watched.seen() == 13)
    player.transport.to_end()
    qtbot.waitUntil(lambda: (watched.seen(), other()) == (FRAMES - 1, FRAMES // 2 - 1))
    player.transport.to_start()
    qtbot.waitUntil(lambda: other() == watched.seen() == 0)
    player.transport.toggle()
    qtbot.waitUntil(lambda: other() > 4)
    player.transport.pause()
    qtbot.waitUntil(lambda: other() == watched.seen())
    player.stop_comparing()
    assert beside.view.isHidden()


def test_keys_play_only_outside_text_fields(
    rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = rooms.window
    pressed: list[str] = []
    window.player.transport.path = tmp_path / "clip.mp4"
    monkeypatch.setitem(window.player.keys, Qt.Key.Key_Space, lambda: pressed.append("play"))
    monkeypatch.setitem(window.player.keys, Qt.Key.Key_L, lambda: pressed.append("faster"))
    prompt = window.inspector.prompt.field
    QTest.keyClicks(prompt, "l l")
    assert prompt.toPlainText() == "l l"
    assert pressed == []
    QTest.keyClick(window.stage, Qt.Key.Key_Space)
    QTest.keyClick(window.library.list, Qt.Key.Key_L)
    assert pressed == ["play", "faster"]
