"""Who drives a job, and whether that process still lives.

Every process that opens the ledger holds an OS lock on a file of its own for as long as it runs.
The system drops the lock when the process ends, however it ends, so a lock that can be taken means
that nobody is alive behind it. Process numbers would not do: systems use them again.
"""

from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout


class Owners:
    """This process's token, and the lives behind others' tokens."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.me = uuid4().hex
        self._lock = FileLock(self._path(self.me), thread_local=False)
        self._lock.acquire(timeout=0)

    def alive(self, token: str) -> bool:
        """Whether the process behind `token` is still running."""
        if token == self.me:
            return True
        path = self._path(token)
        if not path.exists():
            return False
        probe = FileLock(path, thread_local=False)
        try:
            probe.acquire(timeout=0)
        except Timeout:
            return True
        # While the lock is held: a process that is just starting must not lock a nameless file.
        path.unlink(missing_ok=True)
        probe.release()
        return False

    def leave(self) -> None:
        """Gives up the lock at an orderly end."""
        self._lock.release()
        self._path(self.me).unlink(missing_ok=True)

    def _path(self, token: str) -> Path:
        return self._folder / f"{token}.lock"
