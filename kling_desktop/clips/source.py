"""Opening a video file that may be anything: the one place where PyAV meets unknown bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

# Named so that a playlist saved as .mp4 cannot make FFmpeg fetch addresses or read other files.
_FORMATS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,gif,avi,mpegts,mpeg,flv,ogg,asf"

_PIXELS_MOST: Final = 8192 * 8192
"""A header can claim any size; memory is taken for it before a single picture is decoded."""

_ATTACHED_PICTURE: Final = 0x400
"""FFmpeg's AV_DISPOSITION_ATTACHED_PIC: cover art, one still that is no film."""


class NotAClip(Exception):  # noqa: N818 - a finding, named as one
    """The file holds no video that can be decoded. Its text is for developers."""


@contextmanager
def open_clip(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The opened file and its film track, ready to decode on several threads.

    Raises `NotAClip`, also for whatever FFmpeg raises inside the block, and `OSError` where the
    file is not there or may not be read.
    """
    if not path.is_file():
        if path.exists():
            raise NotAClip("not a regular file")
        raise FileNotFoundError(path)
    path.open("rb").close()
    try:
        with av.open(
            str(path.absolute()),  # absolute, so that no name can be taken for a protocol
            "r",
            options={
                "format_whitelist": _FORMATS,
                "protocol_whitelist": "file",
                "max_pixels": str(_PIXELS_MOST),
            },
            metadata_errors="replace",
        ) as container:
            stream = _film(container)
            stream.codec_context.options = {"max_pixels": str(_PIXELS_MOST)}
            stream.thread_type = "AUTO"
            yield container, stream
    except av.FFmpegError as error:
        raise NotAClip(str(error)) from error


def decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Every frame from here on that can be decoded; faults are passed over, as a player would."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            packet = None
        if packet is None:
            return
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        yield from frames


def _film(container: InputContainer) -> VideoStream:
    for stream in container.streams.video:
        # A codec that this build cannot decode has no context, whatever the type stubs say.
        context: object = stream.codec_context
        if context is not None and not int(stream.disposition) & _ATTACHED_PICTURE:
            return stream
    raise NotAClip("no video track")
