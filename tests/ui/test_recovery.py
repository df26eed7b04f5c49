import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kling_desktop.store.document import save
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
    pool = rooms.supplies.pools.disk
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
    write(rooms, "a take that came in too late")
    assert not saving._timer.isActive()
    rooms.pools.disk.close()
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


def look(rooms: Rooms, qtbot: QtBot, *, empty_start: bool = True) -> list[Recovered]:
    """Looks for what was left behind, and answers with what is offered of it."""
    returning = rooms.sittings.returning
    with qtbot.waitSignal(returning.offered) as offered:
        returning.look(empty_start=empty_start)
    pieces: list[Recovered] = offered.args[0]
    return pieces


def test_untitled_work_comes_back_by_itself(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD)
    there = rooms.sittings.front
    assert look(rooms, qtbot) == []
    qtbot.waitUntil(there.window.recovery_bar.isVisible)
    assert rooms.sittings.all == (there,)
    assert there.desk.scene.prompt == "⛵ leaves"
    assert there.desk.scene.first_frame is None, "its picture is gone"
    assert there.documents.edited
    assert there.desk.undoable is None
    assert DocumentWords.FRAME_LOST(name="harbour.jpg") in [n.text for n in there.notices.waiting]
    # From here on the copy is this process's own.
    assert len(copies(rooms)) == 1
    assert Recovery(rooms.home / "recovery", rooms.owners).find_abandoned() == []


def test_every_window_comes_back(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD, Storyboard(title="Lake"))
    look(rooms, qtbot)
    qtbot.waitUntil(lambda: len(rooms.sittings.all) == 2)
    titles = {sitting.desk.storyboard.title for sitting in rooms.sittings.all}
    assert titles == {"Harbour", "Lake"}
    assert all(sitting.window.recovery_bar.isVisible() for sitting in rooms.sittings.all)
    assert len(copies(rooms)) == 2


def test_starting_fresh_asks_before_it_throws_away(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD)
    window = rooms.sittings.front.window
    look(rooms, qtbot)
    qtbot.waitUntil(window.recovery_bar.isVisible)
    window.recovery_bar.fresh.emit()
    question = window.document_acts.question
    assert question is not None
    question.answers[1].click()
    assert rooms.sittings.front.desk.scene.prompt == ""
    assert not window.recovery_bar.isVisible()


@pytest.mark.parametrize("case", ["very many", "a document's", "something was named"])
def test_everything_else_is_offered(rooms: Rooms, qtbot: QtBot, case: str) -> None:
    boards = (BOARD,) * (recovery.UNASKED + 1) if case == "very many" else (BOARD,)
    document = rooms.home / "film.klingboard" if case == "a document's" else None
    leave_behind(rooms, *boards, document=document)
    there = rooms.sittings.front
    before = there.desk.storyboard
    pieces = look(rooms, qtbot, empty_start=case != "something was named")
    assert len(pieces) == len(boards)
    assert there.desk.storyboard == before
    assert there.window.recovery_bar.isVisible()


def test_what_is_offered_is_opened_beside_or_discarded(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD, Storyboard(title="Lake"))
    first = rooms.sittings.front
    first.desk.set(Act.WRITE_PROMPT, prompt="mine")
    harbour, lake = sorted(
        look(rooms, qtbot, empty_start=False), key=lambda piece: piece.storyboard.title
    )
    bar = first.window.recovery_bar
    bar.unwanted.emit(lake)
    qtbot.waitUntil(lambda: not lake.path.exists())
    assert bar.isVisible()
    bar.wanted.emit(harbour)
    qtbot.waitUntil(lambda: len(rooms.sittings.all) == 2)
    (second,) = [sitting for sitting in rooms.sittings.all if sitting is not first]
    assert second.desk.storyboard.title == "Harbour"
    assert second.documents.place.desk == harbour.desk
    assert not bar.isVisible()
    assert first.desk.scene.prompt == "mine"


def test_an_offer_outlives_the_window_that_showed_it(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD)
    first = rooms.sittings.front
    look(rooms, qtbot, empty_start=False)
    second = rooms.sittings.add()
    assert not second.window.recovery_bar.isVisible()
    first.window.close()
    assert second.window.recovery_bar.isVisible()


def test_an_offer_stays_when_the_named_document_arrives(rooms: Rooms, qtbot: QtBot) -> None:
    """Started by a double-click after a crash: the offer comes before the document is read."""
    leave_behind(rooms, BOARD)
    named = rooms.home / "lake.klingboard"
    save(Storyboard(title="Lake"), named, rooms.supplies.pictures)
    there = rooms.sittings.front
    look(rooms, qtbot, empty_start=False)
    rooms.sittings.open([named])
    qtbot.waitUntil(lambda: there.desk.storyboard.title == "Lake")
    assert there.window.recovery_bar.isVisible()


def test_discarding_wants_to_be_sure(rooms: Rooms, qtbot: QtBot) -> None:
    leave_behind(rooms, BOARD, Storyboard(title="Lake"))
    look(rooms, qtbot, empty_start=False)
    bar = rooms.sittings.front.window.recovery_bar
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
    look(rooms, qtbot)
    told = [notice.text for notice in rooms.sittings.front.notices.waiting]
    assert DocumentWords.RECOVERY_UNREADABLE() in told
    (aside,) = (rooms.home / "recovery").iterdir()
    assert aside.read_text() == "{ broken"


_KILLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from kling_desktop.app import Program
from kling_desktop.compose import Studio
from kling_desktop.paths import Paths
from kling_desktop.storyboard.history import Act
from kling_desktop.ui.application import Application

app = Application([])
program = Program(app, Studio(Paths(Path(sys.argv[1]))))
program.open([])
for number, sitting in enumerate((program.front, program.sittings.add())):
    sitting.desk.set(Act.WRITE_PROMPT, prompt=f"before the plug was pulled {number}")

def look():
    copies = list((Path(sys.argv[1]) / "recovery").glob("*.json"))
    if sum("plug" in copy.read_text() for copy in copies) == 2:
        print("written", flush=True)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
app.exec()
"""


def test_the_work_of_every_window_survives_a_kill(rooms: Rooms, qtbot: QtBot) -> None:
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
    look(rooms, qtbot)
    qtbot.waitUntil(lambda: len(rooms.sittings.all) == 2)
    prompts = sorted(sitting.desk.scene.prompt for sitting in rooms.sittings.all)
    assert prompts == ["before the plug was pulled 0", "before the plug was pulled 1"]
