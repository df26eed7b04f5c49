"""Cutting private data out of JPEG and PNG files by surgery, the coded picture left as it is.

Only what is needed to show the picture is kept: everything unknown counts as private, since
anything can hide in it (GPS, camera serials and maker notes in EXIF, XMP, IPTC, comments,
a phone's second picture or a short film behind the first one's end).
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

import msgspec

from kling_desktop.frames.codes import PictureError, Trouble
from kling_desktop.frames.profiles import DISPLAY_P3_CODE


class Stripped(msgspec.Struct, frozen=True, kw_only=True):
    """A picture file without its private data, and what its structure tells on the way."""

    data: bytes
    """The very same bytes as before where nothing was private."""
    removed: bool
    """Whether anything was cut out."""
    exif: bytes = b""
    """The EXIF block that was cut out: it may say how the picture is to be turned."""
    plain: bool = True
    """Whether it is coded in a way that every decoder reads (8 bits, baseline or progressive)."""
    animated: bool = False
    wide_gamut: bool = False
    """PNG only: a cICP chunk says Display P3."""


_SOI: Final = b"\xff\xd8"
_EOI: Final = 0xD9
_SOS: Final = 0xDA
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_WITHOUT_LENGTH: Final = {0x00, 0x01, *range(0xD0, 0xD9)}
_CODING: Final = {*range(0xC0, 0xC8), *range(0xC9, 0xE0)}
"""Frame headers, tables, scans: what the picture itself is coded with (ITU T.81, table B.1)."""
_FRAME_HEADERS: Final = _CODING - {0xC4, 0xCC, *range(0xD0, 0xE0)}
_PLAIN_FRAMES: Final = {0xC0, 0xC1, 0xC2}
_LOSSLESS_FRAMES: Final = {0xC3, 0xC7, 0xCB, 0xCF}
_JFIF_BYTES: Final = 14
_ADOBE_BYTES: Final = 12

_END_OF_SCAN: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)


def strip_jpeg(data: bytes) -> Stripped:
    """`data`, a JPEG file, up to its end marker and without private segments.

    Keeps JFIF, Adobe and ICC segments. Raises PictureError: TRUNCATED when the end marker is
    missing, UNSUPPORTED for 12-bit and lossless JPEG, CORRUPT.
    """
    kept = [_SOI]
    exif = b""
    plain, framed = True, False
    for marker, piece, body in _segments(data):
        if marker == _APP1 and body.startswith(b"Exif\0\0"):
            exif = exif or body
        if marker in _FRAME_HEADERS:
            if marker in _LOSSLESS_FRAMES or body[:1] != b"\x08":
                raise PictureError(Trouble.UNSUPPORTED)
            plain = plain and marker in _PLAIN_FRAMES
            framed = True
        kept.append(_kept_segment(marker, piece, body))
    if not framed:
        raise PictureError(Trouble.CORRUPT)
    clean = b"".join(kept)
    removed = len(clean) != len(data)
    return Stripped(data=clean if removed else data, removed=removed, exif=exif, plain=plain)


def _kept_segment(marker: int, piece: bytes, body: bytes) -> bytes:
    if marker in _CODING or (marker == _APP2 and body.startswith(b"ICC_PROFILE\0")):
        return piece
    if marker == _APP0 and body.startswith(b"JFIF\0"):
        if len(body) == _JFIF_BYTES:
            return piece
        # A thumbnail rides behind it, and may show what was cropped away since.
        return _segment(marker, body[: _JFIF_BYTES - 2].ljust(_JFIF_BYTES, b"\0"))
    if marker == _APP14 and body.startswith(b"Adobe"):
        return piece if len(body) == _ADOBE_BYTES else _segment(marker, body[:_ADOBE_BYTES])
    return b""


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, whole bytes and payload of each segment; a scan brings its coded data along."""
    at = len(_SOI)
    while True:
        start = data.find(b"\xff", at)  # whatever lies between segments belongs to none
        at = start
        while start >= 0 and at < len(data) and data[at] == 0xFF:
            at += 1
        if start < 0 or at >= len(data):
            raise PictureError(Trouble.TRUNCATED)
        marker = data[at]
        at += 1
        if marker == _EOI:
            yield marker, data[start:at], b""
            return
        if marker in _WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        end = at + length
        if end > len(data) or at + 2 > len(data):
            raise PictureError(Trouble.TRUNCATED)
        if length < 2:
            raise PictureError(Trouble.CORRUPT)
        body = data[at + 2 : end]
        if marker == _SOS:
            following = _END_OF_SCAN.search(data, end)
            if following is None:
                raise PictureError(Trouble.TRUNCATED)
            end = following.start()
        yield marker, data[start:end], body
        at = end


_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PICTURE_CHUNKS: Final = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs",
}  # fmt: skip
_PLAIN_COLOUR_TYPES: Final = {0, 2, 4, 6}


def strip_png(data: bytes) -> Stripped:
    """`data`, a PNG file, up to its end chunk and without private chunks or animation.

    Raises PictureError: TRUNCATED when the end chunk is missing, CORRUPT when a checksum of what
    is kept is wrong, UNSUPPORTED for Apple's own variant.
    """
    kept = [_PNG_SIGNATURE]
    seen: set[bytes] = set()
    exif, plain, wide_gamut = b"", True, False
    for name, piece in _chunks(data):
        if name == b"CgBI":
            raise PictureError(Trouble.UNSUPPORTED)
        if not seen and name != b"IHDR":
            raise PictureError(Trouble.CORRUPT)
        body = piece[8:-4]
        seen.add(name)
        if name == b"eXIf":
            exif = exif or body
        elif name == b"IHDR":
            if len(body) != 13:
                raise PictureError(Trouble.CORRUPT)
            plain = body[8] == 8 and body[9] in _PLAIN_COLOUR_TYPES
        elif name == b"cICP":
            wide_gamut = body[:1] == bytes([DISPLAY_P3_CODE])
        if name in _PICTURE_CHUNKS:
            if zlib.crc32(piece[4:-4]) != int.from_bytes(piece[-4:], "big"):
                raise PictureError(Trouble.CORRUPT)
            kept.append(piece)
    if b"IDAT" not in seen:
        raise PictureError(Trouble.CORRUPT)
    clean = b"".join(kept)
    removed = len(clean) != len(data)
    return Stripped(
        data=clean if removed else data,
        removed=removed,
        exif=exif,
        plain=plain,
        animated=b"acTL" in seen,
        wide_gamut=wide_gamut,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and whole bytes of each chunk, the end chunk included."""
    at = len(_PNG_SIGNATURE)
    name = b""
    while name != b"IEND":
        length = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        end = at + length + 12
        if len(name) == 4 and not name.isalpha():
            raise PictureError(Trouble.CORRUPT)
        if end > len(data):
            raise PictureError(Trouble.TRUNCATED)
        yield name, data[at:end]
        at = end
