"""The zip that a document is: written the same to the byte, read as if by an enemy.

    storyboard.json            the text, see document_text.py
    frames/<sha256>.jpg|png    each frame once, exactly the bytes that will be sent

Nothing is unpacked to names that the file gives, and nothing is read before its size is known.
"""

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from kling_desktop.store.document_errors import (
    Bound,
    DocumentError,
    DocumentTooLarge,
    DocumentUnreadable,
    Flaw,
    FramesMissing,
    reading,
)
from kling_desktop.store.document_text import TEXT_BYTES
from kling_desktop.storyboard.model import FrameRef

FILE_BYTES: Final = 2_000_000_000
FRAME_BYTES: Final = 20_000_000
"""Twice what the service takes (contract.md §4.6): `check` reports what lies between."""
ENTRIES: Final = 4001

_STORYBOARD: Final = "storyboard.json"
_FRAME: Final = re.compile(r"frames/([0-9a-f]{64})\.(?:jpg|png)")
_SUFFIXES: Final = {"image/jpeg": ".jpg", "image/png": ".png"}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_FILE_MODE: Final = (stat.S_IFREG | 0o644) << 16
_UNIX: Final = 3

_SIGNATURE: Final = b"PK\3\4"
_END: Final = b"PK\5\6"
_END_BYTES: Final = 22
_DIRECTORY_BYTES: Final = 200 * ENTRIES
_ENCRYPTED: Final = 0x1
_RATIO: Final = 200
"""Pictures don't shrink, and text never this far; what does is a bomb."""
_RATIO_BEGINS: Final = 100_000

# A pipe put in the file's place between looking and opening must not make us wait either.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def write_package(file: BinaryIO, text: bytes, frames: Mapping[str, tuple[FrameRef, Path]]) -> None:
    """Writes a document: its text and, by hash, the frames with the files that hold them.

    Raises `DocumentTooLarge`; `FramesMissing` for a file that is no longer what its hash says;
    `OSError`.
    """
    if len(text) > TEXT_BYTES:
        raise DocumentTooLarge(Bound.STORYBOARD, TEXT_BYTES)
    if len(frames) + 1 > ENTRIES:
        raise DocumentTooLarge(Bound.ENTRIES, ENTRIES)
    if sum(frame.size + 1000 for frame, _ in frames.values()) + len(text) > FILE_BYTES:
        raise DocumentTooLarge(Bound.FILE, FILE_BYTES)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False) as package:
        package.writestr(_entry(_STORYBOARD), text)
        for digest, (frame, source) in sorted(frames.items()):
            data = _bytes_of(frame, source)
            package.writestr(_entry(f"frames/{digest}{_SUFFIXES[frame.media_type]}"), data)


def _bytes_of(frame: FrameRef, source: Path) -> bytes:
    if frame.size > FRAME_BYTES:
        raise DocumentTooLarge(Bound.FRAME, FRAME_BYTES)
    try:
        data = source.read_bytes()
    except FileNotFoundError as error:
        raise FramesMissing([frame]) from error
    if hashlib.sha256(data).hexdigest() != frame.picture:
        # A disk that forgets: better said now than found when the document is opened again.
        raise FramesMissing([frame])
    return data


def _entry(name: str) -> zipfile.ZipInfo:
    # Nothing of the day, the machine or zlib's version: the same storyboard is the same file.
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = _UNIX
    entry.external_attr = _FILE_MODE
    return entry


