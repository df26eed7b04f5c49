"""The program as `start` builds it: real engine, real practice service, real clips."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from kling_desktop import logs
from kling_desktop.app import TROUBLE, Program
from kling_desktop.compose import Studio
from kling_desktop.jobs.job import Hold, State
from kling_desktop.paths import Paths
from kling_desktop.settings import SettingsFile
from kling_desktop.storyboard.history import Act
from kling_desktop.ui.application import Application
from kling_desktop.ui.generating import Readiness
from kling_desktop.words import LibraryWords, Window
from tests.ui.rooms import job

pytestmark = pytest.mark.qt

LONG = 180_000
"""Milliseconds that a practice clip may take on a busy machine."""


class Opened:
    """Opens programs on one folder and sees each to its end."""

    def __init__(self, app: Application, home: Path, qtbot: QtBot) -> None:
        self._app = app
        self._home = home
        self._qtbot = qtbot
        self._programs: list[Program] = []

    def __call__(self, *pictures: Path, practice_only: bool = False) -> Program:
        studio = Studio(Paths(self._home), seconds_per_clip=0.5)
        program = Program(self._app, studio, practice_only=practice_only)
        self._programs.append(program)
        program.open([str(path) for path in pictures])
        return program

    def close(self) -> None:
        for program in self._programs:
            if program.closed:
                continue
            with self._qtbot.waitSignal(program.ended, timeout=LONG):
                # Without an answer to the question: as if the session were ended.
                program.close()
        self._programs.clear()


@pytest.fixture
def opened(qapp: Application, tmp_path: Path, qtbot: QtBot) -> Iterator[Opened]:
    """Opens the program; what a test leaves open is closed after it."""
    made = Opened(qapp, tmp_path / "home", qtbot)
    yield made
    made.close()


def test_what_libraries_say_is_looked_at_while_it_is_open(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(
        logs, "limit_libraries", lambda: looked.append(threading.current_thread().name)
    )
    program = opened()
    assert program.noise.isActive()
    program.noise.setInterval(1)
    qtbot.waitUntil(lambda: bool(looked))
    assert looked[0].startswith("disk"), "not by the window's thread"
    opened.close()
    assert not program.noise.isActive()


def test_a_picture_goes_in_and_a_clip_comes_out_and_plays(
    opened: Opened, qtbot: QtBot, picture: Callable[..., Path]
) -> None:
    program = opened(picture())
    window = program.front.window
    qtbot.waitUntil(lambda: program.front.desk.scene.first_frame is not None)
    window.inspector.prompt.field.setPlainText("The boat leaves")
    window.inspector.length.slider.setValue(3)
    window.inspector.generate.button.click()
    view = window.player.view
    qtbot.waitUntil(lambda: view.frames_shown >= 20, timeout=LONG)
    (made,) = program.book.newest_first()
    assert made.state is State.DONE
    assert made.practice
    assert made.clip is not None
    assert view.image.width() > 0
    assert 2900 <= window.player.transport.deck.media.duration() <= 3100
    qtbot.waitUntil(lambda: window.library.model.rowCount() == 1)
    window.player.transport.step(1)
    at = window.player.transport.frame
    window.player.transport.step(-1)
    times = window.player.transport.times
    assert times is not None
    start = round(times.starts[at - 1] * 1_000_000)
    qtbot.waitUntil(lambda: view.frame_start == start)


def test_several_pictures_named_at_the_start_are_a_scene_each(
    opened: Opened, qtbot: QtBot, picture: Callable[..., Path]
) -> None:
    program = opened(picture(), picture(), picture())
    qtbot.waitUntil(lambda: len(program.front.desk.storyboard.scenes) == 3)
    assert all(scene.first_frame is not None for scene in program.front.desk.storyboard.scenes)


def test_a_document_named_at_the_start_is_opened_and_saved_work_needs_no_question(
    opened: Opened, qtbot: QtBot, picture: Callable[..., Path], tmp_path: Path
) -> None:
    first = opened(picture())
    qtbot.waitUntil(lambda: first.front.desk.scene.first_frame is not None)
    first.front.window.inspector.prompt.field.setPlainText("The boat ⛵ leaves")
    board = first.front.desk.storyboard
    path = tmp_path / "harbour.klingboard"
    with qtbot.waitSignal(first.front.documents.saved):
        first.front.documents.save(path)
    with qtbot.waitSignal(first.ended, timeout=LONG):
        first.front.window.close()
    assert not list((tmp_path / "home" / "recovery").glob("*"))
    again = opened(path)
    qtbot.waitUntil(lambda: again.front.desk.storyboard == board)
    assert again.front.window.inspector.prompt.field.toPlainText() == "The boat ⛵ leaves"
    assert not again.front.documents.edited


def test_work_that_was_let_go_does_not_come_back(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    first = opened()
    first.front.desk.set(Act.WRITE_PROMPT, prompt="mine")
    folder = tmp_path / "home" / "recovery"
    qtbot.waitUntil(lambda: len(list(folder.glob("*.json"))) == 1)
    first.front.window.close()
    question = first.front.window.document_acts.question
    assert question is not None
    with qtbot.waitSignal(first.ended, timeout=LONG):
        question.answers[1].click()
    assert not list(folder.glob("*"))


def test_work_of_a_program_that_ended_out_of_order_comes_back(opened: Opened, qtbot: QtBot) -> None:
    first = opened()
    first.front.desk.set(Act.WRITE_PROMPT, prompt="mine")
    opened.close()
    again = opened()
    qtbot.waitUntil(again.front.window.recovery_bar.isVisible)
    assert again.front.desk.scene.prompt == "mine"
    assert again.front.window.inspector.prompt.field.toPlainText() == "mine"


def test_practice_for_one_session_leaves_the_stored_choice(opened: Opened, tmp_path: Path) -> None:
    Studio(Paths(tmp_path / "home")).settings.change(practice=False)
    program = opened(practice_only=True)
    assert program.front.window.mode.practice
    opened.close()
    assert not Studio(Paths(tmp_path / "home")).settings.current.practice


def test_practice_for_one_session_leaves_live_jobs_until_the_user_goes_live(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    before = Studio(Paths(tmp_path / "home"))
    ledger = before.ledger()
    (left,) = ledger.add([job(id=0, service="https://live.invalid")])
    ledger.close()
    before.close()
    program = opened(practice_only=True)

    def hold() -> Hold | None:
        known = program.book.find(left.id)
        return known.hold if known is not None else None

    qtbot.waitUntil(lambda: hold() is Hold.LIVE)
    program.mode.choose(practice=False)
    # There is no picture and no key: it can't be sent, but it is not left alone any more.
    qtbot.waitUntil(lambda: hold() is not Hold.LIVE)


def test_the_arrangement_is_remembered(opened: Opened, qtbot: QtBot) -> None:
    first = opened()
    arrangement = first.front.window.arrangement
    arrangement.restore(replace(arrangement.place(), library=230, hidden=("inspector",)))
    first.front.window.player.loop.setChecked(False)
    opened.close()
    again = opened()
    assert again.front.window.library.width() == 230
    assert again.front.window.inspector.isHidden()
    assert not again.front.window.player.loop.isChecked()


def test_an_unexpected_fault_is_told_quietly(
    opened: Opened, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    program = opened()
    try:
        raise RuntimeError("on the window's thread")
    except RuntimeError as fault:
        sys.excepthook(type(fault), fault, fault.__traceback__)
    qtbot.waitUntil(program.front.window.notice_bar.isVisible)
    program.front.window.notice_bar.dismiss.click()
    assert not program.front.window.notice_bar.isVisible()
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(program.front.window.notice_bar.isVisible)
    assert Application.activeModalWidget() is None


def test_a_list_of_jobs_that_can_not_be_read_is_told_and_left_alone(
    opened: Opened, qtbot: QtBot, tmp_path: Path, picture: Callable[..., Path]
) -> None:
    ledger = tmp_path / "home" / "jobs.db"
    ledger.parent.mkdir()
    ledger.write_bytes(b"this is no database" * 200)
    program = opened(picture())
    window = program.front.window
    qtbot.waitUntil(window.notice_bar.isVisible)
    assert window.notice_bar._text.text() == Window.LEDGER_DAMAGED()
    qtbot.waitUntil(lambda: program.front.desk.scene.first_frame is not None)
    program.front.desk.set(Act.WRITE_PROMPT, prompt="waves")
    window.inspector.generate.button.click()
    qtbot.waitUntil(lambda: window.generating.readiness is Readiness.READY)
    assert ledger.read_bytes() == b"this is no database" * 200


def test_a_library_that_can_not_be_read_leaves_the_rest_working(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    index = tmp_path / "home" / "library.db"
    index.parent.mkdir()
    index.write_bytes(b"this is no database" * 200)
    program = opened()
    said = program.front.window.library.empty.text
    qtbot.waitUntil(lambda: said.text() == LibraryWords.LIBRARY_UNREADABLE())
    assert index.read_bytes() == b"this is no database" * 200


def test_a_submit_in_flight_is_seen_through_behind_a_small_notice(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = opened()
    program.book.take(job(id=1, state=State.SENDING))
    stop = program.engine.stop
    monkeypatch.setattr(program.engine, "stop", lambda: None)
    program.front.window.close()
    assert not program.front.window.isVisible()
    qtbot.waitUntil(program._notice.isVisible)
    assert program.engine.isRunning()
    with qtbot.waitSignal(program.ended, timeout=LONG):
        stop()
    assert not program._notice.isVisible()


def test_closing_with_nothing_in_flight_shows_no_notice(opened: Opened, qtbot: QtBot) -> None:
    program = opened()
    with qtbot.waitSignal(program.ended, timeout=LONG):
        program.front.window.close()
    assert not program._notice.isVisible()
    assert not program.engine.isRunning()


def test_the_window_learns_what_lies_in_earlier_folders(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    earlier = tmp_path / "drive"
    earlier.mkdir()
    (earlier / "sea-3a.mp4").touch()
    settings = SettingsFile(Paths(tmp_path / "home").settings)
    settings.change(earlier_clips_folders=(str(earlier),))
    clips = opened().supplies.clips
    qtbot.waitUntil(lambda: clips / "sea-3a.mp4" == earlier / "sea-3a.mp4", timeout=LONG)


_STALLED = """
import sys, threading
from PySide6.QtCore import QTimer
from kling_desktop import app, compose
from kling_desktop.storyboard.history import Act
from tests.ui.rooms import job

