"""A clip frame by frame: when each begins, and the picture of any of them, exactly."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from threading import Lock
from typing import Final, Self

import av
import msgspec
from av.video.frame import VideoFrame

from kling_desktop.clips.source import NotAClip, decoded, open_clip

_USUAL_RATE: Final = 24.0
"""Frames per second where neither the file nor its frames say."""

_KEPT_BYTES: Final = 96 << 20
"""Decoded frames kept, so that going backwards does not decode the same stretch for each step."""


class Times(msgspec.Struct, frozen=True):
    """When the frames of a clip begin. Seconds from the first one's start."""

    starts: tuple[float, ...]
    """Of each frame, in the order of showing; there is at least one."""
    seconds: float
    """To the end of the last frame."""

    @property
    def count(self) -> int:
        """How many frames there are."""
        return len(self.starts)

    @property
    def last(self) -> int:
        """The last frame, counted from 0."""
        return len(self.starts) - 1

    @property
    def rate(self) -> float:
        """Frames per second on average."""
        return self.count / self.seconds

    def at(self, seconds: float) -> int:
        """The frame that is seen at a moment; before the start the first, after the end the last.

        A moment that falls short of a frame by less than rounding does belongs to the frame.
        """
        slack = 0.1 / self.rate
        return max(0, bisect_right(self.starts, seconds + slack) - 1)

    def bounded(self, frame: int) -> int:
        """The nearest frame that there is."""
        return max(0, min(self.last, frame))


class Reel:
    """An opened clip. Safe from several threads: one at a time decodes, the others wait."""

    def __init__(self, path: Path) -> None:
        """Reads through the file once without decoding. Raises `NotAClip` and `OSError`."""
        self._lock = Lock()
        self._opened = ExitStack()
        self._kept: OrderedDict[int, VideoFrame] = OrderedDict()
        self._kept_bytes = 0
        self._coming: Iterator[VideoFrame] | None = None
        self._position: int | None = None
        self._container, self.stream = self._opened.enter_context(open_clip(path))
        try:
            self._stamps, self._entries = self._read_through()
        except BaseException:
            self._opened.close()
            raise
        self.times = self._in_seconds()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file, once whoever is decoding is done."""
        with self._lock:
            self._coming = None
            self._kept.clear()
            self._opened.close()

    def frame(self, number: int) -> VideoFrame:
        """Frame `number`, counted from 0, of `times`; not upright yet where the file lies.

        Where it can't be decoded it is the last one before it that can. Raises `NotAClip`, also
        once closed, and `IndexError`.
        """
        stamp = self._stamps[number]
        with self._lock:
            try:
                kept = self._kept.get(stamp)
                if kept is not None:
                    self._kept.move_to_end(stamp)
                    return kept
                return self._decode(stamp)
            except (av.FFmpegError, AssertionError, ValueError) as error:
                # PyAV asserts and complains of values where a file was closed.
                raise NotAClip(str(error)) from error

    def _read_through(self) -> tuple[list[int], list[tuple[int, int]]]:
        """The frames' times, and for each key frame its time and where to jump for it."""
        stamps: set[int] = set()
        entries: list[tuple[int, int]] = []
        timeless = False
        for packet in self._container.demux(self.stream):
            if not packet.size or packet.is_discard:
                continue
            if packet.pts is None:
                timeless = True
                break
            stamps.add(packet.pts)
            if packet.is_keyframe:
                entries.append((packet.pts, packet.pts if packet.dts is None else packet.dts))
        if timeless:
            # Some containers say when a frame is decoded only: its showing is known afterwards.
            self._container.seek(0)
            frames = decoded(self._container, self.stream)
            stamps = {frame.pts for frame in frames if frame.pts is not None}
            entries = []
        if not stamps:
            raise NotAClip("no frame has a time")
        return sorted(stamps), sorted(entries)

    def _in_seconds(self) -> Times:
        base = self.stream.time_base or Fraction(1, 1000)
        first = self._stamps[0]
        starts = tuple(float((stamp - first) * base) for stamp in self._stamps)
        said = float(self.stream.average_rate or 0)
        usual = starts[-1] / (len(starts) - 1) if len(starts) > 1 else 1 / (said or _USUAL_RATE)
        return Times(starts, starts[-1] + usual)

    def _decode(self, stamp: int) -> VideoFrame:
        if self._coming is None or not self._leads_to(stamp):
            self._jump(stamp)
        latest = self._go_on(stamp)
        if latest is None or (latest.pts or 0) > stamp:
            # The jump went too far, or nothing came after it: from the start it is certain.
            self._container.seek(0)
            self._coming = decoded(self._container, self.stream)
            latest = self._go_on(stamp)
        if latest is None:
            raise NotAClip("no frame can be decoded")
        return latest

    def _leads_to(self, stamp: int) -> bool:
        """Whether decoding on from where it stands is the way, with no key frame to jump to."""
        if self._position is None or self._position >= stamp:
            return False
        entry = bisect_right(self._entries, (stamp, 1 << 62)) - 1
        return entry < 0 or self._entries[entry][0] <= self._position

    def _jump(self, stamp: int) -> None:
        entry = bisect_right(self._entries, (stamp, 1 << 62)) - 1
        if entry >= 0:
            self._container.seek(self._entries[entry][1], stream=self.stream)
        else:
            self._container.seek(0)
        self._coming = decoded(self._container, self.stream)
        self._position = None

    def _go_on(self, stamp: int) -> VideoFrame | None:
        """Decodes up to the frame with that time; the nearest before it where it does not come."""
        latest: VideoFrame | None = None
        assert self._coming is not None
        for frame in self._coming:
            if frame.pts is None:
                continue
            self._keep(frame.pts, frame)
            self._position = frame.pts
            if latest is None or frame.pts <= stamp:
                latest = frame
            if frame.pts >= stamp:
                return latest
        self._coming = None
        return latest

    def _keep(self, stamp: int, frame: VideoFrame) -> None:
        if stamp in self._kept:
            return
        self._kept[stamp] = frame
        self._kept_bytes += _size(frame)
        while self._kept_bytes > _KEPT_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= _size(oldest)


def _size(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
