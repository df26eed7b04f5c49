"""Exceptions that nobody caught, on any thread: logged, and the program goes on."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

log = logging.getLogger(__name__)


def catch_faults(told: Callable[[], None], interrupted: Callable[[], None]) -> Callable[[], None]:
    """Calls `told` for each, which must only emit a signal: on another thread nothing of the window
    may be touched. `interrupted` answers Ctrl+C. What it returns puts back what was before.
    """
    before = (sys.excepthook, threading.excepthook)

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            interrupted()
            return
        log.error("unexpected", exc_info=(kind, error, trace))
        told()

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    def restore() -> None:
        sys.excepthook, threading.excepthook = before

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
    return restore
