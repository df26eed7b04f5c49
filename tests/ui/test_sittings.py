"""Several storyboards at once, each in its window."""

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kling_desktop.frames.fit import fit
from kling_desktop.jobs.job import State
from kling_desktop.store.document import save
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.ui.notices import Mood
from kling_desktop.ui.question import Question
from kling_desktop.ui.sitting import Sitting
from kling_desktop.ui.sittings import Sittings
from kling_desktop.words import Window
from tests.ui.rooms import Rooms, job

pytestmark = pytest.mark.qt


@pytest.fixture
def sittings(rooms: Rooms) -> Sittings:
    """The program's windows; the first is open, untouched."""
    return rooms.sittings


@pytest.fixture
def film(rooms: Rooms) -> Path:
    """A document on disk."""
    path = rooms.home / "harbour.klingboard"
    board = Storyboard(title="Harbour", scenes=(Scene(prompt="The boat leaves"),))
    save(board, path, rooms.supplies.pictures)
    return path


def write(sitting: Sitting, text: str = "mine") -> None:
    sitting.desk.set(Act.WRITE_PROMPT, sitting.desk.scene.id, prompt=text)


def question_of(sitting: Sitting) -> Question:
    question = sitting.window.document_acts.question
    assert question is not None
    return question


def titles(sittings: Sittings) -> list[str]:
    return sorted(sitting.desk.storyboard.title for sitting in sittings.all)


def run_deletions() -> None:
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    gc.collect()


def test_new_opens_a_window_unless_this_one_is_untouched(sittings: Sittings) -> None:
    first = sittings.front
    first.window.document_acts.new()
    assert list(sittings.all) == [first]
    write(first)
    first.window.document_acts.new()
    assert len(sittings.all) == 2
    second = sittings.all[0]
    assert second is not first
    assert second.window.isVisible()
    assert first.desk.scene.prompt == "mine"
    assert second.window.pos() != first.window.pos()


def test_a_document_takes_the_place_of_an_untouched_storyboard_only(
    sittings: Sittings, qtbot: QtBot, film: Path, rooms: Rooms
) -> None:
    first = sittings.front
    first.window.document_acts.open(film)
    qtbot.waitUntil(lambda: first.desk.storyboard.title == "Harbour")
    other = rooms.home / "lake.klingboard"
    save(Storyboard(title="Lake"), other, rooms.supplies.pictures)
    first.window.document_acts.open(other)
    qtbot.waitUntil(lambda: titles(sittings) == ["Harbour", "Lake"])
    assert sittings.front.desk.storyboard.title == "Lake"


def test_a_document_that_is_open_comes_forward(
    sittings: Sittings, qtbot: QtBot, film: Path
) -> None:
    first = sittings.front
    first.window.document_acts.open(film)
    # Pressed twice before it has been read.
    first.window.document_acts.open(film)
    qtbot.waitUntil(lambda: first.desk.storyboard.title == "Harbour")
    write(first, "changed")
    second = sittings.add()
    second.window.document_acts.open(film.parent / "." / film.name)
    qtbot.waitUntil(lambda: sittings.front is first)
    assert len(sittings.all) == 2
    assert first.desk.scene.prompt == "changed"


def test_what_is_named_outside_gets_windows_and_scenes(
    sittings: Sittings, qtbot: QtBot, film: Path, picture: Callable[..., Path]
) -> None:
    sittings.open([film, picture(), picture(name="second.jpg")])
    qtbot.waitUntil(lambda: titles(sittings) == ["", "Harbour"])
    (pictures,) = [s for s in sittings.all if not s.desk.storyboard.title]
    qtbot.waitUntil(lambda: len(pictures.desk.storyboard.scenes) == 2)


