"""Writing a frame at the best quality that stays within `limits.FRAME_BYTES` (contract.md §4.6)."""

from collections.abc import Callable
from io import BytesIO
from math import sqrt
from typing import Final

import msgspec
from PIL import Image

from kling_desktop.frames import shape
from kling_desktop.storyboard import limits

_FULL_COLOUR, _HALF_COLOUR = 0, 2  # JPEG's 4:4:4 and 4:2:0
_QUALITIES: Final = (
    *((quality, _FULL_COLOUR) for quality in range(95, 85, -1)),
    *((quality, _HALF_COLOUR) for quality in range(85, 79, -1)),
)
"""Best first. Below 80 blocks show on a moving picture, and fewer pixels look better instead."""

_SAMPLE_BANDS: Final = 16
_SAMPLE_SHARE: Final = 32
_BENEFIT_OF_DOUBT: Final = 1.25


class Encoded(msgspec.Struct, frozen=True, kw_only=True):
    """A frame as a file."""

    data: bytes
    media_type: str
    width: int
    height: int
    lowered: bool
    """Whether something had to be given up to fit: exact pixels, or quality."""
    reduced: bool
    """Whether pixels had to be given up."""


def encode(image: Image.Image, *, lossless: bool, most: int = limits.FRAME_BYTES) -> Encoded:
    """`image` (L or RGB, of allowed ratio) as a file of at most `most` bytes.

    As PNG where it is `lossless` so far and small enough, else as JPEG: first at lower quality,
    down to 80, and only then with fewer pixels.
    """
    if lossless and _png_may_fit(image, most):
        data = as_png(image)
        if len(data) <= most:
            return _encoded(image, data, "image/png", lowered=False, reduced=False)
    reduced = False
    smaller = image
    while True:
        step, data = _best_jpeg(smaller, most)
        if len(data) <= most:
            lowered = lossless or reduced or step > 0
            return _encoded(smaller, data, "image/jpeg", lowered=lowered, reduced=reduced)
        factor = 0.98 * sqrt(most / len(data))
        size = shape.reduced(smaller.width, smaller.height, factor)
        if size == smaller.size:
            raise ValueError(f"{most} bytes cannot hold a frame of {size}")
        smaller = image.resize(size, Image.Resampling.LANCZOS)
        reduced = True


def as_png(image: Image.Image) -> bytes:
    """`image` as a PNG file."""
    return _written(lambda file: image.save(file, "PNG"))


def as_jpeg(image: Image.Image, quality: int, subsampling: int = _FULL_COLOUR) -> bytes:
    """`image` as a baseline JPEG file."""
    # Not optimised: libjpeg then needs the whole file in one buffer, whose size Pillow guesses too
    # small for noise ("Suspension not allowed here").
    return _written(lambda file: image.save(file, "JPEG", quality=quality, subsampling=subsampling))


def _written(save: Callable[[BytesIO], None]) -> bytes:
    file = BytesIO()
    save(file)
    return file.getvalue()


def _encoded(
    image: Image.Image, data: bytes, media_type: str, *, lowered: bool, reduced: bool
) -> Encoded:
    return Encoded(
        data=data,
        media_type=media_type,
        width=image.width,
        height=image.height,
        lowered=lowered,
        reduced=reduced,
    )


def _best_jpeg(image: Image.Image, most: int) -> tuple[int, bytes]:
    """Index into `_QUALITIES` and file of the best that fits, or of the last where none does."""
    best = 0, as_jpeg(image, *_QUALITIES[0])
    if len(best[1]) <= most:
        return best
    too_big, fits = 0, len(_QUALITIES) - 1
    best = fits, as_jpeg(image, *_QUALITIES[fits])
    if len(best[1]) > most:
        return best
    while fits - too_big > 1:
        middle = (too_big + fits) // 2
        data = as_jpeg(image, *_QUALITIES[middle])
        if len(data) <= most:
            fits, best = middle, (middle, data)
        else:
            too_big = middle
    return best


def _png_may_fit(image: Image.Image, most: int) -> bool:
    """Whether PNG is worth trying, told from some rows: a whole large photo takes seconds."""
    width, height = image.size
    if width * height * len(image.getbands()) <= most:
        return True
    rows = max(1, height // (_SAMPLE_BANDS * _SAMPLE_SHARE))
    sample = Image.new(image.mode, (width, rows * _SAMPLE_BANDS))
    for band in range(_SAMPLE_BANDS):
        top = band * (height - rows) // (_SAMPLE_BANDS - 1)
        sample.paste(image.crop((0, top, width, top + rows)), (0, band * rows))
    expected = len(as_png(sample)) * height / sample.height
    return expected <= most * _BENEFIT_OF_DOUBT
