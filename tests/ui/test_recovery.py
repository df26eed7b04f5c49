import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kling_desktop.store.owners import Owners
from kling_desktop.store.recovery import Recovered, Recovery
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Shot, Storyboard
from kling_desktop.ui import recovery
from kling_desktop.ui.documents import Documents
from kling_desktop.ui.recovery import Autosave
from kling_desktop.words import DocumentWords
from tests.ui.rooms import FRAME, Rooms

pytestmark = pytest.mark.qt

BOARD = Storyboard(
    title="Harbour",
    scenes=(Scene(prompt="⛵ leaves", first_frame=FRAME, shots=(Shot(prompt="a", seconds=3),)),),
)


def autosave(rooms: Rooms) -> tuple[Documents, Autosave]:
    documents = Documents(rooms.supplies, rooms.desk)
    pool = rooms.supplies.disk_pool
    return documents, Autosave(rooms.desk, documents, rooms.supplies.recovery, pool)


def copies(rooms: Rooms) -> list[str]:
    return [path.read_text("utf-8") for path in (rooms.home / "recovery").glob("*.json")]


def write(rooms: Rooms, text: str) -> None:
    rooms.desk.set(Act.WRITE_PROMPT, rooms.desk.scene.id, prompt=text)


def leave_behind(rooms: Rooms, *boards: Storyboard, document: Path | None = None) -> None:
    """What a process that was killed leaves: copies, and a lock that nobody holds."""
    owners = Owners(rooms.home / "owners")
    gone = Recovery(rooms.home / "recovery", owners)
    for number, board in enumerate(boards):
        gone.write(f"{number:032x}", board, document=document, saved="another")
    owners.leave()


def test_a_change_is_on_disk_soon_and_typing_does_not_put_it_off(
    rooms: Rooms, qtbot: QtBot
) -> None:
    _, saving = autosave(rooms)
    assert recovery.WAIT < 1000
    write(rooms, "W")
    due = saving._timer.remainingTime()
    write(rooms, "Wa")
    assert saving._timer.remainingTime() <= due
    qtbot.waitUntil(lambda: len(copies(rooms)) == 1 and "Wa" in copies(rooms)[0])


def test_what_is_undone_to_the_saved_state_leaves_no_copy(rooms: Rooms, qtbot: QtBot) -> None:
    _documents, _saving = autosave(rooms)
    write(rooms, "W")
    qtbot.waitUntil(lambda: len(copies(rooms)) == 1)
    rooms.desk.undo()
    qtbot.waitUntil(lambda: copies(rooms) == [])


@pytest.mark.parametrize("given_up", [False, True])
def test_the_end_keeps_what_is_not_saved_unless_it_is_given_up(
    rooms: Rooms, *, given_up: bool
) -> None:
    _, saving = autosave(rooms)
    write(rooms, "last words")
    saving.end(given_up=given_up)
    rooms.pools[1].close()
    assert [("last words" in copy) for copy in copies(rooms)] == ([] if given_up else [True])


def test_another_storyboard_takes_the_copy_with_it(rooms: Rooms, qtbot: QtBot) -> None:
    documents, _saving = autosave(rooms)
    write(rooms, "old")
    qtbot.waitUntil(lambda: len(copies(rooms)) == 1)
    documents.start_new()
    write(rooms, "new")
    qtbot.waitUntil(lambda: len(copies(rooms)) == 1 and "new" in copies(rooms)[0])


def test_frames_whose_pictures_are_gone_are_named() -> None:
    board, lost = recovery.without_lost_frames(BOARD, lambda _: False)
    assert board.scenes[0].first_frame is None
    assert board.scenes[0].prompt == BOARD.scenes[0].prompt
    assert lost == ["harbour.jpg"]
    assert recovery.without_lost_frames(BOARD, lambda _: True) == (BOARD, [])


def test_a_disk_that_takes_nothing_is_told(rooms: Rooms, qtbot: QtBot) -> None:
    (rooms.home / "recovery").write_text("a file where the folder should be")
    _, saving = autosave(rooms)
    with qtbot.waitSignal(saving.failed):
        write(rooms, "W")


