"""Exact frames of the clip on the stage, decoded off the window's thread.

A player's own seeking lands near the frame that was meant and never on the true last one (craft.md,
trap 10), so whatever stands still on the stage comes from here.
"""

import logging
from pathlib import Path
from typing import cast

import av
from av.video.frame import VideoFrame
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from kling_desktop.clips.reel import Reel, Times
from kling_desktop.clips.shape import displayed_size, to_image
from kling_desktop.clips.source import NotAClip
from kling_desktop.ui.background import Background

log = logging.getLogger(__name__)

_Space = QVideoFrameFormat.ColorSpace
_SPACES = {
    1: _Space.ColorSpace_BT709,
    5: _Space.ColorSpace_BT601,
    6: _Space.ColorSpace_BT601,
    9: _Space.ColorSpace_BT2020,
}
"""FFmpeg's AVColorSpace numbers; a film without a label is left for Qt to guess, as in playing."""

_FULL_RANGE = 2


class ExactFrames(QObject):
    """One clip at a time, one frame at a time; of several that are asked for, the latest."""

    opened = Signal(object)
    """The clip's `Times`."""
    found = Signal(int, object)
    """A frame's number and its `QVideoFrame`."""
    failed = Signal(bool)
    """The clip can't be decoded; `True` where its file is not there."""

    def __init__(self, pool: Background) -> None:
        super().__init__()
        self._pool = pool
        self._turn = 0
        """Which clip answers belong to; those of an earlier one come too late."""
        self._reel: Reel | None = None
        self._wanted: int | None = None
        self._busy = False

    @property
    def times(self) -> Times | None:
        """When the frames begin, once the clip is open."""
        return self._reel.times if self._reel is not None else None

    def open(self, path: Path) -> None:
        """Opens another clip; `opened` or `failed` answers."""
        self.close()
        turn = self._turn
        self._pool.run_task(lambda: (turn, _opened(path)), self._take_reel)

    def close(self) -> None:
        """Lets go of the file."""
        self._turn += 1
        self._wanted = None
        self._busy = False
        reel, self._reel = self._reel, None
        if reel is not None:
            self._pool.run_task(reel.close, self._closed)

    def ask(self, frame: int) -> None:
        """Asks for a frame, counted from 0; `found` answers, if nobody asks for another first."""
        self._wanted = frame
        self._decode()

    def _decode(self) -> None:
        reel, wanted, turn = self._reel, self._wanted, self._turn
        if reel is None or wanted is None or self._busy:
            return
        self._wanted = None
        self._busy = True
        self._pool.run_task(lambda: (turn, wanted, _decoded(reel, wanted)), self._show)

    def _take_reel(self, result: tuple[int, Reel | Exception]) -> None:
        turn, reel = result
        if turn != self._turn:
            if isinstance(reel, Reel):
                self._pool.run_task(reel.close, self._closed)
            return
        if not isinstance(reel, Reel):
            self.failed.emit(isinstance(reel, FileNotFoundError))
            return
        self._reel = reel
        self.opened.emit(reel.times)
        self._decode()

    def _show(self, result: tuple[int, int, QVideoFrame | None]) -> None:
        turn, number, frame = result
        if turn != self._turn:
            return
        self._busy = False
        if frame is None:
            self.failed.emit(False)
            return
        self.found.emit(number, frame)
        self._decode()

    def _closed(self, _: object) -> None:
        """Nobody waits for that."""


def _opened(path: Path) -> Reel | Exception:
    try:
        return Reel(path)
    except (NotAClip, OSError) as error:
        log.warning("the frames of a clip can't be had: %s", error)
        return error


def _decoded(reel: Reel, number: int) -> QVideoFrame | None:
    try:
        return film_frame(reel, number)
    except (NotAClip, av.FFmpegError) as error:
        log.warning("a frame can't be decoded: %s", error)
        return None


def film_frame(reel: Reel, number: int) -> QVideoFrame:
    """A frame as Qt would bring it in playing: by the same conversion, so that no colour moves when
    a film stops. Raises `NotAClip` and `av.FFmpegError`.
    """
    frame = reel.frame(number)
    plain = displayed_size(frame, reel.stream) == (frame.width, frame.height)
    if plain and frame.rotation == 0 and frame.format.name in ("yuv420p", "yuvj420p"):
        made = _copied(frame)
    else:
        # Turned, oblong or of another kind: as a picture.
        picture = to_image(frame, reel.stream)
        lines = picture.width * 3
        made = QVideoFrame(
            QImage(
                picture.tobytes(), picture.width, picture.height, lines, QImage.Format.Format_RGB888
            ).convertToFormat(QImage.Format.Format_RGB32)
        )
    made.setStartTime(round(reel.times.starts[number] * 1_000_000))
    return made


def _copied(frame: VideoFrame) -> QVideoFrame:
    form = QVideoFrameFormat(
        QSize(frame.width, frame.height), QVideoFrameFormat.PixelFormat.Format_YUV420P
    )
    if frame.colorspace in _SPACES:
        form.setColorSpace(_SPACES[frame.colorspace])
    full = frame.color_range == _FULL_RANGE or frame.format.name == "yuvj420p"
    ranges = QVideoFrameFormat.ColorRange
    form.setColorRange(ranges.ColorRange_Full if full else ranges.ColorRange_Video)
    made = QVideoFrame(form)
    made.map(QVideoFrame.MapMode.WriteOnly)
    for number, plane in enumerate(frame.planes):
        # PySide's stubs allow for other kinds of bytes than the one that it gives.
        target = cast("memoryview", made.bits(number))
        _copy(memoryview(plane), plane.line_size, target, made.bytesPerLine(number))
    made.unmap()
    return made


def _copy(source: memoryview, source_line: int, target: memoryview, target_line: int) -> None:
    if source_line == target_line:
        size = min(source.nbytes, target.nbytes)
        target[:size] = source[:size]
        return
    wide = min(source_line, target_line)
    for line in range(min(source.nbytes // source_line, target.nbytes // target_line)):
        at = line * target_line
        target[at : at + wide] = source[line * source_line : line * source_line + wide]
