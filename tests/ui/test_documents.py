"""Documents as a person meets them: real files, the real window, real keys."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kling_desktop import words
from kling_desktop.frames.fit import fit
from kling_desktop.store.document import load, save
from kling_desktop.store.document_errors import DocumentNewer, DocumentUnreadable, Flaw
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard, Take
from kling_desktop.ui import arrivals
from kling_desktop.ui.document_acts import file_name
from kling_desktop.ui.question import Question
from kling_desktop.ui.recovery import Autosave
from kling_desktop.ui.window import MainWindow
from kling_desktop.words import DocumentWords
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

HARBOUR = Storyboard(title="Harbour at dawn", scenes=(Scene(prompt="The boat leaves"),))
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def film(rooms: Rooms) -> Path:
    """A document on disk."""
    path = rooms.home / "harbour.klingboard"
    save(HARBOUR, path, rooms.supplies.pictures)
    return path


def write(rooms: Rooms, text: str) -> None:
    rooms.desk.set(Act.WRITE_PROMPT, rooms.desk.scene.id, prompt=text)


def edited(window: MainWindow) -> bool:
    return window.documents.edited


def opened(rooms: Rooms, qtbot: QtBot, path: Path) -> MainWindow:
    window = rooms.window
    with qtbot.waitSignal(window.documents.opened):
        window.document_acts.open(path)
    return window


def saved(rooms: Rooms, path: Path) -> Storyboard:
    return load(path, rooms.supplies.pictures)


def question_of(window: MainWindow) -> Question:
    question = window.document_acts.question
    assert question is not None
    assert question.isVisible()
    return question


def press(widget: QWidget, *keys: Qt.Key) -> None:
    """Presses keys where the keyboard is in the widget's window."""
    for key in keys:
        target = widget.window().focusWidget() or widget
        QTest.keyClick(target, key)


