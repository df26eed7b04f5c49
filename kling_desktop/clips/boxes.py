"""The top-level boxes of an ISO base media file (ISO/IEC 14496-12 §4.2): MP4 and its relatives."""

from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

BOXES_MOST: Final = 100_000
"""Where a walk gives up. An hour in fragments has some thousand boxes; garbage, millions."""

_UUID: Final = b"uuid"
_OPENERS: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """One box; places and sizes in bytes."""

    kind: bytes
    """Four characters."""
    start: int
    header: int
    """Length of the header: 8, or 16 with a 64-bit size, and 16 more with a UUID."""
    end: int
    """Where the box says it ends; can lie behind the end of the file."""
    open_ended: bool = False
    """It reaches "to the end of the file" (size 0)."""
    uuid: bytes | None = None

    @property
    def payload(self) -> int:
        """Bytes it holds after its header."""
        return self.end - self.start - self.header


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is put together at the top level."""

    boxes: tuple[Box, ...]
    size: int
    """Bytes of the file."""

    @property
    def is_media(self) -> bool:
        """Whether it begins as such a file does; most things saved as `.mp4` by mistake do not."""
        return bool(self.boxes) and self.boxes[0].kind in _OPENERS

    @property
    def is_whole(self) -> bool:
        """Whether the boxes end exactly where the file does."""
        return bool(self.boxes) and self.boxes[-1].end == self.size


def layout(file: BinaryIO) -> Layout:
    """Walks `file`, which can be any bytes at all. Raises `OSError` where it cannot be read."""
    size = file.seek(0, 2)
    return Layout(boxes=tuple(_walk(file, size)), size=size)


def _walk(file: BinaryIO, size: int) -> Iterator[Box]:
    start = 0
    for _ in range(BOXES_MOST):
        if start >= size:
            return
        box = _box(file, start, size)
        if box is None:
            return
        yield box
        start = box.end


def _box(file: BinaryIO, start: int, file_size: int) -> Box | None:
    file.seek(start)
    head = file.read(32)
    if len(head) < 8:
        return None
    length, kind, header = int.from_bytes(head[:4]), head[4:8], 8
    if length == 1:
        length, header = int.from_bytes(head[8:16]), 16
    uuid = None
    if kind == _UUID:
        uuid = head[header : header + 16]
        header += 16
    open_ended = length == 0
    if open_ended:
        length = file_size - start
    if len(head) < header or length < header:
        return None
    return Box(
        kind=kind,
        start=start,
        header=header,
        end=start + length,
        open_ended=open_ended,
        uuid=uuid,
    )
