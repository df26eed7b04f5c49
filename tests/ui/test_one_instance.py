"""A second start meets the one that runs: real locks, real sockets."""

import ctypes
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QThread
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from kling_desktop.ui.one_instance import Call, Reception, call_of, receive

pytestmark = pytest.mark.qt

Start = Callable[..., Reception | None]


@pytest.fixture
def opened() -> Iterator[Callable[..., Reception]]:
    """Opens receptions; each is closed after the test."""
    receptions: list[Reception] = []

    def make(made: Reception | None, *, live: bool = False) -> Reception:
        assert made is not None
        made.open(lambda call: not (live and call.practice))
        receptions.append(made)
        return made

    yield make
    for reception in receptions:
        reception.close()


@pytest.fixture
def start_again(tmp_path: Path, qtbot: QtBot) -> Start:
    """A second start, beside the loop of the one that runs."""

    def start(call: Call, patience: float = 10) -> Reception | None:
        made: list[Reception | None] = []
        here = QThread.currentThread()

        def run() -> None:
            reception = receive(tmp_path, call, patience)
            if reception is not None:
                reception.moveToThread(here)
            made.append(reception)

        thread = threading.Thread(target=run)
        thread.start()
        qtbot.waitUntil(lambda: not thread.is_alive())
        thread.join()
        return made[0]

    return start


def test_files_are_handed_over_whatever_their_names(
    tmp_path: Path, qtbot: QtBot, opened: Callable[..., Reception], start_again: Start
) -> None:
    reception = opened(receive(tmp_path, Call()))
    names = ["film.klingboard", "/pictures/one two\n⛵.jpg", os.fsdecode(b"/odd-\xff.png")]
    with qtbot.waitSignal(reception.called) as called:
        assert start_again(call_of(names, practice=False)) is None
    assert called.args[0].paths == [Path(name).absolute() for name in names]


def test_a_start_lends_its_leave_to_come_forward(
    tmp_path: Path,
    opened: Callable[..., Reception],
    start_again: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(receive(tmp_path, Call()))
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "that click")
    call = call_of([], practice=False)
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN")
    assert start_again(call) is None
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "that click"


def test_only_its_user_may_speak_to_it(tmp_path: Path, opened: Callable[..., Reception]) -> None:
    opened(receive(tmp_path, Call()))
    address = Path((tmp_path / "window.address").read_text())
    mode = address.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert not mode & (stat.S_IRWXG | stat.S_IRWXO)


def test_what_a_killed_program_left_behind_is_in_nobodys_way(
    tmp_path: Path, opened: Callable[..., Reception], start_again: Start
) -> None:
    first = opened(receive(tmp_path, Call()))
    address = Path((tmp_path / "window.address").read_text())
    first.close()
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(address))
    left.close()
    (tmp_path / "window.address").write_text(str(address))
    assert address.exists()
    opened(receive(tmp_path, Call()))
    # It takes the same place again, so that such leavings do not pile up.
    assert (tmp_path / "window.address").read_text() == str(address)
    assert start_again(Call()) is None


def test_one_that_does_not_answer_keeps_nobody_from_a_window(
    tmp_path: Path, start_again: Start, opened: Callable[..., Reception]
) -> None:
    silent = Reception(tmp_path / "window")
    assert silent.reserve()
    made = start_again(Call(), 0.2)
    # It hears nothing: the place is the other one's.
    assert not opened(made)._server.isListening()
    silent.close()


def test_a_start_waits_for_one_that_is_just_starting(
    tmp_path: Path, qtbot: QtBot, opened: Callable[..., Reception]
) -> None:
    first = receive(tmp_path, Call())
    made: list[Reception | None] = []
    thread = threading.Thread(target=lambda: made.append(receive(tmp_path, Call())))
    thread.start()
    reception = opened(first)
    with qtbot.waitSignal(reception.called):
        pass
    thread.join()
    assert made == [None]


def test_practice_is_never_handed_to_a_window_that_costs_money(
    tmp_path: Path, qtbot: QtBot, opened: Callable[..., Reception], start_again: Start
) -> None:
    live = opened(receive(tmp_path, Call()), live=True)
    with qtbot.assertNotEmitted(live.called):
        practice = opened(start_again(Call(practice=True)))
    with qtbot.waitSignal(practice.called):
        assert start_again(Call(practice=True)) is None
    with qtbot.waitSignal(live.called):
        assert start_again(Call()) is None


def test_after_it_closed_a_start_is_one_of_its_own(
    tmp_path: Path, opened: Callable[..., Reception], start_again: Start
) -> None:
    first = opened(receive(tmp_path, Call()))
    first.close()
    assert opened(start_again(Call()))._server.isListening()


@pytest.mark.parametrize("said", [b"\xff\n", b'{"files": 1}\n', b"[" * 5000 + b"\n"])
def test_what_is_not_understood_changes_nothing(
    tmp_path: Path,
    qtbot: QtBot,
    opened: Callable[..., Reception],
    start_again: Start,
    said: bytes,
) -> None:
    reception = opened(receive(tmp_path, Call()))
    stranger = QLocalSocket()
    stranger.connectToServer((tmp_path / "window.address").read_text())
    with qtbot.assertNotEmitted(reception.called), qtbot.waitSignal(stranger.disconnected):
        stranger.write(said)
    assert start_again(Call()) is None


def test_who_called_hangs_up(
    tmp_path: Path, qtbot: QtBot, opened: Callable[..., Reception], start_again: Start
) -> None:
    """On Windows an answer is lost if the other side hangs up before it is read."""
    reception = opened(receive(tmp_path, Call()))
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect((tmp_path / "window.address").read_text())
        with qtbot.waitSignal(reception.called):
            caller.sendall(b"{}\n")
        assert caller.recv(100) == b"taken\n"
        assert start_again(Call()) is None
        caller.setblocking(False)
        with pytest.raises(BlockingIOError):
            caller.recv(100)


def test_on_windows_a_start_lets_the_one_that_runs_come_forward(
    tmp_path: Path,
    qtbot: QtBot,
    opened: Callable[..., Reception],
    start_again: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let: list[int] = []
    user32 = SimpleNamespace(AllowSetForegroundWindow=let.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=user32), raising=False)
    monkeypatch.setattr("kling_desktop.ui.one_instance.platform.system", lambda: "Windows")
    reception = opened(receive(tmp_path, Call()))
    assert let == []
    with qtbot.waitSignal(reception.called):
        assert start_again(Call()) is None
    assert let == [0xFFFFFFFF]
