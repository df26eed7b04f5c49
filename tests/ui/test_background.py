import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from kling_desktop.ui.background import Background, Deliveries

pytestmark = pytest.mark.qt


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: list[QThread] = []

    def take(self, value: object) -> None:
        self.got.append(value)
        self.threads.append(QThread.currentThread())


@pytest.fixture
def deliveries() -> Deliveries:
    return Deliveries()


@pytest.fixture
def pool(deliveries: Deliveries) -> Iterator[Background]:
    made = Background(deliveries, 2, "test")
    yield made
    made.close()


def test_a_result_comes_on_the_windows_thread(pool: Background, qtbot: QtBot) -> None:
    receiver = Receiver()
    pool.run_task(threading.get_ident, receiver.take)
    qtbot.waitUntil(lambda: bool(receiver.got))
    assert receiver.got != [threading.get_ident()]
    assert receiver.threads == [receiver.thread()]


def test_an_error_comes_there_too(pool: Background, qtbot: QtBot) -> None:
    receiver = Receiver()
    pool.run_task(lambda: 1 // 0, receiver.take, receiver.take)
    qtbot.waitUntil(lambda: bool(receiver.got))
    assert isinstance(receiver.got[0], ZeroDivisionError)


def test_an_error_that_nobody_takes_is_told(
    pool: Background, deliveries: Deliveries, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(deliveries.fault) as told:
        pool.run_task(lambda: 1 // 0, Receiver().take)
    assert told.args is not None
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_widget_that_is_gone_is_left_in_peace(pool: Background, qtbot: QtBot) -> None:
    gone, there = Receiver(), Receiver()
    held = threading.Event()
    pool.run_task(lambda: held.wait(5), gone.take)
    delete(gone)
    held.set()
    pool.run_task(lambda: 2, there.take)
    qtbot.waitUntil(lambda: bool(there.got))
    assert gone.got == []


def test_after_closing_nothing_is_delivered(
    pool: Background, deliveries: Deliveries, qtbot: QtBot
) -> None:
    receiver = Receiver()
    pool.run_task(lambda: 1, receiver.take)
    deliveries.close()
    pool.close()
    qtbot.wait(20)
    assert receiver.got == []


def test_the_last_work_is_done_before_the_pool_ends(pool: Background) -> None:
    done: list[int] = []
    pool.last(lambda: done.append(1))
    pool.last(lambda: 1 // 0)
    pool.close()
    assert done == [1]


def test_closing_waits_for_what_was_asked_for(deliveries: Deliveries) -> None:
    pool = Background(deliveries, 1, "test")
    done: list[object] = []
    for number in range(3):
        pool.last(partial(done.append, number))
    assert pool.close()
    assert done == [0, 1, 2]


def test_closing_waits_no_longer_than_it_is_told_to(deliveries: Deliveries) -> None:
    pool = Background(deliveries, 1, "test")
    gate = threading.Event()
    done: list[object] = []
    pool.run_task(gate.wait, done.append)
    pool.last(lambda: done.append("last"))
    assert not pool.close(0)
    gate.set()
    # Nothing more begins: what it would work on may be closed by then.
    assert pool.close()
    assert done == []
