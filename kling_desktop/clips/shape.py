"""A decoded frame as it is meant to be seen: upright, with square pixels, in the right colours."""

from fractions import Fraction
from typing import Final

from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from av.video.stream import VideoStream
from PIL import Image

_UNSPECIFIED: Final = 2
"""FFmpeg's AVCOL_SPC_UNSPECIFIED."""

_SMALL_LINES: Final = 576
"""Up to here an unlabelled film is taken for BT.601, above for BT.709, as players do."""

_ASPECT_MOST: Final = 8
"""Pixels more oblong than this are a fault in the header, not a wish."""

_EXACT: Final = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)

_TURNS: Final = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


def displayed_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Width and height in pixels in which `frame` of `stream` is to be shown."""
    width, height = _squared(frame, stream)
    return (height, width) if frame.rotation % 180 else (width, height)


def to_image(
    frame: VideoFrame, stream: VideoStream, size: tuple[int, int] | None = None
) -> Image.Image:
    """The RGB picture to be seen, at `size` (width and height in pixels) or as displayed."""
    if size is None:
        width, height = _squared(frame, stream)
    else:
        width, height = size[::-1] if frame.rotation % 180 else size
    image: Image.Image = frame.to_image(  # type: ignore[no-untyped-call]
        width=width, height=height, src_colorspace=_colours(frame), interpolation=_EXACT
    )
    turn = _TURNS.get(frame.rotation % 360)
    return image if turn is None else image.transpose(turn)


def _squared(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    aspect = stream.sample_aspect_ratio
    if not aspect or not Fraction(1, _ASPECT_MOST) <= aspect <= _ASPECT_MOST:
        return frame.width, frame.height
    return max(1, round(frame.width * aspect)), frame.height


def _colours(frame: VideoFrame) -> Colorspace | None:
    if frame.colorspace != _UNSPECIFIED or not frame.format.name.startswith("yuv"):
        return None
    return Colorspace.ITU709 if frame.height > _SMALL_LINES else Colorspace.ITU601
