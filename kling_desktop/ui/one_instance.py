"""One program for one data folder: a second start hands over what it was asked for, and ends.

The one that runs holds an OS lock in the data folder, which the system drops however it ends, and
keeps beside it the address of a local socket that only its user may open. A second start waits for
an answer for a while; where none comes it opens a window of its own rather than none: several
processes can work on one data folder (house.md, "A job's states").
"""

import ctypes
import hashlib
import logging
import os
import platform
import time
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

PATIENCE = 15.0
"""Seconds for which a start waits for one that runs: it may be just starting itself."""

_STEP = 100
"""Milliseconds between two tries."""
_LARGEST = 1_000_000
"""Bytes of a call: more than any command line."""
_ANY_PROCESS = 0xFFFFFFFF
"""ASFW_ANY."""
_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - says which click a window may come forward for


class Call(msgspec.Struct, frozen=True):
    """What a start of the program was asked for."""

    files: tuple[bytes, ...] = ()
    """Absolute paths, as the system writes them."""
    practice: bool = False
    """Only practice was asked for (`--practice`)."""
    token: str = ""
    """The desktop's leave to come forward, where it gives one."""

    @property
    def paths(self) -> list[Path]:
        """The files."""
        return [Path(os.fsdecode(file)) for file in self.files]


def call_of(named: Sequence[str], *, practice: bool) -> Call:
    """A call for the files named on a command line."""
    files = tuple(os.fsencode(Path(name).absolute()) for name in named)
    return Call(files, practice, os.environ.get(_TOKEN, ""))


class Answer(Enum):
    """What the one that runs says to a call."""

    TAKEN = b"taken\n"
    NOT_HERE = b"not here\n"
    """It runs live, and practice was asked for: that must never cost money."""


class Reception(QObject):
    """Hears calls of later starts, from `open` to `close`. `place` is a path without a suffix."""

    called = Signal(object)
    """A `Call` that was taken."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._place = place
        self._lock = FileLock(_lock(place), thread_local=False)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._visit)
        self._takes: Callable[[Call], bool] = lambda _: True

    def reserve(self) -> bool:
        """Whether no other process hears calls at this place; from here on this one does."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def open(self, takes: Callable[[Call], bool]) -> None:
        """Hears calls from now on, where this process has the place; `takes` says which of them
        belong here.
        """
        self._takes = takes
        if not self._lock.is_locked:
            return
        name = "kling-desktop-" + hashlib.sha256(os.fsencode(self._place)).hexdigest()[:16]
        # With the lock held, what has that name was left by a process that is gone.
        QLocalServer.removeServer(name)
        # A name that someone else has taken, on a machine with many users, is of no use.
        if not self._server.listen(name) and not self._server.listen(f"{name}-{uuid4().hex[:8]}"):
            log.warning("later starts can't be heard: %s", self._server.errorString())
            return
        try:
            _address(self._place).write_text(self._server.fullServerName(), encoding="utf-8")
        except OSError as error:
            log.warning("later starts can't find this one: %s", error)

    def close(self) -> None:
        """Hears nothing more; the next start is one of its own."""
        if self._server.isListening():
            self._server.close()
            _address(self._place).unlink(missing_ok=True)
        self._lock.release()

    def take(self, call: Call) -> Answer:
        """Takes a call, or says that it does not belong here."""
        if not self._takes(call):
            return Answer.NOT_HERE
        if call.token:
            os.environ[_TOKEN] = call.token
        self.called.emit(call)
        return Answer.TAKEN

    def _visit(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            _Visit(self, socket)


class _Visit(QObject):
    """One connection: a line comes in, an answer goes out. Belongs to its socket."""

    def __init__(self, reception: Reception, socket: QLocalSocket) -> None:
        super().__init__(socket)
        self._reception = reception
        self._socket = socket
        self._heard = b""
        socket.readyRead.connect(self._hear)
        socket.disconnected.connect(socket.deleteLater)
        self._hear()

    def _hear(self) -> None:
        self._heard += bytes(self._socket.readAll().data())
        if len(self._heard) > _LARGEST:
            self._socket.abort()
        elif self._heard.endswith(b"\n"):
            heard, self._heard = self._heard, b""
            self._answer(heard)

    def _answer(self, heard: bytes) -> None:
        try:
            call = msgspec.json.decode(heard, type=Call)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            log.warning("a call was not understood: %s", error)
            self._socket.abort()
            return
        # Who called hangs up: on Windows what is not read yet is lost when this side does.
        self._socket.write(self._reception.take(call).value)
        self._socket.flush()


def receive(folder: Path, call: Call, patience: float = PATIENCE) -> Reception | None:
    """The reception of this process, or `None` where one that runs has taken the call. Blocks for
    `patience` seconds at most: for use before there is a window.
    """
    places = [folder / "window"]
    if call.practice:
        # Beside one that runs live.
        places.append(folder / "window-practice")
    for place in places:
        reception = Reception(place)
        answer = _reserve_or_hand_over(reception, place, call, patience)
        if answer is Answer.TAKEN:
            return None
        if answer is None:
            return reception
    return Reception(places[-1])


def _reserve_or_hand_over(
    reception: Reception, place: Path, call: Call, patience: float
) -> Answer | None:
    """`None` once the place is this process's own."""
    end = time.monotonic() + patience
    while not reception.reserve():
        answer = hand_over(place, call, max(0.0, end - time.monotonic()))
        if answer is not None:
            return answer
        if time.monotonic() > end:
            log.warning("another start does not answer, so this one opens a window of its own")
            return Answer.NOT_HERE
        time.sleep(_STEP / 1000)
    return None


def hand_over(place: Path, call: Call, patience: float) -> Answer | None:
    """Asks the one that runs, within `patience` seconds; `None` where nobody answers."""
    try:
        address = _address(place).read_text(encoding="utf-8")
    except OSError:
        return None
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(_STEP):
        return None
    _let_others_come_forward()
    socket.write(msgspec.json.encode(call) + b"\n")
    socket.waitForBytesWritten(_STEP)
    heard = b""
    end = time.monotonic() + patience
    while time.monotonic() < end and not heard.endswith(b"\n"):
        if not socket.waitForReadyRead(_STEP) and socket.state() != _CONNECTED:
            break
        heard += bytes(socket.readAll().data())
    socket.abort()
    return next((answer for answer in Answer if answer.value == heard), None)


_CONNECTED = QLocalSocket.LocalSocketState.ConnectedState


def _let_others_come_forward() -> None:
    """On Windows only the program that the user has just started may bring a window to the front,
    or let another do so (AllowSetForegroundWindow).
    """
    if platform.system() == "Windows":
        system: Any = ctypes  # which has `windll` on Windows only
        system.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)


def _lock(place: Path) -> Path:
    return place.with_name(place.name + ".lock")


def _address(place: Path) -> Path:
    return place.with_name(place.name + ".address")
