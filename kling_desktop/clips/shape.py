"""A decoded frame as it is meant to be seen: upright, with square pixels, in the right colours."""

from fractions import Fraction
from typing import Final, cast

from av.filter import Graph
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

_BT709: Final = 1
_UNSPECIFIED: Final = 2
_BT2020: Final = 9
_KNOWN: Final = frozenset({0, _BT709, _UNSPECIFIED, 4, 5, 6, 7, _BT2020})
"""FFmpeg's AVColorSpace numbers that its converter has; it refuses a frame with another."""

_BT2020_CONSTANT: Final = 10

_SMALL_LINES: Final = 576
"""Up to here an unlabelled film is taken for BT.601, above for BT.709, as players do."""

_ASPECT_MOST: Final = 8
"""Pixels more oblong than this are a fault in the header, not a wish."""

# Bare, this is what the ffmpeg program converts by: 5.1 of Debian 12 and 9.0 alike. Any flag more
# takes another way through the converter and moves values at edges of colour by up to 255.
_AS_FFMPEG: Final = "bicubic"
_FOR_SCALING: Final = "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"


def displayed_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Width and height in pixels in which `frame` of `stream` is to be shown."""
    width, height = _squared(frame, stream)
    return (height, width) if _lies(frame) else (width, height)


def to_image(
    frame: VideoFrame, stream: VideoStream, size: tuple[int, int] | None = None
) -> Image.Image:
    """The RGB picture a player shows, at `size` (width and height in pixels) or as displayed.

    Raises `av.FFmpegError`.
    """
    unlabelled = frame.colorspace == _UNSPECIFIED and frame.format.name.startswith("yuv")
    if unlabelled and frame.height > _SMALL_LINES:
        frame.colorspace = _BT709
    return _converted(frame, size or displayed_size(frame, stream), _FOR_SCALING)


def to_going_on(frame: VideoFrame, stream: VideoStream) -> Image.Image:
    """The RGB picture to make more film from: to the bit the one that the ffmpeg program writes.

    Oblong pixels are squared, which ffmpeg leaves to whoever opens the picture; that is the one
    difference. Raises `av.FFmpegError`.
    """
    # An unlabelled film is BT.601 here, however large, where a player guesses BT.709. The label
    # is missing because FFmpeg made the film from RGB with nothing said, and then it used BT.601.
    # Back by the same rule, colours stay put from scene to scene; by the other they would move
    # with each one. And it is what anybody gets who takes the frame with ffmpeg.
    return _converted(frame, displayed_size(frame, stream), _AS_FFMPEG)


def _squared(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    aspect = stream.sample_aspect_ratio
    if not aspect or not Fraction(1, _ASPECT_MOST) <= aspect <= _ASPECT_MOST:
        return frame.width, frame.height
    return max(1, round(frame.width * aspect)), frame.height


def _lies(frame: VideoFrame) -> bool:
    return frame.rotation % 360 in (90, 270)


def _converted(frame: VideoFrame, size: tuple[int, int], flags: str) -> Image.Image:
    if frame.colorspace not in _KNOWN:
        # The ffmpeg of Debian 12 takes these for one another too, and for BT.601 what is left.
        constant = frame.colorspace == _BT2020_CONSTANT
        frame.colorspace = _BT2020 if constant else _UNSPECIFIED
    graph = Graph()
    source = graph.add(
        "buffer",
        f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}:time_base=1/1"
        f":colorspace={int(frame.colorspace)}:range={int(frame.color_range)}",
    )
    # Upright before RGB: colour is in coarser cells than light, and turning moves their edges.
    turns = [graph.add(name, args) for name, args in _turns(frame)]
    scale = graph.add("scale", f"{size[0]}:{size[1]}:flags={flags}")
    graph.link_nodes(
        source, *turns, scale, graph.add("format", "rgb24"), graph.add("buffersink")
    ).configure()
    graph.vpush(frame)
    image: Image.Image = graph.vpull().to_image()  # type: ignore[no-untyped-call]
    return image


def _turns(frame: VideoFrame) -> list[tuple[str, str | None]]:
    """The filters that ffmpeg puts in for the display matrix; oblique ones are let be."""
    # PyAV's stubs call this a dictionary of motion vectors.
    attached = cast("SideDataContainer", frame.side_data)
    if Type.DISPLAYMATRIX not in attached:
        return []
    matrix = memoryview(bytes(attached[Type.DISPLAYMATRIX])).cast("i")
    match frame.rotation % 360:
        case 270:
            return [("transpose", "cclock_flip" if matrix[3] > 0 else "clock")]
        case 90:
            return [("transpose", "clock_flip" if matrix[3] < 0 else "cclock")]
        case 180 | 0:
            across: list[tuple[str, str | None]] = [("hflip", None)] if matrix[0] < 0 else []
            return across + ([("vflip", None)] if matrix[4] < 0 else [])
    return []
