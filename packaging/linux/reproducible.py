"""The same input gives the same bytes: one time for all files, no names of people or machines."""

import gzip
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def epoch() -> int:
    """The time that all files are given, in Unix seconds: SOURCE_DATE_EPOCH, or else that of the
    last commit.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told is None:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(told)


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
