import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from kling_desktop.ui.housekeeping import Housekeeping
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

Keeping = Callable[[Callable[[], int]], Housekeeping]


class Desk:
    """Whether there is something to do, and how often it was looked."""

    def __init__(self) -> None:
        self.busy = 0
        self.looks = 0

    def is_busy(self) -> bool:
        self.looks += 1
        return self.looks <= self.busy


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def keeping(rooms: Rooms, desk: Desk) -> Iterator[Keeping]:
    made: list[Housekeeping] = []

    def make(tidy: Callable[[], int]) -> Housekeeping:
        timer = Housekeeping(
            rooms.supplies.pools.documents,
            busy=desk.is_busy,
            tidying=lambda: tidy,
            parent=rooms.desk,
        )
        timer.setInterval(1)
        made.append(timer)
        return timer

    yield make
    for timer in made:
        timer.stop()


def test_it_is_done_once_and_off_the_windows_thread(
    keeping: Keeping, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    threads: list[int] = []

    def tidy() -> int:
        threads.append(threading.get_ident())
        return 4096

    keeping(tidy).start()
    qtbot.waitUntil(lambda: "freed 4096 bytes" in caplog.text)
    qtbot.wait(30)
    assert len(threads) == 1
    assert threads != [threading.get_ident()]


def test_it_waits_until_there_is_nothing_else_to_do(
    keeping: Keeping, desk: Desk, qtbot: QtBot
) -> None:
    desk.busy = 3
    looks: list[int] = []

    def tidy() -> int:
        looks.append(desk.looks)
        return 0

    keeping(tidy).start()
    qtbot.waitUntil(lambda: bool(looks))
    assert looks == [4]


def test_what_can_not_be_tidied_is_kept_and_only_noted(
    keeping: Keeping, qtbot: QtBot, rooms: Rooms, caplog: pytest.LogCaptureFixture
) -> None:
    def tidy() -> int:
        raise OSError(13, "Permission denied")

    keeping(tidy).start()
    qtbot.waitUntil(lambda: "Permission denied" in caplog.text)
    assert rooms.notices.waiting == []