def test_a_single_untitled_piece_comes_back_by_itself(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD)
    window = rooms.window
    window.returning.look(empty_start=True)
    qtbot.waitUntil(window.recovery_bar.isVisible)
    assert rooms.desk.scene.prompt == "⛵ leaves"
    assert rooms.desk.scene.first_frame is None, "its picture is gone"
    assert window.documents.edited
    assert rooms.desk.undoable is None
    assert DocumentWords.FRAME_LOST(name="harbour.jpg") in [n.text for n in rooms.notices.waiting]
    # From here on the copy is this process's own.
    assert len(copies(rooms)) == 1
    assert Recovery(rooms.home / "recovery", rooms.owners).find_abandoned() == []


def test_starting_fresh_asks_before_it_throws_away(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD)
    window = rooms.window
    window.returning.look(empty_start=True)
    qtbot.waitUntil(window.recovery_bar.isVisible)
    window.recovery_bar.fresh.emit()
    question = window.document_acts.question
    assert question is not None
    question.answers[1].click()
    assert rooms.desk.scene.prompt == ""
    assert not window.recovery_bar.isVisible()


@pytest.mark.parametrize("case", ["two", "a document's", "something was named", "already at work"])
def test_everything_else_is_offered(rooms: Rooms, qtbot: QtBot, case: str) -> None:
    boards = (BOARD, Storyboard(title="Lake")) if case == "two" else (BOARD,)
    document = rooms.home / "film.klingboard" if case == "a document's" else None
    leave_behind(rooms, *boards, document=document)
    window = rooms.window
    if case == "already at work":
        write(rooms, "mine")
    before = rooms.desk.storyboard
    with qtbot.waitSignal(window.returning.offered) as offered:
        window.returning.look(empty_start=case != "something was named")
    assert len(offered.args[0]) == len(boards)
    assert rooms.desk.storyboard == before
    assert window.recovery_bar.isVisible()


def test_what_is_offered_is_opened_or_discarded(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD, Storyboard(title="Lake"))
    window = rooms.window
    with qtbot.waitSignal(window.returning.offered) as offered:
        window.returning.look(empty_start=True)
    pieces: list[Recovered] = offered.args[0]
    harbour, lake = sorted(pieces, key=lambda piece: piece.storyboard.title)
    window.recovery_bar.unwanted.emit(lake)
    qtbot.waitUntil(lambda: not lake.path.exists())
    assert window.recovery_bar.isVisible()
    window.recovery_bar.wanted.emit(harbour)
    qtbot.waitUntil(lambda: rooms.desk.storyboard.title == "Harbour")
    assert not window.recovery_bar.isVisible()
    assert window.documents.place.desk == harbour.desk


def test_discarding_wants_to_be_sure(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD, Storyboard(title="Lake"))
    window = rooms.window
    with qtbot.waitSignal(window.returning.offered):
        window.returning.look(empty_start=True)
    bar = window.recovery_bar
    (button,) = [
        b
        for b in bar.findChildren(QPushButton)
        if b.accessibleName() == DocumentWords.DISCARD_LEFT_NAMED(name="Lake")
    ]
    with qtbot.assertNotEmitted(bar.unwanted):
        button.click()
    with qtbot.waitSignal(bar.unwanted):
        button.click()


def test_a_copy_that_can_not_be_read_is_set_aside_and_told(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD)
    (path,) = (rooms.home / "recovery").glob("*.json")
    path.write_text("{ broken")
    window = rooms.window
    with qtbot.waitSignal(window.returning.offered):
        window.returning.look(empty_start=True)
    assert DocumentWords.RECOVERY_UNREADABLE() in [notice.text for notice in rooms.notices.waiting]
    (aside,) = (rooms.home / "recovery").iterdir()
    assert aside.read_text() == "{ broken"


_KILLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from kling_desktop.app import Program
from kling_desktop.compose import Studio
from kling_desktop.paths import Paths
from kling_desktop.storyboard.history import Act

app = QApplication([])
program = Program(app, Studio(Paths(Path(sys.argv[1]))))
program.open([])
program.desk.set(Act.WRITE_PROMPT, prompt="before the plug was pulled")

def look():
    copies = list((Path(sys.argv[1]) / "recovery").glob("*.json"))
    if copies and "plug" in copies[0].read_text():
        print("written", flush=True)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
app.exec()
"""


def test_untitled_work_survives_a_kill(rooms: Rooms, qtbot: QtBot) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(rooms.home)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    window = rooms.window
    window.returning.look(empty_start=True)
    qtbot.waitUntil(lambda: rooms.desk.scene.prompt == "before the plug was pulled")
    assert window.recovery_bar.isVisible()
