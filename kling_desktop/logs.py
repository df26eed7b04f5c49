"""The log: what happened, for finding faults. Keys never come near it."""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kling_desktop import __version__

KEPT_BYTES = 1_000_000
KEPT_FILES = 3

LIBRARIES = "libraries.log"
"""What Qt, and what it stands on, say by themselves: of screens, sound servers, codecs."""

LOOKED_FOR = {"QT_LOGGING_RULES", "QT_DEBUG_PLUGINS"}
"""Who sets one of these wants to see what Qt says."""


@dataclass
class _Diverted:
    """The descriptors of the libraries' file and of the stderr we were started with, or none."""

    file: int | None = None
    before: int | None = None


_diverted = _Diverted()

_OPEN_FILES_KEEP_THEIR_NAMES = os.name == "nt"


class _LogFile(RotatingFileHandler):
    """Goes on without a line that the disk does not take: a terminal is no place for it."""

    def doRollover(self) -> None:  # noqa: N802
        """Begins a new file. Where that fails the one that is there goes on growing: this may be
        the last place where a task id is kept.
        """
        if self.stream is not None:
            self.stream.close()
            self.stream = None
        try:
            if _OPEN_FILES_KEEP_THEIR_NAMES and not self._full.exists():
                # Another process may have it open, and then the older ones must not be pushed out
                # by trying. What an end in between left here is kept like the others.
                Path(self.baseFilename).replace(self._full)
            super().doRollover()
        except OSError:
            return

    def rotate(self, source: str, dest: str) -> None:
        """Gives the file its first number."""
        super().rotate(str(self._full) if _OPEN_FILES_KEEP_THEIR_NAMES else source, dest)

    def _open(self) -> TextIOWrapper:
        return os.fdopen(_open_private(self.baseFilename), "a", encoding=self.encoding)

    @property
    def _full(self) -> Path:
        return Path(self.baseFilename + ".full")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def start(folder: Path) -> None:
    """Begins to log to `folder`. Goes on without a log where none can be written.

    Folder and files are made for their owner alone: files and tasks are named in them.

    The HTTP libraries stay silent: at their lower levels they would print request headers.
    """
    root = logging.getLogger("kling_desktop")
    root.setLevel(logging.INFO)
    root.propagate = False
    root.addHandler(logging.NullHandler())
    for name in ("httpx", "httpcore", "hpack", "keyring", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        handler = _LogFile(
            folder / "kling-desktop.log",
            maxBytes=KEPT_BYTES,
            backupCount=KEPT_FILES,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s")
    )
    root.addHandler(handler)


def divert_libraries(folder: Path) -> None:
    """Lets libraries write to a file in `folder` what they would write to stderr.

    They complain of what is no trouble here, such as a missing sound server; FFmpeg says more of a
    file, such as its path and what is written in it, so this too is for its owner alone. A line
    tells the starts apart. `sys.stderr` still reaches the person. A file, not a logger of Python's:
    Qt's threads write while they hold locks that the window's thread waits for, so they must not
    wait for Python.
    """
    if LOOKED_FOR & os.environ.keys() or (os.name == "nt" and sys.stderr is None):
        return
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        file = _open_private(folder / LIBRARIES)
        _begin(file)
        before = os.dup(2)
        os.dup2(file, 2)
    except OSError:
        return
    _diverted.file, _diverted.before = file, before
    if sys.stderr is not None:
        sys.stderr = os.fdopen(before, "w", 1, sys.stderr.encoding, "backslashreplace")


@contextmanager
def stderr_of_start() -> Iterator[None]:
    """In here stderr is what it was before libraries were diverted: for programs that we start.

    They get ours, and what they say, for as long as they live, is not ours to keep.
    """
    if _diverted.file is None or _diverted.before is None:
        yield
        return
    os.dup2(_diverted.before, 2)
    try:
        yield
    finally:
        os.dup2(_diverted.file, 2)


def limit_libraries() -> None:
    """Begins the libraries' file anew where it has grown too large. Raises `OSError`."""
    if _diverted.file is not None and os.fstat(_diverted.file).st_size >= KEPT_BYTES:
        _begin(_diverted.file)


def _begin(file: int) -> None:
    # Other processes may be writing to it: each line goes to the end that there is then.
    if os.fstat(file).st_size >= KEPT_BYTES:
        os.ftruncate(file, 0)
    when = time.strftime("%Y-%m-%d %H:%M:%S")
    os.write(file, f"{when} {os.getpid()} Kling Desktop {__version__}\n".encode())


def _open_private(path: str | Path) -> int:
    """Opens a file for writing at its end; who else is on this machine can't read it."""
    # Elsewhere than on Windows all files are binary.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)
