"""Stills out of a clip: its true first and last frame, a poster, a filmstrip."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageStat

from kling_desktop.clips.shape import displayed_size, to_going_on, to_image
from kling_desktop.clips.source import NotAClip, decoded, open_clip

_QUALITY: Final = 85
_JPEG_SIDE: Final = 65_500
"""Widest picture that JPEG can hold, in pixels."""

_POSTER_PLACES: Final = (0.1, 0.3, 0.5)
"""Where a poster is looked for, as parts of the clip; the first that is not one flat colour."""

_FLAT: Final = 4.0
"""Standard deviation of the luminance below which a picture counts as one flat colour."""

_REORDERED_MOST: Final = 4
"""Frames by which showing usually lags behind decoding, at most."""

_FAR: Final = 2**62
"""A time behind every end."""


def last_frame(path: Path) -> Image.Image:
    """The last frame in the order of showing, as an RGB picture at the displayed size.

    A player stops elsewhere: at the end of the sound, or a few frames early. Raises `NotAClip`
    and `OSError`.
    """
    with open_clip(path) as (container, stream):
        if _seek(container, stream, _FAR):
            frame = _latest(decoded(container, stream))
            if frame is not None:
                return to_going_on(frame, stream)
    # The last keyframe lies behind where the file breaks off, or cannot be found.
    with open_clip(path) as (container, stream):
        frame = _latest(decoded(container, stream))
        if frame is None:
            raise NotAClip("no frame can be decoded")
        return to_going_on(frame, stream)


def first_frame(path: Path) -> Image.Image:
    """The first frame in the order of showing, as an RGB picture at the displayed size.

    Raises `NotAClip` and `OSError`.
    """
    with open_clip(path) as (container, stream):
        frame = next(decoded(container, stream), None)
        if frame is None:
            raise NotAClip("no frame can be decoded")
        return to_going_on(frame, stream)


def poster(path: Path, longest_side: int) -> bytes:
    """An early frame that shows something, as JPEG, never larger than the clip itself.

    `longest_side` in pixels. Raises `NotAClip` and `OSError`.
    """
    first: Image.Image | None = None
    for frame, stream in _frames_at(path, _POSTER_PLACES):
        width, height = displayed_size(frame, stream)
        scale = min(1.0, longest_side / max(width, height))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        image = to_image(frame, stream, size)
        if ImageStat.Stat(image.convert("L")).stddev[0] >= _FLAT:
            return _jpeg(image)
        first = first or image
    if first is None:
        raise NotAClip("no frame can be decoded")
    return _jpeg(first)


def filmstrip(path: Path, count: int, height: int) -> bytes:
    """`count` frames at even distances, side by side, each `height` pixels high, as JPEG.

    All are of one width: the picture's divided by `count`. Raises `NotAClip` and `OSError`.
    """
    places = tuple((index + 0.5) / count for index in range(count))
    strip: Image.Image | None = None
    cell = 0
    for index, (frame, stream) in enumerate(_frames_at(path, places)):
        if strip is None:
            shown_width, shown_height = displayed_size(frame, stream)
            cell = max(1, round(shown_width * height / shown_height))
            cell = min(cell, _JPEG_SIDE // count)
            strip = Image.new("RGB", (cell * count, height))
        image = to_image(frame, stream, (cell, height))
        strip.paste(image, (cell * index, 0))
    if strip is None:
        raise NotAClip("no frame can be decoded")
    return _jpeg(strip)


def _jpeg(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def _frames_at(path: Path, places: tuple[float, ...]) -> Iterator[tuple[VideoFrame, VideoStream]]:
    """For each of `places`, parts of the clip in rising order, the frame shown there.

    Decodes on where the next place is near and jumps where a keyframe shortens the way. Where
    nothing more can be decoded, the frame before stands in. Yields nothing for a clip without one.
    """
    with open_clip(path) as (container, stream):
        start, length = _span(container, stream)
        lead = _reordering(stream)
        shown: VideoFrame | None = None
        coming: VideoFrame | None = None
        frames: Iterator[VideoFrame] | None = None
        for place in places:
            target = start + int(length * place)
            position = None if coming is None else coming.pts
            entry = max(start, target - lead)
            jumped = _jump_pays(stream, position, entry) and _seek(container, stream, entry)
            if jumped or frames is None:
                frames, coming = decoded(container, stream), None
            while coming is None or (coming.pts is not None and coming.pts <= target):
                shown = coming or shown
                coming = next(frames, None)
                if coming is None:
                    break
            shown = shown or coming
            if shown is None:
                return
            yield shown, stream


def _span(container: InputContainer, stream: VideoStream) -> tuple[int, int]:
    """Start and length of the film track in its own time base."""
    start = stream.start_time or 0
    if stream.duration is not None:
        return start, stream.duration
    if container.duration is None or not stream.time_base:
        return start, 0
    return start, int(container.duration / av.time_base / stream.time_base)


def _reordering(stream: VideoStream) -> int:
    """How much earlier to enter: containers find keyframes by when they are decoded, not shown."""
    if not stream.average_rate or not stream.time_base:
        return 0
    return int(_REORDERED_MOST / stream.average_rate / stream.time_base)


def _jump_pays(stream: VideoStream, position: int | None, target: int) -> bool:
    """Whether a keyframe lies between where decoding stands and `target`."""
    if position is None:
        return True
    keyframe = stream.index_entries.search_timestamp(target)
    return keyframe >= 0 and stream.index_entries[keyframe].timestamp > position


def _seek(container: InputContainer, stream: VideoStream, target: int) -> bool:
    """Goes to the last keyframe up to `target`; says whether the container can."""
    try:
        container.seek(target, stream=stream)
    except av.FFmpegError:
        return False
    return True


def _latest(frames: Iterator[VideoFrame]) -> VideoFrame | None:
    latest: VideoFrame | None = None
    for frame in frames:
        if latest is None or frame.pts is None or latest.pts is None or frame.pts >= latest.pts:
            latest = frame
    return latest