def choose(window: MainWindow, path: Path) -> None:
    """Answers the file dialog."""
    dialog = window.document_acts.dialog
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def test_what_is_saved_is_what_lies_on_the_desk(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    write(rooms, "Waves ⛵")
    assert edited(window)
    window.document_acts.save()
    dialog = window.document_acts.dialog
    assert dialog is not None
    path = rooms.home / "waves"
    with qtbot.waitSignal(window.documents.saved):
        choose(window, path)
    path = path.with_suffix(".klingboard")
    assert saved(rooms, path) == rooms.desk.storyboard
    assert not edited(window)
    assert window.documents.name == "waves"
    assert window.documents.place.path == path
    assert DocumentWords.SAVED_AS(name="waves.klingboard") in [
        n.text for n in rooms.notices.waiting
    ]
    assert window.accessibleName() == "Kling Desktop"


def test_a_copy_beside_the_old_file_is_a_storyboard_of_its_own(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    take = Take(id="t", recipe="r", clip="t.mp4", made_at=1.0)
    rooms.desk.tell(lambda board: scenes.record_take(board, board.scenes[0].id, take))
    write(rooms, "Waves")
    copy = rooms.home / "copy.klingboard"
    with qtbot.waitSignal(window.documents.saved):
        window.documents.save(copy)
    written = saved(rooms, copy)
    assert written.id != HARBOUR.id
    assert written.scenes[0].takes == (take,)
    assert rooms.desk.storyboard == written
    assert not edited(window)
    assert saved(rooms, film) == HARBOUR
    rooms.desk.undo()
    assert rooms.desk.storyboard.id == written.id
    assert rooms.desk.scene.prompt == HARBOUR.scenes[0].prompt
    with qtbot.waitSignal(window.documents.saved):
        window.document_acts.save()
    assert saved(rooms, copy).id == written.id


def test_it_stays_itself_where_the_old_file_is_gone_or_is_the_same(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    link = rooms.home / "link.klingboard"
    link.symlink_to(film)
    with qtbot.waitSignal(window.documents.saved):
        window.documents.save(link)
    ids = {saved(rooms, film).id, rooms.desk.storyboard.id}
    link.unlink()
    with qtbot.waitSignal(window.documents.saved):
        window.documents.save(rooms.home / "moved.klingboard")
    assert ids | {rooms.desk.storyboard.id} == {HARBOUR.id}


def test_saving_again_writes_to_the_same_file_and_the_same_bytes(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    before = film.read_bytes()
    with qtbot.waitSignal(window.documents.saved):
        window.document_acts.save()
    assert film.read_bytes() == before
    write(rooms, "Storm")
    with qtbot.waitSignal(window.documents.saved):
        window.document_acts.save()
    assert saved(rooms, film).scenes[0].prompt == "Storm"


def test_changes_made_while_it_is_saved_are_not_taken_for_saved(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    write(rooms, "Storm")
    with qtbot.waitSignal(window.documents.saved):
        window.document_acts.save()
        write(rooms, "Calm")
        # Pressed twice: the second waits for the first and is not taken for another program.
        window.document_acts.save()
    assert edited(window)
    with qtbot.waitSignal(window.documents.saved):
        pass
    assert not edited(window)
    assert saved(rooms, film).scenes[0].prompt == "Calm"
    assert window.document_acts.question is None


def test_the_title_stands_in_the_window_and_in_the_name_offered(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    assert window.windowTitle() == "Harbour at dawn[*] — Kling Desktop"
    assert not window.isWindowModified()
    assert not window.top_bar.edited.isVisible()
    write(rooms, "Storm")
    assert window.isWindowModified()
    assert window.top_bar.edited.isVisible()
    rooms.desk.undo()
    assert not window.isWindowModified()
    window.document_acts.new()
    assert window.windowTitle().startswith(DocumentWords.UNTITLED())


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour at dawn", "Harbour at dawn.klingboard"),
        ("a/b: c?", "a b c.klingboard"),
        ("…\n", "….klingboard"),
        ("../..", "Untitled storyboard.klingboard"),
        ("x" * 300, "x" * 80 + ".klingboard"),
        ("Con", "_Con.klingboard"),
        ("aux .2", "_aux .2.klingboard"),
        ("com1", "_com1.klingboard"),
        ("Contact", "Contact.klingboard"),
    ],
)
def test_a_title_becomes_a_file_name(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_title_is_changed_where_it_stands(rooms: Rooms) -> None:
    title = rooms.window.top_bar.title
    title.button.click()
    assert title.currentWidget() is title.field
    QTest.keyClicks(title.field, "  Harbour &  sea ")
    QTest.keyClick(title.field, Qt.Key.Key_Return)
    assert rooms.desk.storyboard.title == "Harbour & sea"
    assert rooms.window.windowTitle().startswith("Harbour & sea")
    assert title.button.accessibleDescription() == "Harbour & sea"
    title.button.click()
    QTest.keyClicks(title.field, "else")
    QTest.keyClick(title.field, Qt.Key.Key_Escape)
    assert rooms.desk.storyboard.title == "Harbour & sea"
    assert title.currentWidget() is title.button
    rooms.desk.undo()
    assert rooms.desk.storyboard.title == ""


@pytest.mark.parametrize("kind", ["newer", "damaged", "gone", "picture"])
def test_what_can_not_be_opened_gets_its_sentence_and_changes_nothing(
    rooms: Rooms, qtbot: QtBot, film: Path, picture: Callable[..., Path], kind: str
) -> None:
    path = rooms.home / "other.klingboard"
    if kind == "newer":
        data = film.read_bytes().replace(b'"format": 1', b'"format": 9')
        path.write_bytes(_with_right_sums(data))
    elif kind == "damaged":
        path.write_bytes(film.read_bytes()[:-40])
    elif kind == "picture":
        path.write_bytes(picture().read_bytes())
    window = rooms.window
    write(rooms, "mine")
    board, before = rooms.desk.storyboard, path.read_bytes() if path.exists() else None
    with qtbot.waitSignal(window.documents.failed) as failed:
        window.document_acts.open(path)
    assert rooms.desk.storyboard == board
    assert rooms.desk.undoable is Act.WRITE_PROMPT
    assert window.document_acts.question is None
    assert (path.read_bytes() if path.exists() else None) == before
    error = failed.args[0]
    if kind == "newer":
        assert isinstance(error, DocumentNewer)
    if kind == "picture":
        assert isinstance(error, DocumentUnreadable)
        assert error.flaw is Flaw.NOT_A_DOCUMENT
    assert words.document(error, "other.klingboard") in [n.text for n in rooms.notices.waiting]


def _with_right_sums(data: bytes) -> bytes:
    """A zip whose text was changed in place, packed anew."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            old_file = old.open(entry)
            old_file._expected_crc = None  # type: ignore[attr-defined]
            new.writestr(entry.filename, old_file.read())
    return made.getvalue()


def test_a_folder_that_may_not_be_written_is_told_and_nothing_is_lost(
    rooms: Rooms, qtbot: QtBot
) -> None:
    window = rooms.window
    write(rooms, "mine")
    with qtbot.waitSignal(window.documents.failed):
        window.documents.save(rooms.home / "nowhere" / "x.klingboard")
    assert edited(window)
    assert window.documents.place.path is None


def test_nothing_is_asked_when_nothing_has_changed(rooms: Rooms, qtbot: QtBot, film: Path) -> None:
    window = opened(rooms, qtbot, film)
    write(rooms, "Storm")
    rooms.desk.undo()
    window.document_acts.start_fresh()
    assert window.document_acts.question is None
    assert rooms.desk.storyboard.title == ""


def test_a_window_with_nothing_to_lose_closes_at_once(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    assert window.close()
    assert not window.isVisible()


@pytest.mark.parametrize("act", ["start fresh", "close"])
def test_escape_and_enter_cancel_the_question(rooms: Rooms, act: str) -> None:
    window = rooms.window
    write(rooms, "mine")
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        if act == "close":
            window.close()
        else:
            window.document_acts.start_fresh()
        question = question_of(window)
        assert question.focusWidget() is question.cancel
        press(question, key)
        assert window.document_acts.question is None
        assert rooms.desk.scene.prompt == "mine"
        assert window.isVisible()


def test_do_not_save_lets_it_go_by_keys(rooms: Rooms, qtbot: QtBot, film: Path) -> None:
    window = opened(rooms, qtbot, film)
    before = film.read_bytes()
    write(rooms, "mine")
    window.document_acts.start_fresh()
    question = question_of(window)
    _tab_to(question, DocumentWords.DO_NOT_SAVE())
    press(question, Qt.Key.Key_Return)
    assert rooms.desk.storyboard.title == ""
    assert film.read_bytes() == before
    assert not edited(window)


def test_save_in_the_question_saves_and_then_closes(rooms: Rooms, qtbot: QtBot, film: Path) -> None:
    window = opened(rooms, qtbot, film)
    write(rooms, "mine")
    window.close()
    question = question_of(window)
    _tab_to(question, DocumentWords.SAVE())
    with qtbot.waitSignal(window.closed):
        press(question, Qt.Key.Key_Space)
    assert not window.isVisible()
    assert saved(rooms, film).scenes[0].prompt == "mine"


def test_save_in_the_question_asks_where_for_untitled_work(rooms: Rooms, qtbot: QtBot) -> None:
    window = rooms.window
    write(rooms, "mine")
    window.close()
    question_of(window).answers[0].click()
    path = rooms.home / "mine.klingboard"
    with qtbot.waitSignal(window.closed):
        choose(window, path)
    assert saved(rooms, path).scenes[0].prompt == "mine"


def test_closing_goes_no_further_when_it_could_not_be_saved(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    write(rooms, "mine")
    film.unlink()
    film.mkdir()
    window.close()
    with qtbot.waitSignal(window.documents.failed):
        question_of(window).answers[0].click()
    assert window.isVisible()
    assert edited(window)


def test_a_file_changed_by_another_is_not_overwritten_unasked(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    other = Storyboard(title="Another's work")
    save(other, film, rooms.supplies.pictures)
    theirs = film.read_bytes()
    write(rooms, "mine")
    with qtbot.waitSignal(window.documents.overtaken):
        window.document_acts.save()
    question = question_of(window)
    assert film.read_bytes() == theirs
    press(question, Qt.Key.Key_Return)
    assert film.read_bytes() == theirs
    with qtbot.waitSignal(window.documents.overtaken):
        window.document_acts.save()
    with qtbot.waitSignal(window.documents.saved):
        question_of(window).answers[1].click()
    assert saved(rooms, film).scenes[0].prompt == "mine"


@pytest.mark.parametrize("where", ["title", "seconds"])
def test_what_is_just_being_typed_is_saved_too(
    rooms: Rooms, qtbot: QtBot, film: Path, where: str
) -> None:
    window = opened(rooms, qtbot, film)
    qtbot.waitUntil(window.isActiveWindow)
    if where == "title":
        window.top_bar.title.rename()
        QTest.keyClicks(window.top_bar.title.field, "Lake")
        target: QWidget = window.top_bar.title.field
    else:
        target = window.inspector.length.stepper.field
        target.setFocus()
        window.inspector.length.stepper.field.selectAll()
        QTest.keyClicks(target, "12")
    with qtbot.waitSignal(window.documents.saved):
        QTest.keyClick(target, Qt.Key.Key_S, CTRL)
    board = saved(rooms, film)
    assert (board.title, board.seconds) == (
        ("Lake", 5) if where == "title" else (HARBOUR.title, 12)
    )


def test_a_file_that_is_gone_is_simply_written_again(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    film.unlink()
    write(rooms, "mine")
    with qtbot.waitSignal(window.documents.saved):
        window.document_acts.save()
    assert saved(rooms, film).scenes[0].prompt == "mine"


def test_a_dropped_document_is_opened(rooms: Rooms, qtbot: QtBot, film: Path) -> None:
    window = rooms.window
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(film))])
    drop = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    # No zone takes it for a picture, so it reaches the window wherever it falls.
    assert not arrivals.carries_picture(mime)
    with qtbot.waitSignal(window.documents.opened):
        window.dropEvent(drop)
    assert rooms.desk.storyboard == HARBOUR


def test_the_frames_travel_in_the_document(
    rooms: Rooms, qtbot: QtBot, picture: Callable[..., Path]
) -> None:
    window = rooms.window
    frame = rooms.supplies.pictures.keep(fit(picture()))
    rooms.desk.set(Act.SET_FIRST_FRAME, first_frame=frame)
    path = rooms.home / "with.klingboard"
    with qtbot.waitSignal(window.documents.saved):
        window.documents.save(path)
    kept = rooms.supplies.pictures.path(frame)
    data = kept.read_bytes()
    kept.unlink()
    opened(rooms, qtbot, path)
    assert kept.read_bytes() == data
    assert rooms.desk.scene.first_frame == frame


def test_a_take_that_comes_in_has_to_be_saved_too(rooms: Rooms, qtbot: QtBot, film: Path) -> None:
    window = opened(rooms, qtbot, film)
    take = Take(id="t", recipe="r", clip="c.mp4", made_at=1.0)
    rooms.desk.tell(lambda board: scenes.record_take(board, board.scenes[0].id, take))
    assert edited(window)
    assert rooms.desk.undoable is None


def test_saving_removes_the_recovery_copy_and_a_change_brings_it_back(
    rooms: Rooms, qtbot: QtBot, film: Path
) -> None:
    window = opened(rooms, qtbot, film)
    supplies = rooms.supplies
    saving = Autosave(rooms.desk, window.documents, supplies.recovery, supplies.pools.disk)
    folder = rooms.home / "recovery"
    write(rooms, "Storm")
    qtbot.waitUntil(lambda: len(list(folder.glob("*.json"))) == 1)
    window.document_acts.save()
    qtbot.waitUntil(lambda: not list(folder.glob("*.json")))
    rooms.desk.undo()
    qtbot.waitUntil(lambda: len(list(folder.glob("*.json"))) == 1)
    (copy,) = folder.glob("*.json")
    assert str(film) in copy.read_text("utf-8")
    saving.end(given_up=True)


def test_a_pipe_of_that_name_is_refused_at_once(rooms: Rooms, qtbot: QtBot) -> None:
    pipe = rooms.home / "pipe.klingboard"
    os.mkfifo(pipe)
    with qtbot.waitSignal(rooms.window.documents.failed):
        rooms.window.document_acts.open(pipe)


def _tab_to(question: Question, text: str) -> None:
    for _ in range(6):
        now = question.focusWidget()
        if getattr(now, "text", lambda: "")() == text:
            return
        press(question, Qt.Key.Key_Tab)
    raise AssertionError(f"{text} can't be reached")
