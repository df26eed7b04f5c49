"""What is really in a video file, by decoding all of it (contract.md §4.10, §4.11)."""

import logging
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import msgspec
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from kling_desktop.clips.shape import displayed_size
from kling_desktop.clips.source import NotAClip, open_clip
from kling_desktop.clips.wholeness import breaks_off

__all__ = ["Clip", "NotAClip", "probe"]

_log = logging.getLogger(__name__)

_SLACK_SECONDS: Final = 0.5
"""How much earlier than announced a clip may end before that counts as broken off."""

_SLACK_BYTES: Final = 1 << 16
"""Demuxed bytes allowed beyond twice the file's own, for tiny files."""

_HIDING_CODECS: Final = frozenset({"vp8", "libvpx"})
"""Codecs in which a packet may hold a picture that is never shown."""


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """A video file as it was found to be, not as its header claims."""

    container: str
    """`mp4`, `mov`, `webm`, `mkv`, `gif`, or FFmpeg's name for anything else."""
    width: int
    """Pixels as displayed: turned upright, pixels square."""
    height: int
    """Pixels as displayed."""
    fps: float
    """Frames per second on average; 0 where the file has no times."""
    frames: int
    """How many can really be decoded."""
    seconds: float
    """From the start of the first frame to the end of the last."""
    has_sound: bool
    audio_seconds: float
    """Seconds of sound that can really be decoded."""
    size: int
    """Bytes of the file."""
    damaged: bool
    """It has faults, or ends before what it announces."""


class _Count:
    """What decoding brought to light so far."""

    def __init__(self, container: InputContainer, film: VideoStream, bytes_most: int) -> None:
        self._container = container
        self._film = film
        self._sound = _sound(container)
        self._bytes_left = bytes_most
        self._packets = {stream.index: 0 for stream in self._streams}
        self._shown = 0
        self._start: Fraction | None = None
        self._end: Fraction | None = None
        self.first: VideoFrame | None = None
        self.frames = 0
        self.sound_seconds = Fraction(0)
        self.faulty = False

    @property
    def seconds(self) -> float:
        """Length of the film track."""
        if self._start is None or self._end is None:
            rate = self._film.average_rate
            return float(self.frames / rate) if rate else 0.0
        return float(self._end - self._start)

    @property
    def fell_short(self) -> bool:
        """Whether less came than the header announces."""
        for stream in self._streams:
            if self._packets[stream.index] < stream.frames:
                return True
        if self.frames < self._shown and self._film.codec_context.name not in _HIDING_CODECS:
            return True
        if self._film.frames or not self._container.duration:
            return False
        announced = self._container.duration / av.time_base
        return max(self.seconds, float(self.sound_seconds)) < announced - _SLACK_SECONDS

    @property
    def _streams(self) -> list[Stream]:
        return [self._film] if self._sound is None else [self._film, self._sound]

    def run(self) -> None:
        """Decodes everything. Faults are noted and passed over, as a player would."""
        try:
            for packet in self._container.demux(self._streams):
                self._take(packet)
                # A header can point at the same bytes for ever; an honest one cannot.
                self._bytes_left -= max(packet.size, 1)
                if self._bytes_left < 0:
                    self.faulty = True
                    break
        except av.FFmpegError as error:
            self._fault(error)

    def _take(self, packet: "Packet[Stream]") -> None:
        if packet.size:
            self._packets[packet.stream_index] += 1
            self.faulty |= packet.is_corrupt
            if packet.stream_index == self._film.index and not packet.is_discard:
                self._shown += 1
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            self._fault(error)
            return
        for frame in frames:
            if isinstance(frame, VideoFrame):
                self._see(frame)
            elif isinstance(frame, AudioFrame) and frame.sample_rate:
                self.sound_seconds += Fraction(frame.samples, frame.sample_rate)

    def _see(self, frame: VideoFrame) -> None:
        self.frames += 1
        self.faulty |= frame.is_corrupt
        if self.first is None:
            self.first = frame
        if frame.pts is None or not frame.time_base:
            return
        start = frame.pts * frame.time_base
        end = start + (frame.duration * frame.time_base or self._usual_duration)
        self._start = start if self._start is None else min(self._start, start)
        self._end = end if self._end is None else max(self._end, end)

    @property
    def _usual_duration(self) -> Fraction:
        rate = self._film.average_rate
        return 1 / rate if rate else Fraction(0)

    def _fault(self, error: av.FFmpegError) -> None:
        _log.debug("fault in a clip: %s", error)
        self.faulty = True


def probe(path: Path) -> Clip:
    """Decodes the file at `path` from end to end and says what it holds.

    Takes any bytes. Raises `NotAClip` where not one frame can be decoded, and `OSError` where the
    file is not there or may not be read: that says nothing about the clip.
    """
    size = path.stat().st_size
    with open_clip(path) as (container, film):
        name = _container_name(path, container)
        count = _Count(container, film, 2 * size + _SLACK_BYTES)
        count.run()
        if count.first is None:
            raise NotAClip("no frame can be decoded")
        width, height = displayed_size(count.first, film)
        seconds = count.seconds
        return Clip(
            container=name,
            width=width,
            height=height,
            fps=count.frames / seconds if seconds > 0 else 0.0,
            frames=count.frames,
            seconds=seconds,
            has_sound=count.sound_seconds > 0,
            audio_seconds=float(count.sound_seconds),
            size=size,
            damaged=count.faulty or count.fell_short or breaks_off(path, name),
        )


def _sound(container: InputContainer) -> AudioStream | None:
    streams: Iterator[AudioStream] = iter(container.streams.audio)
    for stream in streams:
        context: object = stream.codec_context
        if context is not None:
            return stream
    return None


def _container_name(path: Path, container: InputContainer) -> str:
    name = container.format.name
    if name.startswith("mov,"):
        return "mov" if container.metadata.get("major_brand", "").strip() == "qt" else "mp4"
    if name.startswith("matroska,"):
        with path.open("rb") as file:
            return "webm" if b"webm" in file.read(64) else "mkv"
    return name.split(",")[0]