never = threading.Event()
compose.Studio.library_gains = lambda *_: never.wait()

class Stalled(app.Program):
    def open(self, named):
        super().open(named)
        self.book.done.emit(job())
        self.front.desk.set(Act.WRITE_PROMPT, prompt="mine")
        QTimer.singleShot(0, self.close)

app.Program, app.PATIENCE = Stalled, 0.1
sys.exit(app.start([]))
"""


def test_a_drive_that_does_not_answer_keeps_neither_the_copy_nor_the_end(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-c", _STALLED],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "KLING_DESKTOP_HOME": str(home)},
        timeout=LONG / 1000,
        check=False,
    )
    assert done.returncode == 0
    (copy,) = (home / "recovery").glob("*.json")
    assert '"mine"' in copy.read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The window can't be opened because of {}: {}"),
        ("zh_CN", "无法打开窗口，原因在于 {}：{}"),
    ],
)
def test_a_folder_that_can_not_be_used_is_named_in_plain_words(
    tmp_path: Path, language: str, sentence: str
) -> None:
    (tmp_path / "file").touch()
    home = tmp_path / "file" / "home"
    done = subprocess.run(
        [sys.executable, "-m", "kling_desktop"],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "KLING_DESKTOP_HOME": str(home),
            "LANGUAGE": language,
            "PYTHONUTF8": "1",
        },
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=LONG / 1000,
        check=False,
    )
    assert done.returncode == TROUBLE
    # The reason itself is the system's, in whatever languages it has.
    said = done.stderr.splitlines()[-1]
    assert said.startswith(sentence.format(home / "reception", ""))
    assert "Errno" not in said
    assert said.count(str(home)) == 1
