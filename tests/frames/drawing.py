"""Pictures drawn for the tests: real files of every kind, with marks planted in them."""

import random
import struct
import zlib
from io import BytesIO

import pillow_heif
from PIL import Image, TiffImagePlugin

MARK = b"SERIAL-4711-SECRET"
"""Planted in everything private; must not be found in what is sent."""


def scene(width: int = 400, height: int = 320) -> Image.Image:
    """A picture in which every corner and every direction looks different."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (across, down, Image.new("L", (width, height), 90)))
    image.paste((255, 255, 255), (0, 0, width // 4, height // 8))
    image.paste((10, 20, 200), (width // 2, height // 2, width, height * 3 // 4))
    return image


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """What no coder can make small."""
    return Image.frombytes(
        "RGB", (width, height), random.Random(seed).randbytes(width * height * 3)
    )


def as_file(image: Image.Image, kind: str, **options: object) -> bytes:
    """`image` as Pillow writes it."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def heic(image: Image.Image, **options: object) -> bytes:
    """`image` as a phone keeps it."""
    file = BytesIO()
    pillow_heif.from_pillow(image).save(file, quality=90, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """`data` read back by Pillow, in full."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def camera_exif(orientation: int | None = None) -> bytes:
    """EXIF as a camera writes it: orientation, maker, serial, maker note, GPS."""
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    exif[0x010F] = MARK.decode()
    exif.get_ifd(0x8769).update({0xA431: MARK.decode(), 0x927C: b"note " + MARK})
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (TiffImagePlugin.IFDRational(48), 51, 24), 3: "E", 4: (2, 21, 3)}
    )
    return exif.tobytes()


def segment(marker: int, body: bytes) -> bytes:
    """One JPEG segment."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    """One PNG chunk, its checksum right."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """`jpeg` with more segments right after its start."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """`png` with more chunks right after its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def grown(png: bytes, size: int) -> bytes:
    """`png` made exactly `size` bytes large by image data that decoders need not look at."""
    assert png.endswith(chunk(b"IEND", b""))
    body = bytes(size - len(png) - 12)
    return png[:-12] + chunk(b"IDAT", body) + png[-12:]


def scans(jpeg: bytes) -> bytes:
    """Everything from the first scan on."""
    return jpeg[jpeg.index(b"\xff\xda") :]


def image_data(png: bytes) -> list[bytes]:
    """The coded picture: every IDAT chunk."""
    found, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            found.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return found


def difference(one: Image.Image, other: Image.Image) -> int:
    """Largest difference of any channel of any pixel; sizes must agree."""
    assert one.size == other.size
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    return max(abs(a - b) for a, b in pairs)
