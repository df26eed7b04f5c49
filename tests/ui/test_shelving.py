from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import Job
from kling_desktop.ui.notices import Mood, Notice
from kling_desktop.ui.shelving import Shelving
from kling_desktop.words import Window
from tests.ui.rooms import Rooms, job

pytestmark = pytest.mark.qt

Gains = Callable[[Job], object]


def shelve(rooms: Rooms, qtbot: QtBot, gains: Gains, jobs: list[Job]) -> list[int]:
    """Shelves the jobs' clips; their numbers in the order in which they were told."""
    rooms.supply(library_gains=gains)
    through: list[int] = []
    shelving = Shelving(rooms.supplies, rooms.notices, rooms.desk)
    shelving.through.connect(lambda told: through.append(told.id))
    for one in jobs:
        shelving.shelve(one)
    qtbot.waitUntil(lambda: len(through) == len(jobs))
    return through


def test_each_clip_is_in_the_library_before_it_is_told(rooms: Rooms, qtbot: QtBot) -> None:
    there: list[int] = []
    through = shelve(rooms, qtbot, lambda one: there.append(one.id), [job(id=1), job(id=2)])
    assert there == through == [1, 2]
    assert rooms.notices.waiting == []


@pytest.mark.parametrize("trouble", [OSError(28, "No space left"), ValueError("no clip")])
def test_a_clip_that_the_library_does_not_take_is_told_and_plays(
    rooms: Rooms, qtbot: QtBot, trouble: Exception
) -> None:
    def gains(_: Job) -> None:
        raise trouble

    assert shelve(rooms, qtbot, gains, [job(id=7)]) == [7]
    assert rooms.notices.waiting == [Notice(Window.NOT_IN_LIBRARY(), Mood.FAULT)]
