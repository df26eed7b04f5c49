"""Making bytes and names last through a crash and a power cut."""

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

UNFINISHED: Final = ".unfinished"
"""How the names of side files end."""

_LEFT_BEHIND_SECONDS: Final = 24 * 60 * 60
_HELD_SECONDS: Final = 2.0
_LOOK_AGAIN_SECONDS: Final = 0.05
_OTHERS_HOLD_FILES = os.name == "nt"
_CANNOT_SYNC: Final = (errno.EINVAL, errno.ENOTSUP)


def sync_folder(folder: Path) -> None:
    """Syncs a folder's entries to disk, where the system can (Windows can't and need not)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems have no such thing for folders, and are as safe without.
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it that are missing, their names synced to disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def put_in_place(side: Path, path: Path) -> None:
    """Gives a finished file its name, in place of what bears it. Raises `OSError`.

    On Windows a virus scanner, or whatever lists a folder, may hold either file for a moment, and
    nobody can rename what is held: that is waited for.
    """
    end = time.monotonic() + _HELD_SECONDS
    while True:
        try:
            side.replace(path)
        except PermissionError:
            if not _OTHERS_HOLD_FILES or time.monotonic() > end:
                raise
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return


@contextmanager
def replacing(path: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Opens a side file for what is to stand at `path`: it takes that place whole, or not at all.

    The side file lies in the same folder, since a rename works on one disk only. `mode` is what a
    new file gets, less the person's umask; one that is there keeps its own.
    Raises `OSError`; before the very last step `path` is as it was.
    """
    side = path.parent / f"{_side_prefix(path)}{uuid4().hex[:16]}{UNFINISHED}"
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(side, flags, mode), "w+b") as file:
            with suppress(FileNotFoundError):
                side.chmod(path.stat().st_mode & 0o777)
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_in_place(side, path)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what counts
            side.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    with suppress(OSError):  # the file is safe; tidying can wait for the next time
        remove_left_behind(path.parent, _side_prefix(path))


def _side_prefix(path: Path) -> str:
    # A digest, since with the name itself a long one would get too long.
    return f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}-"


def remove_left_behind(folder: Path, prefix: str = "") -> None:
    """Removes side files that a process killed in the middle could not, when a day old."""
    for side in folder.glob(f"{prefix}*{UNFINISHED}"):
        if time.time() - side.stat().st_mtime > _LEFT_BEHIND_SECONDS:
            side.unlink(missing_ok=True)
