"""Who drives a job, and whether that process still lives.

Every process that opens the ledger holds an OS lock on a file of its own for as long as it runs.
The system drops the lock when the process ends, however it ends, so a lock that can be taken means
that nobody is alive behind it. Process numbers would not do: systems use them again.

A file that was made but is not locked yet looks like a dead one's, and a process that locked a
file since removed would look dead for good. So making, looking and removing are done one after
another, behind a lock that all processes share.
"""

from pathlib import Path
from typing import Final
from uuid import uuid4

from filelock import FileLock, Timeout

_GUARD: Final = "guard"
"""The shared lock's file. It has no suffix: a `.lock` is somebody's sign of life."""

_GUARD_SECONDS: Final = 10.0
"""It is held for a moment only; whoever holds it longer was stopped by the system."""


class Owners:
    """This process's token, and the lives behind others' tokens. Safe from any thread."""

    def __init__(self, folder: Path) -> None:
        """Raises `OSError` where the folder can't be used."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.me = uuid4().hex
        self._lock = FileLock(self._path(self.me), thread_local=False)
        with self._guard():
            self._lock.acquire(timeout=0)

    def alive(self, token: str) -> bool:
        """Whether the process behind `token` is still running; at any doubt it is."""
        if token == self.me:
            return True
        try:
            with self._guard():
                return self._locked(self._path(token))
        except Timeout:
            return True

    def leave(self) -> None:
        """Gives up the lock at an orderly end."""
        self._lock.release()
        self._path(self.me).unlink(missing_ok=True)

    def _locked(self, path: Path) -> bool:
        if not path.exists():
            return False
        probe = FileLock(path, thread_local=False)
        try:
            probe.acquire(timeout=0)
        except Timeout:
            return True
        # Windows does not remove what is open; nobody can come between behind the guard.
        probe.release()
        path.unlink(missing_ok=True)
        return False

    def _guard(self) -> FileLock:
        # A new one each time: the threads of this process have to wait for each other as well.
        return FileLock(self._folder / _GUARD, timeout=_GUARD_SECONDS, thread_local=False)

    def _path(self, token: str) -> Path:
        return self._folder / f"{token}.lock"
