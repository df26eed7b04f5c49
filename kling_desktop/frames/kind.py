"""What a file is, by its first bytes and never by its name."""

import re
from enum import StrEnum
from typing import Final

from kling_desktop.frames.codes import Trouble


class Kind(StrEnum):
    """The picture formats that are read, by Pillow's names."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"
    BMP = "BMP"
    TIFF = "TIFF"
    AVIF = "AVIF"
    HEIF = "HEIF"
    ICO = "ICO"
    ICNS = "ICNS"
    JPEG2000 = "JPEG2000"
    PPM = "PPM"


MEDIA_TYPES: Final = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.GIF: "image/gif",
    Kind.WEBP: "image/webp",
    Kind.BMP: "image/bmp",
    Kind.TIFF: "image/tiff",
    Kind.AVIF: "image/avif",
    Kind.HEIF: "image/heif",
    Kind.ICO: "image/x-icon",
    Kind.ICNS: "image/icns",
    Kind.JPEG2000: "image/jp2",
    Kind.PPM: "image/x-portable-anymap",
}

_SIGNATURES: Final[tuple[tuple[bytes, Kind | Trouble], ...]] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\0\x10\0\0\0CR", Trouble.UNSUPPORTED),  # Canon raw, dressed as TIFF
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"II+\0", Kind.TIFF),
    (b"MM\0+", Kind.TIFF),
    (b"\0\0\1\0", Kind.ICO),
    (b"icns", Kind.ICNS),
    (b"\xff\x4f\xff\x51", Kind.JPEG2000),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Kind.JPEG2000),
    (b"8BPS", Trouble.UNSUPPORTED),  # Photoshop
    (b"\xff\x0a", Trouble.UNSUPPORTED),  # JPEG XL
    (b"\0\0\0\x0cJXL \r\n\x87\n", Trouble.UNSUPPORTED),
    (b"v/1\1", Trouble.UNSUPPORTED),  # OpenEXR
    (b"DDS ", Trouble.UNSUPPORTED),
    (b"%!PS", Trouble.UNSUPPORTED),
    (b"\xc5\xd0\xd3\xc6", Trouble.UNSUPPORTED),  # EPS with a preview
    (b"FUJIFILMCCD-RAW", Trouble.UNSUPPORTED),
    (b"IIRO", Trouble.UNSUPPORTED),  # Olympus raw
    (b"IIU\0", Trouble.UNSUPPORTED),  # Panasonic raw
    (b"gimp xcf", Trouble.UNSUPPORTED),
    (b"\x1aE\xdf\xa3", Trouble.VIDEO),  # Matroska, WebM
    (b"FLV\1", Trouble.VIDEO),
    (b"OggS", Trouble.VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Trouble.VIDEO),  # Windows Media
    (b"\0\0\1\xba", Trouble.VIDEO),  # MPEG
    (b"\0\0\1\xb3", Trouble.VIDEO),
)

_AVIF_BRANDS: Final = {b"avif", b"avis"}
_HEIF_BRANDS: Final = {
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1",
}  # fmt: skip
_SOUND_BRANDS: Final = {b"M4A ", b"M4B ", b"M4P "}
_MOVIE_BOXES: Final = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}

_SVG: Final = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)", re.IGNORECASE)


def kind_of(data: bytes) -> Kind | Trouble:
    """The format that `data` begins like, or what it is instead of a picture that can be read."""
    if data[4:8] == b"ftyp":
        return _ftyp(data)
    if data[4:8] in _MOVIE_BOXES:
        return Trouble.VIDEO
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF":
        return _riff(data)
    if data[:2] == b"BM" and len(data) > 18 and data[15:18] == b"\0\0\0":
        return Kind.BMP
    if len(data) > 2 and data[:1] == b"P" and data[1:2] in b"123456" and data[2:3].isspace():
        return Kind.PPM
    if data[:1] == b"G" and data[188:189] == b"G" and data[376:377] == b"G":
        return Trouble.VIDEO  # MPEG transport stream
    if b"%PDF-" in data[:1024]:
        return Trouble.PDF
    if _SVG.match(data) and re.search(rb"<svg[\s>]", data[:65536], re.IGNORECASE):
        return Trouble.SVG
    return Trouble.NOT_A_PICTURE


def ends_early(data: bytes, kind: Kind) -> bool:
    """Whether the container itself says that bytes are missing at the end."""
    if kind is Kind.WEBP:
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    if kind in (Kind.AVIF, Kind.HEIF):
        return _boxes_end(data) > len(data)
    return False


def _riff(data: bytes) -> Kind | Trouble:
    if data[8:12] == b"WEBP":
        return Kind.WEBP
    return Trouble.VIDEO if data[8:12] == b"AVI " else Trouble.NOT_A_PICTURE


def _ftyp(data: bytes) -> Kind | Trouble:
    end = min(int.from_bytes(data[:4], "big"), len(data), 1024)
    major = data[8:12]
    brands = {major, *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return Kind.AVIF
    if major in _HEIF_BRANDS or brands & (_HEIF_BRANDS - {b"mif1", b"msf1"}):
        return Kind.HEIF
    if major == b"crx ":
        return Trouble.UNSUPPORTED  # Canon raw
    return Trouble.NOT_A_PICTURE if major in _SOUND_BRANDS else Trouble.VIDEO


def _boxes_end(data: bytes) -> int:
    """Where the last of the top-level boxes says that it ends."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:  # reaches to the end of the file, wherever that is
            return len(data)
        if size < 8:
            return at
        at += size
    return at
