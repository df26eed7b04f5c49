import threading

import pytest
from pytestqt.qtbot import QtBot

from kling_desktop.ui.library.latest import Latest
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt


@pytest.fixture
def told() -> list[object]:
    return []


def test_of_what_is_asked_for_meanwhile_only_the_last_runs_and_tells(
    rooms: Rooms, qtbot: QtBot, told: list[object]
) -> None:
    gate, ran = threading.Event(), list[int]()

    def work(number: int) -> int:
        ran.append(number)
        gate.wait()
        return number

    latest = Latest(rooms.supplies.pools.disk, told.append, told.append)
    latest.run(lambda: work(1))
    latest.run(lambda: work(2))
    latest.run(lambda: work(3))
    gate.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert ran == [1, 3]
    assert told == [3]


def test_what_waits_can_be_dropped_and_a_failure_is_told(
    rooms: Rooms, qtbot: QtBot, told: list[object]
) -> None:
    gate = threading.Event()

    def fail() -> None:
        gate.wait()
        raise OSError("full")

    latest = Latest(rooms.supplies.pools.disk, told.append, told.append)
    latest.run(fail)
    latest.run(lambda: told.append("never"))
    latest.drop()
    gate.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert [str(error) for error in told] == ["full"]
