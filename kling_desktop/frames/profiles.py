"""ICC profiles for colour spaces that files name without carrying one (ICC.1:2001, matrix/TRC)."""

import struct
from collections.abc import Callable
from typing import Final

Primaries = tuple[
    tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]
]

DISPLAY_P3_CODE: Final = 12
"""SMPTE EG 432-1 in the code points of ITU-T H.273, which PNG's cICP and HEIF's nclx use."""

_D50: Final = (0.9642, 1.0, 0.8249)

_ADOBE_RGB: Final = (
    (0.60974, 0.31111, 0.01947),
    (0.20528, 0.62567, 0.06087),
    (0.14919, 0.06322, 0.74457),
)
_DISPLAY_P3: Final = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)


def adobe_rgb() -> bytes:
    """Adobe RGB (1998), which cameras mark in EXIF only."""
    return _matrix(_ADOBE_RGB, lambda value: value**2.19921875)


def display_p3() -> bytes:
    """Display P3 with sRGB's curve, which HEIC and PNG can name by number (ITU-T H.273)."""
    return _matrix(_DISPLAY_P3, _srgb_to_linear)


def _srgb_to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _matrix(primaries: Primaries, curve: Callable[[float], float]) -> bytes:
    steps = 1024
    samples = [round(65535 * curve(step / (steps - 1))) for step in range(steps)]
    curve_tag = b"curv" + struct.pack(f">4xI{steps}H", steps, *samples)
    contents = [
        (b"desc", b"desc" + struct.pack(">4xI1s78x", 1, b"\0")),
        (b"cprt", b"text\0\0\0\0\0"),
        (b"wtpt", _xyz(_D50)),
        *(
            (tag, _xyz(xyz))
            for tag, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
        ),
        *((tag, curve_tag) for tag in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    table = struct.pack(">I", len(contents))
    body = b""
    start = 128 + 4 + 12 * len(contents)
    for tag, content in contents:
        table += struct.pack(">4sII", tag, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    rest = struct.pack(">4xI4s4s4s12x4s", 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    header = struct.pack(">I", start + len(body)) + rest
    header = header.ljust(68, b"\0") + _xyz(_D50)[8:]
    return header.ljust(128, b"\0") + table + body


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + struct.pack(">4x3i", *(round(value * 65536) for value in values))
