"""The same input gives the same bytes: one time for all files, no names of people or machines."""

import gzip
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def epoch() -> int:
    """The time that all files are given, in Unix seconds: SOURCE_DATE_EPOCH, or else that of the
    last commit.

    Raises `LookupError` where neither tells; its text says what to do.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH") or _last_commit(ROOT)
    if not (told.isascii() and told.isdecimal()):
        raise LookupError(
            "Set SOURCE_DATE_EPOCH: the time, in Unix seconds, that all files inside will bear. "
            "There is no git history here that tells it."
        )
    return int(told)


def is_dated() -> bool:
    """Whether `epoch` can tell; where it can't, what to do is said on stderr."""
    try:
        epoch()
    except LookupError as problem:
        sys.stderr.write(f"{problem}\n")
        return False
    return True


def date() -> datetime:
    """The same as a date, in UTC."""
    return datetime.fromtimestamp(epoch(), UTC)


def zipped(data: bytes) -> bytes:
    """Compressed without a time or a name."""
    return gzip.compress(data, 9, mtime=0)


def write(path: Path, data: bytes | str) -> None:
    """Writes a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


@cache
def _last_commit(folder: Path) -> str:
    """Its time; empty where git does not tell."""
    git = shutil.which("git")
    if not git:
        return ""
    # In a container the folder often belongs to somebody else.
    trusted = ("-c", f"safe.directory={folder.as_posix()}")
    command = [git, *trusted, "-C", str(folder), "log", "-1", "--format=%ct"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip()
