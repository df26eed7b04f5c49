"""A copy of a storyboard beside the original: each has its own jobs."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import State
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.ui.film_acts import FilmActs
from kling_desktop.ui.own_jobs import OwnJobs
from kling_desktop.ui.plans import Planner
from kling_desktop.ui.takes import LinkedFrames, Takes
from tests.ui.rooms import FRAME, Rooms, job

pytestmark = pytest.mark.qt


class Room:
    """What listens to jobs, without a window."""

    def __init__(self, rooms: Rooms) -> None:
        desk, book, mode = rooms.desk, rooms.book, rooms.shared.mode
        first = Scene(id="s1", first_frame=FRAME, prompt="The boat leaves")
        second = Scene(id="s2", prompt="Waves", linked=True)
        desk.open(Storyboard(id="original", scenes=(first, second)))
        self.linked = LinkedFrames(rooms.supplies, desk, mode)
        self.takes = Takes(desk, book, rooms.engine)
        self.planner = Planner(rooms.supplies, desk, mode, book, self.linked, OwnJobs(desk, book))
        self.acts = FilmActs(desk, mode, book, rooms.engine, self.linked)


@pytest.fixture
def room(rooms: Rooms) -> Iterator[Room]:
    rooms.engine.start()
    made = Room(rooms)
    yield made
    made.linked.close()


def save_copy(rooms: Rooms) -> None:
    rooms.desk.tell(lambda board: replace(board, id="copy"))


def takes_of(rooms: Rooms) -> list[str]:
    return [take.id for scene in rooms.desk.storyboard.scenes for take in scene.takes]


def test_what_the_original_makes_is_not_the_copys(rooms: Rooms, room: Room) -> None:
    save_copy(rooms)
    rooms.book.take(job(id=1, scene="s1", board="original", state=State.GENERATING))
    assert room.planner.coming() == {}
    assert room.planner.scene("s2").wanted == ()
    rooms.book.take(job(id=1, scene="s1", board="original", state=State.DONE, clip="1.mp4"))
    assert takes_of(rooms) == []
    rooms.book.take(job(id=2, scene="s1", board="copy", state=State.GENERATING))
    assert room.planner.coming() == {"s1": (2,)}


def test_what_was_under_way_when_it_was_copied_comes_to_both(rooms: Rooms, room: Room) -> None:
    asked = job(id=1, scene="s1", board="original", state=State.GENERATING)
    rooms.book.take(asked)
    save_copy(rooms)
    assert room.planner.coming() == {"s1": (1,)}
    rooms.book.take(replace(asked, state=State.DONE, clip="1.mp4"))
    assert takes_of(rooms) == [asked.mark]


def test_a_choice_in_the_copy_is_not_told_to_what_waits_in_the_original(
    rooms: Rooms, room: Room, qtbot: QtBot
) -> None:
    rooms.book.take(job(id=1, scene="s1", board="original", state=State.DONE, clip="1.mp4"))
    save_copy(rooms)
    (take,) = rooms.desk.storyboard.scenes[0].takes
    room.acts.keep(take)
    qtbot.waitUntil(lambda: ("choose", "copy", 1) in rooms.scripted.calls)
    assert rooms.desk.undoable is Act.KEEP_TAKE
