"""What a system asks of the program besides input: to open files, as the Finder does, and to end,
as the Dock does by an event and the end of a session by a signal.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import State
from kling_desktop.store.document import save
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.application import Application
from kling_desktop.words import Window
from tests.app.test_program import LONG, Opened, opened
from tests.ui.rooms import job

__all__ = ["opened"]
pytestmark = pytest.mark.qt


def ask_to_open(app: Application, *files: Path) -> None:
    for file in files:
        QCoreApplication.sendEvent(app, QFileOpenEvent(str(file)))


def ask_to_end(app: Application) -> QEvent:
    event = QEvent(QEvent.Type.Quit)
    QCoreApplication.sendEvent(app, event)
    return event


def test_pictures_that_are_opened_together_become_one_storyboard(
    qapp: Application, opened: Opened, qtbot: QtBot, picture: Callable[..., Path]
) -> None:
    program = opened()
    ask_to_open(qapp, picture(), picture(), picture())
    qtbot.waitUntil(lambda: len(program.front.desk.storyboard.scenes) == 3)
    assert len(program.sittings.all) == 1


def test_a_document_opens_where_there_is_room_and_comes_forward_if_it_is_open(
    qapp: Application, opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    program = opened()
    board = Storyboard(title="Harbour")
    path = tmp_path / "harbour 港.klingboard"
    save(board, path, program.supplies.pictures)
    program.front.desk.set(Act.WRITE_PROMPT, prompt="mine")
    ask_to_open(qapp, path)
    qtbot.waitUntil(lambda: len(program.sittings.all) == 2)
    assert program.front.documents.place.path == path
    ask_to_open(qapp, path)
    qapp.processEvents()
    assert len(program.sittings.all) == 2


def test_what_is_no_file_is_left_to_qt(qapp: Application, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(qapp.named):
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("kling://scene/1")))
        qapp.processEvents()


def test_asked_to_end_it_lets_a_submit_in_flight_come_to_its_end(
    qapp: Application, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = opened()
    program.book.take(job(id=1, state=State.SENDING))
    stop = program.engine.stop
    monkeypatch.setattr(program.engine, "stop", lambda: None)
    assert not ask_to_end(qapp).isAccepted()
    assert not program.front.window.isVisible()
    assert program.engine.isRunning()
    # Whoever is impatient hurries nothing.
    ask_to_end(qapp)
    qtbot.waitUntil(program._notice.isVisible)
    assert program._notice.what.text() == Window.FINISHING()
    with qtbot.waitSignal(program.ended, timeout=LONG):
        stop()


def test_a_file_that_comes_while_it_ends_is_answered(
    qapp: Application, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = opened()
    stop = program.engine.stop
    monkeypatch.setattr(program.engine, "stop", lambda: None)
    ask_to_end(qapp)
    ask_to_open(qapp, Path("/harbour.klingboard"))
    qtbot.waitUntil(program._notice.isVisible)
    assert program._notice.what.text() == "Kling Desktop is closing."
    assert program._notice.why.text() == "Open the file again in a moment."
    assert len(program.sittings.all) == 1
    with qtbot.waitSignal(program.ended, timeout=LONG):
        stop()
    assert not program._notice.isVisible()


def test_asked_to_end_it_asks_about_what_is_not_saved(
    qapp: Application, opened: Opened, qtbot: QtBot
) -> None:
    program = opened()
    program.front.desk.set(Act.WRITE_PROMPT, prompt="mine")
    ask_to_end(qapp)
    question = program.front.window.document_acts.question
    assert question is not None
    assert program.front.window.isVisible()
    with qtbot.waitSignal(program.ended, timeout=LONG):
        question.answers[1].click()


_ON_MACOS = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QFileOpenEvent
from kling_desktop import app
from kling_desktop.ui import application, opening

application.platform.system = lambda: "Darwin"

class Started(application.Application):
    # Cocoa hands files over at once, and comes to the timers that this sets while it is still here.
    def processEvents(self):
        for name in sys.argv[1:]:
            QCoreApplication.sendEvent(self, QFileOpenEvent(name))
        QCoreApplication.processEvents()
        QCoreApplication.processEvents()

class Slow(app.Program):
    def open(self, named):
        print(*named, sep="\\n")
        super().open(named)
        stop = self.engine.stop
        self.engine.stop = lambda: QTimer.singleShot(0, stop)
        self.ended.connect(lambda: print("ended"))
        QTimer.singleShot(0, self._app.quit)

opening.Application, app.Program = Started, Slow
sys.exit(app.start([]))
"""


def test_files_double_clicked_are_named_at_the_start_and_the_end_is_in_order(
    tmp_path: Path,
) -> None:
    """In a process of its own: Qt's loop must not be left before every thread has been joined."""
    files = [str(tmp_path / name) for name in ("a.png", "b.png")]
    done = subprocess.run(
        [sys.executable, "-c", _ON_MACOS, *files],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "KLING_DESKTOP_HOME": str(tmp_path / "home"),
        },
        timeout=LONG / 1000,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0
    assert done.stdout.splitlines() == [*files, "ended"]


_SIGNALLED = """
import signal, sys
from PySide6.QtCore import QTimer
from kling_desktop import app
from kling_desktop.storyboard.history import Act

class Signalled(app.Program):
    def open(self, named):
        super().open(named)
        self.front.desk.set(Act.WRITE_PROMPT, prompt="mine")
        self.ended.connect(lambda: print("ended"))
        QTimer.singleShot(0, lambda: print("open", flush=True))

app.Program = Signalled
sys.exit(app.start([]))
"""


@contextlib.contextmanager
def _started(home: Path, script: str) -> "Iterator[subprocess.Popen[str]]":
    """A program of its own; a test that fails leaves none behind."""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "KLING_DESKTOP_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.skipif(os.name != "posix", reason="signals from outside")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_in_order_and_what_is_not_saved_stays(tmp_path: Path, name: str) -> None:
    # Whatever the tests themselves were started with, by `nohup` say.
    listening = f"import signal\nsignal.signal(signal.{name}, signal.SIG_DFL)\n"
    with _started(tmp_path, listening + _SIGNALLED) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "open\n"
        # Twice: who is impatient breaks nothing off.
        running.send_signal(signal.Signals[name])
        running.send_signal(signal.Signals[name])
        said, _ = running.communicate(timeout=LONG / 1000)
    assert (running.returncode, said) == (0, "ended\n")
    (copy,) = (tmp_path / "recovery").glob("*.json")
    assert '"mine"' in copy.read_text("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="signals from outside")
def test_what_was_started_to_outlive_its_terminal_does(tmp_path: Path) -> None:
    outliving = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    looking = _SIGNALLED.replace('"open"', "signal.getsignal(signal.SIGHUP) == signal.SIG_IGN")
    with _started(tmp_path, outliving + looking) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "True\n"
        running.terminate()
        said, _ = running.communicate(timeout=LONG / 1000)
    assert (running.returncode, said) == (0, "ended\n")
