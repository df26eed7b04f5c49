"""What is said where there is no window yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kling_desktop.ui import opening
from kling_desktop.ui.opening import own_plugins, say_without_window

pytestmark = pytest.mark.qt


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[str]:
    """The sentences that were shown in boxes."""
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _title, text: shown.append(text))
    return shown


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As if a menu of Linux had started it, on a screen."""
    for name in opening._STARTED_FROM_MENU:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland")
    monkeypatch.setattr(opening, "_has_terminal", lambda: False)
    monkeypatch.setenv("GIO_LAUNCHED_DESKTOP_FILE", "kling-desktop.desktop")
    return monkeypatch


SENTENCE = "The disk is full."


@pytest.mark.parametrize(
    "name", ["GIO_LAUNCHED_DESKTOP_FILE", "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"]
)
def test_from_a_menu_it_is_said_in_a_box_too(
    boxes: list[str],
    desktop: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    desktop.delenv("GIO_LAUNCHED_DESKTOP_FILE")
    desktop.setenv(name, "x")
    say_without_window(SENTENCE)
    assert (boxes, capsys.readouterr().err) == ([SENTENCE], f"{SENTENCE}\n")


def test_finder_starts_it_through_launchd(boxes: list[str], desktop: pytest.MonkeyPatch) -> None:
    desktop.setattr(sys, "platform", "darwin")
    desktop.setattr(os, "getppid", lambda: 400)
    say_without_window(SENTENCE)
    assert not boxes
    desktop.setattr(os, "getppid", lambda: 1)
    say_without_window(SENTENCE)
    assert boxes == [SENTENCE]


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_what_has_a_terminal_waits_for_no_box(
    boxes: list[str],
    desktop: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    platform: str,
) -> None:
    desktop.setattr(sys, "platform", platform)
    desktop.setattr(os, "getppid", lambda: 1)
    desktop.setattr(opening, "_has_terminal", lambda: True)
    say_without_window(SENTENCE)
    assert (boxes, capsys.readouterr().err) == ([], f"{SENTENCE}\n")


def test_a_script_without_a_desktop_waits_for_no_box(
    boxes: list[str], desktop: pytest.MonkeyPatch
) -> None:
    desktop.delenv("GIO_LAUNCHED_DESKTOP_FILE")
    say_without_window(SENTENCE)
    desktop.setattr(sys, "stderr", None)
    say_without_window(SENTENCE)
    assert not boxes


def test_where_there_is_no_screen_there_is_no_box(
    boxes: list[str], desktop: pytest.MonkeyPatch
) -> None:
    desktop.setattr(QGuiApplication, "platformName", lambda: "offscreen")
    say_without_window(SENTENCE)
    assert not boxes


@pytest.mark.skipif(os.name == "nt", reason="terminals are of another kind there")
def test_a_terminal_is_known_wherever_the_streams_lead() -> None:
    code = """
import os, pty
from kling_desktop.ui.opening import _has_terminal
inside, outside = os.pipe()
alone = _has_terminal()
child, _ = pty.fork()
if not child:
    os.write(outside, str(_has_terminal()).encode())
    os._exit(0)
os.waitpid(child, 0)
print(alone, os.read(inside, 9).decode())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "True"]


def test_the_window_s_executable_on_windows_has_no_stderr_and_shows_a_box(
    boxes: list[str], desktop: pytest.MonkeyPatch
) -> None:
    desktop.delenv("GIO_LAUNCHED_DESKTOP_FILE")
    desktop.setattr(os, "name", "nt")
    say_without_window(SENTENCE)
    assert not boxes, "the console's has one"
    desktop.setattr(sys, "stderr", None)
    say_without_window(SENTENCE)
    assert boxes == [SENTENCE]


@pytest.mark.parametrize("arguments", [[], ["--rehearse"]])
def test_a_rehearsal_never_waits_for_a_box(arguments: list[str], tmp_path: Path) -> None:
    code = """
import sys
from kling_desktop import app
def full(*_):
    raise OSError("no room")
app.rehearse = app.receive = full
app.say_without_window = lambda sentence: print("In a box:", sentence)
sys.exit(app.start(sys.argv[1:]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "KLING_DESKTOP_HOME": str(tmp_path), "LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6
    assert "no room" in (done.stderr if arguments else done.stdout)
    assert ("In a box" in done.stdout) is not bool(arguments)


@pytest.mark.parametrize("frozen", [True, False])
def test_a_frozen_program_does_not_take_another_qt_s_plugins(
    frozen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/other/plugins")
    with own_plugins():
        assert ("QT_PLUGIN_PATH" in os.environ) is not frozen
    assert os.environ["QT_PLUGIN_PATH"] == "/opt/other/plugins", "for those that we start"
