"""The rehearsal and the start of the window, as they are on a machine that we know nothing of."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kling_desktop import app, doors
from kling_desktop.app import TROUBLE, rehearse
from kling_desktop.ui.application import Application
from kling_desktop.ui.rehearsal import ALL_IN_ALL, Rehearsal
from kling_desktop.words import RehearsalWords
from tests.app.test_program import LONG, Opened, opened

__all__ = ["opened"]
pytestmark = pytest.mark.qt


def test_a_copy_that_works_shows_it(
    qapp: Application,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    mine, passing = tmp_path / "mine", tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setenv("KLING_DESKTOP_HOME", str(mine))
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    code = rehearse(qapp, tmp_path)
    said = capfd.readouterr().out.splitlines()
    assert code == 0
    assert said[0] == "The window is open (offscreen)."
    assert said[-3:] == [
        "The clip is made: 3 s, 1280 × 720, H.264 and AAC.",
        said[-2],
        "Everything is closed again. This installation works.",
    ]
    assert said[-2].startswith("It plays, with its sound: ")
    assert not mine.exists()
    assert not list(passing.rglob("*.db")), "its own folder goes with it"


def test_a_copy_that_makes_no_clip_says_so(
    qapp: Application,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(doors, "_own_command", lambda: [sys.executable, "-c", ""])
    code = rehearse(qapp, tmp_path)
    said = capfd.readouterr()
    assert code == TROUBLE
    assert said.out.splitlines()[-1] == "A practice clip is asked for."
    why, where = said.err.splitlines()
    assert "practice service" in why
    assert str(tmp_path) in where


def test_where_nobody_is_trusted_it_says_so(
    qapp: Application,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(app, "count_certificates", lambda: 0)
    code = rehearse(qapp, tmp_path)
    why, _ = capfd.readouterr().err.splitlines()
    assert code == TROUBLE
    assert why.startswith("This system has no certificates")


def test_a_system_that_does_not_say_how_many_it_trusts_is_believed(
    qapp: Application,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(app, "count_certificates", lambda: None)
    monkeypatch.setattr(doors, "_own_command", lambda: [sys.executable, "-c", ""])
    rehearse(qapp, tmp_path)
    said = capfd.readouterr().out.splitlines()
    assert "Certificates: the system's; it does not say how many." in said


def test_what_is_cut_short_says_how_long_it_had(opened: Opened, qtbot: QtBot) -> None:
    program = opened()
    readings = [0.0]

    def clock() -> float:
        return readings.pop(0) if len(readings) > 1 else readings[0]

    def say(sentence: str) -> None:
        if sentence == RehearsalWords.ASKED():
            readings[:] = [ALL_IN_ALL - 10, ALL_IN_ALL + 1]

    rehearsal = Rehearsal(
        program.supplies,
        program.sittings,
        program.book,
        count_certificates=lambda: 1,
        say=say,
        clock=clock,
    )
    with qtbot.waitSignal(rehearsal.ended, timeout=LONG):
        rehearsal.begin()
    assert rehearsal.trouble == "The practice clip was not made within 10 s."


@pytest.mark.skipif(sys.platform != "linux", reason="only there can the screen be missing")
def test_without_a_screen_a_sentence_says_so(tmp_path: Path) -> None:
    unseen = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    home = {"KLING_DESKTOP_HOME": str(tmp_path), "QT_QPA_PLATFORM": "xcb", "LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-m", "kling_desktop"],
        env={**unseen, **home},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == TROUBLE
    (said,) = done.stderr.splitlines()
    assert "there is no screen here" in said
    assert "could not connect to display" in (tmp_path / "logs/kling-desktop.log").read_text()