@pytest.mark.parametrize("count", [1, 2])
def test_a_picture_that_is_still_examined_is_not_replaced(
    sittings: Sittings, qtbot: QtBot, rooms: Rooms, picture: Callable[..., Path], count: int
) -> None:
    gate = threading.Event()
    for _ in range(2):
        rooms.supplies.pools.pictures.run_task(gate.wait, print)
    # Handed over by two starts of the program, the second before the first has been looked at.
    sittings.open([picture(name=f"{number}.jpg") for number in range(count)])
    first = sittings.front
    sittings.open([picture(name="lake.jpg")])
    sittings.start_new(first)
    gate.set()
    assert len(sittings.all) == 3
    second = next(s for s in sittings.all if s.number == 2)
    qtbot.waitUntil(lambda: not first.window.taking_in and not second.window.taking_in)
    assert len(first.desk.storyboard.scenes) == count
    frames = [sitting.desk.storyboard.scenes[0].first_frame for sitting in (first, second)]
    assert [frame.name for frame in frames if frame is not None] == ["0.jpg", "lake.jpg"]


def test_a_picture_that_can_not_be_used_leaves_the_window_untouched(
    sittings: Sittings, qtbot: QtBot, tmp_path: Path, picture: Callable[..., Path]
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    first = sittings.front
    for files in ([broken], [broken, broken]):
        sittings.open(files)
        assert not first.untouched
        qtbot.waitUntil(lambda: first.untouched)
    # Of an odd shape, it waits for an answer.
    sittings.open([picture(width=900, height=300)])
    qtbot.waitUntil(first.window.inspector.first.card.isVisible)
    assert not first.untouched
    first.window.inspector.first.card.cancelled.emit()
    assert first.free


def test_closing_one_window_leaves_the_others(sittings: Sittings, qtbot: QtBot) -> None:
    first = sittings.front
    second = sittings.add()
    with qtbot.assertNotEmitted(sittings.left):
        second.window.close()
    assert list(sittings.all) == [first]
    assert not second.window.isVisible()
    with qtbot.waitSignal(sittings.left):
        first.window.close()


def test_a_closed_window_leaves_nothing_that_listens(
    sittings: Sittings, rooms: Rooms, qtbot: QtBot
) -> None:
    # The rooms are opened when first wanted: what belongs to all is not to be counted.
    rooms.book.take(job(id=1))
    run_deletions()
    before = {id(part) for part in gc.get_objects() if isinstance(part, QObject)}
    second = sittings.add()
    rooms.book.take(job(id=1, state=State.GENERATING, scene=second.desk.scene.id))
    QApplication.processEvents()
    made = [part for part in gc.get_objects() if _ours(part) and id(part) not in before]
    making = second.window.film.making
    second.window.close()
    rooms.book.take(job(id=1, state=State.GENERATING, scene=making._desk.scene.id, progress=40))
    assert not making._seconds.isActive()
    del second
    run_deletions()
    # Kept hold of, so that nothing is spared by Python's own clearing away: that may come late.
    left = [type(part).__qualname__ for part in made if isValid(part)]
    assert not left
    # Nothing of it is touched by what all windows share.
    rooms.book.take(job(id=1, state=State.DONE, clip="a.mp4"))
    rooms.shared.mode.choose(practice=False)
    rooms.theme.changed.emit()


def _ours(part: object) -> bool:
    return (
        isinstance(part, QObject)
        and type(part).__module__.startswith("kling_desktop.ui")
        and isValid(part)
    )


def test_leaving_asks_about_each_window_with_something_to_lose(
    sittings: Sittings, qtbot: QtBot
) -> None:
    first, second, third = sittings.front, sittings.add(), sittings.add()
    write(first)
    write(third)
    with qtbot.assertNotEmitted(sittings.left):
        third.window.leave_wanted.emit()
    assert second.window.document_acts.question is None
    question_of(third).answers[1].click()
    # The other one comes forward with its own question.
    assert sittings.front is first
    with qtbot.waitSignal(sittings.left):
        question_of(first).answers[1].click()


def test_one_cancel_stops_leaving_and_loses_nothing(sittings: Sittings, qtbot: QtBot) -> None:
    first, second = sittings.front, sittings.add()
    write(first)
    write(second)
    with qtbot.assertNotEmitted(sittings.left):
        sittings.leave()
        question_of(second).answers[1].click()
        question_of(first).cancel.click()
    assert len(sittings.all) == 2
    assert all(s.window.isVisible() and s.documents.edited for s in sittings.all)
    # What was let go of then is asked about again, and closing one window is only that.
    first.window.close()
    question_of(first).answers[1].click()
    assert list(sittings.all) == [second]
    sittings.leave()
    assert question_of(second).isVisible()


def test_what_is_changed_after_it_was_let_go_is_asked_about_again(
    sittings: Sittings, qtbot: QtBot
) -> None:
    first, second = sittings.front, sittings.add()
    write(first)
    write(second)
    sittings.leave()
    question_of(second).answers[1].click()
    write(second, "more")
    with qtbot.assertNotEmitted(sittings.left):
        question_of(first).answers[1].click()
    assert question_of(second).isVisible()


def test_work_that_was_let_go_in_one_window_leaves_no_copy_and_the_others_stay(
    sittings: Sittings, qtbot: QtBot, rooms: Rooms
) -> None:
    first, second = sittings.front, sittings.add()
    write(first, "keep this")
    write(second, "drop this")
    folder = rooms.home / "recovery"
    qtbot.waitUntil(lambda: len(list(folder.glob("*.json"))) == 2)
    second.window.close()
    question_of(second).answers[1].click()
    qtbot.waitUntil(lambda: len(list(folder.glob("*.json"))) == 1)
    (copy,) = folder.glob("*.json")
    assert "keep this" in copy.read_text("utf-8")


def test_the_window_menu_lists_the_open_storyboards(sittings: Sittings) -> None:
    first = sittings.front
    second = sittings.add()
    second.desk.do(Act.RENAME_STORYBOARD, lambda board: Storyboard(title="Sea & sky"))
    for sitting in (first, second):
        entries = sitting.window.menus.windows.actions()
        assert [entry.text() for entry in entries] == ["Untitled storyboard", "Sea && sky"]
        assert [entry.isChecked() for entry in entries] == [sitting is first, sitting is second]
    second.window.menus.windows.actions()[0].trigger()
    assert sittings.front is first
    second.window.close()
    # With nothing to save it would be gone by now.
    question_of(second).answers[1].click()
    assert [entry.text() for entry in first.window.menus.windows.actions()] == [
        "Untitled storyboard"
    ]


def test_what_concerns_the_whole_program_is_told_in_front(sittings: Sittings, rooms: Rooms) -> None:
    first = sittings.front
    second = sittings.add()
    rooms.notices.post("The queue has stopped.", Mood.FAULT)
    assert second.window.notice_bar.isVisible()
    assert not first.window.notice_bar.isVisible()


def test_pictures_of_every_window_are_spared(
    sittings: Sittings, rooms: Rooms, picture: Callable[..., Path]
) -> None:
    frames = [rooms.supplies.pictures.keep(fit(picture(width=640 + n))) for n in (0, 2)]
    for sitting, frame in zip((sittings.front, sittings.add()), frames, strict=True):
        sitting.desk.set(Act.SET_FIRST_FRAME, first_frame=frame)
        sitting.desk.undo()
    assert sittings.named == {frame.picture for frame in frames}


def test_what_is_decided_about_a_job_reaches_the_window_of_its_storyboard(
    sittings: Sittings, rooms: Rooms
) -> None:
    first, second = sittings.front, sittings.add()
    board = first.desk.storyboard.id
    first.desk.do(
        Act.ADD_SCENES, lambda board: replace(board, scenes=(*board.scenes, Scene(prompt="two")))
    )
    (one, two) = first.desk.storyboard.scenes
    before = job(id=1, board=board, scene=one.id)
    held = job(id=2, board=board, scene=two.id, after=(1,))
    rooms.book.take(before)
    first.desk.select(two.id)
    second.window.jobs.budgeted.emit(held, 5.0)
    assert first.desk.storyboard.budget == 5.0
    assert second.desk.storyboard.budget is None
    second.window.deeds.choice_wanted.emit(held)
    assert first.desk.scene.id == one.id
    second.window.deeds.edit_wanted.emit(held)
    assert first.desk.scene.id == two.id
    for stray, said in (
        (job(id=3, board="closed", scene="x"), Window.STORYBOARD_NOT_OPEN()),
        (job(id=4, board=board, scene="deleted"), Window.SCENE_GONE()),
    ):
        second.window.deeds.edit_wanted.emit(stray)
        assert said in [notice.text for notice in second.notices.waiting]
