"""Opening a picture of any kind: all of it decoded, upright; nothing but PictureError raised."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcnsImagePlugin,
    IcoImagePlugin,
    Image,
    ImageChops,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from pillow_heif import HeifImageFile

from kling_desktop.frames import colour, exif, kind, private, profiles, source
from kling_desktop.frames.codes import PictureError, Step, Trouble
from kling_desktop.frames.kind import Kind

PIXELS: Final = 200_000_000
"""Most pixels that are ever decoded: today's largest phone photo, some 800 MB when open."""

# Pillow's word on half-broken metadata, which is of no use to anyone here.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

# The readers themselves, not Image.open: that one warns at a limit of its own, which is global,
# and tries every format it knows, some of which start other programs.
_READERS: Final[dict[Kind, Callable[[BytesIO], ImageFile.ImageFile]]] = {
    Kind.JPEG: JpegImagePlugin.JpegImageFile,
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.GIF: GifImagePlugin.GifImageFile,
    Kind.WEBP: WebPImagePlugin.WebPImageFile,
    Kind.BMP: BmpImagePlugin.BmpImageFile,
    Kind.TIFF: TiffImagePlugin.TiffImageFile,
    Kind.AVIF: AvifImagePlugin.AvifImageFile,
    Kind.HEIF: HeifImageFile,
    Kind.ICO: IcoImagePlugin.IcoImageFile,
    Kind.ICNS: IcnsImagePlugin.IcnsImageFile,
    Kind.JPEG2000: Jpeg2KImagePlugin.Jpeg2KImageFile,
    Kind.PPM: PpmImagePlugin.PpmImageFile,
}

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_LOSSLESS: Final = {Kind.PNG, Kind.GIF, Kind.BMP, Kind.ICO, Kind.ICNS, Kind.PPM}
_PRIVATE_INFO: Final = {"exif", "xmp", "comment", "photoshop"}
_TAG_REDUCED, _TAG_TURN, _TAG_COMPRESSION, _TAG_DNG = 254, 274, 259, 50706
_PRIVATE_TAGS: Final = {
    269, 270, 271, 272, 285, 305, 306, 315, 316, 700, 33432, 33723, 34377, 34665, 34853, 37500,
}  # fmt: skip
"""TIFF: names, descriptions, camera, software, date, artist, host, XMP, IPTC, EXIF, GPS, maker."""
_JPEG_IN_TIFF: Final = {6, 7}


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture opened in full."""

    name: str
    kind: Kind
    size: int
    """Bytes of the file as it came."""
    data: bytes
    """JPEG and PNG: the file without its private data; else as it came."""
    image: Image.Image
    """Upright, 8-bit sRGB, L or RGB, without alpha."""
    alpha: Image.Image | None
    """Mode L; `None` where every pixel is opaque."""
    steps: tuple[Step, ...]
    """What opening it has done already."""
    lossless: bool
    """Whether its pixels have not been through a lossy coder yet."""

    @property
    def as_is(self) -> bool:
        """Whether `data` shows exactly `image`, in a form that can be sent."""
        return self.alpha is None and not set(self.steps) - {
            Step.PRIVATE_REMOVED,
            Step.FIRST_PICTURE,
        }


def open_picture(where: Path | bytes, name: str, *, draft: int | None = None) -> Picture:
    """The picture at `where`, decoded to its last pixel.

    With `draft`, a JPEG may come smaller, its short side still at least that many pixels.
    Raises PictureError and nothing else.
    """
    name = name or (where.name if isinstance(where, Path) else "")
    with _only_picture_errors(name):
        data = source.read(where, name)
        found = kind.kind_of(data)
        if isinstance(found, Trouble):
            raise PictureError(found)
        if kind.ends_early(data, found):
            raise PictureError(Trouble.TRUNCATED)
        return _open(data, found, name, draft)


def _open(data: bytes, found: Kind, name: str, draft: int | None) -> Picture:
    stripped = _stripped(data, found)
    image = _reader(stripped.data, found)
    steps = []
    block = stripped.exif or image.info.get("exif") or b""
    turn = exif.orientation(block)
    lossless = found in _LOSSLESS or (found is Kind.WEBP and b"VP8L" in data[:64])
    has_private = stripped.removed or any(image.info.get(key) for key in _PRIVATE_INFO)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tags = image.tag_v2
        if tags.get(_TAG_REDUCED, 0) & 1 or _TAG_DNG in tags:
            raise PictureError(Trouble.UNSUPPORTED)  # camera raw: this is only its preview
        turn = tags.get(_TAG_TURN, 1)
        lossless = tags.get(_TAG_COMPRESSION) not in _JPEG_IN_TIFF
        has_private = has_private or bool(_PRIVATE_TAGS & set(tags))
    several = stripped.animated or bool(getattr(image, "is_animated", False))
    profile = _profile(image, stripped, block)
    if draft is not None and isinstance(image, JpegImagePlugin.JpegImageFile):
        image.draft(None, (draft, draft))
    with out_of_memory(name):
        image.load()
        must_be_decodable(image.size)
        upright = _upright(image, found, turn)
        flat, alpha = colour.split_alpha(upright)
        flat, recoloured = colour.to_srgb(flat, profile)
    flat.info = {}
    if turn in _TURNS:
        steps.append(Step.TURNED)
    if found not in (Kind.JPEG, Kind.PNG) or not stripped.plain:
        steps.append(Step.CONVERTED)
    if recoloured:
        steps.append(Step.COLOURS)
    if several:
        steps.append(Step.FIRST_PICTURE)
    if has_private:
        steps.append(Step.PRIVATE_REMOVED)
    return Picture(
        name=name,
        kind=found,
        size=len(data),
        data=stripped.data,
        image=flat,
        alpha=alpha,
        steps=tuple(steps),
        lossless=lossless,
    )


def must_be_decodable(size: tuple[int, int]) -> None:
    """Raise PictureError(BOMB) for more than `PIXELS` pixels."""
    width, height = size
    if width * height > PIXELS:
        raise PictureError(Trouble.BOMB, width=width, height=height, most=PIXELS)


def _stripped(data: bytes, found: Kind) -> private.Stripped:
    if found is Kind.JPEG:
        return private.strip_jpeg(data)
    if found is Kind.PNG:
        return private.strip_png(data)
    return private.Stripped(data=data, removed=False)


def _reader(data: bytes, found: Kind) -> ImageFile.ImageFile:
    image = _READERS[found](BytesIO(data))
    must_be_decodable(image.size)
    return image


def _upright(image: ImageFile.ImageFile, found: Kind, turn: int) -> Image.Image:
    upright: Image.Image = image
    if found is Kind.JPEG and image.mode == "CMYK" and "adobe" not in image.info:
        # Pillow takes every CMYK JPEG for one of Adobe's, whose ink values are upside down.
        upright = ImageChops.invert(image)
    if found is not Kind.TIFF and turn in _TURNS:  # Pillow has turned TIFF already
        upright = upright.transpose(_TURNS[turn])
    return upright


def _profile(image: Image.Image, stripped: private.Stripped, block: bytes) -> bytes | None:
    """The picture's colour space as an ICC profile; `None` means sRGB, or a plain device space."""
    carried = image.info.get("icc_profile")
    if carried:
        return bytes(carried)
    if stripped.wide_gamut:
        return profiles.display_p3()
    named = image.info.get("nclx_profile")
    if isinstance(named, dict) and named.get("color_primaries") == profiles.DISPLAY_P3_CODE:
        return profiles.display_p3()
    return profiles.adobe_rgb() if exif.says_adobe_rgb(block) else None


@contextmanager
def out_of_memory(name: str) -> Iterator[None]:
    """Turn a lack of memory into PictureError(NO_MEMORY)."""
    try:
        yield
    except MemoryError as error:
        raise PictureError(Trouble.NO_MEMORY, name=name) from error


@contextmanager
def _only_picture_errors(name: str) -> Iterator[None]:
    """Turn whatever Pillow's readers raise, which is anything at all, into PictureError."""
    try:
        yield
    except PictureError as error:
        if "name" in error.values:
            raise
        raise PictureError(error.code, **{"name": name, **error.values}) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(Trouble.BOMB, name=name, most=PIXELS) from error
    except Exception as error:
        cut = "truncated" in str(error).lower()
        raise PictureError(Trouble.TRUNCATED if cut else Trouble.CORRUPT, name=name) from error
