"""From whatever pixels a file holds to 8-bit sRGB or grey, and alpha apart."""

import math
from io import BytesIO
from typing import Final

from PIL import Image, ImageChops, ImageCms

_SAME: Final = 3
"""Levels of 255 by which colours may differ and still be called sRGB: profiles of the same space
differ by one or two in rounding, wide gamuts by tens."""

_SPACES: Final = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab"}


def split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """`image` in 8 bits without its transparency, and its alpha, or `None` where all is opaque.

    The first is of mode L, RGB, CMYK or LAB.
    """
    key = image.info.get("transparency")
    if image.mode in ("P", "PA"):
        see_through = image.mode == "PA" or key is not None or _palette_has_alpha(image)
        image = image.convert("RGBA" if see_through else "RGB")
        key = None
    elif image.mode in ("RGBa", "La"):
        image = image.convert(image.mode.upper())
    if image.mode in ("RGBA", "LA"):
        alpha = image.getchannel("A")
        return image.convert(image.mode[:-1]), None if _opaque(alpha) else alpha
    eight = eight_bits(image)
    if key is None:
        return eight, None
    by_key = _alpha_by_key(eight, key)
    return eight, None if by_key is None or _opaque(by_key) else by_key


def eight_bits(image: Image.Image) -> Image.Image:
    """`image`, without alpha, as L, RGB, CMYK or LAB.

    Raises ValueError when a floating-point picture holds no finite numbers.
    """
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I"):
        wide = image.convert("I")
        low, high = _span(wide)
        if low >= 0 and high <= 65535:
            low, high = 0, 65535
        return _stretched(wide, low, high)
    if image.mode == "F":
        low, high = _span(image)
        if low >= 0 and high <= 255:
            low, high = 0, 1 if high <= 1 else 255
        return _stretched(image, low, high)
    return image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bool]:
    """`image` (L, RGB, CMYK or LAB) as L or RGB in sRGB, and whether its colours had to change.

    A profile that is broken or made for another kind of picture is passed over, as viewers do.
    """
    source = _readable(profile)
    space = source.profile.xcolor_space.strip() if source else ""
    if image.mode == "L" and space == "RGB":
        in_colour, changed = to_srgb(image.convert("RGB"), profile)
        return (in_colour.convert("L"), True) if changed else (image, False)
    if source is None or space != _SPACES[image.mode]:
        if image.mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        else:
            return (image.convert("RGB"), True) if image.mode == "CMYK" else (image, False)
    try:
        transform = _transform(source, image.mode)
        if image.mode in ("L", "RGB") and _keeps_colours(transform, image.mode):
            return image, False
        converted = ImageCms.applyTransform(image, transform)
    except ImageCms.PyCMSError:
        return (image.convert("RGB"), True) if image.mode == "CMYK" else (image, False)
    assert converted is not None
    return (converted.convert("L") if image.mode == "L" else converted), True


def flatten(image: Image.Image, alpha: Image.Image, background: str) -> Image.Image:
    """`image` (sRGB) laid on a plain `background`, a colour as "#rrggbb"."""
    ground = Image.new("RGB", image.size, background)
    ground.paste(image.convert("RGB"), mask=alpha)
    return ground


def _readable(profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    if not profile:
        return None
    try:
        return ImageCms.ImageCmsProfile(BytesIO(profile))
    except (OSError, ImageCms.PyCMSError):
        return None


def _transform(source: ImageCms.ImageCmsProfile, mode: str) -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        source,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _keeps_colours(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether `transform` does as good as nothing, tried on colours spread over the whole space."""
    if mode == "L":
        probe = Image.frombytes("L", (256, 1), bytes(range(256)))
    else:
        levels = range(0, 256, 51)
        pixels = bytes(level for r in levels for g in levels for b in levels for level in (r, g, b))
        probe = Image.frombytes("RGB", (len(pixels) // 3, 1), pixels)
    converted = ImageCms.applyTransform(probe, transform)
    assert converted is not None
    difference = ImageChops.difference(converted, probe.convert("RGB")).convert("RGB").tobytes()
    return max(difference) <= _SAME


def _palette_has_alpha(image: Image.Image) -> bool:
    return image.palette is not None and image.palette.mode.endswith("A")


def _opaque(alpha: Image.Image) -> bool:
    return alpha.getextrema()[0] == 255


def _alpha_by_key(image: Image.Image, key: object) -> Image.Image | None:
    """Alpha of a picture that names one colour as transparent."""
    levels = key if isinstance(key, tuple) else (key,)
    if len(levels) != len(image.getbands()) or not all(isinstance(level, int) for level in levels):
        return None
    if max(levels) > 255:  # a 16-bit PNG's key; its pixels have come down to 8 bits
        levels = tuple(level >> 8 for level in levels)
    matches = [
        band.point([255 if value == level else 0 for value in range(256)])
        for band, level in zip(image.split(), levels, strict=True)
    ]
    match = matches[0]
    for other in matches[1:]:
        match = ImageChops.darker(match, other)
    return ImageChops.invert(match)


def _span(image: Image.Image) -> tuple[float, float]:
    low, high = image.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("no finite values")
    return low, high


def _stretched(image: Image.Image, low: float, high: float) -> Image.Image:
    scale = 255 / ((high - low) or 1)
    shift = 0.5 - low * scale
    return image.point(lambda value: value * scale + shift).convert("L")
