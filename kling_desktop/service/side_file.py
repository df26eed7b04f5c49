"""The file a clip grows in, and the note beside it that says how to go on with it."""

import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from kling_desktop.service.errors import Answer, DiskFull, DiskTrouble

T = TypeVar("T")

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What the half-fetched file is a half of."""

    validator: str = ""
    """The file's strong `ETag`, else its `Last-Modified`; for `If-Range`."""
    total: int | None = None
    """Bytes of the whole file."""


def mark_of(part: Path) -> Path:
    """The note beside a file that is half there."""
    return part.with_name(part.name + ".mark")


class SideFile:
    """A file being fetched. Every disk operation runs in a thread.

    All methods raise `DiskFull` or `DiskTrouble`.
    """

    def __init__(self, part: Path) -> None:
        self._part = part
        self._note = mark_of(part)
        self._file: IO[bytes] | None = None

    async def resumable(self) -> tuple[int, Mark] | None:
        """Bytes already there and what they are of; `None` when there is nothing to go on with."""
        return await self._on_disk(self._resumable)

    def _resumable(self) -> tuple[int, Mark] | None:
        try:
            size = self._part.stat().st_size
            mark = msgspec.json.decode(self._note.read_bytes(), type=Mark)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        # Without either, nothing would show that the file has become another one.
        identified = bool(mark.validator) or mark.total is not None
        fits = mark.total is None or size <= mark.total
        return (size, mark) if size and identified and fits else None

    async def start(self, mark: Mark | None) -> None:
        """Empties the file and notes what it will be; `None` when it cannot be resumed."""
        await self._on_disk(lambda: self._start(mark))

    def _start(self, mark: Mark | None) -> None:
        # In this order a note never stands beside bytes of another file.
        self._note.unlink(missing_ok=True)
        self._file = self._part.open("wb")
        if mark is not None:
            self._note.write_bytes(msgspec.json.encode(mark))

    async def go_on(self) -> None:
        """Opens the file for writing behind what is there."""
        await self._on_disk(self._go_on)

    def _go_on(self) -> None:
        self._file = self._part.open("ab")

    async def write(self, data: bytes) -> None:
        """Adds `data`."""
        file = self._opened
        await self._on_disk(lambda: file.write(data))

    async def finish(self) -> int:
        """Brings the file to the disk for good, removes the note and returns its bytes."""
        return await self._on_disk(self._finish)

    def _finish(self) -> int:
        file = self._opened
        file.flush()
        os.fsync(file.fileno())
        file.close()
        self._note.unlink(missing_ok=True)
        return self._part.stat().st_size

    async def settle(self) -> int:
        """Accepts what an earlier fetch left as the whole file, as `finish` does."""
        await self.go_on()
        return await self.finish()

    async def close(self) -> None:
        """Closes the file and leaves it for the next time."""
        if self._file is not None:
            await self._on_disk(self._file.close)

    @property
    def _opened(self) -> IO[bytes]:
        assert self._file is not None, "start or go_on comes first"
        return self._file

    async def _on_disk(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except OSError as error:
            answer = Answer(message=f"{type(error).__name__}: {error.strerror}")
            kind = DiskFull if error.errno in _NO_ROOM else DiskTrouble
            raise kind(answer) from error
