"""Reads of Mach-O files which architectures they are made for, and from which macOS on.

The layout is that of Apple's <mach-o/loader.h> and <mach-o/fat.h>. Read here rather than asked of
`lipo` and `vtool`, so that it can be tested on any system.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

THIN = b"\xcf\xfa\xed\xfe"
FAT = b"\xca\xfe\xba\xbe"
ARCHITECTURES = {0x01000007: "x86_64", 0x0100000C: "arm64"}

_BUILD_VERSION = 0x32
_VERSION_MIN_MACOSX = 0x24
_MOST_SLICES = 16
"""A compiled Java class begins with the same four bytes as a fat file; there a version follows,
which is larger."""

Version = tuple[int, int]


def architectures(path: Path) -> dict[str, Version]:
    """The oldest macOS for each architecture in a file; empty if it is no Mach-O file. (0, 0) means
    that it does not say.
    """
    if path.is_symlink() or not path.is_file():
        return {}
    with path.open("rb") as file:
        if file.read(4) not in (THIN, FAT):
            return {}
    data = path.read_bytes()
    return dict(_read(data, at) for at in _slices(data))


def binaries(folder: Path) -> Iterator[tuple[Path, dict[str, Version]]]:
    """Every Mach-O file below a folder, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        found = architectures(path)
        if found:
            yield path, found


def _slices(data: bytes) -> Iterator[int]:
    if data[:4] == THIN:
        yield 0
        return
    (count,) = struct.unpack_from(">I", data, 4)
    if count > _MOST_SLICES:
        return
    for number in range(count):
        (at,) = struct.unpack_from(">I", data, 8 + 20 * number + 8)
        if data[at : at + 4] == THIN:
            yield at


def _read(data: bytes, start: int) -> tuple[str, Version]:
    _, processor, _, _, commands = struct.unpack_from("<5I", data, start)
    at, oldest = start + 32, (0, 0)
    for _ in range(commands):
        command, size = struct.unpack_from("<2I", data, at)
        if command in (_BUILD_VERSION, _VERSION_MIN_MACOSX):
            place = at + (12 if command == _BUILD_VERSION else 8)
            (version,) = struct.unpack_from("<I", data, place)
            oldest = (version >> 16, version >> 8 & 0xFF)
        at += size
    return ARCHITECTURES.get(processor, hex(processor)), oldest
