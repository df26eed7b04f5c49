"""The log: what happened, for finding faults. Keys never come near it."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

KEPT_BYTES = 1_000_000
KEPT_FILES = 3


class _LogFile(RotatingFileHandler):
    """Goes on without a line that the disk does not take: a terminal is no place for it."""

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
