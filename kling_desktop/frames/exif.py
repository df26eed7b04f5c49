"""The two things in EXIF that change how a picture looks: which way up, and which colours.

A reader of its own: Pillow's warns, or fails, on EXIF that cameras and editors left half broken,
while the picture itself is sound.
"""

import struct
from collections.abc import Iterator
from typing import Final

_ORIENTATION: Final = 0x0112
_EXIF_IFD: Final = 0x8769
_INTEROP_IFD: Final = 0xA005
_INTEROP_INDEX: Final = 0x0001


def orientation(exif: bytes) -> int:
    """How the stored picture is to be turned, 1 to 8 as EXIF counts; 1 where nothing is said."""
    for tag, kind, value in _entries(exif, ()):
        if tag == _ORIENTATION and kind == "H" and 1 <= value <= 8:
            return value
    return 1


def says_adobe_rgb(exif: bytes) -> bool:
    """Whether a camera marked the picture as Adobe RGB in DCF's way: no profile, "R03" instead."""
    return any(
        tag == _INTEROP_INDEX and kind == "s" and value == int.from_bytes(b"R03\0", "big")
        for tag, kind, value in _entries(exif, (_EXIF_IFD, _INTEROP_IFD))
    )


def _entries(exif: bytes, way: tuple[int, ...]) -> Iterator[tuple[int, str, int]]:
    """Tag, type and value of the directory reached by following the pointers of `way`."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return
    offset = struct.unpack_from(f"{order}I", tiff, 4)[0]
    for pointer in way:
        found = [value for tag, kind, value in _directory(tiff, order, offset) if tag == pointer]
        if not found:
            return
        offset = found[0]
    yield from _directory(tiff, order, offset)


def _directory(tiff: bytes, order: str, offset: int) -> Iterator[tuple[int, str, int]]:
    if offset + 2 > len(tiff):
        return
    (count,) = struct.unpack_from(f"{order}H", tiff, offset)
    for at in range(offset + 2, min(offset + 2 + count * 12, len(tiff) - 11), 12):
        tag, kind, _ = struct.unpack_from(f"{order}HHI", tiff, at)
        if kind == 3:
            yield tag, "H", struct.unpack_from(f"{order}H", tiff, at + 8)[0]
        elif kind == 2:
            yield tag, "s", int.from_bytes(tiff[at + 8 : at + 12], "big")
        elif kind in (4, 13):
            yield tag, "I", struct.unpack_from(f"{order}I", tiff, at + 8)[0]
