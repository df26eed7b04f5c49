"""Making a picture fit the service's limits, giving up as little of it as possible."""

from math import sqrt
from pathlib import Path

import msgspec
from PIL import Image, ImageFilter, ImageOps

from kling_desktop.frames import colour, cropping, encode, kind, plan, shape
from kling_desktop.frames.codes import NeedsChoice, PictureError, Step, Trouble
from kling_desktop.frames.decode import PIXELS, Picture, open_picture, out_of_memory
from kling_desktop.storyboard import limits

__all__ = ["Crop", "Fitted", "NeedsChoice", "Pad", "PictureError", "Step", "Trouble", "fit"]

_BLUR_SIDE = 256
_BLUR_RADIUS = 10


class Crop(msgspec.Struct, frozen=True, kw_only=True):
    """Cut to an allowed ratio."""

    box: shape.Box | None = None
    """Left, top, right, bottom in upright pixels; cut to the picture's edges, and made shorter
    where its own ratio is not allowed. `None`: the largest allowed one in the middle, and nothing
    at all where the picture's ratio is allowed already."""


class Pad(msgspec.Struct, frozen=True, kw_only=True):
    """Add to the short sides until the ratio is allowed; nothing where it is already."""

    colour: str = "#000000"
    blur: bool = False
    """Fill with the picture itself, enlarged and blurred, instead of a colour."""
    ratio: cropping.Ratio | None = None
    """Add until the picture has this shape, width to height, also where it is allowed as it is.
    Raises ValueError where it is not an allowed one."""


class Fitted(msgspec.Struct, frozen=True, kw_only=True):
    """A picture within every limit of contract.md §1, ready to be kept and sent."""

    data: bytes
    media_type: str
    """`image/jpeg` or `image/png`."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    steps: tuple[Step, ...]
    """What was done; empty when `data` are the very bytes that came."""
    name: str


def fit(
    source: Path | bytes,
    *,
    name: str = "",
    ratio: Crop | Pad | None = None,
    background: str | None = "#ffffff",
) -> Fitted:
    """Bring the picture at `source` within the limits.

    What needs no change keeps its bytes; private data alone is cut out without coding the picture
    anew. `background` ("#rrggbb") shows through what is transparent; `None` asks for one.
    Raises PictureError; NeedsChoice when the shape is not allowed and `ratio` is `None`, or when
    something is transparent and `background` is `None`; ValueError for a colour that is none, a
    crop box beside the picture or a ratio that is not allowed.
    """
    picture = open_picture(source, name)
    with out_of_memory(picture.name):
        return _fit(picture, ratio, background)


def backdrop(source: Path | bytes) -> bytes:
    """What `Pad.blur` fills with, as a small JPEG file for showing. Raises PictureError."""
    picture = open_picture(source, "", draft=_BLUR_SIDE)
    with out_of_memory(picture.name):
        small = picture.image.copy()
        small.thumbnail((_BLUR_SIDE, _BLUR_SIDE), Image.Resampling.LANCZOS)
        return encode.as_jpeg(_blurred(small, small.size), 90)


def measures(width: int, height: int, ratio: Crop | Pad | None) -> tuple[int, int]:
    """The pixels that `fit` would make of a picture's, as far as they can be told without it.

    Raises ValueError as `fit` does.
    """
    if isinstance(ratio, Crop) and ratio.box is not None:
        left, top, right, bottom = shape.within(ratio.box, width, height)
        width, height = right - left, bottom - top
    elif isinstance(ratio, Pad):
        width, height = shape.padded(width, height, ratio.ratio)
    elif not limits.ratio_fits(width, height):
        left, top, right, bottom = shape.centred(width, height)
        width, height = right - left, bottom - top
    return shape.enlarged(width, height)


def _fit(picture: Picture, ratio: Crop | Pad | None, background: str | None) -> Fitted:
    shapeless = ratio is None and not limits.ratio_fits(*picture.image.size)
    groundless = picture.alpha is not None and background is None
    if shapeless or groundless:
        raise NeedsChoice(
            *picture.image.size,
            shape=shapeless,
            background=groundless,
            steps=plan.steps_by_itself(picture),
        )
    steps = set(picture.steps)
    image = picture.image
    if picture.alpha is not None and background is not None:
        image = colour.flatten(image, picture.alpha, background)
        steps.add(Step.FLATTENED)
    image, shaping = _shaped(image, ratio)
    steps |= shaping
    if min(image.size) < limits.FRAME_SIDE:
        image = image.resize(shape.enlarged(*image.size), Image.Resampling.LANCZOS)
        steps.add(Step.LARGER)
    untouched = picture.as_is and image is picture.image
    if untouched and len(picture.data) <= limits.FRAME_BYTES:
        return Fitted(
            data=picture.data,
            media_type=kind.MEDIA_TYPES[picture.kind],
            width=image.width,
            height=image.height,
            steps=plan.in_order(steps),
            name=picture.name,
        )
    encoded = encode.encode(image, lossless=picture.lossless)
    if untouched or encoded.lowered:
        steps.add(Step.SMALLER)
    if encoded.reduced:
        steps.add(Step.REDUCED)
    return Fitted(
        data=encoded.data,
        media_type=encoded.media_type,
        width=encoded.width,
        height=encoded.height,
        steps=plan.in_order(steps),
        name=picture.name,
    )


def _shaped(image: Image.Image, ratio: Crop | Pad | None) -> tuple[Image.Image, set[Step]]:
    allowed = limits.ratio_fits(*image.size)
    if isinstance(ratio, Crop) and (ratio.box is not None or not allowed):
        box = shape.within(ratio.box, *image.size) if ratio.box else shape.centred(*image.size)
        return (image, set()) if box == (0, 0, *image.size) else (_cut(image, box), {Step.CROPPED})
    if isinstance(ratio, Pad) and shape.padded(*image.size, ratio.ratio) != image.size:
        return _padded(image, ratio)
    return image, set()


def _cut(image: Image.Image, box: shape.Box) -> Image.Image:
    left, top, right, bottom = box
    # Not Image.crop, which warns of bombs at a limit of its own.
    cut = Image.new(image.mode, (right - left, bottom - top))
    cut.paste(image, (-left, -top))
    return cut


def _padded(image: Image.Image, pad: Pad) -> tuple[Image.Image, set[Step]]:
    steps = {Step.PADDED}
    canvas = shape.padded(*image.size, pad.ratio)
    if canvas[0] * canvas[1] > PIXELS:
        factor = 0.999 * sqrt(PIXELS / (canvas[0] * canvas[1]))  # room for rounding up
        size = max(1, int(image.width * factor)), max(1, int(image.height * factor))
        image = image.resize(size, Image.Resampling.LANCZOS)
        canvas = shape.padded(*image.size, pad.ratio)
        steps.add(Step.REDUCED)
    ground = _blurred(image, canvas) if pad.blur else Image.new("RGB", canvas, pad.colour)
    ground.paste(image, ((canvas[0] - image.width) // 2, (canvas[1] - image.height) // 2))
    return ground, steps


def _blurred(image: Image.Image, canvas: tuple[int, int]) -> Image.Image:
    factor = min(1.0, _BLUR_SIDE / max(canvas))
    small = max(1, round(canvas[0] * factor)), max(1, round(canvas[1] * factor))
    cover = ImageOps.fit(image.convert("RGB"), small).filter(ImageFilter.GaussianBlur(_BLUR_RADIUS))
    return cover.resize(canvas, Image.Resampling.BICUBIC)
