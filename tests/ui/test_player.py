from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kling_desktop.ui.player import clock
from kling_desktop.words import PlayerWords
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt


def test_what_can_not_be_played_is_said_and_can_be_found(
    rooms: Rooms, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video at all" * 100)
    player = rooms.window.player
    rooms.window.play(broken)
    qtbot.waitUntil(lambda: player._trouble.text() == PlayerWords.CANNOT_PLAY())
    with qtbot.waitSignal(player.show_in_folder) as asked:
        player._folder.click()
    assert asked.args == [broken]


def test_times_are_in_minutes_seconds_and_tenths() -> None:
    assert [clock(ms) for ms in (0, 4_260, 61_990)] == ["0:00.0", "0:04.2", "1:01.9"]


def test_keys_play_only_outside_text_fields(
    rooms: Rooms, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = rooms.window
    pressed: list[str] = []
    window.player.path = tmp_path / "clip.mp4"
    window._player_keys[Qt.Key.Key_Space] = lambda: pressed.append("play")
    window._player_keys[Qt.Key.Key_L] = lambda: pressed.append("faster")
    prompt = window.inspector.prompt.field
    QTest.keyClicks(prompt, "l l")
    assert prompt.toPlainText() == "l l"
    assert pressed == []
    QTest.keyClick(window.stage, Qt.Key.Key_Space)
    QTest.keyClick(window.library.list, Qt.Key.Key_L)
    assert pressed == ["play", "faster"]
