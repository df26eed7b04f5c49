"""The recipe travels inside the clip: a `uuid` box of our own behind everything else.

ISO/IEC 14496-12 §11.1 lets anyone add such boxes and has players skip them. Appending moves
nothing, so the bytes that were downloaded stay as they are and every offset in them stays right.
"""

import os
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID, uuid4

from kling_desktop.clips.boxes import Box, Layout, layout

RECIPE_UUID: Final = UUID("6b6c696e-6764-4573-8b74-6f7072656369")
"""Marks our box. Never change it: clips out there carry it."""

RECIPE_BYTES: Final = 1_000_000
"""Most bytes of a recipe; a box that claims more is not read."""

_CHUNK: Final = 1 << 20


def write(path: Path, recipe: bytes) -> bool:
    """Puts `recipe` into the clip at `path`, in place of one already there, and syncs it.

    Returns False and leaves the file alone where a box cannot be appended: it is no ISO base media
    file, its last box reaches "to the end of the file", or it breaks off inside a box. Where
    writing fails midway (a full disk) the file is put back as it was. Raises `OSError`, and
    `ValueError` for a recipe of more than `RECIPE_BYTES`.
    """
    if len(recipe) > RECIPE_BYTES:
        raise ValueError(f"recipe of {len(recipe)} bytes")
    box = _encode(recipe)
    with path.open("r+b", buffering=0) as file:
        found = layout(file)
        start = _append_at(found)
        if start is None:
            return False
        file.seek(start)
        before = [(start, file.read())]
        try:
            _write_all(file, start, box)
            file.truncate(start + len(box))
            os.fsync(file.fileno())
            for old in found.boxes:
                if _is_ours(old) and old.start < start:
                    before.append((old.start, _read_at(file, old.start, old.end)))
                    _write_all(file, old.start, _blank(old))
            os.fsync(file.fileno())
        except BaseException:
            for place, data in before:
                _write_all(file, place, data)
            file.truncate(found.size)
            raise
    return True


def read(path: Path) -> bytes | None:
    """The recipe in the file at `path`, or `None`. Takes any bytes; raises `OSError` only."""
    with path.open("rb") as file:
        found = layout(file)
        for box in reversed(found.boxes):
            if _is_ours(box) and box.end <= found.size:
                return _read_at(file, box.start + box.header, box.end)
    return None


def strip(source: Path, target: Path) -> None:
    """Copies `source` to `target` without recipes. `target` appears whole or not at all.

    A recipe at the end is left out; one that somebody put something behind is blanked, since
    taking it out would move what follows. Raises `OSError`.
    """
    side = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with source.open("rb") as file, side.open("xb") as copy:
            found = layout(file)
            end = found.size
            for box in reversed(found.boxes):
                if not _is_ours(box):
                    break
                end = box.start
            _copy(file, copy, end)
            for box in found.boxes:
                if _is_ours(box) and box.start < end:
                    copy.seek(box.start)
                    copy.write(_blank(box))
            copy.flush()
            os.fsync(copy.fileno())
        side.replace(target)
    finally:
        side.unlink(missing_ok=True)


def _append_at(found: Layout) -> int | None:
    """Where a recipe belongs: behind the last box that is not ours, or nowhere."""
    if not found.is_media:
        return None
    last = found.boxes[-1]
    if last.open_ended:
        return None
    if _is_ours(last):  # also when it was torn by a power cut while being written
        return last.start
    return found.size if found.is_whole else None


def _is_ours(box: Box) -> bool:
    return box.uuid == RECIPE_UUID.bytes and 0 <= box.payload <= RECIPE_BYTES


def _encode(recipe: bytes) -> bytes:
    head = (24 + len(recipe)).to_bytes(4) + b"uuid" + RECIPE_UUID.bytes
    return head + recipe


def _blank(box: Box) -> bytes:
    """A `free` box of the same size, holding nothing."""
    size = box.end - box.start
    return size.to_bytes(4) + b"free" + bytes(size - 8)


def _read_at(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _write_all(file: BinaryIO, start: int, data: bytes) -> None:
    """Writes all of `data`: an unbuffered file may take it in pieces."""
    file.seek(start)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    source.seek(0)
    while size > 0 and (chunk := source.read(min(_CHUNK, size))):
        target.write(chunk)
        size -= len(chunk)