class Package:
    """A document's zip, open for reading."""

    def __init__(self, file: BinaryIO) -> None:
        size = os.fstat(file.fileno()).st_size
        _must_be_modest(file, size)
        self._zip = zipfile.ZipFile(file)
        self._entries = self._zip.infolist()
        packed = unpacked = 0
        for entry in self._entries:
            packed += entry.compress_size
            unpacked += entry.file_size
        if packed > size:
            raise DocumentUnreadable(Flaw.BOMB, "entries lie over one another")
        if unpacked > FILE_BYTES:
            raise DocumentTooLarge(Bound.FILE, FILE_BYTES)

    def text(self) -> bytes:
        """The storyboard's text, of whatever format."""
        found = [entry for entry in self._entries if entry.filename == _STORYBOARD]
        if not found:
            raise DocumentUnreadable(Flaw.NOT_A_DOCUMENT, f"no {_STORYBOARD}")
        if len(found) > 1:
            raise DocumentUnreadable(Flaw.REPEATED_ENTRY, _STORYBOARD)
        return self._read(found[0], Bound.STORYBOARD, TEXT_BYTES)

    def frames(self) -> dict[str, zipfile.ZipInfo]:
        """The frames' entries by hash. Raises where anything else is in the file, too."""
        frames: dict[str, zipfile.ZipInfo] = {}
        for entry in self._entries:
            # The name as written: zipfile itself cuts it at a NUL and turns backslashes.
            match = _FRAME.fullmatch(entry.orig_filename)
            if entry.orig_filename == _STORYBOARD or _is_folder_of_frames(entry):
                continue
            if match is None or stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
                raise DocumentUnreadable(Flaw.STRANGE_ENTRY, repr(entry.orig_filename)[:300])
            if match[1] in frames:
                raise DocumentUnreadable(Flaw.REPEATED_ENTRY, entry.filename)
            frames[match[1]] = entry
        return frames

    def frame(self, entry: zipfile.ZipInfo, digest: str) -> bytes:
        """A frame's bytes, known to be those of its hash."""
        data = self._read(entry, Bound.FRAME, FRAME_BYTES)
        if hashlib.sha256(data).hexdigest() != digest:
            raise DocumentUnreadable(Flaw.FRAME_CHANGED, entry.filename)
        return data

    def _read(self, entry: zipfile.ZipInfo, bound: Bound, most: int) -> bytes:
        if entry.flag_bits & _ENCRYPTED:
            raise DocumentUnreadable(Flaw.ENCRYPTED, entry.filename)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocumentUnreadable(Flaw.STRANGE_ENTRY, f"packed as {entry.compress_type}")
        if entry.file_size > max(_RATIO * entry.compress_size, _RATIO_BEGINS):
            raise DocumentUnreadable(Flaw.BOMB, entry.filename)
        if entry.file_size > most:
            raise DocumentTooLarge(bound, most)
        # Reading ends at the size that was just looked at, whatever is packed in there.
        return self._zip.read(entry)


def _is_folder_of_frames(entry: zipfile.ZipInfo) -> bool:
    # Zip programs add one when a person has put a document together again.
    return entry.orig_filename == "frames/" and entry.file_size == 0


def _must_be_modest(file: BinaryIO, size: int) -> None:
    """Looks at the zip's last bytes before `zipfile` reads, and believes, all of its directory."""
    if size == 0:
        raise DocumentUnreadable(Flaw.EMPTY)
    if size > FILE_BYTES:
        raise DocumentTooLarge(Bound.FILE, FILE_BYTES)
    begins = file.read(len(_SIGNATURE)) == _SIGNATURE
    file.seek(max(0, size - _END_BYTES))
    end = file.read(_END_BYTES)
    file.seek(0)
    if not end.startswith(_END) or len(end) != _END_BYTES:
        raise DocumentUnreadable(Flaw.CUT_SHORT if begins else Flaw.NOT_A_DOCUMENT)
    entries = int.from_bytes(end[10:12], "little")
    directory = int.from_bytes(end[12:16], "little")
    offset = int.from_bytes(end[16:20], "little")
    if entries > ENTRIES or directory > _DIRECTORY_BYTES:
        raise DocumentTooLarge(Bound.ENTRIES, ENTRIES)
    if not begins or offset + directory + _END_BYTES != size:
        # Something in front, behind or between: two programs would not read it alike.
        raise DocumentUnreadable(Flaw.DAMAGED, "the directory is elsewhere")


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Opens a document's zip for as long as the context lasts.

    Raises `DocumentError`, whatever is at `path` and whatever reading it comes upon.
    """
    with reading():
        if "\0" in str(path):
            raise DocumentUnreadable(Flaw.NOT_A_FILE)
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise DocumentUnreadable(Flaw.FOLDER)
        if not stat.S_ISREG(kind):
            raise DocumentUnreadable(Flaw.NOT_A_FILE)
        with os.fdopen(os.open(path, _FLAGS), "rb") as file, _only_document_errors():
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise DocumentUnreadable(Flaw.NOT_A_FILE)
            yield Package(file)


@contextmanager
def _only_document_errors() -> Iterator[None]:
    """Names what `zipfile` and zlib raise, which over a made-up file is anything at all."""
    try:
        yield
    except (DocumentError, OSError):
        raise
    except Exception as error:
        raise DocumentUnreadable(Flaw.DAMAGED, f"{type(error).__name__}: {error}") from error
