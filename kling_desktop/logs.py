"""The log: what happened, for finding faults. Keys never come near it."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

KEPT_BYTES = 1_000_000
KEPT_FILES = 3

LIBRARIES = "libraries.log"
"""What Qt, and what it stands on, say by themselves: of screens, sound servers, codecs."""

LOOKED_FOR = {"QT_LOGGING_RULES", "QT_DEBUG_PLUGINS"}
"""Who sets one of these wants to see what Qt says."""


class _LogFile(RotatingFileHandler):
    """Goes on without a line that the disk does not take: a terminal is no place for it."""

    def doRollover(self) -> None:  # noqa: N802
        """Begins a new file, unless another process has this one open: Windows lets nobody rename
        it then, and the older ones must not be pushed out by trying. It goes on growing until then.
        """
        if self.stream is not None:
            self.stream.close()
            self.stream = None
        file = Path(self.baseFilename)
        aside = file.with_name(file.name + ".full")
        try:
            file.rename(aside)
        except PermissionError:
            return
        aside.rename(file)
        super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def start(folder: Path) -> None:
    """Begins to log to `folder`. Goes on without a log where none can be written.

    The HTTP libraries stay silent: at their lower levels they would print request headers.
    """
    root = logging.getLogger("kling_desktop")
    root.setLevel(logging.INFO)
    root.propagate = False
    root.addHandler(logging.NullHandler())
    for name in ("httpx", "httpcore", "hpack", "keyring", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
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

    They complain of what is no trouble here, such as a missing sound server. `sys.stderr` still
    reaches the person. A file, not a logger of Python's: Qt's threads write while they hold locks
    that the window's thread waits for, so they must not wait for Python.
    """
    if sys.stderr is None or LOOKED_FOR & os.environ.keys():
        return
    path = folder / LIBRARIES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = path.exists() and path.stat().st_size < KEPT_BYTES
        with path.open("ab" if kept else "wb") as file:
            spoken = os.dup(2)
            os.dup2(file.fileno(), 2)
    except OSError:
        return
    sys.stderr = os.fdopen(spoken, "w", 1, sys.stderr.encoding, "backslashreplace")
