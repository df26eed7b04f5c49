"""Progress on the taskbar: the rules, and each system's way, imitated where it is not at hand."""

import ctypes
from types import SimpleNamespace
from typing import Any

import pytest

from kling_desktop.jobs.job import Hold, State
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.taskbar import Badge, Nowhere, Progress, taskbar
from kling_desktop.ui.taskbar_linux import Launcher
from kling_desktop.ui.taskbar_windows import (
    PROGRAM_ID,
    ButtonState,
    TaskbarButton,
    name_program,
)
from tests.ui.rooms import job

pytestmark = pytest.mark.qt


class Board:
    def __init__(self) -> None:
        self.shown: list[tuple[float | None, int]] = []

    def show(self, fraction: float | None, count: int) -> None:
        self.shown.append((fraction, count))


def test_the_bar_goes_forward_until_nothing_is_under_way() -> None:
    book, board = JobBook(), Board()
    progress = Progress(book, board)
    book.take(job(id=1, state=State.GENERATING))
    book.take(job(id=2, state=State.WAITING))
    book.take(job(id=1, state=State.GENERATING, progress=50))
    book.take(job(id=1, state=State.DONE))
    book.take(job(id=2, state=State.GENERATING))
    book.take(job(id=2, state=State.FETCHING, progress=80))
    book.take(job(id=2, state=State.FAILED))
    assert board.shown == [
        (0.0, 1),
        (0.0, 2),
        (0.25, 2),
        (0.5, 1),
        (0.9, 1),
        (None, 0),
    ]
    book.take(job(id=3, state=State.GENERATING))
    progress.close()
    assert board.shown[6:] == [(0.0, 1), (None, 0)]


def test_what_waits_for_the_user_is_no_progress() -> None:
    book, board = JobBook(), Board()
    _progress = Progress(book, board)
    book.take(job(id=1, state=State.WAITING, hold=Hold.PAUSED))
    book.take(job(id=2, state=State.DONE))
    assert board.shown == []
    book.take(job(id=1, state=State.WAITING, hold=Hold.NO_NETWORK))
    assert board.shown == [(0.0, 1)]


class Imitated:
    """An ITaskbarList3 in memory: an object whose first word points to a table of methods."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        init = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)(self._init)
        value = ctypes.CFUNCTYPE(
            ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulonglong, ctypes.c_ulonglong
        )(self._value)
        state = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
            self._state
        )
        self._kept = (init, value, state)
        self._table = (ctypes.c_void_p * 21)()
        for place, method in ((3, init), (9, value), (10, state)):
            self._table[place] = ctypes.cast(method, ctypes.c_void_p)
        self._object = ctypes.c_void_p(ctypes.addressof(self._table))
        self.address = ctypes.addressof(self._object)

    def _init(self, this: int) -> int:
        self.calls.append(("init", this == self.address))
        return 0

    def _value(self, _: int, window: int, done: int, total: int) -> int:
        self.calls.append(("value", window, done, total))
        return 0

    def _state(self, _: int, window: int, state: int) -> int:
        self.calls.append(("state", window, state))
        return 0


def test_windows_is_told_through_its_table_of_methods() -> None:
    system = Imitated()
    button = TaskbarButton(system.address, lambda: [0x1234, 0x5678])
    assert system.calls == [("init", True)]
    system.calls.clear()
    button.show(0.5, 2)
    assert system.calls == [
        ("state", 0x1234, ButtonState.NORMAL),
        ("value", 0x1234, 50, 100),
        ("state", 0x5678, ButtonState.NORMAL),
        ("value", 0x5678, 50, 100),
    ]
    system.calls.clear()
    button.show(0.0, 1)
    assert [call[2] for call in system.calls] == [ButtonState.INDETERMINATE] * 2
    system.calls.clear()
    button.show(None, 0)
    assert [call[2] for call in system.calls] == [ButtonState.NO_PROGRESS] * 2


@pytest.mark.parametrize(
    ("system", "kind"), [("Linux", Launcher), ("Darwin", Badge), ("Windows", Nowhere)]
)
def test_each_system_has_its_way(
    monkeypatch: pytest.MonkeyPatch, system: str, kind: type[object]
) -> None:
    """Windows without the interface, as here, shows nothing."""
    monkeypatch.setattr("kling_desktop.ui.taskbar.platform.system", lambda: system)
    monkeypatch.setattr("kling_desktop.ui.taskbar.taskbar_list", lambda: None)
    found = taskbar(list)
    assert type(found) is kind
    found.show(0.5, 1)
    found.show(None, 0)


def test_windows_is_told_which_program_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def take(name: str) -> int:
        told.append(name)
        return 0

    shell = SimpleNamespace(SetCurrentProcessExplicitAppUserModelID=take)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(shell32=shell), raising=False)
    name_program()
    assert told == []
    monkeypatch.setattr("kling_desktop.ui.taskbar_windows.platform.system", lambda: "Windows")
    name_program()
    assert told == [PROGRAM_ID]
    # What Windows takes for a name (Application User Model IDs).
    assert len(PROGRAM_ID) <= 128
    assert " " not in PROGRAM_ID
